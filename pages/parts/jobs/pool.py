"""The worker processes of this server. Imports little, so that they can start before anything else is read."""

import streamlit as st

from planner.workers import WorkerPool


@st.cache_resource(show_spinner=False, on_release=lambda pool: pool.shutdown())
def pool() -> WorkerPool:
    """The worker processes, started by whoever asks first."""
    made = WorkerPool(preload=("planner.jobs.plan",))
    made.warm()
    return made
