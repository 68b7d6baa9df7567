"""The relaxed plan from prices near the best ones: a linear program over those alone whom these leave in doubt.

At good prices most creators are either worth booking beyond doubt or beyond doubt not. The former are booked beside
the program, the latter left out of it; whoever turns out to be wrongly so is put into it, and it is solved again. The
bound is that of relaxation.py, over all packages.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from planner.forecast.table import Bools, Floats, Ints
from planner.optimise.descent import Descended, descended
from planner.optimise.master import Master, Prices, Relaxed
from planner.optimise.problem import Columns, Problem
from planner.optimise.relaxation import (
    CLOSE,
    MISSED,
    ROUNDS,
    Relaxation,
    best_entering,
    best_of_creators,
    chosen,
    constant,
    of_everybody,
    reduced_values,
    relaxed,
)
from planner.optimise.rest import MOST
from planner.optimise.watch import OutOfTime, Watch

DOUBT = (0.02, 0.005, 0.001, 0.0)
"""Of what a package is worth and costs: how much it must earn or lose to be beyond doubt. The next where that leaves
many in doubt."""
MANY = 4_000
TANGENTS = (0.99, 0.997, 1.0, 1.003, 1.01)
KEPT = 3e-5
"""Of the bound: how much better a list's own prices must bound it than those that are known."""
LITTLE = 5e-5
"""Of the bound: what those earn altogether at most who earn least, and are left out though they are beyond doubt: a
plan of many hundred fewer creators is worth that."""


def narrowed(problem: Problem, near: Descended, watch: Watch) -> Relaxation | None:
    """The best relaxed plan of a small table; None where it is not found so. near: the descent over its packages.

    At the watch's deadline the bound of the prices that are known, and no plan. Raises Cancelled.
    """
    assert problem.small is not None
    return _Narrowed(problem, problem.small, near, watch).best()


def relaxed_from(problem: Problem, start: Prices, watch: Watch) -> Relaxation:
    """The relaxation, from prices near the best ones; from none where these lead nowhere.

    Raises Cancelled, and Wider as `relaxed` does.
    """
    if problem.small is not None:
        near = descended(problem, problem.small, start, watch)
        if near is not None and (found := narrowed(problem, near, watch)) is not None:
            # Known prices are good ones of everybody; those of a list let some of the many outside earn a little each.
            known = _bound_at(problem, problem.small, start)
            if known <= found.bound + KEPT * abs(found.bound):
                found = replace(found, bound=known, prices=start)
            return of_everybody(problem, found, MOST, watch)
    return relaxed(problem, watch)


def _bound_at(problem: Problem, columns: Columns, prices: Prices) -> float:
    """No plan of these packages is worth more."""
    top, first = best_of_creators(columns.creator, reduced_values(columns, prices))
    earned = problem.table.available[columns.creator[first]] * np.maximum(top, 0.0)
    return constant(problem, prices, problem.low, problem.high) + float(earned.sum())


class _Narrowed:
    """One relaxation under way. Masks are of all columns."""

    def __init__(self, problem: Problem, columns: Columns, near: Descended, watch: Watch) -> None:
        self._problem, self._columns, self._watch = problem, columns, watch
        self._first = np.flatnonzero(np.diff(columns.creator, prepend=-1))
        self._owner = np.repeat(np.arange(len(self._first)), np.diff(np.append(self._first, len(columns.index))))
        self._available = problem.table.available[columns.creator].astype(float)
        self._bound, self._prices = near.bound, near.prices
        self._spared = 0.0
        self._booked, open_ = self._told_apart(near.prices)
        self._master = Master(problem, chosen(columns, np.flatnonzero(open_)), problem.low, problem.high)
        self._master.touch(near.weight, TANGENTS)

    def _told_apart(self, prices: Prices) -> tuple[Bools, Bools]:
        """Who is booked beyond doubt, and who is in doubt."""
        columns = self._columns
        earned, worth = reduced_values(columns, prices), columns.weights @ prices.w
        # Of limits that cancel out in somebody the sum alone is a cost.
        size = worth + np.abs(worth + columns.gain - earned) + np.abs(columns.gain)
        top = best_of_creators(columns.creator, earned)[0][self._owner]
        for part in DOUBT:
            doubt = part * size
            close = (earned >= -doubt) & (earned >= top - doubt)
            alone = (np.add.reduceat(close.astype(np.int64), self._first) == 1)[self._owner]
            sure = close & alone & (earned > doubt)
            if np.count_nonzero(close & ~sure) <= MANY:
                break
        rows = np.flatnonzero(sure)
        order = rows[np.argsort((self._available * earned)[rows], kind="stable")]
        total = np.cumsum((self._available * earned)[order])
        left_out = order[total <= LITTLE * abs(self._bound)]
        if len(left_out):
            self._spared = float(total[len(left_out) - 1])
        booked = sure.copy()
        booked[left_out] = False
        return booked, close & ~sure

    def best(self) -> Relaxation | None:
        """See `narrowed`."""
        try:
            found = self._solved()
        except OutOfTime:
            nobody, columns = np.empty(0, np.int64), self._all()
            weight = np.zeros(len(self._prices.w))
            return Relaxation(self._bound, self._prices, nobody, np.empty(0), weight, columns)
        return None if found is None or found.slack > MISSED else self._read(found)

    def _solved(self) -> Relaxed | None:
        """The program's answer once it is near the bound; None where it never is."""
        self._master.beside(self._beside)
        for turn in range(ROUNDS):
            self._watch.tell("Weighing every package")
            found = self._master.solve(self._watch)
            earned = reduced_values(self._columns, found.prices)
            top, _ = best_of_creators(self._columns.creator, earned)
            bound = _bound_at(self._problem, self._columns, found.prices)
            if bound < self._bound:
                self._bound, self._prices = bound, found.prices
            if found.slack <= MISSED and self._bound - found.value <= CLOSE * abs(self._bound) + self._spared:
                return found
            wrong = self._booked & (earned < np.maximum(top, 0.0)[self._owner])
            index = best_entering(self._columns, earned, self._all(), turn)
            more = np.union1d(np.searchsorted(self._columns.index, index), np.flatnonzero(wrong))
            if not len(more):
                return found
            self._master.add(chosen(self._columns, more))
            if wrong.any():
                self._booked &= ~wrong
                self._master.beside(self._beside)
        return None

    @property
    def _beside(self) -> Columns:
        return chosen(self._columns, np.flatnonzero(self._booked))

    def _all(self) -> Ints:
        """Row numbers of all who are in the program or booked beside it, sorted."""
        return np.union1d(self._master.index, self._columns.index[self._booked])

    def _read(self, found: Relaxed) -> Relaxation:
        index, x = self._master.index, np.zeros(len(self._columns.index))
        x[np.searchsorted(self._columns.index, index)] = found.x[: len(index)]
        x[self._booked] = self._available[self._booked]
        rows: Ints = np.flatnonzero(x > 1e-9)
        booked: Floats = x[rows]
        return Relaxation(self._bound, self._prices, self._columns.index[rows], booked, found.weight, self._all())
