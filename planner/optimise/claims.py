"""Dual bounds of closed branches, checked against the packages outside the working set.

A branch is closed by prices: at these no plan of the branch earns enough, or none meets the demands, or what could
was decided by an integer program. All of it was said of the packages planted. A package that was not planted earns
something at these prices, too: more than its creator's best option, and the branch may be worth so much more; or less,
by a loss, and a plan with it is worth at most what the branch is worth at these prices, less that loss.
"""

from collections.abc import Sequence

import numpy as np

from planner.forecast.table import TIERS, Floats, Ints
from planner.frozen import dataclass
from planner.optimise.master import Prices
from planner.optimise.options import Fixed
from planner.optimise.problem import BATCH, Columns, Problem
from planner.optimise.relaxation import EMPTY
from planner.optimise.watch import Watch

APEX = len(TIERS) - 1
GROUP = 256
"""Claims judged at a time."""
NUMBERS = 4_000_000
"""Earnings computed at a time, packages times claims."""
TOLD = 500
"""Packages named against one claim: those that say most."""


@dataclass(frozen=True, eq=False)
class Claim:
    """That no plan of a branch is worth more than `bound`; -inf when it holds no plan.

    priced: what it is worth at these prices. aims: False when the prices are of what demands are missed by, not of
    the goal.
    """

    fixed: Fixed
    prices: Prices
    priced: float
    bound: float
    aims: bool = True


@dataclass(frozen=True, eq=False)
class Verdict:
    """Bound that is valid for the whole table, inf when refuted, with the rows that refute it.

    priced: what the branch is worth at the claim's prices with all of the table.
    """

    bound: float
    against: Ints
    priced: float


def with_apex(problem: Problem, columns: Columns) -> Floats:
    """The rows of these packages, and one more that counts macro creators."""
    return np.column_stack([columns.rows, problem.table.tier[columns.index] == APEX])


def judged(  # noqa: PLR0913 the terms of one product of matrices
    problem: Problem, claims: Sequence[Claim], rows: Ints, guards: tuple[Ints, Floats], enough: float, watch: Watch
) -> list[Verdict]:
    """Each claim held against these packages (rows of the table, sorted).

    guards: creators, sorted, and what their best planted option earns under each claim, shape (creators, claims); of
    any other creator it is to be left out, which earns nothing. enough: bounds up to this need no package named.
    Raises Cancelled.
    """
    if not claims or not len(rows):
        return [Verdict(claim.bound, rows[:0], claim.priced) for claim in claims]
    prices = np.column_stack([np.concatenate([c.prices.w, -c.prices.y, [float(c.aims)]]) for c in claims])
    least = np.array([min(enough - claim.priced, 0.0) if claim.aims else 0.0 for claim in claims])
    found = _Found(len(claims))
    step = max(min(NUMBERS // len(claims), BATCH), 1)
    for low in range(0, len(rows), step):
        watch.tell("Checking the proof against every package")
        part = problem.take(rows[low : low + step])
        over = np.column_stack([part.weights, with_apex(problem, part), part.gain]) @ prices
        _guard(over, part.creator, guards)
        found.add(part, over, least, problem.table.available)
    return [found.verdict(at, claim) for at, claim in enumerate(claims)]


def _guard(over: Floats, creator: Ints, guards: tuple[Ints, Floats]) -> None:
    """Take off what each package has to beat under each claim: nothing where its creator is not planted."""
    creators, earned = guards
    if not len(creators):
        return
    at = np.minimum(np.searchsorted(creators, creator), len(creators) - 1)
    known = np.flatnonzero(creators[at] == creator)
    over[known] -= earned[at[known]]


class _Found:
    """What the packages seen so far say of each claim."""

    def __init__(self, claims: int) -> None:
        self._more = np.zeros(claims)
        self._top = np.full(claims, -np.inf)
        self._told: list[list[tuple[Ints, Floats]]] = [[] for _ in range(claims)]

    def add(self, part: Columns, over: Floats, least: Floats, available: Ints) -> None:
        """over: by how much each package beats its creator's best option under each claim, shape (n, claims)."""
        top = over.max(axis=0)
        self._top = np.maximum(self._top, top)
        for claim in np.flatnonzero(top > least).tolist():
            at = np.flatnonzero(over[:, claim] > least[claim])
            ahead = at[over[at, claim] > 0]
            if len(ahead):
                first = np.flatnonzero(np.diff(part.creator[ahead], prepend=-1))
                most = np.maximum.reduceat(over[ahead, claim], first)
                self._more[claim] += float(available[part.creator[ahead[first]]] @ most)
            self._told[claim].append(_most(part.index[at], over[at, claim]))

    def verdict(self, at: int, claim: Claim) -> Verdict:
        """What is left of a claim."""
        told = self._told[at]
        against = _most(*(np.concatenate(parts) for parts in zip(*told, strict=True)))[0] if told else _NOBODY
        priced = claim.priced + float(self._more[at])
        if not claim.aims:
            return Verdict(-np.inf if priced < EMPTY else np.inf, against, priced)
        # A plan with one of these packages loses at least what the best of them loses.
        return Verdict(max(claim.bound, priced + min(float(self._top[at]), 0.0)), against, priced)


_NOBODY: Ints = np.empty(0, np.int64)


def _most(index: Ints, over: Floats) -> tuple[Ints, Floats]:
    if len(index) > TOLD:
        top = np.argpartition(-over, TOLD)[:TOLD]
        return index[top], over[top]
    return index, over
