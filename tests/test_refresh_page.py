"""The Roster page reads the places that the owner allows, and says what changes before a list is replaced."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from planner.sources.allowed import SETTING
from tests.records import as_json, row
from tests.test_roster_page import drop, incoming, page, said
from tests.test_sources import Service, given, status

pytestmark = pytest.mark.usefixtures("workers", "place")
OLD = [row("bob", 12_000, fee=50), row("liz", 3_400, fee=80)]
NEW = [row("bob", 15_000, fee=75), row("kim", 9_000, fee=60)]


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Service]:
    made = Service()
    made.answers["/api/creators"] = given(as_json({"data": OLD}), ETag='"1"')
    file = tmp_path / "sources.toml"
    file.write_text(f'[CRM]\nplace = "{made.url}/api"\nprivate = true\nheader = "X-Key: ${{CRM_TOKEN}}"\n')
    monkeypatch.setenv(SETTING, str(file))
    monkeypatch.setenv("CRM_TOKEN", "s3cret-token")
    yield made
    made.end()


def read(at: AppTest, path: str) -> AppTest:
    at.text_input(key="list_wanted.path").set_value(path)
    at.button(key="read_place").click().run()
    assert not at.exception, at.exception
    return at


def used(at: AppTest) -> AppTest:
    key = next(button.key for button in at.button if button.key in ("use_and_fit", "use_roster"))
    at.button(key=key).click().run()
    assert not at.exception, at.exception
    return at


def table(at: AppTest) -> set[tuple[object, ...]]:
    frame = next(one.value for one in at.dataframe if "What" in one.value.columns)
    return {(one["Creator"], one["What"], one["Now"], one["New"]) for one in frame.to_dict("records")}


def test_a_list_is_read_from_a_place_and_read_again_with_what_changed(service: Service) -> None:
    at = used(read(page(), "creators"))
    session = at.session_state["session"]
    assert list(session.roster.creators["handle"]) == ["bob", "liz"]
    source = session.about.source
    assert (source.place, source.header) == (f"{service.url}/api/creators", "X-Key: ${CRM_TOKEN}")
    assert "s3cret" not in session.about.model_dump_json() + said(at)
    assert "127\\.0\\.0\\.1 / creators" in said(at)
    service.answers["/api/creators"] = given(as_json({"data": NEW}))
    at.button(key="refresh_list").click().run()
    assert not at.exception, at.exception
    assert service.asked[-1][1] | {"if-none-match": '"1"', "x-key": "s3cret-token"} == service.asked[-1][1]
    assert "1 creator came in, 1 left, 1 changed, 0 the same." in said(at)
    assert table(at) == {
        ("@liz (Instagram)", "Left", "", ""),
        ("@kim (Instagram)", "Came in", "", ""),
        ("@bob (Instagram)", "followers", "12K", "15K"),
        ("@bob (Instagram)", "fee of 1 post, cash", "$50", "$75"),
    }
    # Nothing has changed yet; now it does.
    assert list(at.session_state["session"].roster.creators["handle"]) == ["bob", "liz"]
    assert list(used(at).session_state["session"].roster.creators["handle"]) == ["bob", "kim"]


def test_an_unchanged_list_and_one_that_cannot_be_read_leave_everything_as_it_is(service: Service) -> None:
    at = used(read(page(), "creators"))
    service.answers["/api/creators"] = status(304)
    at.button(key="refresh_list").click().run()
    assert "The list is unchanged" in said(at)
    service.answers["/api/creators"] = status(401)
    at.button(key="refresh_list").click().run()
    assert "does not accept the key" in said(at) and "s3cret" not in said(at)
    assert incoming(at) is None
    assert list(at.session_state["session"].roster.creators["handle"]) == ["bob", "liz"]


@pytest.mark.parametrize(("path", "wrong"), [("../admin", "leads out of the address"), ("nothing", "does not exist")])
def test_a_path_that_leads_nowhere_is_said(service: Service, path: str, wrong: str) -> None:
    at = read(page(), path)
    assert wrong in said(at) and incoming(at) is None


def test_without_the_owners_file_no_place_is_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SETTING, raising=False)
    assert "read_place" not in {button.key for button in page().button}
    monkeypatch.setenv(SETTING, "/nowhere/sources.toml")
    assert "Lists from your own systems are off" in said(page())


def test_an_uploaded_list_that_replaces_one_reports_the_same_way() -> None:
    text = "handle,platform,followers,fee\n"
    at = used(page(("list.csv", f"{text}bob,instagram,12000,50\nliz,tiktok,3400,80\n")))
    at.session_state["roster_tab"] = "Upload"
    at.run()
    drop(at, ("next.csv", f"{text}bob,instagram,12000,75\nliz,tiktok,3400,80\n"))
    assert "0 creators came in, 0 left, 1 changed, 1 the same." in said(at)
    assert table(at) == {("@bob (Instagram)", "fee of 1 post, cash", "$50", "$75")}
