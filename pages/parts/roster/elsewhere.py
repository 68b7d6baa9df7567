"""Lists from the places that the owner of this server allows, and reading the one again that a campaign came from."""

import streamlit as st

from pages.parts.buttons import button
from pages.parts.roster import incoming
from pages.parts.session import state
from pages.parts.words import plain, told
from planner.problems import BadInput, Problem
from planner.sources.allowed import configured
from planner.sources.load import load
from planner.sources.origin import Origin

_PLACE, _WANTED = "list_place", "list_wanted"


def source() -> None:
    """The places to choose from; nothing where the owner has named none."""
    try:
        rights = configured()
    except BadInput as bad:
        # It is for the owner of the server to mend, and visitors can go on with files.
        st.caption(f"Lists from your own systems are off: {told(bad.problems)}")
        return
    if not rights.sources:
        return
    with st.expander("Or read it from your own systems", icon=":material/cloud_download:"):
        names = {one.name: one for one in rights.sources}
        chosen = names[st.selectbox("From", list(names), key=_PLACE)]
        if chosen.is_database:
            key = f"{_WANTED}.query"
            st.text_area("Query", key=key, placeholder="SELECT handle, platform, followers, fee FROM creators")
        else:
            key = f"{_WANTED}.path"
            st.text_input("Path below its address", key=key, placeholder="creators.json")
        st.caption("It is read, never written to: at most 20 MB in 30 seconds.")
        button("Read this list", "read_place", "download", _read, chosen.name, key)


def again() -> None:
    """Where the campaign's list came from, and reading it again."""
    origin = state.session().about.source
    if origin is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="list_source"):
        st.caption(f"Read from {plain(origin.title)}.")
        button("See what changed since", "refresh_list", "sync", _load, origin)


def _read(name: str, key: str) -> None:
    try:
        named = next((one for one in configured().sources or () if one.name == name), None)
        if named is None:
            raise BadInput([Problem("the list's place", name, "is no longer offered here", "another place, or a file")])
        origin = named.origin(state.sent(key, str) or "")
    except BadInput as bad:
        _failed(bad)
        return
    _load(origin)


def _load(origin: Origin) -> None:
    """Read a list and put it where files on their way are; what went wrong is told there."""
    try:
        loaded = load(origin, configured())
    except BadInput as bad:
        _failed(bad)
        return
    if loaded.unchanged:
        state.session().message = "The list is unchanged: the service says that it is the one you have."
        return
    incoming.drop()
    incoming.take(((loaded.name, loaded.data),), loaded.origin)
    state.put(state.ROSTER_TAB, state.ROSTER_TABS[1])


def _failed(bad: BadInput) -> None:
    incoming.drop()
    incoming.fail(str(bad))
    state.put(state.ROSTER_TAB, state.ROSTER_TABS[1])
