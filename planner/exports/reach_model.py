"""Unique reach as a formula of the workbook: the weight of each pick in each audience segment."""

import math
from dataclasses import dataclass

import numpy as np

from planner.exports.dossier import Dossier
from planner.forecast.table import Floats, TableSegment

AGREES = 1e-6
"""Relative distance at which the workbook's own reach still counts as the plan's."""


@dataclass(frozen=True, eq=False)
class ReachModel:
    """weights: shape (picks, segments), of one creator of each pick; segments: with size and NBD shape."""

    segments: tuple[TableSegment, ...]
    weights: Floats

    def headings(self) -> tuple[str, ...]:
        """Columns of the media plan that hold the weights; segments are numbered, since names may be anything."""
        return tuple(f"Weight in audience {at}" for at in range(1, len(self.segments) + 1))

    def formula(self, at: int, size: str) -> str:
        """People of segment `at` reached at least once; `size` is the cell of how many there are."""
        kappa = f"{self.segments[at].kappa:.15g}"
        total = f"SUMPRODUCT(MediaPlan[Headcount],MediaPlan[{self.headings()[at]}])"
        return f"={size}*(1-(1+{total}/{kappa})^(-{kappa}))"


def reach_model(dossier: Dossier) -> ReachModel | None:
    """The weights, or None where they do not give the plan's own reach: a file never contradicts its plan."""
    table, rows = dossier.table, dossier.rows
    if table is None or rows is None or len(rows) == 0:
        return None
    told = dossier.plan.totals.segments
    if [segment.name for segment in table.segments] != [part.name for part in told]:
        return None
    counts = np.array([pick.count for pick in dossier.plan.picks])
    reached = table.unique_reach(rows, counts)
    if not all(
        math.isclose(ours, part.unique, rel_tol=AGREES, abs_tol=0.01)
        for ours, part in zip(reached.tolist(), told, strict=True)
    ):
        return None
    return ReachModel(table.segments, np.asarray(table.weights[rows]))
