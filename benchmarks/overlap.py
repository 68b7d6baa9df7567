"""`python -m benchmarks.overlap ACCOUNTS PAIRS`: models calibrated from a measured pair table, with errors.

ACCOUNTS is a CSV of account and audience, PAIRS one of account, account and people shared; both with a header. Pairs
that are not listed are either left alone or taken to share a stated number of people.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.report import table
from planner.forecast.assumptions import default_assumptions
from planner.forecast.calibration import Calibration, calibrate
from planner.forecast.overlap import Definition, OverlapTable, Pair
from planner.problems import BadInput

HEAD = ("market", "pairs", "M", "D", "kappa", "model", "error", "bias", "a typical pair is missed by", "warned")


def main(arguments: Sequence[str] | None = None) -> int:
    """Calibrate for each market and print a row per model."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.overlap", description=__doc__.partition("\n")[0])
    parser.add_argument("accounts", type=Path)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--market", type=int, nargs="+", default=[2_000_000, 4_000_000, 8_000_000], help="people")
    parser.add_argument("--unlisted", type=float, nargs="*", default=[], help="people shared by pairs not listed")
    asked = parser.parse_args(arguments)
    try:
        measured = read(asked.accounts, asked.pairs)
    except BadInput as bad:
        print(bad, file=sys.stderr)
        return 2
    print(f"{len(measured.names):,} accounts, {len(measured.first):,} pairs, {measured.audiences.sum():,.0f} audiences")
    tables = [("listed", measured), *((f"all, others {n:g}", measured.filled(n)) for n in asked.unlisted)]
    rows: list[tuple[str, ...]] = []
    for market in asked.market:
        for name, known in tables:
            try:
                rows.extend(_rows(name, calibrate(known, market, default_assumptions())))
            except BadInput as bad:
                print(f"{market:,}, {name}: {bad.problems[0]}", file=sys.stderr)
    print(table(HEAD, rows))
    return 0


def read(accounts: Path, pairs: Path) -> OverlapTable:
    """The table in these two files. Raises BadInput with the rows that cannot be."""
    sizes = {cells[0]: float(cells[-1]) for _, cells in _rows_of(accounts)}
    found = [Pair(cells[0], cells[1], float(cells[2]), f"row {row}") for row, cells in _rows_of(pairs)]
    return OverlapTable.of(sizes, found, Definition.PEOPLE)


def _rows_of(path: Path) -> Iterator[tuple[int, list[str]]]:
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    for row, cells in enumerate(csv.reader(lines), 1):
        if row > 1 and any(cells):
            yield row, cells


def _rows(name: str, found: Calibration) -> Iterator[tuple[str, ...]]:
    for distance in found.distances:
        yield (
            f"{found.size:,}",
            name,
            f"{found.effective:,.0f}",
            f"{found.duplication:.2f}",
            f"{found.kappa:.3g}",
            distance.model,
            f"{100 * distance.error:.0f} %",
            f"{100 * distance.bias:+.0f} %",
            f"x {distance.typical:.1f}",
            "yes" if found.warnings else "no",
        )


if __name__ == "__main__":
    sys.exit(main())
