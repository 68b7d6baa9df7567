"""Every campaign has an id of its own from its first moment, so that members of a team share no record by accident."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.session import workspace
from pages.parts.session.state import FIRST
from planner.accounts.actor import Actor, Role
from planner.review.brand import Brand
from planner.review.snapshot import Options
from planner.store.bodies import Rosters
from planner.store.changes import ChangeRecord
from planner.store.database import Database
from planner.store.review_links import Reviews
from planner.store.reviews import Offer, Presentation
from planner.store.times import utc_now
from tests.people import founder, member
from tests.signed import ROOT, visit
from tests.test_pages import app, settled


@pytest.fixture
def here(place: Path) -> Iterator[Database]:
    """The database of the pages."""
    opened = Database.sqlite(place)
    yield opened
    opened.close()


def linked(database: Database, actor: Actor, at: AppTest, campaign: str) -> None:
    """A review link to the plan on the page."""
    now = at.session_state["session"]
    offer, look = Offer(now.made.plan, now.brief, now.roster), Presentation(Options(), Brand(agency="North"))
    Reviews(database, Rosters(), actor).make(campaign, offer, look, utc_now() + timedelta(days=1))


def test_members_who_begin_in_fresh_workspaces_share_neither_record_nor_links(here: Database, workers: None) -> None:
    ana = founder(here, "Ana", "Lumen")
    ben = member(here, ana, "Ben", Role.EDITOR)
    campaigns = {}
    for actor, most in ((ana, 7), (ben, 9)):
        at = settled(visit(actor.name).run())
        at.number_input(key="form.creators.max").set_value(most)
        settled(at.run())
        campaigns[actor.name] = at.session_state["session"].campaign
        linked(here, actor, at, campaigns[actor.name])
    assert len(set(campaigns.values())) == 2
    for actor, most in ((ana, "7"), (ben, "9")):
        record = ChangeRecord(here, actor).of_campaign(campaigns[actor.name])
        assert {entry.by.id for entry in record} == {actor.id}
        assert [entry.words.endswith(f"to {most}") for entry in record] == [False, True], "a link and one change"
        assert len(Reviews(here, Rosters(), actor).of_campaign(campaigns[actor.name])) == 1
    again = visit("Ben").run().session_state["session"]
    assert (again.campaign, again.brief.creators.max) == (campaigns["Ben"], 9)


def test_a_campaign_keeps_its_id_before_anything_of_it_is_kept(here: Database, workers: None) -> None:
    founder(here, "Ana", "Lumen")
    one, two = (visit("Ana").run().session_state["session"] for _ in range(2))
    assert one.campaign == two.campaign != FIRST and one.keep.rev == 0


def test_a_kept_campaign_of_before_stays_as_it_is(place: Path, workers: None) -> None:
    at = app()
    now = at.session_state["session"]
    assert now.campaign not in ("", FIRST)
    now.campaign, now.brief = FIRST, now.brief.changed("budget_cents", 3_000_000)
    settled(at.run())
    again = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run().session_state["session"]
    assert (again.campaign, again.brief.budget_cents) == (FIRST, 3_000_000)


def test_a_link_of_before_is_found_by_the_browser_that_made_it(
    here: Database, workers: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = app()
    linked(here, Actor.local(at.session_state["session"].keep.workspace), at, FIRST)
    assert app().session_state["session"].campaign == FIRST
    monkeypatch.setattr(workspace, "of_browser", lambda: "b" * 32)
    assert app().session_state["session"].campaign != FIRST
