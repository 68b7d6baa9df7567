"""The one door to the solvers: small linear and integer programs as arrays, through PuLP to HiGHS or CBC.

Facts that this file takes care of, so that no other has to: PuLP calls a time-out "Optimal"; HiGHS that is
interrupted before any incumbent reports zeros; variables hold leftovers when there is no solution; duals
change sign on maximise (so everything here minimises); a model whose names collide crashes CBC (so names are
numbers).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np
import pulp
from numpy.typing import NDArray

from planner.optimise.watch import Cancelled, Watch

try:
    import highspy
except ImportError:  # CBC stands in: slower, and as good a proof
    highspy = None  # type: ignore[assignment]

Floats = NDArray[np.float64]
SolverName = Literal["HiGHS", "CBC"]
DEFAULT_SOLVER: SolverName = "CBC" if highspy is None else "HiGHS"


@dataclass(frozen=True)
class Row:
    """`low <= sum coefficients * x[columns] <= high`; -inf and inf leave a side open."""

    columns: NDArray[np.int64]
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
    """How hard to try. gap: to the best possible cost at which to stop, absolute; nodes: of branch and bound,
    None = no limit; seconds.
    """

    gap: float = 0.0
    nodes: int | None = None
    seconds: float = 60.0
    solver: SolverName = DEFAULT_SOLVER


@dataclass(frozen=True)
class Answer:
    """status: "optimal" (within the gap asked for), "feasible" (a solution, no proof), "infeasible" (proven),
    or "none" (nothing found, nothing proven). x is None unless there is a solution. bound: no solution costs
    less (-inf when unknown). duals: one per row for a continuous model that was solved, else None.
    """

    status: Literal["optimal", "feasible", "infeasible", "none"]
    x: Floats | None
    bound: float
    duals: Floats | None = None


def minimise(model: Model, effort: Effort, watch: Watch, start: Floats | None = None) -> Answer:
    """Solve a model whose integer columns are whole. start: a known solution that HiGHS begins with.

    Raises Cancelled when the watch says so.
    """
    return _solve(model, effort, watch, True, start)


def relax(model: Model, effort: Effort, watch: Watch) -> Answer:
    """Solve a model with every column continuous; the answer has duals, >= 0 for `low`, <= 0 for `high`."""
    answer = _solve(model, effort, watch, False, None)
    if answer.status not in ("optimal", "feasible") and effort.solver != "CBC":
        # HiGHS may lose its way in rows of very different size, and call infeasible what is not.
        answer = _solve(model, replace(effort, solver="CBC"), watch, False, None)
    return answer


def _solve(model: Model, effort: Effort, watch: Watch, whole: bool, start: Floats | None) -> Answer:
    if watch.stop.is_set():
        raise Cancelled
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
            mip_allow_restart=False,
            **({} if effort.nodes is None else {"mip_max_nodes": effort.nodes}),
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
    return _read(problem, variables, rows, model, whole)


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
        for side, bound, sense in (("l", row.low, pulp.LpConstraintGE), ("h", row.high, pulp.LpConstraintLE)):
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
        self._watch = watch
        self._start = start

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

    def _interrupt(self, kind: Any, message: Any, told: Any, wish: Any, user: Any) -> None:
        if self._watch.stop.is_set():
            wish.user_interrupt = True
