"""The linear program on a handful of columns, with tangents for the reach curves and slack for the demands."""

from collections.abc import Sequence

import numpy as np

from planner.forecast import reach
from planner.forecast.table import Floats, Ints
from planner.frozen import dataclass
from planner.optimise.lp import Answer, Live, Model, Row
from planner.optimise.problem import Columns, Problem
from planner.optimise.watch import Watch

STATIC_TANGENTS = 8
EXACT, EXACT_FLOOR = 1e-5, 1e-6
"""The relaxed reach may lie so far above the true curve, in parts of who is within reach; the bound is exact."""


@dataclass(frozen=True, eq=False)
class Prices:
    """Dual prices of the relaxation.

    y: price of one (scaled) unit of each limit, >= 0 for a maximum and <= 0 for a minimum, shape (K,); w: of one unit
    of weight in each segment, shape (S,); rho: of one person under each floor, shape (F,).
    """

    y: Floats
    w: Floats
    rho: Floats


@dataclass(frozen=True, eq=False)
class Relaxed:
    """What the program answered, in the problem's own units; see `Prices` for the signs."""

    value: float
    x: Floats
    weight: Floats
    slack: float
    prices: Prices


@dataclass(frozen=True, eq=False)
class Layout:
    """Where things stand among the program's columns: weights, reach, slack, then the packages."""

    segments: int
    slacks: int

    @property
    def weights(self) -> slice:
        """Total weight per segment, in the problem's units."""
        return slice(0, self.segments)

    @property
    def reached(self) -> slice:
        """People reached per segment, in the problem's crowds."""
        return slice(self.segments, 2 * self.segments)

    @property
    def slack(self) -> slice:
        """By how much each demand is missed."""
        return slice(2 * self.segments, self.first)

    @property
    def first(self) -> int:
        """Where the packages begin."""
        return 2 * self.segments + self.slacks


def goal_scale(problem: Problem, gain: Floats) -> float:
    """Factor that brings the goal to a size that solvers like: around one per package or crowd."""
    people = float((problem.objective.people * problem.crowds).sum())
    largest = float(np.abs(gain).max(initial=0.0))
    return 1.0 / max(people, largest, 1e-12) if max(people, largest) > 0 else 1.0


def tangent(problem: Problem, segment: int, at: float, layout: Layout) -> Row:
    """`reached_s <= the tangent of its curve at this weight`."""
    curve = problem.table.segments[segment]
    base, rise = reach.tangent(at, curve.size, curve.kappa)
    crowd, unit = problem.crowds[segment], problem.units[segment]
    return Row(
        np.array([layout.weights.start + segment, layout.reached.start + segment]),
        np.array([-rise * unit / crowd, 1.0]),
        -np.inf,
        base / crowd,
    )


def tangents(problem: Problem, points: list[Floats], layout: Layout) -> list[Row]:
    """Tangents of every curve, at these weights per segment."""
    return [tangent(problem, s, at, layout) for s, own in enumerate(points) for at in own.tolist()]


def grid(problem: Problem) -> list[Floats]:
    """Where tangents stand before anything is known, per segment."""
    steps = np.linspace(0, 0.96, STATIC_TANGENTS)
    return [
        reach.weight(steps * ceiling, s.kappa)
        for s, ceiling in zip(problem.table.segments, problem.ceilings, strict=True)
    ]


def creator_rows(creator: Ints, available: Ints, first: int) -> list[Row]:
    """At most `available` packages of each creator; none is needed where a column's own bound says it."""
    if not len(creator):
        return []
    order = np.argsort(creator, kind="stable")
    owners, starts = np.unique(creator[order], return_index=True)
    return [
        Row(members + first, np.ones(len(members)), -np.inf, float(available[owner]))
        for owner, members in zip(owners.tolist(), np.split(order, starts[1:]), strict=True)
        if len(members) > 1
    ]


class Master:
    """The relaxed program on some columns; it grows by columns and tangents and is solved again from where it stood.

    low, high: sides of the limits' rows, which may be one more than the problem's own. Without an aim it finds how
    little the demands must be missed.
    """

    def __init__(self, problem: Problem, columns: Columns, low: Floats, high: Floats) -> None:
        self._problem = problem
        self._low, self._high = low.copy(), high.copy()
        self._segments = len(problem.table.segments) if problem.reaches else 0
        # Every row may be missed, since a branch of the search can ask for what no plan does.
        demands = [(k, 1.0) for k in range(len(low)) if np.isfinite(low[k])]
        demands += [(k, -1.0) for k in range(len(low)) if np.isfinite(high[k])]
        demands += [(len(low) + self._segments + f, 1.0) for f in range(len(problem.floors))]
        self._layout = Layout(self._segments, len(demands))
        self._scale = goal_scale(problem, columns.gain)
        self._aims, self._penalty = problem.aims, 1.0
        self._gain, self._settled = np.empty(0), 0.0
        self._row_of: dict[int, int] = {}
        self._column_of: dict[int, int] = {}
        self.index: Ints = np.empty(0, np.int64)
        self._live = self._begin(demands)
        self.add(columns)

    def _begin(self, demands: list[tuple[int, float]]) -> Live:
        problem, layout = self._problem, self._layout
        slack: dict[int, list[tuple[int, float]]] = {}
        for at, (row, sign) in enumerate(demands):
            slack.setdefault(row, []).append((layout.slack.start + at, sign))
        rows = []
        for k in range(len(self._low)):
            where = np.array([at for at, _ in slack[k]])
            signs = np.array([sign for _, sign in slack[k]])
            rows.append(Row(where, signs, float(self._low[k]), float(self._high[k])))
        for s in range(self._segments):
            rows.append(Row(np.array([s]), np.array([-1.0]), 0.0, 0.0))
        for floor in problem.floors:
            people = floor.worth * problem.crowds
            where = np.append(np.arange(layout.reached.start, layout.reached.stop), slack[len(rows)][0][0])
            rows.append(Row(where, np.append(people / people.sum(), 1.0), floor.least / people.sum(), np.inf))
        if self._segments:
            rows += tangents(problem, grid(problem), layout)
        upper = np.full(layout.first, np.inf)
        upper[layout.reached] = 100.0
        return Live(Model(self._costs(), np.zeros(layout.first), upper, np.zeros(layout.first, bool), rows))

    def _costs(self) -> Floats:
        """Costs of all but the packages."""
        layout = self._layout
        cost = np.zeros(layout.first)
        cost[layout.slack] = 1e3 * self._penalty if self._aims else 1.0
        if self._aims and self._segments:
            worth = self._problem.objective.people * self._problem.crowds
            cost[layout.reached] = -worth * self._scale
        return cost

    def aim(self, aims: bool, penalty: float) -> None:
        """Go for the goal, with this price of missing a demand, or only for missing little."""
        self._aims, self._penalty = aims and self._problem.aims, penalty
        costs = np.append(self._costs(), -self._gain * self._scale * self._aims)
        self._live.price(np.arange(len(costs)), costs)

    def add(self, columns: Columns) -> None:
        """Packages that are not in it yet."""
        count = len(columns.index)
        if not count:
            return
        first = self._live.columns
        block = np.hstack([columns.rows, columns.weights[:, : self._segments] / self._problem.units[: self._segments]])
        which, row = np.nonzero(block)
        value = block[which, row]
        owners = columns.creator.tolist()
        known = [(at, self._row_of[owner]) for at, owner in enumerate(owners) if owner in self._row_of]
        entries = (
            np.append(row, np.array([r for _, r in known], np.int64)),
            np.append(which, np.array([at for at, _ in known], np.int64)),
            np.append(value, np.ones(len(known))),
        )
        upper = self._problem.table.available[columns.creator].astype(float)
        self._live.add_columns(-columns.gain * self._scale * self._aims, upper, entries)
        shared: dict[int, list[int]] = {}
        for at, owner in enumerate(owners):
            if owner in self._row_of:
                continue
            if owner in self._column_of:
                shared.setdefault(owner, [self._column_of[owner]]).append(first + at)
            else:
                self._column_of[owner] = first + at
        at_row = self._live.rows
        available = self._problem.table.available
        self._live.add_rows(
            [Row(np.array(m), np.ones(len(m)), -np.inf, float(available[owner])) for owner, m in shared.items()]
        )
        self._row_of.update({owner: at_row + at for at, owner in enumerate(shared)})
        self.index = np.append(self.index, columns.index)
        self._gain = np.append(self._gain, columns.gain)

    def touch(self, weight: Floats, around: Sequence[float]) -> None:
        """Tangents of every curve at these multiples of its weight."""
        if self._segments:
            points = [np.array(around) * at for at in weight.tolist()]
            self._live.add_rows(tangents(self._problem, points, self._layout))

    def beside(self, columns: Columns) -> None:
        """Book all of these outside the program, each as often as it can be, in place of those before."""
        counts = self._problem.table.available[columns.creator].astype(float)
        self._settled, rows = float(counts @ columns.gain), counts @ columns.rows
        for k, (low, high) in enumerate(zip(self._low.tolist(), self._high.tolist(), strict=True)):
            used = float(rows[k]) if k < len(rows) else 0.0
            self._live.side(k, low - used, high - used)
        weight = counts @ columns.weights / self._problem.units
        for s in range(self._segments):
            self._live.side(len(self._low) + s, -float(weight[s]), -float(weight[s]))

    def sides(self, low: Floats, high: Floats) -> None:
        """New sides of the limits' rows."""
        for k in np.flatnonzero((low != self._low) | (high != self._high)).tolist():
            self._live.side(k, float(low[k]), float(high[k]))
        self._low, self._high = low.copy(), high.copy()

    def hold(self, at: Ints, lower: Floats, upper: Floats) -> None:
        """Book the packages at these places of `index` between so and so often."""
        self._live.bound(at + self._layout.first, lower, upper)

    def solve(self, watch: Watch) -> Relaxed:
        """The best relaxed plan on these columns. Raises Cancelled."""
        table = self._problem.table
        exact = EXACT_FLOOR if self._problem.floors else EXACT
        while True:
            answer = self._live.solve(watch)
            if answer.x is None or answer.duals is None:
                raise ArithmeticError(f"the relaxation ended as {answer.status}")
            if not self._segments:
                break
            weight = answer.x[self._layout.weights] * self._problem.units
            reached = answer.x[self._layout.reached] / 100
            over = reached - reach.share_of_weight(weight, table.kappas) / self._problem.ceilings
            missed = np.flatnonzero(over > exact)
            if not len(missed):
                break
            self._live.add_rows([tangent(self._problem, s, float(weight[s]), self._layout) for s in missed.tolist()])
        return self._read(answer)

    def _read(self, answer: Answer) -> Relaxed:
        assert answer.x is not None and answer.duals is not None
        problem, layout, limits = self._problem, self._layout, len(self._low)
        y = -answer.duals[:limits] / self._scale
        y = np.where(np.isinf(self._low), np.maximum(y, 0), np.where(np.isinf(self._high), np.minimum(y, 0), y))
        y = np.where(np.isinf(self._low) & np.isinf(self._high), 0.0, y)
        w = np.zeros(len(problem.table.segments))
        weight, rho = np.zeros(len(w)), np.zeros(len(problem.floors))
        x = answer.x[layout.first :]
        value = (problem.objective.constant + float(self._gain @ x) + self._settled) * self._aims
        if self._segments:
            crowds = problem.crowds
            w = np.maximum(answer.duals[limits : limits + self._segments] / problem.units / self._scale, 0.0)
            weight = answer.x[layout.weights] * problem.units
            value += float(problem.objective.people * self._aims @ (answer.x[layout.reached] * crowds))
            for f, floor in enumerate(problem.floors):
                dual = float(answer.duals[limits + self._segments + f])
                rho[f] = np.maximum(dual / (floor.worth @ crowds) / self._scale, 0.0)
        return Relaxed(value, x, weight, float(answer.x[layout.slack].sum()), Prices(y, w, rho))
