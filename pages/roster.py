"""The roster: what is loaded, and reading another file without losing this one."""

import streamlit as st

from pages.parts import navigation, style
from pages.parts.roster import catalogues, upload, view
from pages.parts.session import autosave, state
from planner.domain.offered import offered_in

navigation.begin()
style.look()
roster = state.session().roster

st.html('<div class="plan-head"><h1>Roster</h1><p>Who could be booked, for what, at which price.</p></div>')
if (message := state.session().take_message()) is not None:
    st.success(message, icon=":material/check_circle:")
loaded, reading = st.tabs(state.ROSTER_TABS, key=state.ROSTER_TAB, on_change="rerun")
with loaded:
    offered = offered_in(roster)
    if offered is None:
        view.draw(roster)
    else:
        catalogues.draw(roster, offered)
with reading:
    upload.draw()
# Its tables are read while they are drawn.
autosave.write()
