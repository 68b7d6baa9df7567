"""`python -m benchmarks.explore`: the questions beside the plan, beside the textbook's loop and pydfs.

The brief is like the sample's, not the eight rules of the planning benchmark: a pyramid by head-count, at most 60
creators, nobody above a quarter of the budget, three segments, 110,000. Wall and CPU seconds are both printed, since
other work on the machine lengthens the former.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks import report
from benchmarks.by_book import solve_by_book
from benchmarks.pydfs import BUDGET as DUEL_BUDGET
from benchmarks.pydfs import COUNTS, environment, one_package_each
from benchmarks.world import make_brief, make_roster, make_table
from planner.brief.brief import Brief
from planner.check import check, goal_value
from planner.explore.alternatives import Wish, alternatives
from planner.explore.curve import Frontier
from planner.explore.frontier import budgets_for, frontier
from planner.explore.replacement import replacements
from planner.explore.study import Study, bookings_of
from planner.forecast.table import PackageTable
from planner.optimise import solve
from planner.optimise.watch import Watch
from planner.outcome import Plan

BUDGET = 110_000
SEGMENTS = 3
LIKE_THE_SAMPLE = {
    "pyramid": {
        "micro": {"headcount": {"min": 0.6}, "spend": {"min": 0.2}},
        "mid": {"headcount": {"min": 0.1}},
        "macro": {"headcount": {"max": 0.1}, "count": {"min": 1}},
    },
    "platforms": {"instagram": {"spend": {"min": 0.4}}},
    "creators": {"max": 60},
    "largest_share": 0.25,
}
BOOK_SECONDS = 10.0
"""For each solve of the textbook's loop."""
BOOK_SAMPLE = 8
"""Replacements timed in the textbook's loop; the rest is extrapolated from them."""
HEAD = ("question", "creators", "method", "seconds", "CPU s", "target s", "result")


@dataclass(frozen=True)
class Timed:
    """One question answered by one method. cpu: None where another process did the work."""

    question: str
    size: int
    method: str
    seconds: float
    cpu: float | None
    target: str
    result: str

    @property
    def cells(self) -> tuple[str, ...]:
        """As a row of the table."""
        cpu = "-" if self.cpu is None else f"{self.cpu:.2f}"
        return (self.question, f"{self.size:,}", self.method, f"{self.seconds:.2f}", cpu, self.target, self.result)


class _Clock:
    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), time.process_time()

    def read(self) -> tuple[float, float]:
        return time.perf_counter() - self._wall, time.process_time() - self._cpu


def main(arguments: Sequence[str] | None = None) -> int:
    """Run every question and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.explore", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="1,000 creators, without the textbook and pydfs")
    asked = parser.parse_args(arguments)
    print(f"{report.machine()}\n`python -m benchmarks.explore {' '.join(sys.argv[1:])}`\n", flush=True)
    parts: list[Callable[[], list[Timed]]] = [
        lambda: curve(1_000, "3", not asked.quick),
        lambda: people(1_000, "4", not asked.quick),
    ]
    if not asked.quick:
        parts += [lambda: curve(20_000, "15", False), lambda: others(5_000, "3"), lambda: duel(5_000)]
    rows = []
    for part in parts:
        for timed in part():
            rows.append(timed.cells)
            print("  ".join(timed.cells), file=sys.stderr, flush=True)
    print(report.table(HEAD, rows))
    return 0


def study_of(table: PackageTable, brief: Brief) -> Study:
    """A study of a made-up campaign, with its plan. Raises RuntimeError where it has none."""
    roster = make_roster(table)
    outcome = solve(table, brief, roster, Watch())
    if not isinstance(outcome, Plan):
        raise RuntimeError(outcome.sentence)
    return Study(table, brief, roster, bookings_of(table, outcome.picks), Watch())


def curve(size: int, target: str, book: bool) -> list[Timed]:
    """A frontier of 20 points, from the plan on; with book: the same budgets in a loop."""
    table = make_table(size, 1, SEGMENTS)
    brief = make_brief(table, BUDGET, **LIKE_THE_SAMPLE)
    study = study_of(table, brief)
    budgets = budgets_for(BUDGET * 100)
    arrived: list[float] = []
    clock = _Clock()
    made = frontier(study, budgets, lambda _: arrived.append(clock.read()[0]))
    seconds, cpu = clock.read()
    gaps = [100 * point.solution.gap for point in made.points]
    result = (
        f"{len(made.points)} points, proven within {max(gaps):.2f} % at worst, {np.median(gaps):.2f} % in the middle; "
        f"first point after {arrived[0]:.2f} s"
    )
    found = [Timed("frontier", size, "planner", seconds, cpu, target, result)]
    return [*found, _book_curve(table, brief, made)] if book else found


def _book_curve(table: PackageTable, brief: Brief, made: Frontier) -> Timed:
    clock = _Clock()
    better, worse, bad = 0, 0, 0
    for point in made.points:
        asked = brief.model_copy(update={"budget_cents": point.budget_cents, "tolerance": 0.01})
        found = solve_by_book(table, asked, "CBC", BOOK_SECONDS)
        if not found.rows:
            bad += 1
            continue
        goal = goal_value(table, asked, found.rows, [1] * len(found.rows))
        bad += bool(check(table, asked, found.rows, [1] * len(found.rows)))
        better += goal > point.solution.goal * 1.0005
        worse += goal < point.solution.goal * 0.9995
    result = f"gap 1 %; its goal is higher at {better} points, lower at {worse}; {bad} without a plan that passes"
    return Timed("frontier", len(table.available), "book-CBC", clock.read()[0], None, "", result)


def people(size: int, target: str, book: bool) -> list[Timed]:
    """Every pick of a plan of 40 replaced."""
    table = make_table(size, 1, SEGMENTS)
    brief = make_brief(table, BUDGET, **(LIKE_THE_SAMPLE | {"creators": {"min": 40, "max": 40}}))
    study = study_of(table, brief)
    base = study.base_solution
    clock = _Clock()
    made = replacements(study)
    seconds, cpu = clock.read()
    wide = [100 * (said.loses - said.at_least) / base.goal for said in made]
    result = f"{len(made)} picks; what each loses is known to {max(wide):.2f} % of the goal"
    found = [Timed("replacement", size, "planner", seconds, cpu, target, result)]
    if book:
        clock = _Clock()
        for said in made[:BOOK_SAMPLE]:
            asked = brief.model_copy(update={"excluded": (said.creator,), "tolerance": 0.01})
            solve_by_book(table, asked, "CBC", BOOK_SECONDS)
        took = clock.read()[0] * len(made) / BOOK_SAMPLE
        words = f"from {BOOK_SAMPLE} of {len(made)} picks, gap 1 %"
        found.append(Timed("replacement", size, "book-CBC", took, None, "", words))
    return found


def others(size: int, target: str) -> list[Timed]:
    """Ten plans that differ by three picks."""
    table = make_table(size, 1, SEGMENTS)
    brief = make_brief(table, BUDGET, **LIKE_THE_SAMPLE)
    study = study_of(table, brief)
    assert study.base_solution.goal
    clock = _Clock()
    made = alternatives(study, Wish(plans=10, different=3, worse=0.05))
    seconds, cpu = clock.read()
    last = min(plan.goal for plan in made.plans)
    result = f"{len(made.plans) - 1} plans, the last {100 * (1 - last / made.plans[0].goal):.2f} % worse"
    return [Timed("10 alternatives by 3", size, "planner", seconds, cpu, target, result)]


def duel(size: int) -> list[Timed]:
    """Ten lineups that differ by three on what pydfs can state: fixed counts, a budget, a sum."""
    table = one_package_each(make_table(size, 1))
    bands = {tier: {"count": {"min": number, "max": number}} for tier, number in COUNTS.items()}
    brief = make_brief(
        table,
        DUEL_BUDGET,
        goal={"kind": "engagements"},
        pyramid=bands,
        pyramid_order=False,
        platforms={},
        tolerance=1e-4,
    )
    study = study_of(table, brief)
    assert study.base_solution.goal
    clock = _Clock()
    made = alternatives(study, Wish(plans=9, different=3, worse=0.2))
    seconds, cpu = clock.read()
    ours = sum(plan.goal for plan in made.plans) / len(made.plans)
    found = [Timed("pydfs's own, 10 by 3", size, "planner", seconds, cpu, "3.3", f"{ours:,.0f} engagements on average")]
    tiers = ("micro", "mid", "macro")
    asked = {
        "budget": DUEL_BUDGET * 100,
        "counts": COUNTS,
        "lineups": 10,
        "different": 3,
        "players": [
            [row, tiers[table.tier[row]], int(table.cash_cents[row]), float(table.engagements[row])]
            for row in range(len(table))
        ],
    }
    try:
        done = subprocess.run(
            [str(environment()), str(Path(__file__).with_name("pydfs_child.py"))],
            input=json.dumps(asked),
            capture_output=True,
            text=True,
            timeout=300,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as problem:
        return [*found, Timed("pydfs's own, 10 by 3", size, "pydfs", 0.0, None, "", f"no answer: {problem}")]
    answer = json.loads(done.stdout)
    theirs = float(np.mean([table.engagements[rows].sum() for rows in answer["lineups"]]))
    words = f"{theirs:,.0f} engagements on average"
    return [*found, Timed("pydfs's own, 10 by 3", size, "pydfs", answer["seconds"], None, "", words)]


if __name__ == "__main__":
    sys.exit(main())
