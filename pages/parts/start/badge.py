"""The sample's badge, wherever the sample is shown, with the way to a campaign of one's own."""

import streamlit as st

from pages.parts import style
from pages.parts.form import widgets
from pages.parts.session import sample, state
from pages.parts.words import plain

_NEW = "pages/new.py"


def draw(explore: bool = False) -> None:
    """A line that says that this is the sample, and a button that leaves it; nothing on a campaign of one's own.

    explore: offer the other sample too, as long as neither was changed.
    """
    if not state.session().about.sample:
        return
    with st.container(key="starters", horizontal=True, vertical_alignment="center", gap="small"):
        st.badge("Sample" if style.narrow() else "Sample campaign", icon=":material/science:", color="violet")
        if explore and style.narrow():
            with st.popover("Explore", type="tertiary"):
                _choices()
        elif explore:
            _choices()
        else:
            st.caption("All its data is made up.", width="content")
        if st.button("Start my campaign", type="primary", icon=":material/add:", key="start_own"):
            st.switch_page(_NEW)


def _choices() -> None:
    """The samples to explore, the one on screen marked."""
    now = state.session().brief
    shown = next((which for which in sample.CHOICES if sample.brief(which) == now), None)
    if shown is None:
        return
    st.caption("Explore the sample:", width="content")
    for which, title in sample.CHOICES.items():
        st.button(
            plain(title),
            key=f"start_{which}",
            disabled=which == shown,
            icon=":material/check:" if which == shown else None,
            on_click=widgets.replace_brief,
            args=(sample.brief(which), state.SAMPLE),
        )
