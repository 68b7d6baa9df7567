"""What could be had instead of the plan in hand: more budget, fewer rules, other picks, somebody's own list."""

from __future__ import annotations

import streamlit as st

from pages.parts import (
    explore_alternatives,
    explore_frontier,
    explore_rules,
    explore_score,
    explore_style,
    solving,
    state,
)
from planner.figures.look import Look
from planner.outcome import Plan


def draw(look: Look) -> None:
    """All of it, for the brief in hand; without a plan of that brief, what is missing."""
    explore_style.begin()
    asked = solving.ask()
    answer, made = state.answer(), state.made()
    if solving.underway(asked):
        solving.progress()
    elif answer is None or answer.question.key != asked.key or not isinstance(answer.outcome, Plan):
        st.subheader("What could be had instead", anchor=False)
        st.html('<p class="said">The brief in hand has no plan yet, so there is nothing to explore around.</p>')
        st.page_link("pages/plan.py", label="See why on the Plan page", icon=":material/arrow_forward:")
        return
    if made is None:
        return
    explore_frontier.draw(made, look)
    explore_rules.draw(made)
    explore_alternatives.draw(made)
    explore_score.draw(made)
