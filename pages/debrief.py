"""Debrief: what happened against the plan, what it teaches, and how good the planner's forecasts were."""

from __future__ import annotations

import streamlit as st

from pages.parts import debrief_lessons, debrief_record, debrief_results, debrief_upload, desk, navigation, state, style
from pages.parts.words import markup

navigation.begin()
look = style.look()

choice = debrief_upload.chosen()
done = desk.debriefed(choice)
name = "Debrief" if done is None else done.name
st.html(f'<div class="plan-head"><h1>{markup(name)}</h1><p>{debrief_results.line(done)}</p></div>')
if (message := state.said()) is not None:
    st.error(message, icon=":material/error:")
if (wrong := desk.trouble()) != "":
    st.warning(f"Not everything here could be kept: {wrong}", icon=":material/cloud_off:")
debrief_upload.draw(choice, done)
found = desk.lessons(choice, done)
taught = f"Lessons, {len(found)}" if found else "Lessons"
against, lessons, record, notes = st.tabs(
    ["Against the plan", taught, "Track record", "Notes"], key="debrief_tab", on_change="rerun"
)
with against:
    debrief_results.draw(choice, done, look)
with lessons:
    debrief_lessons.draw(choice, done, found)
with record:
    debrief_record.draw(desk.with_this(choice, done), look)
with notes:
    debrief_record.notes(choice, done, found)
