"""Words that explorations share: amounts of the goal, and a few names out of many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from planner.brief.brief import Brief, GoalKind
from planner.wording import compact, count, counted, decimal, listed, money_compact, percent

if TYPE_CHECKING:
    from planner.explore.solution import Booking
    from planner.explore.study import Study

MOST_NAMES = 3
_UNITS = {
    GoalKind.UNIQUE_REACH: "people",
    GoalKind.ENGAGEMENTS: "engagements",
    GoalKind.CONVERSIONS: "conversions",
    GoalKind.SCORE: "points",
}


def unit(brief: Brief) -> str:
    """What the goal counts, in the plural; empty for cash."""
    return _UNITS.get(brief.goal.kind, "" if brief.goal.kind is GoalKind.CHEAPEST else str(brief.goal.kind))


def goal_words(brief: Brief, value: float) -> str:
    """An amount of the goal: `12,345 people`, `$1,200`."""
    if brief.goal.kind is GoalKind.CHEAPEST:
        return brief.money(round(value))
    if brief.goal.kind is GoalKind.SCORE:
        return f"{decimal(value, 1, brief.locale)} {unit(brief)}"
    return f"{count(value, brief.locale)} {unit(brief)}"


def goal_compact(brief: Brief, value: float) -> str:
    """The same, short: `12.3K people`, `$1.2K`."""
    if brief.goal.kind is GoalKind.CHEAPEST:
        return money_compact(round(abs(value)), brief.currency, brief.locale)
    return f"{compact(value, brief.locale)} {unit(brief)}"


def amount(study: Study, value: float) -> str:
    """An amount of the goal with the part of the plan's that it is: `12,345 people (0.4%)`."""
    whole, locale = abs(study.base_solution.goal), study.brief.locale
    if not whole:
        return goal_words(study.brief, value)
    part = abs(value) / whole
    shown = f"less than {percent(0.001, 1, locale)}" if 0 < part < 0.001 else percent(part, 1, locale)
    return f"{goal_words(study.brief, value)} ({shown})"


def unfinished(done: int, asked: int, what: str) -> str:
    """What the time did not suffice for, in a sentence; empty where it did. what: one of them, such as `budget`."""
    left = asked - done
    verb = "was" if left == 1 else "were"
    return f"{left} of {counted(asked, what)} {verb} not finished in the time given." if left else ""


def names(bookings: Sequence[Booking]) -> str:
    """`anna, ben and cleo`, or `anna, ben, cleo and 4 more`."""
    handles = [one.handle for one in bookings]
    if len(handles) > MOST_NAMES + 1:
        return ", ".join(handles[:MOST_NAMES]) + f" and {len(handles) - MOST_NAMES} more"
    return listed(handles) or "nobody"
