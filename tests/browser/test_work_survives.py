"""Work that comes back, in a real browser: after a refresh, and after the server was killed under the page."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import ROOT, Server

Idle = Callable[[Page], None]
ANSWER_MS = 60_000


def planned(page: Page, idle: Idle) -> None:
    """Wait until the brief on screen has its answer."""
    expect(page.locator(".st-key-pyramid .hand .brick").first).to_be_visible(timeout=ANSWER_MS)
    idle(page)
    expect(page.locator(".st-key-run_plan")).to_have_count(0, timeout=ANSWER_MS)
    idle(page)


def limit(page: Page, idle: Idle, creators: int) -> None:
    """Ask for so many creators at most."""
    field = page.locator(".st-key-form-creators-max input")
    field.fill(str(creators))
    field.press("Tab")
    planned(page, idle)


def restart(server: Server, page: Page) -> None:
    """Kill the server at once, and start another one at its address."""
    server.kill()
    port = str(urlsplit(server.url).port)
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", port, "--server.headless", "true"]
    with server.log.open("ab") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, start_new_session=True
        )
    object.__setattr__(server, "process", process)
    # The page connects again by itself, and then lets itself be clicked.
    expect(page.locator("[data-testid=stConnectionStatus]")).to_have_count(0, timeout=ANSWER_MS)


def test_work_survives_a_refresh_and_a_server_that_is_killed(
    own_server: Server, browser: Browser, page: Page, idle: Idle
) -> None:
    page.goto(own_server.url)
    planned(page, idle)
    limit(page, idle, 30)
    (cookie,) = [c for c in page.context.cookies() if c["name"] == "planner_workspace"]
    assert len(cookie["value"]) == 32 and cookie["value"] not in page.url

    page.reload()
    planned(page, idle)
    field = page.locator(".st-key-form-creators-max input")
    expect(field).to_have_value("30")

    restart(own_server, page)
    field.fill("20")
    field.press("Tab")
    expect(page.get_by_text("The planner restarted")).to_be_visible(timeout=ANSWER_MS)
    planned(page, idle)
    expect(field).to_have_value("30")
    page.get_by_role("button", name="Close", exact=True).last.click()
    expect(page.get_by_text("The planner restarted")).to_have_count(0)
    limit(page, idle, 25)

    stranger = browser.new_context()
    other = stranger.new_page()
    other.goto(own_server.url)
    planned(other, idle)
    expect(other.locator(".st-key-form-creators-max input")).to_have_value("60")
    stranger.close()


def test_a_link_opens_a_scenario_in_another_browser(server: str, browser: Browser, page: Page, idle: Idle) -> None:
    page.goto(server)
    planned(page, idle)
    limit(page, idle, 30)
    page.get_by_role("button", name="Share").click()
    page.get_by_role("button", name="Save it and make a link").click()
    links = page.locator("[data-testid=stCode]")
    expect(links).to_have_count(2, timeout=ANSWER_MS)
    address = links.first.inner_text().strip()
    assert address.startswith(f"{server}/plan?open=")

    visitor = browser.new_context()
    theirs = visitor.new_page()
    theirs.goto(address)
    planned(theirs, idle)
    expect(theirs.locator(".st-key-form-creators-max input")).to_have_value("30")
    expect(theirs.get_by_text("is open, as it was saved")).to_be_visible()
    assert "open=" not in theirs.url
    theirs.reload()
    planned(theirs, idle)
    expect(theirs.locator(".st-key-form-creators-max input")).to_have_value("30")
    visitor.close()
