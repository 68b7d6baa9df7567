"""Every plan that could still matter, listed and evaluated exactly: a proof that no solver has a part in.

At any prices each creator has a best option (a package, several bookings of an archetype, or none), and every other
option loses something against it. A plan is worth at most the bound at these prices less what its options lose
altogether, so plans that lose too much need not be listed; nor those whose picks so far break a limit whatever the
others do. What is left is finite, mostly small, and each plan of it is evaluated in exact integers and on the true
reach curves (implicit enumeration; Balas 1965, with the reduced costs of options.py).
"""

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.forecast import reach
from planner.forecast.table import Floats, Ints
from planner.frozen import dataclass
from planner.optimise.branch import NO_LIMIT
from planner.optimise.choices import MOST_OPTIONS, Choices, choices_of
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
    counts = np.bincount(problem.table.creator[problem.eligible])
    owners = np.flatnonzero(counts)
    total = 1.0
    for packages, available in zip(counts[owners].tolist(), problem.table.available[owners].tolist(), strict=True):
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
    fixed = {} if asked.fixed is None else asked.fixed.packages
    choices = choices_of(columns, _earned(problem, columns, asked), problem.table.available, fixed)
    if choices is None:
        return None
    if (choices.first[1:] == choices.first[:-1]).any():
        return Found(None, asked.least if np.isfinite(asked.least) else -np.inf, not np.isfinite(asked.least))
    limits = _Limits(problem, rows, band)
    low, high = problem.low, problem.high
    if len(asked.prices.y) > len(low):
        low, high = np.append(low, band.low), np.append(high, min(band.high, NO_LIMIT))
    total = constant(problem, asked.prices, low, high, problem.aims)
    bound = total + sum(choices.top.tolist())
    allowed = bound - asked.least + NEAR * max(1.0, abs(bound), abs(asked.least) if np.isfinite(asked.least) else 0.0)
    plans = _Plans(problem, limits, choices, columns)
    if not plans.grow(allowed, asked, watch):
        return None
    try:
        found = plans.best()
    except _TooMany:
        return None
    if found is not None and found.value >= asked.least * (1 - NEAR * np.sign(asked.least)):
        return Found(found, max(found.value, asked.least))
    return Found(None, asked.least if np.isfinite(asked.least) else -np.inf, not np.isfinite(asked.least))


def _earned(problem: Problem, columns: Columns, asked: Asked) -> Floats:
    """What each package earns at the prices, which may have one of creators of the highest tier."""
    prices = asked.prices
    if asked.fixed is None or len(prices.y) != len(problem.limits) + 1:
        return reduced_values(columns, prices, problem.aims)
    apex = problem.table.tier[columns.index] == APEX
    earned = reduced_values(columns, Prices(prices.y[:-1], prices.w, prices.rho), problem.aims)
    return np.asarray(earned - apex * prices.y[-1])


class _Limits:
    """Rows of the limits for these packages: whole numbers as they are, the others with the slack of `broken`."""

    def __init__(self, problem: Problem, rows: Ints, band: Band) -> None:
        if problem.whole is None:
            part = problem.table.part(rows)
            own = [limit.row(part) for limit in problem.limits]
        else:
            own = [row[rows] for row in problem.whole]
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
    """The list, creator by creator: which options every partial plan is made of."""

    def __init__(self, problem: Problem, limits: _Limits, choices: Choices, columns: Columns) -> None:
        self._problem, self._limits, self._choices, self._columns = problem, limits, choices, columns
        self._order: list[int] = []
        self._options = np.zeros((0, len(choices.top)), np.int64)

    def grow(self, allowed: float, asked: Asked, watch: Watch) -> bool:
        """List all plans that lose no more than allowed; False when there are too many."""
        choices = self._choices
        steps = self._steps(allowed)
        if not all(len(kept) for _, kept in steps):
            return True
        if steps:
            watch.tell("Listing what could still be better")
            if asked.timed and watch.late:
                return False
        # Who has a single option left takes it in every plan; they come first.
        single = sum(len(kept) == 1 for _, kept in steps)
        bars = _Bars(self._limits, choices, [kept for _, kept in steps])
        sums = bars.first(single)
        loss = np.zeros(len(sums))
        trail: list[tuple[Ints, Ints]] = []
        for step in range(single, len(steps)):
            if not len(loss):
                return True
            watch.tell("Listing what could still be better")
            kept = steps[step][1]
            if len(loss) * len(kept) > 20 * asked.most or (asked.timed and watch.late):
                return False
            every = loss[:, None] + choices.loss[kept]
            plan, at = np.nonzero(every <= allowed)
            option = kept[at]
            sums, good = bars.next(step, sums[plan], option)
            if len(sums) > asked.most:
                return False
            loss = every[plan[good], at[good]]
            trail.append((plan[good].astype(np.int32), option[good].astype(np.int32)))
        self._options = np.zeros((len(loss), len(steps)), np.int64)
        self._order = [creator for creator, _ in steps]
        plans = np.arange(len(loss))
        for (creator, _), (plan, option) in zip(reversed(steps[single:]), reversed(trail), strict=True):
            self._options[:, creator] = option[plans]
            plans = plan[plans]
        for creator, kept in steps[:single]:
            self._options[:, creator] = kept[0]
        return True

    def _steps(self, allowed: float) -> list[tuple[int, Ints]]:
        """Creators, and their options that lose no more than allowed.

        Those first whose other options lose most: the list stays short longest.
        """
        losses, steps = self._choices.loss, []
        for creator, (low, high) in enumerate(itertools.pairwise(self._choices.first.tolist())):
            own = losses[low:high].tolist()
            second = sorted(own)[1] if len(own) > 1 else np.inf
            steps.append((-second, creator, [at for at, loss in enumerate(own, low) if loss <= allowed]))
        steps.sort(key=lambda one: one[0])
        return [(creator, np.array(kept, np.int64)) for _, creator, kept in steps]

    def best(self) -> Selection | None:
        """Of all that are listed and meet every demand the most valuable; then the cheapest, then in roster order.

        Raises _TooMany.
        """
        if not len(self._options):
            return None
        problem, table, columns = self._problem, self._problem.table, self._columns
        reals = np.column_stack([self._limits.real, columns.weights, columns.gain])
        sums, real = self._summed(reals), self._limits.real.shape[1]
        people = reach.unique_reach(sums[:, real:-1], table.sizes, table.kappas)
        good = self._limits.met(self._summed(self._limits.whole), sums[:, :real])
        for floor in problem.floors:
            good &= people @ floor.worth >= floor.least * (1 - NEAR)
        if not good.any():
            return None
        value = sums[:, -1] + people @ problem.objective.people + problem.objective.constant
        first = self._first(np.flatnonzero(good), value)
        if first is None:
            return None
        best = self._selection(first)
        near = 1e-12 * max(1.0, abs(best.value))
        alike = np.flatnonzero(good & (np.abs(value - best.value) <= near))[:MOST_OPTIONS]
        cents = self._choices.sums(table.charged_cents[columns.index])
        alike = np.append(first, alike)
        alike = alike[np.argsort(cents[self._options[alike]].sum(axis=1), kind="stable")]
        for plans in np.split(alike, np.flatnonzero(np.diff(cents[self._options[alike]].sum(axis=1))) + 1):
            found = [(at, *self._bookings(at)) for at in plans.tolist()]
            found = [one for one in found if one[0] == first or not problem.short_of_frequency(*one[1:])]
            if found:
                _, index, counts = min(found, key=lambda one: one[1].tolist())
                return Selection(index, counts, problem.value(index, counts))
        return best

    def _first(self, good: Ints, value: Floats) -> int | None:
        """The most valuable of these plans in which enough people see several picks; None where none is."""
        if not any(limit.exact for limit in self._problem.limits):
            return int(good[np.argmax(value[good])])
        order = good[np.argsort(-value[good], kind="stable")]
        for at in order[:MOST_COUNTED].tolist():
            if not self._problem.short_of_frequency(*self._bookings(at)):
                return int(at)
        if len(order) > MOST_COUNTED:
            raise _TooMany
        return None

    def _summed(self, rows: NDArray[Any]) -> NDArray[Any]:
        """What each plan comes to in rows of the packages, creator by creator; shape (plans, ...)."""
        each = self._choices.sums(rows)
        total = np.zeros((len(self._options), rows.shape[1]), rows.dtype)
        for creator in self._order:
            total += each[self._options[:, creator]]
        return total

    def _bookings(self, at: int) -> tuple[Ints, Ints]:
        """Rows of the table that a plan books, and how often."""
        counts = self._choices.booked(self._options[at], len(self._columns.index))
        picked = np.flatnonzero(counts)
        return self._columns.index[picked], counts[picked]

    def _selection(self, at: int) -> Selection:
        index, counts = self._bookings(at)
        return Selection(index, counts, self._problem.value(index, counts))


class _Bars:
    """What partial plans are held to: the sides of limits that some plan could break, each as `sum <= bound`.

    Loosely, since whole plans are held to the limits exactly. kept: options of each creator, in the order of the list.
    """

    def __init__(self, limits: _Limits, choices: Choices, kept: Sequence[Ints]) -> None:
        low, high = np.append(limits.whole_low, limits.real_low), np.append(limits.whole_high, limits.real_high)
        each = choices.sums(np.hstack([limits.whole, limits.real]))
        # Least and most that creators from each one on can add; one more than there are creators.
        least, most = np.zeros((2, len(kept) + 1, len(low)))
        if len(kept):
            starts = np.cumsum([0, *(len(one) for one in kept[:-1])])
            every = each[np.concatenate(kept)]
            for ends, end in ((least, np.minimum), (most, np.maximum)):
                ends[:-1] = np.cumsum(end.reduceat(every, starts)[::-1], axis=0)[::-1]
        above, below = np.isfinite(high) & (most[0] > high), np.isfinite(low) & (least[0] < low)
        size = sum(np.abs(np.where(np.isfinite(part), part, 0.0)) for part in (least, most, low, high))
        self._each = np.hstack([each[:, above], -each[:, below]])
        self._bound = np.hstack([(high + NEAR * size)[:, above], (NEAR * size - low)[:, below]])
        self._rest = np.hstack([least[:, above], -most[:, below]])
        self._single = [int(one[0]) for one in kept if len(one) == 1]

    def first(self, creators: int) -> Floats:
        """Sums of the plan of so many creators with a single option; none where it breaks a limit."""
        sums = self._each[self._single[:creators]].sum(axis=0)[None]
        return np.asarray(sums[(sums + self._rest[creators] <= self._bound[creators]).all(axis=1)])

    def next(self, step: int, sums: Floats, option: Ints) -> tuple[Floats, NDArray[np.bool_]]:
        """Sums with these options of one more creator, of those that may still end within all limits; and which do."""
        sums = sums + self._each[option]
        good = (sums + self._rest[step + 1] <= self._bound[step + 1]).all(axis=1)
        return sums[good], good
