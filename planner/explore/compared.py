"""Several campaigns beside one another: their figures, who is in which, and the demands in which they differ."""

from collections.abc import Sequence

from pydantic import Field

from planner.brief.brief import Brief
from planner.domain.roster import Frozen
from planner.outcome import Outcome, Plan
from planner.side_by_side import Difference, asked_differently


class Column(Frozen):
    """One campaign; figures are None where it has no plan. Money in cents."""

    name: str
    kind: str = Field(description="plan, refusal, undecided, or 'not planned'")
    sentence: str = ""
    unique_reach: float | None = None
    engagements: float | None = None
    cost_cents: int | None = None
    budget_left_cents: int | None = None
    cpm_cents: float | None = None
    creators: int | None = None
    posts: int | None = None
    gap: float | None = None
    comes_in: tuple[str, ...] = Field((), description="Handles that the first plan does not have")
    goes_out: tuple[str, ...] = Field((), description="Handles of the first plan that this one does not have")


class SideBySide(Frozen):
    """Campaigns in the order given; the first is what the others are compared with."""

    columns: tuple[Column, ...]
    everywhere: tuple[str, ...] = Field((), description="Handles that every plan has")
    differences: tuple[Difference, ...] = ()


def side_by_side(campaigns: Sequence[tuple[str, Brief, Outcome | None]]) -> SideBySide:
    """Campaigns as (name, brief, outcome)."""
    plans = [outcome if isinstance(outcome, Plan) else None for _, _, outcome in campaigns]
    known = [plan for plan in plans if plan is not None]
    first = plans[0] if plans else None
    columns = [_column(name, outcome, first) for name, _, outcome in campaigns]
    common = set.intersection(*({pick.creator for pick in plan.picks} for plan in known)) if known else set()
    handles = {pick.creator: pick.handle for plan in known for pick in plan.picks}
    return SideBySide(
        columns=tuple(columns),
        everywhere=tuple(handles[creator] for creator in sorted(common)),
        differences=asked_differently([brief for _, brief, _ in campaigns]),
    )


def _column(name: str, outcome: Outcome | None, first: Plan | None) -> Column:
    if outcome is None:
        return Column(name=name, kind="not planned")
    if not isinstance(outcome, Plan):
        return Column(name=name, kind=outcome.kind, sentence=outcome.sentence)
    mine = {pick.creator: pick.handle for pick in outcome.picks}
    theirs = {} if first is None else {pick.creator: pick.handle for pick in first.picks}
    total = outcome.totals
    return Column(
        name=name,
        kind="plan",
        unique_reach=total.unique_reach,
        engagements=total.engagements,
        cost_cents=total.cost_cents,
        budget_left_cents=total.budget_left_cents,
        cpm_cents=total.cpm_cents,
        creators=total.creators,
        posts=total.posts,
        gap=outcome.proof.gap,
        comes_in=tuple(handle for creator, handle in mine.items() if theirs and creator not in theirs),
        goes_out=tuple(handle for creator, handle in theirs.items() if creator not in mine),
    )
