"""Published multiple-choice knapsacks through the planner's ordinary door: `python -m benchmarks.mmkp FILE`.

In Khan's format a file holds `groups items resources`, the capacities, then per group its number and a line per
item: value, then the use of each resource. A group becomes a creator, an item a package, a knapsack a resource
with a stock, the value a score column. The planner picks at most one item of a group; when all values are
positive and something of every group fits, that is the published optimum with exactly one.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from planner.brief.brief import Brief
from planner.intake import read_roster
from planner.outcome import Outcome, Plan
from planner.planning import plan

FOLLOWERS = 10_000
FEE = "1.00"


@dataclass(frozen=True)
class Item:
    """One item of a group: what it is worth, and what it uses of each resource."""

    value: float
    uses: tuple[float, ...]


@dataclass(frozen=True)
class Instance:
    """A multiple-choice knapsack with several resources."""

    stocks: tuple[float, ...]
    groups: tuple[tuple[Item, ...], ...]

    @classmethod
    def of(cls, text: str) -> Instance:
        """Read Khan's format; what follows the last group is left alone. Raises ValueError when it is not that."""
        numbers = _numbers(text)
        try:
            groups, items, resources = (round(next(numbers)) for _ in range(3))
            stocks = tuple(next(numbers) for _ in range(resources))
            read = []
            for wanted in range(1, groups + 1):
                if round(next(numbers)) != wanted:
                    raise ValueError(f"group {wanted} does not begin where it should")
                read.append(
                    tuple(Item(next(numbers), tuple(next(numbers) for _ in range(resources))) for _ in range(items))
                )
        except (StopIteration, RuntimeError):
            raise ValueError("the file ends before its last group") from None
        return cls(stocks, tuple(read))

    def roster_csv(self) -> bytes:
        """The instance as an ordinary roster file, a row per creator and package."""
        names = [f"r{k}" for k in range(1, len(self.stocks) + 1)]
        out = io.StringIO()
        rows = csv.writer(out)
        rows.writerow(["handle", "platform", "followers", "package", "posts", "compensation", "fee", *names, "value"])
        for g, items in enumerate(self.groups, 1):
            for i, item in enumerate(items, 1):
                used = [f"{use:g}" for use in item.uses]
                handle = f"group{g:04d}"
                rows.writerow(
                    [handle, "instagram", FOLLOWERS, f"item {i:03d}", 1, "cash", FEE, *used, f"{item.value:g}"]
                )
        return out.getvalue().encode()

    def brief_json(self, tolerance: float, seconds: float) -> str:
        """The instance as an ordinary brief: most value within the stocks, money being no object."""
        return json.dumps(
            {
                "name": "Multiple-choice knapsack",
                "goal": {"kind": "score", "score": "value"},
                "budget_cents": 100 * len(self.groups),
                "resources": {f"r{k}": {"stock": stock} for k, stock in enumerate(self.stocks, 1)},
                "tolerance": tolerance,
                "time_limit": seconds,
            }
        )


def solve_instance(instance: Instance, tolerance: float = 1e-6, seconds: float = 60.0) -> Outcome:
    """Plan an instance from the bytes of its roster and the text of its brief, as a user's files would be."""
    reading = read_roster("knapsack.csv", instance.roster_csv())
    if reading.set_aside:
        raise ValueError(f"not an ordinary roster: {reading.set_aside[0]}")
    return plan(reading.roster, Brief.read(instance.brief_json(tolerance, seconds)))


def _numbers(text: str) -> Iterator[float]:
    for word in text.split():
        try:
            yield float(word)
        except ValueError:
            return


def main(arguments: Sequence[str] | None = None) -> int:
    """Solve each file and print its best value, the bound and the seconds."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mmkp", description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--tolerance", type=float, default=1e-6, help="relative gap at which to stop (1e-6)")
    parser.add_argument("--seconds", type=float, default=60.0, help="time limit of each (60)")
    asked = parser.parse_args(arguments)
    status = 0
    for file in asked.files:
        try:
            instance = Instance.of(file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as problem:
            print(f"{file}: {problem}", file=sys.stderr)
            status = 2
            continue
        started = time.perf_counter()
        outcome = solve_instance(instance, asked.tolerance, asked.seconds)
        seconds = time.perf_counter() - started
        if isinstance(outcome, Plan):
            proof = outcome.proof
            print(f"{file.name}: value {proof.goal:g}, bound {proof.bound:g}, {seconds:.2f} s, {proof.how}")
        else:
            print(f"{file.name}: {outcome.sentence}")
    return status


if __name__ == "__main__":
    sys.exit(main())
