"""One way to write a table: filters, a frozen header, formats by column, live formulas with their values."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from planner.exports.book import STYLE, Cell, Sheet, header

Row = TypeVar("Row")
_NAMED = re.compile(r"\{([^}]+)\}")


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column: heading, width in characters, kind of number, our value of a row.

    formula: how a spreadsheet gets the same value; `{Fee}` is the cell of this row under that heading; "" = it is data.
    total: what stands under the column now, None where a sum means nothing (reach). total_formula: "" = the sum of
    the rows that a filter shows. level: of the outline, 1 = folded with its neighbours. look: of its cells.
    """

    title: str
    width: float
    kind: str
    value: Callable[[Row], Cell]
    formula: str = ""
    total: Cell = None
    total_formula: str = ""
    level: int = 0
    look: Mapping[str, Any] = field(default_factory=dict)

    @property
    def indent(self) -> dict[str, Any]:
        """Text to the right of a number would otherwise touch it."""
        return {"indent": 1} if self.kind in ("text", "day") else {}

    @property
    def totalled(self) -> bool:
        """Whether something is calculated under the column."""
        return self.total is not None or bool(self.total_formula)


@dataclass(frozen=True)
class Table(Generic[Row]):
    """A table under a name that formulas use. totals: with a last row of totals."""

    name: str
    columns: Sequence[Column[Row]]
    rows: Sequence[Row]
    totals: bool = False

    def formula(self, column: Column[Row]) -> str:
        """The column's formula with references to this table in place of headings."""
        return _NAMED.sub(lambda found: f"{self.name}[[#This Row],[{found[1]}]]", column.formula)

    def total_formula(self, column: Column[Row]) -> str:
        """What stands under a column that is totalled."""
        return column.total_formula or f"=SUBTOTAL(109,{self.name}[{column.title}])"


def write_table(sheet: Sheet, top: int, table: Table[Row]) -> int:
    """Write a table with its headings in row `top` (from 0) and return its last row.

    Without rows it has one empty row, because a table must have one.
    """
    last = top + max(len(table.rows), 1) + (1 if table.totals else 0)
    described = [_described(sheet, table, at) for at in range(len(table.columns))]
    options = {"name": table.name, "style": STYLE, "total_row": table.totals, "columns": described}
    sheet.raw.add_table(top, 0, last, len(table.columns) - 1, options)
    for at, column in enumerate(table.columns):
        sheet.raw.set_column(at, at, column.width, None, {"level": column.level} if column.level else {})
        _write_column(sheet, top, at, table)
        if not table.totals:
            continue
        if column.totalled:
            sheet.formula(last, at, table.total_formula(column), column.total, column.kind, bold=True, top=1)
        else:
            sheet.text(last, at, "" if at else "Total", bold=True, top=1)
    sheet.raw.set_row(top, 4 + 14 * max(_lines(column) for column in table.columns))
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


def _described(sheet: Sheet, table: Table[Row], at: int) -> dict[str, Any]:
    column = table.columns[at]
    align = "left" if column.kind in ("text", "day") else "right"
    indent = column.indent if at else {}
    described: dict[str, Any] = {
        "header": column.title,
        "header_format": sheet.book.format("plain", **header(align), **indent),
        "format": sheet.book.format(column.kind, **indent, **column.look),
    }
    if column.formula:
        described["formula"] = table.formula(column)
    if table.totals and column.totalled:
        described |= {"total_function": table.total_formula(column), "total_value": column.total}
    elif table.totals and at == 0:
        described["total_string"] = "Total"
    return described


def _write_column(sheet: Sheet, top: int, at: int, table: Table[Row]) -> None:
    column, formula = table.columns[at], table.formula(table.columns[at])
    look = {**(column.indent if at else {}), **column.look}
    values = [column.value(row) for row in table.rows]
    for row, value in enumerate(values or [None], top + 1):
        if formula:
            sheet.formula(row, at, formula, value, column.kind, **look)
        elif isinstance(value, str):
            sheet.text(row, at, value, column.kind, **look)
        elif values:
            sheet.value(row, at, value, column.kind, **look)


def not_negative(title: str) -> dict[str, Any]:
    """XlsxWriter's validation of cells that take a number of 0 or more, or stay empty."""
    message = {"error_title": title, "error_message": "A number of 0 or more."}
    return {"validate": "decimal", "criteria": ">=", "value": 0, **message}
