"""Compare and Plan as they explore, without a browser: asked, answered, and what a click does to the brief."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from tests.test_pages import app, html, whole_app

PATIENCE = 90.0
pytestmark = pytest.mark.usefixtures("workers")


def until(at: AppTest, done: Callable[[AppTest], bool]) -> AppTest:
    """Run again until something is there; an answer comes from a worker when it comes."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert not at.exception, at.exception
        if done(at):
            return at
        time.sleep(0.3)
        at.run()
    pytest.fail(
        f"it did not come: {[one.value for one in at.subheader]}, {len(at.dataframe)} tables, {len(at.button)} buttons"
    )


def test_plan_says_what_steps_are_worth_and_why_somebody_is_out() -> None:
    at = whole_app()
    assert "worth" not in at.session_state["session"].asked, "nobody has come to it"
    at.button(key="show_further").click().run()
    until(at, lambda at: any("relaxing one rule" in caption.value for caption in at.caption))
    at.selectbox(key="ex_why_chosen").select("instagram:the.wrenworths").run()
    until(at, lambda at: "is excluded by a rule of the brief" in html(at))
    assert "@the.wrenworths (Instagram) is excluded" in html(at)
    assert at.button(key="ex_replan").disabled


def test_compare_draws_the_frontier_prices_rules_and_judges_a_list() -> None:
    at = app()
    at.switch_page("pages/compare.py").run()
    assert "Your current work" in html(at) and "compared with" not in html(at), "there is nothing else to compare"
    until(at, lambda at: any("Per 1,000 more" in frame.value for frame in at.dataframe))
    until(at, lambda at: "Quality filters" in html(at))
    at.text_area[0].input("nobody.at.all\n")
    next(one for one in at.button if one.label == "Score it").click().run()
    until(at, lambda at: "is not in the roster" in html(at))
    before = at.session_state["session"].brief.budget_cents
    next(one for one in at.text_input if one.label == "Unique people to reach").set_value("500k")
    next(one for one in at.button if one.label == "Find the cheapest plan").click().run()
    until(at, lambda at: any(one.key == "ex_take_cheapest" for one in at.button))
    at.button(key="ex_take_cheapest").click().run()
    assert at.session_state["session"].brief.budget_cents < before
    until(at, lambda at: any(one.key == "ex_undo_budget" for one in at.button))
    at.button(key="ex_undo_budget").click().run()
    assert at.session_state["session"].brief.budget_cents == before
