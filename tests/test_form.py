"""The brief's form and a browser that is late: what it sends before it has seen the last run is no edit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.testing.v1 import AppTest

from tests.unfolded import unfolded

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.usefixtures("workers")


@pytest.fixture
def at() -> AppTest:
    """A session on the Plan page, everything of it seen by the browser."""
    started = unfolded(AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)).run().run()
    assert not started.exception, started.exception
    return started


def budget(at: AppTest) -> int:
    return int(at.session_state["session"].brief.budget_cents) // 100


def sends(at: AppTest, seen: Any, **values: Any) -> AppTest:
    """A run with these widgets as the browser has them; seen: the last run that it has drawn."""
    at.number_input(key="form_seen").set_value(seen)
    for name, value in values.items():
        kind = at.slider if name == "budget_slider" else at.text_input
        kind(key=f"form.{name}").set_value(value)
    return at.run()


def test_a_number_of_an_earlier_run_does_not_move_the_slider_back(at: AppTest) -> None:
    before = at.number_input(key="form_seen").value
    at.slider(key="form.budget_slider").set_value(40_000).run()
    sends(at, before, budget_slider=41_000, budget="110,000")
    assert budget(at) == 41_000
    assert not at.slider(key="form.budget_slider").proto.set_value, "it would undo a key pressed meanwhile"
    sends(at, before, budget="110,000")
    assert budget(at) == at.slider(key="form.budget_slider").value == 41_000


def test_the_slider_of_an_earlier_run_does_not_undo_a_number_that_was_typed(at: AppTest) -> None:
    before = at.number_input(key="form_seen").value
    at.text_input(key="form.budget").set_value("95,000").run()
    sends(at, before, budget_slider=110_000)
    assert budget(at) == 95_000 and at.text_input(key="form.budget").value == "95,000"


def test_a_slider_that_comes_back_where_a_number_put_it_does_not_undo_the_next_number(at: AppTest) -> None:
    before = at.number_input(key="form_seen").value
    sends(at, before, budget="41,000")
    assert budget(at) == 41_000
    # The browser has drawn that run, and answers with its slider and with what was typed meanwhile.
    at.slider(key="form.budget_slider").set_value(40_000)
    now = at.number_input(key="form_seen").value
    at.session_state["session"].brief = at.session_state["session"].brief.changed("budget_cents", 4_000_000)
    at.session_state["form"].shown = at.session_state["session"].brief
    sends(at, now, budget_slider=40_000, budget="42,000")
    assert budget(at) == 42_000


def test_a_number_that_comes_back_where_the_slider_put_it_does_not_undo_the_next_move(at: AppTest) -> None:
    at.slider(key="form.budget_slider").set_value(40_000).run()
    now = at.number_input(key="form_seen").value
    # A part of the page that looks for news has brought along what the field showed before.
    held = at._session_state._state
    held._compact_state()
    held._old_state[at.text_input(key="form.budget").proto.id] = "110,000"
    at.number_input(key="form_seen").set_value(now)
    at.slider(key="form.budget_slider").set_value(41_000)
    at.text_input(key="form.budget").set_value("40,000")
    # A browser names its widgets in any order, and so are they heard.
    at._run(WidgetStates(widgets=reversed(at._tree.get_widget_states().widgets)))
    assert budget(at) == at.slider(key="form.budget_slider").value == 41_000
    assert not at.slider(key="form.budget_slider").proto.set_value, "it would undo a key pressed meanwhile"


def test_the_same_number_is_an_edit_once_the_run_has_been_seen(at: AppTest) -> None:
    at.slider(key="form.budget_slider").set_value(40_000).run()
    at.text_input(key="form.budget").set_value("110,000").run()
    assert budget(at) == at.slider(key="form.budget_slider").value == 110_000


def test_another_brief_is_not_mixed_with_what_a_late_browser_still_shows(at: AppTest) -> None:
    before = at.number_input(key="form_seen").value
    at.button(key="start_brief_small").click().run()
    small = at.session_state["session"].brief
    at.number_input(key="form_seen").set_value(before)
    at.text_input(key="form.1.budget").set_value("")
    at.number_input(key="form.1.creators.max").set_value(None).run()
    assert at.session_state["session"].brief == small, "its new fields were still empty"
    at.text_input(key="form.1.budget").set_value("2,500").run()
    assert budget(at) == 2_500


def test_a_number_is_read_as_the_country_of_the_campaign_writes_it(at: AppTest) -> None:
    session = at.session_state["session"]
    session.brief = session.brief.changed("locale", "de_DE").changed("currency", "EUR")
    at.run()
    typed = at.text_input(key="form.budget")
    assert typed.value == "110.000", "shown as it is typed"
    typed.set_value("45.000").run()
    assert budget(at) == at.slider(key="form.budget_slider").value == 45_000
    at.text_input(key="form.reach_floor").set_value("100.000").run()
    at.text_input(key="form.quality.max_fake_share").set_value("12,5").run()
    at.text_input(key="form.budget").set_value("46k").run()
    brief = at.session_state["session"].brief
    assert (brief.reach_floor, brief.quality.max_fake_share, brief.budget_cents) == (100_000, 0.125, 4_600_000)
    assert any("Read as 46.000" in one.value.replace("\\", "") for one in at.caption)
    at.text_input(key="form.budget").set_value("45,000").run()
    assert budget(at) == 46_000, "what may be 45 or 45,000 is asked about"
    assert any("three digits" in one.value for one in at.error)
    at.text_input(key="form.budget").set_value("£45").run()
    assert budget(at) == 46_000 and any("is in GBP" in one.value for one in at.error)
    at.selectbox(key="form.locale").set_value("en_US").run()
    assert not at.error and at.text_input(key="form.budget").value == "46,000"
    assert at.text_input(key="form.quality.max_fake_share").value == "12.5"
    at.text_input(key="form.largest_share").set_value("4.7").run()
    assert any("Up to €2,162.00 each" in one.value or "Up to €2,162 each" in one.value for one in at.caption)
    at.text_input(key="form.largest_cents").set_value("4,000").run()
    at.text_input(key="form.budget").set_value("90k").run()
    brief = at.session_state["session"].brief
    assert (brief.largest_cents, brief.budget_cents) == (400_000, 9_000_000), "an amount stays what was typed"
