"""Signing in, by Streamlit's own `st.login`: on when the secrets have a table [auth], absent without."""

from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import streamlit as st
from streamlit.errors import StreamlitAPIException, StreamlitAuthError

from planner.accounts.identity import SKEW, Identity, SignInProblem, clocks_differ, identity_of
from planner.accounts.settings import AccountSettings
from planner.problems import BadInput
from planner.store.times import utc_now

FAILED = "sign_in"
"""Query parameter with which the server sends back who could not be signed in."""
DEFAULT = "default"
_SECONDS = 3.0
_DOWN = (
    "Your sign-in provider can’t be reached just now, so nobody can sign in. Your saved work is safe; "
    "please try again in a few minutes."
)


def on() -> bool:
    """Whether people need an account here. True as well when the secrets cannot be read: nothing opens by mistake."""
    try:
        return bool(_table("auth"))
    except Unreadable:
        return True


def settings() -> AccountSettings:
    """What the secrets say about accounts. Raises SignInProblem."""
    try:
        return AccountSettings.read(_plain(_table("accounts")))
    except (BadInput, Unreadable) as bad:
        raise SignInProblem(f"This server’s settings can’t be used: {bad}") from None


def providers() -> tuple[str, ...]:
    """Names of the sign-in providers, as the secrets have them. Raises SignInProblem."""
    try:
        auth = _table("auth")
    except Unreadable as bad:
        raise SignInProblem(f"This server’s settings can’t be used: {bad}") from None
    named = tuple(name for name, table in auth.items() if isinstance(table, Mapping) and "client_id" in table)
    return ((DEFAULT,) if "client_id" in auth else ()) + named


def person() -> Identity | None:
    """Who is signed in by a token that is still good; None for nobody. Raises SignInProblem."""
    claims = st.user.to_dict()
    if not claims.get("is_logged_in"):
        return None
    return identity_of(claims, settings(), utc_now())


def sign_in(name: str) -> None:
    """Send the browser to a provider. Raises SignInProblem for settings that `st.login` cannot use."""
    try:
        st.login(None if name == DEFAULT else name)
    except (StreamlitAuthError, StreamlitAPIException) as error:
        raise SignInProblem(f"This server’s sign-in isn’t set up completely: {error}") from None


def sign_out() -> None:
    """End it here, and at the provider where that offers it."""
    st.logout()


def why_failed() -> str:
    """What kept somebody from signing in, found out by asking the provider now: sentences."""
    try:
        auth = _table("auth")
    except Unreadable as bad:
        return f"This server’s settings can’t be used: {bad}"
    addresses = [auth.get("server_metadata_url"), *(t.get("server_metadata_url") for t in auth.values() if _has(t))]
    for address in addresses:
        if isinstance(address, str) and (found := trouble(address)):
            return found
    return "That didn’t sign you in. Please try again; if it fails again, tell whoever runs this server."


def trouble(address: str) -> str:
    """Ask a provider's discovery document: sentences about what is wrong, "" when nothing is."""
    try:
        answer = httpx.get(address, timeout=_SECONDS, follow_redirects=True)
        answer.raise_for_status()
    except (httpx.HTTPError, httpx.InvalidURL):
        return _DOWN
    try:
        theirs = parsedate_to_datetime(answer.headers.get("date", ""))
    except ValueError:
        return ""
    ahead = (theirs if theirs.tzinfo else theirs.replace(tzinfo=UTC)) - utc_now()
    return clocks_differ(ahead) if abs(ahead) > SKEW else ""


class Unreadable(Exception):
    """The secrets are there and cannot be read."""


def _table(name: str) -> Mapping[str, Any]:
    try:
        if not st.secrets.load_if_toml_exists():
            return {}
        table = st.secrets.get(name, {})
    except Exception as error:  # noqa: BLE001  a parser raises what it likes, and nothing may open by mistake
        raise Unreadable(f"secrets.toml can’t be read ({type(error).__name__})") from None
    return table if isinstance(table, Mapping) else {}


def _plain(table: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _plain(value) if isinstance(value, Mapping) else value for name, value in table.items()}


def _has(table: object) -> bool:
    return isinstance(table, Mapping) and "server_metadata_url" in table
