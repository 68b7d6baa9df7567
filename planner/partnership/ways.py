"""The same budget planned twice: every creator once, and every creator for two or more waves."""

from dataclasses import dataclass
from typing import Any

from planner.brief.brief import Brief
from planner.brief.terms import Span
from planner.outcome import Outcome, Plan

USUAL_WAVES = ("First wave", "Second wave", "Third wave")
"""Waves assumed for a brief that has none, so that the two ways can be compared."""


@dataclass(frozen=True)
class BothWays:
    """The two answers for one brief. waves: how many there are; given: True when the brief had none of its own."""

    one_off: Outcome
    partnership: Outcome
    waves: int
    given: bool


def both_briefs(brief: Brief) -> tuple[Brief, Brief]:
    """The brief with single bookings only, and with packages over several waves only.

    Demands on partnerships and must-have packages are dropped in both, since one of them could never meet these.
    """
    data: dict[str, Any] = brief.model_dump(mode="json")
    if len(brief.waves) < 2:
        data["waves"] = [{"name": name} for name in USUAL_WAVES]
    data["partnerships"] = {}
    for wanted in data["must_have"]:
        wanted["package"] = None
    offers = data["offers"] or {}
    once = {**data, "offers": {**offers, "spans": [Span.ONE_OFF]}}
    long = {**data, "offers": {**offers, "spans": [Span.EVERY_WAVE, Span.EVERY_OTHER, Span.AMBASSADOR]}}
    return Brief.read(once), Brief.read({**long, "partnerships": {"headcount": {"min": 1.0}}})


def loyal_posts(plan: Plan) -> int:
    """Posts by creators who come back: those after the first of each creator."""
    return sum(pick.posts - pick.count for pick in plan.picks if len(pick.waves) > 1)
