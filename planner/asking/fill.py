"""Whom to ask next, in many drawn worlds at once: what the optimiser would do, by a greedy rule in arrays.

One step asks one creator in each world: the one who is worth most at the prices of the relaxation, less their cash at a
price of money, and more for what they mend of the rules. Nobody is asked whose yes could overstep the budget, a stock
or a cap, even if everybody says yes. Shares are those of the plan's size until there is more, since on the way to it
they are off in any order. Where the best have declined, money buys less, and rules weigh more or less: some prices of
each are tried, and what is best by floors, then by the other rules, then by the goal is taken. That is the greedy rule
of a knapsack with several limits, priced as in Lagrangian relaxation. It stands in for the optimiser, which takes far
longer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from planner.asking.pool import Pool
from planner.forecast import reach
from planner.forecast.table import Bools, Floats, Ints

TINY = 1e-9
FLOOR_WEIGHT = 10.0
"""What floors count beside other rules; and what missing all of a floor over several segments is, in packages."""


@dataclass(frozen=True)
class Prices:
    """money: of a cent. mending: of a package's worth of a rule that is missed."""

    money: float
    mending: float


STEPS = ((0.4, 0.05), (0.4, 0.3), (1.0, 0.3), (0.1, 0.05), (0.4, 10.0))
"""What is tried: parts of the relaxation's price of money, and of what the best creator adds."""
MENDING = (0.02, 0.1, 0.5, 10.0)
"""The second of them where there is no first."""


def prices_of(pool: Pool) -> tuple[Prices, ...]:
    """Those to try. Where money is the goal, or no limit, it is no price beside that."""
    most = float(np.abs(pool.adds).max(initial=0.0))
    if pool.money is None:
        return tuple(Prices(0.0, mending * most) for mending in MENDING)
    return tuple(Prices(money * pool.money, mending * most) for money, mending in STEPS)


@dataclass(frozen=True, eq=False)
class Columns:
    """What each of m who may be asked adds, with the chance of a yes counted where that is for floors and goal.

    steers, uses: of the rows of the pool, (m, K). weights: (m, S). adds: worth at the prices of the relaxation, (m,).
    gain: of the goal, (m,). cash: cents, (m,).
    """

    steers: Floats
    uses: Floats
    weights: Floats
    adds: Floats
    gain: Floats
    cash: Ints

    @classmethod
    def of(cls, pool: Pool, chance: Floats) -> Columns:
        """All 2n. chance: counted of each, shape (2n,)."""
        counted = chance[:, None]
        return cls(
            steers=np.where(pool.counted, pool.steers * counted, pool.steers),
            uses=np.where(pool.counted, pool.uses * counted, pool.uses),
            weights=np.concatenate([pool.weights, pool.weights]) * counted,
            adds=pool.adds * chance,
            gain=pool.gain * chance,
            cash=pool.cash,
        )

    def part(self, at: Ints) -> Columns:
        """Those at these places."""
        return replace(self, **{name: getattr(self, name)[at] for name in self.__dataclass_fields__})


@dataclass(frozen=True, eq=False)
class Books:
    """What is committed to in each of W worlds, in the same rows: steers, uses (W, K), weights (W, S), gain (W,)."""

    steers: Floats
    uses: Floats
    weights: Floats
    gain: Floats

    @classmethod
    def of(cls, taken: Bools, who: Columns) -> Books:
        """Of these; shape (W, m)."""
        return cls(taken @ who.steers, taken @ who.uses, taken @ who.weights, taken @ who.gain)

    def and_(self, other: Books) -> Books:
        """Both together."""
        return Books(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))


def fill(pool: Pool, books: Books, free: Bools, who: Columns) -> Bools:
    """Whom to ask in each world, shape (W, 2n). free: who may be asked, (W, 2n). who: all 2n."""
    best, asked = np.full(len(free), -np.inf), np.zeros_like(free)
    for prices in prices_of(pool):
        found = _filled(pool, books, free, who, prices)
        worth = _worth(pool, books.and_(Books.of(found, who)))
        better = worth > best
        best[better], asked[better] = worth[better], found[better]
    return asked


def _worth(pool: Pool, books: Books) -> Floats:
    """The goal, less a great deal for each rule that is missed; shape (W,)."""
    over = np.where(pool.upper, books.uses - pool.bounds, pool.bounds - books.uses)
    over = np.maximum(over - TINY * np.maximum(1.0, np.abs(books.uses)), 0.0)
    reached = reach.unique_reach(books.weights, pool.table.sizes, pool.table.kappas)
    over *= np.where(pool.counted, FLOOR_WEIGHT, 1.0)
    missed = (over / pool.largest).sum(axis=1) + FLOOR_WEIGHT * _short(pool, reached)
    return np.asarray(reached @ pool.objective.people + books.gain - missed * np.abs(pool.adds).max(initial=1.0))


def _short(pool: Pool, reached: Floats) -> Floats:
    """What is missed of floors over several segments, in packages; shape (W,)."""
    short = np.zeros(len(reached))
    for floor in pool.floors:
        short += np.maximum(floor.least * (1 - TINY) - reached @ floor.worth, 0.0) * FLOOR_WEIGHT / max(floor.least, 1)
    return short


def _filled(pool: Pool, books: Books, free: Bools, who: Columns, prices: Prices) -> Bools:
    n, free = len(pool), free.copy()
    steers, uses, weights = books.steers.copy(), books.uses.copy(), books.weights.copy()
    asked = np.zeros_like(free)
    going = np.flatnonzero(free.any(axis=1))
    while len(going):
        here = np.flatnonzero(free[going].any(axis=0))
        now = replace(books, steers=steers[going], uses=uses[going], weights=weights[going])
        best = _best(pool, now, free[np.ix_(going, here)], who.part(here), prices)
        going, column = going[best >= 0], here[best[best >= 0]]
        asked[going, column] = True
        steers[going] += who.steers[column]
        uses[going] += who.uses[column]
        weights[going] += who.weights[column]
        free[going, column % n] = False
        free[going, column % n + n] = False
        going = going[free[going].any(axis=1)]
    return asked


def _best(pool: Pool, books: Books, free: Bools, who: Columns, prices: Prices) -> Ints:
    """Place among `who` of the one to ask in each world, -1 where there is nobody."""
    fits, mends, missed = free.copy(), np.zeros(free.shape), np.zeros((len(free), 1))
    # One limit after another: arrays of worlds and people stay small enough to be quick.
    for row in range(len(pool.limits)):
        used, adds = books.steers[:, row, None], who.steers[:, row]
        if pool.hard[row]:
            fits &= adds <= pool.high[row] + pool.slack[row] - used
            continue
        sign, bound = (1.0, pool.high[row]) if pool.upper[row] else (-1.0, pool.low[row])
        after = used + adds
        bounds = bound, bound
        if pool.shares[row]:
            # Of the plan's size, or of what there is where that is more.
            whole, part_of = used - books.uses[:, row, None], adds - who.uses[:, row]
            bounds = np.maximum(bound, whole), np.maximum(bound, whole + part_of)
        slack = TINY * np.maximum(1.0, np.abs(used))
        now = np.maximum(sign * (used - bounds[0]) - slack, 0.0)
        missed += now / pool.norm[row]
        mends += (now - np.maximum(sign * (after - bounds[1]) - slack, 0.0)) / pool.norm[row]
    if pool.floors:
        slope = reach.slope(books.weights, pool.table.sizes, pool.table.kappas)
        reached = reach.unique_reach(books.weights, pool.table.sizes, pool.table.kappas)
        for floor in pool.floors:
            short = np.maximum(floor.least * (1 - TINY) - reached @ floor.worth, 0.0)
            adds = (slope * floor.worth) @ who.weights.T
            mends += np.minimum(adds, short[:, None]) * FLOOR_WEIGHT / max(floor.least, 1)
    helps = mends > TINY * np.maximum(1.0, missed)
    # For the cheapest plan nobody is asked who is not needed.
    more = (mends >= -TINY) & (who.adds > 0) & (not pool.cheapest)
    wanted = fits & (helps | more)
    score = who.adds - prices.money * who.cash + prices.mending * np.where(helps, mends, 0.0)
    score = np.where(wanted, score, -np.inf)
    best = score.argmax(axis=1)
    return np.where(wanted[np.arange(len(best)), best], best, -1).astype(np.int64)
