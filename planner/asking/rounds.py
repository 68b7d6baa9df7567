"""Rounds of asking with their days, counted back from the day on which the first briefs go out."""

from __future__ import annotations

import datetime
from datetime import timedelta

from planner.asking.answer import Round
from planner.brief.brief import Brief
from planner.forecast.assumptions import Assumptions
from planner.outcome import Plan
from planner.schedule.build import schedule_of
from planner.schedule.types import TaskKind
from planner.wording import day_words

MOST = 6
"""Rounds at most: more of them change little, and nobody keeps count."""


def rounds_of(
    plan: Plan, brief: Brief, today: datetime.date, numbers: Assumptions
) -> tuple[tuple[Round, ...], tuple[str, ...]]:
    """Rounds from today on, at least one, and notes where time is short.

    With dates there are as many as fit before the first brief goes out, else as many as the assumption says.
    """
    days = max(1, round(numbers.number("lead_days_consult")))
    schedule = schedule_of(plan, brief, today, None, numbers)
    begins = today if brief.flight is None or brief.flight.work_from is None else max(today, brief.flight.work_from)
    notes: tuple[str, ...] = ()
    if not schedule.decided:
        many = max(1, round(numbers.number("asking_rounds")))
    else:
        kinds = (TaskKind.BRIEF, TaskKind.CREATE, TaskKind.REVIEW, TaskKind.PUBLISH)
        due = min((task.start for task in schedule.tasks if task.kind in kinds), default=begins)
        many = (due - begins).days // days
        if many < 1:
            day = day_words(due, brief.locale)
            notes = (
                f"There is no time for a full round of {days} days: the first briefs are due on {day}. This is one "
                "round that ends later than it should; shorten it on the Assumptions page, or move the flight.",
            )
    many = min(max(many, 1), MOST)
    starts = [begins + timedelta(days=days * at) for at in range(many)]
    return tuple(
        Round(
            number=number,
            asked_on=start,
            stand_by=start + timedelta(days=days // 2),
            answer_by=start + timedelta(days=days - 1),
        )
        for number, start in enumerate(starts, 1)
    ), notes
