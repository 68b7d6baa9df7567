"""The database of this server, and what of it belongs to the visitor's workspace."""

from __future__ import annotations

import streamlit as st

from pages.parts import state
from planner.store.database import Database
from planner.store.place import database_file, database_url
from planner.store.records import Records


@st.cache_resource(show_spinner=False, on_release=lambda database: database.close())
def database() -> Database:
    """Opened by whoever asks first; after a failure the next one tries again. Raises Unavailable."""
    url = database_url()
    return Database.sqlite(database_file()) if url is None else Database.postgres(url)


def records() -> Records:
    """Small things that this workspace keeps by kind and key. Raises Unavailable."""
    return Records(database(), state.workspace())
