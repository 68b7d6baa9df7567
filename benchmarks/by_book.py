"""The same model as a textbook would write it in PuLP: one variable per package, all rows at once.

Unique reach is a variable per segment under 20 static tangents, which overestimate it by about 0.1 % of the
segment. The rows are those of the brief, in currency units and shares.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
import pulp

from planner.brief.brief import Brief
from planner.brief.quantities import BASIS
from planner.forecast import reach
from planner.forecast.table import PackageTable
from planner.rules import Limit, limits_of

TANGENTS = 20
TOP_WEIGHT = 4.0
"""Where 95 % of a segment are reached."""
CENTS = 100


@dataclass(frozen=True)
class Found:
    """A plan of any method: rows of the table, and the method's upper bound on the goal (None = no bound)."""

    rows: tuple[int, ...]
    bound: float | None
    note: str = ""


def solve_by_book(table: PackageTable, brief: Brief, solver: str, seconds: float) -> Found:
    """solver: "CBC" or "HiGHS". seconds: for the solver; building the model comes on top."""
    model = pulp.LpProblem("plan", pulp.LpMaximize)
    x = [model.add_variable(f"x_{j}", cat=pulp.LpBinary) for j in range(len(table))]
    t = [model.add_variable(f"t_{s}", 0, segment.size) for s, segment in enumerate(table.segments)]
    model += pulp.lpSum(segment.value * t[s] for s, segment in enumerate(table.segments))
    for i, (low, high) in enumerate(zip(table.starts[:-1].tolist(), table.starts[1:].tolist(), strict=True)):
        model += pulp.lpSum(x[low:high]) <= int(table.available[i])
    for limit in limits_of(brief, table):
        row, bound = _in_units(limit, table)
        left = pulp.lpSum(a * x[j] for j, a in enumerate(row) if a)
        model += (left <= bound) if limit.sense == "<=" else (left >= bound)
    for s, segment in enumerate(table.segments):
        weights = table.weights[:, s].tolist()
        total = model.add_variable(f"l_{s}", 0)
        model += total == pulp.lpSum(w * x[j] for j, w in enumerate(weights) if w)
        for at in _grid(TOP_WEIGHT, TANGENTS - 1):
            start, rise = reach.tangent(at, segment.size, segment.kappa)
            model += t[s] <= start + rise * total
    return _run(model, x, solver, (seconds, brief.tolerance))


def _in_units(limit: Limit, table: PackageTable) -> tuple[list[float], float]:
    """A row as a textbook writes it: cash in currency units, shares between 0 and 1."""
    row, bound = np.asarray(limit.row(table), float), float(limit.bound)
    if limit.part_of is not None:
        row = row / BASIS / (CENTS if ".spend." in limit.looser.path else 1)
    elif limit.unit == "money":
        row, bound = row / CENTS, bound / CENTS
    return row.tolist(), bound


def _run(model: pulp.LpProblem, x: list[pulp.LpVariable], solver: str, effort: tuple[float, float]) -> Found:
    seconds, tolerance = effort
    if seconds <= 0:
        return Found((), None, "no time left")
    started = time.perf_counter()
    if solver == "CBC":
        model.solve(pulp.PULP_CBC_CMD(msg=False, timeLimit=seconds, gapRel=tolerance))
    else:
        model.solve(pulp.HiGHS(msg=False, timeLimit=seconds, gapRel=tolerance))
    took = time.perf_counter() - started
    if model.sol_status not in (pulp.LpSolutionOptimal, pulp.LpSolutionIntegerFeasible):
        return Found((), None, f"nothing found in {seconds:.0f} s")
    rows = tuple(j for j, variable in enumerate(x) if (variable.varValue or 0) > 0.5)
    bound = None
    if solver == "HiGHS":
        # PuLP minimises the negative for HiGHS.
        bound = -float(model.solverModel.getInfo().mip_dual_bound)
    elif model.sol_status == pulp.LpSolutionOptimal:
        bound = float(pulp.value(model.objective)) * (1 + tolerance)
    return Found(rows, bound, "stopped at its limit" if took > seconds else "")


def _grid(top: float, count: int) -> tuple[float, ...]:
    """Weights at which tangents stand: 0, then `count` evenly spaced on the log scale up to `top`."""
    return (0.0, *np.expm1(np.linspace(0, np.log1p(top), count + 1))[1:].tolist())
