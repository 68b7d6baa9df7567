"""What could be had instead of the plan in hand: more budget, fewer rules, other picks, somebody's own list."""

import streamlit as st

from pages.parts import lazy
from pages.parts.explore import alternatives, frontier, rules, score, style
from pages.parts.jobs import planning
from pages.parts.session import state
from planner.figures.look import Look
from planner.outcome import Plan


def draw(look: Look) -> None:
    """All of it, once somebody scrolls to it, for the brief in hand; without a plan of that brief, what is missing."""
    style.begin()
    asked = planning.ask()
    answer, made = state.session().answer, state.session().made
    if planning.underway(asked):
        planning.progress(asked)
    elif answer is None or answer.question.key != asked.key or not isinstance(answer.outcome, Plan):
        st.subheader("Explore other plans", anchor=False)
        st.html('<p class="said">Your current brief has no plan yet, so there is nothing to compare.</p>')
        st.page_link("pages/plan.py", label="See why on the Plan page", icon=":material/arrow_forward:")
        return
    if made is None or not lazy.reached("explore", "What more budget buys, what each rule costs, and other plans"):
        return
    frontier.draw(made, look)
    rules.draw(made)
    alternatives.draw(made)
    score.draw(made)
