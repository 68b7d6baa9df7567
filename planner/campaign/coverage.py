"""How well a roster and a plan fit the audience: what is known, who misses it, what part of the reach falls outside."""

from collections.abc import Mapping

import numpy as np

from planner.brief.brief import Brief
from planner.domain.audience import Trait, audience_columns, part_of
from planner.domain.roster import Platform, Roster
from planner.forecast.assumptions import assumptions_of
from planner.forecast.targeting import Targeting
from planner.frozen import dataclass
from planner.outcome import Plan
from planner.wording import count, counted, label, percent

MISSES = 0.5
"""A creator misses the audience whose measured share of it is under this part of what is usual in its country."""
TRAIT_WORDS = {Trait.COUNTRY: "country", Trait.GENDER: "gender", Trait.AGE: "age"}


@dataclass(frozen=True)
class Miss:
    """A creator whose audience is mostly other people. share: part of it in the audience, measured; usual: expected."""

    creator: str
    handle: str
    platform: Platform
    share: float
    usual: float


@dataclass(frozen=True)
class Coverage:
    """What is known of a roster's audience.

    known: creators whose share of every segment was measured; by_trait: creators of whom this trait was measured.
    asked: traits that the brief's audience names; misses: lowest share first.
    """

    creators: int
    known: int
    by_trait: Mapping[Trait, int]
    asked: tuple[Trait, ...]
    misses: tuple[Miss, ...]

    def sentence(self, locale: str = "en_US") -> str:
        """What is known and who misses the audience, in words for the page."""
        if not self.asked:
            return "Your audience is everyone, so creators’ audience figures are not needed."
        traits = ", ".join(f"{TRAIT_WORDS[trait]} of {count(self.by_trait[trait], locale)}" for trait in self.asked)
        said = (
            f"Audience known for {count(self.known, locale)} of {counted(self.creators, 'creator', locale)} ({traits})."
        )
        if not self.misses:
            return said
        worst = self.misses[0]
        many = len(self.misses)
        return (
            f"{said} {count(many, locale)} {'misses' if many == 1 else 'miss'} your audience, most of all "
            f"@{worst.handle} ({label(worst.platform)}): {percent(worst.share, 0, locale)} of their audience is yours."
        )


def coverage_of(roster: Roster, brief: Brief) -> Coverage:
    """What a roster knows about its audiences, for the audience of a brief."""
    people = roster.creators
    assumptions = assumptions_of(brief)
    found = Targeting.of(roster.people, brief, assumptions)
    measured = {trait: _measured(roster, trait) for trait in Trait}
    asked = tuple(
        trait
        for trait, wanted in (
            (Trait.COUNTRY, any(s.country is not None for s in brief.audience)),
            (Trait.GENDER, any(s.gender is not None for s in brief.audience)),
            (Trait.AGE, any(s.ages is not None for s in brief.audience)),
        )
        if wanted
    )
    same = assumptions.number("in_target_share_same_country")
    usual = min(1.0, sum((same if s.country is not None else 1.0) * s.audience_share for s in brief.audience))
    shares = np.minimum(found.shares.sum(axis=1), 1.0)
    low = np.flatnonzero(found.measured & (shares < MISSES * usual)) if asked else np.zeros(0, int)
    misses = [
        Miss(
            creator=str(people["id"].iloc[int(row)]),
            handle=str(people["handle"].iloc[int(row)]),
            platform=Platform(str(people["platform"].iloc[int(row)])),
            share=float(shares[row]),
            usual=usual,
        )
        for row in low[np.argsort(shares[low], kind="stable")]
    ]
    return Coverage(
        creators=len(people),
        known=int(found.measured.sum()) if asked else len(people),
        by_trait={trait: int(measured[trait].sum()) for trait in Trait},
        asked=asked,
        misses=tuple(misses),
    )


def _measured(roster: Roster, trait: Trait) -> np.ndarray:
    mine = [
        name
        for name in audience_columns(roster.creators.columns)
        if (part := part_of(name)) is not None and part.trait is trait
    ]
    if not mine:
        return np.zeros(len(roster.creators), bool)
    return np.asarray(roster.creators[mine].notna().any(axis=1).to_numpy(bool))


@dataclass(frozen=True)
class Outside:
    """A plan's reach beside the audience. share: of its gross reach, 0 to 1; unknown: picks of unknown audience."""

    share: float
    people: float
    unknown: int
    picks: int

    @property
    def mostly_outside(self) -> bool:
        """True when over half of the reach falls outside the audience."""
        return self.share > 0.5

    @property
    def mostly_unknown(self) -> bool:
        """True when the audience of most picks was not measured."""
        return self.picks > 0 and self.unknown > 0.5 * self.picks


def outside_of(plan: Plan) -> Outside:
    """What part of a plan's reach falls outside the audience, and of how many picks that is only assumed."""
    total = plan.totals
    return Outside(
        share=total.waste / total.gross_reach if total.gross_reach else 0.0,
        people=total.waste,
        unknown=sum(pick.count for pick in plan.picks if pick.target_measured is False),
        picks=sum(pick.count for pick in plan.picks),
    )
