"""The page that begins a campaign, as the journeys go through it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.browser.plan_page import ANSWER_MS, answered

Idle = Callable[[Page], None]
YOUNGEST, OLDEST = 13, 65
"""Ends of the slider of ages."""


@dataclass(frozen=True)
class Wanted:
    """What is answered, beside the list. ages: None = all."""

    name: str
    budget: int
    client: str = ""
    currency: str = "EUR"
    country: str = "Germany"
    gender: str = "Women"
    ages: tuple[int, int] | None = None


def fill(page: Page, key: str, text: str) -> None:
    """Type into the text or number field of this key, and leave it."""
    field = page.locator(f".st-key-{key} input").first
    field.fill(text)
    field.press("Tab")


def begin(page: Page, idle: Idle, wanted: Wanted) -> None:
    """From the first page to the answers about the campaign; the list comes next."""
    page.locator(".st-key-start_own button").click(timeout=ANSWER_MS)
    page.get_by_role("heading", name="Start my campaign").wait_for(timeout=ANSWER_MS)
    fill(page, "start-name", wanted.name)
    if wanted.client:
        fill(page, "start-client", wanted.client)
    fill(page, "start-budget", str(wanted.budget))
    page.locator(".st-key-start-currency input").click()
    page.get_by_role("option", name=wanted.currency, exact=False).first.click()
    page.locator(".st-key-start-audience-country input").click()
    page.keyboard.type(wanted.country)
    page.keyboard.press("Enter")
    page.get_by_role("radio", name=wanted.gender).click()
    idle(page)
    if wanted.ages is not None:
        handles = page.locator(".st-key-start-audience-ages input[type=range]")
        youngest, oldest = wanted.ages
        for end, key, steps in ((0, "ArrowRight", youngest - YOUNGEST), (1, "ArrowLeft", OLDEST - oldest)):
            handles.nth(end).focus()
            for _ in range(steps):
                page.keyboard.press(key)


def plan_it(page: Page, idle: Idle, wanted: Wanted) -> None:
    """Begin the campaign, and wait for its plan."""
    page.locator(".st-key-start-plan button").click()
    expect(page.locator(".plan-head h1")).to_have_text(wanted.name, timeout=ANSWER_MS)
    answered(page, idle)
