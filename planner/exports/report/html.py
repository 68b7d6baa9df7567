"""Pieces of HTML: every text escaped, tables with their numbers behind what they show."""

import html
from collections.abc import Sequence
from dataclasses import dataclass

from planner.exports.text import clean


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


def table(heads: Sequence[tuple[str, bool]], rows: Sequence[Sequence[Cell]], sortable: bool = False) -> str:
    """A table; heads are titles, each with whether its column holds numbers."""
    cells = "".join(
        f"<th{' class=n' if number else ''} scope=col>{_head(title, sortable)}</th>" for title, number in heads
    )
    lines = "".join(
        f"<tr>{''.join(_cell(cell, number) for cell, (_, number) in zip(row, heads, strict=True))}</tr>" for row in rows
    )
    kind = " class=sortable" if sortable else ""
    return f"<div class=wide><table{kind}><thead><tr>{cells}</tr></thead><tbody>{lines}</tbody></table></div>"


def _head(title: str, sortable: bool) -> str:
    return f"<button type=button>{escaped(title)}</button>" if sortable else escaped(title)


def _cell(cell: Cell, number: bool) -> str:
    kinds = " ".join(kind for kind in ("n" if number else "", "tag" if cell.ink else "", cell.kind) if kind)
    value = "" if cell.value is None else f' data-value="{cell.value!r}"'
    swatch = f'<span class=swatch style="background:{escaped(cell.ink)}"></span>' if cell.ink else ""
    return f"<td{_class(kinds)}{value}>{swatch}{escaped(cell.text)}</td>"


def _class(kind: str) -> str:
    return f' class="{kind}"' if kind else ""
