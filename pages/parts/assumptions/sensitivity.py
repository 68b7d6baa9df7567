"""Which assumptions move the plan's goal most, on Assumptions: a tornado that fills while it is made."""

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
        st.caption("There is no plan yet. Make one on the Plan page first.")
        return
    st.caption(
        "We move one assumption at a time to the low and the high end of its range. Bars show the result of your plan "
        "as it is; circles show the best plan for the new value. Where a circle is far from the end of its bar, "
        "knowing the number better would change your plan."
    )
    request = exploring.about(made, "sensitivity", "sensitivity_job")
    job = asking.on_demand(request, "Test the assumptions", "tornado")
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
            st.caption("No assumption changes this plan: everything in it was measured or quoted.")
        return
    display.chart(
        tornado(known, made.brief, look),
        key="tornado",
        alt="The assumptions that move the goal most, each with the goal at both ends of its range.",
    )
    if any(not end.holds for bar in known.bars for end in (bar.low, bar.high)):
        st.caption("* At this end, your plan as it is would break a rule of your brief, such as the budget.")
