"""What a frontier tells: the best plan at each budget, and what each step of budget adds. JSON-ready."""

from itertools import pairwise

from pydantic import Field, computed_field

from planner.brief.brief import GoalKind
from planner.domain.roster import Frozen
from planner.explore.solution import Solution

PER_CENTS = 100_000
"""The marginal value is told per 1,000 units of the currency."""


class Point(Frozen):
    """The best plan for a budget, in cents."""

    budget_cents: int
    solution: Solution


class Step(Frozen):
    """What one step of budget adds to the goal, altogether and per 1,000 units of the currency."""

    from_cents: int
    to_cents: int
    gain: float
    per_thousand: float


class Frontier(Frozen):
    """Points from the smallest budget to the largest; `asked` of them when it is complete."""

    goal: GoalKind
    asked: int
    points: tuple[Point, ...] = ()
    seconds: float = 0.0
    now_cents: int | None = Field(None, description="The budget of the brief")
    top_cents: int | None = Field(None, description="The largest budget asked about")

    @computed_field  # type: ignore[prop-decorator]
    @property
    def steps(self) -> tuple[Step, ...]:
        """Between neighbouring plans; from one that is refused there is no step."""
        plans = [point for point in self.points if point.solution.kind == "plan"]
        made = []
        for one, other in pairwise(plans):
            gain = other.solution.goal - one.solution.goal
            more = other.budget_cents - one.budget_cents
            made.append(
                Step(
                    from_cents=one.budget_cents,
                    to_cents=other.budget_cents,
                    gain=gain,
                    per_thousand=gain / more * PER_CENTS,
                )
            )
        return tuple(made)

    @property
    def complete(self) -> bool:
        """True when every point has arrived."""
        return len(self.points) == self.asked
