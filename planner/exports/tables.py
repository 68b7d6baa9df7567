"""One way to write a table: filters, a frozen header, formats by column, live formulas with their values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from planner.exports.book import Book, Cell, header

Row = TypeVar("Row")
STYLE = "Table Style Light 1"


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column: heading, width in characters, kind of number, our value of a row.

    formula: how a spreadsheet gets the same value, in the words of the table; "" = it is data.
    total: formula under the column and its value now; None where a sum means nothing (reach).
    level: of the outline, 1 = folded with its neighbours. look: further properties of its cells.
    """

    title: str
    width: float
    kind: str
    value: Callable[[Row], Cell]
    formula: str = ""
    total: tuple[str, Cell] | None = None
    level: int = 0
    look: Mapping[str, Any] = field(default_factory=dict)

    @property
    def indent(self) -> dict[str, Any]:
        """Text to the right of a number would otherwise touch it."""
        return {"indent": 1} if self.kind in ("text", "day") else {}


@dataclass(frozen=True)
class Table(Generic[Row]):
    """A table under a name that formulas use. totals: with a last row of totals."""

    name: str
    columns: Sequence[Column[Row]]
    rows: Sequence[Row]
    totals: bool = False


def this(table: str, title: str) -> str:
    """The cell of this row in a column of the table."""
    return f"{table}[[#This Row],[{title}]]"


def write_table(book: Book, sheet: Any, top: int, table: Table[Row]) -> int:
    """Write a table with its headings in row `top` (from 0) and return its last row.

    Without rows it has one empty row, because a table must have one.
    """
    last = top + max(len(table.rows), 1) + (1 if table.totals else 0)
    described = [_described(book, table, at) for at in range(len(table.columns))]
    options = {"name": table.name, "style": STYLE, "total_row": table.totals, "columns": described}
    sheet.add_table(top, 0, last, len(table.columns) - 1, options)
    for at, column in enumerate(table.columns):
        sheet.set_column(at, at, column.width, None, {"level": column.level} if column.level else {})
        _write_column(book, sheet, (top, at), (column, table.rows))
        if table.totals:
            _write_total(book, sheet, (last, at), column)
    sheet.set_row(top, 4 + 14 * max(_lines(column) for column in table.columns))
    return last


def _lines(column: Column[Row]) -> int:
    """Lines that a heading takes in its column, with room for the button of the filter."""
    lines, room = 1, column.width - 2
    left = room
    for word in column.title.split():
        if len(word) > left:
            lines, left = lines + 1, room
        left -= len(word) + 1
    return min(lines, 4)


def _described(book: Book, table: Table[Row], at: int) -> dict[str, Any]:
    column = table.columns[at]
    align = "left" if column.kind in ("text", "day") else "right"
    indent = column.indent if at else {}
    told: dict[str, Any] = {
        "header": column.title,
        "header_format": book.format("plain", **header(align), **indent),
        "format": book.format(column.kind, **indent, **column.look),
    }
    if column.formula:
        told["formula"] = column.formula
    if table.totals and column.total is not None:
        told["total_function"], told["total_value"] = column.total
    elif table.totals and at == 0:
        told["total_string"] = "Total"
    return told


def _write_column(book: Book, sheet: Any, at: tuple[int, int], what: tuple[Column[Row], Sequence[Row]]) -> None:
    (top, place), (column, rows) = at, what
    look = {**(column.indent if place else {}), **column.look}
    plain = book.format(column.kind, **look)
    if column.formula:
        values = [column.value(row) for row in rows] or [None]
        for number, value in enumerate(values, top + 1):
            sheet.write_formula(number, place, column.formula, plain, "" if value is None else value)
        return
    for number, row in enumerate(rows, top + 1):
        value = column.value(row)
        if isinstance(value, str):
            book.text(sheet, (number, place), value, kind=column.kind, **look)
        elif value is None:
            sheet.write_blank(number, place, None, plain)
        else:
            sheet.write_number(number, place, value, plain)


def _write_total(book: Book, sheet: Any, at: tuple[int, int], column: Column[Row]) -> None:
    look = {"bold": True, "top": 1}
    if column.total is not None:
        book.formula(sheet, at, column.total[0], column.total[1], {"kind": column.kind, **look})
    else:
        book.text(sheet, at, "Total" if at[1] == 0 else "", **look)
