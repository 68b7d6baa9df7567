"""The error of a forecast of unique reach, part by part: estimates are replaced by the truth one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import log

from benchmarks.learning_world import World
from planner.brief.brief import Brief
from planner.debrief.expected import Expected, Slot
from planner.forecast.assumptions import default_assumptions
from planner.forecast.levels import reach_metric
from planner.outcome import Pick, Plan

NAMES = ("Chance of posting", "Rates of kinds of posts", "Creators never booked", "Creators booked before", "Formula")
PARTS = ("posting", "groups", "untried", "tried", "formula")


@dataclass(frozen=True)
class Parts:
    """Logs of how much too high the forecast is for each reason; they add up to all of it.

    posting: the chance that posts appear. groups: rates of platform, format and level. untried: the unknowable part
    of creators without a campaign. tried: what is still open of those with one, and that the lucky look better than
    they are. formula: the plan's total against the same figures put together here.
    """

    posting: float
    groups: float
    untried: float
    tried: float
    formula: float


def parts(world: World, made: Plan, brief: Brief, expected: Sequence[Expected]) -> Parts:
    """Of one plan's forecast. brief: with what had been learned by then; expected: its picks."""
    true = world.slots(made)
    surely = [world.posting] * len(true)
    planned = [(one.pick, _posts(one, [slot.reach for slot in one.slots])) for one in expected]
    rated = [(one.pick, _posts(one, _at_true_rates(world, brief, one))) for one in expected]
    untried = [
        _either(right, known, known[0].creator not in brief.history) for right, known in zip(true, rated, strict=True)
    ]
    steps = [
        made.totals.unique_reach,
        world.unique(planned, [one.chance for one in expected]),
        world.unique(planned, surely),
        world.unique(rated, surely),
        world.unique(untried, surely),
        world.true_reach(made),
    ]
    formula, posting, groups, new, tried = (log(a / b) for a, b in pairwise(steps))
    return Parts(posting, groups, new, tried, formula)


def _posts(one: Expected, reaches: Sequence[float]) -> list[Slot]:
    return [replace(slot, reach=people) for slot, people in zip(one.slots, reaches, strict=True)]


def _at_true_rates(world: World, brief: Brief, one: Expected) -> list[float]:
    """People per post when rates of groups are right and the rest stays as it was thought."""
    usual = default_assumptions()
    found = []
    for slot in one.slots:
        key = f"{reach_metric(one.pick.platform, slot.format)}.{one.pick.platform}.{one.level}"
        value = usual[key].value or 1.0
        thought = brief.assumptions.get(key, value) / value
        found.append(slot.reach * world.group(one.pick.platform, slot.format, one.level) / thought)
    return found


def _either(right: tuple[Pick, list[Slot]], known: tuple[Pick, list[Slot]], untried: bool) -> tuple[Pick, list[Slot]]:
    return right if untried else known
