"""Other plans that are nearly as good: each at least d picks different from all before, at most e % worse."""

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from pydantic import computed_field

from planner.brief.paths import Path
from planner.domain.roster import Frozen
from planner.explore.solution import Solution
from planner.explore.study import Effort, Solved, Study
from planner.explore.words import unfinished
from planner.forecast.table import Ints
from planner.optimise.problem import Problem
from planner.optimise.restricted import Selection
from planner.optimise.somebody import SOMEBODY
from planner.rules import Limit, Looser
from planner.rules.base import Named
from planner.units import POSTS

PLANS, DIFFERENT, WORSE = 5, 3, 0.05
MOST_WORSE = 0.5
"""Of the goal: a plan that gives up more is no alternative to the best, whatever is asked for."""
EFFORT = Effort(gap=0.01, seconds=0.25)


@dataclass(frozen=True)
class Wish:
    """How alternatives have to differ.

    plans: how many beside the best. different: picks of each earlier plan that are not in it. worse: part of the goal
    that may be given up, 0 to MOST_WORSE; what is worse by more is not offered.
    """

    plans: int = PLANS
    different: int = DIFFERENT
    worse: float = WORSE


class Rate(Frozen):
    """How often a creator is in the plans: 1 in all of them."""

    creator: str
    handle: str
    plans: int
    rate: float

    @computed_field  # type: ignore[prop-decorator]
    @property
    def core(self) -> bool:
        """True when they are in every plan."""
        return self.rate >= 1.0


class Alternatives(Frozen):
    """plans: the best first, then the others in the order found. rates: by rate, then id.

    sentence: why there are fewer than asked for; empty when there are not.
    """

    plans: tuple[Solution, ...]
    rates: tuple[Rate, ...]
    asked: int
    different: int
    worse: float
    sentence: str = ""
    seconds: float = 0.0

    @property
    def core(self) -> tuple[Rate, ...]:
        """Creators of all plans."""
        return tuple(rate for rate in self.rates if rate.core)


def alternatives(
    study: Study, wish: Wish | None = None, report: Callable[[Alternatives], None] = lambda _: None
) -> Alternatives:
    """The best plans that each differ enough from all before them.

    report: all plans so far, after each. Raises Cancelled.
    """
    wish = wish or Wish()
    wish = replace(wish, worse=min(wish.worse, MOST_WORSE))
    base = study.base
    assert base.selection is not None
    found = [base.selection]
    plans = [study.base_solution]
    if not base.selection.counts.any():
        return _told(study, plans, wish, "The best plan books nobody, so there is nobody to replace.")
    # Nobody at all is no alternative to somebody, even where the two cost the same.
    problem = replace(study.problem, limits=(*study.problem.limits, SOMEBODY))
    columns, sentence = base.columns, ""
    while len(found) <= wish.plans:
        if study.watch.late:
            sentence = unfinished(len(found) - 1, wish.plans, "other plan")
            break
        problem = _differing(problem, found[-1], len(found), wish.different)
        solved = _further(study, problem, found, columns)
        other = study.solution(solved)
        if other.kind != "plan" or _worse(study, other) > wish.worse:
            sentence = _why(study, solved, other, wish)
            break
        assert solved.selection is not None
        found.append(solved.selection)
        plans.append(other)
        columns = solved.columns
        report(_told(study, plans, wish, ""))
    return _told(study, plans, wish, sentence)


def _differing(problem: Problem, plan: Selection, number: int, different: int) -> Problem:
    """The same, with at most all but `different` of a plan's creators: bookings of them count, of an archetype each."""
    creators = tuple(map(str, problem.table.creator_ids[np.unique(problem.table.creator[plan.index])]))
    limit = Limit(
        rule="alternative",
        name=f"differs from plan {number} in at least {different} picks",
        sense="<=",
        bound=max(int(plan.counts.sum()) - different, 0),
        unit=POSTS,
        vector=Named(lambda part: np.isin(part.creator, part.numbers(creators)).astype(np.int64), creators),
        setting=different,
        looser=Looser(Path(), "drop"),
    )
    return replace(problem, limits=(*problem.limits, limit))


def _further(study: Study, problem: Problem, found: list[Selection], columns: Ints) -> Solved:
    """The best plan that differs from those that were found, each by a limit at the end of the problem's."""
    table = study.table
    apart = tuple(limit.bound for limit in problem.limits[-len(found) :])
    earlier = tuple(frozenset(table.creator_ids[table.creator[one.index]]) for one in found)
    return study.once(
        ("differs", apart, earlier), EFFORT, lambda: study.solve(problem, _starts(found), EFFORT, columns)
    )


def _starts(found: list[Selection]) -> list[Selection]:
    """The best plan and the latest; the exchanges make them differ."""
    return [found[0]] if len(found) == 1 else [found[-1], found[0]]


def _worse(study: Study, other: Solution) -> float:
    """Part of the goal that a plan gives up against the best; below 0 where it is better.

    Against a best of nothing, as of a plan that costs nothing, all that is worse is worse without bounds.
    """
    best, lost = study.base_solution.goal, study.ahead(other.goal)
    return lost / abs(best) if best else math.inf if lost > 0 else 0.0


def _why(study: Study, solved: Solved, other: Solution, wish: Wish) -> str:
    much = f"{wish.different} picks from all others"
    if solved.impossible:
        return f"There is no further plan that differs in {much}."
    if other.kind != "plan":
        return f"No further plan was found in the time given to it that differs in {much}."
    sure = study.ahead(other.bound) > wish.worse * abs(study.base_solution.goal)
    words = "No further plan" if sure else "No further plan found"
    return f"{words} differs in {much} and is at most {wish.worse:.1%} worse."


def _told(study: Study, plans: list[Solution], wish: Wish, sentence: str) -> Alternatives:
    number = Counter(creator for plan in plans for creator in plan.ids)
    rates = [
        Rate(creator=creator, handle=study.handle(creator), plans=times, rate=times / len(plans))
        for creator, times in sorted(number.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    return Alternatives(
        plans=tuple(plans),
        rates=tuple(rates),
        asked=wish.plans,
        different=wish.different,
        worse=wish.worse,
        sentence=sentence,
        seconds=study.watch.seconds,
    )
