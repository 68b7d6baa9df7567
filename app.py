"""Start here: `streamlit run app.py`. Page configuration and navigation, nothing else."""

import streamlit as st

from pages.parts.jobs import pool

# The workers import their libraries while this process imports its own.
pool.pool()

from pages.parts import navigation  # noqa: E402

st.set_page_config(
    page_title="Influencer mix planner",
    page_icon=navigation.ICON,
    layout="wide",
    initial_sidebar_state="auto",
)
navigation.run()
