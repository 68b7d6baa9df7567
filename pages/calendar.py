"""The calendar: the plan in time, what is due, what each week costs, and what to ask the creators."""

from datetime import date

import streamlit as st

from pages.parts import navigation, style
from pages.parts.calendar import view, ways
from pages.parts.jobs import planning
from pages.parts.session import state

navigation.begin()
look = style.look()
# A date that was changed here plans anew.
asked = planning.ask()
made = state.session().made

if made is None and planning.underway(asked):
    st.html('<div class="plan-head"><h1>Calendar</h1><p>Your plan is still being made.</p></div>')
    planning.progress(asked)
elif made is None:
    st.html('<div class="plan-head"><h1>Calendar</h1><p>There is no plan yet. Its calendar will appear here.</p></div>')
    st.page_link("pages/plan.py", label="Go to the plan", icon=":material/change_history:")
else:
    schedule = view.schedule(made, date.today())
    view.head(made, schedule)
    if planning.underway(asked):
        planning.progress(asked)
    view.gantt_chart(made, schedule, look)
    view.due(made, schedule)
    view.weekly(made, schedule, look)
    view.waves(made, schedule)
    ways.draw(made)
    view.sheets(made, schedule)
