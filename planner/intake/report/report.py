"""The quality report as files: a list of everything that deserves attention, and the whole as JSON."""

import csv
import io
import json
from collections.abc import Iterable, Iterator

from planner.formula_escape import escaped
from planner.intake.asking import Question
from planner.intake.columns.roles import IGNORE, NUMBER, role_of
from planner.intake.mapping import ColumnChoice, Mapping
from planner.intake.reading import ColumnUse, Understood
from planner.intake.report.quality import Quality
from planner.intake.roster.countries import ASKED
from planner.problems import BadInput

_HEADER = ("kind", "file", "sheet", "row", "column", "creator", "value", "what", "accepted")


def report_csv(quality: Quality) -> bytes:
    """UTF-8 CSV, one line for everything set aside, in conflict, estimated or suspicious; inert in a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow(_HEADER)
    writer.writerows([escaped(cell) for cell in line] for line in _lines(quality))
    return out.getvalue().encode("utf-8-sig")


def _lines(quality: Quality) -> Iterator[tuple[str, ...]]:
    reading = quality.reading
    for aside in reading.set_aside:
        column = str(aside.column) if aside.column else ""
        yield (
            "needs fixing", aside.file, aside.sheet, str(aside.row), column, "", aside.value, aside.wrong,
            aside.accepted,
        )  # fmt: skip
    for mark in reading.marked:
        column = str(mark.column) if mark.column else ""
        kind = "cell left out" if mark.accepted else "interpreted"
        said = f"{mark.wrong}; read as {mark.taken}"
        yield kind, mark.file, mark.sheet, str(mark.row), column, "", mark.value, said, mark.accepted
    for conflict in reading.conflicts:
        told = "; ".join(f"{value} in {place}" for place, value in conflict.told)
        yield "conflict", "", "", "", conflict.what, conflict.creator, told, f"taken: {conflict.taken}", ""
    for twins in reading.twins:
        yield "look-alike", "", "", "", "handle", twins.first, twins.second, twins.why, ""
    for fee in quality.fees:
        low, typical, high = (f"{cents / 100:.2f}" for cents in (fee.low, fee.typical, fee.high))
        said = f"no quote; planned with {typical} {quality.currency}, usual {low} to {high}"
        yield "estimated", "", "", fee.place, f"fee of {fee.package}", fee.creator, "", said, "a quote"
    for doubt in quality.doubts:
        yield "suspicious", "", "", doubt.place, doubt.kind, doubt.creator, doubt.value, doubt.why, ""


def mapping_of(file: Understood, given: Mapping | None = None) -> Mapping:
    """What a file was read with, as a mapping that reads files with the same header in the same way."""
    given = given or Mapping()
    columns = tuple(
        ColumnChoice(column=use.column.letter, header=use.column.header[:1_000], read_as=role_text(use))
        for use in file.columns
        if use.column.header
    )
    answers = given.answers | {q.key: q.holds for q in file.questions if q.holds}
    answers.pop(ASKED, None)
    return given.model_copy(update={"header": file.header, "columns": columns, "answers": answers})


def role_text(use: ColumnUse) -> str:
    """What a column is read as, the way a mapping names it."""
    if not use.why:
        return IGNORE
    try:
        return str(role_of(use.field, ""))
    except BadInput:
        # A number column is known by its own header.
        return NUMBER


def report_json(quality: Quality) -> bytes:
    """Everything as JSON: the sum, each file with its columns, questions and mapping, and every line of the list."""
    reading = quality.reading
    data = {
        "rows": {
            "read": reading.rows_read,
            "used": reading.rows_used,
            "merged": reading.rows_merged,
            "set_aside": reading.rows_set_aside,
            "blank": reading.rows_blank,
            "no_creators": reading.rows_totals,
        },
        "creators": 0 if reading.roster is None else len(reading.roster),
        "packages": 0 if reading.roster is None else len(reading.roster.packages),
        "currency": quality.currency,
        "files": [_file(file) for file in reading.files],
        "notes": list(reading.notes),
        "estimated_fees": quality.fees_found,
        "suspicious": quality.doubts_found,
        "lines": [dict(zip(_HEADER, line, strict=True)) for line in _lines(quality)],
    }
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def _file(file: Understood) -> dict[str, object]:
    return {
        "file": file.file,
        "sheet": file.opened.sheet,
        "encoding": file.opened.encoding,
        "delimiter": file.opened.delimiter,
        "header_row": file.opened.header_row,
        "columns": [
            {
                "column": use.column.letter,
                "header": use.column.header,
                "read_as": use.field,
                "why": use.why,
                "examples": list(use.examples),
                "reading": use.reading,
            }
            for use in file.columns
        ],
        "questions": questions_data(file.questions),
        "mapping": mapping_of(file).model_dump(mode="json"),
    }


def questions_data(questions: Iterable[Question]) -> list[dict[str, object]]:
    """Questions as JSON data."""
    return [
        {
            "key": question.key,
            "question": question.title,
            "choices": {choice.value: choice.words for choice in question.choices},
            "default": question.default,
            "answer": question.answer,
            "examples": list(question.examples),
        }
        for question in questions
    ]
