"""Where a new campaign books: where its creators are, until somebody chooses otherwise."""

from dataclasses import dataclass

import streamlit as st

from pages.parts.session import state
from pages.parts.start.creators import Listed
from pages.parts.words import plain
from planner.campaign.start import LARGEST, platform_notes, usual_platforms
from planner.domain.platforms import Platform
from planner.wording import label

_KEY = "start.platforms"


@dataclass
class _Followed:
    """shown: the choice that was last made for them. wanted: the one that their list asks for."""

    shown: tuple[Platform, ...] = ()
    wanted: tuple[Platform, ...] = LARGEST


def choose() -> tuple[Platform, ...]:
    """The choice."""
    now = state.session().of_page(_Followed)
    if _untouched(now):
        now.shown = now.wanted
        state.put(_KEY, list(now.wanted))
    chosen = st.pills(
        "Platforms",
        list(Platform),
        selection_mode="multi",
        format_func=label,
        key=_KEY,
        persist_state="session",
        label_visibility="collapsed",
    )
    return tuple(chosen)


def follow(chosen: tuple[Platform, ...], found: Listed, locale: str) -> tuple[Platform, ...]:
    """What the list makes of the choice; where the two differ is said below the list."""
    if not found.ready:
        return chosen
    now = state.session().of_page(_Followed)
    if _untouched(now):
        now.wanted = chosen = usual_platforms(found.roster)
    for note in platform_notes(chosen, found.roster, locale):
        st.caption(plain(note))
    return chosen


def show() -> None:
    """Draw the page again where the choice has followed the list since it was drawn."""
    now = state.session().of_page(_Followed)
    if _untouched(now) and now.shown != now.wanted:
        st.rerun()


def _untouched(now: _Followed) -> bool:
    held = state.held(_KEY)
    return held is None or (isinstance(held, list) and tuple(held) == now.shown)
