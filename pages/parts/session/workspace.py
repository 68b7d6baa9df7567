"""Which workspace a browser works in: an unguessable name in a cookie, so that it is in no address anybody sends on.

Streamlit reads cookies and writes none; a few lines of script write this one.
"""

import re
import secrets

import streamlit as st

COOKIE = "planner_workspace"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")

_COOKIE_JS = """
export default function({ data, setStateValue }) {
  const start = data.name + "=";
  const found = () => document.cookie.split("; ").find((part) => part.startsWith(start))?.slice(start.length);
  const had = found();
  if (had && had !== data.token && /^[A-Za-z0-9_-]{32}$/.test(had)) {
    setStateValue("other", had);
    return;
  }
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = start + data.token + "; path=/; max-age=34560000; SameSite=Lax" + secure;
  if (found() !== data.token) setStateValue("refused", true);
}
"""
_cookie = st.components.v2.component("workspace_cookie", js=_COOKIE_JS)


def of_browser() -> str | None:
    """The name that this browser sent when it connected, None when it has none yet."""
    held = st.context.cookies.get(COOKIE, "")
    return held if isinstance(held, str) and _TOKEN.fullmatch(held) else None


def fresh() -> str:
    """A name that nobody has had."""
    return secrets.token_urlsafe(24)


def remember(token: str) -> tuple[str | None, bool]:
    """Have the browser keep the name. Returns another name that it holds already, and whether it takes none."""
    seen = _cookie(
        key="workspace_cookie_now",
        data={"name": COOKIE, "token": token},
        on_other_change=lambda: None,
        on_refused_change=lambda: None,
    )
    other = seen.other if isinstance(seen.other, str) and _TOKEN.fullmatch(seen.other) else None
    return (None if other == token else other), bool(seen.refused)
