"""The plan as a workbook that finance can trace: every total, share, price and limit is a formula."""

from __future__ import annotations

from datetime import date

from planner.brief import Brief
from planner.exports.assumptions_sheet import write_assumptions
from planner.exports.book import Book
from planner.exports.download import Download, file_name
from planner.exports.media_plan import write_media_plan
from planner.exports.summary import write_summary
from planner.exports.tier_mix import write_tier_mix
from planner.forecast.assumptions import Assumptions
from planner.outcome import Plan

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def plan_workbook(plan: Plan, brief: Brief, assumptions: Assumptions, made_on: date | None = None) -> Download:
    """Sheets Summary, Media plan, Tier mix, Assumptions; formulas carry the values of the plan.

    assumptions: those the plan was made with, edits included. made_on: the day to print; without it the same
    plan always makes the same bytes.
    """
    amounts = [brief.budget_cents or 0, *(n for p in plan.picks for n in (p.cost_cents, p.value_cents))]
    whole = all(cents % 100 == 0 for cents in amounts) and all(p.cost_cents // 100 % p.count == 0 for p in plan.picks)
    book = Book(brief.currency, brief.locale, whole)
    write_summary(book, plan, brief, made_on)
    write_media_plan(book, plan)
    write_tier_mix(book, plan)
    write_assumptions(book, assumptions)
    return Download(file_name(brief.name, "plan", "xlsx"), MIME, book.close(brief.name, made_on))
