"""One method on one case in a process of its own, so that memory can be compared: prints one line of JSON."""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time
from collections.abc import Callable

from benchmarks.by_book import Found, solve_by_book
from benchmarks.greedy import solve_greedy
from benchmarks.world import Case, make_roster
from planner.brief.brief import Brief
from planner.check import check, goal_value
from planner.forecast.table import PackageTable
from planner.optimise import solve
from planner.optimise.watch import Watch
from planner.outcome import Plan

METHODS = ("planner", "book-CBC", "book-HiGHS", "greedy")
REPEAT_UNDER = 2.0
"""Seconds: a quick method is timed up to five times within this, and the median counts."""


def run(method: str, case: Case, limit: float) -> dict[str, object]:
    """Solve and measure: seconds from table to plan, memory of the whole process, goal by the true reach."""
    table = case.table()
    brief = case.brief(table)
    solver = _solver(method, table, brief, limit)
    before = _memory_mb()
    times: list[float] = []
    while not times or (sum(times) < REPEAT_UNDER and len(times) < 5 and case.size < 20_000):
        started = time.perf_counter()
        found = solver()
        times.append(time.perf_counter() - started)
    picked = [1] * len(found.rows)
    broken = check(table, brief, found.rows, picked) if found.rows else ()
    return {
        "seconds": statistics.median(times),
        "peak_mb": _memory_mb(),
        "roster_mb": before,
        "picks": len(found.rows),
        "goal": goal_value(table, brief, found.rows, picked) if found.rows else None,
        "bound": found.bound,
        "broken": len(broken),
        "note": found.note,
    }


def _solver(method: str, table: PackageTable, brief: Brief, limit: float) -> Callable[[], Found]:
    if method == "greedy":
        return lambda: solve_greedy(table, brief)
    if method.startswith("book-"):
        return lambda: solve_by_book(table, brief, method.removeprefix("book-"), limit)
    roster = make_roster(table)
    # The fingerprint belongs to reading a roster, not to planning on it.
    assert roster.fingerprint
    asked = brief.model_copy(update={"time_limit": limit})

    def planner() -> Found:
        outcome = solve(table, asked, roster, Watch())
        if not isinstance(outcome, Plan):
            return Found((), None, outcome.sentence)
        rows = [_row(table, pick.creator, pick.package) for pick in outcome.picks]
        return Found(tuple(rows), outcome.proof.bound, outcome.proof.how)

    return planner


def _row(table: PackageTable, creator: str, package: str) -> int:
    rows = table.rows_of(creator)
    return int(next(row for row in rows if table.package_ids[row] == package))


def _memory_mb() -> float:
    """Largest resident size of this process, and of the solver that it started where there is one."""
    own, child = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return (own + child) / 1024


if __name__ == "__main__":
    name, size, seed, budget, seconds = sys.argv[1:]
    print(json.dumps(run(name, Case(int(size), int(seed), budget), float(seconds))))
