"""What a visitor opens and scrolls to before it is drawn, opened for a test without a browser."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from pages.parts.lazy import Reached

EXPANDERS = ("open_rules", "open_files", "open_mix", "open_waves", "open_pay", "open_close")
EXPANDERS += ("open_platforms", "open_stocks")
PARTS = ("plan", "further", "explore")
"""Names of what is drawn when it is reached: two parts of the Plan page, and one of Compare."""


def unfolded(at: AppTest) -> AppTest:
    """A session, before its first run, in which every expander of the form is open."""
    for key in EXPANDERS:
        at.session_state[key] = True
    return at


def scrolled(at: AppTest, *parts: str) -> AppTest:
    """The session with its page drawn to its end, as far as there is anything more of it.

    parts: names of what somebody has scrolled to; all of it where none is named.
    """
    if not any(button.key in {f"show_{part}" for part in PARTS} for button in at.button):
        return at
    at.session_state["session"].of_page(Reached).names.update(parts or PARTS)
    return at.run()
