"""Reading rosters: processor time and memory for ten thousand and a hundred thousand rows of twelve columns."""

from __future__ import annotations

import argparse
import io
import json
import random
import resource
import subprocess
import sys
import time

COLUMNS = (
    "handle", "name", "platform", "country", "category", "followers", "engagement rate", "median views",
    "fake followers", "package", "fee", "brand_score",
)  # fmt: skip
LIMITS = {10_000: 1.5, 100_000: 7.0}
"""Limit in processor seconds by number of rows, for reading, checking and reporting together."""
MEGABYTES = 450


def roster_file(rows: int, kind: str) -> bytes:
    """A roster as tools export it, with the usual currency signs, suffixes, blanks and a few bad rows."""
    luck = random.Random(rows)
    table = [list(COLUMNS)]
    for at in range(rows):
        followers = luck.randint(1_000, 2_000_000)
        table.append(
            [
                f"creator.{at}",
                f"Name {at}",
                luck.choice(["Instagram", "TikTok", "YouTube"]),
                luck.choice(["United States", "GB", "Germany", ""]),
                luck.choice(["beauty", "food", "games"]),
                luck.choice([f"{followers:,}", f"{followers / 1000:.1f}k", str(followers)]),
                f"{luck.random() * 8:.2f}%",
                luck.choice([str(followers // 9), "N/A"]),
                f"{luck.random() * 30:.1f}%",
                "",
                luck.choice([f"${luck.randint(20, 9000):,}.50", "", "-5" if at % 97 == 0 else "300"]),
                str(luck.randint(0, 100)),
            ]
        )
    if kind == "csv":
        import csv

        text = io.StringIO()
        csv.writer(text).writerows(table)
        return text.getvalue().encode()
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Roster")
        for number, row in enumerate(table):
            sheet.write_row(number, 0, row)
    return out.getvalue()


def measure(path: str) -> dict[str, float]:
    """Read and report one file in this process: seconds of processor time, its own and its children's, and memory."""
    from planner.forecast.assumptions import default_assumptions
    from planner.intake import read_roster
    from planner.intake.report.quality import quality_of
    from planner.intake.report.report import report_csv

    with open(path, "rb") as file:
        data = file.read()
    began, clock = time.process_time(), time.perf_counter()
    reading = read_roster("roster", data)
    read = time.process_time() - began
    report_csv(quality_of(reading, "USD", default_assumptions()))
    done = time.process_time() - began
    wall = time.perf_counter() - clock
    child = resource.getrusage(resource.RUSAGE_CHILDREN)
    memory = max(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, child.ru_maxrss) / 1024
    if not reading.adds_up:
        raise ValueError("rows were lost")
    return {
        "rows": reading.rows_read,
        "set_aside": reading.rows_set_aside,
        "read_s": read,
        "report_s": done - read,
        "child_s": child.ru_utime + child.ru_stime,
        "wall_s": wall,
        "memory_mb": memory,
    }


def main(arguments: list[str] | None = None) -> None:
    """Print a line for each size and kind; each is read in a process of its own."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.intake", description=__doc__)
    parser.add_argument("--rows", type=int, nargs="*", default=list(LIMITS))
    parser.add_argument("--one", metavar="FILE", help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.one:
        print(json.dumps(measure(asked.one)))
        return
    import tempfile

    print(f"{'file':>14} {'rows':>8} {'aside':>6} {'read':>7} {'report':>7} {'parser':>7} {'clock':>7} {'memory':>8}")
    for rows in asked.rows:
        for kind in ("csv", "xlsx"):
            with tempfile.NamedTemporaryFile(suffix=f".{kind}") as file:
                file.write(roster_file(rows, kind))
                file.flush()
                done = subprocess.run(
                    [sys.executable, "-m", "benchmarks.intake", "--one", file.name],
                    capture_output=True, check=True, text=True,
                )  # fmt: skip
            m = json.loads(done.stdout)
            total, limit = m["read_s"] + m["report_s"] + m["child_s"], LIMITS.get(rows)
            kept = "" if limit is None else "  kept" if total < limit and m["memory_mb"] < MEGABYTES else "  MISSED"
            print(
                f"{kind:>14} {m['rows']:>8,.0f} {m['set_aside']:>6,.0f} {m['read_s']:>6.2f}s {m['report_s']:>6.2f}s "
                f"{m['child_s']:>6.2f}s {m['wall_s']:>6.2f}s {m['memory_mb']:>5.0f} MB{kept}"
            )


if __name__ == "__main__":
    main()
