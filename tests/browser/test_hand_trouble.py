"""A server that is killed under its pages, and two tabs on one campaign: the picture never lies, nothing is lost."""

from __future__ import annotations

import re
import subprocess
import sys
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import ROOT, Server, step
from tests.browser.plan_page import ANSWER_MS, Idle, answered
from tests.browser.test_hand import HAND, HIDE, budget, choose, exact, first_view, hold


def planned(page: Page, idle: Idle) -> None:
    """Wait until the brief on screen has its answer."""
    page.locator(".st-key-pyramid .hand .brick").first.wait_for(timeout=ANSWER_MS)
    answered(page, idle)


def limit(page: Page, idle: Idle, creators: int) -> None:
    """Ask for so many creators at most."""
    field = page.locator(".st-key-form-creators-max input")
    field.fill(str(creators))
    field.press("Tab")
    planned(page, idle)


def restart(server: Server, page: Page, ahead: bool = False) -> None:
    """Kill the server at once, and start another one at its address; wait until the page has found it.

    ahead: as in `start_server`.
    """
    server.kill()
    options = ["--server.port", str(urlsplit(server.url).port), "--server.headless", "true"]
    options += ["--server.fileWatcherType", "none"]
    command = [sys.executable, "-m", "streamlit" if ahead else "tests.browser.unhurried", "run", "app.py", *options]
    with server.log.open("ab") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, start_new_session=True
        )
    object.__setattr__(server, "process", process)
    # The page connects again by itself, and then lets itself be clicked.
    expect(page.locator("[data-testid=stConnectionStatus]")).to_have_count(0, timeout=ANSWER_MS)


def a_drag_goes_on_under_which_the_server_is_restarted(own_server: Server, page: Page, idle: Idle) -> None:
    with step("a deep link works on a server where nobody has been yet"):
        page.goto(f"{own_server.url}/roster")
        expect(page.locator("[data-testid=stTopNavLink]")).to_have_count(7, timeout=ANSWER_MS)
        page.get_by_role("heading", name="Roster", exact=True).wait_for(timeout=ANSWER_MS)
        expect(page.get_by_role("dialog")).to_have_count(0)
    first_view(page, own_server.url, idle)
    with step("a drag goes on under which the server is restarted"):
        x, y = hold(page, idle)
        page.mouse.move(x - 20, y, steps=3)
        expect(page.locator(HAND)).to_have_attribute("data-state", "curve")
        restart(own_server, page, ahead=True)
        # On plans that are in the browser, and the new server draws the same picture under it.
        page.mouse.move(x - 60, y, steps=3)
        expect(page.locator(HAND)).to_have_attribute("data-state", re.compile("curve|unmade"))
        wanted = budget(page)
        page.mouse.up()
        exact(page, wanted)


def work_survives_a_refresh_and_a_server_that_is_killed(
    own_server: Server, browser: Browser, page: Page, idle: Idle
) -> None:
    with step("a release that no server has heard is said again"):
        own_server.kill()
        expect(page.locator("[data-testid=stConnectionStatus]")).to_have_count(1, timeout=ANSWER_MS)
        wanted = choose(page, "ArrowLeft")
        # Until somebody has made the plan it is not shown as made.
        expect(page.locator(HAND)).to_have_attribute("data-state", "asked")
        page.wait_for_timeout(1_000)
        expect(page.locator(HAND)).to_have_attribute("data-state", "asked")
        restart(own_server, page)
        # After ten seconds in which nothing comes.
        exact(page, wanted)
    with step("so is one after it, which the server has no position for, since it knows nothing of the first"):
        own_server.kill()
        expect(page.locator("[data-testid=stConnectionStatus]")).to_have_count(1, timeout=ANSWER_MS)
        wanted = choose(page, "ArrowLeft")
        restart(own_server, page)
        # After ten seconds in which nothing comes.
        exact(page, wanted)
    with step("work comes back after a refresh"):
        limit(page, idle, 30)
        (cookie,) = [c for c in page.context.cookies() if c["name"] == "planner_workspace"]
        assert len(cookie["value"]) == 32 and cookie["value"] not in page.url
        page.reload()
        planned(page, idle)
        field = page.locator(".st-key-form-creators-max input")
        expect(field).to_have_value("30")
    with step("an edit that the server before never heard of is not processed, which is said"):
        # A page that somebody looks at asks for itself anew after ten seconds, and the edit is heard.
        page.evaluate(HIDE, True)
        restart(own_server, page)
        field.fill("20")
        field.press("Tab")
        page.evaluate(HIDE, False)
        page.get_by_text("The planner restarted").wait_for(timeout=ANSWER_MS)
        planned(page, idle)
        expect(field).to_have_value("30")
        page.get_by_role("button", name="Close", exact=True).last.click()
        expect(page.get_by_text("The planner restarted")).to_have_count(0)
        limit(page, idle, 25)
    with step("another browser sees nothing of it"):
        stranger = browser.new_context()
        other = stranger.new_page()
        other.goto(own_server.url)
        planned(other, idle)
        expect(other.locator(".st-key-form-creators-max input")).to_have_value("60")
        stranger.close()


def two_tabs_on_one_campaign_each_show_their_own_and_overwrite_nothing(server: str, page: Page, idle: Idle) -> None:
    # Something to keep, so that both tabs stand on the same work.
    start = choose(page, "ArrowLeft")
    exact(page, start)
    other = page.context.new_page()
    first_view(other, server, idle, 1)
    exact(other, start)
    page.bring_to_front()
    mine = choose(page, "ArrowLeft")
    exact(page, mine)
    other.bring_to_front()
    theirs = choose(other, "ArrowRight")
    exact(other, theirs)
    other.get_by_role("button", name=re.compile("newer|Show|Keep", re.I)).first.wait_for(timeout=ANSWER_MS)
    page.reload()
    exact(page, mine)


def test_nothing_is_lost_with_a_server_that_is_killed_or_in_a_second_tab(
    own_server: Server, browser: Browser, page: Page, idle: Idle
) -> None:
    a_drag_goes_on_under_which_the_server_is_restarted(own_server, page, idle)
    work_survives_a_refresh_and_a_server_that_is_killed(own_server, browser, page, idle)
    with step("two tabs on one campaign"):
        two_tabs_on_one_campaign_each_show_their_own_and_overwrite_nothing(own_server.url, page, idle)
