"""Above each page where people have accounts: the team that is worked in, the other ones, and the way out."""

import streamlit as st

from pages.parts.accounts import door, locked, signing
from pages.parts.buttons import button
from pages.parts.session import state
from pages.parts.words import markup, plain
from planner.store.accounts import Membership


def draw() -> None:
    """Nothing where accounts are off."""
    now = state.session()
    if now.actor is None:
        return
    here = next(one for one in now.teams if one.team == now.actor.team)
    with (
        st.container(key="account", width="content"),
        st.popover(_title(here), type="tertiary", icon=":material/group:", key="account_menu"),
    ):
        role = here.role.value.capitalize()
        st.html(f'<p class="member"><b>{markup(now.actor.shown or "You")}</b><br>{role} of {markup(here.name)}</p>')
        for one in now.teams:
            if one.team != here.team:
                button(f"Switch to {_title(one)}", f"switch.{one.team}", "swap_horiz", door.switch, one.team)
        st.page_link("pages/team.py", label="Members and invitations", icon=":material/group:")
        button("Sign out", "account.sign_out", "logout", signing.sign_out, type="tertiary")
    if locked.locked():
        st.caption(f":material/visibility: {locked.VIEWING}")


def _title(one: Membership) -> str:
    return str(plain(one.name, 40))
