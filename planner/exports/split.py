"""Several campaigns on one budget as a workbook: the split, and everybody who is booked, campaign by campaign."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from planner.domain.roster import Format, deliverables_text
from planner.exports.book import TOP, Book, Sheet
from planner.exports.tables import Column, Table, write_table
from planner.exports.text import amount
from planner.outcome import Pick
from planner.portfolio.answer import Part, Together
from planner.portfolio.words import proven, several_words, verdict
from planner.wording import label


@dataclass(frozen=True)
class _Line:
    """A booked account and the campaign it works for."""

    campaign: str
    pick: Pick


def split_workbook(found: Together) -> bytes:
    """The sheets "Split" and "Creators"."""
    brief = found.parts[0].brief
    lines = [_Line(part.brief.name, pick) for part in found.parts for pick in part.plan.by_account.picks]
    cents = [found.budget_cents, *(part.spent_cents for part in found.parts), *(one.pick.cost_cents for one in lines)]
    book = Book(brief.currency, brief.locale, all(one % 100 == 0 for one in cents))
    sheet = book.sheet("Split", found.name, verdict(found), f"{proven(found)} {several_words(found)}")
    _write(sheet, Table("Split", _split(found), found.parts, totals=True))
    words = "A line for each account that is booked. Each campaign’s full plan is a scenario of its own."
    sheet = book.sheet("Creators", "Creators by campaign", words)
    _write(sheet, Table("CreatorsByCampaign", _creators(lines), lines, totals=True))
    return book.close(found.name, None)


def _write(sheet: Sheet, table: Table[Any]) -> None:
    sheet.finish(write_table(sheet, TOP, table), len(table.columns))


def _low(part: Part) -> float | None:
    return None if part.plan.bands is None else part.plan.bands.unique_reach.p10


def _high(part: Part) -> float | None:
    return None if part.plan.bands is None else part.plan.bands.unique_reach.p90


def _split(found: Together) -> tuple[Column[Part], ...]:
    plans = [part.plan.totals for part in found.parts]
    return (
        Column("Campaign", 30, "text", lambda one: one.brief.name),
        Column(
            "Budget in its brief",
            14,
            "money",
            lambda one: None if one.stated_cents is None else amount(one.stated_cents),
        ),
        Column("Its part now", 14, "money", lambda one: amount(one.spent_cents), total=amount(found.spent_cents)),
        Column("Creators", 10, "count", lambda one: one.plan.totals.creators, total=sum(one.creators for one in plans)),
        Column("Posts", 10, "count", lambda one: one.plan.totals.posts, total=sum(one.posts for one in plans)),
        Column("Unique reach", 14, "count", lambda one: one.plan.totals.unique_reach),
        Column("P10", 14, "count", _low),
        Column("P90", 14, "count", _high),
        Column("Engagements", 14, "count", lambda one: one.plan.totals.engagements),
        Column("With this much more", 12, "money", lambda one: amount(one.next_cents)),
        Column("it would add at most", 14, "count", lambda one: one.next_gain),
    )


def _creators(lines: Sequence[_Line]) -> tuple[Column[_Line], ...]:
    cash = amount(sum(one.pick.cost_cents for one in lines))
    return (
        Column("Campaign", 30, "text", lambda one: one.campaign),
        Column("Handle", 22, "text", lambda one: one.pick.handle),
        Column("Platform", 12, "text", lambda one: label(one.pick.platform)),
        Column("Tier", 10, "text", lambda one: label(one.pick.tier)),
        Column("Followers", 12, "count", lambda one: one.pick.followers),
        Column("Package", 26, "text", lambda one: one.pick.package),
        Column(
            "Deliverables", 26, "text", lambda one: deliverables_text([one.pick.deliverables.get(f, 0) for f in Format])
        ),
        Column("Times", 8, "count", lambda one: one.pick.count),
        Column("Cash", 12, "money", lambda one: amount(one.pick.cost_cents), total=cash),
        Column("People who see it", 14, "count", lambda one: one.pick.reach),
        Column("Fee is an estimate", 10, "text", lambda one: "yes" if one.pick.fee_estimated else ""),
        Column("Creator", 30, "text", lambda one: one.pick.creator),
    )
