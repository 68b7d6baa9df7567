"""`roster`: read files as a roster, say what was understood, and write the clean roster and the report."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from planner.commands.common import DONE, PLATFORMS, answers_of, asked_for, check_answers, decoded, read, refuse, wanted

if TYPE_CHECKING:
    from planner.commands.common import Commands
    from planner.commands.output_files import Target
    from planner.intake import Mapping, Question
    from planner.intake.reading import Understood
    from planner.intake.report.quality import Quality

EPILOG = """\
exit status:
  0  a roster was read      2  nothing usable was read, or something has to be answered first

examples:
  %(prog)s creators.xlsx --platform instagram --csv clean.csv
  %(prog)s a.csv b.csv --answer rate_unit=percent --json report.json
  %(prog)s next_month.csv --map report.json
"""
_SHOWN = 40


def add(commands: Commands) -> None:
    """The command and its options."""
    parser = commands.add_parser(
        "roster",
        help="read rosters, report what was understood",
        description="Read one or several files as one roster and report what was understood, row by row.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("files", nargs="+", metavar="FILE", help="CSV, XLSX, XLSM, XLS or ODS")
    parser.add_argument("--platform", choices=PLATFORMS, help="platform of rows that name none")
    parser.add_argument("--currency", default="USD", metavar="CODE", help="currency of amounts without a sign (USD)")
    parser.add_argument("--sheet", metavar="NAME", help="sheet of a workbook, instead of the first visible one")
    parser.add_argument("--header-row", type=int, metavar="N", help="row of the header, the first row being 1")
    parser.add_argument(
        "--map", metavar="FILE", help="how to read: a mapping, or a report of this command for the same header"
    )
    parser.add_argument(
        "--answer", action="append", default=[], metavar="KEY=VALUE", help="answer to a question; may be repeated"
    )
    parser.add_argument("--json", metavar="OUT", help="write the report as JSON; - is standard output, alone")
    parser.add_argument("--csv", metavar="OUT", help="write the clean roster as CSV")
    parser.set_defaults(run=_run)


def _run(asked: argparse.Namespace) -> int:
    from planner.commands.output_files import prepared
    from planner.intake import Unanswered

    try:
        inputs = [*asked.files, *([asked.map] if asked.map else [])]
        data = [read(path, "the roster", None) for path in asked.files]
        with prepared(wanted(asked, "json", "csv"), inputs) as targets:
            return _read(asked, data, targets)
    except Unanswered as open_questions:
        return refuse([*asked_for(open_questions.questions)])


def _read(asked: argparse.Namespace, data: Sequence[bytes], targets: Sequence[Target]) -> int:
    from planner.domain.roster import Platform
    from planner.forecast.assumptions import default_assumptions
    from planner.intake import ReadSettings, Unanswered, Upload, read_rosters, write_roster_csv
    from planner.intake.report.quality import quality_of
    from planner.intake.report.report import report_json

    mapping = _mapping(asked)
    uploads = [
        Upload(os.path.basename(path), content, mapping) for path, content in zip(asked.files, data, strict=True)
    ]
    platform = Platform(asked.platform) if asked.platform else None
    settings = ReadSettings(platform=platform, currency=_currency(asked.currency))
    try:
        reading = read_rosters(uploads, settings)
    except Unanswered as waiting:
        _check(asked, waiting.questions, waiting.files)
        raise
    _check(asked, reading.questions, reading.files)
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
        return refuse(["No row can be used."])
    return DONE


def _check(asked: argparse.Namespace, questions: Sequence[Question], files: Sequence[Understood]) -> None:
    letters = {use.column.letter for file in files for use in file.columns}
    # What has been answered is asked no more, and is a question about the file all the same.
    every = [*questions, *(question for file in files for question in file.questions)]
    check_answers(answers_of(asked.answer), {question.key: question for question in every}, letters)


def _currency(code: str) -> str:
    from planner.forecast.assumptions import default_assumptions
    from planner.problems import BadInput, Problem

    known = default_assumptions().currencies
    if code.upper() not in known:
        raise BadInput([Problem("--currency", code, "is no currency with a rate", f"one of {', '.join(known)}")])
    return code.upper()


def _mapping(asked: argparse.Namespace) -> Mapping:
    """What was said about the files, on the command line and in --map. Raises BadInput, Unreadable."""
    import json

    from pydantic import ValidationError

    from planner.intake import Mapping
    from planner.problems import BadInput, Problem, problems_of

    mapping = Mapping()
    if asked.map:
        text = decoded(read(asked.map, "--map", 5_000_000), asked.map, "--map", "a mapping")
        data, place = json.loads(text), f"--map '{asked.map}'"
        files = data.get("files") if isinstance(data, dict) else None
        if isinstance(files, list) and files and isinstance(files[0], dict):
            data = files[0].get("mapping", {})
        if not isinstance(data, dict) or not data.keys() <= Mapping.model_fields.keys():
            wrong = "holds no mapping and no report of this command"
            raise BadInput([Problem(place, "", wrong, "a mapping, or what --json has written for a file")])
        try:
            mapping = Mapping.model_validate(data)
        except ValidationError as error:
            raise BadInput(problems_of(error, place)) from None
    answers = answers_of(asked.answer)
    update: dict[str, object] = {"answers": mapping.answers | answers}
    if asked.sheet is not None:
        update["sheet"] = asked.sheet
    if asked.header_row is not None:
        if not 1 <= asked.header_row <= 200_000:
            raise BadInput([Problem("--header-row", str(asked.header_row), "is no row of a file", "1 or more")])
        update["header_row"] = asked.header_row
    return mapping.model_copy(update=update)


def _lines(quality: Quality) -> list[str]:
    """The report as text."""
    from planner.exports.text import one_line
    from planner.intake.report.losses import losses_of
    from planner.wording import count

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
        unquoted = "1 package has" if quality.fees_found == 1 else f"{count(quality.fees_found)} packages have"
        lines.append(f"Fees estimated: {unquoted} no quote.")
    return lines
