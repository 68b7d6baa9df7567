"""The parts of Compare and Plan that explore: figures by their numbers, wishes by the brief that they make."""

from __future__ import annotations

import pytest

from planner.brief.brief import GoalKind
from planner.explore.curve import Frontier, Point
from planner.explore.frontier import budgets_for
from planner.explore.solution import Solution
from planner.explore.words import goal_words, names
from planner.figures.frontier import Mark, frontier_alt, frontier_curve
from planner.figures.look import Look
from tests import builders


def curve(*goals: float | None) -> Frontier:
    """Points for 1,000, 2,000 ... with these goals; None is refused."""
    points = []
    for at, goal in enumerate(goals, 1):
        if goal is None:
            solution = Solution(kind="refusal", sentence="No plan can meet this.")
        else:
            solution = Solution(
                kind="plan", goal=goal, bound=goal * 1.01, gap=0.01, cost_cents=90_000 * at, creators=at
            )
        points.append(Point(budget_cents=100_000 * at, solution=solution))
    return Frontier(goal=GoalKind.UNIQUE_REACH, asked=len(goals), points=tuple(points), top_cents=100_000 * len(goals))


def test_names_of_marks_that_stand_together_do_not_cover_each_other() -> None:
    marks = [Mark(f"Spring launch, {at}", 200_000 + 50 * at, 900.0 + at) for at in range(3)]
    figure = frontier_curve(curve(None, 1_000, 1_500), builders.brief(), [*marks, Mark("Far", 20_000, 300.0)], Look())
    shifts = {note.text: note.yshift for note in figure.layout.annotations}
    near = sorted(shift for name, shift in shifts.items() if "Spring" in name)
    assert len(near) == 3 and near[1] - near[0] >= 15 and near[2] - near[1] >= 15, near
    assert shifts["Far"] == -8, "a name that stands alone stays where it was"


@pytest.mark.parametrize("look", [Look(), Look(dark=True), Look(narrow=True)])
def test_the_curve_draws_points_bound_refusals_and_marks(look: Look) -> None:
    marks = [Mark("Now", 200_000, 900.0, here=True), Mark("<b>Team A</b>", 300_000, 950.0)]
    figure = frontier_curve(curve(None, 1_000, 1_500), builders.brief(), marks, look)
    traces = {trace.name: trace for trace in figure.data}
    assert list(traces["plans"].x) == [2_000, 3_000]
    assert list(traces["plans"].y) == [1_000, 1_500]
    assert list(traces["plans"].customdata) == [200_000, 300_000]
    assert list(traces["bound"].y) == pytest.approx([1_010, 1_515])
    assert list(traces["refused"].x) == [1_000]
    assert list(traces["here"].x) == [2_000]
    assert list(traces["scenarios"].x) == [3_000]
    assert "<b>Team A</b>" not in "".join(traces["scenarios"].text)
    assert figure.layout.xaxis.range[1] >= 3_000


def test_the_curve_without_points_says_so() -> None:
    empty = Frontier(goal=GoalKind.UNIQUE_REACH, asked=3)
    assert "No budget" in frontier_alt(empty, builders.brief())
    assert len(frontier_curve(empty, builders.brief(), [], Look()).data) == 5
    assert "2 plans: from 1,000" in frontier_alt(curve(None, 1_000, 1_500), builders.brief())


def test_steps_tell_what_a_thousand_more_buys() -> None:
    made = curve(None, 1_000, 1_500)
    assert [(step.from_cents, step.to_cents, step.gain) for step in made.steps] == [(200_000, 300_000, 500.0)]
    assert made.steps[0].per_thousand == pytest.approx(500.0)
    assert made.complete


@pytest.mark.parametrize("around", [1, 99, 100, 12_345, 11_000_000])
@pytest.mark.parametrize("steps", [2, 5, 20])
def test_the_budgets_hold_the_one_asked_about_and_are_whole(around: int, steps: int) -> None:
    budgets = budgets_for(around, steps)
    assert around in budgets
    assert list(budgets) == sorted(set(budgets))
    assert len(budgets) <= steps
    assert all(cents > 0 and (cents % 100 == 0 or cents == around) for cents in budgets)


def test_no_budget_has_one_point() -> None:
    assert budgets_for(0) == (0,)


def test_words() -> None:
    brief = builders.brief()
    assert goal_words(brief, 12_345.4) == "12,345 people"
    assert names([]) == "nobody"
