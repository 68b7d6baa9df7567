"""What more budget buys: the best plan at each of many budgets, each with its proof, drawn as they arrive.

Both ends first, then ever finer between them. A point begins with the columns of its neighbours and with their
plans; a plan for less money is also one for more, so the curve never falls, and a bound for more money also holds for
less.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from planner.brief.brief import Brief, Goal, GoalKind
from planner.domain.roster import Frozen
from planner.explore.curve import Frontier, Point
from planner.explore.solution import Solution
from planner.explore.study import Effort, Solved, Study
from planner.optimise.rest import Missed

STEPS = 20
LOWEST, HIGHEST = 0.25, 2.0
"""Ends of the curve as multiples of the budget asked about."""
EFFORT = Effort(gap=0.005, seconds=0.6)
CHEAPEST = Effort(gap=0.005, seconds=4.0)


def budgets_for(around: int, steps: int = STEPS) -> tuple[int, ...]:
    """So many budgets in cents around one, which is among them, evenly spread and in whole units."""
    if around <= 0:
        return (0,)
    even = np.linspace(LOWEST * around, HIGHEST * around, max(steps, 2))
    whole = np.rint(even / 100).astype(np.int64) * 100
    whole[np.argmin(np.abs(whole - around))] = around
    return tuple(int(one) for one in np.unique(whole[whole > 0]))


NEAR = (2, 4, 6, 8, 10, 13, 16, 20, 25, 30, 36, 43, 50)
"""Steps of the hand to either side of a budget, in per cent: close where most changes are made."""
FURTHER = (-60, 60, 70, 85, 100)


def positions_for(around: int) -> tuple[int, ...]:
    """Budgets in cents that a hand can be put on around one, which is among them, in round amounts, ascending."""
    if around <= 0:
        return ()
    rough = around / 200
    power = 10 ** int(np.floor(np.log10(max(rough, 1.0))))
    unit = max(step * power for step in (1, 2, 5) if step * power <= max(rough, 1.0))
    percents = [*(sign * part for part in NEAR for sign in (-1, 1)), *FURTHER]
    budgets = {unit * round(around * (100 + part) / 100 / unit) for part in percents}
    return tuple(sorted({around, *(budget for budget in budgets if budget > 0)}))


def asked_about(study: Study) -> Study:
    """The study whose goal grows with the budget: for the cheapest plan that is its reach, without the floor on it."""
    if not study.cheapest:
        return study
    audience = tuple(segment.model_copy(update={"floor": None}) for segment in study.brief.audience)
    budget = study.brief.budget_cents or study.base_solution.cost_cents
    fields = {"goal": Goal(), "reach_floor": None, "audience": audience, "budget_cents": budget}
    return study.changed(study.brief.model_copy(update=fields))


def frontier(
    study: Study,
    budgets: Sequence[int] | None = None,
    report: Callable[[Frontier], None] = lambda _: None,
    outward: bool = False,
) -> Frontier:
    """The best goal for each budget (cents, any order). report: called with all points so far after each.

    outward: from the brief's budget to either side, each plan calm beside the one before; else both ends first and then
    ever finer between them.

    From the watch's deadline on no other budget is begun. Raises Cancelled; what was reported until then stays true.
    """
    study = asked_about(study)
    around = study.brief.budget_cents or study.base_solution.cost_cents
    effort = replace(EFFORT, calm=outward)
    curve = _Curve(study, tuple(sorted(set(budgets_for(around) if budgets is None else budgets))), effort)
    missed = Missed()
    for number, at in enumerate(curve.outward() if outward else curve.order()):
        if number and study.watch.late:
            break
        with missed:
            curve.solve(at)
            report(curve.told())
    missed.ask(study.watch)
    return curve.told()


@dataclass(eq=False)
class _Curve:
    """The points so far, by their place among the budgets."""

    study: Study
    budgets: tuple[int, ...]
    effort: Effort

    def __post_init__(self) -> None:
        self._solved: dict[int, Solved] = {}
        self._told: dict[int, tuple[Solved, Solution]] = {}

    def order(self) -> list[int]:
        """The budget of the brief, whose plan is there already, both ends, then the middle of the widest stretch."""
        budget = self.study.brief.budget_cents
        done = [self.budgets.index(budget)] if budget in self.budgets else []
        done += [at for at in (0, len(self.budgets) - 1) if at not in done]
        while len(done) < len(self.budgets):
            known = sorted(done)
            low, high = max(pairwise(known), key=lambda pair: pair[1] - pair[0])
            done.append((low + high) // 2)
        return list(dict.fromkeys(done))

    def outward(self) -> list[int]:
        """The nearest to the budget of the brief first."""
        around = self.study.brief.budget_cents or self.study.base_solution.cost_cents
        return sorted(range(len(self.budgets)), key=lambda at: (abs(self.budgets[at] - around), at))

    def solve(self, at: int) -> None:
        """The best plan for a budget, begun where its neighbours ended."""
        study, brief = self.study, self._brief(at)
        if self.budgets[at] == study.brief.budget_cents:
            self._solved[at] = study.base
        else:
            near = sorted(self._solved, key=lambda other: abs(other - at))[:2]
            plans = [one for other in near if (one := self._solved[other].selection) is not None]
            columns = [self._solved[other].columns for other in near]
            asked = study.changed(brief)
            known = np.unique(np.concatenate(columns)) if columns else None
            self._solved[at] = asked.once(
                "best", self.effort, lambda: asked.solve(asked.problem, plans, self.effort, known)
            )
        self._carry()

    def _carry(self) -> None:
        """A plan for less money is one for more; a bound for more money holds for less; so does impossible."""
        places = sorted(self._solved)
        for lower, upper in pairwise(places):
            one, other = self._solved[lower], self._solved[upper]
            if one.selection is not None and (other.selection is None or other.selection.value < one.selection.value):
                self._solved[upper] = replace(
                    other, selection=one.selection, bound=max(other.bound, one.selection.value), impossible=False
                )
        for lower, upper in reversed(list(pairwise(places))):
            one, other = self._solved[lower], self._solved[upper]
            if other.impossible and one.selection is None:
                self._solved[lower] = replace(one, impossible=True)
            elif other.bound < one.bound:
                self._solved[lower] = replace(one, bound=other.bound, by_solver=other.by_solver)

    def _brief(self, at: int) -> Brief:
        return self.study.brief.model_copy(update={"budget_cents": self.budgets[at]})

    def told(self) -> Frontier:
        """What is known so far."""
        points = []
        for at in sorted(self._solved):
            solved = self._solved[at]
            if at not in self._told or self._told[at][0] is not solved:
                self._told[at] = (solved, self.study.changed(self._brief(at)).solution(solved))
            points.append(Point(budget_cents=self.budgets[at], solution=self._told[at][1]))
        return Frontier(
            goal=self.study.brief.goal.kind,
            asked=len(self.budgets),
            points=tuple(points),
            seconds=self.study.watch.seconds,
            now_cents=self.study.brief.budget_cents,
            top_cents=self.budgets[-1],
        )


class Cheapest(Frozen):
    """The cheapest plan for a reach; note says what of the brief had to be left aside."""

    reach: int
    solution: Solution
    note: str = ""


def cheapest_for(study: Study, reach: int) -> Cheapest:
    """The least cash for which so many different people are reached under the brief's other demands.

    The budget is kept where it suffices; else it is lifted, and with it the largest share of it for one creator.
    Raises BadInput when the audience is not that large, Cancelled.
    """
    brief = study.brief.having(goal=Goal(kind=GoalKind.CHEAPEST), second_goal=None, reach_floor=reach)
    note = ""
    solved = _cheapest(study, brief)
    if solved.selection is None and brief.budget_cents is not None:
        if brief.largest_share is not None:
            note = "The limit on one creator's share of the budget is ignored: the budget is too small for this reach."
        brief = brief.model_copy(update={"budget_cents": None, "largest_share": None})
        solved = _cheapest(study, brief)
    return Cheapest(reach=reach, solution=study.changed(brief).solution(solved), note=note)


def _cheapest(study: Study, brief: Brief) -> Solved:
    asked = study.changed(brief)
    return asked.once("best", CHEAPEST, lambda: asked.solve(asked.problem, [study.start], CHEAPEST))
