"""How far a figure may be from its forecast, and by what measure."""

import math
from dataclasses import dataclass

from planner.outcome import Plan

SIMULATED, OVERLAP = "P10 to P90", "by overlap"


@dataclass(frozen=True)
class Range:
    """low to high in the figure's unit (cost in cents); words say what they mean."""

    low: float
    high: float
    words: str


def range_of(plan: Plan, figure: str) -> Range | None:
    """The range of unique_reach, engagements or cost_cents; None where the plan tells none.

    Simulated where the plan carries it; unique reach otherwise lies between the two extremes of how audiences overlap.
    """
    if plan.bands is not None:
        band = getattr(plan.bands, figure)
        return None if band is None else Range(band.p10, band.p90, SIMULATED)
    if figure != "unique_reach":
        return None
    parts = plan.totals.segments
    return Range(math.fsum(part.pool for part in parts), math.fsum(part.independent for part in parts), OVERLAP)
