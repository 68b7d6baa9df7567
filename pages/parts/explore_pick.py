"""One creator looked at closely: who would replace a pick and the most to pay her; why somebody else is not in."""

from __future__ import annotations

import streamlit as st

from pages.parts import edits, explore_ask, state
from pages.parts.explore_ask import Question
from pages.parts.state import Made
from pages.parts.words import markup, plain
from planner.domain import Roster
from planner.explore.jobs import Closer
from planner.explore.why_not import WhyNot
from planner.outcome import Pick
from planner.wording import label

LISTED_AT_MOST = 3_000
"""Creators beyond which a list to choose from is slower than typing a handle."""


def closer(pick: Pick, made: Made) -> None:
    """Below a pick's drawer: what the plan loses when she says no, and the most that one should pay her."""
    question = Question("closer", "closer_job", (pick.creator, pick.package))
    job = explore_ask.ask(question, made)

    def answer() -> None:
        found = explore_ask.latest(job)
        with st.container(border=True, key="ex_closer"):
            if isinstance(found, Closer):
                st.html(f'<p class="said"><b>If she says no.</b> {markup(found.replacement.sentence)}</p>')
                if found.fee is not None:
                    st.html(f'<p class="said"><b>Her fee.</b> {markup(found.fee.sentence)}</p>')
            if explore_ask.running(job):
                st.caption(":material/hourglass_empty: Working out who would replace her and what she is worth …")

    explore_ask.alive(job, answer)


def why_not(made: Made) -> None:
    """Any creator of the roster: the price of having her, or the rule that forbids it."""
    roster = made.roster
    if roster is None:
        return
    st.subheader("Why not …?", anchor=False)
    name = _chosen(roster, made)
    if not name:
        st.caption("Name any creator of the roster: what the plan would lose with her, or the rule that keeps her out.")
        return
    job = explore_ask.ask(Question("why_not", "why_not_job", name), made)

    def answer() -> None:
        if explore_ask.running(job):
            explore_ask.progress(job, job.elapsed / (job.elapsed + 1.5), "Planning with her", "why_not")
            return
        found = explore_ask.latest(job)
        if isinstance(found, WhyNot):
            _answer(found)

    explore_ask.alive(job, answer)


def _chosen(roster: Roster, made: Made) -> str | None:
    if len(roster.creators) > LISTED_AT_MOST:
        typed = st.text_input("Handle", key="ex_why_typed", placeholder="handle, or platform:handle", width=360)
        return typed.strip() or None
    inside = {pick.creator for pick in made.plan.picks}
    people = [str(one) for one in roster.creators["id"] if one not in inside]
    shown = {one: _name(one) for one in people}
    chosen: str | None = st.selectbox(
        "Creator",
        people,
        index=None,
        format_func=lambda one: shown.get(one, one),
        key="ex_why_chosen",
        placeholder="Choose or type a handle",
        label_visibility="collapsed",
        width=420,
    )
    return chosen


def _name(creator: str) -> str:
    platform, _, handle = creator.partition(":")
    return f"{handle} ({label(platform)})"


def _answer(found: WhyNot) -> None:
    words = markup(found.sentence)
    if found.fee is not None:
        words += f" {markup(found.fee.sentence)}"
    st.html(f'<p class="said">{words}</p>')
    if found.kind == "price" and found.booking is not None:
        with st.container(key="ex_why_actions", horizontal=True):
            st.button(
                f"Have {plain(found.handle, 30)} all the same",
                icon=":material/lock:",
                key="ex_why_keep",
                on_click=edits.keep,
                args=(found.creator, found.booking.package),
            )
    elif found.kind == "forbidden" and found.creator in state.brief().excluded:
        st.button(
            "Take her off the list of those left out", key="ex_why_free", on_click=edits.free, args=(found.creator,)
        )
