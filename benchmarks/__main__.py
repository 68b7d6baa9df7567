"""`python -m benchmarks`: this planner beside others on the same rosters, and how long a user waits."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks import browser, files, first_view, report, start
from benchmarks.one import METHODS
from benchmarks.pydfs import Duel, duel
from benchmarks.report import Run
from benchmarks.world import BUDGETS, Case
from planner.workers.process import ONE_THREAD

ROOT = Path(__file__).parents[1]
ONE_CORE = os.environ | dict.fromkeys(ONE_THREAD, "1")
"""What every method runs with, as the planner does in the app: threads that wait for others' would be measured, too."""
SIZES = (200, 1_000, 5_000, 20_000, 100_000)
MILLION = 1_000_000
OTHERS = ("pydfs", "start", "files", "browser")
BOOK_UP_TO = 20_000
"""Most creators for which the textbook model is run: beyond, building it alone takes a minute."""
ONE_SEED_FROM = 1_000
"""Creators from which the textbook runs on the first seed only; at `BOOK_UP_TO` on the middle budget only."""
GRACE = 240
"""Seconds for building a model and ending a solver, on top of its limit."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the chosen measurements and print their tables."""
    asked = _arguments(arguments)
    print(f"{report.machine()}\n`python -m benchmarks {' '.join(sys.argv[1:])}`\n", flush=True)
    runs: list[Run] = []
    for case, method in _cases(asked):
        run = _apart(method, case, asked.limit)
        runs.append(run)
        ours = next((one for one in runs if one.case == case and one.method == report.OURS), None)
        print(" ".join(cell.rjust(9) for cell in report.row(run, ours)), file=sys.stderr, flush=True)
    if runs:
        print(report.table(report.HEAD, report.rows_of(runs)), flush=True)
    if "pydfs" in asked.only:
        print("\n" + report.table(report.DUEL_HEAD, report.duel_rows(list(_duels(asked)))), flush=True)
    waits = []
    if "start" in asked.only:
        waits += [*start.command_line(), start.refusal()]
        waits += [start.cancelling(size, asked.cancels) for size in (5_000, 100_000) if size <= max(asked.sizes)]
    if "files" in asked.only:
        waits += files.waits()
    if "browser" in asked.only:
        waits += browser.waits()
    if waits:
        print("\n" + report.table(start.HEAD, [wait.cells for wait in waits]), flush=True)
    if "browser" in asked.only:
        rows, note = first_view.measured()
        print("\n" + report.table(first_view.HEAD, rows) + (f"\n{note}" if note else ""))
    return 0


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    names = (*METHODS, *OTHERS)
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.partition(": ")[2])
    parser.add_argument("--sizes", default=SIZES, type=_sizes, help="creators, such as 200,5000")
    parser.add_argument("--million", action="store_true", help="1,000,000 creators as well (planner only)")
    parser.add_argument("--only", nargs="+", choices=names, default=names, metavar="NAME", help=", ".join(names))
    parser.add_argument("--seeds", type=int, default=2, help="rosters of each size (2)")
    parser.add_argument("--budgets", nargs="+", choices=tuple(BUDGETS), default=tuple(BUDGETS), metavar="BUDGET")
    parser.add_argument("--limit", type=float, default=20.0, help="seconds for one solve (20)")
    parser.add_argument("--quick", action="store_true", help="200 and 1,000 creators, one seed, 10 seconds each")
    asked = parser.parse_args(arguments)
    asked.cancels = 12
    if asked.quick:
        asked.sizes, asked.seeds, asked.limit, asked.cancels = (200, 1_000), 1, 10.0, 4
    if asked.million:
        asked.sizes = (*asked.sizes, MILLION)
    return asked


def _sizes(text: str) -> tuple[int, ...]:
    return tuple(int(size.replace("_", "")) for size in text.split(","))


def _cases(asked: argparse.Namespace) -> Iterator[tuple[Case, str]]:
    for size in asked.sizes:
        for seed in range(1, asked.seeds + 1):
            for budget in asked.budgets:
                for method in METHODS:
                    if method in asked.only and _worth_it(method, Case(size, seed, budget), asked.only):
                        yield Case(size, seed, budget), method


def _worth_it(method: str, case: Case, only: Sequence[str]) -> bool:
    if method == report.OURS or len(only) == 1:
        return True
    if method == "greedy":
        return case.size < MILLION
    if case.size >= BOOK_UP_TO and (case.size > BOOK_UP_TO or case.budget != "middle"):
        return False
    return case.seed == 1 or case.size < ONE_SEED_FROM


def _apart(method: str, case: Case, limit: float) -> Run:
    """One run in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.one", method, str(case.size), str(case.seed), case.budget, str(limit)]
    started = time.perf_counter()
    try:
        done = subprocess.run(
            command, cwd=ROOT, env=ONE_CORE, capture_output=True, text=True, timeout=limit + GRACE, check=False
        )
    except subprocess.TimeoutExpired:
        return Run(case, method, time.perf_counter() - started, note="stopped from outside")
    if done.returncode:
        return Run(case, method, note=(done.stderr.strip().splitlines() or ["it crashed"])[-1])
    told = json.loads(done.stdout.splitlines()[-1])
    told.pop("roster_mb")
    return Run(case, method, **told)


def _duels(asked: argparse.Namespace) -> Iterator[Duel]:
    for size in asked.sizes:
        if size <= BOOK_UP_TO:
            yield duel(size, 1, asked.limit + GRACE)


if __name__ == "__main__":
    sys.exit(main())
