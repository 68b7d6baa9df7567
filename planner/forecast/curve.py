"""Unique reach of a plan as it grows or shrinks, the same mix throughout, under each model of overlap."""

from collections.abc import Callable

import numpy as np

from planner.brief.brief import Brief
from planner.forecast import duplication, reach
from planner.forecast.assumptions import Assumptions
from planner.forecast.table import Floats
from planner.forecast.targeting import shape_of
from planner.frozen import dataclass
from planner.outcome import Plan
from planner.totals import SegmentReach

_INDEPENDENT = 1e9
"""Shape at which the NBD model is the independence model to every digit shown."""


@dataclass(frozen=True, eq=False)
class ReachCurves:
    """People reached at `times` the plan; all arrays have the same length, 1 is the plan itself.

    forecast: the NBD model. independent: audiences overlap by chance only. pool: all lie in the largest one.
    certain: the least that is possible with the same pairs (Kwerel), None where the plan does not know its pairs.
    """

    times: Floats
    forecast: Floats
    independent: Floats
    pool: Floats
    certain: Floats | None = None


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
        _certain(plan, times),
    )


def _certain(plan: Plan, times: Floats) -> Floats | None:
    """Least people reached with the pairs of the model: k times the plan has k squared times as many."""
    if any(part.pairs is None for part in plan.totals.segments):
        return None
    total = np.zeros(len(times))
    for part in plan.totals.segments:
        once, both = part.gross / part.size, (part.pairs or 0.0) / part.size
        for at, k in enumerate(times):
            events = max(2, round(k * plan.totals.creators))
            bound = duplication.kwerel_lower(k * once, k * k * both, events)
            total[at] += part.size * max(bound, part.pool / part.size * min(k, 1.0))
    # A bound cannot fall while the plan grows: a part of it is always there.
    return np.asarray(np.maximum.accumulate(total))


def _total(plan: Plan, at_plan: Callable[[SegmentReach], tuple[float, float]], times: Floats) -> Floats:
    """People over all segments when the weight behind the plan's figure is multiplied."""
    total = np.zeros(len(times))
    for part in plan.totals.segments:
        people, kappa = at_plan(part)
        weight = reach.weight(min(people / part.size, 1 - 1e-9), kappa)
        total += reach.unique_reach(times * weight, part.size, kappa)
    return total
