"""One branch of the search, relaxed from where the last one stood, and bounded by our own prices."""

from dataclasses import replace
from functools import cached_property

import numpy as np

from planner.forecast.table import Floats, Ints
from planner.frozen import dataclass
from planner.optimise.claims import APEX, Claim
from planner.optimise.master import Master, Prices
from planner.optimise.options import Fixed, Options
from planner.optimise.problem import Problem
from planner.optimise.relaxation import CLOSE, EMPTY, MISSED, Relaxation, constant, reduced_values
from planner.optimise.restricted import Band
from planner.optimise.watch import OutOfTime, Watch
from planner.optimise.working_set import Planted

NO_LIMIT = 1e9
"""More creators than any table has."""
WHOLE = 1e-6
"""A number of packages so near to a whole one is whole."""
ROUNDS = 30
MORE = 100
"""Packages taken in at a time."""


@dataclass(frozen=True, eq=False)
class Branch:
    """A part of all plans, relaxed. index, x: the relaxed plan; tried: True when a core of it has been planned."""

    fixed: Fixed
    bound: float
    prices: Prices
    weight: Floats
    index: Ints
    x: Floats
    tried: bool = False

    @cached_property
    def parts(self) -> Ints:
        """Positions in `index` of what is booked in part."""
        return np.flatnonzero(np.abs(self.x - np.rint(self.x)) > WHOLE)

    @property
    def claim(self) -> Claim:
        """That it is worth no more than its bound."""
        return Claim(self.fixed, self.prices, self.bound, self.bound)


class Branches:
    """Branches of a problem's plans among what is planted. root: the relaxation of the whole."""

    def __init__(self, problem: Problem, root: Relaxation, planted: Planted, watch: Watch) -> None:
        self._problem, self._planted, self._watch = problem, planted, watch
        self._low, self._high = np.append(problem.low, 0.0), np.append(problem.high, NO_LIMIT)
        self._master = Master(problem, planted.use(root.columns), self._low, self._high)
        self.whole = Fixed({}, Band(APEX))
        self.prices = replace(root.prices, y=np.append(root.prices.y, 0.0))

    def of_root(self, root: Relaxation) -> Branch:
        """The whole as its relaxation left it, which need not be solved a second time."""
        _, bound = self.priced(self.whole, self.prices, True)
        return Branch(self.whole, bound, self.prices, root.weight, root.index, root.x)

    def relaxed(self, fixed: Fixed, prices: Prices, enough: float, tried: bool = False) -> Branch | Claim | None:
        """A branch relaxed; the claim that it holds no plan worth more than `enough`; None for what is no branch.

        prices: of the branch it is a part of. Raises Cancelled.
        """
        if self._overbooked(fixed):
            return None
        self._fix(fixed)
        penalty = 1.0
        _, best = self.priced(fixed, prices, True)
        try:
            for turn in range(ROUNDS):
                found = self._master.solve(self._watch)
                options, bound = self.priced(fixed, found.prices, True)
                if bound < best:
                    best, prices = bound, found.prices
                if best <= enough:
                    return Claim(fixed, prices, best, best)
                if bound - found.value > CLOSE * abs(bound) and self._enter(options, turn):
                    continue
                if found.slack <= MISSED or penalty > 1e6:
                    break
                empty = self._emptiness(fixed)
                if empty is not None:
                    return empty
                penalty *= 1e3
                self._master.aim(True, penalty)
        except OutOfTime:
            return Claim(fixed, prices, best, best)
        finally:
            if penalty > 1:
                self._master.aim(True, 1.0)
        order = np.argsort(self._master.index)
        index, x = self._master.index[order], found.x[order]
        keep = x > 1e-9
        return Branch(fixed, best, prices, found.weight, index[keep], x[keep], tried)

    def _overbooked(self, fixed: Fixed) -> bool:
        """True when it books a creator more often than there is to book."""
        table = self._problem.table
        booked: dict[int, int] = {}
        for row, (least, _) in fixed.packages.items():
            owner = int(table.creator[row])
            booked[owner] = booked.get(owner, 0) + least
        return any(number > table.available[owner] for owner, number in booked.items())

    def _emptiness(self, fixed: Fixed) -> Claim | None:
        """That a branch holds no plan, at prices that prove it; None when they are not found."""
        self._master.aim(False, 1.0)
        try:
            for turn in range(ROUNDS):
                found = self._master.solve(self._watch)
                if found.slack <= MISSED:
                    return None
                options, bound = self.priced(fixed, found.prices, False)
                if bound < EMPTY:
                    return Claim(fixed, found.prices, bound, -np.inf, aims=False)
                if not self._enter(options, turn):
                    return None
            return None
        except OutOfTime:
            return None
        finally:
            self._master.aim(True, 1.0)

    def _fix(self, fixed: Fixed) -> None:
        """Bring the program to a branch."""
        low, high = self._sides(fixed)
        self._master.sides(low, high)
        index, table = self._master.index, self._problem.table
        lower, upper = np.zeros(len(index)), table.available[table.creator[index]].astype(float)
        for row, (least, most) in fixed.packages.items():
            here = np.flatnonzero(index == row)
            lower[here], upper[here] = least, most
        self._master.hold(np.arange(len(index)), lower, upper)

    def _sides(self, fixed: Fixed) -> tuple[Floats, Floats]:
        low, high = self._low.copy(), self._high.copy()
        low[-1], high[-1] = fixed.band.low, min(fixed.band.high, NO_LIMIT)
        return low, high

    def priced(self, fixed: Fixed, prices: Prices, aims: bool) -> tuple[Options, float]:
        """The options of a branch at these prices, and the bound of the branch."""
        options = self.options(fixed, prices, aims)
        low, high = self._sides(fixed)
        return options, options.total + constant(self._problem, prices, low, high, aims)

    def options(self, fixed: Fixed, prices: Prices, aims: bool = True) -> Options:
        """The options of a branch at these prices."""
        value = reduced_values(self._planted.columns, prices, aims)
        return Options(self._planted.choice, value, fixed)

    def _enter(self, options: Options, turn: int) -> bool:
        """Take in the packages that earn most, one per creator; False when all that earn are there already."""
        rows = self._planted.rows[options.earning(MORE * 2 ** (turn // 3), self._planted.known)]
        self._master.add(self._planted.use(rows))
        return len(rows) > 0
