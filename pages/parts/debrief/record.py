"""How good the planner's forecasts were, and what was noted and learned, by words."""

import datetime
import uuid
from collections.abc import Sequence

import streamlit as st

from pages.parts import display
from pages.parts.buttons import button
from pages.parts.debrief import campaigns, desk, sealing
from pages.parts.session import state
from pages.parts.words import markup, plain
from planner.debrief.compare import Debrief
from planner.debrief.lesson import Lesson
from planner.debrief.memory import Memory, Note
from planner.debrief.notes import remembered, search
from planner.debrief.record import calibration
from planner.debrief.sealed import SealedResult
from planner.domain.roster import Format
from planner.figures.look import Look
from planner.figures.record import bias_bars, reliability, sealed_chart
from planner.seal import seal_words
from planner.wording import counted, label, percent

_MOST_FOUND = 60


def draw(memory: Memory, done: Debrief | None, look: Look) -> None:
    """Coverage, reliability, and bias by platform and tier."""
    _sealed(done, look)
    record = calibration(memory)
    locale = state.session().brief.locale
    if record.coverage is None or record.bias is None:
        st.caption("No forecasts to judge yet. Upload results with reach first.")
        return
    sign = "more" if record.bias >= 0 else "fewer"
    st.html(
        f'<p class="said">In {counted(record.campaigns, "campaign")}, <b>{record.inside} of {record.picks}</b> picks '
        f"({markup(percent(record.coverage, 0, locale))}) ended inside the likely range; we expect 80%. In total, "
        f"{markup(percent(abs(record.bias), 0, locale))} {sign} people were reached than forecast.</p>"
    )
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("Reliability", anchor=False)
        display.chart(
            reliability(record, locale, look),
            key="reliability",
            alt="; ".join(
                f"said {percent(p.said, 0, locale)}, came {percent(p.came, 0, locale)}" for p in record.reliability
            ),
        )
        st.caption(
            "On the dotted line, forecasts are as certain as they claim. In the shade, a difference may be chance."
        )
    with right:
        st.subheader("Bias", anchor=False)
        display.chart(
            bias_bars(record, locale, look),
            key="bias",
            alt="; ".join(f"{row.label} {percent(row.bias, 0, locale)}" for row in (*record.platforms, *record.tiers)),
        )
        st.caption("People reached against forecast. To the right: more than forecast.")


def _sealed(done: Debrief | None, look: Look) -> None:
    """Sealed forecasts against what came, each of them, and the button that seals the plan on screen."""
    made, book, locale = state.session().made, desk.desk().book, state.session().brief.locale
    st.subheader("Sealed forecasts", anchor=False)
    lost = sealing.gone(done)
    if lost is not None:
        st.error(
            f"Line {lost} of this record stood here once and does not any more: its end was cut off or written anew.",
            icon=":material/gpp_bad:",
        )
    if book.broken is not None:
        st.error(
            f"Line {book.broken} of this record doesn’t match the one before it: it was changed, or lines are missing.",
            icon=":material/gpp_bad:",
        )
    results = book.results
    known = [one for one in results if one.came is not None]
    if results:
        inside = sum(bool(one.inside) for one in known)
        st.html(
            f'<p class="said"><b>{inside} of {len(known)}</b> sealed campaigns ended within their likely range '
            f"(expected: 8 in 10); {len(results) - len(known)} have no results yet. "
            "Sealed forecasts can’t be removed.</p>"
        )
        display.chart(
            sealed_chart(results, locale, look),
            key="sealed",
            alt="; ".join(f"{one.name}: {_ended(one)}" for one in results),
        )
    if made is not None and made.plan.seal is not None:
        st.caption(f"{plain(made.brief.name)}: {seal_words(made.plan)}. Every file of this plan shows the seal.")
    elif made is not None and made.plan.bands is not None:
        st.button(
            "Seal the plan on screen",
            key="seal",
            icon=":material/lock:",
            on_click=sealing.seal,
            help="Records the forecast, what it is based on, and when, before the campaign runs. It can’t be changed.",
        )
        if not results:
            st.caption("A sealed forecast is compared with the results, good or bad.")


def _ended(one: SealedResult) -> str:
    if one.inside is None:
        return "no results yet"
    return "inside its range" if one.inside else "outside its range"


def notes(choice: str, done: Debrief | None, lessons: Sequence[Lesson]) -> None:
    """Write a consultation down, and find what was said and learned."""
    if done is not None:
        with st.expander("Add a note", icon=":material/edit_note:"):
            _write(done)
    wanted = st.text_input(
        "Search", key="memory_search", placeholder="Such as reel hiking, or a handle", label_visibility="collapsed"
    )
    found = search(remembered(campaigns.with_this(choice, done), lessons), str(wanted or ""))
    if not found:
        st.caption("Nothing matches all these words." if wanted else "No notes yet.")
        return
    st.caption(f"{counted(len(found), 'thing')} found: notes, formats and lessons.")
    display.table(
        [
            {
                "Creator": one.creator,
                "Kind": one.kind.capitalize(),
                "What": one.title,
                "Text": one.text,
                "Campaign": one.campaign,
            }
            for one in found[: _MOST_FOUND * 10]
        ],
        "memory_table",
        f"Notes, formats and lessons, {counted(len(found), 'row')}.",
        {"Creator": st.column_config.TextColumn(width="medium"), "Text": st.column_config.TextColumn(width="large")},
    )
    _own_notes()


def _write(done: Debrief) -> None:
    with st.form("note_form", border=False, clear_on_submit=True):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            creator = st.selectbox("Creator", [one.creator for one in done.lines], format_func=str, width=280)
            when = st.selectbox("When", ["Before the content", "After the content"], width=190)
            f = st.selectbox(
                "About", [None, *Format], format_func=lambda x: "Everything" if x is None else label(x), width=150
            )
        text = st.text_area("Note", max_chars=4000, placeholder="What to keep in mind next time")
        if st.form_submit_button("Save note", icon=":material/bookmark_add:") and text.strip():
            desk.add_note(
                Note(
                    id=uuid.uuid4().hex,
                    creator=creator,
                    before=when.startswith("Before"),
                    text=text.strip(),
                    day=datetime.date.today(),
                    campaign=done.name,
                    format=f,
                )
            )
            st.rerun()


def _own_notes() -> None:
    kept = desk.memory().notes
    if not kept:
        return
    with st.expander(f"Your notes, {len(kept)}"):
        for note in sorted(kept, key=lambda one: one.day, reverse=True):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(f"**{plain(note.creator)}** {plain(note.text, 200)}", width="stretch")
                button("Delete", f"note.{note.id}", "delete", desk.remove_note, note.id, type="tertiary")
