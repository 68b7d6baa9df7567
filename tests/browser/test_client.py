"""From the sender's link to the client's phone and back: made, decided on, planned again, and decided on once more."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Server
from tests.browser.plan_page import ANSWER_MS, answered, calm, further, lose_the_first, open_plan
from tests.browser.test_access import EVERYTHING, busy

Idle = Callable[[Page], None]


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """The client's: 390 px wide, dark, and of another browser than the sender's."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True, color_scheme="dark"
    )
    yield context.new_page()
    context.close()


def violations(page: Page) -> list[str]:
    """What axe-core finds, by rule and element."""
    broken = Axe().run(page, options=EVERYTHING).response["violations"]
    return [f"{one['id']} {node['html'][:160]}" for one in broken for node in one["nodes"]]


def share(page: Page, idle: Idle) -> None:
    """Open the dialog of the review links."""
    page.locator(".st-key-share_popover button").first.click()
    page.locator(".st-key-ask_client button").click()
    # The menu, which closes, is a dialog for screen readers as well.
    page.locator("[data-testid=stDialog]").wait_for(timeout=ANSWER_MS)
    idle(page)


def test_a_client_decides_on_a_phone_and_the_sender_plans_again(
    shared_server: Server, page: Page, phone: Page, idle: Idle
) -> None:
    lost = lose_the_first(phone, b'"look"')
    open_plan(page, shared_server.url, idle)
    share(page, idle)
    page.locator(".st-key-review_agency input").fill("North & Vale")
    page.locator(".st-key-review_make button").click()
    address = page.get_by_role("dialog").locator("code")
    expect(address).to_contain_text("review?review=", timeout=ANSWER_MS)
    link = address.inner_text().strip()
    idle(page)
    assert violations(page) == []
    # Whatever ends meanwhile and draws the page anew, the dialog stays.
    page.keyboard.press("r")
    idle(page)
    expect(address).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0, timeout=ANSWER_MS)

    phone.goto(link)
    cards = phone.locator(".rv-list li")
    cards.first.wait_for(timeout=ANSWER_MS)
    expect(phone.get_by_text("North & Vale").first).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") == 390
    assert phone.locator("[data-testid=stSidebar]:visible, [data-testid=stTopNavLink]").count() == 0
    phone.locator(".rv-approve").first.click()
    phone.get_by_label("Name").fill("Ana Ruiz")
    phone.get_by_label("E-mail").fill("ana@kestrel.example")
    phone.get_by_role("button", name="Continue").click()
    expect(cards.first).to_have_class(re.compile("approved"), timeout=ANSWER_MS)
    declined = cards.nth(1)
    handle = phone.get_by_text(declined.locator("b").first.inner_text(), exact=True)
    accounts = handle.count()
    with busy(shared_server):
        declined.get_by_role("button", name="Decline").click()
        expect(phone.locator(".rv-price")).to_contain_text("Working out", timeout=ANSWER_MS)
        # Nobody hears that the page looks for the price, so it has to look again.
        end = time.monotonic() + ANSWER_MS / 1_000
        while not lost and time.monotonic() < end:
            phone.wait_for_timeout(100)
        assert lost
    expect(phone.locator(".rv-price")).to_contain_text("people fewer", timeout=ANSWER_MS)
    price = phone.locator(".rv-price").inner_text()
    idle(phone)
    assert violations(phone) == []
    phone.get_by_role("button", name="Not our audience").click()
    phone.locator(".rv-send .rv-main").click()
    expect(declined).to_have_class(re.compile("declined"), timeout=ANSWER_MS)
    cards.nth(2).get_by_role("button", name="Comment").click()
    phone.get_by_label("Your comment on").fill("A week earlier? <img src=x onerror=alert(1)>")
    phone.get_by_role("button", name="Send comment").click()
    expect(cards.nth(2)).to_contain_text("A week earlier? <img", timeout=ANSWER_MS)
    phone.reload()
    expect(phone.locator(".rv-me")).to_contain_text("Ana Ruiz", timeout=ANSWER_MS)
    expect(phone.locator("li.approved")).to_have_count(1, timeout=ANSWER_MS)

    # Whatever else the address names, the token opens this page; a token that is none opens nothing.
    origin, _, token = link.partition("/review?review=")
    for place in ("plan", "compare", "roster"):
        phone.goto(f"{origin}/{place}?review={token}&open={token}")
        cards.first.wait_for(timeout=ANSWER_MS)
        assert phone.locator("[data-testid=stTopNavLink], .plan-head .kept").count() == 0
    phone.goto(f"{origin}/review?review={token[:-1]}")
    phone.get_by_text("This link doesn’t open anything;").wait_for(timeout=ANSWER_MS)
    phone.goto(link)
    cards.first.wait_for(timeout=ANSWER_MS)

    page.reload()
    waiting = page.locator(".st-key-decisions_waiting")
    expect(waiting).to_contain_text("Ana Ruiz decided: 1 creator approved, 1 creator declined.", timeout=ANSWER_MS)
    answered(page, idle)
    further(page)
    page.get_by_role("heading", name="Client decisions").wait_for(timeout=ANSWER_MS)
    fewer = price.partition(" people")[0]
    page.get_by_text(f"Without the one they declined: {fewer} people fewer").wait_for(timeout=ANSWER_MS)
    calm(page, idle)
    waiting.get_by_role("button", name="Plan again around what was decided").click()
    expect(waiting).to_have_count(0, timeout=ANSWER_MS)
    answered(page, idle)
    share(page, idle)
    page.get_by_role("button", name="Update to this plan").click()
    idle(page)
    phone.locator(".rv-approve").nth(1).click()
    expect(phone.locator(".rv-note")).to_contain_text("no longer in it", timeout=ANSWER_MS)
    expect(handle).to_have_count(accounts - 1)
    expect(phone.locator("li.approved")).to_have_count(1)
