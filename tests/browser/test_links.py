"""A link to a scenario, in a real browser: another person opens it, and has it again after a refresh."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.browser.plan_page import ANSWER_MS, Idle
from tests.browser.test_hand_trouble import limit, planned


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
