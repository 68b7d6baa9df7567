"""A widget finds its own value in the session's state, without a copy of all the others."""

from __future__ import annotations

import pytest
from streamlit.runtime.state import SafeSessionState, SessionState
from streamlit.testing.v1 import AppTest

from pages.parts import lookup

FORM = """
import streamlit as st

if "begun" not in st.session_state:
    st.session_state.update({"begun": True, "text": None, "ends": (2, 4), "area": "kept"})
st.text_input("Text", "what is shown without a value of the session", key="text")
st.text_area("Area", key="area")
st.number_input("Number", value=5, key="number")
st.slider("Ends", 0, 9, key="ends")
st.slider("One", 0, 9, key="one")
st.selectbox("Select", ["a", "b"], key="select")
st.radio("Without a key", ["a", "b"])
"""


def shown(at: AppTest) -> list[str]:
    assert not at.exception
    return [str(node.proto) for node in at.main.children.values()]


def test_a_widget_looks_for_its_own_value_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    whole, copies = SessionState.filtered_state.fget, list[SessionState]()

    def copied(state: SessionState) -> object:
        copies.append(state)
        return whole(state)

    def runs() -> tuple[list[list[str]], dict[str, object]]:
        """What two runs show, the second with a number that was typed, and what the session holds in the end."""
        at = AppTest.from_string(FORM).run()
        found = [shown(at)]
        copies.clear()
        found.append(shown(at.number_input(key="number").set_value(7).run()))
        made, values = len(copies), dict(at.session_state.items())
        # Of the pages, where accounts were on in a test before.
        values.pop("session", None)
        return found, {"copies": made, **values}

    monkeypatch.setattr(SessionState, "filtered_state", property(copied))
    # The tests' own pages look values up already.
    as_it_was = getattr(SafeSessionState.filtered_state.fget, "__wrapped__", SafeSessionState.filtered_state.fget)
    monkeypatch.setattr(SafeSessionState, "filtered_state", property(as_it_was))
    streamlits, values = runs()
    assert values.pop("copies") == 7
    lookup.by_key()
    lookup.by_key()
    ours, found = runs()
    assert found.pop("copies") == 0
    assert ours == streamlits and found == values
    assert (found["text"], found["ends"], found["number"]) == (None, (2, 4), 7)
