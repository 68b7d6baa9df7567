"""What a search among some packages claims of the others, and which of them refute it.

A branch is closed by prices: at these no plan of the branch earns enough, or no plan meets the demands, or what could
was decided by an integer program over the options that lose less than a window. Each of these is a claim about the
packages that were looked at. It holds for one more package if that package earns no more at these prices than its
creator's best option, less the window.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.forecast.table import TIERS, Floats, Ints
from planner.optimise.master import Prices
from planner.optimise.options import Fixed
from planner.optimise.problem import Columns, Problem

APEX = len(TIERS) - 1
CHUNK = 100_000


@dataclass(frozen=True, eq=False)
class Claim:
    """That a branch holds nothing more that matters. aims: False when it is that it holds no plan at all.

    window: options that lose less than this were decided among.
    """

    fixed: Fixed
    prices: Prices
    aims: bool
    window: float


def with_apex(problem: Problem, columns: Columns) -> Floats:
    """The rows of these packages, and one more that counts macro creators."""
    return np.column_stack([columns.rows, problem.table.tier[columns.index] == APEX])


def refuting(problem: Problem, claims: Sequence[Claim], rows: Ints, guards: tuple[Ints, Floats]) -> Ints:
    """Those of these packages (rows of the table) that refute a claim.

    guards: creators, sorted, and what a package of each may earn under each claim, shape (creators, claims); of any
    other creator it may earn nothing, less the window.
    """
    creators, allowed = guards
    others = np.array([-claim.window for claim in claims])
    allowed = np.vstack([allowed, others])
    y = np.column_stack([claim.prices.y for claim in claims])
    w = np.column_stack([claim.prices.w for claim in claims])
    aims = np.array([claim.aims for claim in claims], float)
    found = []
    for low in range(0, len(rows), CHUNK):
        part = problem.take(rows[low : low + CHUNK])
        earned = part.weights @ w - with_apex(problem, part) @ y + part.gain[:, None] * aims
        at = np.searchsorted(creators, part.creator)
        known = creators[np.minimum(at, len(creators) - 1)] == part.creator
        found.append(part.index[(earned > allowed[np.where(known, at, len(creators))]).any(axis=1)])
    return np.concatenate(found) if found else rows[:0]
