"""The lessons of all campaigns, put into the brief on the Plan page and taken out of it again."""

import datetime
from collections.abc import Sequence

import streamlit as st

from pages.parts.debrief.campaigns import with_this
from pages.parts.debrief.desk import APPLIED, NOW, Applied, desk, put, remember, remove
from pages.parts.session import state
from planner.brief.brief import Brief
from planner.debrief.apply import applied, reverted
from planner.debrief.compare import Debrief
from planner.debrief.lesson import Lesson
from planner.debrief.lessons import learn
from planner.debrief.memory import CampaignRecord
from planner.wording import counted


def lessons(choice: str, done: Debrief | None) -> tuple[Lesson, ...]:
    """What all campaigns teach, against the brief on the Plan page without the lessons that it carries."""
    return learn(with_this(choice, done), untaught())


def carried() -> Applied | None:
    """The lessons that the brief on the Plan page carries; None when it has none, or became another brief."""
    kept, brief = desk().applied, state.session().brief
    if kept is None:
        return None
    edits = kept.undo.assumptions_after.items() - kept.undo.assumptions_before.items()
    there = any(brief.assumptions.get(key) == value for key, value in edits)
    return kept if there or any(brief.history.get(k) == v for k, v in kept.undo.history_after.items()) else None


def untaught() -> Brief:
    """The brief on the Plan page, without lessons."""
    kept = carried()
    return state.session().brief if kept is None else reverted(state.session().brief, kept.undo)


def apply(chosen: Sequence[Lesson], found: CampaignRecord | None) -> None:
    """Put lessons into the brief, in place of earlier ones, and remember the campaign that is looked at.

    An invented campaign is remembered only when somebody asks for that.
    """
    if found is not None and found.id != "sample":
        remember(found)
    here = desk()
    taught, undo = applied(untaught(), chosen)
    here.applied = Applied(lessons=len(chosen), day=datetime.date.today(), undo=undo)
    state.session().brief = taught
    put(APPLIED, NOW, here.applied)
    st.toast(f"{counted(len(chosen), 'lesson')} applied. The Plan page now uses them.", icon=":material/school:")


def take_back() -> None:
    """The brief as it was before the lessons."""
    here = desk()
    if here.applied is not None:
        state.session().brief = reverted(state.session().brief, here.applied.undo)
        here.applied = None
        remove(APPLIED, NOW)
