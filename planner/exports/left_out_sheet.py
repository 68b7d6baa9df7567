"""The sheet "Not chosen": everybody outside the plan, each with the reason."""

from __future__ import annotations

from planner.exports.book import MUTED, Book
from planner.exports.dossier import Dossier
from planner.exports.left_out import LeftOut, left_out
from planner.exports.media_plan import colour_tiers_and_platforms
from planner.exports.tables import Column, Table, this, write_table
from planner.exports.text import amount
from planner.wording import count, label

NAME = "Not chosen"
TABLE = "NotChosen"
TOP = 3


def write_left_out(book: Book, dossier: Dossier) -> None:
    """Write the sheet: the bench first, the nearest to being chosen on top."""
    sheet = book.sheet(NAME)
    rows, more = left_out(dossier)
    book.text(sheet, (0, 0), "Not chosen", bold=True, font_size=16)
    beyond = f" {count(more, dossier.brief.locale)} more are not listed." if more else ""
    if dossier.trouble:
        beyond = f" Only the next best are listed, since the brief no longer fits this roster: {dossier.trouble}."
    book.text(
        sheet,
        (1, 0),
        "The next best come first, with what each would add to the goal on top of this plan; then those who add less, "
        f"then those whom the brief bars. Each with the package that reaches most for its cost.{beyond}",
        font_color=MUTED,
    )
    made = _columns()
    last = write_table(book, sheet, TOP, Table(TABLE, made, rows))
    titles = [column.title for column in made]
    colour_tiers_and_platforms(book, sheet, titles, (TOP + 1, last))
    sheet.freeze_panes(TOP + 1, 1)
    sheet.repeat_rows(TOP)
    sheet.print_area(0, 0, last, len(made) - 2)
    sheet.fit_to_pages(1, 0)


def _columns() -> tuple[Column[LeftOut], ...]:
    cost, reach = "Net cost", "In-target reach"
    return (
        Column("Handle", 22, "text", lambda one: one.handle),
        Column("Platform", 11, "text", lambda one: label(one.platform)),
        Column("Tier", 10, "text", lambda one: label(one.tier)),
        Column("Followers", 11, "count", lambda one: one.followers),
        Column("Package", 26, "text", lambda one: one.package),
        Column(cost, 11, "money", lambda one: amount(one.cost_cents)),
        Column(reach, 11, "count", lambda one: one.reach),
        Column(
            "Cost per person",
            10,
            "price",
            lambda one: one.cost_cents / 100 / one.reach if one.reach else None,
            f'=IF(N({this(TABLE, reach)})=0,"",{this(TABLE, cost)}/{this(TABLE, reach)})',
        ),
        Column("Would add", 11, "count", lambda one: one.gain),
        Column("Group", 18, "text", lambda one: one.group),
        Column("Reason", 58, "text", lambda one: one.reason),
        Column("Creator", 30, "text", lambda one: one.creator),
    )
