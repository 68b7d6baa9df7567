"""What an answer must be, held against what is known for certain: all plans listed, or exact integer programs."""

from __future__ import annotations

import atexit
import multiprocessing
import sys
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Protocol

import numpy as np
import pytest

from planner.brief.brief import Brief, GoalKind
from planner.check import check, goal_value
from planner.domain.roster import Roster
from planner.forecast.table import PackageTable
from planner.optimise.refuse import NOT_MINIMAL
from planner.outcome import Outcome, Plan, Refusal
from planner.rules import Limit, limits_of
from planner.units import CREATORS, INDEX, MONEY, POSTS, SHARE
from tests import builders
from tests.exact_answers import Extreme, answer
from tests.oracle import Truth

PLANS_LISTED = 50_000


class Known(Protocol):
    """What is certain of a brief on a table. Goals count so that more is better; less cash is more."""

    def best(self) -> Extreme:
        """Of the goal."""

    def second(self, held: float) -> Extreme:
        """Of the second goal, among plans that achieve at least so much of the first."""

    def possible(self, paths: Iterable[str], somebody: bool = False) -> bool | None:
        """Whether some plan meets these demands; None where the answer is within the tolerance of reach.

        somebody: the plan of nobody is none.
        """


@dataclass(frozen=True)
class Listed:
    """Every plan there is."""

    truth: Truth

    def best(self) -> Extreme:
        return self._extreme(self.truth.goal * sign_of(self.truth.brief.goal.kind), -np.inf)

    def second(self, held: float) -> Extreme:
        assert self.truth.brief.second_goal is not None
        return self._extreme(self.truth.second * sign_of(self.truth.brief.second_goal.goal.kind), held)

    def _extreme(self, values: np.ndarray, held: float) -> Extreme:
        first = self.truth.goal * sign_of(self.truth.brief.goal.kind)
        blur = 1e-9 * max(1.0, abs(held)) if np.isfinite(held) else 0.0
        sure, near = self.truth.feasible & (first >= held + blur), self.truth.nearly & (first >= held - blur)
        return Extreme(float(values[sure].max(initial=-np.inf)), float(values[near].max(initial=-np.inf)))

    def possible(self, paths: Iterable[str], somebody: bool = False) -> bool | None:
        surely, perhaps = self.truth.possible(set(paths), somebody)
        return True if surely else None if perhaps else False


@dataclass(frozen=True)
class Elsewhere:
    """Exact integer programs, in a process of their own: OR-Tools and highspy each bring a HiGHS of another version."""

    table: PackageTable
    brief: Brief

    def best(self) -> Extreme:
        return _verifier().submit(answer, self.table, self.brief, "best").result()

    def second(self, held: float) -> Extreme:
        return _verifier().submit(answer, self.table, self.brief, "second", held).result()

    def possible(self, paths: Iterable[str], somebody: bool = False) -> bool | None:
        return _verifier().submit(answer, self.table, self.brief, "possible", tuple(paths), somebody).result()


@cache
def _verifier() -> ProcessPoolExecutor:
    pool = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"))
    # A test that ran a page leaves the app as the main module, which a spawned process would import, solver and all.
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        pool.submit(int).result()
    finally:
        sys.modules["__main__"] = main
    atexit.register(pool.shutdown, cancel_futures=True)
    return pool


def known(table: PackageTable, brief: Brief) -> Known:
    """Brute force where every plan can be listed, else exact integer programs."""
    options = np.bincount(table.creator)
    plans = 1.0
    for count, available in zip(options.tolist(), table.available.tolist(), strict=False):
        for step in range(available):
            plans *= (count + available - step) / (available - step)
    return Listed(Truth(table, brief)) if plans <= PLANS_LISTED else Elsewhere(table, brief)


def sign_of(kind: GoalKind) -> float:
    """1 where more is better, -1 for the cheapest."""
    return -1.0 if kind is GoalKind.CHEAPEST else 1.0


@dataclass(frozen=True)
class Case:
    """A campaign, what is known of it, and what the planner says."""

    seed: int | str
    roster: Roster
    brief: Brief
    table: PackageTable
    known: Known
    outcome: Outcome

    def fail(self, why: str) -> None:
        """Stop with what is needed to see it again."""
        pytest.fail(f"seed {self.seed}: {why}\n{self.brief.model_dump_json(exclude_defaults=True)}")

    def judge(self) -> None:
        """Fail where the answer is wrong, or none."""
        if isinstance(self.outcome, Plan):
            _judge_plan(self, self.outcome)
        elif isinstance(self.outcome, Refusal):
            _judge_refusal(self, self.outcome)
        else:
            self.fail(f"was left undecided: {self.outcome.sentence}")


def _judge_plan(case: Case, made: Plan) -> None:
    proof, brief = made.proof, case.brief
    rows, counts = builders.picked(case.table, made)
    if broken := check(case.table, brief, rows, counts):
        case.fail(f"the plan breaks {broken}")
    truth = case.known.best()
    if truth.none:
        case.fail("a plan, where there is none")
    sign = sign_of(brief.goal.kind)
    goal = goal_value(case.table, brief, rows, counts)
    scale = max(1.0, abs(goal), abs(truth.reached) if np.isfinite(truth.reached) else 0.0)
    if abs(goal - proof.goal) > 1e-7 * scale:
        case.fail(f"claims a goal of {proof.goal}, the picks are worth {goal}")
    given_up = 0.0 if brief.second_goal is None else brief.second_goal.tolerance * abs(truth.bound)
    if truth.reached - sign * goal > (brief.tolerance + 2e-6) * scale + given_up:
        case.fail(f"has a goal of {goal}, {sign * truth.reached} is possible; {proof}")
    if truth.reached - sign * proof.bound > 1e-9 * scale:
        case.fail(f"proves a bound of {proof.bound}, but {sign * truth.reached} is possible")
    if sign * goal > truth.bound + 1e-7 * scale:
        case.fail(f"has a goal of {goal}, better than the best there is, {sign * truth.bound}")
    # Reach is exact to a millionth of a segment, which for a plan that reaches a dozen people is not nothing.
    blur = 2e-6 * sum(part.size * part.value for part in brief.audience)
    proven = proof.closed and (proof.gap <= proof.tolerance or brief.second_goal is not None)
    nearly = brief.goal.kind is GoalKind.UNIQUE_REACH and abs(proof.bound - proof.goal) <= blur
    if not proof.checked or not (proven or nearly):
        case.fail(f"is not proven: {proof}")
    if missed := [limit.name for limit in made.limits if not limit.met]:
        case.fail(f"reports as not met: {missed}")
    if brief.second_goal is not None:
        _judge_second(case, made, truth)


def _judge_second(case: Case, made: Plan, first: Extreme) -> None:
    """The best at the second goal among plans that give up no more than allowed of the first."""
    second, proof = case.brief.second_goal, made.proof
    assert second is not None
    sign = sign_of(second.goal.kind)
    rows, counts = builders.picked(case.table, made)
    booked = np.zeros((1, len(case.table)), np.int64)
    booked[0, rows] = counts
    own = float(Truth(case.table, case.brief, booked).second[0])
    if proof.second_goal is None or abs(own - proof.second_goal) > 1e-7 * max(1.0, abs(own)):
        case.fail(f"claims {proof.second_goal} of the second goal, the picks are worth {own}")
    # With the first goal within its tolerance, what may be given up is counted from anywhere in it.
    least = first.bound - second.tolerance * abs(first.bound)
    best = case.known.second(least + (1e-9 + 1e-12) * abs(least))
    scale = max(1.0, abs(own), abs(best.reached) if np.isfinite(best.reached) else 0.0)
    if best.reached - sign * own > (case.brief.tolerance + 2e-6) * scale:
        case.fail(f"has {own} of the second goal, {sign * best.reached} is possible; {proof}")
    if proof.second_bound is None or best.reached - sign * proof.second_bound > 1e-9 * scale:
        case.fail(f"bounds the second goal by {proof.second_bound}, {sign * best.reached} is possible")


def _judge_refusal(case: Case, refusal: Refusal) -> None:  # noqa: C901 one line for each kind of fault
    demands = _demands(case.table, case.brief)
    if case.known.best().reached > -np.inf:
        case.fail(f"refused, but plans meet the brief: {refusal.conflicts}")
    names = demand_of(limits_of(case.brief, case.table))
    if unasked := {conflict.name for conflict in refusal.conflicts} - set(names):
        # A limit of a market that nobody in it could break.
        case.fail(f"blames {unasked}, which every plan meets")
    blamed = [names[conflict.name] for conflict in refusal.conflicts]
    if not blamed:
        case.fail("refused without a conflict")
    somebody = refusal.sentence.startswith("Only a plan that books nobody")
    if case.known.possible(blamed, somebody):
        case.fail(f"blames {blamed}, which can all hold")
    for path in blamed:
        # A share of the budget is not asked for where there is no budget.
        gone = {path, "largest_share"} if path == "budget_cents" else {path}
        if NOT_MINIMAL not in refusal.notes and case.known.possible(set(blamed) - gone, somebody) is False:
            case.fail(f"blames {blamed}, but without {path} the rest still cannot hold")
    for conflict in refusal.conflicts:
        if conflict.fix is None:
            continue
        mended = case.brief.changed(conflict.fix.path, conflict.fix.value)
        table = builders.table(case.roster, mended)
        after = known(table, mended)
        if not conflict.fix.enough:
            _judge_first_step(case, (after, _demands(table, mended)), set(blamed), somebody)
        elif after.best().none:
            case.fail(f"says that {conflict.fix} makes it possible, it does not")
        elif conflict.fix.least:
            _judge_nearest(case, conflict.fix.path, conflict.fix.value)
    if not any(conflict.fix for conflict in refusal.conflicts) and (easier := _fixable(case, demands)):
        case.fail(f"offers no change, but without {easier} there are plans: {refusal}")


def _demands(table: PackageTable, brief: Brief) -> set[str]:
    return set(Truth(table, brief, np.zeros((1, len(table)), np.int64)).demands)


def _fixable(case: Case, demands: set[str]) -> list[str]:
    """Demands each of which alone stands in the way."""
    return [path for path in sorted(demands) if case.known.possible(demands - {path}, True)]


def _judge_first_step(case: Case, after: tuple[Known, set[str]], blamed: set[str], somebody: bool) -> None:
    """A change that is not enough for a plan settles at least the conflict; its other demands still stand."""
    now, demands = after
    moved = any(path.partition(".")[0] in ("must_have", "excluded") for path in blamed ^ demands)
    if not moved and now.possible(blamed & demands, somebody) is False:
        case.fail(f"does not settle {blamed} by its first step")


def demand_of(limits: tuple[Limit, ...]) -> dict[str, str]:
    """The oracle's name of each limit: its path, numbered where one field makes several limits."""
    paths = [limit.looser.path for limit in limits]
    return {
        limit.name: path if paths.count(path) == 1 else f"{path}#{paths[:at].count(path)}"
        for at, (limit, path) in enumerate(zip(limits, paths, strict=True))
    }


def _judge_nearest(case: Case, path: str, value: object) -> None:
    """A fix is the smallest one: a cent, a person or a per cent less, and it is impossible again."""
    if value is None or not isinstance(value, int | float) or isinstance(value, bool):
        return
    asked = next(limit for limit in limits_of(case.brief, case.table) if limit.looser.path == path)
    nearer: float
    if asked.looser.how == "bound" and asked.unit in (MONEY, CREATORS, POSTS):
        nearer = int(value) - 1 if asked.looser_upward else int(value) + 1
    elif asked.looser.how == "search" and asked.setting_unit in (SHARE, INDEX):
        # What is asked for may itself lie between two per cents.
        nearer = round(value - 0.01 if asked.looser_upward else value + 0.01, 4)
        nearer = max(nearer, asked.setting) if asked.looser_upward else min(nearer, asked.setting)
    else:
        return
    if nearer == asked.setting:
        return
    mended = case.brief.changed(path, nearer)
    if known(builders.table(case.roster, mended), mended).best().reached > -np.inf:
        case.fail(f"asks for {path} = {value}, but {nearer} is enough")
