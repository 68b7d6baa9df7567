"""What the campaigns teach: old value, new value, what stands behind it; applied only on request, and taken back."""

import math
from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from pages.parts import display
from pages.parts.buttons import button
from pages.parts.debrief import campaigns, desk, teaching
from pages.parts.session import state
from pages.parts.words import plain, whole_percent
from planner.debrief.compare import Debrief
from planner.debrief.lesson import Lesson, Subject
from planner.forecast.assumptions import usual_for
from planner.wording import counted, decimal, person


def draw(choice: str, done: Debrief | None, found: Sequence[Lesson]) -> None:
    """Lessons about the assumptions, lessons about creators, and the way in and out of the brief."""
    _applied()
    if not found:
        st.caption("Nothing to learn from yet. Upload results and lessons appear here.")
        return
    st.caption(
        "Each number moves towards your results: a few posts move it a little, and older posts count for less. “Known "
        "within” is how far off a number may still be, before and after. The better we know a type of creator, the "
        "narrower the ranges of your next plan. "
        "Nothing changes until you apply it."
    )
    bar = st.container(horizontal=True, vertical_alignment="center", key="lessons_bar")
    general = [lesson for lesson in found if lesson.own is None]
    people = [lesson for lesson in found if lesson.own is not None]
    chosen = _general(general)
    st.subheader("Creators", anchor=False)
    st.caption(
        f"{counted(len(people), 'creator')} with results of their own. Once applied, their own history replaces "
        "benchmarks, insights and views, and the plan shows “own campaigns”."
    )
    chosen += _creators(people)
    this = campaigns.record(choice, done) if done is not None and done.rows_used else None
    with bar:
        button("Apply all lessons", "apply_all", "school", teaching.apply, list(found), this, type="primary")
        if chosen:
            title = f"Apply {counted(len(chosen), 'selected lesson')} only"
            button(title, "apply_chosen", "school", teaching.apply, chosen, this)
    _campaigns(choice, done)


def _applied() -> None:
    kept = teaching.carried()
    if kept is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="applied_bar"):
        st.markdown(
            f":material/school: **{counted(kept.lessons, 'lesson')}** in the brief since {kept.day.isoformat()}.",
            width="content",
        )
        why = "Restores the brief from before. Your later edits stay."
        button("Remove them", "take_back", "undo", teaching.take_back, help=why)


def _general(lessons: Sequence[Lesson]) -> list[Lesson]:
    rows, at = [], []
    usual = usual_for(state.session().brief)
    # What has results of its own comes before what only follows its siblings.
    subjects = list(Subject)
    ordered = sorted(enumerate(lessons), key=lambda one: (subjects.index(one[1].subject), not one[1].posts))
    for number, lesson in ordered:
        for edit in lesson.edits[:1]:
            unit = usual[edit.key].unit if edit.key in usual else ""
            rows.append(
                {
                    "About": str(lesson.subject),
                    "What": lesson.title,
                    "Old": _value(edit.old),
                    "New": _value(edit.new),
                    "Change": whole_percent(lesson.factor - 1),
                    "Known within": _within(lesson),
                    "Unit": unit if lesson.subject is not Subject.FEES else "USD, and their other formats",
                    "Posts": lesson.posts,
                    "Creators": lesson.creators,
                    "Similar posts": lesson.borrowed or None,
                    "Campaigns": ", ".join(lesson.campaigns),
                }
            )
            at.append(number)
    picked = _table(rows, "lessons_table", "assumptions with old and new value and what stands behind them")
    return [lessons[at[row]] for row in picked]


def _within(lesson: Lesson) -> str | None:
    """How far eight of ten markets may lie from the figure, before and after: what later ranges narrow by."""
    known = lesson.known
    if known is None:
        return None
    before, after = (decimal(math.exp(1.28 * sd), 2) for sd in (known.old, known.new))
    return f"× {before} → {after}" if known.new < known.old else f"× {before}"


def _creators(lessons: Sequence[Lesson]) -> list[Lesson]:
    rows = []
    for lesson in lessons:
        own = lesson.own
        assert own is not None
        rows.append(
            {
                "Creator": person(lesson.title),
                "Reach": None if own.reach is None else whole_percent(own.reach - 1),
                "Engagement": None if own.response is None else whole_percent(own.response - 1),
                "Likely to post": whole_percent(own.chance),
                "Posts": lesson.posts,
                "Latest": own.until,
                "Campaigns": ", ".join(lesson.campaigns),
            }
        )
    picked = _table(rows, "creator_lessons", "creators with what their own posts say against their group")
    return [lessons[row] for row in picked]


def _table(rows: Sequence[Mapping[str, object]], key: str, alt: str) -> list[int]:
    if not rows:
        return []
    column = st.column_config
    shown = st.dataframe(
        pd.DataFrame(rows),
        key=f"{key}.{state.session().turn('lessons')}",
        hide_index=True,
        height=display.height(len(rows)),
        on_select="rerun",
        selection_mode="multi-row",
        placeholder="",
        alt=f"{len(rows)} {alt}.",
        column_config={
            "Change": column.NumberColumn(format="percent"),
            "Reach": column.NumberColumn(format="percent", help="Against others of their kind, after lessons"),
            "Engagement": column.NumberColumn(format="percent", help="Engagements, against what is expected"),
            "Likely to post": column.NumberColumn(format="percent", help="How likely they are to post what was booked"),
            "Similar posts": column.NumberColumn(
                help="Posts of other formats and tiers on this platform. A type with few posts of its own learns from "
                "these, as far as results show that they move together"
            ),
            "What": column.TextColumn(width="medium"),
            "Creator": column.TextColumn(width="medium"),
        },
    )
    return [int(row) for row in shown.selection.rows]


def _value(number: float) -> str:
    return decimal(number, 4 if abs(number) < 10 else 1)


def _campaigns(choice: str, done: Debrief | None) -> None:
    """Which campaigns lessons come from; each can be forgotten."""
    st.subheader("Campaigns behind this", anchor=False)
    this = campaigns.record(choice, done) if done is not None and done.rows_used else None
    kept = desk.memory().campaigns
    if this is not None and all(this.id != one.id for one in kept):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"{plain(this.name)}, open now, not saved yet", width="content")
            button("Save for later plans", "remember", "bookmark_add", desk.remember, this, type="tertiary")
    for one in kept:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(
                f"{plain(one.name)}, {counted(len(one.observations), 'result')}, up to {one.day.isoformat()}",
                width="content",
            )
            button("Forget", f"forget.{one.id}", "delete", desk.forget, one.id, type="tertiary")
