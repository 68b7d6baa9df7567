"""One budget for several campaigns on the Compare page: chosen, split, saved and opened."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from planner.outcome import Plan
from planner.planning import plan
from planner.store.scenario import Scenario
from planner.store.scenarios import Place
from tests import builders
from tests.kept_pages import page, store
from tests.test_explore_screens import until
from tests.test_people_page import html

pytestmark = pytest.mark.usefixtures("workers", "place")
PEOPLE = builders.roster(*(builders.creator(f"c{at}", followers=20_000 + 3_000 * at) for at in range(6)))


def compare(place: Path, *campaigns: tuple[str, dict[str, object]]) -> AppTest:
    """The Compare page with the panel open, and a saved scenario for each campaign."""
    at = page()
    shelf = store(place)[1]
    for name, asked in campaigns:
        brief = builders.brief(name=name, budget_cents=150_000, **asked)
        shelf.add(Scenario.of(name, brief, plan(PEOPLE, brief), PEOPLE), False, Place("Acme", name))
    at.switch_page("pages/compare.py").run()
    at.session_state[f"split_popover.{at.session_state['session'].turn('split')}"] = True
    return at.run()


def test_a_budget_is_split_and_the_plans_are_saved(place: Path) -> None:
    at = compare(place, ("Spring", {"audience": [{"size": 900_000}]}), ("Autumn", {"audience": [{"size": 300_000}]}))
    budget = next(one for one in at.text_input if one.label == "Budget for all of them, USD")
    assert budget.value == "3,000", "what the plans cost, rounded up"
    budget.set_value("2k").run()
    at.button(key="split_it").click().run()
    until(at, lambda at: any(one.key == "split_save" for one in at.button))
    said = html(at)
    assert "for 2 campaigns: " in said
    assert "Nobody works for two of the campaigns" in " ".join(one.value for one in at.caption)
    at.button(key="split_save").click().run()
    assert not at.exception, at.exception
    kept = store(place)[1]
    made = {line.name: kept.open(line.id) for line in kept.all() if line.name.endswith("split")}
    assert set(made) == {"Spring, split", "Autumn, split"}
    plans = [one.outcome for one in made.values()]
    assert all(isinstance(one, Plan) for one in plans)
    booked = [{pick.creator for pick in one.picks} for one in plans if isinstance(one, Plan)]
    assert not set.intersection(*booked)
    assert sum(one.brief.budget_cents or 0 for one in made.values()) <= 200_000
    assert at.button(key="split_save").disabled
    assert at.button(key="split_save").label == "2 scenarios saved"


def test_what_cannot_be_had_together_says_what_would_be_enough(place: Path) -> None:
    at = compare(place, ("Spring", {"creators": {"min": 2}}), ("Autumn", {"creators": {"min": 2}}))
    budget = next(one for one in at.text_input if one.label.startswith("Budget for all"))
    budget.set_value("1.200").run()
    assert at.button(key="split_it").disabled and "three digits" in at.error[0].value
    budget.set_value("1,200").run()
    at.button(key="split_it").click().run()
    until(at, lambda at: "Together they need $2,000." in html(at))
    assert not any(one.key == "split_save" for one in at.button)
    at.button(key="split_close").click().run()
    assert "Together they need" not in html(at)


def test_one_saved_campaign_is_not_enough(place: Path) -> None:
    at = compare(place, ("Spring", {}))
    assert any("Save two campaigns first" in one.value for one in at.caption)
    assert not any(one.key == "split_it" for one in at.button)
