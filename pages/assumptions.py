"""Assumptions: every number the planner uses, with its source, and the evidence behind them."""

import streamlit as st

from pages.parts import navigation, style
from pages.parts.assumptions import advice, disagreements, evidence, overlap, platforms, rates, sensitivity, table
from pages.parts.jobs import planning
from pages.parts.session import autosave, state

navigation.begin(badged=False)
look = style.look()

st.html(
    '<div class="plan-head"><h1>Assumptions</h1><p>Every number that the forecast uses, with its source. '
    "Your edits apply to this campaign and are saved with its brief.</p></div>"
)
asked = planning.ask()
if state.session().made is None and planning.underway(asked):
    planning.progress(asked)
used, moves, reach, survey, check, disputed, figures = st.tabs(
    ["Used", "What matters most", "Reach curve", "Survey", "Partnership check", "Where studies disagree", "Evidence"],
    key="assumption_tab",
)
with used:
    platforms.draw()
    rates.draw(state.session().brief)
    table.draw()
with moves:
    sensitivity.draw(state.session().made, look)
with reach:
    evidence.curve(state.session().made, look)
    overlap.draw(state.session().brief, state.session().roster)
with survey:
    evidence.survey(look)
with check:
    if (made := state.session().made) is None:
        st.caption("There is no plan yet. Make one on the Plan page first.")
    else:
        advice.draw(made)
with disputed:
    disagreements.draw(state.session().made)
with figures:
    evidence.table()
# Its tables are read while they are drawn.
autosave.write()
