"""The team: who is in it, who is invited, and what else one may join. Only where people have accounts."""

import streamlit as st

from pages.parts import navigation, style
from pages.parts.accounts import signing, team

if not signing.on():
    # The address is that of no page then.
    st.switch_page("pages/plan.py")
navigation.begin(badged=False)
style.look()
team.draw()
