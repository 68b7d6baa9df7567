"""Explorations against the truth about tiny campaigns: every plan listed, every claim compared.

PLANNER_CASES=500 makes the comparison longer; PLANNER_FIRST=137 begins it at another seed.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest

from planner.brief.brief import Brief, GoalKind
from planner.check import check
from planner.domain.roster import MAX_CENTS, Roster
from planner.explore import alternatives as alternatives_module
from planner.explore import declines as declines_module
from planner.explore import frontier as frontier_module
from planner.explore import price as price_module
from planner.explore import replacement as replacement_module
from planner.explore import why_not as why_not_module
from planner.explore import worth as worth_module
from planner.explore.alternatives import Wish, alternatives
from planner.explore.declines import declines
from planner.explore.frontier import Frontier, frontier
from planner.explore.price import price_of_rules, without
from planner.explore.replacement import replacements, without_creators
from planner.explore.solution import Solution
from planner.explore.study import Effort, NoPlan, Study, bookings_of
from planner.explore.why_not import why_not
from planner.explore.worth import worth_of_limits
from planner.problems import BadInput
from tests import builders
from tests.oracle import Truth
from tests.random_cases import random_case
from tests.rule_cases import ROSTER, THREE

EXACT = Effort(gap=1e-7, seconds=30.0)
FIRST = int(os.environ.get("PLANNER_FIRST", "0"))
CASES = int(os.environ.get("PLANNER_CASES", "10"))
BATCH = 5


@dataclass(frozen=True)
class Case:
    """A random campaign that has a plan, the study of it, and the truth."""

    seed: int
    roster: Roster
    brief: Brief
    study: Study
    truth: Truth

    @property
    def sign(self) -> int:
        """-1 where less is better."""
        return -1 if self.brief.goal.kind is GoalKind.CHEAPEST else 1

    @property
    def blur(self) -> float:
        """By how much two goals may differ and be called equal: reach is exact to a millionth of a segment."""
        people = sum(part.size * part.value for part in self.brief.audience)
        return 5e-6 * max(1.0, abs(self.study.base_solution.goal)) + 4e-6 * people

    def changed(self, brief: Brief) -> Truth:
        """The truth about another brief that needs no other forecast."""
        return Truth(self.study.table, brief)

    def judge(self, solution: Solution, truth: Truth, what: str) -> None:
        """A solution must be possible, and as good as the best there is, within its own bound."""
        here = f"seed {self.seed}, {what}: {solution}"
        if solution.kind == "refusal":
            assert not truth.feasible.any(), here
            return
        assert solution.kind == "plan", here
        booked = bookings_of(self.study.table, solution.picks)
        rows, counts = booked.index, booked.counts
        assert not check(self.study.table, truth.brief, rows.tolist(), counts.tolist()), here
        assert truth.nearly.any(), here
        assert self.sign * (solution.goal - truth.best_nearly) <= self.blur, here
        if truth.feasible.any():
            assert self.sign * (truth.best - solution.goal) <= self.blur + 1e-6 * abs(truth.best), here
            assert self.sign * (truth.best - solution.bound) <= self.blur, here


@pytest.fixture(autouse=True)
def exact(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every question is answered to the end."""
    for module in (
        alternatives_module,
        declines_module,
        frontier_module,
        price_module,
        replacement_module,
        why_not_module,
        worth_module,
    ):
        monkeypatch.setattr(module, "EFFORT", EXACT)


def cases(first: int) -> list[Case]:
    """Those of a few seeds that have a plan."""
    found = []
    for seed in range(first, first + BATCH):
        roster, brief = random_case(seed)
        # Explorations keep the plan's own decision on costs that are due once; brute force makes it anew.
        if any(resource.fixed_cents for resource in brief.resources.values()):
            continue
        try:
            study = Study.of(roster, brief)
        except NoPlan:
            continue
        study = Study(study.table, study.brief, study.roster, study.start, study.watch, EXACT)
        found.append(Case(seed, roster, brief, study, Truth(study.table, brief)))
    return found


over_cases: Callable[..., pytest.MarkDecorator] = pytest.mark.parametrize("first", range(FIRST, FIRST + CASES, BATCH))


@over_cases
def test_each_point_of_the_frontier_is_the_best_for_its_budget_and_none_is_worse_than_a_smaller(first: int) -> None:
    for case in cases(first):
        if case.brief.goal.kind is GoalKind.CHEAPEST:
            continue
        budget = case.brief.budget_cents or 1
        drawn: list[Frontier] = []
        made = frontier(case.study, (budget // 2, budget, 2 * budget), drawn.append)
        assert [len(so_far.points) for so_far in drawn] == list(range(1, len(made.points) + 1))
        assert made.complete
        goals = [point.solution.goal for point in made.points if point.solution.kind == "plan"]
        assert goals == sorted(goals), f"seed {case.seed}: {goals}"
        for point in made.points:
            asked = case.brief.model_copy(update={"budget_cents": point.budget_cents})
            case.judge(point.solution, case.changed(asked), f"budget {point.budget_cents}")


@over_cases
def test_a_replacement_loses_what_the_best_plan_without_them_loses(first: int) -> None:
    for case in cases(first):
        base = case.study.base_solution
        for said in replacements(case.study):
            truth = case.changed(without_creators(case.study, case.study.accounts_with(said.creator)))
            if not said.possible:
                assert not truth.feasible.any(), f"seed {case.seed}: {said}"
                continue
            assert truth.nearly.any()
            lost = case.sign * (base.goal - truth.best_nearly)
            assert said.at_least - case.blur <= max(lost, 0.0) <= said.loses + case.blur, f"seed {case.seed}: {said}"
            if truth.feasible.any():
                true = max(0.0, case.sign * (base.goal - truth.best))
                assert said.loses <= true + case.blur + 1e-6 * abs(base.goal), f"seed {case.seed}: {said}, {true}"
            assert said.creator not in {one.creator for one in said.comes_in}


@over_cases
def test_several_declines_together_lose_what_the_best_plan_without_them_loses(
    first: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(declines_module, "TRADED", 0.0)
    for case in cases(first):
        picks = case.study.base_solution.picks
        accounts = [creator for pick in picks for creator, _ in pick.accounts or ((pick.creator, ""),)]
        for out in (accounts[:1], accounts[:2], accounts):
            found, asked = declines(case.study, out), without_creators(case.study, out)
            truth, here = case.changed(asked), f"seed {case.seed}, without {out}: {found}"
            if not found.possible:
                assert not truth.feasible.any() and "can’t meet every rule" in found.sentence, here
                continue
            assert case.sign * (found.goal - truth.best_nearly) <= case.blur, here
            if truth.feasible.any():
                assert case.sign * (truth.best - found.goal) <= case.blur + 1e-6 * abs(truth.best), here
            assert not set(out) & {one.creator for one in found.comes_in} and "best possible" in found.sentence, here
        with pytest.raises(BadInput, match="are not in the plan"):
            declines(case.study, ["instagram:nobody"])


@over_cases
def test_a_limit_is_worth_what_the_goal_gains_when_it_is_a_step_looser(first: int) -> None:
    for case in cases(first):
        for worth in worth_of_limits(case.study):
            truth = case.changed(case.brief.changed(worth.path, worth.value))
            gain = max(0.0, case.sign * (truth.best_nearly - case.study.base_solution.goal))
            here = f"seed {case.seed}: {worth}, in truth {gain}"
            assert worth.gain <= gain + case.blur, here
            if truth.feasible.any():
                sure = max(0.0, case.sign * (truth.best - case.study.base_solution.goal))
                assert worth.gain >= sure - case.blur - 1e-6 * abs(truth.best), here
                assert worth.at_most >= sure - case.blur, here


@over_cases
def test_the_price_of_a_family_is_what_lifting_it_gains(first: int) -> None:
    for case in cases(first):
        for price in price_of_rules(case.study):
            keys = [rule.key for rule in price_module.RULES if rule.family == price.family and rule.key != "budget"]
            truth = case.changed(without(case.brief, keys))
            if not truth.feasible.any():
                continue
            gain = max(0.0, case.sign * (truth.best - case.study.base_solution.goal))
            here = f"seed {case.seed}: {price}, in truth {gain}"
            assert abs(price.gain - gain) <= case.blur + 2e-6 * abs(truth.best), here
            assert price.at_most >= gain - case.blur, here


@over_cases
def test_why_not_names_the_price_or_what_forbids_it(first: int) -> None:
    for case in cases(first):
        base = case.study.base_solution
        for creator in map(str, case.study.table.creator_ids):
            said = why_not(case.study, creator, with_fee=False)
            mine = case.truth.picked(case.truth.of(creator)) > 0
            here = f"seed {case.seed}: {said}"
            assert said.sentence.endswith(".")
            if said.kind == "in":
                assert creator in base.ids, here
            elif said.kind == "price":
                best = _best(case, mine & case.truth.nearly)
                assert best is not None, here
                assert said.at_least - case.blur <= max(0.0, case.sign * (base.goal - best)), here
                sure = _best(case, mine & case.truth.feasible)
                if sure is not None:
                    true = max(0.0, case.sign * (base.goal - sure))
                    assert abs(said.price - true) <= case.blur + 2e-6 * abs(base.goal), f"{here}, in truth {true}"
            else:
                assert said.kind in ("forbidden", "impossible"), here
                assert not (mine & case.truth.feasible).any(), here
                assert said.rules or said.kind == "impossible", here


def _best(case: Case, plans: np.ndarray) -> float | None:
    good = case.truth.goal[plans]
    return None if not len(good) else float(good.min() if case.sign < 0 else good.max())


@over_cases
def test_alternatives_differ_as_asked_and_the_first_is_the_best_that_does(first: int) -> None:
    for case in cases(first):
        if (case.study.table.available > 1).any():
            continue
        different = 2
        made = alternatives(case.study, Wish(plans=3, different=different, worse=0.5))
        for at, plan in enumerate(made.plans):
            assert case.truth.brief == case.brief
            for other in made.plans[:at]:
                assert len(other.ids - plan.ids) >= min(different, len(other.ids)), f"seed {case.seed}"
        ids = np.array([case.study.table.creator_ids[c] for c in case.study.table.creator])
        gone = len(made.plans[0].ids) - case.truth.plans @ np.isin(ids, list(made.plans[0].ids)).astype(np.int64)
        enough = gone >= min(different, len(made.plans[0].ids))
        # Nobody at all is no alternative to somebody.
        best = _best(case, enough & case.truth.feasible & (case.truth.heads > 0))
        if len(made.plans) > 1:
            booked = bookings_of(case.study.table, made.plans[1].picks)
            rows, counts = booked.index, booked.counts
            assert not check(case.study.table, case.brief, rows.tolist(), counts.tolist())
            if best is not None:
                assert case.sign * (best - made.plans[1].goal) <= case.blur + 2e-6 * abs(best), f"seed {case.seed}"
        elif best is not None and abs(made.plans[0].goal) > 0:
            given = case.sign * (made.plans[0].goal - best) / abs(made.plans[0].goal)
            assert given > 0.5 - 1e-6, f"seed {case.seed}: {made.sentence}, yet {best} is possible"
        for rate in made.rates:
            assert rate.plans == sum(rate.creator in plan.ids for plan in made.plans)
            assert rate.core == all(rate.creator in plan.ids for plan in made.plans)


def test_a_plan_of_another_roster_is_bad_input() -> None:
    study = Study.of(builders.roster(builders.creator("anna")), builders.brief())
    other = builders.roster(builders.creator("ben"))
    plan = study.base_solution
    with pytest.raises(ValueError, match="not in this roster"):
        bookings_of(builders.table(other), plan.picks)


@pytest.mark.parametrize(("rest", "after", "step"), [(1, None, "without it"), (2, 1, "−1")])
def test_rest_between_posts_is_worth_a_wave_less(rest: int, after: int | None, step: str) -> None:
    asked = {"pace": {"rest": rest}, "waves": THREE, "budget_cents": 2_000_000}
    study = Study.of(ROSTER, builders.brief(**asked))
    worth = next(one for one in worth_of_limits(study) if one.path == "pace.rest")
    assert (worth.value, worth.step) == (after, step)
    assert worth.gain >= 0
    if after is None:
        assert worth.gain > 0 and worth.comes_in


def test_a_limit_that_a_brief_cannot_have_looser_is_listed_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing that is refused on the way vanishes from the list."""
    asked = {"budget_cents": MAX_CENTS, "creators": {"max": 2}}
    study = Study.of(ROSTER, builders.brief(**asked))
    monkeypatch.setattr(
        worth_module, "binding_limits", lambda study: (one for one in study.limits if one.rule == "budget")
    )
    (worth,) = worth_of_limits(study)
    assert (worth.path, worth.value, worth.gain) == ("budget_cents", MAX_CENTS, 0)
    assert worth.step.startswith("no further step: ")
