"""How far a figure may be from its forecast, and by what measure."""

from __future__ import annotations

import math
from dataclasses import dataclass

from planner.outcome import Plan


@dataclass(frozen=True)
class Range:
    """low to high in the figure's unit (cost in cents); words say what they mean."""

    low: float
    high: float
    words: str


def range_of(plan: Plan, figure: str) -> Range | None:
    """The range of unique_reach, engagements or cost; None where the plan tells none."""
    if figure != "unique_reach":
        return None
    parts = plan.totals.segments
    return Range(math.fsum(part.pool for part in parts), math.fsum(part.independent for part in parts), "by overlap")
