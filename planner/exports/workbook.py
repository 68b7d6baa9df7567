"""The plan as a workbook that finance can trace: every total, share, price and limit is a formula."""

from planner.exports.actual_sheet import write_actual
from planner.exports.assumptions_sheet import write_assumptions
from planner.exports.book import Book
from planner.exports.calendar_sheet import write_calendar, write_questions
from planner.exports.changes_sheet import write_changes
from planner.exports.costs_sheet import write_costs
from planner.exports.dossier import Dossier
from planner.exports.left_out_sheet import write_left_out
from planner.exports.media_plan import write_media_plan
from planner.exports.overlap_sheet import write_overlap, write_pairs
from planner.exports.reach_model import reach_model
from planner.exports.summary import write_summary
from planner.exports.tier_mix import write_tier_mix
from planner.exports.versions_sheet import write_versions


def plan_workbook(dossier: Dossier) -> bytes:
    """All sheets; formulas carry the values of the plan. Without a day to start from there is no calendar."""
    plan, brief = dossier.plan, dossier.brief
    amounts = [
        brief.budget_cents or 0,
        *(n for p in plan.picks for n in (p.cost_cents, p.value_cents, *(line.cents for line in p.costs))),
    ]
    whole = all(cents % 100 == 0 for cents in amounts) and all(
        (line.fee_cents or 0) % 100 == 0 for line in dossier.lines
    )
    book = Book(brief.currency, brief.locale, whole and not brief.agency_fee)
    model = reach_model(dossier)
    write_summary(book, dossier, model)
    write_media_plan(book, dossier, model)
    write_costs(book, dossier)
    write_tier_mix(book, plan)
    if dossier.schedule is not None:
        write_calendar(book, dossier.schedule)
    write_overlap(book, dossier)
    write_pairs(book, dossier, model)
    write_versions(book, dossier)
    write_left_out(book, dossier)
    if dossier.changes:
        write_changes(book, dossier)
    write_assumptions(book, dossier.assumptions, brief)
    write_actual(book, dossier)
    if dossier.schedule is not None:
        write_questions(book, dossier, dossier.schedule)
    return book.close(brief.name, dossier.made_on)
