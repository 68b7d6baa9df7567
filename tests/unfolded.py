"""What a visitor opens and scrolls to before it is drawn, opened for a test without a browser."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

EXPANDERS = ("open_rules", "open_files", "open_mix", "open_waves", "open_pay", "open_close")
EXPANDERS += ("open_platforms", "open_stocks")


def unfolded(at: AppTest) -> AppTest:
    """A session, before its first run, in which every expander of the form is open."""
    for key in EXPANDERS:
        at.session_state[key] = True
    return at


def scrolled(at: AppTest) -> AppTest:
    """The session with everything drawn that stands below the picture of the plan, if there is one."""
    below = [button for button in at.button if button.key == "show_plan"]
    return below[0].click().run() if below else at
