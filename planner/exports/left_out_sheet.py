"""The sheet "Not chosen": everybody outside the plan, each with the reason."""

from planner.exports.book import TOP, Book, Cell
from planner.exports.dossier import Dossier
from planner.exports.left_out import LeftOut, left_out
from planner.exports.media_plan import colour_tiers_and_platforms
from planner.exports.tables import Column, Table, write_table
from planner.exports.text import amount
from planner.wording import count, label

NAME = "Not chosen"
TABLE = "NotChosen"


def write_left_out(book: Book, dossier: Dossier) -> None:
    """Write the sheet: the bench first, the nearest to being chosen on top."""
    rows, more = left_out(dossier)
    beyond = f" {count(more, dossier.brief.locale)} more are not listed." if more else ""
    if dossier.trouble:
        beyond = f" Only the next best are listed, since the brief no longer fits this roster: {dossier.trouble}."
    order = "then those who add less, then those your brief excludes"
    if dossier.of_catalogue:
        order = "then those who declined or were excluded; everybody else in the catalogue is not listed"
    sheet = book.sheet(
        NAME,
        "Not chosen",
        f"The next best come first, with what each would add to this plan; {order}. "
        f"Each is shown with the package that reaches most for its cost.{beyond}",
    )
    last = write_table(sheet, TOP, Table(TABLE, COLUMNS, rows))
    colour_tiers_and_platforms(sheet, COLUMNS, (TOP + 1, last))
    sheet.finish(last, len(COLUMNS) - 1)


def _per_person(one: LeftOut) -> Cell:
    return one.cost_cents / 100 / one.reach if one.reach else None


COLUMNS: tuple[Column[LeftOut], ...] = (
    Column("Handle", 22, "text", lambda one: one.handle),
    Column("Platform", 11, "text", lambda one: label(one.platform)),
    Column("Tier", 10, "text", lambda one: label(one.tier)),
    Column("Followers", 11, "count", lambda one: one.followers),
    Column("Package", 26, "text", lambda one: one.package),
    Column("Net cost", 11, "money", lambda one: amount(one.cost_cents)),
    Column("In-target reach", 11, "count", lambda one: one.reach),
    Column("Cost per person", 10, "price", _per_person, '=IF(N({In-target reach})=0,"",{Net cost}/{In-target reach})'),
    Column("Would add", 11, "count", lambda one: one.gain),
    Column("Group", 18, "text", lambda one: one.group),
    Column("Reason", 58, "text", lambda one: one.reason),
    Column("Creator", 30, "text", lambda one: one.creator),
)
