"""The shelf on the pages: filed under clients and campaigns, searched, and the same campaign at three budgets."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.campaign.budgets import budgets_around
from planner.outcome import Plan
from tests.kept_pages import more, page, small, store
from tests.test_explore_screens import until
from tests.test_people_page import html

pytestmark = pytest.mark.usefixtures("workers", "place")


def test_the_same_at_three_budgets_is_one_click(place: Path) -> None:
    at = page()
    now = at.session_state["session"]
    budgets = budgets_around(now.brief)
    at.switch_page("pages/compare.py").run()
    assert not at.exception, at.exception
    at.button(key="plan_budgets").click().run()
    kept = store(place)[1]
    until(at, lambda _: len(kept.all()) == 3)
    found = {line.name: kept.open(line.id) for line in kept.all()}
    assert sorted(one.brief.budget_cents or 0 for one in found.values()) == sorted(budgets)
    assert all(isinstance(one.outcome, Plan) for one in found.values())
    assert {line.place.campaign for line in kept.all()} == {now.brief.name}
    assert next(line for line in kept.all() if line.baseline).name.endswith("$110,000")
    at.run()
    assert not at.exception, at.exception
    assert set(at.multiselect(key="compared").value) == {line.id for line in kept.all()}
    assert not any("\\" in name for name in at.multiselect(key="compared").options), "names as they are"
    at.run()
    assert len(kept.all()) == 3, "saved once"


def test_scenarios_stand_under_clients_and_campaigns_and_are_found(place: Path) -> None:
    at = small()
    for client, name in (("Acme", "First idea"), ("Bolt", "Opening night"), ("", "Loose"), ("Acme", "More micro")):
        now = at.session_state["session"]
        now.about = now.about.model_copy(update={"client": client})
        at.run()
        turn = now.turn("scenario_name")
        at.text_input(key=f"scenario_name.{turn}").set_value(name).run()
        at.button(key="save_new").click().run()
    at.switch_page("pages/compare.py").run()
    assert not at.exception, at.exception
    said = html(at)
    order = [said.index(name) for name in ("Acme</h3>", "More micro</b>", "First idea</b>", "Bolt</h3>")]
    assert order == sorted(order)
    assert said.index("No client</h3>") < said.index("Loose</b>")
    at.text_input(key="shelf_search").set_value("bolt night").run()
    said = html(at)
    assert "Opening night</b>" in said and "First idea</b>" not in said
    at.text_input(key="shelf_search").set_value("").run()
    line = next(one for one in store(place)[1].all() if one.name == "Loose")
    assert not [one for one in at.button if str(one.key).startswith("file_here.")], "only an open panel is drawn"
    more(at, line.id).selectbox(key=f"file_at.{line.id}.client.").set_value("Bolt").run()
    at.button(key=f"file_here.{line.id}").click().run()
    assert not at.exception, at.exception
    assert "No client</h3>" not in html(at)
    assert next(one for one in store(place)[1].all() if one.name == "Loose").place.client == "Bolt"
