"""The optimiser against the truth: brute force on tiny rosters.

PLANNER_CASES=5000 makes the comparison longer; PLANNER_FIRST=137 begins it at another seed.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

import numpy as np
import pytest

from planner.brief.brief import Brief, GoalKind
from planner.check import check, goal_value
from planner.domain.roster import Roster
from planner.optimise import branch, claims, nearest, relaxation, search, solve, tree, working_set
from planner.optimise.fixed_costs import fixed_costs
from planner.optimise.watch import Watch
from planner.outcome import Outcome, Plan, Refusal
from planner.rules import RULES, Limit, limits_of
from planner.units import CREATORS, MONEY, POSTS
from tests import builders
from tests.oracle import Truth
from tests.random_cases import random_case

FIRST = int(os.environ.get("PLANNER_FIRST", "0"))
CASES = int(os.environ.get("PLANNER_CASES", "250"))
BATCH = 25


@dataclass(frozen=True)
class Case:
    """A random campaign, the truth about it, and what the planner says."""

    seed: int
    roster: Roster
    brief: Brief
    truth: Truth
    outcome: Outcome

    def fail(self, why: str) -> None:
        """Stop with what is needed to see it again."""
        pytest.fail(f"seed {self.seed}: {why}\n{self.brief.model_dump_json(exclude_defaults=True)}")


def run(seed: int) -> Case:
    """Plan a random campaign."""
    roster, brief = random_case(seed)
    table = builders.table(roster, brief)
    # The search alone: `plan` goes on where draws do not confirm the confidence asked for.
    return Case(seed, roster, brief, Truth(table, brief), solve(table, brief, roster, Watch()))


@pytest.mark.parametrize("first", range(FIRST, FIRST + CASES, BATCH))
def test_agrees_with_brute_force(first: int) -> None:
    for seed in range(first, min(first + BATCH, FIRST + CASES)):
        case = run(seed)
        if isinstance(case.outcome, Plan):
            _judge_plan(case, case.outcome)
        elif isinstance(case.outcome, Refusal):
            _judge_refusal(case, case.outcome)
        else:
            case.fail(f"was left undecided: {case.outcome.sentence}")


@pytest.mark.parametrize("first", range(FIRST, FIRST + CASES // 2, BATCH))
def test_the_way_of_large_rosters_agrees_with_brute_force(first: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same small campaigns, but sifted a few packages at a time and planned on growing cores."""
    monkeypatch.setattr(relaxation, "ALL_AT_ONCE", 1)
    monkeypatch.setattr(relaxation, "MORE_COLUMNS", 2)
    monkeypatch.setattr(relaxation, "_first", lambda problem, watch: np.flatnonzero(problem.eligible)[::4])
    monkeypatch.setattr(search, "WHOLE_AT_ONCE", 0)
    monkeypatch.setattr(working_set, "ALL", 4)
    monkeypatch.setattr(working_set, "NEAR", 2)
    monkeypatch.setattr(working_set, "SMALL", 1)
    monkeypatch.setattr(claims, "TOLD", 2)
    monkeypatch.setattr(claims, "NUMBERS", 12)
    monkeypatch.setattr(tree, "GROUP", 2)
    monkeypatch.setattr(tree, "LEAF", 2)
    monkeypatch.setattr(tree, "CORES", (2, 3, 4, 5))
    monkeypatch.setattr(tree, "EVERY", 3)
    monkeypatch.setattr(branch, "MORE", 2)
    monkeypatch.setattr(nearest, "TEST_SECONDS", 60.0)
    monkeypatch.setattr(nearest, "STEP_SECONDS", 60.0)
    monkeypatch.setattr(nearest, "ALL_SECONDS", 60.0)
    test_agrees_with_brute_force(first)


def test_random_campaigns_ask_for_everything_and_are_possible_now_and_then() -> None:
    """Without this the comparison could quietly become one of empty plans."""
    asked: set[str] = set()
    possible = 0
    for seed in range(100):
        roster, brief = random_case(seed)
        table = builders.table(roster, brief)
        asked |= {limit.rule for limit in limits_of(brief, table)}
        possible += bool(Truth(table, brief).feasible.any())
    assert asked >= {rule.key for rule in RULES} - {"one_package"}
    assert 15 < possible < 70


def _judge_plan(case: Case, answer: Plan) -> None:
    truth, proof = case.truth, answer.proof
    rows, counts = builders.picked(truth.table, answer)
    broken = check(truth.table, case.brief, rows, counts)
    if broken:
        case.fail(f"the plan breaks {broken}")
    if not truth.nearly.any():
        case.fail("a plan, where there is none")
    least = case.brief.goal.kind is GoalKind.CHEAPEST
    scale = max(1.0, abs(truth.best_nearly))
    goal = goal_value(truth.table, case.brief, rows, counts)
    if abs(goal - proof.goal) > 1e-7 * scale:
        case.fail(f"claims a goal of {proof.goal}, the picks are worth {goal}")
    sign = -1 if least else 1
    if truth.feasible.any():
        if sign * (truth.best - goal) > 3e-6 * scale:
            case.fail(f"has a goal of {goal}, {truth.best} is possible; {proof}")
        if sign * (truth.best - proof.bound) > 1e-9 * scale:
            case.fail(f"proves a bound of {proof.bound}, but {truth.best} is possible")
    if sign * (goal - truth.best_nearly) > 1e-7 * scale:
        case.fail(f"has a goal of {goal}, better than the best there is, {truth.best_nearly}")
    # Reach is exact to a millionth of a segment, which for a plan that reaches a dozen people is not nothing.
    blur = 2e-6 * sum(part.size * part.value for part in case.brief.audience)
    proven = proof.closed and proof.gap <= proof.tolerance
    nearly = case.brief.goal.kind is GoalKind.UNIQUE_REACH and abs(proof.bound - proof.goal) <= blur
    if not proof.checked or not (proven or nearly):
        case.fail(f"is not proven: {proof}")
    if missed := [limit.name for limit in answer.limits if not limit.met]:
        case.fail(f"reports as not met: {missed}")


def _judge_refusal(case: Case, answer: Refusal) -> None:  # noqa: C901 one line for each kind of conflict
    truth = case.truth
    if truth.feasible.any():
        case.fail(f"refused, but {int(truth.feasible.sum())} plans meet the brief: {answer.conflicts}")
    names = demand_of(limits_of(case.brief, truth.table))
    blamed = [names[conflict.name] for conflict in answer.conflicts]
    if not blamed:
        case.fail("refused without a conflict")
    somebody = answer.sentence.startswith("Only a plan that books nobody")
    if truth.possible(set(blamed), somebody)[0]:
        case.fail(f"blames {blamed}, which can all hold")
    # With a cost that is due once, the conflicts with and without it are told together.
    twofold = bool(fixed_costs(truth.table, case.brief))
    for path in () if twofold else blamed:
        # A share of the budget is not asked for where there is no budget.
        gone = {path, "largest_share"} if path == "budget_cents" else {path}
        if not truth.possible(set(blamed) - gone, somebody)[1]:
            case.fail(f"blames {blamed}, but without {path} the rest still cannot hold")
    for conflict in answer.conflicts:
        if conflict.fix is None:
            continue
        mended = case.brief.changed(conflict.fix.path, conflict.fix.value)
        after = Truth(builders.table(case.roster, mended), mended)
        if not conflict.fix.enough:
            if not twofold:
                _judge_first_step(case, after, set(blamed), somebody)
            continue
        if not after.nearly.any():
            case.fail(f"says that {conflict.fix} makes it possible, it does not")
        if not twofold:
            _judge_nearest(case, conflict.fix.path, conflict.fix.value)


def _judge_first_step(case: Case, after: Truth, blamed: set[str], somebody: bool) -> None:
    """A change that is not enough for a plan settles at least the conflict; its other demands still stand."""
    moved = any(path.partition(".")[0] in ("must_have", "excluded") for path in blamed ^ after.demands.keys())
    if not moved and not after.possible(blamed & after.demands.keys(), somebody)[1]:
        case.fail(f"does not settle {blamed} by its first step")


def demand_of(limits: tuple[Limit, ...]) -> dict[str, str]:
    """The oracle's name of each limit: its path, numbered where one field makes several limits."""
    paths = [limit.looser.path for limit in limits]
    return {
        limit.name: path if paths.count(path) == 1 else f"{path}#{paths[:at].count(path)}"
        for at, (limit, path) in enumerate(zip(limits, paths, strict=True))
    }


def _judge_nearest(case: Case, path: str, value: object) -> None:
    """A fix of a whole number is the smallest one: a cent or a person less, and it is impossible again."""
    if value is None or not isinstance(value, int) or isinstance(value, bool):
        return
    asked = next(limit for limit in limits_of(case.brief, case.truth.table) if limit.looser.path == path)
    if asked.looser.how != "bound" or asked.unit not in (MONEY, CREATORS, POSTS):
        return
    nearer = value - 1 if asked.sense == "<=" else value + 1
    if nearer == asked.setting:
        return
    mended = case.brief.changed(path, nearer)
    if Truth(builders.table(case.roster, mended), mended).feasible.any():
        case.fail(f"asks for {path} = {value}, but {nearer} is enough")
