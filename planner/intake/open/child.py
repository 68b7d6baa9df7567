"""Reads one workbook in a process of its own: bytes on standard input, JSON on standard output.

A hostile workbook can make a parser abort the whole process or eat its memory, and no `try` catches that. So
this file runs as a script, isolated, under limits, and imports nothing of the planner. Its arguments are options:
`sheet=NAME`, once or several times (else the first visible sheet), `far=PART` (of a sheet that is too large), `all`
(every sheet), `heads` (their first rows, but for `without=NAME`), `plain` (the slow parser, which bears more).

The answer is `{"sheet": name, "sheets": [[name, hidden], ...], "rows": [[text, ...], ...], "no_result": [[row,
column], ...], "merged": [[first row, column, last row], ...], "far": [[name, why], ...], "hidden_rows": n,
"hidden_columns": n, "repeated": [[row, times], ...], "more": [...]}`, repeated being rows given once for many equal
ones, more further sheets that were named; or `{"error": kind}`; with `all` it is `{"sheets": [{"name": name, "rows":
[...]}, ...]}`, hidden sheets included; with `heads` the same of the first rows of the first visible sheets.
"""

import contextlib
import datetime
import io
import json
import re
import struct
import sys
import zipfile
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

# Beside this file; at the end of the path, where it can hide nothing of the standard library.
sys.path.append(str(Path(__file__).parent))
from child_formats import Shown, styles_of  # type: ignore[import-not-found]

MEMORY = 1024**3
CPU_SECONDS = 7
CELL_CHARACTERS = 1_000
ALL_CHARACTERS = 60_000_000
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_BROKEN = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^<>]*? t="e"[^<>]*>(.*?)</c>', re.S)
_VALUE = re.compile(rb"<v>(#[^<]{1,20})</v>")
_STYLED = re.compile(rb'<c r="([A-Z]+)(\d+)"(?: t="n")? s="(\d+)"')
_FORMULA = re.compile(
    rb'<c r="([A-Z]{1,3})(\d{1,7})"(?![^<>]* t="(?:str|b|e)")[^<>]*>\s*<f\b[^<>]*(?:/>|>[^<]*</f>)\s*<v>([^<]*)</v>'
)
_RECALCULATED = re.compile(rb'<calcPr\b[^<>]*fullCalcOnLoad="(?:1|true)"')
HEAD_SHEETS, HEAD_ROWS, HEAD_COLUMNS, HEAD_BYTES, MERGED = 100, 15, 60, 30_000_000, 20_000
_NO_RESULT = re.compile(
    rb'<c r="([A-Z]{1,3})(\d{1,7})"(?![^<>]* t="str")[^<>]*>\s*<f\b[^<>]*(?:/>|>[^<]*</f>)'
    rb"\s*(?:<v>\s*</v>|<v\s*/>)?\s*</c>"
)
_HIDDEN_ROW = re.compile(rb'<row\b[^<>]* hidden="(?:1|true)"')
_HIDDEN_COLUMNS = re.compile(rb'<col\b(?=[^<>]* hidden="(?:1|true)")(?=[^<>]* min="(\d+)")(?=[^<>]* max="(\d+)")')


def limit() -> None:
    """Bound memory and processor time, each where the system can."""
    try:
        import resource
    except ImportError:
        return
    limits = {resource.RLIMIT_AS: MEMORY, resource.RLIMIT_CPU: CPU_SECONDS, resource.RLIMIT_CORE: 0}
    for kind, most in limits.items():
        # macOS knows the limit of memory and refuses to set it; the others hold all the same.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))


def read(data: bytes, wanted: Sequence[str] = (), far: Iterable[str] = ()) -> dict[str, object]:
    """Sheets of a workbook as text cells, the first visible one when none is named; row 1 is the first row.

    far: parts of sheets that are too large.
    """
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    sheets = [sheet for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    names = [(sheet.name, sheet.visible != SheetVisibleEnum.Visible) for sheet in sheets]
    every = [sheet.name for sheet in book.sheets_metadata]
    characters = 0

    def one(name: str) -> dict[str, object]:
        nonlocal characters
        sheet = book.get_sheet_by_name(name)
        rows: list[list[Any]] = sheet.to_python(skip_empty_area=False)
        answer: dict[str, object] = {"sheet": name, "merged": merged_down(sheet.merged_cell_ranges)}
        if not data.startswith(b"PK"):
            _as_shown_in_xls(rows, data, every.index(name))
        else:
            with contextlib.suppress(KeyError, ElementTree.ParseError, StopIteration, zipfile.BadZipFile):
                rows = _as_shown(rows, data, name)
                xml = _mark_errors(rows, data, name)
                answer |= _remarks(xml, data)
        texts, characters = as_texts(rows, characters)
        return {"error": "too much text"} if characters > ALL_CHARACTERS else answer | {"rows": texts}

    return together(names, wanted, too_far(data, names, far), one)


def together(
    names: list[tuple[str, bool]],
    wanted: Sequence[str],
    beyond: dict[str, str],
    one: Callable[[str], dict[str, object]],
) -> dict[str, object]:
    """The answer for the sheets that are named, or the first that can be read; one: reads a sheet by its name."""
    found = list[dict[str, object]]()
    for asked in wanted or (None,):
        name = chosen(names, asked, beyond)
        if name is None or name in beyond:
            return not_chosen(name, beyond)
        sheet = one(name)
        if "error" in sheet:
            return sheet
        found.append(sheet)
    return found[0] | {"sheets": names, "far": list(beyond.items()), "more": found[1:]}


def merged_down(ranges: Iterable[tuple[tuple[int, int], tuple[int, int]]] | None) -> list[tuple[int, int, int]]:
    """Cells merged over several rows: first row, column, last row, from 0."""
    down = [(top, left, bottom) for (top, left), (bottom, _) in ranges or () if bottom > top]
    return down[:MERGED]


def heads(data: bytes, without: Collection[str] = ()) -> dict[str, object]:
    """The first rows of the first visible sheets, so that somebody can tell which of them holds a table."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            if sum(entry.file_size for entry in book.infolist()) > HEAD_BYTES:
                return {"error": "too much text"}
    opened = CalamineWorkbook.from_filelike(io.BytesIO(data))
    found: list[dict[str, object]] = []
    for sheet in opened.sheets_metadata:
        is_shown = sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
        if is_shown and sheet.name not in without and len(found) < HEAD_SHEETS:
            rows = opened.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False, nrows=HEAD_ROWS)
            found.append({"name": sheet.name, "rows": as_texts([row[:HEAD_COLUMNS] for row in rows], 0)[0]})
    return {"sheets": found}


def chosen(names: list[tuple[str, bool]], wanted: str | None, beyond: Collection[str] = ()) -> str | None:
    """The sheet to read: the one that is named, else the first visible one that is not too large."""
    if wanted is not None:
        return next((name for name, _ in names if name == wanted), None)
    return next((name for name, hidden in names if not hidden and name not in beyond), None)


def too_far(data: bytes, names: list[tuple[str, bool]], far: Iterable[str]) -> dict[str, str]:
    """Sheets whose parts are too large, with the part."""
    parts = set(far)
    if not parts:
        return {}
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return {name: part for name, _ in names if (part := part_of(book, name)) in parts}


def not_chosen(name: str | None, beyond: dict[str, str]) -> dict[str, object]:
    """Why no sheet is read: there is none, or it is too large."""
    why = beyond.get(name) if name is not None else next(iter(beyond.values()), None)
    return {"error": "no sheet"} if why is None else {"error": "far", "why": why}


def read_all(data: bytes) -> dict[str, object]:
    """Every sheet of a workbook as text cells, in the order of the file; currencies left to their columns."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum

    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    found, total = [], 0
    for sheet in book.sheets_metadata:
        if sheet.typ != SheetTypeEnum.WorkSheet:
            continue
        rows: list[list[Any]] = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
        with contextlib.suppress(KeyError, ElementTree.ParseError, StopIteration):
            _as_shown(rows, data, sheet.name, percent_only=True)
            _mark_errors(rows, data, sheet.name)
        texts, total = as_texts(rows, total)
        if total > ALL_CHARACTERS:
            return {"error": "too much text"}
        found.append({"name": sheet.name, "rows": texts})
    return {"sheets": found} if found else {"error": "no sheet"}


def as_texts(rows: list[list[Any]], total: int) -> tuple[list[list[str]], int]:
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
        return number_text(cell)
    if isinstance(cell, datetime.date | datetime.time):
        return cell.isoformat()
    return str(cell)[:CELL_CHARACTERS]


def number_text(number: float) -> str:
    """Fifteen digits are what a spreadsheet shows: 0.1 + 0.2 is 0.3 there."""
    if number != number or abs(number) == float("inf"):
        return str(number)
    return str(int(number)) if number == number // 1 and abs(number) < 1e15 else format(number, ".15g")


def _as_shown(rows: list[list[Any]], data: bytes, sheet: str, percent_only: bool = False) -> list[list[Any]]:
    """A cell that shows 1.39% or 300 € holds 0.0139 or 300; give it back what its format adds to the number."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        styles = styles_of(book.read("xl/styles.xml"))
        if not styles:
            return rows
        xml = book.read(part_of(book, sheet))
    for letters, number, style in _STYLED.findall(xml):
        shown = styles.get(int(style))
        if shown is None or (percent_only and not shown.percent):
            continue
        row, column = place(letters, number)
        _show(rows, (row, column), shown)
    return rows


def _as_shown_in_xls(rows: list[list[Any]], data: bytes, at: int) -> None:
    """The same for an XLS workbook; records that cannot be read leave the numbers alone."""
    import child_xls  # type: ignore[import-not-found]

    with contextlib.suppress(OSError, struct.error, IndexError, StopIteration, ValueError):
        for where, shown in child_xls.shown_in(data, at).items():
            _show(rows, where, shown)


def _show(rows: list[list[Any]], where: tuple[int, int], shown: Shown) -> None:
    row, column = where
    if row < len(rows) and column < len(rows[row]):
        cell = rows[row][column]
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            rows[row][column] = shown.text(cell, number_text(cell))


def _mark_errors(rows: list[list[Any]], data: bytes, sheet: str) -> bytes:
    """Put the error of a broken formula into its cell, which the parser gives as empty; returns the sheet's XML."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        xml = book.read(part_of(book, sheet))
    for letters, number, rest in _BROKEN.findall(xml) if b't="e"' in xml else ():
        row, column = place(letters, number)
        value = _VALUE.search(rest)
        if value and row < len(rows) and column < len(rows[row]):
            rows[row][column] = value.group(1).decode(errors="replace")
    return xml


def _remarks(xml: bytes, data: bytes) -> dict[str, object]:
    """What the cells alone do not tell: formulas nobody has calculated, rows and columns that are hidden."""
    found = _NO_RESULT.findall(xml) if b"<f" in xml else []
    if b"<f" in xml and never_calculated(data, (value for *_, value in _FORMULA.findall(xml))):
        found += [(letters, number) for letters, number, _ in _FORMULA.findall(xml)]
    columns = sum(int(last) - int(first) + 1 for first, last in _HIDDEN_COLUMNS.findall(xml[:200_000]))
    return {
        "no_result": [place(letters, number) for letters, number in found],
        "hidden_rows": len(_HIDDEN_ROW.findall(xml)),
        "hidden_columns": columns,
    }


def never_calculated(data: bytes, results: Iterable[bytes]) -> bool:
    """True when every formula has the result 0 in a workbook that asks to be calculated when it is opened.

    Programs that write formulas and cannot calculate them put a 0 there.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        if not _RECALCULATED.search(book.read("xl/workbook.xml")):
            return False
    return all(value.strip() in (b"0", b"") for value in results)


def place(letters: bytes, number: bytes) -> tuple[int, int]:
    """Row and column of a cell, from 0."""
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return int(number) - 1, column - 1


def part_of(book: zipfile.ZipFile, sheet: str) -> str:
    """Name of the part that holds a sheet."""
    sheets = ElementTree.fromstring(book.read("xl/workbook.xml")).iterfind(".//{*}sheets/{*}sheet")
    wanted = next(node.get(_RELATION) for node in sheets if node.get("name") == sheet)
    relations = ElementTree.fromstring(book.read("xl/_rels/workbook.xml.rels"))
    target = next(node.get("Target", "") for node in relations if node.get("Id") == wanted)
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _answer(data: bytes, options: list[str]) -> dict[str, object]:
    if data.startswith(b"PAR1"):
        import child_parquet  # type: ignore[import-not-found]

        return dict(child_parquet.read_parquet(data))
    if "all" in options:
        return read_all(data)
    wanted, far, without = (_all_of(key, options) for key in ("sheet", "far", "without"))
    if data.startswith(b"PK") and zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            is_ods = "content.xml" in book.namelist()
        if is_ods or "plain" in options:
            import child_xml  # type: ignore[import-not-found]

            if is_ods and "heads" in options:
                return dict(child_xml.ods_heads(data, without))
            return dict(child_xml.read_ods(data, wanted) if is_ods else child_xml.read_xlsx(data, wanted, far))
    return heads(data, without) if "heads" in options else read(data, wanted, far)


def _all_of(key: str, options: list[str]) -> list[str]:
    return [option.partition("=")[2] for option in options if option.startswith(f"{key}=")]


def main() -> None:
    """Answer in JSON whatever happens; a parser's panic is not an Exception."""
    limit()
    try:
        answer = _answer(sys.stdin.buffer.read(), sys.argv[1:])
    except MemoryError:
        answer = {"error": "memory"}
    except BaseException as error:  # noqa: BLE001 a panic of a parser is no Exception
        why = f"{type(error).__name__} {error}"[:300]
        answer = {"error": "password" if "assword" in why else "unreadable", "why": why}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
