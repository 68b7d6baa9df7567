"""A catalogue of the server on the pages: begun with, planned, looked into, and told of where it cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from benchmarks.catalogue import rosters
from planner.catalogue.offers import SETTING
from planner.catalogue.write import Size
from planner.domain.offered import offered_in
from tests.catalogues import catalogue_of
from tests.test_pages import html
from tests.test_start_page import ROOT, opened

pytestmark = pytest.mark.usefixtures("workers")


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalogue of 500 creators whose amounts are in dollars."""
    made = tmp_path_factory.mktemp("server") / "market"
    catalogue_of(next(rosters(500, seed=12)), made, size=Size(creators=150, packages=350))
    return made


@pytest.fixture(autouse=True)
def offered(directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server offers it, and shows a few of its creators."""
    (tmp_path / "catalogues.toml").write_text(f'["The market"]\ndirectory = "{directory}"\n', encoding="utf-8")
    monkeypatch.setenv(SETTING, str(tmp_path / "catalogues.toml"))
    monkeypatch.setattr("planner.catalogue.offers.SOME", 5)


def _begun() -> AppTest:
    at = opened()
    at.segmented_control(key="start.creators").set_value("Choose a catalogue").run()
    assert not at.exception, at.exception
    return at


def test_a_campaign_begins_with_a_catalogue_in_its_currency(directory: Path) -> None:
    at = _begun()
    [said] = [one.value for one in at.warning]
    assert said.startswith("The catalogue The market\\: is in USD, and the brief in EUR")
    assert str(directory) not in said
    at.button(key="start.plan").click().run()
    assert any("Still needed" in one.value for one in at.warning)
    at.selectbox(key="start.currency").set_value("USD").run()
    assert any("500 creators. Your plan chooses among all of them." in one.value for one in at.caption)
    at.button(key="start.plan").click().run()
    assert not at.exception, at.exception
    at.switch_page("pages/plan.py").run()
    assert "on the Roster page" in at.multiselect(key="form.1.must_have").help
    now = at.session_state["session"]
    found = offered_in(now.roster)
    assert found is not None and found.creators == 500 > len(now.roster)
    assert now.brief.platforms["twitch"].count.max == 0
    at.switch_page("pages/new.py").run()
    at.segmented_control(key="start.creators").set_value("Use my list").run()
    assert any(one.value == "The market: 500 creators." for one in at.caption)
    at.selectbox(key="start.currency").set_value("EUR").run()
    assert [one.value for one in at.warning] == [said], "in hand it cannot be used in another currency either"


def test_a_catalogue_that_is_gone_since_is_a_sentence_wherever_it_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    at = _begun()
    at.selectbox(key="start.currency").set_value("USD").run()
    at.button(key="start.plan").click().run()
    now, gone = at.session_state["session"], "he catalogue The market\\: is not offered by this server"
    before = now.roster
    monkeypatch.setenv(SETTING, "")
    at.switch_page("pages/roster.py").run()
    at.text_input(key="catalogue_name").set_value("nobody.yet")
    next(one for one in at.button if one.label == "Look up").click().run()
    assert gone in at.error[0].value
    now.introduce(["instagram:nobody.yet"])
    assert "is not offered by this server" in now.message and now.roster is before
    at.switch_page("pages/new.py").run()
    at.segmented_control(key="start.creators").set_value("Use my list").run()
    assert not at.exception and gone in at.warning[0].value


def test_from_the_sample_a_campaign_begins_with_the_catalogue_that_was_looked_at() -> None:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    at.switch_page("pages/roster.py").run()
    at.session_state["session"].brief = at.session_state["session"].brief.model_copy(update={"currency": "EUR"})
    at.button(key="use_catalogue").click().run()
    assert "is in USD, and the brief in EUR" in at.error[0].value and not at.success
    at.button(key="start_with_catalogue").click().run()
    assert at.session_state["start.creators"] == "Choose a catalogue"
    assert at.session_state["start.catalogue"] == "The market"
    at.switch_page("pages/new.py").run()
    assert any("500 creators. Your plan chooses" in one.value for one in at.caption)


def test_a_server_without_catalogues_offers_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SETTING, "")
    at = opened()
    assert "Choose a catalogue" not in at.segmented_control(key="start.creators").options
    assert "catalogue" not in html(at).casefold()
