"""What each limit is worth: one step looser, planned again; duals of an integer program mean nothing."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from pydantic import Field

from planner.brief.brief import Brief
from planner.domain.roster import Frozen
from planner.explore.solution import Booking, Solution, incoming
from planner.explore.study import Effort, Study
from planner.outcome import LimitReport, Plan
from planner.problems import BadInput
from planner.rules import Limit
from planner.wording import count, decimal, money

BINDING = 0.99
"""From this tightness on a limit is said to bind."""
EFFORT = Effort(gap=0.004, seconds=1.5)
_ROUND = (1, 2, 5, 10)
STEP = 0.05
"""A step of an amount of money, people, engagements or stock, relative to it, rounded to 1, 2 or 5 and zeros."""


class Worth(Frozen):
    """One limit, a step looser: `gain` is what the goal gains by it (less cash for the cheapest plan).

    at_most: no plan under the looser limit gains more. path and value: the change of the brief.
    """

    rule: str
    name: str
    path: str
    value: bool | float | None = Field(None, description="The looser setting; None or false drops the demand")
    step: str = Field(description="The change in words, such as '+$5,000'")
    gain: float
    at_most: float
    comes_in: tuple[Booking, ...] = ()


def binding(plan: Plan) -> tuple[LimitReport, ...]:
    """Limits that leave no room, and filters that leave somebody out."""
    return tuple(row for row in plan.limits if row.removed or (row.removed is None and row.tightness >= BINDING))


def worth_of_limits(
    study: Study, report: Callable[[tuple[Worth, ...]], None] = lambda so_far: None
) -> tuple[Worth, ...]:
    """Every binding limit, a step looser, re-solved; in the order of the rules. report: all so far, after each.

    Raises Cancelled.
    """
    found: list[Worth] = []
    seen: set[str] = set()
    for limit in binding_limits(study):
        # A true pyramid is two limits, a group that goes together several; it is one demand all the same. Whether a
        # cost that is due once is paid is no demand.
        if limit.looser.path in seen or limit.looser.path.endswith(".fixed_cents"):
            continue
        seen.add(limit.looser.path)
        looser = _looser(study, limit)
        if looser is not None:
            found.append(_worth(study, limit, looser))
            report(tuple(found))
    return tuple(found)


def binding_limits(study: Study) -> Iterator[Limit]:
    """Limits of the study that its plan leaves no room to, and filters that leave somebody out."""
    chosen = study.base.selection
    assert chosen is not None
    part = study.table.part(chosen.index)
    for limit in study.limits:
        if limit.forbids:
            if limit.vector(study.table).any():
                yield limit
        elif limit.over_segments:
            used = float(study.table.unique_reach(chosen.index, chosen.counts).sum())
            if used <= limit.bound * 1.01:
                yield limit
        else:
            whole = float(chosen.counts @ (limit.part_of or limit.vector)(part))
            if _tight(limit, float(chosen.counts @ limit.row(part)), whole):
                yield limit


def _tight(limit: Limit, used: float, whole: float) -> bool:
    """True when hardly any room is left: a hundredth of the bound, or of the whole where it is a share."""
    left = limit.bound - used if limit.sense == "<=" else used - limit.bound
    if limit.part_of is not None:
        return left <= 0.01 * 10_000 * float(whole)
    return left <= max(0.01 * abs(limit.bound), 0.5 if limit.unit in ("creators", "posts") else 0.0)


def _looser(study: Study, limit: Limit) -> tuple[Brief, bool | float | None, str] | None:
    """The brief with the limit a step looser, the new setting, and the step in words; None when there is none."""
    brief, path = study.brief, limit.looser.path
    value, words = _step(limit, brief)
    try:
        if value is None:
            free = False if limit.looser.how == "drop" and limit.looser.free == 0 else None
            return brief.changed(path, free), free, "without it"
        return brief.changed(path, value), value, words
    except (BadInput, KeyError, IndexError, ValueError):
        return None


def _step(limit: Limit, brief: Brief) -> tuple[float | None, str]:
    """The setting a step looser, None to drop the demand, and the step in words."""
    if limit.looser.how == "drop":
        return None, ""
    sign = 1 if limit.looser_upward else -1
    size, words = _size(limit, brief)
    value = limit.setting + sign * size
    if limit.unit in ("share", "fit") or (limit.forbids and limit.setting <= 1):
        value = min(1.0, max(0.0, round(value, 4)))
    elif value <= 0 and sign < 0:
        return None, ""
    if limit.unit != "amount" and value > 1:
        value = round(value)
    return (None, "") if value == limit.setting else (value, f"{'−' if sign < 0 else '+'}{words}")


def _size(limit: Limit, brief: Brief) -> tuple[float, str]:
    """One step of a limit's setting, and how it is written."""
    setting, locale = abs(limit.setting), brief.locale
    if limit.unit == "money":
        cents = max(_nice(setting * STEP), 100)
        return cents, money(cents, brief.currency, locale)
    if limit.unit in ("people", "engagements"):
        return _nice(setting * STEP), count(_nice(setting * STEP), locale)
    if limit.unit == "amount":
        return _nice(setting * STEP), count(_nice(setting * STEP), locale)
    if limit.unit in ("share", "fit") or (limit.forbids and setting <= 1):
        size = _SIZES.get(limit.looser.path, 0.05 if limit.unit == "fit" else 0.01)
        if limit.looser.path in _ON_A_SCALE or limit.unit == "fit":
            return size, decimal(size, 2, locale)
        return size, f"{decimal(size * 100, 1, locale)} point{'' if size == 0.01 else 's'}"
    if limit.forbids:
        return _nice(setting * 0.1), count(_nice(setting * 0.1), locale)
    return 1, count(1, locale)


_FAKE = "quality.max_fake_share"
_ON_A_SCALE = ("quality.min_fit", "quality.min_authenticity")
_SIZES = {
    "quality.min_fit": 0.05,
    "quality.min_authenticity": 0.05,
    "quality.min_engagement_rate": 0.002,
    _FAKE: 0.05,
    "largest_share": 0.05,
}


def _nice(size: float) -> int:
    """A round number near a size, at least 1."""
    if size <= 1:
        return 1
    power = 10 ** math.floor(math.log10(size))
    return int(min((factor * power for factor in _ROUND), key=lambda one: abs(one - size)))


def _worth(study: Study, limit: Limit, looser: tuple[Brief, bool | float | None, str]) -> Worth:
    brief, value, words = looser
    base = study.base
    assert base.selection is not None
    other = study.changed(brief)
    solved = other.solve(other.problem, [(base.selection.index, base.selection.counts)], EFFORT, base.columns)
    solution = other.solution(solved, brief)
    gain, most = gained(study, solution)
    return Worth(
        rule=limit.rule,
        name=limit.name,
        path=limit.looser.path,
        value=value,
        step=words,
        gain=gain,
        at_most=most,
        comes_in=incoming(study.base_solution, solution),
    )


def gained(study: Study, solution: Solution) -> tuple[float, float]:
    """By how much a solution with fewer demands is better than the plan, and could be at most; never below 0."""
    if solution.kind != "plan":
        return 0.0, 0.0
    sign = -1.0 if study.cheapest else 1.0
    gain = max(0.0, sign * (solution.goal - study.base_solution.goal))
    return gain, max(gain, sign * (solution.bound - study.base_solution.goal))
