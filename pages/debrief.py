"""Debrief: what happened against the plan, what it teaches, and how good the planner's forecasts were."""

import streamlit as st

from pages.parts import navigation, style
from pages.parts.debrief import campaigns, desk, results, sealing, teaching, upload
from pages.parts.debrief import lessons as debrief_lessons
from pages.parts.debrief import record as debrief_record
from pages.parts.session import state
from pages.parts.words import markup

navigation.begin()
look = style.look()

choice = upload.chosen()
done = campaigns.debriefed(choice)
name = "Debrief" if done is None else done.name
st.html(f'<div class="plan-head"><h1>{markup(name)}</h1><p>{results.line(done)}</p></div>')
if (message := state.session().take_message()) is not None:
    st.info(message, icon=":material/info:")
if (wrong := desk.trouble()) != "":
    st.warning(f"Not everything here could be saved: {wrong}", icon=":material/cloud_off:")
upload.draw(choice, done)
sealing.came(choice, done)
found = teaching.lessons(choice, done)
taught = f"Lessons, {len(found)}" if found else "Lessons"
against, lessons, record, notes = st.tabs(
    ["Against the plan", taught, "Track record", "Notes"], key="debrief_tab", on_change="rerun"
)
with against:
    results.draw(choice, done, look)
with lessons:
    debrief_lessons.draw(choice, done, found)
with record:
    debrief_record.draw(campaigns.with_this(choice, done), done, look)
with notes:
    debrief_record.notes(choice, done, found)
