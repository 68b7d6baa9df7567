"""`roster`: read files as a roster, print how they were understood, and write the clean roster and the report."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from planner.commands.common import DONE, refuse
from planner.commands.declare import Command, json_of, option, read_from, targets, written_to
from planner.commands.elsewhere import read_list
from planner.commands.lists import READING, read_lists

if TYPE_CHECKING:
    from planner.commands.output_files import Target
    from planner.intake.report.quality import Quality

EPILOG = """\
exit status:
  0  a roster was read      2  nothing usable was read, or something has to be answered first

examples:
  %(prog)s creators.xlsx --platform instagram --csv clean.csv
  %(prog)s a.csv b.csv --answer rate_unit=percent --json report.json
  %(prog)s next_month.csv --map report.json
  %(prog)s https://crm.example.com/creators.json --header 'Authorization: Bearer ${CRM_TOKEN}'
  %(prog)s sqlite:///crm.db --query 'SELECT * FROM creators'
"""
_SHOWN = 40


def _run(asked: argparse.Namespace) -> int:
    files = [(path, read_list(asked, path, "the roster")) for path in asked.files]
    with targets(asked) as written:
        return _read(asked, files, written)


def _read(asked: argparse.Namespace, files: Sequence[tuple[str, bytes]], targets: Sequence[Target]) -> int:
    from planner.domain.roster import Platform
    from planner.forecast.assumptions import default_assumptions
    from planner.intake import ReadSettings, write_roster_csv
    from planner.intake.report.quality import quality_of
    from planner.intake.report.report import report_json

    platform = Platform(asked.platform) if asked.platform else None
    settings = ReadSettings(platform=platform, currency=currency_of(asked.currency))
    reading = read_lists(asked, files, settings)
    quality = quality_of(reading, settings.currency, default_assumptions())
    for target in targets:
        if target.kind == "json":
            target.write(report_json(quality))
        elif reading.roster is not None:
            target.write(write_roster_csv(reading.roster))
        else:
            print(f"{target.path} was not written: there is no roster.", file=sys.stderr)
    if asked.json != "-":
        print("\n".join(_lines(quality)))
    if reading.roster is None:
        return refuse(["None of the rows can be used."])
    return DONE


def currency_of(code: str) -> str:
    """The code of a currency that amounts without a sign may be in. Raises BadInput."""
    from planner.forecast.assumptions import default_assumptions
    from planner.problems import BadInput, Problem

    known = default_assumptions().currencies
    if code.upper() not in known:
        raise BadInput(
            [Problem("--currency", code, "isn't a currency with an exchange rate", f"one of {', '.join(known)}")]
        )
    return code.upper()


def _lines(quality: Quality) -> list[str]:
    """The report as text."""
    from planner.exports.text import one_line
    from planner.intake.report.losses import losses_of
    from planner.wording import count, counted

    reading = quality.reading
    lines = [f"{quality.sentence}."]
    if reading.roster is not None:
        creators, packages = len(reading.roster), len(reading.roster.packages)
        both = ((creators, "creator"), (packages, "package"))
        words = " with ".join(f"{count(number)} {one}{'' if number == 1 else 's'}" for number, one in both)
        lines.append(f"Roster: {words}.")
    losses = losses_of(reading)
    if losses is not None:
        lines += [losses.sentence, *(f"  {one_line(reason)}" for reason in losses.reasons)]
    for title, said in (
        ("Columns", [f"{u.column}: {u.field.replace('_', ' ')}" + (f" ({u.reading})" if u.reading else "")
                     for u in reading.columns]),
        ("Notes", list(reading.notes)),
        ("Left out until corrected", [str(aside) for aside in reading.set_aside]),
        ("Cells left out; their creators are used", [str(mark) for mark in reading.marked if mark.accepted]),
        ("Interpreted", [str(mark) for mark in reading.marked if not mark.accepted]),
        ("Conflicts", [str(conflict) for conflict in reading.conflicts]),
        ("Look alike", [f"{t.first} and {t.second} {t.why}." for t in reading.twins]),
        ("Suspicious", [f"{d.creator} ({d.place}): {d.kind} {d.value} is {d.why}." for d in quality.doubts]),
        ("Could be answered otherwise", [f"{q.key}={q.holds}: {q.title}" for q in reading.questions if q.choices]),
    ):  # fmt: skip
        if said:
            lines.append(f"{title}:")
            lines.extend(f"  {one_line(text)}" for text in said[:_SHOWN])
            if len(said) > _SHOWN:
                lines.append(f"  and {count(len(said) - _SHOWN)} more; --json has all")
    if quality.fees_found:
        unquoted = "1 package has" if quality.fees_found == 1 else f"{counted(quality.fees_found, 'package')} have"
        lines.append(f"Fees estimated: {unquoted} no quote.")
    return lines


COMMAND = Command(
    "roster",
    "read rosters, report what was understood",
    _run,
    (
        read_from(
            "files",
            "CSV, XLSX, XLSM, XLS, ODS, JSON, JSON Lines or Parquet; or https://, sqlite:/// or postgresql://",
            nargs="+",
        ),
        option("--currency", default="USD", metavar="CODE", help="currency of amounts without a sign (USD)"),
        *READING,
        json_of("report"),
        written_to("--csv", "write the clean roster as CSV"),
    ),
    "Read one or several files as one roster and report what was understood, row by row.",
    EPILOG,
)
