"""Reads one workbook in a process of its own: bytes on standard input, JSON on standard output.

A hostile workbook can make a parser abort the whole process or eat its memory, and no `try` catches that. So
this file runs as a script, isolated, under limits, and imports nothing of the planner. The answer is
`{"sheet": name, "others": [names], "rows": [[text, ...], ...]}`, or `{"error": kind}`; with the argument `all` it is
`{"sheets": [{"name": name, "rows": [...]}, ...]}`, hidden sheets included.
"""

from __future__ import annotations

import contextlib
import datetime
import io
import json
import re
import sys
import zipfile
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

MEMORY = 1024**3
CPU_SECONDS = 7
CELL_CHARACTERS = 1_000
ALL_CHARACTERS = 60_000_000
_PERCENT_FORMATS = {9, 10}
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_BROKEN = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^<>]*? t="e"[^<>]*>(.*?)</c>', re.S)
_VALUE = re.compile(rb"<v>(#[^<]{1,20})</v>")
_STYLED = re.compile(rb'<c r="([A-Z]+)(\d+)" s="(\d+)"')


def limit() -> None:
    """Bound memory and processor time, where the system can."""
    with contextlib.suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def read(data: bytes) -> dict[str, object]:
    """First visible sheet of a workbook as text cells; row 1 of the sheet is the first row."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    sheets = [sheet for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    visible = [sheet.name for sheet in sheets if sheet.visible == SheetVisibleEnum.Visible]
    if not visible:
        return {"error": "no sheet"}
    rows: list[list[Any]] = book.get_sheet_by_name(visible[0]).to_python(skip_empty_area=False)
    with contextlib.suppress(KeyError, ElementTree.ParseError, StopIteration):
        rows = _with_percent(rows, data, visible[0])
    texts, total = _texts(rows, 0)
    if total > ALL_CHARACTERS:
        return {"error": "too much text"}
    others = [sheet.name for sheet in sheets if sheet.name != visible[0]]
    return {"sheet": visible[0], "others": others, "rows": texts}


def read_all(data: bytes) -> dict[str, object]:
    """Every sheet of a workbook as text cells, in the order of the file; numbers plain, without per cent signs."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum

    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    found, total = [], 0
    for sheet in book.sheets_metadata:
        if sheet.typ != SheetTypeEnum.WorkSheet:
            continue
        rows: list[list[Any]] = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
        with contextlib.suppress(KeyError, ElementTree.ParseError, StopIteration):
            _mark_errors(rows, data, sheet.name)
        texts, total = _texts(rows, total)
        if total > ALL_CHARACTERS:
            return {"error": "too much text"}
        found.append({"name": sheet.name, "rows": texts})
    return {"sheets": found} if found else {"error": "no sheet"}


def _texts(rows: list[list[Any]], total: int) -> tuple[list[list[str]], int]:
    """Cells as text, and `total` with their characters added; stops early beyond the limit."""
    texts = []
    for row in rows:
        cells = [_text(cell) for cell in row]
        total += sum(map(len, cells))
        if total > ALL_CHARACTERS:
            break
        texts.append(cells)
    return texts, total


def _text(cell: object) -> str:
    if isinstance(cell, str):
        return cell[:CELL_CHARACTERS]
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int | float):
        # Fifteen digits are what a spreadsheet shows: 0.1 + 0.2 is 0.3 there.
        return str(int(cell)) if cell == cell // 1 and abs(cell) < 1e15 else format(cell, ".15g")
    if isinstance(cell, datetime.date | datetime.time):
        return cell.isoformat()
    return str(cell)[:CELL_CHARACTERS]


def _with_percent(rows: list[list[Any]], data: bytes, sheet: str) -> list[list[Any]]:
    """A cell that shows 1.39% holds 0.0139; give it back its sign, or nobody could tell the two apart."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        styles = _percent_styles(book.read("xl/styles.xml"))
        if not styles:
            return rows
        xml = book.read(_part_of(book, sheet))
    for letters, number, style in _STYLED.findall(xml):
        if int(style) not in styles:
            continue
        row, column = _place(letters, number)
        if row < len(rows) and column < len(rows[row]):
            cell = rows[row][column]
            if isinstance(cell, int | float) and not isinstance(cell, bool):
                hundredfold = Decimal(format(cell, ".15g")) * 100
                rows[row][column] = f"{hundredfold.normalize():f}%"
    return rows


def _mark_errors(rows: list[list[Any]], data: bytes, sheet: str) -> None:
    """Put the error of a broken formula into its cell, which the parser gives as empty."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        xml = book.read(_part_of(book, sheet))
    for letters, number, rest in _BROKEN.findall(xml):
        row, column = _place(letters, number)
        value = _VALUE.search(rest)
        if value and row < len(rows) and column < len(rows[row]):
            rows[row][column] = value.group(1).decode(errors="replace")


def _place(letters: bytes, number: bytes) -> tuple[int, int]:
    """Row and column of a cell, from 0."""
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return int(number) - 1, column - 1


def _percent_styles(xml: bytes) -> set[int]:
    root = ElementTree.fromstring(xml)
    formats = set(_PERCENT_FORMATS)
    for node in root.iterfind(".//{*}numFmts/{*}numFmt"):
        if "%" in node.get("formatCode", ""):
            formats.add(int(node.get("numFmtId", "-1")))
    cells = root.iterfind(".//{*}cellXfs/{*}xf")
    return {at for at, node in enumerate(cells) if int(node.get("numFmtId", "0")) in formats}


def _part_of(book: zipfile.ZipFile, sheet: str) -> str:
    sheets = ElementTree.fromstring(book.read("xl/workbook.xml")).iterfind(".//{*}sheets/{*}sheet")
    wanted = next(node.get(_RELATION) for node in sheets if node.get("name") == sheet)
    relations = ElementTree.fromstring(book.read("xl/_rels/workbook.xml.rels"))
    target = next(node.get("Target", "") for node in relations if node.get("Id") == wanted)
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def main() -> None:
    """Answer in JSON whatever happens; a parser's panic is not an Exception."""
    limit()
    try:
        answer = (read_all if "all" in sys.argv[1:] else read)(sys.stdin.buffer.read())
    except MemoryError:
        answer = {"error": "memory"}
    except BaseException as error:
        answer = {"error": "unreadable", "why": type(error).__name__}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
