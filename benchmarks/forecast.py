"""`python -m benchmarks.forecast`: reach models against simulated people, bands against simulated campaigns."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence

import numpy as np

from benchmarks import coverage, populations
from benchmarks.report import table
from benchmarks.world import make_roster, make_table
from planner.forecast.assumptions import default_assumptions
from planner.forecast.uncertainty import Bookings, band, pick_bands, simulate

SPEED_HEAD = ("picks", "segments", "draws", "CPU seconds")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.forecast", description=__doc__.partition(": ")[2])
    names = ("models", "bands", "speed")
    parser.add_argument("--only", nargs="+", choices=names, default=names, metavar="NAME", help=", ".join(names))
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    if "models" in asked.only:
        print(table(populations.HEAD, [trial.cells for trial in populations.trials(asked.seed)]), flush=True)
    if "bands" in asked.only:
        rows = [
            coverage.coverage(subject, world, asked.seed + 4)
            for subject in coverage.subjects()
            for world in coverage.WORLDS
        ]
        print("\n" + table(coverage.HEAD, rows), flush=True)
    if "speed" in asked.only:
        rows = [_speed(picks, segments) for picks in (100, 1_000) for segments in (1, 12)]
        print("\n" + table(SPEED_HEAD, rows), flush=True)
    return 0


def _speed(picks: int, segments: int) -> tuple[str, ...]:
    """Draws, the plan's bands and those of its picks; the best of three."""
    packages = make_table(picks * 2, 1, segments)
    rows = packages.starts[:picks]
    booked = Bookings.of(packages, rows, np.ones(picks, np.int64), make_roster(packages), default_assumptions())
    taken = []
    for _ in range(3):
        begun = time.process_time()
        draws = simulate(packages, booked)
        for values in (draws.unique_reach, draws.engagements, draws.cost_cents, draws.posts):
            band(values)
        pick_bands(packages, booked)
        taken.append(time.process_time() - begun)
    return f"{picks:,}", str(segments), f"{len(draws.posts):,}", f"{min(taken):.3f}"


if __name__ == "__main__":
    sys.exit(main())
