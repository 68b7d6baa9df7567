"""Apply lessons to a brief, and revert them exactly."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from planner.brief.brief import Brief, OwnRecord
from planner.debrief.lesson import Lesson
from planner.debrief.memory import Undo
from planner.debrief.own import record_for

V = TypeVar("V", float, OwnRecord)


def applied(brief: Brief, lessons: Sequence[Lesson]) -> tuple[Brief, Undo]:
    """The brief with these lessons, and how to revert them. Only its assumptions and history change."""
    edits = {edit.key: edit.new for lesson in lessons for edit in lesson.edits}
    with_edits = brief.model_copy(update={"assumptions": {**brief.assumptions, **edits}})
    own = {
        lesson.own.base.creator: record_for(lesson.own, with_edits, lesson)
        for lesson in lessons
        if lesson.own is not None
    }
    taught = with_edits.model_copy(update={"history": {**brief.history, **own}})
    undo = Undo(
        assumptions_before=brief.assumptions,
        assumptions_after=taught.assumptions,
        history_before=brief.history,
        history_after=taught.history,
    )
    return taught.having(), undo


def reverted(brief: Brief, undo: Undo) -> Brief:
    """The brief without what the lessons changed; later edits stay."""
    assumptions = _reverted(brief.assumptions, undo.assumptions_before, undo.assumptions_after)
    history = _reverted(brief.history, undo.history_before, undo.history_after)
    return brief.having(assumptions=assumptions, history=history)


def _reverted(now: Mapping[str, V], before: Mapping[str, V], after: Mapping[str, V]) -> dict[str, V]:
    if dict(now) == dict(after):
        return dict(before)
    kept: dict[str, V] = {}
    for key in {**before, **now}:
        source = before if key in now and now[key] == after.get(key) else now
        if key in source:
            kept[key] = source[key]
    return kept
