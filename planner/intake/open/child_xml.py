"""The slow parser of the child process: OpenDocument sheets, and XLSX sheets on which the quick one gives up.

It reads the XML as a stream and keeps what a cell holds as text, so that one cell of garbage is one cell of garbage.
Runs beside `child.py` and imports nothing of the planner either.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection, Iterator
from typing import Any
from xml.etree import ElementTree

import child  # type: ignore[import-not-found]
from child_formats import Shown, beside  # type: ignore[import-not-found]

MAX_ROWS, MAX_COLUMNS, MAX_CELLS = 200_000, 200, 4_000_000
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"


def read_xlsx(data: bytes, wanted: str | None, far: list[str]) -> dict[str, object]:
    """A sheet of an XLSX workbook, cell by cell; dates stay the numbers they are stored as."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        root = ElementTree.fromstring(book.read("xl/workbook.xml"))
        names = [
            (node.get("name", ""), node.get("state", "visible") != "visible")
            for node in root.iterfind(".//{*}sheets/{*}sheet")
        ]
        beyond = child.too_far(data, names, far)
        name = child.chosen(names, wanted, beyond)
        if name is None or name in beyond:
            return dict(child.not_chosen(name, beyond))
        parts = set(book.namelist())
        styles = child.styles_of(book.read("xl/styles.xml")) if "xl/styles.xml" in parts else {}
        shared = _shared(book) if "xl/sharedStrings.xml" in parts else []
        with book.open(child.part_of(book, name)) as part:
            found = {"sheet": name, "sheets": names, "far": list(beyond.items())}
            return found | _xlsx_rows(part, shared, styles)


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


def read_ods(data: bytes, wanted: str | None) -> dict[str, object]:
    """A sheet of an OpenDocument workbook."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        if "META-INF/manifest.xml" in book.namelist() and b"encryption-data" in book.read("META-INF/manifest.xml"):
            return {"error": "password"}
        names = _ods_names(book)
        beyond: dict[str, str] = {}
        while (name := child.chosen(names, wanted, beyond)) is not None:
            with book.open("content.xml") as part:
                found = _ods_rows(part, name)
            if wanted is not None or found.get("error") not in ("columns", "rows"):
                return {"sheet": name, "sheets": names, "far": list(beyond.items())} | found
            beyond[name] = str(found["error"])
        return dict(child.not_chosen(None, beyond))


def ods_heads(data: bytes, without: Collection[str]) -> dict[str, object]:
    """The first rows of every visible sheet of an OpenDocument workbook."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        names = [name for name, hidden in _ods_names(book) if not hidden and name not in without]
        heads: dict[str, list[list[str]]] = {name: [] for name in names}
        rows: list[list[str]] = []
        with book.open("content.xml") as part:
            for event, node in ElementTree.iterparse(part, events=("start", "end")):
                if event == "start" and node.tag == f"{_TABLE}table":
                    rows = heads.get(node.get(f"{_TABLE}name", ""), [])
                elif event == "end" and node.tag == f"{_TABLE}table-row":
                    if len(rows) < child.HEAD_ROWS:
                        cells = [[text or ""] * min(repeat, child.HEAD_COLUMNS) for text, repeat, _ in _ods_cells(node)]
                        rows.append([text for run in cells for text in run][: child.HEAD_COLUMNS])
                    node.clear()
    return {"sheets": [{"name": name, "rows": found} for name, found in heads.items()]}


def _ods_names(book: zipfile.ZipFile) -> list[tuple[str, bool]]:
    hidden_styles, names = set(), []
    with book.open("content.xml") as part:
        for event, node in ElementTree.iterparse(part, events=("start", "end")):
            if event == "end" and node.tag == f"{_STYLE}style":
                properties = node.find(f"{_STYLE}table-properties")
                if properties is not None and properties.get(f"{_TABLE}display") == "false":
                    hidden_styles.add(node.get(f"{_STYLE}name"))
            elif event == "start" and node.tag == f"{_TABLE}table":
                names.append((node.get(f"{_TABLE}name", ""), node.get(f"{_TABLE}style-name") in hidden_styles))
            elif event == "end" and node.tag == f"{_TABLE}table-row":
                node.clear()
    return names


def _ods_rows(part: Any, name: str) -> dict[str, object]:  # noqa: C901 one pass over elements and repeats
    rows: list[list[str]] = []
    hidden, at, number, inside = 0, 0, 0, False
    no_result, merged = list[tuple[int, int]](), list[tuple[int, int, int]]()
    for event, node in ElementTree.iterparse(part, events=("start", "end")):
        if node.tag == f"{_TABLE}table":
            inside = event == "start" and node.get(f"{_TABLE}name", "") == name
        if event != "end" or node.tag != f"{_TABLE}table-row":
            continue
        if inside:
            cells = list[str]()
            for text, repeat, down in _ods_cells(node):
                if text is None:
                    no_result.append((at, len(cells)))
                if down > 1 and len(merged) < child.MERGED:
                    merged.append((at, len(cells), at + down - 1))
                cells.extend([text or ""] * min(repeat, MAX_COLUMNS + 1 if text else MAX_COLUMNS))
            while cells and not cells[-1]:
                cells.pop()
            repeat = int(node.get(f"{_TABLE}number-rows-repeated", "1"))
            if len(cells) > MAX_COLUMNS:
                return {"error": "columns"}
            if cells and at + repeat > MAX_ROWS:
                return {"error": "rows"}
            number += len(cells) * repeat
            if number > MAX_CELLS:
                return {"error": "too much text"}
            if cells:
                hidden += repeat if node.get(f"{_TABLE}visibility", "visible") != "visible" else 0
                rows.extend([] for _ in range(at - len(rows)))
                rows.extend(list(cells) for _ in range(repeat))
            at += repeat
        node.clear()
    found = {"rows": _squared(rows), "no_result": no_result, "merged": merged}
    return found | {"hidden_rows": hidden, "hidden_columns": 0}


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
