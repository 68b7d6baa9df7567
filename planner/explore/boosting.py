"""Organic against boosted: what each share of the spend behind posts buys, each point with its proof.

The plan without a limit on that share has the share that buys most. Below it the share is a cap, above it a floor, so
that the curve shows both what leaving money out of ads gives up and what forcing it in costs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np
from pydantic import Field

from planner.brief.brief import Brief, GoalKind
from planner.brief.quantities import BASIS, ShareBand
from planner.domain.roster import Frozen
from planner.explore.frontier import EFFORT, asked_about
from planner.explore.solution import Solution
from planner.explore.study import Solved, Study
from planner.explore.words import goal_words
from planner.optimise.restricted import Bookings
from planner.problems import BadInput, Problem
from planner.wording import percent

SHARES = (0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5)
"""Shares that are tried beside the best one: agencies put 10 to 20 % of a budget behind posts."""
_SAME = 0.005
"""Of the goal: less than the gap to which the points are solved is no difference."""


Limited = Literal["at most", "at least", "free"]


class SharePoint(Frozen):
    """The best plan with a share of the spend behind posts; `free` has no limit on it."""

    limit: Limited
    share: float = Field(description="Of the limit; of `free` what the plan has")
    spent: float = Field(0.0, description="Share of the cash that the plan has behind posts")
    boost_cents: int = 0
    solution: Solution


class ShareCurve(Frozen):
    """Points by share, ascending. asked: how many there will be."""

    goal: GoalKind
    asked: int
    points: tuple[SharePoint, ...] = ()
    sentence: str = ""

    @property
    def best(self) -> SharePoint | None:
        """The point without a limit on the share; None before it is known, or where it has no plan."""
        free = [one for one in self.points if one.limit == "free" and one.solution.kind == "plan"]
        return free[0] if free else None


def share_curve(
    study: Study, shares: Sequence[float] = SHARES, report: Callable[[ShareCurve], None] = lambda _: None
) -> ShareCurve:
    """The best plan at each share, and at the best of them. report: called with all points so far after each.

    Raises BadInput for a brief without amounts behind posts, Cancelled.
    """
    if study.brief.boosting is None:
        place, accepted = "boosting", "amounts to put behind posts, such as boosting.cents_per_post of [25000]"
        raise BadInput([Problem(place, "", "is not in the brief, so no money goes behind posts", accepted)])
    study = asked_about(study)
    wanted = sorted({round(share, 4) for share in shares})
    points: list[SharePoint] = []

    def told() -> ShareCurve:
        ordered = tuple(sorted(points, key=lambda one: (one.share, one.limit == "free")))
        return ShareCurve(goal=study.brief.goal.kind, asked=len(wanted) + 1, points=ordered)

    free = _solved(study, ShareBand(), [study.start])
    points.append(_point(study, "free", 0.0, free))
    report(told())
    best = points[0].spent if free[0].selection is not None else 1.0
    below, above = [one for one in reversed(wanted) if one <= best], [one for one in wanted if one > best]
    sides: tuple[tuple[Limited, list[float]], ...] = (("at most", below), ("at least", above))
    for limit, side in sides:
        near = free[0]
        for share in side:
            if study.watch.late:
                break
            band = ShareBand(max=share) if limit == "at most" else ShareBand(min=share)
            starts = [one.selection for one in (near, free[0]) if one.selection is not None]
            found = _solved(study, band, starts, near)
            points.append(_point(study, limit, share, found))
            near = found[0] if found[0].selection is not None else near
            report(told())
    curve = told()
    return curve.model_copy(update={"sentence": _sentence(curve, study.brief)})


def _solved(
    study: Study, band: ShareBand, starts: Sequence[Bookings], near: Solved | None = None
) -> tuple[Solved, Brief]:
    """The best plan with so much behind posts, begun where its neighbour ended."""
    assert study.brief.boosting is not None
    brief = study.brief.model_copy(update={"boosting": study.brief.boosting.model_copy(update={"spend": band})})
    asked, known = study.changed(brief), None if near is None else near.columns
    return asked.once("best", EFFORT, lambda: asked.solve(asked.problem, starts, EFFORT, known)), brief


def _point(study: Study, limit: Limited, share: float, found: tuple[Solved, Brief]) -> SharePoint:
    solved, brief = found
    solution = study.changed(brief).solution(solved)
    if solution.kind == "plan" and not solution.creators:
        # Nobody is no answer, as in a plan.
        solution = Solution(kind="refusal", sentence="No plan can put so much behind posts.")
    if solved.selection is None or solution.kind != "plan":
        return SharePoint(limit=limit, share=share, solution=solution)
    rows, counts = solved.selection.index, solved.selection.counts
    behind, cash = (int(counts @ cents[rows]) for cents in (study.table.boost_cents, study.table.cash_cents))
    spent = behind / cash if cash else 0.0
    shown = float(np.floor(spent * BASIS) / BASIS) if limit == "free" else share
    return SharePoint(limit=limit, share=shown, spent=spent, boost_cents=behind, solution=solution)


def _sentence(curve: ShareCurve, brief: Brief) -> str:
    """What the curve says: which share buys most, and what it is worth against none."""
    best = curve.best
    if best is None:
        return "No plan meets the brief, whatever goes behind posts."
    none = [one for one in curve.points if one.limit == "at most" and one.share == 0 and one.solution.kind == "plan"]
    shown = percent(best.spent, 0, brief.locale)
    if not best.boost_cents:
        return "Money behind posts buys less than creators do: the best plan puts none there."
    if not none:
        return f"The best plan puts {shown} of the spend behind posts."
    more = best.solution.goal - none[0].solution.goal
    if more <= _SAME * abs(none[0].solution.goal):
        return f"Whether money goes behind posts or not makes no difference: up to {shown} buys the same."
    part = percent(more / none[0].solution.goal, 0, brief.locale) if none[0].solution.goal else ""
    return (
        f"The budget buys most with {shown} of it behind posts: {goal_words(brief, more)} more than without ads"
        f"{f' ({part})' if part else ''}."
    )
