"""Asking creators as files: a workbook with the asks, stand-bys and dates, and messages for mail merge."""

from collections.abc import Sequence
from dataclasses import dataclass

from planner.asking.answer import WAY_WORDS, Ask, Asking, Later, Round, Tried
from planner.brief.brief import Brief
from planner.domain.roster import Roster
from planner.exports.book import TOP, Book, Cell
from planner.exports.csv_file import csv_bytes
from planner.exports.outreach import HEADINGS
from planner.exports.tables import Column, Table, write_table
from planner.exports.text import amount
from planner.schedule.build import schedule_of
from planner.schedule.outreach import Message, messages_of
from planner.wording import count, counted, day_words, label, percent


@dataclass(frozen=True)
class _Line:
    """An ask with the days of its round."""

    ask: Ask
    answer_by: str


def asking_workbook(found: Asking, brief: Brief) -> bytes:
    """The sheets "Ask now", "Next in line", "Rounds" and "How it may end"."""
    book = Book(brief.currency, brief.locale, all(cents % 100 == 0 for cents in _offers(found)))
    by = day_words(found.rounds[0].answer_by, brief.locale, "medium")
    promise = (
        "Offers end on the day in “Answer by”. All offers together never exceed the budget, even if everybody says "
        "yes. “Pay at most” is for each alone: at that fee, others are as good."
    )
    _write(book, "Ask now", (found.sentence, promise), Table("AskNow", ASKS, [_Line(one, by) for one in found.asks]))
    words = "Whoever may be asked once others decline, the likeliest first. Ask nobody here before somebody declines."
    _write(book, "Next in line", (words,), Table("NextInLine", LATER, found.later))
    _write(book, "Rounds", ("Plan again after each round: replies change who is next.",), _rounds(found, brief))
    learnt = ", ".join(f"{label(tier).lower()} {percent(p, 0, brief.locale)}" for tier, p in found.expected.items())
    words = (
        f"{count(found.ending.worlds, brief.locale)} simulated campaigns, the same for each way. Chances of a yes: "
        f"{learnt}; {counted(found.replies, 'reply', brief.locale, more='replies')} so far."
    )
    _write(book, "How it may end", (words,), Table("HowItMayEnd", WAYS, found.tried))
    return book.close(brief.name, found.rounds[0].asked_on)


def _offers(found: Asking) -> list[int]:
    return [one.offer_cents for one in found.asks] + [one.offer_cents for one in found.later]


def asking_csv(found: Asking, brief: Brief, roster: Roster | None, sender: str = "", stand_by: bool = False) -> bytes:
    """A message to everybody who is asked in this round; stand_by: to those who may be asked later instead.

    Each ends with the day on which the offer does; those of stand-bys leave the day to be filled in.
    """
    day = "" if stand_by else day_words(found.rounds[0].answer_by, brief.locale, "medium")
    who = [one.creator for one in found.later] if stand_by else [one.creator for one in found.asks if one.kind == "new"]
    rows = [_cells(message, day) for message in messages(found, brief, roster, sender) if message.creator in set(who)]
    rows.sort(key=lambda cells: who.index(cells[-1]))
    return csv_bytes([(*HEADINGS, "answer_by", "creator"), *rows])


def messages(found: Asking, brief: Brief, roster: Roster | None, sender: str = "") -> tuple[Message, ...]:
    """The first message to everybody who may be asked."""
    schedule = schedule_of(found.asked, brief, found.rounds[0].asked_on)
    return messages_of(found.asked, schedule, brief, roster, sender)


def _cells(message: Message, day: str) -> tuple[str, ...]:
    ends = f"Please let us know by {day}; our offer ends then.\n\n" if day else ""
    body = message.body.replace("Kind regards", f"{ends}Kind regards")
    who = (message.email, message.name or message.handle, message.handle, label(message.platform))
    return (*who, message.subject, message.what, message.dates, message.offer, body, day, message.creator)


def _write(book: Book, name: str, captions: Sequence[str], table: Table) -> None:  # type: ignore[type-arg]
    sheet = book.sheet(name, name, *captions[: TOP - 1])
    last = write_table(sheet, TOP, table)
    sheet.finish(last, len(table.columns))


def _rounds(found: Asking, brief: Brief) -> Table[Round]:
    return Table(
        "Rounds",
        (
            Column("Round", 8, "count", lambda one: one.number),
            Column("Ask on", 16, "text", lambda one: day_words(one.asked_on, brief.locale, "medium")),
            Column("Stand-bys until", 16, "text", lambda one: day_words(one.stand_by, brief.locale, "medium")),
            Column("Answer by", 16, "text", lambda one: day_words(one.answer_by, brief.locale, "medium")),
            Column("People asked, on average", 14, "decimal", lambda one: one.people),
        ),
        found.rounds,
    )


def _standby(at: int) -> Column[_Line]:
    def named(line: _Line) -> Cell:
        return f"@{line.ask.stand_by[at].handle}" if at < len(line.ask.stand_by) else None

    return Column(f"Stand-by {at + 1}", 20, "text", named)


def _most(ask: Ask) -> Cell:
    return "not worked out" if ask.most_cents is None else amount(ask.most_cents)


_KINDS = {"new": "Ask now", "open": "Waiting for an answer", "agree": "Agree to their fee"}
ASKS: tuple[Column[_Line], ...] = (
    Column("Handle", 22, "text", lambda one: one.ask.handle),
    Column("Platform", 11, "text", lambda one: label(one.ask.platform)),
    Column("Tier", 10, "text", lambda one: label(one.ask.tier)),
    Column("Step", 20, "text", lambda one: _KINDS[one.ask.kind]),
    Column("Package", 26, "text", lambda one: one.ask.package),
    Column("Offer", 11, "money", lambda one: amount(one.ask.offer_cents)),
    Column("Pay at most", 15, "money", lambda one: _most(one.ask)),
    Column("Chance of a yes", 10, "percent", lambda one: one.ask.chance),
    Column("Answer by", 16, "text", lambda one: one.answer_by),
    *(_standby(at) for at in range(3)),
    Column("Creator", 30, "text", lambda one: one.ask.creator),
)
LATER: tuple[Column[Later], ...] = (
    Column("Handle", 22, "text", lambda one: one.handle),
    Column("Tier", 10, "text", lambda one: label(one.tier)),
    Column("Package", 26, "text", lambda one: one.package),
    Column("Offer", 11, "money", lambda one: amount(one.offer_cents)),
    Column("Asked in", 10, "percent", lambda one: one.share),
    Column("Creator", 30, "text", lambda one: one.creator),
)
WAYS: tuple[Column[Tried], ...] = (
    Column("Way of asking", 58, "text", lambda one: WAY_WORDS[one.way]),
    Column("Floors met", 10, "percent", lambda one: one.ending.chance),
    Column("All rules met", 10, "percent", lambda one: one.ending.rules),
    Column("Reach", 12, "count", lambda one: one.ending.reach),
    Column("Spend", 12, "money", lambda one: one.ending.spend_cents / 100),
    Column("People asked", 10, "decimal", lambda one: one.ending.contacted),
    Column("People booked", 10, "decimal", lambda one: one.ending.booked),
    Column("Over budget", 10, "percent", lambda one: one.ending.overspent),
)
