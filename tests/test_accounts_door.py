"""The door before the pages: nobody who is not signed in sees anything, whichever address they ask for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.accounts import signing
from pages.parts.session import store as session_store
from planner.accounts.actor import Role
from planner.accounts.identity import SignInProblem, identity_of
from planner.accounts.settings import AccountSettings
from planner.problems import BadInput
from planner.store.bodies import Rosters
from planner.store.database import Database
from planner.store.records import Records
from planner.store.teams import TeamRoom
from planner.store.times import utc_now
from planner.store.working import Draft, Drafts
from tests import builders
from tests.kept_pages import settled
from tests.people import acting, claims, founder, member, person
from tests.signed import AUTH, button, visit, words

ROOT = Path(__file__).parents[1]
PAGES = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "pages").glob("*.py"))
CLIENTS = "pages/review.py"
SETTINGS = AccountSettings()


@pytest.fixture
def here(place: Path) -> Iterator[Database]:
    """The database of the pages."""
    opened = Database.sqlite(place)
    yield opened
    opened.close()


@pytest.mark.parametrize("page", ["app.py", *(page for page in PAGES if page != CLIENTS)])
def test_no_page_opens_without_signing_in(page: str, here: Database) -> None:
    # The page's file alone, as a link to it runs it on a server where nobody has been.
    at = visit("", page).run()
    assert not at.exception, at.exception
    assert [one.label for one in at.button] == ["Sign in"]
    assert "Spring launch" not in words(at) and not at.sidebar
    assert at.session_state["session"].actor is None and not at.session_state["session"].begun


def test_a_client_needs_no_account(here: Database) -> None:
    at = visit("")
    at.query_params["review"] = "nothing"
    assert "This link doesn’t open anything" in words(at.run())
    assert not at.button and at.session_state["session"].actor is None


@pytest.mark.parametrize("page", [page for page in PAGES if page != CLIENTS])
def test_every_page_opens_to_members(page: str, here: Database, workers: None) -> None:
    Drafts(here, Rosters(), founder(here, "Ana", "Lumen")).save(Draft(builders.brief(), builders.roster()))
    at = visit("Ana").run().switch_page(page).run()
    assert not at.exception, at.exception
    assert at.session_state["session"].actor.name == "Ana"
    assert "<b>Ana</b><br>Owner of Lumen" in words(at)


def test_the_store_names_nobody_who_has_not_come_through_the_door(here: Database) -> None:
    def script() -> None:
        import streamlit as st

        from pages.parts.session import store

        for ask in (store.records, store.scenarios, store.reviews, store.shelf, store.workings, store.team):
            try:
                ask()
            except store.SignedOut as refused:
                st.text(str(refused))

    at = AppTest.from_function(script)
    at.secrets["auth"] = AUTH
    at.user = {"is_logged_in": True, **claims("Ana")}
    assert len(at.run().text) == 6 and not at.exception


def test_without_secrets_there_is_no_door(place: Path, workers: None) -> None:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    assert not at.exception
    assert at.session_state["session"].actor is None and at.session_state["session"].begun
    assert not [one for one in at.button if "Sign" in one.label]
    assert not [one for one in at.get("popover") if one.proto.popover.label == "Lumen"]


def test_a_session_ends_when_its_token_does(here: Database, workers: None) -> None:
    founder(here, "Ana", "Lumen")
    at = visit("Ana").run()
    assert at.session_state["session"].actor is not None
    at.number_input(key="form.creators.max").set_value(7)
    # Until its plan is there: a plan that comes later is kept too, as one more revision.
    settled(at.run())
    rev = at.session_state["session"].keep.rev
    assert rev > 0
    late = int(utc_now().timestamp()) - 3600
    at.user = {"is_logged_in": True, **claims("Ana", iat=late - 3600, exp=late)}
    at.run()
    assert "Your sign-in has ended. Please sign in again to go on; your saved work is still here." in words(at)
    assert [one.label for one in at.button] == ["Sign in"]
    assert at.session_state["session"].keep.rev == 0, "nothing of it is left in the session"
    at.user = {"is_logged_in": True, **claims("Ana")}
    at.run()
    assert at.session_state["session"].keep.rev == rev
    assert at.session_state["session"].brief.creators.max == 7


def test_a_click_after_the_token_has_ended_changes_nothing(here: Database, workers: None) -> None:
    ana = founder(here, "Ana", "Lumen")
    member(here, ana, "Ben", role=ana.role)
    at = visit("Ana").run().switch_page("pages/team.py").run()
    now = at.session_state["session"]
    now.until = utc_now().replace(year=2020)
    button(at, "Leave Lumen").click()
    at.run()
    assert len(TeamRoom(here, ana).members()) == 2


def test_somebody_else_in_the_same_browser_begins_anew(here: Database, workers: None) -> None:
    founder(here, "Ana", "Lumen")
    founder(here, "Zoe", "Zenith")
    at = visit("Ana").run()
    first = at.session_state["session"].id
    at.user = {"is_logged_in": True, **claims("Zoe")}
    at.run()
    now = at.session_state["session"]
    assert now.id != first and now.actor.team == acting(here, "Zoe").team


def test_who_is_removed_is_out_with_the_next_click(here: Database, workers: None) -> None:
    ana = founder(here, "Ana", "Lumen")
    ben = member(here, ana, "Ben", role=ana.role)
    at = visit("Ben").run()
    assert at.session_state["session"].actor == ben
    TeamRoom(here, ana).remove(ben.id)
    at.run()
    assert "Join yours, or start one." in words(at) and at.session_state["session"].actor is None


def test_a_team_is_started_and_joined_on_the_page(here: Database, workers: None) -> None:
    at = visit("Ana", "app.py").run()
    at.text_input(key="accounts.team_name").set_value("   ")
    button(at, "Start this team").click().run()
    assert "name: '   ' is empty. Accepted: a name of 1 to 120 characters" in words(at)
    at.text_input(key="accounts.team_name").set_value("Lumen")
    button(at, "Start this team").click().run()
    assert at.session_state["session"].actor.team == acting(here, "Ana").team
    ana = acting(here, "Ana")
    _, key = TeamRoom(here, ana).invite("ben@lumen.test", Role.VIEWER, utc_now() + timedelta(days=7))
    ben = visit("Ben")
    ben.query_params["invitation"] = key
    ben.run()
    assert "**Ana invites you to Lumen** as a viewer" in words(ben)
    button(ben, "Join").click().run()
    assert ben.session_state["session"].actor.role is Role.VIEWER
    other = visit("Zoe")
    other.query_params["invitation"] = key
    other.run()
    assert "has ended or was answered already" in words(other)


def test_switching_the_team_brings_its_work(here: Database, workers: None) -> None:
    founder(here, "Ana", "Lumen")
    zoe = founder(here, "Zoe", "Zenith")
    member(here, zoe, "Ana", role=zoe.role)
    at = visit("Ana").run()
    at.number_input(key="form.creators.max").set_value(7)
    at.run()
    first = at.session_state["session"].actor.team
    button(at, "Switch to Zenith").click().run()
    now = at.session_state["session"]
    assert now.actor.team == zoe.team != first and now.brief.creators.max != 7
    again = visit("Ana").run()
    assert again.session_state["session"].actor.team == zoe.team, "the next visit begins where the last one was"
    button(again, "Switch to Lumen").click().run()
    assert again.session_state["session"].brief.creators.max == 7


def test_the_last_owner_reads_why_they_cannot_leave(here: Database, workers: None) -> None:
    founder(here, "Ana", "Lumen")
    at = visit("Ana").run().switch_page("pages/team.py").run()
    button(at, "Leave Lumen").click().run()
    assert "A team needs an owner: please make somebody else an owner first." in words(at)
    assert at.session_state["session"].actor is not None


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"iss": ""}, "has no issuer or no subject"),
        ({"sub": 7}, "has no issuer or no subject"),
        ({"exp": None}, "has no end"),
        ({"exp": True}, "has no end"),
        ({"exp": -121}, "has ended"),
        ({"iat": 121}, "This server’s clock is 2 minutes behind your sign-in provider’s"),
        ({"iat": 86_400}, "This server’s clock is 1440 minutes behind"),
    ],
)
def test_a_token_that_is_not_good_says_why(changed: dict[str, Any], said: str) -> None:
    now = utc_now()
    shifted = {
        name: int(now.timestamp()) + value if type(value) is int and name in ("exp", "iat") else value
        for name, value in changed.items()
    }
    with pytest.raises(SignInProblem, match=said):
        identity_of(claims("Ana", **shifted), SETTINGS, now)


@pytest.mark.parametrize("changed", [{"exp": -119}, {"iat": 119}])
def test_clocks_may_differ_a_little(changed: dict[str, int]) -> None:
    now = utc_now()
    shifted = {name: int(now.timestamp()) + value for name, value in changed.items()}
    assert identity_of(claims("Ana", **shifted), SETTINGS, now).email == "ana@lumen.test"


def test_roles_come_from_the_claims_that_are_configured() -> None:
    roles = {"planners": "editor", "heads": "owner", "all": "viewer"}
    for path, given in (
        ("groups", {"groups": ["all", "planners"]}),
        ("groups", {"groups": "planners"}),
        ("realm_access.roles", {"realm_access": {"roles": ["planners", 7, None]}}),
        ("https://lumen.test/roles", {"https://lumen.test/roles": ("planners",)}),
    ):
        settings = AccountSettings(team="Lumen", role_claim=path, roles=roles)
        assert settings.role(given) == "editor"
        assert settings.role({"groups": ["others"], "realm_access": "planners"}) is None


@pytest.mark.parametrize(
    "table",
    [
        {"team": "Lumen"},
        {"role_claim": "groups"},
        {"roles": {"a": "boss"}},
        {"team": "L", "role_claim": "g", "roles": {}},
        {"x": 1},
    ],
)
def test_settings_that_cannot_be_used_are_named(table: dict[str, Any], here: Database) -> None:
    with pytest.raises(BadInput, match=r"secrets\.toml, \[accounts\]"):
        AccountSettings.read(table)
    at = visit("Ana")
    at.secrets["accounts"] = table
    at.run()
    assert "This server’s settings can’t be used" in words(at) and not at.exception


def test_a_provider_that_is_down_is_named() -> None:
    assert "can’t be reached just now" in signing.trouble("http://127.0.0.1:9/")
    assert "can’t be reached just now" in signing.trouble("nonsense")


def test_what_is_known_of_one_person_is_no_teams(here: Database) -> None:
    ana = person("Ana")
    assert isinstance(session_store.of_person(ana.id), Records)
