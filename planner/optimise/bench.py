"""Who is next: the creators just outside a plan, and why each is out."""

import numpy as np

from planner.brief.brief import Brief
from planner.domain.roster import Roster
from planner.forecast.table import TIERS, Ints, PackageTable
from planner.optimise.answer import marginal
from planner.optimise.problem import Problem
from planner.optimise.relaxation import Relaxation, reduced_values
from planner.optimise.restricted import Selection
from planner.outcome import BenchEntry
from planner.rules import Limit

SEATS = 12
REASONS = 2
"""Limits named for each entry; the rest is counted."""


def bench_of(
    problem: Problem, top: Relaxation, chosen: Selection, brief: Brief, roster: Roster
) -> tuple[BenchEntry, ...]:
    """The best packages of creators who are not in the plan, the nearest to being in it first."""
    table = problem.table
    rows = _next_rows(problem, top, chosen)
    gains = marginal(table, problem.objective, chosen, rows)
    ids, handles = (roster.creators[name].iloc[table.account[rows]].tolist() for name in ("id", "handle"))
    entries = []
    for row, gain, creator, handle in zip(rows.tolist(), gains.tolist(), ids, handles, strict=True):
        part, counts = table.part(np.append(chosen.index, row)), np.append(chosen.counts, 1)
        over = [problem.limits[int(at)] for at in problem.broken(np.append(chosen.index, row), counts)]
        words = [_over(limit, part, counts, brief) for limit in over[:REASONS]]
        more = f"; and {len(over) - REASONS} more" if len(over) > REASONS else ""
        entries.append(
            BenchEntry(
                creator=creator,
                handle=handle,
                platform=table.platforms[table.platform[row]],
                tier=TIERS[table.tier[row]],
                package=str(table.package_ids[row]),
                cost_cents=int(table.cash_cents[row]),
                gain=float(gain),
                reason="; ".join(words) + more or "Fits, but adds less than the tolerance of the proof",
                limits=tuple(limit.looser.path for limit in over),
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


def _over(limit: Limit, part: PackageTable, counts: Ints, brief: Brief) -> str:
    """`$1,290 over the budget`, or the limit's words and what it would come to."""
    used = float(counts @ limit.vector(part))
    if limit.rule == "budget":
        return f"{brief.money(round(used - limit.bound))} over the budget"
    if limit.part_of is not None:
        whole = float(counts @ limit.part_of(part))
        used = used / whole if whole else 0.0
    elif limit.reading is not None:
        used = limit.reading(used) * limit.margin
    return f"{limit.name}: would be {limit.unit.screen(used, brief)}"
