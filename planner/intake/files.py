"""From bytes to a table of text: what the file is, its encoding, its delimiter, its header."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.intake.guard import SAVE_AS, read_workbook
from planner.intake.reading import MAX_BYTES, MAX_COLUMNS, MAX_ROWS, Column, SetAside, refusal, shown

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
_SAMPLE = 50
_MAX_FIELD = 1_000_000
_ROSTER = "a roster: a header in row 1 and one row per creator"
_MARKUP = (b"<!doctype", b"<html", b"<table", b"<?xml", b"<style", b"<meta")
_NOT_TABLES = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\x1f\x8b", "a gzip file"),
)


@dataclass(frozen=True)
class Table:
    """Text cells below a header.

    cells: shape (rows, columns), every cell a str without surrounding blanks; blank rows are not in it.
    numbers: row of each in the spreadsheet, the file's first row being 1.
    blank: rows without any text below the header. set_aside: rows with too few or too many cells.
    """

    columns: tuple[Column, ...]
    cells: NDArray[np.object_]
    numbers: NDArray[np.int64]
    blank: int
    set_aside: tuple[SetAside, ...]
    notes: tuple[str, ...]


def read_table(name: str, data: bytes) -> Table:
    """Recognise a file by its content and read it. Raises BadInput when there is no table in it."""
    place = shown(name) or "the file"
    if len(data) > MAX_BYTES:
        raise refusal(place, f"is larger than {MAX_BYTES // 1024**2} MB", "a smaller file")
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise refusal(place, "is empty", _ROSTER)
    if data.startswith(b"PK"):
        sheet = read_workbook(place, data)
        notes = [f"Read the sheet '{shown(sheet.name)}'."]
        if sheet.others:
            notes.append(f"Not read: the other sheets ({', '.join(shown(other) for other in sheet.others)}).")
        return _table(place, sheet.rows, notes, is_sheet=True)
    _refuse_other_kinds(place, data)
    text, notes = _decoded(place, data)
    text = text.replace("\r\r\n", "\n")
    delimiter = _delimiter(text)
    if delimiter != ",":
        notes.append(f"Columns are separated by {DELIMITERS[delimiter]}.")
    return _table(place, list(_records(place, text, delimiter)), notes)


def _refuse_other_kinds(place: str, data: bytes) -> None:
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise refusal(place, "is an old .xls workbook or protected with a password", f"{SAVE_AS}, without a password")
    if data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP):
        raise refusal(place, "is a web page, not a table, whatever its name says", SAVE_AS)
    for magic, kind in _NOT_TABLES:
        if data.startswith(magic):
            raise refusal(place, f"is {kind}, not a table", SAVE_AS)


def _decoded(place: str, data: bytes) -> tuple[str, list[str]]:
    """Text, and what had to be assumed: UTF-8, UTF-16, else Windows-1252, but never a mixture."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    else:
        encoding = _utf16_without_mark(data[:2000]) or "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8-sig":
            raise refusal(place, "is not complete UTF-16 text", "the file saved again as CSV UTF-8") from None
        return _windows_text(place, data, error.start)
    if "\0" in text:
        row = text[: text.index("\0")].count("\n") + 1
        raise refusal(f"{place}, line {row}", "holds a NUL character, which no text file has", SAVE_AS)
    return text, [] if encoding == "utf-8-sig" else ["The text is encoded as UTF-16."]


def _utf16_without_mark(start: bytes) -> str | None:
    pairs = len(start) // 2
    if pairs and start[1::2].count(0) > pairs * 0.7:
        return "utf-16-le"
    return "utf-16-be" if pairs and start[::2].count(0) > pairs * 0.7 else None


def _windows_text(place: str, data: bytes, bad: int) -> tuple[str, list[str]]:
    line = data[:bad].count(b"\n") + 1
    # Names already in UTF-8 would come out garbled, so a file that has both is a question, not a guess.
    if any(byte > 0x7F for byte in data[:bad]):
        raise refusal(
            f"{place}, line {line}",
            "is not UTF-8 although the lines before it are",
            "the file saved again as CSV UTF-8",
        )
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        raise refusal(
            f"{place}, line {line}", "is in an unknown encoding", "the file saved again as CSV UTF-8"
        ) from None
    return text, [f"The text is not UTF-8 (line {line}) and was read as Windows-1252: look at names with accents."]


def _delimiter(text: str) -> str:
    """The one that splits the header, and most rows into as many cells as the header; never a letter."""
    best, chosen = (0.0, 1), ","
    for delimiter in DELIMITERS:
        widths = []
        try:
            for record in csv.reader(io.StringIO(text[:200_000], newline=""), delimiter=delimiter):
                if record:
                    widths.append(len(record))
                if len(widths) > _SAMPLE:
                    break
        except csv.Error:
            continue
        if not widths or widths[0] < 2:
            continue
        score = (sum(width == widths[0] for width in widths) / len(widths), widths[0])
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


def _table(place: str, rows: list[list[str]], notes: list[str], is_sheet: bool = False) -> Table:
    filled = [any(cell and not cell.isspace() for cell in row) for row in rows]
    if True not in filled:
        raise refusal(place, "is empty", _ROSTER)
    top = filled.index(True)
    header = [cell.strip() for cell in rows[top]]
    while header and not header[-1]:
        header.pop()
    below = [at for at in range(top + 1, len(rows)) if filled[at]]
    if not below:
        raise refusal(
            place,
            f"has a header in row {top + 1} and no rows below it",
            _ROSTER,
            shown(", ".join(header), 80),
        )
    if is_sheet:
        # A sheet's cells keep their columns, so a remark beside the table is only a column without a name.
        widest = max(len(_trimmed(rows[at], len(header))) for at in below)
        header += [""] * (widest - len(header))
    rows_of = {at: _trimmed(rows[at], len(header)) for at in below}
    widths = {len(row) for row in rows_of.values()}
    if len(widths) == 1 and (width := widths.pop()) > len(header):
        raise refusal(
            place,
            f"has {width} cells in every row but {len(header)} in the header, so that no cell can be named",
            "a header with a name for every column",
            shown(", ".join(header), 80),
        )
    if len(header) > MAX_COLUMNS:
        raise refusal(place, f"has {len(header):,} columns", f"at most {MAX_COLUMNS} columns")
    good, set_aside = [], []
    for at, row in rows_of.items():
        if len(row) == len(header) or (is_sheet and len(row) < len(header)):
            good.append(at)
        else:
            more = "an unquoted separator in a text?" if len(row) > len(header) else "cells missing at its end?"
            wrong = f"has {len(row)} cells where the header has {len(header)} ({more})"
            set_aside.append(SetAside(at + 1, None, shown(", ".join(row), 80), wrong, f"{len(header)} cells"))
    cells = np.empty((len(good), len(header)), dtype=object)
    for place_in_cells, at in enumerate(good):
        row = rows_of[at]
        cells[place_in_cells] = [cell.strip() for cell in row] + [""] * (len(header) - len(row))
    columns = tuple(Column(header_text, at) for at, header_text in enumerate(header))
    blank = len(rows) - top - 1 - len(below)
    while rows and not filled[-1]:
        # Blank lines after the last row are the end of the file, not rows of it.
        filled.pop()
        rows.pop()
        blank -= 1
    return Table(columns, cells, np.array(good, dtype=np.int64) + 1, blank, tuple(set_aside), tuple(notes))


def _trimmed(row: list[str], width: int) -> list[str]:
    """Without empty cells beyond the header, which a trailing separator leaves."""
    end = len(row)
    while end > width and not row[end - 1].strip():
        end -= 1
    return row[:end]
