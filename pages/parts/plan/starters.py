"""Two campaigns to begin with, as long as neither has been changed."""

from __future__ import annotations

import streamlit as st

from pages.parts.form import widgets
from pages.parts.session import sample, state
from pages.parts.words import plain


def draw() -> None:
    """A line with the samples, the one on screen marked; gone with the first edit."""
    now = state.session().brief
    shown = next((which for which in sample.CHOICES if sample.brief(which) == now), None)
    if shown is None:
        return
    with st.container(key="starters", horizontal=True, vertical_alignment="center", gap="small"):
        st.caption("Begin with a sample, or change the brief in the sidebar:", width="content")
        for which, title in sample.CHOICES.items():
            st.button(
                plain(title),
                key=f"start_{which}",
                type="secondary",
                disabled=which == shown,
                icon=":material/check:" if which == shown else None,
                on_click=widgets.replace_brief,
                args=(sample.brief(which),),
            )
