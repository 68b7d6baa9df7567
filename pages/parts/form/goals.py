"""The goals that the form offers, and their words."""

from pages.parts.form import controls
from pages.parts.glossary import meaning
from planner.brief.brief import Brief
from planner.domain.roster import Roster
from planner.wording import label

NONE = ""
"""No second goal."""


def of(brief: Brief, roster: Roster) -> list[str]:
    """Goals of this roster, and the one that the brief has."""
    return _with(controls.goal_shown(brief), _usual(roster))


def second_of(brief: Brief, roster: Roster) -> list[str]:
    """Second goals: none, or any but the first."""
    first = controls.goal_shown(brief)
    return [NONE, *(goal for goal in _with(controls.second_shown(brief), _usual(roster)) if goal not in (NONE, first))]


def words(goal: str) -> str:
    """`Most unique reach`."""
    kind, _, column = goal.partition(":")
    if column:
        return f"Most {label(column)}"
    return {
        NONE: "No second goal",
        "unique_reach": "Most unique reach",
        "engagements": "Most engagements",
        "conversions": "Most conversions",
        "cheapest": "Lowest cost",
    }[kind]


def help_text() -> str:
    """What the two usual goals count."""
    return "  \n".join(f"**{word}:** {meaning(word)}" for word in ("Unique reach", "Engagements"))


def _usual(roster: Roster) -> list[str]:
    scores = [f"score:{name}" for name in controls.scores_of(roster)]
    return ["unique_reach", "engagements", "conversions", *scores, "cheapest"]


def _with(now: str, usual: list[str]) -> list[str]:
    return usual if now in usual else [*usual, now]
