"""The slow parser of the child process: OpenDocument sheets, and XLSX sheets on which the quick one gives up.

It reads the XML as a stream and keeps what a cell holds as text, so that one cell of garbage is one cell of garbage.
Runs beside `child.py` and imports nothing of the planner either.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection, Iterator, Sequence
from typing import Any
from xml.etree import ElementTree

import child  # type: ignore[import-not-found]
from child_formats import Shown, beside  # type: ignore[import-not-found]

MAX_ROWS, MAX_COLUMNS, MAX_CELLS = 200_000, 200, 4_000_000
MOST_REPEATS = 1_000
"""Rows that one element may stand for: more equal ones are no creators."""
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_ROW = f"{_TABLE}table-row"
_FULL: list[list[str]] = [[]] * child.HEAD_ROWS
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"


def read_xlsx(data: bytes, wanted: Sequence[str], far: list[str]) -> dict[str, object]:
    """Sheets of an XLSX workbook, cell by cell; dates stay the numbers they are stored as."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        root = ElementTree.fromstring(book.read("xl/workbook.xml"))
        names = [
            (node.get("name", ""), node.get("state", "visible") != "visible")
            for node in root.iterfind(".//{*}sheets/{*}sheet")
        ]
        beyond = child.too_far(data, names, far)
        parts = set(book.namelist())
        styles = child.styles_of(book.read("xl/styles.xml")) if "xl/styles.xml" in parts else {}
        shared = _shared(book) if "xl/sharedStrings.xml" in parts else []

        def one(name: str) -> dict[str, object]:
            with book.open(child.part_of(book, name)) as part:
                return {"sheet": name} | _xlsx_rows(part, shared, styles)

        return dict(child.together(names, wanted, beyond, one))


def _shared(book: zipfile.ZipFile) -> list[str]:
    texts = []
    with book.open("xl/sharedStrings.xml") as part:
        for _, node in ElementTree.iterparse(part):
            if _local(node) == "si":
                texts.append(_runs(node))
                node.clear()
    return texts


def _runs(node: ElementTree.Element) -> str:
    """Text of a string item without its phonetic readings."""
    own = [t.text or "" for t in node.findall("{*}t")]
    runs = [t.text or "" for run in node.findall("{*}r") for t in run.findall("{*}t")]
    return "".join(own + runs)[: child.CELL_CHARACTERS]


def _xlsx_rows(part: Any, shared: list[str], styles: dict[int, Any]) -> dict[str, object]:
    rows: list[list[str]] = []
    no_result, hidden = [], 0
    for _, node in ElementTree.iterparse(part):
        if _local(node) != "row":
            continue
        at = int(node.get("r", len(rows) + 1)) - 1
        hidden += node.get("hidden", "0") in ("1", "true")
        cells: dict[int, str] = {}
        for position, cell in enumerate(node.findall("{*}c")):
            reference = cell.get("r", "").encode()
            letters = reference.rstrip(b"0123456789")
            column = child.place(letters, b"1")[1] if letters else position
            text = _xlsx_cell(cell, shared, styles)
            if text is None:
                no_result.append((at, column))
            elif text:
                if column >= MAX_COLUMNS:
                    return {"error": "columns"}
                cells[column] = text
        node.clear()
        if at >= MAX_ROWS:
            if cells:
                return {"error": "rows"}
            continue
        if cells:
            rows.extend([] for _ in range(at + 1 - len(rows)))
            rows[at] = [cells.get(column, "") for column in range(max(cells) + 1)]
    return {"rows": _squared(rows), "no_result": no_result, "hidden_rows": hidden, "hidden_columns": 0}


def _xlsx_cell(cell: ElementTree.Element, shared: list[str], styles: dict[int, Any]) -> str | None:
    """Text of a cell; None for a formula that nobody has calculated."""
    kind, value = cell.get("t", "n"), cell.findtext("{*}v")
    if kind == "inlineStr":
        inline = cell.find("{*}is")
        return "" if inline is None else _runs(inline)
    if value is None or not value.strip():
        return None if cell.find("{*}f") is not None and kind != "str" else ""
    if kind == "s":
        return shared[int(value)] if value.isdecimal() and int(value) < len(shared) else ""
    if kind == "b":
        return "TRUE" if value == "1" else "FALSE"
    if kind == "n":
        try:
            number = float(value)
        except ValueError:
            return value[: child.CELL_CHARACTERS]
        style, plain = cell.get("s", ""), str(child.number_text(number))
        if style.isdecimal() and int(style) in styles and number - number == 0:
            return str(styles[int(style)].text(number, plain))
        return plain
    return value[: child.CELL_CHARACTERS]


def read_ods(data: bytes, wanted: Sequence[str]) -> dict[str, object]:
    """Sheets of an OpenDocument workbook in one pass over its XML; the first visible one when none is named."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        if "META-INF/manifest.xml" in book.namelist() and b"encryption-data" in book.read("META-INF/manifest.xml"):
            return {"error": "password"}
        with book.open("content.xml") as part:
            names, read, beyond = _ods_sheets(part, wanted)
    first = child.chosen(names, wanted[0] if wanted else None, beyond)
    missing = next((name for name in wanted if name not in read), first)
    if missing is None or missing not in read:
        return dict(child.not_chosen(missing if missing in beyond else None, beyond))
    found = [{"sheet": name} | read[name] for name in wanted or (first,)]
    if failed := next((sheet for sheet in found if "error" in sheet), None):
        return failed
    return found[0] | {"sheets": names, "far": list(beyond.items()), "more": found[1:]}


def _ods_walk(part: Any) -> Iterator[tuple[str, str, bool, ElementTree.Element | None]]:
    """`begin` and `end` of each sheet with its name and whether it is hidden, and each `row` in between."""
    hidden_styles, name, is_hidden = set[str | None](), "", False
    for event, node in ElementTree.iterparse(part, events=("start", "end")):
        if event == "end" and node.tag == _ROW:
            yield "row", name, is_hidden, node
            node.clear()
        elif event == "end" and node.tag == f"{_STYLE}style":
            properties = node.find(f"{_STYLE}table-properties")
            if properties is not None and properties.get(f"{_TABLE}display") == "false":
                hidden_styles.add(node.get(f"{_STYLE}name"))
        elif node.tag == f"{_TABLE}table":
            if event == "start":
                name, is_hidden = node.get(f"{_TABLE}name", ""), node.get(f"{_TABLE}style-name") in hidden_styles
            yield ("begin" if event == "start" else "end"), name, is_hidden, None
            if event == "end":
                node.clear()


def _ods_sheets(
    part: Any, wanted: Collection[str]
) -> tuple[list[tuple[str, bool]], dict[str, dict[str, object]], dict[str, str]]:
    """Names of all sheets and whether they are hidden, what is in those to be read, and which of them are too large."""
    names, read, beyond = list[tuple[str, bool]](), dict[str, dict[str, object]](), dict[str, str]()
    sheet: _OdsSheet | None = None
    for event, name, is_hidden, row in _ods_walk(part):
        if row is not None:
            if sheet is not None:
                sheet.add(row)
        elif event == "begin":
            names.append((name, is_hidden))
            is_wanted = name in wanted if wanted else not (is_hidden or read)
            sheet = _OdsSheet() if is_wanted and name not in read else None
        elif sheet is not None:
            if sheet.error in ("columns", "rows") and not wanted:
                beyond[name] = sheet.error
            else:
                read[name] = sheet.answer()
            sheet = None
    return names, read, beyond


def ods_heads(data: bytes, without: Collection[str]) -> dict[str, object]:
    """The first rows of the first visible sheets of an OpenDocument workbook."""
    heads: dict[str, list[list[str]]] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as book, book.open("content.xml") as part:
        for event, name, is_hidden, row in _ods_walk(part):
            if event == "begin" and not is_hidden and name not in without:
                if len(heads) == child.HEAD_SHEETS:
                    break
                heads[name] = []
            elif row is not None and len(heads.get(name, _FULL)) < child.HEAD_ROWS:
                cells = [[text or ""] * min(repeat, child.HEAD_COLUMNS) for text, repeat, _ in _ods_cells(row)]
                heads[name].append([text for run in cells for text in run][: child.HEAD_COLUMNS])
    return {"sheets": [{"name": name, "rows": found} for name, found in heads.items()]}


class _OdsSheet:
    """What is in one sheet, row by row. error: why it cannot be read, "" as long as it can."""

    def __init__(self) -> None:
        self.error = ""
        self._rows: list[list[str]] = []
        self._no_result, self._merged = list[tuple[int, int]](), list[tuple[int, int, int]]()
        self._repeated = list[tuple[int, int]]()
        self._at = self._number = self._hidden = 0

    def add(self, node: ElementTree.Element) -> None:  # noqa: C901 one line for each limit
        """The next row, as often as it is repeated."""
        if self.error:
            return
        at, cells = self._at, list[str]()
        for text, repeat, down in _ods_cells(node):
            if text is None:
                self._no_result.append((at, len(cells)))
            if down > 1 and len(self._merged) < child.MERGED:
                self._merged.append((at, len(cells), at + down - 1))
            cells.extend([text or ""] * min(repeat, MAX_COLUMNS + 1 if text else MAX_COLUMNS))
        while cells and not cells[-1]:
            cells.pop()
        repeat = int(node.get(f"{_TABLE}number-rows-repeated", "1"))
        self._at += repeat
        if not cells:
            return
        self._number += len(cells) * repeat
        if len(cells) > MAX_COLUMNS:
            self.error = "columns"
        elif at + repeat > MAX_ROWS:
            self.error = "rows"
        elif self._number > MAX_CELLS:
            self.error = "too much text"
        else:
            self._hidden += repeat if node.get(f"{_TABLE}visibility", "visible") != "visible" else 0
            self._rows.extend([] for _ in range(at - len(self._rows)))
            if repeat > MOST_REPEATS:
                self._repeated.append((at, repeat))
            self._rows.extend([cells] * (repeat if repeat <= MOST_REPEATS else 1))

    def answer(self) -> dict[str, object]:
        """The sheet as the child answers it."""
        if self.error:
            return {"error": self.error}
        found = {"rows": _squared(self._rows), "no_result": self._no_result, "merged": self._merged}
        return found | {"hidden_rows": self._hidden, "hidden_columns": 0, "repeated": self._repeated}


def _ods_cells(row: ElementTree.Element) -> Iterator[tuple[str | None, int, int]]:
    """Text of each cell, how many columns in a row it fills, and over how many rows it reaches."""
    for cell in row:
        if cell.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            continue
        repeat, down = (int(cell.get(f"{_TABLE}number-{of}", "1")) for of in ("columns-repeated", "rows-spanned"))
        yield _ods_cell(cell), repeat, down


def _ods_cell(cell: ElementTree.Element) -> str | None:
    kind, value = cell.get(f"{_OFFICE}value-type", ""), cell.get(f"{_OFFICE}value")
    shown = "\n".join("".join(p.itertext()) for p in cell.findall(f"{_TEXT}p"))[: child.CELL_CHARACTERS]
    if kind in ("float", "currency", "percentage") and value is not None:
        try:
            number = float(value)
        except ValueError:
            return value[: child.CELL_CHARACTERS]
        if kind == "percentage" and number - number == 0:
            return str(Shown(percent=True).text(number, ""))
        money = cell.get(f"{_OFFICE}currency", "") if kind == "currency" else ""
        digits = str(child.number_text(number))
        return f"{digits} {money}".strip() if money or not shown else str(beside(shown, number).text(number, digits))
    if kind == "boolean":
        return "TRUE" if cell.get(f"{_OFFICE}boolean-value") == "true" else "FALSE"
    if kind == "date":
        return cell.get(f"{_OFFICE}date-value", "")[:10]
    if not kind and not shown and cell.get(f"{_TABLE}formula"):
        return None
    return shown


def _squared(rows: list[list[str]]) -> list[list[str]]:
    width = max(map(len, rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]


def _local(node: ElementTree.Element) -> str:
    return node.tag.rpartition("}")[2]
