"""Signing in with a real provider, and what one person's browser gets of another's."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

from tests.browser.conftest import ROOT, Server, step
from tests.browser.provider import Provider, provider, sign_in, signing_server

pytestmark = pytest.mark.browser
PATIENCE = 30_000


@pytest.fixture
def asked(tmp_path: Path) -> Iterator[Provider]:
    """A provider."""
    with provider(tmp_path / "provider.txt") as started:
        yield started


@pytest.fixture
def signing(tmp_path: Path, asked: Provider) -> Iterator[Server]:
    """A server where people sign in."""
    with signing_server(tmp_path / "signing", asked) as running:
        yield running


@pytest.fixture
def contexts(browser: Browser) -> Iterator[list[BrowserContext]]:
    """Three browsers of three people."""
    all_three = [browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True) for _ in range(3)]
    yield all_three
    for one in all_three:
        one.close()


def start_team(page: Page, server: str, name: str, team: str) -> None:
    """Sign in as somebody with a new team."""
    sign_in(page, server, name)
    menu = page.locator(".st-key-account").get_by_test_id("stPopoverButton")
    field = page.get_by_label("Name of a new team")
    menu.or_(field).wait_for(timeout=PATIENCE)
    if field.is_visible():
        field.fill(team)
        page.get_by_role("button", name="Start this team").click()
    expect(menu).to_contain_text(team, timeout=PATIENCE)


def a_team_comes_together(asked: Provider, signing: Server, contexts: list[BrowserContext]) -> None:
    ana, ben = (one.new_page() for one in contexts[:2])
    ana.goto(f"{signing.url}/compare")
    ana.get_by_role("button", name="Sign in").wait_for(timeout=PATIENCE)
    expect(ana.get_by_text("Spring launch")).to_have_count(0)
    start_team(ana, signing.url, "Ana", "Lumen")
    ana.goto(f"{signing.url}/team")
    ana.get_by_label("E-mail address").fill("ben@lumen.test")
    ana.get_by_role("button", name="Make a link").click()
    link = ana.locator("code").inner_text(timeout=PATIENCE)
    sign_in(ben, signing.url, "Ben")
    ben.get_by_text("Ana invites you to Lumen").wait_for(timeout=PATIENCE)
    ben.goto(link)
    ben.get_by_role("button", name="Join").click(timeout=PATIENCE)
    expect(ben.locator(".st-key-account").get_by_test_id("stPopoverButton")).to_contain_text("Lumen", timeout=PATIENCE)
    ana.keyboard.press("r")
    ana.get_by_text("2 members").wait_for(timeout=PATIENCE)
    ben.locator(".st-key-account").get_by_test_id("stPopoverButton").click()
    ben.get_by_role("button", name="Sign out").click()
    # The provider asks whether to end its own session too.
    expect(ben).to_have_url(re.compile(re.escape(asked.url)), timeout=PATIENCE)
    ben.goto(signing.url)
    ben.get_by_role("button", name="Sign in").wait_for(timeout=PATIENCE)
    ana.close()
    ben.close()


def files_uploads_and_sessions_are_their_owners(
    signing: Server, contexts: list[BrowserContext], browser: Browser
) -> None:
    ana, zoe = contexts[0].new_page(), contexts[2].new_page()
    ana.goto(signing.url)
    start_team(zoe, signing.url, "Zoe", "Zenith")
    with ana.expect_download(timeout=PATIENCE) as download:
        ana.get_by_role("button", name="Export").click(timeout=PATIENCE)
        ana.locator(".st-key-export_xlsx button").click()
    file = download.value.url
    assert "/media/" in file, file
    other, stranger = contexts[2].request, browser.new_context()
    assert [one.get(file).status for one in (contexts[0].request, other, stranger.request)] == [200, 404, 404]
    ana.keyboard.press("Escape")
    ana.get_by_role("link", name="Roster", exact=True).first.click()
    ana.get_by_role("tab", name="Upload").click()
    with ana.expect_request(re.compile("upload_file"), timeout=PATIENCE) as sent:
        ana.locator("input[type=file]").first.set_input_files(ROOT / "sample_data" / "roster.csv")
    upload = sent.value.url
    session = upload.split("/upload_file/")[1].split("/")[0]
    token = next(one["value"] for one in contexts[2].cookies() if one["name"] == "_streamlit_xsrf")
    body = {"file": {"name": "theirs.csv", "mimeType": "text/csv", "buffer": b"handle\nx\n"}}
    headers = {"X-Xsrftoken": token}
    assert other.put(upload, headers=headers, multipart=body).status == 404
    assert other.delete(upload, headers=headers).status == 404
    assert stranger.request.put(upload, multipart=body).status == 404
    stranger.close()
    answered = zoe.evaluate(
        """([session, token]) => new Promise((resolve) => {
          const at = `${location.origin.replace("http", "ws")}/_stcore/stream`;
          const socket = new WebSocket(at, ["streamlit", token, session]);
          socket.onopen = () => setTimeout(() => { socket.close(); resolve("open"); }, 500);
          socket.onclose = () => resolve("closed");
        })""",
        [session, token],
    )
    assert answered == "open"
    assert "user identity mismatch" in signing.log.read_text(errors="replace")
    # Hers goes on as if nothing had been.
    ana.get_by_role("tab", name="My creators").click()
    ana.get_by_role("heading", name="Creators", exact=True).wait_for(timeout=PATIENCE)


def a_sign_in_ends_and_a_provider_may_be_down(asked: Provider, signing: Server, page: Page) -> None:
    # The page asks for plans ahead by itself, and may have found out by that.
    with suppress(Error):
        page.get_by_role("link", name="Roster").click(timeout=3_000)
    page.get_by_text("Your sign-in has ended").wait_for(timeout=PATIENCE)
    expect(page.get_by_text("Spring launch")).to_have_count(0)
    asked.stop()
    page.get_by_role("button", name="Sign in").click()
    page.get_by_text("can’t be reached just now").wait_for(timeout=PATIENCE)
    page.goto(f"{signing.url}/?review=nothing")
    page.get_by_text("This link doesn’t open anything").wait_for(timeout=PATIENCE)


def test_people_sign_in_work_apart_and_are_signed_out(
    asked: Provider, signing: Server, contexts: list[BrowserContext], browser: Browser, page: Page
) -> None:
    # Authlib grants a token that arrives two minutes, and so do the pages: what is left of them is what it lasts.
    ends = time.time() + 15
    asked.say("Eve", exp=int(ends) - 120)
    start_team(page, signing.url, "Eve", "Evening")
    with step("a team comes together"):
        a_team_comes_together(asked, signing, contexts)
    with step("files, uploads and sessions are their owners'"):
        files_uploads_and_sessions_are_their_owners(signing, contexts, browser)
    with step("a sign-in ends, and a provider may be down"):
        page.wait_for_timeout(max(0.0, ends + 1 - time.time()) * 1_000)
        a_sign_in_ends_and_a_provider_may_be_down(asked, signing, page)
