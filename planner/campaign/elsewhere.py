"""Creators whom two campaigns of one team count on: approved by a client of one, and signed for the other."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from planner.campaign.campaign import Campaign
from planner.campaign.status import GOES, STAYS
from planner.wording import person


@dataclass(frozen=True)
class Hold:
    """What a campaign has of its creators. name: of the campaign. Creators by id."""

    name: str
    signed: frozenset[str]
    approved: frozenset[str]

    @classmethod
    def of(cls, name: str, about: Campaign, approved: Collection[str]) -> "Hold":
        """From what is known of a campaign. approved: by its clients; who has gone since is not counted."""
        now = about.latest
        gone = {creator for creator, one in now.items() if one.step in GOES}
        signed = frozenset(creator for creator, one in now.items() if one.step in STAYS)
        return cls(name, signed, frozenset(approved) - gone)


def shared(here: Hold, others: Iterable[Hold]) -> tuple[str, ...]:
    """A sentence for each creator whom this campaign and another one both count on, one of them by a client's word.

    Who is signed for both is no surprise to anybody, and left out.
    """
    found: dict[tuple[str, str], str] = {}
    for other in others:
        for creator in sorted((here.signed | here.approved) & (other.signed | other.approved)):
            if creator in here.signed and creator in other.signed:
                continue
            found[creator, other.name] = _sentence(person(creator), creator, here, other)
    return tuple(found.values())


def _sentence(who: str, creator: str, here: Hold, other: Hold) -> str:
    mine = "is signed here" if creator in here.signed else "was approved by your client here"
    theirs = "is signed for" if creator in other.signed else "was approved by the client of"
    name = f"\u201c{other.name}\u201d" if other.name else "another campaign of yours"
    return f"{who} {mine}, and {theirs} {name}."


def holds(campaigns: Mapping[str, tuple[str, Campaign]], approved: Mapping[str, Collection[str]]) -> dict[str, Hold]:
    """Every campaign's creators. campaigns: name and data, by id; approved: by id of the campaign."""
    return {key: Hold.of(name, about, approved.get(key, ())) for key, (name, about) in campaigns.items()}
