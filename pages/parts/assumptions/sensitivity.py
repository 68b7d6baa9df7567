"""Which assumptions move the plan's goal most, on Assumptions: a tornado that fills while it is made."""

from __future__ import annotations

import streamlit as st

from pages.parts import display
from pages.parts.explore import style
from pages.parts.jobs import asking, exploring
from pages.parts.session.state import Made
from planner.explore.sensitivity import Sensitivity
from planner.figures.look import Look
from planner.figures.tornado import tornado


def draw(made: Made | None, look: Look) -> None:
    """The tornado of the plan in hand, once it is asked for."""
    style.begin()
    if made is None:
        st.caption("There is no plan yet: open the Plan page, then come back.")
        return
    st.caption(
        "Each assumption alone goes to the low and to the high end of its own range, all others stay. Bars show the "
        "goal of the plan as it is, circles that of a plan made for the new value: where the circle is far from the "
        "end of the bar, knowing better would change the plan."
    )
    request = exploring.about(made, "sensitivity", "sensitivity_job")
    job = asking.on_demand(request, "Find out", ":material/tornado:")
    if job is None:
        return

    def found() -> None:
        known = asking.answer(job)
        if asking.running(job):
            share = known.share if isinstance(known, Sensitivity) else 0.02
            words = "Trying each assumption" if share < 0.25 else "Planning again for each end"
            asking.progress(job, "sensitivity", share, words)
        if isinstance(known, Sensitivity):
            _figure(known, made, look)

    asking.follow(job, found)


def _figure(known: Sensitivity, made: Made, look: Look) -> None:
    if not known.bars:
        if known.tried == known.all:
            st.caption("No assumption moves this plan: all of it was measured or quoted.")
        return
    display.chart(
        tornado(known, made.brief, look),
        key="tornado",
        alt="The assumptions that move the goal most, each with the goal at both ends of its range.",
    )
    if any(not end.holds for bar in known.bars for end in (bar.low, bar.high)):
        st.caption("* At this end the plan as it is breaks a demand of the brief, such as the budget.")
