"""Every plan that could still matter, listed and evaluated exactly: a proof that no solver has a part in.

At any prices each creator has a best option (a package, several bookings of an archetype, or none), and every other
option loses something against it. A plan is worth at most the bound at these prices less what its options lose
altogether, so plans that lose too much need not be listed; nor those whose picks so far break a limit whatever the
others do. What is left is finite, mostly small, and each plan of it is evaluated in exact integers and on the true
reach curves (implicit enumeration; Balas 1965, with the reduced costs of options.py).
"""

import itertools
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from planner.forecast import reach
from planner.forecast.table import Floats, Ints
from planner.frozen import dataclass
from planner.optimise.branch import NO_LIMIT
from planner.optimise.claims import APEX
from planner.optimise.master import Prices
from planner.optimise.options import Fixed
from planner.optimise.problem import Columns, Problem
from planner.optimise.relaxation import constant, reduced_values
from planner.optimise.restricted import Band, Found, Selection
from planner.optimise.watch import Watch

MOST = 50_000
"""Partial plans held at a time; with more the list is given up."""
MANY = 1e12
"""Choices beyond which it does not matter how many there are."""
MOST_OPTIONS = 400
"""Ways to book one creator (or archetype)."""
MOST_COUNTED = 3_000
"""Plans of which it is counted how many people see several picks, before the list is given up."""
_HUGE = 2.0**62
NEAR = 1e-9
"""Relative distance at which two plans are worth the same, and by which a bound of sums may be off."""


@dataclass(frozen=True, eq=False)
class Asked:
    """What is listed: plans worth at least `least` (-inf = all), of a branch of the search (None = of the whole).

    prices: any; good ones keep the list short. rows: packages that there are, None = all that are eligible. most:
    partial plans held at a time. timed: False for a list that is short for sure, which the deadline does not end: what
    is said of few choices must not depend on the clock.
    """

    prices: Prices
    least: float = -np.inf
    fixed: Fixed | None = None
    rows: Ints | None = None
    most: int = MOST
    timed: bool = True


def ways(problem: Problem) -> float:
    """Choices of packages that there are, whatever they break; inf where there are far too many to list."""
    owners, counts = np.unique(problem.table.creator[problem.eligible], return_counts=True)
    total = 1.0
    for owner, packages in zip(owners.tolist(), counts.tolist(), strict=True):
        available = int(problem.table.available[owner])
        if available > MOST_OPTIONS or total > MANY:
            return np.inf
        for step in range(available):
            total *= (packages + available - step) / (available - step)
    return total


def listed(problem: Problem, asked: Asked, watch: Watch) -> Found | None:
    """The best plan worth at least what is asked, and a bound that needs no solver; None where the list is too long.

    The bound is that of all plans, whatever they are worth: the best plan's value or `least`, whichever is more, and
    -inf where no plan is listed and all were asked for. Raises Cancelled.
    """
    rows = np.flatnonzero(problem.eligible) if asked.rows is None else asked.rows
    columns = problem.take(rows)
    band = Band(APEX) if asked.fixed is None else asked.fixed.band
    bookings = list(_bookings(problem, columns, asked))
    if any(one is None for one in bookings):
        return None
    known = [one for one in bookings if one is not None]
    if any(not len(one.loss) for one in known):
        return Found(None, asked.least if np.isfinite(asked.least) else -np.inf, not np.isfinite(asked.least))
    limits = _Limits(problem, rows, band)
    low, high = problem.low, problem.high
    if len(asked.prices.y) > len(low):
        low, high = np.append(low, band.low), np.append(high, min(band.high, NO_LIMIT))
    total = constant(problem, asked.prices, low, high, problem.aims)
    bound = total + sum(one.top for one in known)
    allowed = bound - asked.least + NEAR * max(1.0, abs(bound), abs(asked.least) if np.isfinite(asked.least) else 0.0)
    plans = _Plans(problem, limits, known, columns)
    if not plans.grow(allowed, asked, watch):
        return None
    try:
        found = plans.best()
    except _TooMany:
        return None
    if found is not None and found.value >= asked.least * (1 - NEAR * np.sign(asked.least)):
        return Found(found, max(found.value, asked.least))
    return Found(None, asked.least if np.isfinite(asked.least) else -np.inf, not np.isfinite(asked.least))


@dataclass(frozen=True, eq=False)
class _Booking:
    """The options of one creator.

    at: positions of the packages; counts: how often each option books each of them, shape (options, packages); loss: of
    each option against the best, which earns `top`.
    """

    at: Ints
    counts: Ints
    loss: Floats
    top: float


def _bookings(problem: Problem, columns: Columns, asked: Asked) -> Iterator[_Booking | None]:
    """The options of every creator; None for one with too many."""
    prices = asked.prices
    if asked.fixed is not None and len(prices.y) == len(problem.limits) + 1:
        apex = problem.table.tier[columns.index] == APEX
        earned = reduced_values(columns, Prices(prices.y[:-1], prices.w, prices.rho), problem.aims)
        earned = earned - apex * prices.y[-1]
    else:
        earned = reduced_values(columns, prices, problem.aims)
    fixed = {} if asked.fixed is None else asked.fixed.packages
    for at in np.split(np.arange(len(columns.index)), np.flatnonzero(np.diff(columns.creator)) + 1):
        if not len(at):
            continue
        available = int(problem.table.available[columns.creator[at[0]]])
        bounds = [fixed.get(int(row), (0, available)) for row in columns.index[at].tolist()]
        counts = _counts(bounds, available)
        if counts is None:
            yield None
            return
        worth = counts @ earned[at]
        top = float(worth.max(initial=-np.inf))
        yield _Booking(at, counts, top - worth, top)


def _counts(bounds: list[tuple[int, int]], available: int) -> Ints | None:
    """Every way to book packages between so and so often, together at most as often as available."""
    size = len(bounds)
    if available == 1:
        counts = np.vstack([np.zeros((1, size), np.int64), np.eye(size, dtype=np.int64)])
        low, high = (np.array([one[end] for one in bounds], np.int64) for end in (0, 1))
        return np.asarray(counts[((counts >= low) & (counts <= high)).all(axis=1)])
    ranges = [range(low, min(high, available) + 1) for low, high in bounds]
    if np.prod([float(len(one)) for one in ranges]) > 100 * MOST_OPTIONS:
        return None
    every = [choice for choice in itertools.product(*ranges) if sum(choice) <= available]
    return np.array(every, np.int64).reshape(len(every), size) if len(every) <= MOST_OPTIONS else None


class _Limits:
    """Rows of the limits for these packages: whole numbers as they are, the others with the slack of `broken`."""

    def __init__(self, problem: Problem, rows: Ints, band: Band) -> None:
        part = problem.table.part(rows)
        own = [limit.row(part) for limit in problem.limits]
        exact = [at for at, row in enumerate(own) if row.dtype.kind == "i"]
        real = [at for at, row in enumerate(own) if row.dtype.kind != "i"]
        sides = [(limit.bound if limit.sense == ">=" else -np.inf, limit.bound if limit.sense == "<=" else np.inf)
                 for limit in problem.limits]  # fmt: skip
        slack = np.array([1e-9 * max(1.0, abs(problem.limits[at].bound)) for at in real])
        apex = (problem.table.tier[rows] == APEX).astype(np.int64)
        self.whole: Ints = np.stack([*(own[at] for at in exact), apex], axis=1)
        self.real: Floats = np.stack([own[at] for at in real], axis=1) if real else np.zeros((len(rows), 0))
        self.whole_low = np.array([*(sides[at][0] for at in exact), band.low])
        self.whole_high = np.array([*(sides[at][1] for at in exact), band.high])
        self.real_low = np.array([sides[at][0] for at in real]) - slack
        self.real_high = np.array([sides[at][1] for at in real]) + slack

    def met(self, whole: Ints, real: Floats) -> NDArray[np.bool_]:
        """Plans with these sums that break no limit."""
        least = np.where(np.isfinite(self.whole_low), np.ceil(self.whole_low), -_HUGE).astype(np.int64)
        most = np.where(np.isfinite(self.whole_high), np.floor(self.whole_high), _HUGE).astype(np.int64)
        good = ((whole >= least) & (whole <= most)).all(axis=1)
        return np.asarray(good & ((real >= self.real_low) & (real <= self.real_high)).all(axis=1))


class _TooMany(Exception):
    """Raised where more plans than are counted miss a floor on frequency."""


class _Plans:
    """The list, creator by creator: sums of every partial plan, and which options it is made of."""

    def __init__(self, problem: Problem, limits: _Limits, bookings: list[_Booking], columns: Columns) -> None:
        self._problem, self._limits, self._columns = problem, limits, columns
        # Those first whose other options lose most: the list stays short longest.
        self._bookings = sorted(bookings, key=lambda one: -float(np.sort(np.append(one.loss, np.inf))[1]))
        self._loss = np.zeros(1)
        self._whole = np.zeros((1, limits.whole.shape[1]), np.int64)
        self._real = np.zeros((1, limits.real.shape[1]))
        self._weight = np.zeros((1, columns.weights.shape[1]))
        self._gain = np.zeros(1)
        self._options = np.zeros((1, 0), np.int16)

    def grow(self, allowed: float, asked: Asked, watch: Watch) -> bool:
        """List all plans that lose no more than allowed; False when there are too many."""
        limits, columns = self._limits, self._columns
        bookings = [(one, np.flatnonzero(one.loss <= allowed)) for one in self._bookings]
        if not all(len(keep) for _, keep in bookings):
            self._loss, self._whole, self._real = self._loss[:0], self._whole[:0], self._real[:0]
            self._weight, self._gain = self._weight[:0], self._gain[:0]
            return True
        whole = [one.counts[keep] @ limits.whole[one.at] for one, keep in bookings]
        real = [one.counts[keep] @ limits.real[one.at] for one, keep in bookings]
        whole_ends, real_ends = _ends(whole, self._whole.shape[1]), _ends(real, self._real.shape[1])
        for step, (one, keep) in enumerate(bookings):
            watch.tell("Listing what could still be better")
            if len(self._loss) * len(keep) > 20 * asked.most or (asked.timed and watch.late):
                return False
            loss = self._loss[:, None] + one.loss[keep]
            with_whole = self._whole[:, None, :] + whole[step]
            with_real = self._real[:, None, :] + real[step]
            good = loss <= allowed
            good &= _within(with_whole, whole_ends[step + 1], (limits.whole_low, limits.whole_high))
            good &= _within(with_real, real_ends[step + 1], (limits.real_low, limits.real_high))
            plan, option = np.nonzero(good)
            if len(plan) > asked.most:
                return False
            counts = one.counts[keep][option]
            self._loss, self._whole, self._real = loss[good], with_whole[good], with_real[good]
            self._weight = self._weight[plan] + counts @ columns.weights[one.at]
            self._gain = self._gain[plan] + counts @ columns.gain[one.at]
            self._options = np.column_stack([self._options[plan], keep[option].astype(np.int16)])
        return True

    def best(self) -> Selection | None:
        """Of all that are listed and meet every demand the most valuable; then the cheapest, then in roster order.

        Raises _TooMany.
        """
        problem, table = self._problem, self._problem.table
        people = reach.unique_reach(self._weight, table.sizes, table.kappas)
        good = self._limits.met(self._whole, self._real)
        for floor in problem.floors:
            good &= people @ floor.worth >= floor.least * (1 - NEAR)
        if not good.any():
            return None
        value = self._gain + people @ problem.objective.people + problem.objective.constant
        best = self._first(np.flatnonzero(good), value)
        if best is None:
            return None
        near = 1e-12 * max(1.0, abs(best.value))
        alike = np.flatnonzero(good & (np.abs(value - best.value) <= near))
        plans = [self._selection(int(at)) for at in alike[:MOST_OPTIONS]]
        plans = [best, *(plan for plan in plans if not problem.short_of_frequency(plan.index, plan.counts))]
        return min(plans, key=lambda plan: (int(plan.counts @ table.charged_cents[plan.index]), plan.index.tolist()))

    def _first(self, good: Ints, value: Floats) -> Selection | None:
        """The most valuable of these plans in which enough people see several picks; None where none is."""
        if not any(limit.exact for limit in self._problem.limits):
            return self._selection(int(good[np.argmax(value[good])]))
        order = good[np.argsort(-value[good], kind="stable")]
        for at in order[:MOST_COUNTED].tolist():
            plan = self._selection(at)
            if not self._problem.short_of_frequency(plan.index, plan.counts):
                return plan
        if len(order) > MOST_COUNTED:
            raise _TooMany
        return None

    def _selection(self, at: int) -> Selection:
        counts = np.zeros(len(self._columns.index), np.int64)
        for one, option in zip(self._bookings, self._options[at].tolist(), strict=True):
            counts[one.at] = one.counts[option]
        picked = np.flatnonzero(counts)
        index, number = self._columns.index[picked], counts[picked]
        return Selection(index, number, self._problem.value(index, number))


Ends = tuple[Floats, Floats]


def _ends(each: Sequence[Ints | Floats], width: int) -> list[Ends]:
    """Least and most that creators from each one on can add to every row; one more than there are creators."""
    low, high = np.zeros((len(each) + 1, width)), np.zeros((len(each) + 1, width))
    for step in reversed(range(len(each))):
        low[step] = low[step + 1] + each[step].min(axis=0)
        high[step] = high[step + 1] + each[step].max(axis=0)
    return list(zip(low, high, strict=True))


def _within(sums: Ints | Floats, rest: Ends, sides: tuple[Floats, Floats]) -> NDArray[np.bool_]:
    """Partial plans that may still end between the sides; loosely, since those that do are held to them exactly."""
    low, high = sides
    size = sum(np.abs(np.where(np.isfinite(part), part, 0.0)) for part in (*rest, low, high))
    return np.asarray(((sums + rest[0] <= high + NEAR * size) & (sums + rest[1] >= low - NEAR * size)).all(axis=2))
