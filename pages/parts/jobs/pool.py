"""The worker processes of this server. Imports little, so that they can start before anything else is read."""

import streamlit as st

from planner.cluster import address
from planner.workers import WorkerPool, WorkerSettings


@st.cache_resource(show_spinner=False, on_release=lambda pool: pool.shutdown())
def pool() -> WorkerPool:
    """The worker processes, of this machine or of the cluster in PLANNER_CLUSTER, started by whoever asks first."""
    made = WorkerPool(settings=WorkerSettings(("planner.jobs.plan",)), cluster=address.configured())
    made.warm()
    return made
