"""What the picture that follows the hand is drawn from: true plans, each with its proof, and nothing else."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from pages.parts.hand.picture import Released, script
from pages.parts.session import sample
from planner.brief.brief import Brief
from planner.check import check
from planner.explore import frontier as explore_frontier
from planner.explore.curve import Frontier
from planner.explore.frontier import EFFORT, _Curve, frontier, positions_for
from planner.explore.study import Effort, Study, bookings_of
from planner.figures.hand import Ahead, hand, moves
from planner.outcome import Plan
from planner.planning import plan

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def study() -> Study:
    return Study.of(sample.roster(), sample.brief())


@pytest.fixture(scope="module")
def made(study: Study) -> Plan:
    outcome = plan(sample.roster(), sample.brief())
    assert isinstance(outcome, Plan)
    return outcome


def curve_of(study: Study, seconds: float) -> Frontier:
    """Plans made ahead by a computer that has so many seconds for each, whatever else it does."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(explore_frontier, "EFFORT", replace(EFFORT, seconds=seconds))
        return frontier(study, (10_000_000, 11_000_000, 11_200_000, 12_000_000), outward=True)


@pytest.fixture(scope="module")
def ahead(study: Study) -> Frontier:
    return curve_of(study, 30.0)


def test_positions_are_round_close_around_the_budget_and_hold_it() -> None:
    budgets = positions_for(11_000_000)
    assert list(budgets) == sorted(set(budgets)) and 11_000_000 in budgets
    assert all(budget % 50_000 == 0 for budget in budgets)
    steps = [(after - before) / 11_000_000 for before, after in pairwise(budgets)]
    near = budgets.index(11_000_000)
    assert steps[near] < 0.03 and steps[near - 1] < 0.03
    assert positions_for(0) == () and 1_234_567 in positions_for(1_234_567)
    assert min(positions_for(300)) > 0


def test_plans_are_made_from_the_plan_in_hand_outward(study: Study) -> None:
    order: list[set[int]] = []
    budgets = (10_000_000, 10_900_000, 11_000_000, 12_500_000)
    frontier(study, budgets, lambda so_far: order.append({point.budget_cents for point in so_far.points}), outward=True)
    came = [min(after - before) for before, after in zip([set(), *order], order, strict=False)]
    assert came == [11_000_000, 10_900_000, 10_000_000, 12_500_000]


def test_calm_plans_keep_more_people_from_step_to_step_and_are_as_sure(study: Study) -> None:
    def changes(calm: bool) -> int:
        curve = _Curve(study, positions_for(11_000_000), Effort(gap=0.005, seconds=30.0, calm=calm))
        for at in curve.outward():
            curve.solve(at)
        points = curve.told().points
        assert all(point.solution.gap <= 0.005 for point in points)
        return sum(len(one.solution.ids ^ other.solution.ids) for one, other in pairwise(points))

    assert changes(calm=True) < changes(calm=False)


def test_every_plan_made_ahead_passes_the_check_and_says_how_good_it_is(study: Study, ahead: Frontier) -> None:
    for point in ahead.points:
        assert point.solution.kind == "plan" and point.solution.gap <= EFFORT.gap
        booked = bookings_of(study.table, point.solution.picks)
        rows, counts = booked.index, booked.counts
        brief = study.brief.model_copy(update={"budget_cents": point.budget_cents})
        assert not check(study.table, brief, rows.tolist(), counts.tolist())


def test_a_plan_made_ahead_without_the_time_for_it_says_how_far_it_may_be_from_the_best(
    study: Study, made: Plan, ahead: Frontier
) -> None:
    hurried = [point for point in curve_of(study, 0.0).points if point.solution.kind == "plan"]
    for short in hurried:
        best = next(point.solution.goal for point in ahead.points if point.budget_cents == short.budget_cents)
        assert short.solution.gap >= best / short.solution.goal - 1 - 1e-9
    drawn = hand(made, study.brief, "k", Ahead(tuple(short.budget_cents for short in hurried), tuple(hurried)))
    gaps = {short.budget_cents: short.solution.gap for short in hurried}
    assert {one.budget: one.gap for one in drawn.points} == gaps and max(gaps.values()) > 0.01


def test_figures_of_tiers_add_up_to_those_of_the_plan(made: Plan, ahead: Frontier) -> None:
    drawn = hand(made, sample.brief(), "k", Ahead((10_000_000, 11_000_000), ahead.points))
    for one in (drawn.plan, *drawn.points):
        people = [drawn.people[at] for at in one.people]
        assert sum(tier.creators for tier in one.tiers) == one.creators == sum(who.count for who in people)
        assert sum(tier.cents for tier in one.tiers) == one.cents == sum(who.cents for who in people)
        for at, tier in enumerate(one.tiers):
            assert tier.creators == sum(who.count for who in people if who.tier == at)


def test_the_plan_in_hand_is_the_exact_one(made: Plan, ahead: Frontier) -> None:
    drawn = hand(made, sample.brief(), "k", Ahead(positions_for(11_000_000), ahead.points))
    assert drawn.plan.budget == 11_000_000 and drawn.plan.budget in drawn.positions
    assert {drawn.people[at].creator for at in drawn.plan.people} == {pick.creator for pick in made.picks}
    assert drawn.plan.reach == round(made.totals.unique_reach)
    payload = json.loads(json.dumps(drawn.payload()))
    assert payload["plan"]["gap"] == made.proof.gap
    assert payload["sized"].startswith("followers") and "views" in payload["sized"]


def test_a_refused_budget_says_so(made: Plan) -> None:
    study = Study.of(sample.roster(), sample.brief())
    brief = study.brief.model_copy(update={"reach_floor": 900_000})
    tight = frontier(replace(study, brief=brief), (1_000_000, 11_000_000), outward=True)
    drawn = hand(made, brief, "k", Ahead((1_000_000, 11_000_000), tight.points))
    assert drawn.points[0].why == "No plan can meet this." and drawn.points[0].people == ()


def test_without_a_budget_to_move_there_is_no_handle(made: Plan) -> None:
    data = sample.brief().model_dump(mode="json")
    assert not moves(Brief.read(data | {"goal": {"kind": "cheapest"}, "reach_floor": 1}))
    assert moves(sample.brief()) and hand(made, sample.brief(), "k").positions == ()


@pytest.mark.parametrize(
    "value",
    [
        None,
        {},
        {"at": -5, "of": "k", "turn": 1},
        {"at": [5], "of": "k", "turn": 1},
        {"at": 5, "of": "k"},
        {"at": 5, "turn": 1},
        7,
    ],
)
def test_what_a_browser_should_not_send_is_dropped(value: object) -> None:
    assert Released.read(value) is None


def test_the_script_is_small_and_fetches_nothing() -> None:
    assert len(script()) < 40_000 and "import {" not in script()
    # The name of a kind of markup is no address.
    bare = script().replace("http://www.w3.org/2000/svg", "")
    assert not any(word in bare for word in ("http://", "https://", "fetch(", "XMLHttpRequest", "eval("))


def test_the_drawing_without_a_browser() -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs node; the browser tests draw the same picture")
    done = subprocess.run(
        [node, "--test", "tests/hand.test.mjs"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
