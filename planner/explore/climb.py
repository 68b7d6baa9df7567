"""From a plan that is nearly right to one that is right and better, by exchanges in arrays.

A similar problem has a similar plan, so most of what the explorer asks is answered from a plan that is already
known: repair what the change broke, then take the best exchange (none, one or two out; none, one or two in) until
there is none. An exchange is first valued along the tangent of the reach curves, which overestimates it because they
are concave; only those that could gain are worked out. It proves nothing: bounds come from `planner.optimise`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.forecast import reach
from planner.forecast.table import Bools, Floats, Ints
from planner.optimise.master import Prices
from planner.optimise.problem import Columns, Problem
from planner.optimise.restricted import Bookings, Selection
from planner.optimise.watch import Watch

ROUNDS = 600
CHUNK = 4_096
"""Exchanges worked out at once, the most promising first."""
ORDERED = 64 * CHUNK
"""Exchanges that are put in order at once, of those that are more."""
PAIRS_OUT, PAIRS_IN = 10, 24
"""Picks and candidates, those nearest to being indifferent, of which pairs are tried."""
LEAST_GAIN = 1e-9


@dataclass(frozen=True, eq=False)
class Pool:
    """Candidates for exchanges: rows of the table, and prices that rank them by how near they are to the plan."""

    rows: Ints
    prices: Prices


def climb(problem: Problem, start: Bookings, pool: Pool, watch: Watch, improve: bool = True) -> Selection | None:
    """The plan that exchanges with the pool lead to from a start; None when they do not repair what it breaks.

    Bookings of the start that are not eligible are left out. improve: False only repairs, as after the watch's
    deadline. Raises Cancelled.
    """
    allowed = problem.eligible[start.index]
    index, counts = start.index[allowed], start.counts[allowed]
    rows = np.union1d(pool.rows[problem.eligible[pool.rows]], index)
    state = _State(problem, problem.take(rows), pool.prices)
    state.x[np.searchsorted(rows, index)] = counts
    state.count()
    if not _mended(state, watch):
        return None
    for _ in range(ROUNDS if improve else 0):
        if watch.late or not (state.improve(*_single(state), watch) or state.improve(*_double(state), watch)):
            break
        watch.tell("Exchanging creators")
    picked = np.flatnonzero(state.x)
    index, counts = rows[picked], state.x[picked]
    if len(problem.broken(index, counts)) or problem.short_of_floor(index, counts):
        return None
    return Selection(index, counts, problem.value(index, counts))


def _mended(state: _State, watch: Watch) -> bool:
    for _ in range(ROUNDS):
        if state.violation <= 0:
            return True
        if not state.mend(*_single(state)):
            return bool(state.mend(*_double(state)) and _mended(state, watch))
        watch.tell("Exchanging creators")
    return False


Moves = NDArray[np.int64]
"""Exchanges, one a row: columns that go out (first half) and come in (second half), -1 = nobody."""


def _single(state: _State) -> tuple[Moves, Moves]:
    """Nobody or one out, nobody or one in."""
    out = np.append(np.flatnonzero(state.x), -1)[:, None]
    inn = np.append(np.arange(len(state.x)), -1)[:, None]
    return out, inn


def _double(state: _State) -> tuple[Moves, Moves]:
    """Up to two out and up to two in, of those who are nearest to being indifferent."""
    picked = np.flatnonzero(state.x)
    loss = state.earned
    near_out = picked[np.argsort(loss[picked], kind="stable")[:PAIRS_OUT]]
    free = np.flatnonzero((state.x == 0) & state.room)
    near_in = free[np.argsort(-loss[free], kind="stable")[:PAIRS_IN]]
    return _pairs(near_out, picked), _pairs(near_in, near_in)


def _pairs(near: Ints, single: Ints) -> Moves:
    first, second = np.triu_indices(len(near), 1)
    pairs = np.stack([near[first], near[second]], axis=1)
    alone = np.stack([single, np.full(len(single), -1)], axis=1)
    return np.concatenate([pairs, alone, [[-1, -1]]])


def _chunks(promised: Floats, least: float) -> Iterator[tuple[Ints, Ints]]:
    """Places of what promises more than this, from most to least, some at a time; of equals the first.

    Mostly the best few decide, so that of millions of exchanges hardly any are put in order.
    """
    near = np.flatnonzero(promised > least)
    worth = promised.ravel()[near]
    while len(near):
        edge = np.partition(worth, -ORDERED)[-ORDERED] if len(worth) > ORDERED else -np.inf
        now = worth >= edge
        order = near[now][np.argsort(-worth[now], kind="stable")]
        for low in range(0, len(order), CHUNK):
            yield np.unravel_index(order[low : low + CHUNK], promised.shape)  # type: ignore[misc]
        near, worth = near[~now], worth[~now]


class _State:
    """A plan over some columns, with what it uses, and the exchanges that could make it better."""

    def __init__(self, problem: Problem, columns: Columns, prices: Prices) -> None:
        self._problem = problem
        self._columns = columns
        table = problem.table
        # A last row of zeros stands for nobody, so that -1 can be taken like any other.
        self._rows = np.vstack([columns.rows, np.zeros((1, columns.rows.shape[1]))])
        self._weights = np.vstack([columns.weights, np.zeros((1, columns.weights.shape[1]))])
        self._gain = np.append(columns.gain, 0.0)
        self._owner = np.append(columns.creator, -1)
        self._available = np.append(table.available, 1_000_000_000)
        self._norm = np.maximum(np.abs(columns.rows).max(axis=0, initial=0.0), 1e-12)
        self.earned: Floats = columns.gain - columns.rows @ prices.y + columns.weights @ prices.w
        self.x = np.zeros(len(columns.index), np.int64)

    def count(self) -> None:
        """Add up anew what the plan uses."""
        self._used = self.x @ self._columns.rows
        self._weight = self.x @ self._columns.weights
        table = self._problem.table
        self._booked = np.append(np.bincount(self._columns.creator, self.x, len(table.available)), 0).astype(np.int64)
        self._reached = reach.unique_reach(self._weight, table.sizes, table.kappas)
        slope = reach.slope(self._weight, table.sizes, table.kappas) * self._problem.objective.people
        self._linear = self._gain + self._weights @ slope
        self.violation = float(self._violations(self._used[None, :], self._weight[None, :])[0])

    @property
    def room(self) -> Bools:
        """Columns whose creator could be booked once more."""
        owner = self._columns.creator
        return np.asarray(self._booked[owner] < self._available[owner])

    def improve(self, out: Moves, inn: Moves, watch: Watch) -> bool:
        """Take the exchange that gains most and breaks nothing, of those seen by the deadline; False for none."""
        gain_in, loss_out = self._linear[inn].sum(axis=1), self._linear[out].sum(axis=1)
        scale = max(1.0, abs(float(self._problem.objective.people @ self._reached) + float(self.x @ self._gain[:-1])))
        promised = gain_in[None, :] - loss_out[:, None]
        best, choice = LEAST_GAIN * scale, None
        for at_out, at_in in _chunks(promised, LEAST_GAIN * scale):
            if promised[at_out[0], at_in[0]] <= best or watch.late:
                break
            moves = self._possible(out[at_out], inn[at_in])
            used, weight = self._after(*moves)
            fits = self._violations(used, weight) <= 0
            gains = self._gains(*moves, weight)
            gains[~fits] = -np.inf
            if len(gains) and gains.max() > best:
                at = int(np.argmax(gains))
                best, choice = float(gains[at]), (moves[0][at], moves[1][at])
        if choice is None:
            return False
        self._do(*choice)
        return True

    def mend(self, out: Moves, inn: Moves) -> bool:
        """Take the exchange that leaves least broken, and among equals gains most; False when none helps."""
        best: tuple[float, float] = (self.violation * (1 - 1e-9) - 1e-12, -np.inf)
        choice = None
        grid_out, grid_in = np.repeat(np.arange(len(out)), len(inn)), np.tile(np.arange(len(inn)), len(out))
        for low in range(0, len(grid_out), CHUNK * 4):
            part = slice(low, low + CHUNK * 4)
            moves = self._possible(out[grid_out[part]], inn[grid_in[part]])
            if not len(moves[0]):
                continue
            used, weight = self._after(*moves)
            left = self._violations(used, weight)
            worth = self._linear[moves[1]].sum(axis=1) - self._linear[moves[0]].sum(axis=1)
            at = int(np.lexsort((-worth, np.round(left, 9)))[0])
            if (left[at], -worth[at]) < (best[0], -best[1]):
                best, choice = (float(left[at]), float(worth[at])), (moves[0][at], moves[1][at])
        if choice is None:
            return False
        self._do(*choice)
        return True

    def _possible(self, out: Moves, inn: Moves) -> tuple[Moves, Moves]:
        """Exchanges that change something and book nobody more often than they are available."""
        gone, come = self._owner[out], self._owner[inn]
        fine = ~((out == inn[:, : out.shape[1]]).all(axis=1)) if out.shape == inn.shape else np.ones(len(out), bool)
        if out.shape[1] == 2:
            fine &= (out[:, 0] != out[:, 1]) | (out[:, 0] < 0)
        for at in range(inn.shape[1]):
            mine = come[:, at]
            after = self._booked[mine] + (come == mine[:, None]).sum(axis=1) - (gone == mine[:, None]).sum(axis=1)
            fine &= (mine < 0) | (after <= self._available[mine])
        return out[fine], inn[fine]

    def _after(self, out: Moves, inn: Moves) -> tuple[Floats, Floats]:
        used = self._used + self._rows[inn].sum(axis=1) - self._rows[out].sum(axis=1)
        weight = self._weight + self._weights[inn].sum(axis=1) - self._weights[out].sum(axis=1)
        return used, np.maximum(weight, 0.0)

    def _violations(self, used: Floats, weight: Floats) -> Floats:
        """By how many packages' worth the limits are missed altogether; 0 where all hold."""
        problem = self._problem
        margin = 1e-9 * np.maximum(1.0, np.abs(used))
        over = np.maximum(used - problem.high - margin, problem.low - used - margin)
        total = (np.maximum(over, 0.0) / self._norm).sum(axis=1)
        if problem.floors:
            reached = reach.unique_reach(weight, problem.table.sizes, problem.table.kappas)
            for floor in problem.floors:
                short = floor.least * (1 - 1e-10) - reached @ floor.worth
                total = total + np.maximum(short, 0.0) / max(floor.least, 1.0) * 10
        return np.asarray(total)

    def _gains(self, out: Moves, inn: Moves, weight: Floats) -> Floats:
        gains = self._gain[inn].sum(axis=1) - self._gain[out].sum(axis=1)
        people = self._problem.objective.people
        if people.any():
            table = self._problem.table
            gains = gains + (reach.unique_reach(weight, table.sizes, table.kappas) - self._reached) @ people
        return np.asarray(gains)

    def _do(self, out: Moves, inn: Moves) -> None:
        for column in out[out >= 0]:
            self.x[column] -= 1
        for column in inn[inn >= 0]:
            self.x[column] += 1
        self.count()
