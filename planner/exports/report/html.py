"""Pieces of HTML: every text escaped, tables with their numbers behind what they show."""

import html
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from planner.exports.text import clean

Row = TypeVar("Row", contravariant=True)


@dataclass(frozen=True)
class Cell:
    """A cell of a table. value: the number to sort by, None = text. ink: of a swatch before it. kind: its class."""

    text: str
    value: float | None = None
    ink: str = ""
    kind: str = ""


def escaped(text: str) -> str:
    """Text that is nothing but text, also inside an attribute."""
    return html.escape(clean(text), quote=True)


def paragraph(text: str, kind: str = "") -> str:
    """A paragraph of plain text."""
    return f"<p{_class(kind)}>{escaped(text)}</p>"


@dataclass(frozen=True)
class Column(Generic[Row]):
    """A column of a table. cell: of a row, plain text or more. number: its column holds numbers."""

    title: str
    cell: Callable[[Row], Cell | str]
    number: bool = False


def table(columns: Sequence[Column[Row]], rows: Iterable[Row], sortable: bool = False) -> str:
    """A table with a row for each of `rows`."""
    cells = "".join(
        f"<th{' class=n' if column.number else ''} scope=col>{_head(column.title, sortable)}</th>" for column in columns
    )
    lines = "".join(f"<tr>{''.join(_cell(column, row) for column in columns)}</tr>" for row in rows)
    kind = " class=sortable" if sortable else ""
    return f"<div class=wide><table{kind}><thead><tr>{cells}</tr></thead><tbody>{lines}</tbody></table></div>"


def _head(title: str, sortable: bool) -> str:
    return f"<button type=button>{escaped(title)}</button>" if sortable else escaped(title)


def _cell(column: Column[Row], row: Row) -> str:
    cell = column.cell(row)
    if isinstance(cell, str):
        cell = Cell(cell)
    kinds = " ".join(kind for kind in ("n" if column.number else "", "tag" if cell.ink else "", cell.kind) if kind)
    value = "" if cell.value is None else f' data-value="{cell.value!r}"'
    swatch = f'<span class=swatch style="background:{escaped(cell.ink)}"></span>' if cell.ink else ""
    return f"<td{_class(kinds)}{value}>{swatch}{escaped(cell.text)}</td>"


def _class(kind: str) -> str:
    return f' class="{kind}"' if kind else ""
