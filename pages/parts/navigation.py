"""The pages, listed once, and the guard with which each of them begins."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from pages.parts import dialogs
from pages.parts.accounts import bar, door, signing
from pages.parts.jobs import pool
from pages.parts.session import autosave, notices, scenarios, state
from pages.parts.start import badge

# A file of our own: the browser would fetch an icon by name from the network.
ICON = Path(__file__).with_name("icon.svg")
ICON_OF_REVIEW = ":material/how_to_reg:"
ICON_OF_DOOR = ":material/login:"
PAGES = (
    ("plan", "Plan", ":material/change_history:"),
    ("roster", "Roster", ":material/groups:"),
    ("compare", "Compare", ":material/compare:"),
    ("calendar", "Calendar", ":material/calendar_month:"),
    ("debrief", "Debrief", ":material/rate_review:"),
    ("assumptions", "Assumptions", ":material/fact_check:"),
    ("new", "New campaign", ":material/add_circle:"),
)
TEAM = ("team", "Team", ":material/group:")


def run() -> None:
    """Declare the navigation and run the page that is asked for."""
    declare = _declare_review if reviewing() else _declare if door.enter() else _declare_door
    page = declare()
    state.session().navigated = True
    page.run()


def begin(badged: bool = True) -> None:
    """Guard of every page: on a server where nobody has been yet, a deep link runs the page's file alone.

    A session's first run also brings back what is kept of its work, and every other keeps what has changed.
    badged: the page shows the campaign in hand, so the sample carries its badge.
    """
    pool.pool()
    if reviewing():
        begin_review()
        st.stop()
    inside = door.enter()
    if not inside:
        _declare_once(_declare_door)
        door.draw()
        st.stop()
    new = not state.session().begun
    if new:
        autosave.enter()
    _declare_once(_declare)
    if new:
        st.rerun()
    autosave.begin()
    dialogs.begin()
    _follow()
    bar.draw()
    notices.draw()
    if badged:
        badge.draw()


def reviewing() -> bool:
    """True in a session that a review link has opened, whatever its address says by now: it has that one page."""
    now, token = state.session(), st.query_params.get(state.REVIEW)
    if now.review is None and token is not None and not now.begun:
        now.review = token
    return now.review is not None


def begin_review() -> str:
    """Guard of the client's page; returns the token that it was opened with, "" for none."""
    now = state.session()
    if not reviewing():
        now.review = ""
    _declare_once(_declare_review)
    return now.review or ""


def _declare_once(declare: Callable[[], StreamlitPage]) -> None:
    """Declare the navigation where `run` has not: the page's file runs alone."""
    now = state.session()
    if not now.navigated:
        st.set_page_config(page_icon=ICON)
        declare()
        now.navigated = True
        st.rerun()


def _declare_review() -> StreamlitPage:
    """The client's page alone, under every address that there is."""
    stems = [state.REVIEW, *(stem for stem, _, _ in PAGES)]
    first = st.Page(_file(state.REVIEW), title="Review", icon=ICON_OF_REVIEW, url_path="start", default=True)
    others = [st.Page(_file(state.REVIEW), title="Review", icon=ICON_OF_REVIEW, url_path=stem) for stem in stems]
    return st.navigation([first, *others], position="hidden")


def _declare_door() -> StreamlitPage:
    """The door alone, under every address that there is."""

    def page(stem: str, first: bool = False) -> StreamlitPage:
        return st.Page(door.draw, title="Sign in", icon=ICON_OF_DOOR, url_path=stem, default=first)

    stems = (state.REVIEW, *(stem for stem, _, _ in (*PAGES, TEAM)))
    return st.navigation([page("start", first=True), *map(page, stems)], position="hidden")


def _follow() -> None:
    """A link opens a scenario once; after that the address is that of the page."""
    key, keep = st.query_params.get(scenarios.LINK), state.session().keep
    if key is not None:
        del st.query_params[scenarios.LINK]
        if key != keep.link:
            keep.link = key
            scenarios.follow(key)


def _declare() -> StreamlitPage:
    first, title, icon = PAGES[0]
    # The default page answers at the root only; the hidden one lets its own address work too.
    root = st.Page(_file(first), title=title, icon=icon, url_path="start", default=True)
    alias = st.Page(_file(first), title=title, icon=icon, url_path=first, visibility="hidden")
    others = [st.Page(_file(s), title=t, icon=i, url_path=s) for s, t, i in PAGES[1:]]
    # The team's is reached from the bar above every page.
    stem, title, icon = TEAM
    team = [st.Page(_file(stem), title=title, icon=icon, url_path=stem, visibility="hidden")] if signing.on() else []
    return st.navigation([root, *others, alias, *team], position="top")


def _file(stem: str) -> str:
    return f"pages/{stem}.py"
