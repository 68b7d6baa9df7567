"""The calendar: the plan in time, what is due, what each week costs, and what to ask the creators."""

from __future__ import annotations

from datetime import date

import streamlit as st

from pages.parts import calendar_view, navigation, solving, state, style, ways_view

navigation.begin()
look = style.look()
# A date that was changed here plans anew.
asked = solving.ask()
made = state.made()

if made is None and solving.underway(asked):
    st.html('<div class="plan-head"><h1>Calendar</h1><p>The plan that it follows is being made.</p></div>')
    solving.progress()
elif made is None:
    st.html('<div class="plan-head"><h1>Calendar</h1><p>There is no plan yet. The calendar follows it.</p></div>')
    st.page_link("pages/plan.py", label="Go to the plan", icon=":material/change_history:")
else:
    schedule = calendar_view.schedule(made, date.today())
    calendar_view.head(made, schedule)
    if solving.underway(asked):
        solving.progress()
    calendar_view.gantt_chart(made, schedule, look)
    calendar_view.due(made, schedule)
    calendar_view.weekly(made, schedule, look)
    calendar_view.waves(made, schedule)
    ways_view.draw(made)
    calendar_view.sheets(made, schedule)
