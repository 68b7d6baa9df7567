"""Start here: `streamlit run app.py`. Page configuration and navigation, nothing else."""

import streamlit as st

from pages.parts import navigation

st.set_page_config(
    page_title="Influencer mix planner",
    page_icon=navigation.ICON,
    layout="wide",
    initial_sidebar_state="auto",
)
navigation.run()
