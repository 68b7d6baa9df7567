"""Parts of the sheet "Summary" that stand against something asked: audience segments and limits."""

from planner.exports.book import Sheet
from planner.exports.dossier import Dossier
from planner.exports.limits import Used, live
from planner.exports.reach_model import ReachModel
from planner.outcome import LimitReport, Plan
from planner.units import ENGAGEMENTS, PEOPLE

PASS, FAIL = "pass", "fail"
GOOD, BAD = "#0B6B50", "#B42318"


def write_segments(sheet: Sheet, top: int, plan: Plan, model: ReachModel | None) -> int:
    """Unique reach of each audience segment, live where the weights are known, with its bracket of models."""
    sheet.heading(top, "Audience", "People", "Unique reach", "All inside largest", "Overlap by chance", "Share reached")
    for at, part in enumerate(plan.totals.segments):
        row = top + 1 + at
        sheet.text(row, 0, part.name)
        for column, number in enumerate((part.size, part.unique, part.pool, part.independent), 1):
            sheet.value(row, column, number, "count")
        if model is not None:
            sheet.formula(row, 2, model.formula(at, f"B{row + 1}"), part.unique, "count")
        sheet.define(f"Unique_reach_{at + 1}", row, 2)
        sheet.formula(row, 5, f"=C{row + 1}/B{row + 1}", part.unique / part.size, "percent")
    return top + 1 + len(plan.totals.segments)


def write_limits(sheet: Sheet, top: int, dossier: Dossier, model: ReachModel | None) -> int:
    """Every limit: what is asked, what is used, the room left, and whether it is met."""
    sheet.heading(top, "Limit", "Asked", "Used", "Room", "Result", "Figure")
    limits = dossier.plan.limits
    for row, limit in enumerate(limits, top + 1):
        sheet.text(row, 0, limit.name, text_wrap=True)
        if limit.removed is not None:
            _filter(sheet, row, limit)
        else:
            _limit(sheet, row, limit, live(limit, dossier, model))
    end = top + max(len(limits), 1)
    for word, colour in ((FAIL, BAD), (PASS, GOOD)):
        rule = {"type": "cell", "criteria": "==", "value": f'"{word}"'}
        sheet.mark((top + 1, end), 4, rule, font_color=colour, bold=True)
    return end + 1


def _limit(sheet: Sheet, row: int, limit: LimitReport, counted: Used | None) -> None:
    kind, line = limit.unit.cell, row + 1
    asked, used = limit.unit.cell_value(limit.bound), limit.unit.cell_value(limit.used)
    word = PASS if limit.met else FAIL
    sheet.value(row, 1, asked, kind)
    if counted is not None:
        sheet.formula(row, 2, counted.formula, used, kind)
    else:
        sheet.value(row, 2, used, kind)
    formula, room = (f"=B{line}-C{line}", asked - used) if limit.sense == "<=" else (f"=C{line}-B{line}", used - asked)
    sheet.formula(row, 3, formula, room, kind)
    # What rounding in the sixth decimal leaves is not a breach; money is decided in whole cents.
    if (round(room, 6) >= 0) == limit.met:
        sheet.formula(row, 4, f'=IF(ROUND(D{line},6)>=0,"{PASS}","{FAIL}")', word, "plain", align="right")
    else:
        sheet.text(row, 4, word, align="right")
    forecast = limit.unit in (PEOPLE, ENGAGEMENTS)
    source = "live" if counted is not None else "forecast" if forecast else "as planned"
    sheet.muted(row, 5, source, align="right")


def _filter(sheet: Sheet, row: int, limit: LimitReport) -> None:
    """A limit on who may be considered has no amount; it says how many it removes."""
    out = limit.removed or 0
    words = f"removes {out:,} creator{'' if out == 1 else 's'}" if out else "removes nobody"
    sheet.muted(row, 2, words, align="right")
    sheet.text(row, 4, PASS if limit.met else FAIL, align="right")
    sheet.muted(row, 5, "as planned", align="right")
