"""What a re-solve answers, in brief: enough to compare, to list, and to plan again from. JSON-ready."""

from typing import Literal

from pydantic import Field

from planner.domain.roster import Frozen, Platform, Tier
from planner.totals import TierTotals


class Booking(Frozen):
    """One creator in a solution, with the package booked; figures are for all of count.

    reach: people of the audience, as `Pick.target_reach`; 0 where an exploration does not say it.
    """

    creator: str
    handle: str
    platform: Platform
    tier: Tier
    package: str
    count: int = 1
    cost_cents: int
    boost_cents: int = Field(0, description="Part of the cost that platforms get, for ads")
    reach: float = 0.0
    engagements: float = 0.0
    accounts: tuple[tuple[str, str], ...] = Field(
        (), description="Creator ids and packages of a person who is booked on several accounts; else empty"
    )

    @property
    def offer_cents(self) -> int:
        """What the creator is offered."""
        return self.cost_cents - self.boost_cents


class Solution(Frozen):
    """A plan in brief, a refusal, or an honest undecided; goal and bound as people say them (cents for the cheapest).

    Every plan here has passed the independent check.
    """

    kind: Literal["plan", "refusal", "undecided"]
    sentence: str = Field("", description="Why there is no plan")
    goal: float = 0.0
    bound: float = Field(0.0, description="The best that any plan could achieve")
    gap: float = Field(0.0, description="Relative distance of the two, 0 = best possible")
    by_solver: bool = Field(False, description="The bound is a solver's word alone, as in the proof of a plan")
    cost_cents: int = 0
    creators: int = 0
    unique_reach: float = 0.0
    engagements: float = 0.0
    picks: tuple[Booking, ...] = ()
    tiers: tuple[TierTotals, ...] = Field((), description="Micro, mid, macro, as in the totals of a plan")

    @property
    def ids(self) -> frozenset[str]:
        """Creators in it."""
        return frozenset(pick.creator for pick in self.picks) | {
            creator for pick in self.picks for creator, _ in pick.accounts
        }


def incoming(before: Solution, after: Solution) -> tuple[Booking, ...]:
    """Who is in `after` and was not in `before`."""
    known = before.ids
    return tuple(pick for pick in after.picks if pick.creator not in known)
