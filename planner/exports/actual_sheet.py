"""The sheet "Plan vs actual": what was planned, blank cells for what happened, and the differences between them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from planner.exports.book import MUTED, Book, Cell
from planner.exports.dossier import Dossier
from planner.exports.lines import Line
from planner.exports.media_plan import booked_cents, net_cents
from planner.exports.tables import Column, Table, this, write_table
from planner.exports.text import amount

NAME = "Plan vs actual"
TABLE = "Actual"
TOP = 3
TO_FILL = {"bg_color": "#FFFBEF"}
"""Ground of the cells that somebody fills in."""
_FILLED = (
    ("Date", 11, "day"),
    ("Link", 18, "text"),
    ("Posts", 8, "count"),
    ("Reach", 11, "count"),
    ("Impressions", 11, "count"),
    ("Views", 11, "count"),
    ("Likes", 9, "count"),
    ("Comments", 10, "count"),
    ("Shares", 8, "count"),
    ("Saves", 8, "count"),
    ("Engagements", 12, "count"),
    ("Clicks", 9, "count"),
    ("Conversions", 11, "count"),
    ("Revenue", 11, "money"),
    ("Cost", 11, "money"),
)
"""Named as the planner's own reader of results names them, so that the sheet can be read in as it is."""


def write_actual(book: Book, dossier: Dossier) -> None:
    """Write the sheet: a line of the media plan each, empty where results belong."""
    sheet = book.sheet(NAME)
    book.text(sheet, (0, 0), "Plan vs actual", bold=True, font_size=16)
    book.text(
        sheet,
        (1, 0),
        "Fill in the light cells as posts go out; differences follow. Engagements may stay empty where likes, "
        "comments, shares and saves are filled in. The page Debrief reads this sheet.",
        font_color=MUTED,
    )
    made = tuple(_columns(dossier))
    last = write_table(book, sheet, TOP, Table(TABLE, made, dossier.lines, totals=True))
    titles = [column.title for column in made]
    change = book.plain({"font_color": "#B42318"})
    for title in ("Impressions, change", "Engagements, change", "Cost, change"):
        at = titles.index(title)
        worse = {"type": "cell", "criteria": ">" if title.startswith("Cost") else "<", "value": 0, "format": change}
        sheet.conditional_format(TOP + 1, at, last, at, worse)
    _validate(sheet, titles, last)
    sheet.freeze_panes(TOP + 1, 1)
    sheet.repeat_rows(TOP)
    sheet.repeat_columns(0)
    sheet.print_area(0, 0, last, len(made) - 1)
    sheet.set_v_pagebreaks([titles.index("Date")])
    sheet.set_print_scale(60)


def _columns(dossier: Dossier) -> Iterator[Column[Line]]:
    yield Column("Handle", 22, "text", lambda line: line.pick.handle)
    yield Column("Platform", 11, "text", lambda line: line.pick.platform.value)
    yield Column("Wave", 13, "text", lambda line: line.wave)
    yield Column("Deliverable", 14, "text", lambda line: line.form.value if line.form else line.what)
    yield Column("Package", 24, "text", lambda line: line.pick.package)
    totals = dossier.plan.totals
    planned: tuple[tuple[str, str, Callable[[Line], Cell], Cell], ...] = (
        ("Planned posts", "count", lambda line: line.posts * line.pick.count, totals.posts),
        ("Planned reach", "count", lambda line: line.pick.reach if line.lead else None, None),
        ("Planned impressions", "count", lambda line: line.pick.impressions * line.part, totals.impressions),
        ("Planned engagements", "count", lambda line: line.pick.engagements * line.part, totals.engagements),
        ("Planned cost", "money", lambda line: amount(net_cents(line)), amount(booked_cents(dossier.plan))),
    )
    for title, kind, value, total in planned:
        yield Column(title, 11, kind, value, "", None if total is None else _sum(title, total))
    for title, width, kind in _FILLED:
        filled = _sum(title, 0) if kind in ("count", "money") and title != "Reach" else None
        yield Column(title, width, kind, lambda _: None, "", filled, 0, TO_FILL)
    for title in ("Impressions", "Engagements", "Cost"):
        planned_cell = this(TABLE, f"Planned {title.lower()}")
        cell = this(TABLE, title)
        if title == "Engagements":
            parts = "+".join(f"N({this(TABLE, part)})" for part in ("Likes", "Comments", "Shares", "Saves"))
            cell = f'IF({cell}="",{parts},{cell})'
        formula = f'=IF(OR({cell}=0,{planned_cell}=0),"",{cell}/{planned_cell}-1)'
        yield Column(f"{title}, change", 11, "change", lambda _: None, formula)


def _sum(title: str, value: Cell) -> tuple[str, Cell]:
    return f"=SUBTOTAL(109,{TABLE}[{title}])", value


def _validate(sheet: Any, titles: list[str], last: int) -> None:
    for title, _, kind in _FILLED:
        if kind in ("count", "money"):
            at = titles.index(title)
            sheet.data_validation(
                TOP + 1,
                at,
                max(last - 1, TOP + 1),
                at,
                {
                    "validate": "decimal",
                    "criteria": ">=",
                    "value": 0,
                    "error_title": title,
                    "error_message": "A number of 0 or more.",
                },
            )
