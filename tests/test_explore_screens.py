"""Compare and Plan as they explore, without a browser: asked, answered, and what a click does to the brief."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.jobs import asking, planning
from pages.parts.jobs.asking import Request
from pages.parts.session import state
from planner.workers import JobState, Task
from planner.workers.book import JobBook
from tests.test_pages import app, html, whole_app

PATIENCE = 90.0
pytestmark = pytest.mark.usefixtures("workers")


def until(at: AppTest, done: Callable[[AppTest], bool]) -> AppTest:
    """Run again, once what was asked is answered, until something is there."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert not at.exception, at.exception
        if done(at):
            return at
        for asked in at.session_state["session"].asked.values():
            asked.job.wait(1)
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
    assert "frontier" not in at.session_state["session"].asked, "nobody has come to it"
    at.button(key="show_explore").click().run()
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


class Worker:
    """Takes what comes, and is never done with it."""

    def holds(self, task: Task) -> int:
        return 0

    def wake(self) -> None:
        pass


def test_a_plan_waits_for_no_question_about_the_one_before(monkeypatch: pytest.MonkeyPatch) -> None:
    now, book = state.Session(), JobBook(0)
    now.use_source(state.Source.BENCHMARKS)
    monkeypatch.setattr(state, "session", lambda: now)
    monkeypatch.setattr(asking, "pool", lambda: book)
    monkeypatch.setattr(planning, "PATIENCE", 0.2)
    file = asking.ask(Request("file", "intake:read_job", None, "file"), 0)
    curve = asking.ask(Request("frontier", "explore:frontier_job", None, "frontier", of_plan=True), 0)
    for _ in range(3):
        threading.Thread(target=book.take, args=(Worker(),), daemon=True).start()
    planning.ask()
    assert curve.state is JobState.RUNNING, "there is a worker for both"
    now.brief = now.brief.model_copy(update={"budget_cents": 9_000_000})
    planning.ask()
    assert curve.state is JobState.CANCELLED
    assert "frontier" not in now.asked, "whoever comes back to it has it made again"
    assert file.state is JobState.RUNNING, "a list that is read is not about the plan"
