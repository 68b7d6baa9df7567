"""Undo and redo on the pages: every change has words, and the steps survive a new session."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.usefixtures("workers")


def changed(at: AppTest, path: str, value: object) -> None:
    now = at.session_state["session"]
    now.brief = now.brief.changed(path, value)
    at.run()
    assert not at.exception, at.exception


def keys(at: AppTest) -> list[str]:
    return [button.key for button in at.button]


def test_a_change_is_undone_and_done_again() -> None:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    assert "undo" not in keys(at), "nothing was changed yet"
    first = at.session_state["session"].brief
    changed(at, "budget_cents", 5_000_000)
    changed(at, "creators.max", 20)
    assert at.button(key="redo").disabled
    assert "20" in at.button(key="undo").help
    at.button(key="undo").click().run()
    now = at.session_state["session"]
    assert (now.brief.budget_cents, now.brief.creators.max) == (5_000_000, first.creators.max)
    at.button(key="undo").click().run()
    assert at.session_state["session"].brief == first and at.button(key="undo").disabled
    at.button(key="redo").click().run()
    assert at.session_state["session"].brief.budget_cents == 5_000_000
    assert "redo" in keys(at) and not at.button(key="redo").disabled
    changed(at, "creators.max", 30)
    assert at.button(key="redo").disabled, "a new change leaves nothing to do again"


def test_another_campaign_has_steps_of_its_own() -> None:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    changed(at, "budget_cents", 4_000_000)
    at.switch_page("pages/new.py").run()
    at.text_input(key="start.name").set_value("Mine").run()
    at.text_input(key="start.budget").set_value("9000").run()
    at.segmented_control(key="start.creators").set_value("No list yet").run()
    at.button(key="start.plan").click().run()
    at.switch_page("pages/plan.py").run()
    assert at.session_state["session"].brief.name == "Mine"
    assert "undo" not in keys(at)
