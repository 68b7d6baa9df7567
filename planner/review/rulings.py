"""What clients decided, as the sender's campaign takes it: how each creator stands, and what a new plan counts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from planner.campaign.campaign import Campaign
from planner.campaign.status import Decided, Ruling
from planner.review.decisions import Decision, Outcome, Standing, standings
from planner.review.snapshot import Terms

_RULINGS = {Outcome.APPROVED: Ruling.APPROVED, Outcome.DECLINED: Ruling.DECLINED}


@dataclass(frozen=True)
class Answers:
    """standings: of everybody in the plan, and of whoever was decided on before, by creator.

    decided: what a plan would count, by account. before: what the present plan counts.
    """

    standings: Mapping[str, Standing]
    decided: tuple[Decided, ...]
    before: tuple[Decided, ...]

    def of(self, *outcomes: Outcome) -> tuple[str, ...]:
        """Creators who stand so."""
        return tuple(creator for creator, one in self.standings.items() if one.outcome in outcomes)

    @property
    def reviewers(self) -> tuple[str, ...]:
        """Names of all who decided, in the order of their first decision."""
        found = sorted((one for stand in self.standings.values() for one in stand.decisions), key=lambda one: one.at)
        return tuple({one.reviewer.key: one.reviewer.name for one in found}.values())

    @property
    def waiting(self) -> bool:
        """True when a plan around the decisions would ask for something else than the present one does."""
        return _settled(self.decided) != _settled(self.before)


def answers(
    here: Sequence[Terms], links: Sequence[tuple[Terms, ...]], decisions: Iterable[Decision], about: Campaign
) -> Answers:
    """How a campaign's creators stand with its clients.

    here: terms of the present plan; links: of the newest version of each link. A decision about somebody in the plan
    counts on the plan's terms; about anybody else, on those it was made on.
    """
    made = sorted(decisions, key=lambda one: one.at)
    digests = {one.creator: one.digest for one in here}
    digests |= {one.creator: one.terms for one in made if one.creator not in digests}
    stand = standings(digests, made)
    known = {one.creator: one for one in (*(one for link in links for one in link), *here)}
    decided = [one for creator, own in stand.items() if creator in known for one in _of(known[creator], own, digests)]
    settled = {account for creator in stand if creator in known for account in known[creator].everybody}
    # Whom no version has any more is decided as before.
    kept = [one for one in about.decided if one.creator not in settled and one.ruling is not Ruling.OPEN]
    inside = {account for one in here for account, _ in one.accounts}
    shown = [one for one in decided if one.ruling is not Ruling.OPEN or one.creator in inside]
    return Answers(stand, (*kept, *shown) if made else about.decided, about.decided)


def _of(terms: Terms, standing: Standing, digests: Mapping[str, str]) -> list[Decided]:
    """One creator's accounts as a plan counts them."""
    ruling = _RULINGS.get(standing.outcome, Ruling.OPEN)
    said = sorted(standing.decisions, key=lambda one: one.at)
    on = said[-1].at.date() if said else None
    if ruling is Ruling.APPROVED and terms.digest != digests[terms.creator]:
        # Approved on a version that is not the newest and not in the plan: what they approved is not known any more.
        ruling = Ruling.OPEN
    found = [Decided(creator=account, package=package, ruling=ruling, on=on) for account, package in terms.accounts]
    siblings = terms.siblings if ruling is Ruling.DECLINED else ()
    return found + [Decided(creator=one, ruling=ruling, on=on) for one in siblings]


def _settled(decided: Iterable[Decided]) -> frozenset[tuple[str, str, Ruling]]:
    """What is a rule of a plan: an open one is only kept where that costs little."""
    return frozenset(
        (one.creator, "" if one.ruling is Ruling.DECLINED else one.package, one.ruling)
        for one in decided
        if one.ruling is not Ruling.OPEN
    )
