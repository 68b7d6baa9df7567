"""Parts of the sheet "Summary" that stand against something asked: audience segments and limits."""

from __future__ import annotations

from typing import Any

from planner.exports.book import MUTED, Book
from planner.exports.dossier import Dossier
from planner.exports.limits import Used, live
from planner.exports.reach_model import ReachModel
from planner.outcome import LimitReport, Plan
from planner.units import ENGAGEMENTS, PEOPLE

PASS, FAIL = "pass", "fail"
GOOD, BAD = "#0B6B50", "#B42318"


def write_segments(book: Book, sheet: Any, top: int, plan: Plan, model: ReachModel | None) -> int:
    """Unique reach of each audience segment, live where the weights are known, with its bracket of models."""
    heads = ("Audience", "People", "Unique reach", "All inside largest", "Overlap by chance", "Share reached")
    book.heading(sheet, top, heads)
    for row, part in enumerate(plan.totals.segments, top + 1):
        at = row - top - 1
        book.text(sheet, (row, 0), part.name)
        for column, number in enumerate((part.size, part.unique, part.pool, part.independent), 1):
            book.value(sheet, (row, column), number, "count")
        if model is not None:
            book.formula(sheet, (row, 2), model.formula(at, f"B{row + 1}"), part.unique, {"kind": "count"})
        book.define(f"Unique_reach_{at + 1}", sheet, (row, 2))
        book.formula(sheet, (row, 5), f"=C{row + 1}/B{row + 1}", part.unique / part.size, {"kind": "percent"})
    return top + 1 + len(plan.totals.segments)


def write_limits(book: Book, sheet: Any, top: int, dossier: Dossier, model: ReachModel | None) -> int:
    """Every limit: what is asked, what is used, the room left, and whether it is met."""
    book.heading(sheet, top, ("Limit", "Asked", "Used", "Room", "Result", "Figure"))
    limits = dossier.plan.limits
    for row, limit in enumerate(limits, top + 1):
        if limit.removed is not None:
            _filter(book, sheet, row, limit)
        else:
            _limit(book, sheet, row, limit, live(limit, dossier, model))
    end = top + max(len(limits), 1)
    for word, colour in ((FAIL, BAD), (PASS, GOOD)):
        look = book.plain({"font_color": colour, "bold": True})
        rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": look}
        sheet.conditional_format(top + 1, 4, end, 4, rule)
    return end + 1


def _limit(book: Book, sheet: Any, row: int, limit: LimitReport, counted: Used | None) -> None:
    kind, line = limit.unit.cell, row + 1
    asked, used = limit.unit.cell_value(limit.bound), limit.unit.cell_value(limit.used)
    word = PASS if limit.met else FAIL
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
        verdict = f'=IF(ROUND(D{line},6)>=0,"{PASS}","{FAIL}")'
        book.formula(sheet, (row, 4), verdict, word, {"kind": "plain", "align": "right"})
    else:
        book.text(sheet, (row, 4), word, align="right")
    forecast = limit.unit in (PEOPLE, ENGAGEMENTS)
    source = "live" if counted is not None else "forecast" if forecast else "as planned"
    book.text(sheet, (row, 5), source, align="right", font_color=MUTED)


def _filter(book: Book, sheet: Any, row: int, limit: LimitReport) -> None:
    """A limit on who may be considered has no amount; it says how many it removes."""
    book.text(sheet, (row, 0), limit.name, text_wrap=True)
    out = limit.removed or 0
    words = f"removes {out:,} creator{'' if out == 1 else 's'}" if out else "removes nobody"
    book.text(sheet, (row, 2), words, align="right", font_color=MUTED)
    book.text(sheet, (row, 4), PASS if limit.met else FAIL, align="right")
    book.text(sheet, (row, 5), "as planned", align="right", font_color=MUTED)
