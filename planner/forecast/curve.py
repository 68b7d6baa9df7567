"""Unique reach of a plan as it grows or shrinks, the same mix throughout, under three models of overlap."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from planner.brief import Brief
from planner.forecast import reach
from planner.forecast.assumptions import Assumptions
from planner.forecast.table import Floats
from planner.forecast.targeting import shape_of
from planner.outcome import Plan, SegmentReach

_INDEPENDENT = 1e9
"""Shape at which the NBD model is the independence model to every digit shown."""


@dataclass(frozen=True, eq=False)
class ReachCurves:
    """People reached at `times` the plan; all arrays have the same length, 1 is the plan itself.

    forecast: the NBD model. independent: audiences overlap by chance only. pool: all lie in the largest one.
    """

    times: Floats
    forecast: Floats
    independent: Floats
    pool: Floats


def reach_curves(plan: Plan, brief: Brief, assumptions: Assumptions, points: int) -> ReachCurves:
    """From nothing to twice the plan; every curve goes through the plan's own figures at 1."""
    times = np.linspace(0, 2, points)
    usual = assumptions.number("nbd_kappa_mixed_niche")
    kappas = {part.name: shape_of(part, assumptions) for part in brief.audience}
    return ReachCurves(
        times,
        _total(plan, lambda part: (part.unique, kappas.get(part.name, usual)), times),
        _total(plan, lambda part: (part.independent, _INDEPENDENT), times),
        _total(plan, lambda part: (part.pool, kappas.get(part.name, usual)), times),
    )


def _total(plan: Plan, at_plan: Callable[[SegmentReach], tuple[float, float]], times: Floats) -> Floats:
    """People over all segments when the weight behind the plan's figure is multiplied."""
    total = np.zeros(len(times))
    for part in plan.totals.segments:
        people, kappa = at_plan(part)
        weight = reach.weight(min(people / part.size, 1 - 1e-9), kappa)
        total += reach.unique_reach(times * weight, part.size, kappa)
    return total
