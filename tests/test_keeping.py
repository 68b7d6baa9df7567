"""The pages and the store: work comes back, older pages overwrite nothing, scenarios open, trouble heals."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts import navigation
from pages.parts.session import scenarios, workspace
from planner.accounts.actor import Actor
from planner.brief.brief import Brief
from planner.outcome import Plan
from planner.store.bodies import Rosters
from planner.store.database import Database
from planner.store.errors import Trouble, Unavailable
from planner.store.scenario import Scenario, scenario_json
from planner.store.scenarios import Scenarios
from tests import builders
from tests.kept_pages import PATIENCE, ROOT, limit, more, page, settled, small, store
from tests.stores import changed_to

pytestmark = pytest.mark.usefixtures("workers", "place")


def most(at: AppTest) -> int | None:
    brief: Brief = at.session_state["session"].brief
    return brief.creators.max


def said(at: AppTest) -> str:
    return " ".join(element.value for element in at.markdown)


def press(at: AppTest, title: str) -> AppTest:
    return at.button(key=f"notice.{title}").click().run()


def test_a_visitor_who_only_looks_leaves_nothing_behind(place: Path) -> None:
    page().switch_page("pages/roster.py").run()
    assert store(place)[0].load() is None


def test_a_refresh_brings_the_work_back_with_its_answer(place: Path) -> None:
    at = limit(small(), 30)
    plan = at.session_state["session"].answer.outcome
    kept = store(place)[0].load()
    assert kept is not None and kept.brief.creators.max == 30 and kept.outcome.as_made == plan.as_made
    back = AppTest.from_file(str(ROOT / "app.py"), default_timeout=PATIENCE).run()
    assert back.session_state["session"].answer.outcome.as_made == plan.as_made, "nothing is solved twice"
    assert most(back) == 30 and back.number_input(key="form.creators.max").value == 30
    assert "as you left it" in html(back) and not back.toast, "it stands in the head and covers nothing"
    assert not back.button or all(not str(b.key).startswith("notice.") for b in back.button)


def test_an_edit_on_another_page_is_kept_too(place: Path) -> None:
    at = page()
    at.segmented_control(key="form.source").set_value("benchmarks").run()
    at.switch_page("pages/roster.py").run()
    kept = store(place)[0].load()
    assert kept is not None and not kept.named


def test_an_edit_in_a_table_is_kept_in_the_run_that_takes_it(place: Path) -> None:
    at = page()
    at.switch_page("pages/assumptions.py").run()
    edit = {"edited_rows": {0: {"Value": 0.5}}, "added_rows": [], "deleted_rows": []}
    at.session_state["assumptions.0."] = edit
    at.run()
    kept = store(place)[0].load()
    assert kept is not None and list(kept.brief.assumptions.values()) == [0.5]


def test_a_page_of_a_server_that_is_gone_says_so_and_overwrites_nothing(place: Path) -> None:
    limit(small(), 30)
    stale = AppTest.from_file(str(ROOT / "app.py"), default_timeout=PATIENCE)
    stale.session_state["page_of"] = "a session of the server before"
    stale.run()
    assert "The planner restarted" in said(stale) and "was not processed" in said(stale)
    assert most(stale) == 30
    assert "The planner restarted" not in said(press(stale, "Close"))


def test_of_two_pages_the_older_one_is_told_and_may_give_way(place: Path) -> None:
    first, second = small(), page()
    limit(first, 30)
    limit(second, 20)
    assert "is out of date" in said(second)
    kept = store(place)[0].load()
    assert kept is not None and kept.brief.creators.max == 30
    press(second, "Show the newer version")
    assert most(settled(second)) == 30
    press(second, "Go back")
    assert most(settled(second)) == 20
    kept = store(place)[0].load()
    assert kept is not None and kept.brief.creators.max == 20


def test_of_two_pages_the_older_one_may_go_on(place: Path) -> None:
    first, second = small(), page()
    limit(first, 30)
    limit(second, 20)
    press(second, "Keep this version")
    works = store(place)[0]
    kept, former = works.load(), works.former()
    assert kept is not None and former is not None
    assert (kept.brief.creators.max, former.brief.creators.max) == (20, 30)
    limit(second, 25)
    assert "is out of date" not in said(second)
    limit(first, 40)
    assert "is out of date" in said(first)


def test_a_scenario_is_saved_opened_and_saved_again(place: Path) -> None:
    at = small()
    at.button(key="save_new").click().run()
    (line,) = store(place)[1].all()
    assert (line.name, line.baseline, line.kind) == ("Spring launch", True, "plan")
    limit(at, 30)
    assert "changed since it was saved" in html(at)
    at.button(key="save").click().run()
    kept = store(place)[1].open(line.id)
    assert kept.rev == 2 and kept.brief.creators.max == 30
    assert isinstance(kept.outcome, Plan)
    at.button(key="save_new").click().run()
    assert {line.name for line in store(place)[1].all()} == {"Spring launch", "Spring launch 2"}


def html(at: AppTest) -> str:
    return " ".join(element.proto.body for element in at.get("html"))


@pytest.mark.parametrize(
    ("choice", "names"),
    [
        ("Save mine as a new scenario", {"Spring launch": 99, "Spring launch 2": 30}),
        ("Save over theirs", {"Spring launch": 30, "Spring launch (theirs)": 99}),
        ("Open theirs", {"Spring launch": 99}),
    ],
)
def test_of_two_who_save_a_scenario_neither_loses_work(place: Path, choice: str, names: dict[str, int]) -> None:
    at = small()
    at.button(key="save_new").click().run()
    shelf = store(place)[1]
    theirs = shelf.open(shelf.all()[0].id)
    shelf.save(changed_to(theirs, theirs.brief.changed("creators.max", 99), None, theirs.roster))
    limit(at, 30)
    at.button(key="save").click().run()
    assert "Someone else saved" in said(at)
    press(at, choice)
    found = {line.name: shelf.open(line.id).brief.creators.max for line in shelf.all()}
    assert found == names
    assert "Someone else saved" not in said(at)
    if choice == "Open theirs":
        assert most(press(at, "Go back")) == 30


def test_a_link_opens_a_scenario_once_and_the_former_work_can_be_had_back(place: Path) -> None:
    at = limit(small(), 30)
    database = Database.sqlite(place)
    brief = builders.brief(name="Theirs", creators={"max": 7})
    shared = Scenarios(database, Rosters(), Actor.local("b" * 32))
    theirs = shared.add(Scenario.of("Theirs", brief, None, builders.roster()))
    visitor = AppTest.from_file(str(ROOT / "app.py"), default_timeout=PATIENCE)
    visitor.query_params[scenarios.LINK] = shared.share(theirs.id).view
    visitor.run()
    assert most(visitor) == 7 and "is open" in said(visitor)
    assert scenarios.LINK not in visitor.query_params
    assert not [button for button in visitor.button if button.key == "save"], "it came for looking at"
    assert most(press(visitor, "Go back")) == 30
    unknown = AppTest.from_file(str(ROOT / "app.py"), default_timeout=PATIENCE)
    unknown.query_params[scenarios.LINK] = "nothing"
    assert "not there, or not yours" in said(unknown.run())
    assert most(at) == 30


def test_trouble_is_said_the_work_stays_and_all_heals(place: Path) -> None:
    at = limit(small(), 40)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Database, "_transaction", lambda *_, **__: (_ for _ in ()).throw(Unavailable(Trouble.FULL)))
        limit(at, 30)
        assert "has not been saved" in said(at) and most(at) == 30
        at.button(key="save_new").click().run()
        assert not at.exception
        limit(at, 25)
    assert most(at) == 25
    press(at, "Try again")
    assert "has not been saved" not in said(at)
    kept = store(place)[0].load()
    assert kept is not None and kept.brief.creators.max == 25


def test_a_database_that_cannot_even_be_opened_leaves_the_planner_at_work(place: Path) -> None:
    place.unlink()
    place.mkdir()
    at = limit(page(), 30)
    assert "has not been saved" in said(at)
    for name, _, _ in navigation.PAGES:
        at.switch_page(f"pages/{name}.py").run()
        assert not at.exception and "has not been saved" in said(at), name
    place.rmdir()
    press(at, "Try again")
    kept = store(place)[0].load()
    assert kept is not None and kept.brief.creators.max == 30


def test_another_browser_sees_nothing_of_this_one(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = limit(small(), 30)
    at.button(key="save_new").click().run()
    monkeypatch.setattr(workspace, "of_browser", lambda: "b" * 32)
    other = page()
    assert most(other) != 30
    other.switch_page("pages/compare.py").run()
    assert "Spring launch" not in said(other)


def test_a_plan_of_an_earlier_version_opens_as_it_was_and_may_be_made_again(place: Path) -> None:
    at = small()
    at.button(key="save_new").click().run()
    shelf = store(place)[1]
    kept = shelf.open(shelf.all()[0].id)
    assert isinstance(kept.outcome, Plan)
    old = replace(kept, name="Old", model_version="2020.1", outcome=replace_seconds(kept.outcome, 1234.5))
    earlier = shelf.add(old)
    at.switch_page("pages/compare.py").run()
    at.button(key=f"open.{earlier.id}").click().run()
    assert "made by planner 2020" in said(at)
    at.switch_page("pages/plan.py").run()
    assert at.session_state["session"].answer.outcome.proof.seconds == 1234.5
    press(at, "Plan again")
    assert settled(at).session_state["session"].answer.outcome.proof.seconds < 1000


def replace_seconds(plan: Plan, seconds: float) -> Plan:
    return plan.model_copy(update={"proof": plan.proof.model_copy(update={"seconds": seconds})})


def test_what_was_removed_can_be_had_back_at_once_or_later(place: Path) -> None:
    at = small()
    at.button(key="save_new").click().run()
    shelf = store(place)[1]
    (line,) = shelf.all()
    at.switch_page("pages/compare.py").run()
    more(at, line.id).button(key=f"remove.{line.id}").click().run()
    assert "was removed" in said(at) and shelf.all() == ()
    press(at, "Undo")
    assert [kept.id for kept in shelf.all()] == [line.id] and "was removed" not in said(at)
    more(at, line.id).button(key=f"remove.{line.id}").click().run()
    press(at, "Close")
    at.button(key=f"restore.{line.id}").click().run()
    assert [kept.id for kept in shelf.all()] == [line.id]


def test_scenarios_are_renamed_duplicated_and_made_the_baseline(place: Path) -> None:
    at = small()
    at.button(key="save_new").click().run()
    shelf = store(place)[1]
    (line,) = shelf.all()
    at.switch_page("pages/compare.py").run()
    more(at, line.id).text_input(key=f"name.{line.id}.1").set_value("  Base  ").run()
    at.button(key=f"rename.{line.id}").click().run()
    at.button(key=f"duplicate.{line.id}").click().run()
    (copy,) = [other for other in shelf.all() if other.id != line.id]
    assert (shelf.open(line.id).name, copy.name) == ("Base", "Base 2")
    more(at, copy.id).button(key=f"baseline.{copy.id}").click().run()
    assert [kept.name for kept in shelf.all() if kept.baseline] == ["Base 2"]
    at.text_input(key=f"name.{copy.id}.1").set_value("   ").run()
    at.button(key=f"rename.{copy.id}").click().run()
    assert "is empty" in said(at)
    at.switch_page("pages/plan.py").run()
    assert "Scenario “Base”" in html(at) and "changed since" not in html(at)


def test_a_roster_that_changed_is_said_and_may_be_planned_on(place: Path) -> None:
    at = page()
    mine = builders.roster(builders.creator("anna"), builders.creator("ben"))
    old = builders.roster(builders.creator("anna", followers=30_000), builders.creator("carla"))
    at.session_state["session"].roster, at.session_state["session"].brief = mine, builders.brief()
    settled(at.run())
    kept = store(place)[1].add(Scenario.of("Older", builders.brief(), None, old))
    at.switch_page("pages/compare.py").run()
    at.button(key=f"open.{kept.id}").click().run()
    text = said(at).replace("\\", "")
    assert "1 creator more, 1 creator gone, 1 with other numbers or prices" in text
    assert at.session_state["session"].roster.fingerprint == old.fingerprint
    (replan,) = [button for button in at.button if str(button.key).startswith("notice.Plan it on")]
    replan.click().run()
    assert at.session_state["session"].roster.fingerprint == mine.fingerprint


def test_a_scenario_file_that_is_read_opens(place: Path) -> None:
    at = limit(small(), 30)
    content = scenario_json(replace(Scenario.of("From a file", builders.brief(creators={"max": 3}), None, None), rev=9))
    at.switch_page("pages/compare.py").run()
    at.file_uploader[0].upload("theirs.json", content, "application/json").run()
    assert most(at) == 3 and [line.name for line in store(place)[1].all()] == ["From a file"]
    at.switch_page("pages/compare.py").run()
    at.file_uploader[0].upload("broken.json", content[:200], "application/json").run()
    assert "was not opened. Line" in said(at)
    assert most(at) == 3
