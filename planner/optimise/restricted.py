"""The integer program on a part of the packages, the rest held where the relaxation's prices put them."""

from dataclasses import replace

import numpy as np

from planner.forecast import reach
from planner.forecast.table import Floats, Ints
from planner.frozen import dataclass
from planner.optimise.lp import Answer, Effort, Model, Row, minimise
from planner.optimise.master import Layout, creator_rows, goal_scale, tangents
from planner.optimise.problem import Problem
from planner.optimise.watch import Watch

AROUND = np.array([0.0, 0.6, 0.85, 0.95, 0.98, 1.0, 1.02, 1.05, 1.15, 1.6])
"""Where tangents stand at first, as multiples of the relaxed plan's weight."""
FEW = np.array([0.0, 0.8, 0.93, 1.0, 1.07, 1.3])
"""The same where a plan is looked for, and no proof."""
ROUNDS = 40
ABOVE = 2e-5
"""A search for a plan, not for a proof, aims so much above a floor, where the tangents promise what they miss."""
FORBIDDEN_AT_MOST = 12
"""Plans that overstep a limit by less than the solver can tell, forbidden one by one before its row is drawn in."""


@dataclass(frozen=True, eq=False)
class Bookings:
    """Row numbers of the table, sorted, and how often each is booked."""

    index: Ints
    counts: Ints


@dataclass(frozen=True, eq=False)
class Selection(Bookings):
    """A plan as the optimiser sees it, with its value of the goal."""

    value: float


@dataclass(frozen=True)
class Band:
    """Between so many and so many creators of a tier (number in TIERS); a branch of the search asks for it."""

    tier: int
    low: float = 0.0
    high: float = np.inf


@dataclass(frozen=True, eq=False)
class Part:
    """What is still to be decided: `free` packages; `held` ones are in the plan `held_counts` times.

    least, most: how often each free package is booked, shape of `free`; None = never to as often as there are.
    """

    free: Ints
    held: Ints
    held_counts: Ints
    least: Ints | None = None
    most: Ints | None = None
    band: Band | None = None


@dataclass(frozen=True, eq=False)
class Found:
    """selection: the best plan of the part, or None. bound: no plan of the part is worth more.

    impossible: True when it is proven that the part holds no plan at all.
    """

    selection: Selection | None
    bound: float
    impossible: bool = False


def solve_part(  # noqa: PLR0913 what is solved, within what, and how hard to try
    problem: Problem, part: Part, weight: Floats, effort: Effort, watch: Watch, start: Selection | None = None
) -> Found:
    """Best whole plan of a part. weight: expected total per segment, around which reach is made exact.

    effort: its gap, target and cutoff are in the problem's own units, the latter two as values of plans.

    The bound holds although tangents stand in for the reach curves: they lie above them. The plan's value is
    that of the true curves; where the two differ by more than the gap asked for, tangents are added.
    Raises Cancelled.
    """
    above = ABOVE if effort.nodes is not None and problem.floors else 0.0
    program = _Program(problem, part, above)
    around = AROUND if effort.nodes is None else FEW
    points = [np.unique(around * at) for at in weight]
    tightened = np.zeros(len(problem.limits))
    best: Selection | None = start
    bound = np.inf
    for _ in range(ROUNDS):
        model = program.model(points, tightened)
        begin = None if best is None else program.point(best)
        answer = minimise(model, program.scaled(effort), watch, begin)
        # A program whose rows were drawn in proves nothing about plans that use a limit up.
        as_asked = not tightened.any() and not above
        if answer.status == "infeasible":
            empty = best is None and not np.isfinite(effort.cutoff)
            if as_asked and np.isfinite(effort.cutoff):
                bound = min(bound, effort.cutoff)
            return Found(best, -np.inf if empty and as_asked else bound, empty and as_asked)
        if as_asked and np.isfinite(answer.bound):
            bound = min(bound, program.worth(answer.bound))
        if answer.x is None:
            return Found(best, bound)
        found = program.selection(answer)
        broken = problem.broken(found.index, found.counts)
        if len(broken):
            if not program.forbid(found):
                tightened[broken] += program.excess(found, broken)
            continue
        at = found.counts @ problem.table.weights[found.index]
        short = problem.short_of_floor(found.index, found.counts)
        if not short and (best is None or found.value > best.value):
            best = found
        over = program.worth_of(answer) - found.value
        near = effort.nodes is not None or over <= max(0.25 * effort.gap, 1e-9 * abs(found.value))
        if not problem.reaches or (not short and near):
            return Found(best, bound)
        points = [np.union1d(known, [weight]) for known, weight in zip(points, at, strict=True)]
    return Found(best, bound)


def solve_surely(  # noqa: PLR0913 what is solved, within what, and how hard to try
    problem: Problem, part: Part, weight: Floats, effort: Effort, watch: Watch, start: Selection | None
) -> Found:
    """`solve_part`, and where it calls the part impossible, what the second solver says of it."""
    found = solve_part(problem, part, weight, effort, watch, start)
    return doubted(problem, part, weight, effort, watch) if found.impossible else found


def doubted(problem: Problem, part: Part, weight: Floats, effort: Effort, watch: Watch) -> Found:
    """A part that HiGHS calls impossible, which it may not be: a plan of the second solver refutes that."""
    if effort.solver != "CBC":
        second = solve_part(problem, part, weight, replace(effort, solver="CBC"), watch)
        if second.selection is not None:
            return second
    return Found(None, -np.inf, True)


def program_of(problem: Problem, part: Part, weight: Floats) -> Model:
    """The program of a part, exact around this total weight, for a second solver's opinion."""
    return _Program(problem, part).model([np.unique(AROUND * at) for at in weight], np.zeros(len(problem.limits)))


class _Program:
    """The part's columns and rows, with what is held taken off the bounds."""

    def __init__(self, problem: Problem, part: Part, above: float = 0.0) -> None:
        self._problem = problem
        self._above = above
        self._part = part
        self._columns = problem.take(part.free)
        held = problem.take(part.held)
        counts = part.held_counts
        self._held_rows = counts @ held.rows if len(part.held) else np.zeros(len(problem.limits))
        self._held_weight = counts @ held.weights if len(part.held) else np.zeros(len(problem.table.segments))
        self._held_gain = problem.objective.constant + (float(counts @ held.gain) if len(part.held) else 0.0)
        # Solvers prune within an absolute tolerance of the goal, which is to be small beside the gaps asked for.
        self.scale = 100 * goal_scale(problem, self._columns.gain)
        segments = len(problem.table.segments) if problem.reaches else 0
        self._layout = Layout(segments, 0)
        self._fixed_rows = self._build_rows()
        self._forbidden = 0

    def _build_rows(self) -> list[Row]:
        problem, columns, layout, part = self._problem, self._columns, self._layout, self._part
        rows = creator_rows(columns.creator, problem.table.available, layout.first)
        for s in range(layout.segments):
            used = np.flatnonzero(columns.weights[:, s])
            taken = self._held_weight[s] / problem.units[s]
            where = np.append(used + layout.first, layout.weights.start + s)
            rows.append(Row(where, np.append(columns.weights[used, s] / problem.units[s], -1.0), -taken, -taken))
        for floor in problem.floors:
            people = floor.worth * problem.crowds
            where = np.arange(layout.reached.start, layout.reached.stop)
            least = floor.least * (1 + self._above) / people.sum()
            rows.append(Row(where, people / people.sum(), least, np.inf))
        if part.band is not None:
            tier = problem.table.tier
            used = np.flatnonzero(tier[part.free] == part.band.tier)
            there = float(part.held_counts @ (tier[part.held] == part.band.tier))
            low, high = part.band.low - there, part.band.high - there
            rows.append(Row(used + layout.first, np.ones(len(used)), low, high))
        return rows

    def model(self, points: list[Floats], tightened: Floats) -> Model:
        """The program with tangents at these weights and rows drawn in by these (unscaled) amounts."""
        problem, columns, layout = self._problem, self._columns, self._layout
        rows = list(self._fixed_rows)
        for k in range(len(problem.limits)):
            used = np.flatnonzero(columns.rows[:, k])
            less = tightened[k] * problem.scales[k]
            low, high = problem.low[k] - self._held_rows[k] + less, problem.high[k] - self._held_rows[k] - less
            rows.append(Row(used + layout.first, columns.rows[used, k], low, high))
        total = layout.first + len(columns.index)
        cost = np.zeros(total)
        cost[layout.first :] = -columns.gain * self.scale
        lower, upper = np.zeros(total), np.full(total, np.inf)
        upper[layout.first :] = problem.table.available[columns.creator]
        if self._part.most is not None:
            upper[layout.first :] = np.minimum(upper[layout.first :], self._part.most)
        if self._part.least is not None:
            lower[layout.first :] = self._part.least
        if layout.segments:
            cost[layout.reached] = -problem.objective.people * problem.crowds * self.scale
            upper[layout.reached] = 100.0
            rows += tangents(problem, points, layout)
        whole = np.arange(total) >= layout.first
        return Model(cost, lower, upper, whole, rows)

    def scaled(self, effort: Effort) -> Effort:
        """An effort in the program's units."""
        return replace(
            effort,
            gap=effort.gap * self.scale,
            target=(self._held_gain - effort.target) * self.scale if np.isfinite(effort.target) else -np.inf,
            cutoff=(self._held_gain - effort.cutoff) * self.scale if np.isfinite(effort.cutoff) else np.inf,
        )

    def worth(self, cost: float) -> float:
        """Value in the problem's units of a cost in the program's."""
        return -cost / self.scale + self._held_gain

    def worth_of(self, answer: Answer) -> float:
        """What the program itself thinks its answer is worth."""
        assert answer.x is not None
        columns, layout, problem = self._columns, self._layout, self._problem
        value = float(columns.gain @ answer.x[layout.first :]) + self._held_gain
        if layout.segments:
            value += float(problem.objective.people @ (answer.x[layout.reached] * problem.crowds))
        return value

    def selection(self, answer: Answer) -> Selection:
        """The answer as a plan, held packages included, with its true value."""
        assert answer.x is not None
        counts = np.rint(answer.x[self._layout.first :]).astype(np.int64)
        picked = counts > 0
        index = np.concatenate([self._part.free[picked], self._part.held])
        number = np.concatenate([counts[picked], self._part.held_counts])
        order = np.argsort(index)
        return Selection(index[order], number[order], self._problem.value(index[order], number[order]))

    def forbid(self, found: Selection) -> bool:
        """Cut off exactly this plan; False when it cannot be said in one row, or too many were cut off already."""
        at = np.searchsorted(self._part.free, np.setdiff1d(found.index, self._part.held))
        upper = self._problem.table.available[self._columns.creator]
        if self._forbidden >= FORBIDDEN_AT_MOST or not (upper == 1).all():
            return False
        self._forbidden += 1
        sign = np.ones(len(self._part.free))
        sign[at] = -1.0
        self._fixed_rows.append(Row(np.arange(len(sign)) + self._layout.first, sign, 1.0 - len(at), np.inf))
        return True

    def excess(self, found: Selection, broken: Ints) -> Floats:
        """By how much a plan oversteps these rows, in their own units, and a little more."""
        rows = self._problem.take(found.index).rows[:, broken]
        used = found.counts @ rows
        over = np.maximum(used - self._problem.high[broken], self._problem.low[broken] - used)
        scales = self._problem.scales[broken]
        return np.asarray(np.maximum(over, 1e-6) / scales)

    def point(self, known: Selection) -> Floats | None:
        """A known plan in the program's columns, or None when it is not one of its plans."""
        layout, problem = self._layout, self._problem
        at = np.searchsorted(self._part.free, known.index)
        inside = (
            (at < len(self._part.free)) & (self._part.free[np.minimum(at, len(self._part.free) - 1)] == known.index)
            if len(self._part.free)
            else np.zeros(len(known.index), bool)
        )
        if not np.array_equal(known.index[~inside], self._part.held):
            return None
        x = np.zeros(layout.first + len(self._part.free))
        x[at[inside] + layout.first] = known.counts[inside]
        if layout.segments:
            weight = known.counts @ problem.table.weights[known.index]
            x[layout.weights] = weight / problem.units
            x[layout.reached] = reach.share_of_weight(weight, problem.table.kappas) / problem.ceilings * 100
        return x
