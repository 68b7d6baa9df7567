"""Asking in a sentence."""

from __future__ import annotations

from collections.abc import Mapping

from planner.asking.answer import Asking
from planner.brief.brief import Brief
from planner.explore.words import goal_words
from planner.wording import count, counted, percent


def sentence_of(found: Asking, brief: Brief) -> str:
    """Whom to ask, how many more may be needed, and how it may end."""
    new = sum(one.kind == "new" for one in found.asks)
    end, locale = found.ending, brief.locale
    if not found.asks:
        return "There is nobody left to ask: everybody of the plan has signed, and nobody else fits into what is left."
    rounds = len(found.rounds)
    said = [
        f"Ask {counted(new, 'creator', locale)} now"
        if new
        else f"Wait for {counted(sum(one.kind == 'open' for one in found.asks), 'creator', locale)} to answer"
    ]
    more = round(end.contacted_band.p90)
    said.append(
        f"expect to ask {count(round(end.contacted), locale)} in all ({count(more, locale)} if many decline) over "
        f"{counted(rounds, 'round', locale)}"
    )
    chance = (
        f"the floors are met with a chance of {percent(end.chance, 0, locale)}, in {end.worlds} simulated campaigns"
        if end.chance is not None
        else f"about {count(round(end.booked), locale)} say yes, for {goal_words(brief, end.goal)}"
    )
    if brief.budget_cents is None:
        return f"{said[0]}; {said[1]}; {chance}."
    most = brief.money(brief.budget_cents)
    return f"{said[0]}; {said[1]}; {chance}. At no time is more than {most} signed or on offer."


def unfinished(done: Mapping[str, tuple[int, int]], locale: str) -> tuple[str, ...]:
    """What there was no time for, a note each. done: by what it was, how many were done, and of how many."""
    return tuple(
        f"{f'Only {count(some, locale)}' if some else 'None'} of {count(many, locale)} {what} in the time given."
        for what, (some, many) in done.items()
        if some < many
    )
