"""The pages without a server, seen by people who have accounts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from tests.people import claims

ROOT = Path(__file__).parents[1]
AUTH: dict[str, Any] = {
    "redirect_uri": "http://localhost:8501/oauth2callback",
    "cookie_secret": "a secret of the tests",
    "client_id": "planner",
    "client_secret": "s",
    "server_metadata_url": "http://127.0.0.1:9/.well-known/openid-configuration",
}


def visit(name: str, page: str = "app.py", **more: Any) -> AppTest:
    """A session of somebody, "" = nobody. more: claims of their token."""
    at = AppTest.from_file(str(ROOT / page), default_timeout=60)
    at.secrets["auth"] = AUTH
    at.user = {"is_logged_in": True, "provider": "default", **claims(name, **more)} if name else {"is_logged_in": False}
    return at


def words(at: AppTest) -> str:
    """Everything that a page shows as text."""
    kinds = ("markdown", "caption", "warning", "error", "info", "html", "subheader", "button", "text_input", "code")
    shown = [getattr(one, "value", None) or getattr(one, "label", "") for kind in kinds for one in at.get(kind)]
    shown += [getattr(one, "body", "") or getattr(getattr(one, "proto", None), "body", "") for one in at.get("html")]
    return "\n".join(str(one) for one in shown).replace("\\", "")


def button(at: AppTest, label: str) -> Any:
    """The button of this label."""
    (found,) = (one for one in at.button if one.label.replace("\\", "") == label)
    return found
