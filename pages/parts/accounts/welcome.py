"""Invitations to answer, and a team to start: for who is in no team yet, and below the team of who is."""

from collections.abc import Callable

import streamlit as st

from pages.parts.accounts import signing
from pages.parts.buttons import button
from pages.parts.session import clock, state, store
from pages.parts.words import markup, plain
from planner.accounts.identity import Identity
from planner.problems import BadInput
from planner.store.accounts import Invitation
from planner.store.errors import StoreError

INVITATION = "invitation"
"""Query parameter of an invitation's link."""
_NAME = "accounts.team_name"


def draw(identity: Identity) -> None:
    """The page of who is signed in and in no team."""
    with st.container(key="door", width=560):
        st.html(
            '<div class="plan-head"><h1>Welcome</h1><p>Campaigns belong to a team. Join yours, or start one.</p></div>'
        )
        st.html(f'<p class="said">You’re signed in as {markup(identity.email or identity.name or "somebody")}.</p>')
        message = state.session().take_message()
        if message:
            st.info(message)
        offers(identity)
        with st.form("start_team", border=True):
            st.text_input("Name of a new team", key=_NAME, max_chars=120, placeholder="Lumen Agency")
            st.form_submit_button("Start this team", on_click=_start, args=(identity,), type="primary")
        button("Sign out", "accounts.sign_out", "logout", signing.sign_out, type="tertiary")


def offers(identity: Identity) -> None:
    """Invitations with their buttons: the one whose link was opened, and those for an address that is vouched for."""
    accounts = store.accounts(identity)
    found: dict[str, tuple[str, Invitation]] = {}
    key = st.query_params.get(INVITATION)
    try:
        found |= {one.id: (one.id, one) for one in accounts.invited()}
        if key:
            one = accounts.invitation(key)
            found[one.id] = (key, one)
    except (StoreError, BadInput) as trouble:
        st.warning(f"{plain(str(trouble), 300)}.")
    for given, one in found.values():
        with st.container(border=True, key=f"invited.{one.id}"):
            host = f"{plain(one.made_by)} invites you" if one.made_by else "You’re invited"
            st.markdown(
                f"**{host} to {plain(one.team, 120)}** as {_article(one.role)}, until {clock.day(one.expires)}."
            )
            with st.container(horizontal=True, gap="small"):
                button("Join", f"join.{one.id}", "check", _accept, identity, given, type="primary")
                button("Decline", f"decline.{one.id}", "close", _decline, identity, given)


def _article(role: str) -> str:
    return f"a {role}" if role == "viewer" else f"an {role}"


def _start(identity: Identity) -> None:
    attempt(lambda: _arrive(store.accounts(identity).start_team(state.sent(_NAME, str) or "")))


def _accept(identity: Identity, key: str) -> None:
    attempt(lambda: _arrive(store.accounts(identity).accept(key)))


def _decline(identity: Identity, key: str) -> None:
    if attempt(lambda: store.accounts(identity).decline(key)):
        _forget_link()


def _arrive(team: str) -> None:
    """Have the next page be the team's."""
    _forget_link()
    now = state.session()
    now.arriving, now.navigated = team, False


def _forget_link() -> None:
    if INVITATION in st.query_params:
        del st.query_params[INVITATION]


def attempt(step: Callable[[], object], done: str = "") -> bool:
    """Do something with a team; the page's next run has the sentence of what came of it: done, or what a step says."""
    try:
        said = step()
    except (StoreError, BadInput) as trouble:
        state.session().message = f"{plain(str(trouble).rstrip('.'), 300)}."
        return False
    words = done or (said if isinstance(said, str) else "")
    state.session().message = plain(words, 300) if words else None
    return True
