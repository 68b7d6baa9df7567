"""Who is next: the creators just outside a plan, and why each is out."""

from __future__ import annotations

import numpy as np

from planner.domain import Roster
from planner.forecast.table import PLATFORMS, TIERS, Ints
from planner.optimise.answer import marginal
from planner.optimise.problem import Problem
from planner.optimise.relaxation import Relaxation, reduced_values
from planner.optimise.restricted import Selection
from planner.outcome import BenchEntry

SEATS = 12


def bench_of(problem: Problem, top: Relaxation, chosen: Selection, roster: Roster) -> tuple[BenchEntry, ...]:
    """The best packages of creators who are not in the plan, the nearest to being in it first."""
    table = problem.table
    rows = _next_rows(problem, top, chosen)
    gains = marginal(table, problem.objective, chosen, rows)
    entries = []
    for row, gain in zip(rows.tolist(), gains.tolist(), strict=True):
        person = roster.creators.iloc[int(table.creator[row])]
        entries.append(
            BenchEntry(
                creator=person["id"],
                handle=person["handle"],
                platform=PLATFORMS[table.platform[row]],
                tier=TIERS[table.tier[row]],
                package=str(table.package_ids[row]),
                cost_cents=int(table.cash_cents[row]),
                gain=float(gain),
                reason=_reason(problem, chosen, row),
            )
        )
    return tuple(entries)


def _next_rows(problem: Problem, top: Relaxation, chosen: Selection) -> Ints:
    """Row of the best package of each of the best creators outside the plan."""
    inside = np.unique(problem.table.creator[chosen.index])
    index: Ints = np.empty(0, np.int64)
    value = np.empty(0)
    for part in problem.batches():
        earned = reduced_values(part, top.prices)
        earned[np.isin(part.creator, inside)] = -np.inf
        keep = np.argsort(-earned, kind="stable")[: 6 * SEATS]
        index, value = np.concatenate([index, part.index[keep]]), np.concatenate([value, earned[keep]])
    index = index[np.argsort(-value, kind="stable")][np.isfinite(np.sort(-value))]
    creators = problem.table.creator[index]
    _, first = np.unique(creators, return_index=True)
    return index[np.sort(first)][:SEATS]


def _reason(problem: Problem, chosen: Selection, row: int) -> str:
    """The limits that adding this package would break, or what it would lack."""
    index, counts = np.append(chosen.index, row), np.append(chosen.counts, 1)
    broken = problem.broken(index, counts)
    if not len(broken):
        return "Adds less than the tolerance of the proof"
    first = problem.limits[int(broken[0])].name
    more = f" (and {len(broken) - 1} more)" if len(broken) > 1 else ""
    return f"Would break: {first}{more}"
