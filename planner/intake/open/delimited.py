"""Text to rows of cells: which sign separates them, and records with line breaks inside quotes."""

import csv
import io
import re
from collections.abc import Iterator

from planner.intake.columns.roles import recognised
from planner.intake.reading import MAX_COLUMNS, MAX_ROWS, refusal, shown

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
"""Separators that are recognised or can be chosen, with their names."""
_SAMPLE = 50
_MAX_FIELD = 1_000_000
_CELLS = 30
_MOST_CELLS = 5_000
"""Separators in a line, on average, beyond which nothing is a table."""
_TOLD = re.compile(r"sep=(.)\r?\n")


def split(place: str, text: str, chosen: str | None) -> tuple[list[list[str]], str, int]:
    """Rows of cells, the delimiter, and how many lines of the file stand before the first row.

    Raises BadInput for more rows than can be read, and for quotation marks that are not closed.
    """
    if "\r\r\n" in text:
        text = text.replace("\r\r\n", "\n")
    told = _TOLD.match(text)
    if told is not None:
        # A hint that Excel writes and reads, and does not count as a row of the table.
        text, chosen = text[told.end() :], chosen or told.group(1)
    delimiter = chosen or _delimiter(text)
    lines = max(1, text.count("\n"), text.count("\r"))
    if text.count(delimiter) > _MOST_CELLS * lines:
        raise refusal(place, f"has data beyond column {MAX_COLUMNS}", f"at most {MAX_COLUMNS} columns")
    return list(_records(place, text, delimiter)), delimiter, 1 if told else 0


def _delimiter(text: str) -> str:
    """The one that makes known headers, and rows of one length; never a letter."""
    best, chosen = (False, 0.0, 1), ","
    for delimiter in DELIMITERS:
        records = []
        try:
            for record in csv.reader(io.StringIO(text[:200_000], newline=""), delimiter=delimiter):
                if any(record):
                    records.append(record)
                if len(records) > _SAMPLE:
                    break
        except csv.Error:
            continue
        widths = list(map(len, records))
        usual = max(set(widths), key=lambda width: (widths.count(width), width), default=1)
        if usual < 2:
            continue
        known = any(sum(recognised(cell) is not None for cell in record[:_CELLS]) > 1 for record in records)
        # Title lines above the header and a comma in a note do not decide; most rows do.
        score = (known, sum(width == usual for width in widths) / len(widths), usual)
        if score > best:
            best, chosen = score, delimiter
    return chosen


def _records(place: str, text: str, delimiter: str) -> Iterator[list[str]]:
    csv.field_size_limit(_MAX_FIELD)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    row, line = 1, 1
    try:
        for record in reader:
            if row > MAX_ROWS:
                raise refusal(place, f"has more than {MAX_ROWS:,} rows", f"at most {MAX_ROWS:,} rows")
            yield record
            row, line = row + 1, reader.line_num + 1
    except csv.Error as error:
        at = text.splitlines()[line - 1 : line]
        if "field limit" in str(error):
            wrong = f"has a cell of more than {_MAX_FIELD:,} characters"
        else:
            wrong = "opens a quotation mark that is not closed properly"
        accepted = 'text in "..." with every " inside it doubled'
        raise refusal(f"{place}, row {row}", wrong, accepted, shown("".join(at), 80)) from None
