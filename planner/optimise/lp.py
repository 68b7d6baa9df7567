"""The one door to the solvers: small linear and integer programs as arrays, through PuLP to HiGHS or CBC.

Facts that this file takes care of, so that no other has to: PuLP calls a time-out "Optimal"; HiGHS that is
interrupted before any incumbent reports zeros; variables hold leftovers when there is no solution; duals
change sign on maximise (so everything here minimises); a model whose names collide crashes CBC (so names are
numbers).
"""

from dataclasses import field, replace
from typing import Any, Literal

import numpy as np
import pulp
from numpy.typing import NDArray

from planner.frozen import dataclass
from planner.optimise.watch import Cancelled, OutOfTime, Watch

try:
    import highspy
except ImportError:  # CBC stands in: slower, and as good a proof
    highspy = None  # type: ignore[assignment]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
SolverName = Literal["HiGHS", "CBC"]
_SMALL = {
    "presolve": "off",
    "mip_allow_restart": False,
    "mip_heuristic_run_feasibility_jump": False,
    "mip_heuristic_run_rens": False,
    "mip_heuristic_run_rins": False,
}
"""What takes longer than it saves on programs of some hundred columns that come with a good relaxation."""
_NO_ENTRIES = (np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0))
DEFAULT_SOLVER: SolverName = "CBC" if highspy is None else "HiGHS"


@dataclass(frozen=True)
class Row:
    """`low <= sum coefficients * x[columns] <= high`; -inf and inf leave a side open."""

    columns: Ints
    coefficients: Floats
    low: float
    high: float


@dataclass(frozen=True)
class Model:
    """Minimise `cost @ x` over `lower <= x <= upper` and the rows; `integer` marks whole-numbered columns."""

    cost: Floats
    lower: Floats
    upper: Floats
    integer: NDArray[np.bool_]
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True)
class Effort:
    """How long and how far to search.

    gap: absolute distance to the best possible cost at which to stop; nodes: of branch and bound, None = no limit;
    seconds. target: stop at a solution that costs no more; cutoff: dearer solutions are not looked for, and the bound
    is then at most this.
    """

    gap: float = 0.0
    nodes: int | None = None
    seconds: float = 60.0
    solver: SolverName = DEFAULT_SOLVER
    target: float = -np.inf
    cutoff: float = np.inf


@dataclass(frozen=True)
class Answer:
    """The answer of a solver.

    status: "optimal" (within the gap asked for), "feasible" (a solution without proof), "infeasible" (proven), or
    "none" (nothing found, nothing proven). x is None unless there is a solution. bound: no solution costs less (-inf
    when unknown). duals: one per row for a solved continuous model, else None.
    """

    status: Literal["optimal", "feasible", "infeasible", "none"]
    x: Floats | None
    bound: float
    duals: Floats | None = None


def minimise(model: Model, effort: Effort, watch: Watch, start: Floats | None = None) -> Answer:
    """Solve a model whose integer columns are whole. start: what may be a solution, for HiGHS to begin with.

    Raises Cancelled when the watch says so.
    """
    return _solve(model, effort, watch, True, start if start is not None and _meets(model, start) else None)


def _meets(model: Model, x: Floats) -> bool:
    """True for a solution. HiGHS takes one that is not for what it was told to find, and stops."""
    inside = (x >= model.lower - 1e-6).all() and (x <= model.upper + 1e-6).all()
    used = np.array([float(row.coefficients @ x[row.columns]) for row in model.rows])
    low, high = (np.array([getattr(row, side) for row in model.rows]) for side in ("low", "high"))
    return bool(inside and (used >= low - 1e-6).all() and (used <= high + 1e-6).all())


def relax(model: Model, effort: Effort, watch: Watch) -> Answer:
    """Solve a model with every column continuous; the answer has duals, >= 0 for `low`, <= 0 for `high`."""
    answer = _solve(model, effort, watch, False, None)
    if answer.status not in ("optimal", "feasible") and effort.solver != "CBC":
        # HiGHS may lose its way in rows of very different size, and call infeasible what is not.
        answer = _solve(model, replace(effort, solver="CBC"), watch, False, None)
    return answer


class Live:
    """A continuous program that grows and is solved again from where it stood.

    It goes to HiGHS as arrays, and so do columns, rows and bounds that come later: a small change costs a few steps of
    the simplex method and not a new model. Without HiGHS, or where HiGHS loses its way, PuLP takes the whole program to
    CBC.
    """

    def __init__(self, model: Model) -> None:
        self._cost, self._lower, self._upper = [np.asarray(a, float) for a in (model.cost, model.lower, model.upper)]
        self._low, self._high = np.empty(0), np.empty(0)
        self._entries: list[tuple[Ints, Ints, Floats]] = [(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))]
        self._interrupt = _Interrupt()
        self._highs: Any = None
        if DEFAULT_SOLVER == "HiGHS":
            # Its own `__init__` makes ten objects for callbacks besides, which keep it in memory in a circle.
            bare: Any = highspy.Highs
            self._highs = bare.__new__(bare)
            super(bare, self._highs).__init__()
            self._highs.setOptionValue("output_flag", False)
            self._highs.setOptionValue("threads", 1)
            self._highs.addCols(len(self._cost), self._cost, self._lower, self._upper, 0, *_NO_ENTRIES)
            self._highs.setCallback(self._interrupt, None)
            self._highs.startCallback(highspy.cb.HighsCallbackType.kCallbackSimplexInterrupt)
        self.add_rows(model.rows)

    @property
    def rows(self) -> int:
        """Rows at present."""
        return len(self._low)

    @property
    def columns(self) -> int:
        """Columns at present."""
        return len(self._cost)

    def add_columns(self, cost: Floats, upper: Floats, entries: tuple[Ints, Ints, Floats]) -> None:
        """Columns from 0 to `upper`. entries: (row, which of the new columns from 0, coefficient), in any order."""
        order = np.lexsort((entries[0], entries[1]))
        row, column, value = entries[0][order], entries[1][order], entries[2][order]
        self._entries.append((row, column + self.columns, value))
        if self._highs is not None:
            starts = np.searchsorted(column, np.arange(len(cost)))
            lower = np.zeros(len(cost))
            self._highs.addCols(
                len(cost), cost, lower, upper, len(row), starts.astype(np.int32), row.astype(np.int32), value
            )
        self._cost = np.append(self._cost, cost)
        self._lower = np.append(self._lower, np.zeros(len(cost)))
        self._upper = np.append(self._upper, upper)

    def add_rows(self, rows: list[Row]) -> None:
        """More rows on the columns there are."""
        if not rows:
            return
        sizes = [len(row.columns) for row in rows]
        low, high = np.array([row.low for row in rows]), np.array([row.high for row in rows])
        column = np.concatenate([row.columns for row in rows])
        value = np.concatenate([row.coefficients for row in rows])
        self._entries.append((np.repeat(np.arange(len(rows)), sizes) + self.rows, column, value))
        if self._highs is not None:
            starts = (np.cumsum(sizes) - sizes).astype(np.int32)
            self._highs.addRows(len(rows), low, high, len(column), starts, column.astype(np.int32), value)
        self._low, self._high = np.append(self._low, low), np.append(self._high, high)

    def price(self, columns: Ints, cost: Floats) -> None:
        """New costs of these columns."""
        self._cost[columns] = cost
        if self._highs is not None:
            self._highs.changeColsCost(len(columns), columns.astype(np.int32), np.asarray(cost, float))

    def bound(self, columns: Ints, lower: Floats, upper: Floats) -> None:
        """New bounds of these columns."""
        self._lower[columns], self._upper[columns] = lower, upper
        if self._highs is not None and len(columns):
            self._highs.changeColsBounds(
                len(columns), columns.astype(np.int32), np.asarray(lower, float), np.asarray(upper, float)
            )

    def side(self, row: int, low: float, high: float) -> None:
        """New sides of a row."""
        self._low[row], self._high[row] = low, high
        if self._highs is not None:
            self._highs.changeRowBounds(row, low, high)

    def solve(self, watch: Watch) -> Answer:
        """Solve it as it stands. Raises Cancelled, and OutOfTime at the watch's deadline."""
        _go_on(watch)
        self._interrupt.watch = watch
        if self._highs is not None:
            self._highs.run()
            _go_on(watch)
            if self._highs.getModelStatus() == highspy.HighsModelStatus.kOptimal:
                solution = self._highs.getSolution()
                x, duals = np.array(solution.col_value), np.array(solution.row_dual)
                if len(x) == self.columns and len(duals) == self.rows:
                    return Answer("optimal", x, float(self._cost @ x), duals)
            # It may only have lost its way from where it stood.
            self._highs.clearSolver()
        answer = relax(self._model(), Effort(), watch)
        if answer.status == "none":
            _go_on(watch)
        return answer

    def _model(self) -> Model:
        row, column, value = (np.concatenate(parts) for parts in zip(*self._entries, strict=True))
        order = np.argsort(row, kind="stable")
        ends = np.searchsorted(row[order], np.arange(self.rows + 1))
        rows = [
            Row(column[order[a:b]], value[order[a:b]], float(low), float(high))
            for a, b, low, high in zip(ends[:-1], ends[1:], self._low, self._high, strict=True)
        ]
        return Model(self._cost, self._lower, self._upper, np.zeros(self.columns, bool), rows)


def _go_on(watch: Watch) -> None:
    """Raise Cancelled or OutOfTime where nothing more is to be solved."""
    if watch.stop.is_set():
        raise Cancelled
    if watch.late:
        raise OutOfTime


class _Interrupt:
    """Ends a run of HiGHS when nobody wants it any more, or at the deadline."""

    def __init__(self, watch: Watch | None = None) -> None:
        self.watch = watch

    def __call__(self, kind: Any, message: Any, told: Any, wish: Any, user: Any) -> None:  # noqa: ARG002 HiGHS calls it with these
        if self.watch is not None and (self.watch.stop.is_set() or self.watch.late):
            wish.user_interrupt = True


def _solve(model: Model, effort: Effort, watch: Watch, whole: bool, start: Floats | None) -> Answer:
    if watch.stop.is_set():
        raise Cancelled
    effort = replace(effort, seconds=max(min(effort.seconds, watch.left), 0.01))
    problem, variables, rows = _build(model, whole)
    whole = whole and bool(model.integer.any())
    if effort.solver == "HiGHS":
        solver: Any = _Highs(
            watch,
            start,
            mip=whole,
            msg=False,
            threads=1,
            gapRel=0.0,
            gapAbs=effort.gap,
            timeLimit=effort.seconds,
            **_SMALL,
            **({} if effort.nodes is None else {"mip_max_nodes": effort.nodes}),
            **({"objective_target": effort.target} if np.isfinite(effort.target) else {}),
            **({"objective_bound": effort.cutoff} if np.isfinite(effort.cutoff) else {}),
        )
    else:
        options = [] if effort.nodes is None else [f"maxN {effort.nodes}"]
        solver = pulp.PULP_CBC_CMD(
            mip=whole, msg=False, threads=1, gapAbs=effort.gap, timeLimit=effort.seconds, options=options
        )
    try:
        problem.solve(solver)
    except pulp.PulpSolverError:
        return Answer("none", None, -np.inf)
    if watch.stop.is_set():
        raise Cancelled
    answer = _read(problem, variables, rows, model, whole)
    if whole and answer.bound > effort.cutoff and effort.solver == "HiGHS":
        # What costs more was not looked at, so nothing is known of it.
        return replace(answer, bound=effort.cutoff)
    return answer


def _build(model: Model, whole: bool) -> tuple[Any, list[Any], list[Any]]:
    problem = pulp.LpProblem("plan", pulp.LpMinimize)
    variables = [
        problem.add_variable(
            f"x_{at:07d}",
            None if low == -np.inf else low,
            None if high == np.inf else high,
            pulp.LpInteger if whole and is_whole else pulp.LpContinuous,
        )
        for at, (low, high, is_whole) in enumerate(
            zip(model.lower.tolist(), model.upper.tolist(), model.integer.tolist(), strict=True)
        )
    ]
    # A variable in no row and no objective would be lost, so the objective names every one.
    problem.setObjective(pulp.LpAffineExpression(list(zip(variables, model.cost.tolist(), strict=True))))
    rows = []
    for at, row in enumerate(model.rows):
        pairs = [(variables[c], a) for c, a in zip(row.columns.tolist(), row.coefficients.tolist(), strict=True)]
        sides = [("l", row.low, pulp.LpConstraintGE), ("h", row.high, pulp.LpConstraintLE)]
        if row.low == row.high:
            sides = [("e", row.low, pulp.LpConstraintEQ)]
        for side, bound, sense in sides:
            if np.isfinite(bound):
                constraint = pulp.LpConstraint(pulp.LpAffineExpression(pairs), sense, f"r_{side}{at}", bound)
                problem.addConstraint(constraint)
                rows.append((at, constraint))
    return problem, variables, rows


def _read(problem: Any, variables: list[Any], rows: list[Any], model: Model, whole: bool) -> Answer:
    status = problem.sol_status
    bound = -np.inf
    if isinstance(problem.solver, _Highs):
        info = problem.solverModel.getInfo()
        if whole:
            bound = info.mip_dual_bound
        if status in (pulp.LpSolutionOptimal, pulp.LpSolutionIntegerFeasible) and info.primal_solution_status != 2:
            status = pulp.LpSolutionNoSolutionFound
    if status == pulp.LpSolutionInfeasible:
        return Answer("infeasible", None, np.inf)
    if status not in (pulp.LpSolutionOptimal, pulp.LpSolutionIntegerFeasible):
        return Answer("none", None, bound)
    x = np.array([variable.varValue or 0.0 for variable in variables])
    if whole:
        x = np.where(model.integer, np.rint(x), x)
        return Answer("optimal" if status == pulp.LpSolutionOptimal else "feasible", x, bound)
    if status != pulp.LpSolutionOptimal:
        return Answer("feasible", x, bound)
    duals = np.zeros(len(model.rows))
    for at, constraint in rows:
        duals[at] += constraint.pi or 0.0
    return Answer("optimal", x, float(model.cost @ x), duals)


class _Highs(pulp.HiGHS):
    """PuLP's HiGHS with a start solution and an interrupt that listens to the watch."""

    def __init__(self, watch: Watch, start: Floats | None, **options: Any) -> None:
        super().__init__(**options)
        self._interrupt = _Interrupt(watch)
        self._start = start

    def buildSolverModel(self, lp: Any) -> None:  # noqa: N802 - PuLP's name
        """Hand over the program as PuLP would, all columns in one call and all rows in another."""
        highs, variables, constraints = lp.solverModel, lp.variables(), lp.constraints()
        cost = np.array([lp.objective.get(variable, 0.0) for variable in variables], float)
        lower = np.array([-np.inf if one.lowBound is None else one.lowBound for one in variables], float)
        upper = np.array([np.inf if one.upBound is None else one.upBound for one in variables], float)
        highs.addCols(len(variables), cost, lower, upper, 0, *_NO_ENTRIES)
        for at, one in enumerate(variables):
            one.index = at
        whole = np.array([one.index for one in variables if self.mip and one.cat == pulp.LpInteger], np.int32)
        kinds = np.full(len(whole), int(highspy.HighsVarType.kInteger), np.uint8)
        highs.changeColsIntegrality(len(whole), whole, kinds)
        starts, columns, values = [], list[int](), list[float]()
        for at, row in enumerate(constraints):
            row.index = at
            starts.append(len(columns))
            for variable, value in row.items():
                if value != 0:
                    columns.append(variable.index)
                    values.append(value)
        highs.addRows(
            len(constraints),
            np.array([-np.inf if (low := row.getLb()) is None else low for row in constraints], float),
            np.array([np.inf if (high := row.getUb()) is None else high for row in constraints], float),
            len(columns),
            np.array(starts, np.int32),
            np.array(columns, np.int32),
            np.array(values, float),
        )

    def callSolver(self, lp: Any) -> None:  # noqa: N802 - PuLP's name
        highs = lp.solverModel
        if self._start is not None:
            solution = highspy.HighsSolution()
            solution.col_value = self._start.tolist()
            highs.setSolution(solution)
        highs.setCallback(self._interrupt, None)
        highs.startCallback(highspy.cb.HighsCallbackType.kCallbackMipInterrupt)
        highs.startCallback(highspy.cb.HighsCallbackType.kCallbackSimplexInterrupt)
        highs.run()

    def findSolutionValues(self, lp: Any) -> tuple[int, int]:  # noqa: N802 - PuLP's name
        # PuLP knows no name for a node limit and would stop with a KeyError.
        if lp.solverModel.getModelStatus() != highspy.HighsModelStatus.kSolutionLimit:
            status, solution = super().findSolutionValues(lp)
            return status, solution
        for variable, value in zip(lp.variables(), lp.solverModel.getSolution().col_value, strict=True):
            variable.varValue = value
        return pulp.LpStatusOptimal, pulp.LpSolutionIntegerFeasible
