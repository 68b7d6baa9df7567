"""The tables of the benchmark, as text that reads well in a terminal and renders as Markdown."""

from __future__ import annotations

import importlib.metadata
import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.pydfs import Duel
from benchmarks.world import Case

OURS = "planner"


@dataclass(frozen=True)
class Run:
    """One method on one case. goal: by the true reach, None = no plan; bound: None = the method knows none."""

    case: Case
    method: str
    seconds: float = 0.0
    peak_mb: float = 0.0
    picks: int = 0
    goal: float | None = None
    bound: float | None = None
    broken: int = 0
    note: str = ""

    @property
    def gap(self) -> float | None:
        """How much better a plan could be, by the method's own proof, relative to its true goal."""
        if self.goal is None or self.bound is None:
            return None
        return max(0.0, self.bound - self.goal) / self.goal


def machine() -> str:
    """What it was measured on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30 if hasattr(os, "sysconf") else 0
    versions = ", ".join(
        f"{name} {importlib.metadata.version(name)}" for name in ("pulp", "highspy", "numpy", "pandas")
    )
    return (
        f"{os.cpu_count()} cores ({_processor()}), {memory:.0f} GB memory, {platform.system()}, "
        f"Python {platform.python_version()}, {versions}"
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or "unknown"
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")


HEAD = ("creators", "seed", "budget", "method", "seconds", "x ours", "peak MB", "picks", "goal", "gap proven", "remark")


def rows_of(runs: Sequence[Run]) -> list[tuple[str, ...]]:
    """A row per run; `x ours` is its time over the planner's on the same case."""
    ours = {run.case: run for run in runs if run.method == OURS}
    return [row(run, ours.get(run.case)) for run in runs]


def row(run: Run, ours: Run | None) -> tuple[str, ...]:
    """One run beside ours."""
    remarks = [run.note] if run.note else []
    if run.broken:
        remarks.append(f"breaks {run.broken} rule{'s' if run.broken > 1 else ''}")
    if ours and ours.goal and run.goal and run.method != OURS:
        remarks.append(f"goal {100 * (run.goal / ours.goal - 1):+.2f} %")
        if not run.broken and ours.bound and run.goal > ours.bound * (1 + 1e-6):
            remarks.append("ABOVE OUR BOUND: the bound is wrong")
    ratio = f"{run.seconds / ours.seconds:.1f}" if ours and ours.seconds and run.seconds else ""
    return (
        f"{run.case.size:,}",
        str(run.case.seed),
        run.case.budget,
        run.method,
        f"{run.seconds:.2f}" if run.seconds else "-",
        ratio,
        f"{run.peak_mb:.0f}" if run.peak_mb else "-",
        str(run.picks) if run.goal else "-",
        f"{run.goal:,.0f}" if run.goal else "-",
        "-" if run.gap is None else f"{100 * run.gap:.3f} %",
        "; ".join(remarks),
    )


def duel_rows(duels: Sequence[Duel]) -> list[tuple[str, ...]]:
    """A row per problem that both could state."""
    return [
        (
            f"{d.size:,}",
            str(d.seed),
            f"{d.ours:.2f}",
            "-" if d.theirs is None else f"{d.theirs:.2f}",
            "-" if d.our_goal is None else f"{d.our_goal:,.0f}",
            "-" if d.their_goal is None else f"{d.their_goal:,.0f}",
            d.note,
        )
        for d in duels
    ]


DUEL_HEAD = ("creators", "seed", "planner s", "pydfs s", "planner engagements", "pydfs engagements", "remark")


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table with aligned columns."""
    widths = [max(len(line[at]) for line in (head, *rows)) for at in range(len(head))]

    def line(cells: Sequence[str]) -> str:
        return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) + " |"

    return "\n".join([line(head), "|" + "|".join("-" * (width + 2) for width in widths) + "|", *map(line, rows)])
