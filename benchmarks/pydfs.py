"""pydfs-lineup-optimizer on what it can express: fixed counts per tier, a budget, a sum to be maximised.

It pins an old PuLP, so it lives in a virtual environment of its own, made on demand under the user's cache.
Our planner gets the very same problem: each creator's cheapest package, engagements as the goal.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import venv
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.world import make_brief, make_roster, make_table
from planner.forecast.table import TIERS, PackageTable
from planner.optimise import solve
from planner.optimise.watch import Watch
from planner.outcome import Plan

REQUIREMENT = "pydfs-lineup-optimizer==3.6.1"
COUNTS = {"micro": 14, "mid": 5, "macro": 1}
BUDGET = 40_000
INSTALL_SECONDS = 180


@dataclass(frozen=True)
class Duel:
    """Both on one problem: seconds and the sum of engagements; note says why pydfs has none."""

    size: int
    seed: int
    ours: float
    our_goal: float | None
    theirs: float | None = None
    their_goal: float | None = None
    note: str = ""


def environment() -> Path:
    """The interpreter of the environment, which is made when it is not there. Raises OSError when it cannot be."""
    home = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "influencer-mix-planner" / "pydfs"
    python = home / ("Scripts" if os.name == "nt" else "bin") / "python"
    if (home / "complete").exists():
        return python
    venv.create(home, with_pip=True, clear=True)
    command = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", REQUIREMENT]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=INSTALL_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise OSError(f"its install took longer than {INSTALL_SECONDS} s") from None
    if done.returncode:
        raise OSError("its install failed: " + (done.stderr.strip().splitlines() or ["no reason given"])[-1])
    (home / "complete").touch()
    return python


def duel(size: int, seed: int, seconds: float) -> Duel:
    """Solve one problem with both. seconds: for pydfs, which knows no time limit of its own."""
    table = one_package_each(make_table(size, seed))
    ours, goal = _ours(table)
    asked = {
        "budget": BUDGET * 100,
        "counts": COUNTS,
        "players": [
            [row, str(TIERS[table.tier[row]]), int(table.cash_cents[row]), float(table.engagements[row])]
            for row in range(len(table))
        ],
    }
    here = Duel(size, seed, ours, goal)
    try:
        done = subprocess.run(
            [str(environment()), str(Path(__file__).with_name("pydfs_child.py"))],
            input=json.dumps(asked),
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return replace(here, note=f"no answer in {seconds:.0f} s")
    except OSError as problem:
        return replace(here, note=str(problem))
    if done.returncode:
        return replace(here, note=(done.stderr.strip().splitlines() or ["it stopped"])[-1])
    answer = json.loads(done.stdout)
    total = float(table.engagements[answer["rows"]].sum())
    return replace(here, theirs=answer["seconds"], their_goal=total)


def one_package_each(table: PackageTable) -> PackageTable:
    """The cheapest package of every creator."""
    cheapest = np.lexsort((table.cash_cents, table.creator))
    first = cheapest[np.flatnonzero(np.diff(table.creator[cheapest], prepend=-1))]
    return table.part(first)


def _ours(table: PackageTable) -> tuple[float, float | None]:
    bands = {tier: {"count": {"min": number, "max": number}} for tier, number in COUNTS.items()}
    brief = make_brief(
        table, BUDGET, goal={"kind": "engagements"}, pyramid=bands, pyramid_order=False, platforms={}, tolerance=1e-6
    )
    roster = make_roster(table)
    started = time.perf_counter()
    outcome = solve(table, brief, roster, Watch())
    return time.perf_counter() - started, outcome.proof.goal if isinstance(outcome, Plan) else None


if __name__ == "__main__":
    wanted, number, limit = sys.argv[1:]
    print(json.dumps(duel(int(wanted), int(number), float(limit)).__dict__))
