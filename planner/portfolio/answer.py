"""What planning several campaigns comes to; validated, frozen, JSON. Money is in cents."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from planner.brief.brief import Brief
from planner.domain.roster import Frozen
from planner.outcome import Plan, Proof, Refusal, Undecided


class Part(Frozen):
    """One campaign with its part of the budget."""

    brief: Brief = Field(description="The campaign's brief with its part of the money for its budget")
    plan: Plan
    stated_cents: int | None = Field(None, description="The budget that its brief came with")
    next_cents: int = Field(description="A little more money, about a hundredth of the budget")
    next_gain: float | None = Field(
        None, description="What that would add to its goal at most, fractions of creators allowed; None = not known"
    )

    @property
    def spent_cents(self) -> int:
        """What it takes of the budget."""
        return self.plan.totals.charged


class Together(Frozen):
    """A plan for every campaign, proven over all of them."""

    kind: Literal["together"] = "together"
    name: str
    budget_cents: int
    creators: Literal["apart", "shared"]
    parts: tuple[Part, ...]
    proof: Proof = Field(description="Of all campaigns together: goals are added up, each with its worth")
    as_stated: float | None = Field(
        None, description="The goal with every campaign held to its own budget, scaled to the one there is; None = n/a"
    )
    as_stated_refused: bool = Field(False, description="That split was proven to leave no plan")
    several: tuple[str, ...] = Field((), description="Creators booked for more than one campaign; ids")
    notes: tuple[str, ...] = ()

    @property
    def spent_cents(self) -> int:
        """What all campaigns spend."""
        return sum(part.spent_cents for part in self.parts)


class NotTogether(Frozen):
    """The campaigns cannot all be had: one of them cannot at any split, or the money or the creators do not suffice."""

    kind: Literal["not_together"] = "not_together"
    sentence: str
    campaign: str = Field(
        "", description="The campaign that cannot be met even with all there is; empty = it is none alone"
    )
    refusal: Refusal | None = Field(None, description="Its conflict, with what would settle it")
    needed_cents: int | None = Field(None, description="A budget that is enough for all of them")
    least: bool = Field(False, description="True when no smaller budget is")
    shared_cents: int | None = Field(None, description="A budget that is enough where creators may work for several")
    seconds: float = 0.0


Answered = Together | NotTogether | Undecided
