"""Prices near the best ones of a relaxation, without a solver: Newton's method on a smoothed bound.

At any prices, the limits at theirs, the best point of each reach curve and each creator's best package together bound
every plan (relaxation.py). As a function of the prices that bound is convex, and of thousands of creators nearly
smooth. With each creator's choice blurred by its entropy it is smooth, and some Newton steps in as many dimensions as
there are prices find its lowest point; then the choice is sharpened (Nesterov 2005). That takes a third of the time of
a linear program over the same packages.

Nothing rests on how near these prices come: the bound holds at any.
"""

from __future__ import annotations

import numpy as np

from planner.forecast import reach
from planner.forecast.table import Bools, Floats
from planner.frozen import dataclass
from planner.optimise.blocks import Blocks
from planner.optimise.master import Prices
from planner.optimise.problem import Columns, Problem
from planner.optimise.relaxation import best_of_creators, constant, reduced_values
from planner.optimise.watch import Watch

FIRST = (0.3, 0.05, 0.01, 0.003, 0.001)
"""How far choices are blurred, in parts of what a package is worth and costs, where no prices are known."""
AGAIN = FIRST[1:]
"""The same from prices of a similar problem."""
SHARP = 0.01
"""Prices of choices blurred no more than this are near the best ones."""
STEPS = 40
"""Newton steps of a level at most."""
LIGHT, HEAVY = 1e-6, 1e12
"""How much a step is damped, in parts of the curvature: one that goes up is tried again with ten times that."""
ENOUGH, LAST = 1e-5, 1e-7
"""Of the bound: what a Newton step would gain where a level ends, and where the last one ends."""
PART = 0.3
"""Of what weight is worth where nobody is booked: what it is taken to be worth where nothing is known."""
KEPT = 0.2
"""A price of weight falls no further than to this part of itself in a step."""
LEAST = 1e-12
"""Of what weight is worth where nobody is booked: its price at least, so that the best weight is a number."""
FLAT = 1e-4
"""A price's own curvature is taken for at least this part of the most that it has been."""
FAR_OFF = 0.01
"""Of the bound: how far what blurred choices earn may lie below it. Mostly that is a ten-thousandth; where the best is
next to nothing, as of a plan of those who take no money, blurred prices say nothing of it."""
FAR = -40.0
"""Logarithm of a part that is none."""
FIRM = 1e-4
"""A creator's choice so sure is no choice."""


@dataclass(frozen=True, eq=False)
class Descended:
    """Where a descent ended.

    bound: of these packages at the prices. weight: per segment, that is best at the prices, (S,). off: how far what
    blurred choices earn lies below the bound, and the best bound not as far.
    """

    prices: Prices
    bound: float
    weight: Floats
    off: float = 0.0


def descended(problem: Problem, columns: Columns, start: Prices | None, watch: Watch) -> Descended | None:
    """Prices near the best ones of these packages. columns: sorted by creator. start: of a similar problem.

    None where no lowest point is found, as where no relaxed plan meets the demands. Raises Cancelled.
    """
    # Where people are worth nothing but what a floor makes them, and that nothing, the bound has a kink.
    if problem.floors and (start is None or not (start.rho > 0).all()):
        return None
    if not problem.aims or not len(columns.index):
        return None
    with np.errstate(all="ignore"):
        return _Descent(problem, columns, watch).found(start)


class _Descent:
    """One descent. Prices are one vector: of limits, of weights, of floors."""

    def __init__(self, problem: Problem, columns: Columns, watch: Watch) -> None:
        self._problem, self._columns, self._watch = problem, columns, watch
        limits, segments, floors = len(problem.limits), len(problem.table.segments), len(problem.floors)
        self._y, self._w = slice(0, limits), slice(limits, limits + segments)
        self._rho = slice(limits + segments, limits + segments + floors)
        earns = np.hstack([-columns.rows, columns.weights, np.zeros((len(columns.index), floors))])
        self._matrix, self._earns = earns, Blocks(earns)
        self._first = np.flatnonzero(np.diff(columns.creator, prepend=-1))
        self._owner = np.repeat(np.arange(len(self._first)), np.diff(np.append(self._first, len(columns.index))))
        self._available = problem.table.available[columns.creator[self._first]].astype(float)
        self._end = np.where(np.isfinite(problem.low), problem.low, problem.high)
        self._people = problem.objective.people
        self._worth = np.array([floor.worth for floor in problem.floors]).reshape(floors, segments)
        self._least = np.array([floor.least for floor in problem.floors])
        unbooked = (self._people + self._worth.sum(axis=0)) * problem.table.sizes
        below = np.isfinite(problem.low)
        inf = np.inf if problem.reaches else 0.0
        self._low = np.concatenate([np.where(below, -np.inf, 0.0), unbooked * LEAST, np.zeros(floors)])
        self._high = np.concatenate([np.where(below, 0.0, np.inf), np.full(segments, inf), np.full(floors, np.inf)])
        self._low = np.minimum(self._low, self._high)
        self._blur = np.empty(0)
        self._usual = np.zeros(len(self._low))

    def found(self, start: Prices | None) -> Descended | None:
        """See `descended`."""
        at, known = self._begin(start), False
        for blur in FIRST if start is None else AGAIN:
            size = np.maximum.reduceat(self._size(at), self._first)
            self._blur = blur * np.maximum(size, 1e-9 * size.max())
            try:
                lower, left = self._lowest(at, LAST if blur == AGAIN[-1] else ENOUGH)
            except np.linalg.LinAlgError:
                break
            if not left <= ENOUGH or not np.isfinite(lower).all():
                break
            at, known = lower, blur <= SHARP
        return self._read(at) if known else None

    def _size(self, at: Floats) -> Floats:
        """What each package is worth and costs; limits that cancel out are one cost."""
        earned, weight = self._earns.times(at), np.zeros(len(at))
        weight[self._w] = at[self._w]
        worth = self._earns.times(weight)
        return worth + np.abs(worth - earned) + np.abs(self._columns.gain)

    def _begin(self, start: Prices | None) -> Floats:
        if start is None:
            worth = PART * self._people * self._problem.table.sizes
            at = np.concatenate([np.zeros(len(self._problem.limits)), worth, np.zeros(len(self._least))])
        else:
            at = np.concatenate([start.y, start.w, start.rho])
        return np.asarray(np.clip(at, self._low, self._high))

    def _lowest(self, at: Floats, enough: float) -> tuple[Floats, float]:
        """The lowest point from here, and what another step would gain, as a part of the bound."""
        left, damping = np.inf, LIGHT
        for _ in range(STEPS):
            self._watch.tell("Weighing every package")
            value, slope, bend = self._model(at)
            self._usual = np.maximum(self._usual, bend.diagonal())
            if (self._moving(at, slope) & (self._usual <= 0) & (slope != 0)).any():
                return at, np.inf
            left = -float(slope @ self._step(at, (slope, bend), LIGHT)) / max(abs(value), 1e-300)
            if left < enough:
                break
            while damping <= HEAVY:
                new = np.clip(at + self._step(at, (slope, bend), damping), self._low, self._high)
                new[self._w] = np.maximum(new[self._w], KEPT * at[self._w])
                if self._value(new) <= value + 1e-4 * float(slope @ (new - at)):
                    break
                damping *= 10
            else:
                break
            at, damping = new, max(damping / 10, LIGHT)
        return at, left

    def _step(self, at: Floats, model: tuple[Floats, Floats], damping: float) -> Floats:
        """Newton's step among the prices that may move, damped (Levenberg 1944, Marquardt 1963)."""
        slope, bend = model
        free = np.flatnonzero(self._moving(at, slope))
        # Where nobody is in doubt the bound is flat, which says nothing of how far that goes.
        scale = 1 / np.sqrt(np.maximum(bend.diagonal(), FLAT * self._usual + 1e-300)[free])
        system = bend[np.ix_(free, free)] * scale * scale[:, None] + damping * np.eye(len(free))
        step = np.zeros(len(at))
        step[free] = -scale * np.linalg.solve(system, scale * slope[free])
        return step

    def _moving(self, at: Floats, slope: Floats) -> Bools:
        """Prices that are not held by their sides."""
        held = ((at <= self._low) & (slope > 0)) | ((at >= self._high) & (slope < 0)) | (self._low == self._high)
        return np.asarray(~held)

    def _curves(self, at: Floats) -> tuple[float, Floats, Floats]:
        """What limits and reach curves are worth at these prices, the best weights, and the people they reach."""
        y, w, rho = at[self._y], at[self._w], at[self._rho]
        sizes, kappas = self._problem.table.sizes, self._problem.table.kappas
        full = (self._people + rho @ self._worth) * sizes
        weight = kappas * np.expm1(np.log(np.maximum(full / np.maximum(w, 1e-300), 1.0)) / (kappas + 1))
        share = reach.share_of_weight(weight, kappas)
        value = float(y @ self._end + full @ share - w @ weight - rho @ self._least)
        return value + self._problem.objective.constant, weight, share * sizes

    def _choices(self, at: Floats) -> tuple[Floats, Floats, float]:
        """Each package's part of its creator's choice (not yet of 1), the sum of these, and what all choices earn."""
        blurred = (self._columns.gain + self._earns.times(at)) / self._blur[self._owner]
        top = np.maximum(np.maximum.reduceat(blurred, self._first), 0.0)
        blurred -= top[self._owner]
        part: Floats = np.zeros(len(blurred))
        near = np.flatnonzero(blurred > FAR)
        part[near] = np.exp(blurred[near])
        total = np.asarray(np.bincount(self._owner[near], part[near], len(top)), float) + np.exp(-np.minimum(top, -FAR))
        return part, total, float((self._available * self._blur * (top + np.log(total))).sum())

    def _value(self, at: Floats) -> float:
        return self._curves(at)[0] + self._choices(at)[-1]

    def _model(self, at: Floats) -> tuple[float, Floats, Floats]:
        """The smoothed bound, its gradient and its Hessian."""
        value, weight, people = self._curves(at)
        part, total, earned = self._choices(at)
        x = part / total[self._owner]
        booked = self._available[self._owner] * x
        slope = self._earns.sums(booked)
        slope += np.concatenate([self._end, -weight, self._worth @ people - self._least])
        most = np.maximum.reduceat(x, self._first)
        open_ = ((most > FIRM) & (most < 1 - FIRM))[self._owner] & (x > FIRM**2)
        rows = np.flatnonzero(open_)
        bend = self._bend_of_curves(at, weight)
        if len(rows):
            own, earns = self._owner[rows], self._matrix[rows]
            bend += Blocks(earns).gram(booked[rows] / self._blur[own])
            first = np.flatnonzero(np.diff(own, prepend=-1))
            mean = np.add.reduceat(earns * x[rows][:, None], first, axis=0)
            bend -= Blocks(mean).gram((self._available / self._blur)[own[first]])
        return value + earned, slope, bend

    def _bend_of_curves(self, at: Floats, weight: Floats) -> Floats:
        w, worth = at[self._w], self._people + at[self._rho] @ self._worth
        kappas, bend = self._problem.table.kappas, np.zeros((len(at), len(at)))
        # Of one unit of price less, so much more weight; a person's worth counts against that price.
        more = np.where(weight > 0, (weight + kappas) / ((kappas + 1) * np.maximum(w, 1e-300)), 0.0)
        against = np.where(worth > 0, w / np.maximum(worth, 1e-300), 0.0)
        by_floor = self._worth * against
        bend[self._w, self._w] = np.diag(more)
        bend[self._rho, self._w] = -by_floor * more
        bend[self._w, self._rho] = bend[self._rho, self._w].T
        bend[self._rho, self._rho] = (by_floor * more) @ by_floor.T
        return bend

    def _read(self, at: Floats) -> Descended | None:
        """The prices, unless what blurred choices earn says that the bound may be far from the best one."""
        problem, columns = self._problem, self._columns
        worthless = self._people + at[self._rho] @ self._worth <= 0
        prices = Prices(at[self._y], np.where(worthless, 0.0, at[self._w]), at[self._rho])
        top, _ = best_of_creators(columns.creator, reduced_values(columns, prices))
        bound = constant(problem, prices, problem.low, problem.high) + float(
            (self._available * np.maximum(top, 0.0)).sum()
        )
        fixed, weight, _ = self._curves(at)
        part, total, _ = self._choices(at)
        earned = self._columns.gain + self._earns.times(at)
        off = bound - fixed - float((self._available[self._owner] * part / total[self._owner] * earned).sum())
        return Descended(prices, bound, weight, off) if off <= FAR_OFF * abs(bound) else None
