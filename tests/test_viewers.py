"""What viewers find on the pages: everything to look at and to export, and every control that changes something off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.accounts import locked
from planner.accounts.actor import Actor, Role
from planner.planning import plan
from planner.store.bodies import Rosters
from planner.store.database import Database
from planner.store.scenario import Scenario
from planner.store.scenarios import Place, Scenarios
from tests import builders
from tests.people import founder, member, rows
from tests.signed import visit, words
from tests.unfolded import scrolled, unfolded

PAGES = ("plan", "roster", "compare", "calendar", "debrief", "assumptions", "new", "team")
CONTROLS = (
    "button button_group checkbox color_picker date_input multiselect number_input pills radio segmented_control "
    "select_slider selectbox slider text_area text_input toggle file_uploader"
).split()


@pytest.fixture
def here(place: Path) -> Iterator[Database]:
    """The database of the pages."""
    opened = Database.sqlite(place)
    yield opened
    opened.close()


@pytest.fixture
def kept(here: Database) -> Scenario:
    """A planned scenario of a team with an owner and a viewer."""
    ana = founder(here, "Ana", "Lumen")
    member(here, ana, "Vic", Role.VIEWER)
    people = builders.roster(*(builders.creator(name) for name in ("anna", "ben", "cleo")))
    brief = builders.brief(name="Autumn", budget_cents=200_000)
    scenario = Scenario.of("Autumn", brief, plan(people, brief), people)
    return Scenarios(here, Rosters(), ana).add(scenario, place=Place("Acme", "Autumn", "c"))


def opened(kept: Scenario, page: str, name: str = "Vic") -> AppTest:
    """A page of somebody who has opened the scenario, all of it unfolded."""
    return shown(arrived(kept, name), page)


def arrived(kept: Scenario, name: str) -> AppTest:
    """Somebody who has opened the scenario."""
    at = unfolded(visit(name)).run().switch_page("pages/compare.py").run()
    button = at.button(key=f"open.{kept.id}")
    return at if button.disabled else button.click().run()


def shown(at: AppTest, page: str) -> AppTest:
    """Another page of theirs, drawn to its end."""
    return scrolled(at.switch_page(f"pages/{page}.py").run())


def controls(at: AppTest) -> dict[str, tuple[bool, str]]:
    """Every control by its key or label: whether it is off, and its help."""
    found = {}
    for kind in CONTROLS:
        for one in at.get(kind):
            element = one.proto
            found[getattr(one, "key", None) or one.label] = (bool(element.disabled), str(getattr(element, "help", "")))
    return found


def test_controls_that_change_something_are_off_for_viewers(kept: Scenario, here: Database, workers: None) -> None:
    vic, ana = arrived(kept, "Vic"), arrived(kept, "Ana")
    for page in PAGES:
        at = shown(vic, page)
        assert not at.exception, (page, at.exception)
        assert locked.VIEWING in words(at), page
        mine = controls(at)
        for key, (off, why) in mine.items():
            is_open = locked._OPEN.fullmatch(key) is not None
            # Some have no place for a reason; the page says it once more above them.
            assert (off and why in (locked.VIEWING, "")) or is_open, (page, key)
            assert why != locked.VIEWING or not is_open, (page, key)
        assert at.session_state["session"].brief.name == "Autumn"
        owners = controls(shown(ana, page))
        # The team's page has nothing for viewers that others have.
        assert page == "team" or sum(off for off, _ in owners.values()) < sum(off for off, _ in mine.values()), page
        assert not any(why == locked.VIEWING for _, why in owners.values()), page


@pytest.mark.parametrize("page", PAGES)
def test_what_viewers_may_press_changes_nothing(page: str, kept: Scenario, here: Database, workers: None) -> None:
    at = opened(kept, page)
    viewer = at.session_state["session"].actor
    assert isinstance(viewer, Actor)
    before, brief = rows(here), at.session_state["session"].brief
    leaving = ("account.sign_out", "team.leave", "FormSubmitter:another_team-Start it")
    for key in [one.key for one in at.button if not one.disabled and one.key not in leaving]:
        if at.get("dialog") or all(one.key != key for one in at.button):
            # What was pressed before lies over the page, or has led elsewhere.
            at = opened(kept, page)
        if any(one.key == key for one in at.button):
            at.button(key=key).click().run()
            assert not at.exception, (key, at.exception)
            assert at.session_state["session"].brief == brief, key
        changed = {row for row in before ^ rows(here) if viewer.desk not in row and viewer.id not in row}
        assert all(row.startswith("rosters ") for row in changed), (key, changed)
