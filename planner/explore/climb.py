"""From a plan that is nearly right to one that is right and better, by exchanges in arrays.

A similar problem has a similar plan, so most of what the explorer asks is answered from a plan that is already
known: repair what the change broke, then take the best exchange (none, one or two out; none, one or two in) until
there is none. An exchange is first valued along the tangent of the reach curves, which overestimates it because they
are concave, and held against each limit alone, which is one comparison for all of them; only those that could gain and
fit are worked out. It proves nothing: bounds come from `planner.optimise`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

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
FIRST = 256
"""Exchanges that are worked out first: the best of them mostly promises the others to be worse."""
PAIRS_OUT, PAIRS_IN = 10, 24
"""Picks and candidates, those nearest to being indifferent, of which pairs are tried."""
LEAST_GAIN = 1e-9
MENDED = 4 * CHUNK
"""Exchanges among which a repair is chosen at once."""
ROUNDED = 1e-8
"""More than is rounded away where repairs are compared."""
SURE = 1e-8
"""Of a limit: more than its margin and all rounding, so that what oversteps it by more breaks it."""


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
"""Columns that go out or come in together, a move each row; -1 = nobody."""
Places = tuple[Ints, Ints]
"""Exchanges by the rows of their moves: which goes out and which comes in, each (n,)."""


def _single(state: _State) -> tuple[Moves, Moves]:
    """Nobody or one out, nobody or one in."""
    return np.append(np.flatnonzero(state.x), -1)[:, None], state.everybody


def _double(state: _State) -> tuple[Moves, Moves]:
    """Up to two out and up to two in, of those who are nearest to being indifferent."""
    picked = np.flatnonzero(state.x)
    loss = state.earned
    near_out = picked[np.argsort(loss[picked], kind="stable")[:PAIRS_OUT]]
    free = np.flatnonzero((state.x == 0) & state.room)
    near_in = free[np.argsort(-loss[free], kind="stable")[:PAIRS_IN]]
    return _pairs(near_out, picked), _pairs(near_in, near_in)


def _pairs(near: Ints, single: Ints) -> Moves:
    first, second = _couples(len(near))
    pairs = np.stack([near[first], near[second]], axis=1)
    alone = np.stack([single, np.full(len(single), -1)], axis=1)
    return np.concatenate([pairs, alone, [[-1, -1]]])


@lru_cache(PAIRS_IN)
def _couples(number: int) -> Places:
    """Places of all pairs of so many."""
    return np.triu_indices(number, 1)


def _best_first(promised: Floats) -> Iterator[Ints]:
    """Places from the largest to the least, of equals the first; few of them, then ever more at a time.

    Mostly the best few decide, so that of many exchanges hardly any are put in order.
    """
    left, size = np.arange(len(promised)), FIRST
    while len(left):
        worth = promised[left]
        edge = np.partition(worth, -size)[-size] if len(worth) > size else -np.inf
        now = worth >= edge
        order = left[now][np.argsort(-worth[now], kind="stable")]
        for low in range(0, len(order), CHUNK):
            yield order[low : low + CHUNK]
        left, size = left[~now], size * 4


@dataclass(frozen=True, eq=False)
class _Side:
    """The moves out or in that exchanges are made of, n of them, and what the columns of each come to."""

    moves: Moves
    rows: Floats
    weights: Floats
    gain: Floats
    linear: Floats
    use: Floats
    """The rows in packages' worth, a limit each row."""


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
        self.everybody: Moves = np.append(np.arange(len(self.x)), -1)[:, None]
        self._use = np.ascontiguousarray((self._rows / self._norm).T)

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
        gone, come = self._side(out), self._side(inn)
        scale = max(1.0, abs(float(self._problem.objective.people @ self._reached) + float(self.x @ self._gain[:-1])))
        best, choice = LEAST_GAIN * scale, None
        promised = come.linear[None, :] - gone.linear[:, None]
        fine = promised > best
        for use, room in self._narrow(gone, come):
            fine &= use <= room[:, None]
        near = np.flatnonzero(fine)
        promised = promised.ravel()[near]
        for places in _best_first(promised):
            if promised[places[0]] <= best or watch.late:
                break
            at_out, at_in = self._possible(gone, come, near[places])
            used, weight = self._after(gone, come, (at_out, at_in))
            fits = self._violations(used, weight) <= 0
            at_out, at_in = at_out[fits], at_in[fits]
            gains = self._gains(gone, come, (at_out, at_in), weight[fits])
            if len(gains) and gains.max() > best:
                at = int(np.argmax(gains))
                best, choice = float(gains[at]), (out[at_out[at]], inn[at_in[at]])
        if choice is None:
            return False
        self._do(*choice)
        return True

    def mend(self, out: Moves, inn: Moves) -> bool:
        """Take the exchange that leaves least broken, and among equals gains most; False when none helps."""
        gone, come = self._side(out), self._side(inn)
        best: tuple[float, float] = (self.violation * (1 - 1e-9) - 1e-12, -np.inf)
        choice = None
        grid = np.zeros((len(out), len(inn)))
        for use, room in self._narrow(gone, come):
            grid += np.maximum(use - room[:, None], 0.0)
        at_least = grid.ravel()
        near = np.flatnonzero(at_least <= best[0] + ROUNDED)
        for part in np.split(near, np.searchsorted(near, np.arange(MENDED, at_least.size, MENDED))):
            (at_out, at_in), left = self._least(gone, come, part, at_least[part])
            if not len(left):
                continue
            worth = come.linear[at_in] - gone.linear[at_out]
            at = int(np.lexsort((-worth, np.round(left, 9)))[0])
            if (left[at], -worth[at]) < (best[0], -best[1]):
                best, choice = (float(left[at]), float(worth[at])), (out[at_out[at]], inn[at_in[at]])
        if choice is None:
            return False
        self._do(*choice)
        return True

    def _least(self, gone: _Side, come: _Side, near: Ints, at_least: Floats) -> tuple[Places, Floats]:
        """Of these exchanges those that could leave least broken, and what they leave. at_least: its bound, each."""
        if len(near) > 4 * FIRST:
            first = np.argpartition(at_least, FIRST)[:FIRST]
            left = self._left(gone, come, self._possible(gone, come, near[first]))
            near = near[at_least <= left.min(initial=np.inf) + ROUNDED]
        at = self._possible(gone, come, near)
        return at, self._left(gone, come, at)

    def _left(self, gone: _Side, come: _Side, at: Places) -> Floats:
        """What is broken after each of these exchanges."""
        return self._violations(*self._after(gone, come, at))

    def _side(self, moves: Moves) -> _Side:
        rows, weights, gain, linear, use = self._rows, self._weights, self._gain, self._linear, self._use
        if moves is self.everybody:
            return _Side(moves, rows, weights, gain, linear, use)
        at = moves[:, 0]
        one = _Side(moves, rows[at], weights[at], gain[at], linear[at], use[:, at])
        if moves.shape[1] == 1:
            return one
        at = moves[:, 1]
        two = (one.rows + rows[at], one.weights + weights[at], one.gain + gain[at], one.linear + linear[at])
        return _Side(moves, *two, one.use + use[:, at])

    def _narrow(self, gone: _Side, come: _Side) -> Iterator[tuple[Floats, Floats]]:
        """Each limit that some exchange could break: its use by all that come in, its room after all that go out.

        In packages' worth, so that use beyond the room bounds what is broken from below: room is given somewhat more
        than there is, for rounding, and the reach that a floor asks for grows as along its tangent.
        """
        problem, used, norm, table = self._problem, self._used, self._norm, self._problem.table
        sizes = np.maximum(np.maximum(1.0, norm), np.abs(used))
        most, least = come.use.max(axis=1) - gone.use.min(axis=1), come.use.min(axis=1) - gone.use.max(axis=1)
        for sign, bound, furthest in ((1.0, problem.high, most), (-1.0, problem.low, -least)):
            free = (sign * (bound - used) + SURE * np.maximum(sizes, np.abs(bound))) / norm
            for at in np.flatnonzero(furthest > free).tolist():
                yield sign * come.use[at], free[at] + sign * gone.use[at]
        for floor in problem.floors:
            slope = reach.slope(self._weight, table.sizes, table.kappas) * floor.worth
            unit = max(floor.least, 1.0) / 10
            more = float(self._reached @ floor.worth) - floor.least * (1 - SURE)
            yield -(come.weights @ slope) / unit, (more - gone.weights @ slope) / unit

    def _possible(self, gone: _Side, come: _Side, near: Ints) -> Places:
        """Of these exchanges, those that change something and book nobody more often than they are available."""
        at_out, at_in = np.divmod(near, len(come.moves))
        out, inn = gone.moves[at_out], come.moves[at_in]
        gone_of, come_of = self._owner[out], self._owner[inn]
        fine = ~((out == inn).all(axis=1))
        for at in range(inn.shape[1]):
            mine = come_of[:, at]
            after = self._booked[mine] + (come_of == mine[:, None]).sum(axis=1) - (gone_of == mine[:, None]).sum(axis=1)
            fine &= (mine < 0) | (after <= self._available[mine])
        return at_out[fine], at_in[fine]

    def _after(self, gone: _Side, come: _Side, at: Places) -> tuple[Floats, Floats]:
        used = self._used + come.rows[at[1]] - gone.rows[at[0]]
        weight = self._weight + come.weights[at[1]] - gone.weights[at[0]]
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

    def _gains(self, gone: _Side, come: _Side, at: Places, weight: Floats) -> Floats:
        gains = come.gain[at[1]] - gone.gain[at[0]]
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
