"""Waiting times of a user without a browser: the whole command line, a refusal with its fixes, and cancelling."""

from __future__ import annotations

import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.world import BUDGETS, make_brief, make_roster, make_table
from planner.optimise import solve
from planner.optimise.watch import Watch
from planner.outcome import Refusal

ROOT = Path(__file__).parents[1]
# A test machine may forbid Python to keep compiled modules, which every process would then compile anew.
COMPILED = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


@dataclass(frozen=True)
class Wait:
    """What was waited for; seconds of each repetition; the target in seconds and what is held against it."""

    what: str
    seconds: tuple[float, ...]
    target: float
    judged: str = "median"
    note: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        """As a row of the table with `HEAD`."""
        if not self.seconds:
            return (self.what, "-", "-", "-", f"{self.target:g}", self.note)
        middle, most = statistics.median(self.seconds), max(self.seconds)
        met = (most if self.judged == "largest" else middle) <= self.target
        return (
            self.what,
            f"{middle:.2f}",
            f"{min(self.seconds):.2f} to {most:.2f}",
            str(len(self.seconds)),
            f"{self.judged} {self.target:g}",
            "; ".join(filter(None, ["met" if met else "MISSED", self.note])),
        )


HEAD = ("what", "median s", "range s", "times", "target s", "result")


def command_line(times: int = 7) -> list[Wait]:
    """`python -m planner plan` on the sample, from process start to exit, a JSON file written.

    Beside it, in turns, the imports alone that no plan can do without; the second row is the ratio of each pair.
    """
    seconds, ratios, work = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "planner", "plan", "--roster", "sample_data/roster.csv"]
        command += ["--brief", "sample_data/brief.json", "--json", str(Path(folder) / "plan.json")]
        bare = [sys.executable, "-c", "import pandas, highspy, pydantic"]
        # The first pair compiles what was not compiled yet.
        for _ in range(times + 1):
            alone, whole = _run(bare), _run(command)
            seconds.append(whole[0])
            ratios.append(whole[0] / alone[0])
            work.append(whole[1] / alone[1])
    note = f"in processor time {statistics.median(work[1:]):.2f}"
    return [
        Wait("command line, sample, whole process", tuple(seconds[1:]), 1.5),
        Wait("the same, times importing pandas, highspy and pydantic", tuple(ratios[1:]), 1.5, note=note),
    ]


def _run(command: list[str]) -> tuple[float, float]:
    """Seconds of a process by the clock, and of the processor; OpenBLAS has one thread, as in every command.

    A second one waits by spinning: up to a tenth of what the imports take, while another core is idle.
    """
    env = {**COMPILED, "OPENBLAS_NUM_THREADS": "1"}
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, env=env)
    took, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    return took, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def refusal(creators: int = 5_000, times: int = 3) -> Wait:
    """An infeasible brief: until the conflict is known with the smallest fix of each rule."""
    table = make_table(creators, 1)
    brief = make_brief(table, BUDGETS["tight"], reach_floor=12_000_000)
    roster = make_roster(table)
    seconds, notes = [], set()
    for _ in range(times):
        started = time.perf_counter()
        outcome = solve(table, brief, roster, Watch())
        seconds.append(time.perf_counter() - started)
        if isinstance(outcome, Refusal):
            fixes = sum(conflict.fix is not None for conflict in outcome.conflicts)
            notes.add(f"{len(outcome.conflicts)} rules in the conflict, {fixes} fixes")
        else:
            notes.add(f"not refused but {outcome.kind}")
    return Wait(f"refusal with fixes, {creators:,} creators", tuple(seconds), 2.0, note="; ".join(sorted(notes)))


def cancelling(creators: int, times: int, within: float = 4.0) -> Wait:
    """From a cancel, at a random moment of a solve, to the end of the solve."""
    table = make_table(creators, 1)
    brief = make_brief(table, BUDGETS["tight"], tolerance=1e-6)
    roster = make_roster(table)
    # The fingerprint belongs to reading a roster, not to planning on it.
    assert roster.fingerprint
    moments = random.Random(creators)
    seconds: list[float] = []
    while len(seconds) < times:
        watch = Watch()
        work = threading.Thread(target=solve, args=(table, brief, roster, watch))
        work.start()
        work.join(moments.uniform(0, within))
        if work.is_alive():
            watch.stop.set()
            started = time.perf_counter()
            work.join()
            seconds.append(time.perf_counter() - started)
        else:
            within *= 0.7
    return Wait(f"cancel, {creators:,} creators", tuple(seconds), 1.0, "largest")
