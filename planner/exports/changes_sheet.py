"""The sheet "Changes": who changed what in the campaign, when, and what each change did to spend and people."""

from planner.campaign.record import KIND_WORDS, Entry, read_together, summary
from planner.exports.book import TOP, Book, Cell
from planner.exports.dossier import Dossier
from planner.exports.tables import Column, Table, write_table
from planner.exports.text import amount

NAME = "Changes"


def write_changes(book: Book, dossier: Dossier) -> None:
    """Write the sheet, newest first."""
    rows = read_together(dossier.changes)
    sheet = book.sheet(
        NAME,
        "Changes",
        f"{summary(rows)}, the newest first; times are UTC. The record is only ever added to. Spend and people are "
        "those of the plan after the change; an empty cell means that the plan had no part in it.",
    )
    last = write_table(sheet, TOP, Table(NAME, COLUMNS, rows))
    sheet.finish(last, len(COLUMNS) - 1)


def _spend(entry: Entry) -> Cell:
    after = None if entry.effect is None else entry.effect.after
    return None if after is None else amount(after.cost_cents)


def _spent(entry: Entry) -> Cell:
    spent = None if entry.effect is None else entry.effect.spent
    return None if spent is None else amount(spent)


def _people(entry: Entry) -> Cell:
    after = None if entry.effect is None else entry.effect.after
    return None if after is None else round(after.reach)


def _reached(entry: Entry) -> Cell:
    return None if entry.effect is None else entry.effect.reached


COLUMNS: tuple[Column[Entry], ...] = (
    Column("When", 17, "text", lambda one: f"{one.at:%Y-%m-%d %H:%M}"),
    Column("Who", 24, "text", lambda one: one.by.shown),
    Column("About", 20, "text", lambda one: KIND_WORDS[one.kind]),
    Column("What", 70, "text", lambda one: one.words, look={"text_wrap": True}),
    Column("Spend", 12, "money", _spend),
    Column("Change in spend", 12, "money", _spent),
    Column("People reached", 12, "count", _people),
    Column("Change in people", 12, "count", _reached),
    Column("Note", 50, "text", lambda one: one.note, look={"text_wrap": True}),
)
