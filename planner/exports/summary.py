"""The sheet "Summary": what the plan is, what it achieves, how every limit stands, and the proof."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.dates import format_date

from planner import __version__
from planner.brief import Brief
from planner.exports.book import MUTED, Book, Cell
from planner.exports.limits import cell_value, live
from planner.exports.text import amount, goal_words, headline, proof_sentence
from planner.outcome import LimitReport, Plan

NAME = "Summary"
LIVE, FORECAST, PLANNED = "live", "forecast", "as planned"
_KINDS = {
    "money": "money",
    "creators": "count",
    "share": "percent",
    "people": "count",
    "engagements": "count",
    "amount": "amount",
    "fit": "decimal",
}
_CAPTIONS = (
    "Live figures follow the sheet Media plan; forecasts are those of the plan as it was made.",
    "Unique reach: pessimistic if all audiences lie in the largest, optimistic if they overlap by chance.",
)
ONE_PAGE = 62
"""Rows that one page still shows in a legible size."""


@dataclass(frozen=True)
class _Measure:
    """A line of results. A formula may name another line by {its title}."""

    title: str
    kind: str
    value: Cell
    formula: str = ""
    source: str = LIVE
    low: float | None = None
    high: float | None = None


def write_summary(book: Book, plan: Plan, brief: Brief, made_on: date | None) -> None:
    """Write the sheet; formulas read the sheet "Media plan"."""
    sheet = book.sheet(NAME)
    for column, width in enumerate((52, 17, 17, 17, 15, 17)):
        sheet.set_column(column, column, width)
    day = f", {format_date(made_on, 'long', brief.locale)}" if made_on else ""
    book.text(sheet, (0, 0), brief.name, bold=True, font_size=18)
    book.text(sheet, (1, 0), f"Influencer plan{day}", font_color=MUTED)
    book.text(sheet, (2, 0), f"{headline(plan, brief)}.", bold=True)
    book.text(sheet, (3, 0), f"{proof_sentence(plan, brief)}.")
    book.text(sheet, (4, 0), f"Goal: {goal_words(brief)}")
    row = _results(book, sheet, 6, list(_measures(plan, brief)))
    if len(plan.totals.segments) > 1:
        row = _segments(book, sheet, row + 1, plan)
    row = _limits(book, sheet, row + 1, (plan, brief))
    row = _notes(book, sheet, row + 1, plan)
    sheet.set_row(0, 26)
    sheet.print_area(0, 0, row, 5)
    sheet.fit_to_pages(1, 1 if row < ONE_PAGE else 0)


def _measures(plan: Plan, brief: Brief) -> Iterator[_Measure]:
    total = plan.totals
    if brief.budget_cents is not None:
        yield _Measure("Budget", "money", amount(brief.budget_cents), source="brief")
    yield _Measure("Cash", "money", amount(total.cost_cents), "=SUM(MediaPlan[Cost])")
    if brief.budget_cents is not None:
        left = amount(brief.budget_cents - total.cost_cents)
        yield _Measure("Left of the budget", "money", left, "={Budget}-{Cash}")
    full = amount(total.value_cents)
    yield _Measure("Full value, cash and goods at cost", "money", full, "=SUM(MediaPlan[Full value])")
    yield _Measure("Creators", "count", total.creators, "=SUM(MediaPlan[Quantity])")
    yield _Measure("Posts", "count", total.posts, source=PLANNED)
    yield _Measure(
        "Gross reach, a person counted for every creator",
        "count",
        total.gross_reach,
        "=SUM(MediaPlan[Reach])",
    )
    inside = "=SUM(MediaPlan[In-target reach])"
    yield _Measure("Gross reach inside the audience", "count", total.target_reach, inside)
    low = sum(segment.pool for segment in total.segments)
    high = sum(segment.independent for segment in total.segments)
    yield _Measure("Unique reach, every person once", "count", total.unique_reach, "", FORECAST, low, high)
    yield _Measure(
        "Frequency",
        "decimal",
        total.frequency,
        "=IF({Unique reach, every person once}=0,0,"
        "{Gross reach inside the audience}/{Unique reach, every person once})",
    )
    yield _Measure("Impressions", "count", total.impressions, "=SUM(MediaPlan[Impressions])")
    yield _Measure("Engagements", "count", total.engagements, "=SUM(MediaPlan[Engagements])")
    for title, below, times, cents in (
        ("CPM, cash per 1,000 impressions", "Impressions", "*1000", total.cpm_cents),
        ("CPE, cash per engagement", "Engagements", "", total.cpe_cents),
        ("Cash per unique person", "Unique reach, every person once", "", total.cost_per_reach_cents),
    ):
        formula = f'=IF({{{below}}}=0,"",{{Cash}}/{{{below}}}{times})'
        yield _Measure(title, "price", None if cents is None else cents / 100, formula)
    yield _Measure("Fees nobody has quoted yet", "count", total.estimated_fees, source=PLANNED)


def _results(book: Book, sheet: Any, top: int, measures: list[_Measure]) -> int:
    book.heading(sheet, top, ("Result", "Plan", "Pessimistic", "Optimistic", "Figure", ""))
    place = {measure.title: f"$B${top + 2 + at}" for at, measure in enumerate(measures)}
    for row, measure in enumerate(measures, top + 1):
        book.text(sheet, (row, 0), measure.title)
        if measure.formula:
            formula = measure.formula
            for title, cell in place.items():
                formula = formula.replace("{" + title + "}", cell)
            book.formula(sheet, (row, 1), formula, measure.value, {"kind": measure.kind})
        else:
            book.value(sheet, (row, 1), measure.value, measure.kind)
        for column, number in ((2, measure.low), (3, measure.high)):
            book.value(sheet, (row, column), number, measure.kind)
        book.text(sheet, (row, 4), measure.source, align="right", font_color=MUTED)
    for row, caption in enumerate(_CAPTIONS, top + 1 + len(measures)):
        book.text(sheet, (row, 0), caption, font_color=MUTED, italic=True)
    return top + 1 + len(measures) + len(_CAPTIONS)


def _segments(book: Book, sheet: Any, top: int, plan: Plan) -> int:
    book.heading(
        sheet,
        top,
        ("Audience (forecast)", "People", "Unique reach", "Pessimistic", "Optimistic", "Share reached"),
    )
    for row, part in enumerate(plan.totals.segments, top + 1):
        book.text(sheet, (row, 0), part.name)
        for column, number in enumerate((part.size, part.unique, part.pool, part.independent), 1):
            book.value(sheet, (row, column), number, "count")
        book.formula(sheet, (row, 5), f"=C{row + 1}/B{row + 1}", part.unique / part.size, {"kind": "percent"})
    return top + 1 + len(plan.totals.segments)


def _limits(book: Book, sheet: Any, top: int, what: tuple[Plan, Brief]) -> int:
    plan, brief = what
    book.heading(sheet, top, ("Limit", "Asked", "Used", "Room", "Met", "Figure"))
    for row, limit in enumerate(plan.limits, top + 1):
        _limit(book, sheet, row, (limit, plan, brief))
    end = top + max(len(plan.limits), 1)
    for word, colour in (("no", "#B42318"), ("yes", "#0B6B50")):
        look = book.plain({"font_color": colour, "bold": True})
        rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": look}
        sheet.conditional_format(top + 1, 4, end, 4, rule)
    return end + 1


def _limit(book: Book, sheet: Any, row: int, what: tuple[LimitReport, Plan, Brief]) -> None:
    limit, plan, brief = what
    kind, line = _KINDS.get(limit.unit, "amount"), row + 1
    asked, used = cell_value(limit.bound, limit.unit), cell_value(limit.used, limit.unit)
    counted = live(limit, brief, plan.picks)
    book.text(sheet, (row, 0), limit.name, text_wrap=True)
    book.value(sheet, (row, 1), asked, kind)
    if counted is not None:
        book.formula(sheet, (row, 2), counted.formula, used, {"kind": kind})
    else:
        book.value(sheet, (row, 2), used, kind)
    room = (f"=B{line}-C{line}", asked - used) if limit.sense == "<=" else (f"=C{line}-B{line}", used - asked)
    book.formula(sheet, (row, 3), room[0], room[1], {"kind": kind})
    # What rounding in the sixth decimal leaves is not a breach; money is decided in whole cents.
    if (round(room[1], 6) >= 0) == limit.met:
        verdict = f'=IF(ROUND(D{line},6)>=0,"yes","no")'
        book.formula(sheet, (row, 4), verdict, "yes" if limit.met else "no", {"kind": "plain", "align": "right"})
    else:
        book.text(sheet, (row, 4), "yes" if limit.met else "no", align="right")
    forecast = limit.unit in ("people", "engagements")
    source = LIVE if counted is not None else FORECAST if forecast else PLANNED
    book.text(sheet, (row, 5), source, align="right", font_color=MUTED)


def _notes(book: Book, sheet: Any, top: int, plan: Plan) -> int:
    book.text(sheet, (top, 0), "Notes", bold=True, font_size=13)
    notes = [*plan.notes, f"Made with Influencer mix planner {__version__}."]
    for row, note in enumerate(notes, top + 1):
        book.text(sheet, (row, 0), note)
    return top + len(notes)
