"""Pages without a browser: what ends in the background leaves a dialog alone that somebody may be typing into."""

import pytest
from streamlit.testing.v1 import AppTest

ROUNDS = "rounds"


def page(opened: str) -> None:
    """A page with work that ends while it is drawn, and a dialog."""
    import streamlit as st

    from pages.parts import dialogs
    from pages.parts.jobs import asking

    class Ending:
        looks = 0

        def wait(self, _: float) -> bool:
            self.looks += 1
            return self.looks > 1 or bool(st.session_state.rounds > 1)

    st.session_state.rounds = st.session_state.get("rounds", 0) + 1
    dialogs.begin()
    if st.session_state.rounds == 1:
        dialogs.show(opened)
    dialogs.shows("limits")
    asking.follow(Ending(), lambda: None)  # type: ignore[arg-type]


@pytest.mark.parametrize(("opened", "rounds"), [("", 2), ("limits", 1), ("elsewhere", 2)])
def test_work_that_ends_draws_the_page_anew_unless_a_dialog_stands_on_it(opened: str, rounds: int) -> None:
    app = AppTest.from_function(page, args=(opened,)).run()
    assert not app.exception
    assert app.session_state[ROUNDS] == rounds


def closed() -> None:
    """A page whose dialog was closed after it had been drawn."""
    import streamlit as st

    from pages.parts import dialogs

    st.session_state.rounds = st.session_state.get("rounds", 0) + 1
    dialogs.begin()
    dialogs.show("limits")
    dialogs.shows("limits")
    dialogs.close()
    if st.session_state.rounds == 1:
        dialogs.rerun()


def test_a_dialog_that_was_closed_holds_nothing_back() -> None:
    assert AppTest.from_function(closed).run().session_state[ROUNDS] == 2
