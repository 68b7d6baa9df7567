"""The pages behind the shipped proxy: its Content-Security-Policy refuses nothing that they need."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from planner.exports.formats import FORMATS
from tests.browser.conftest import WINDOW, Server
from tests.browser.plan_page import ANSWER_MS, open_plan
from tests.browser.test_client import share
from tests.proxy import running

LISTEN = """
addEventListener("securitypolicyviolation", event => console.error(
    `policy: ${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
"""
PROBE = re.compile(r"/\w+/_stcore/(health|host-config)$")
"""Streamlit looks for its server beside the page that was opened first, and finds it at the root."""
ROSTER = "handle,platform,followers,package,reels,fee\n" + "".join(
    f"creator{at},instagram,{9_000 + 700 * at},1 reel,1,{200 + 13 * at}\n" for at in range(60)
)


@pytest.fixture
def proxied(shared_server: Server, tmp_path: Path) -> Iterator[str]:
    """Address of the proxy in front of the shared server."""
    port = urlsplit(shared_server.url).port
    assert port is not None
    with running(tmp_path, port) as proxy:
        yield f"http://127.0.0.1:{proxy.port}"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A tab of a context of its own, which listens in all its tabs."""
    context = browser.new_context(viewport=WINDOW)
    yield context.new_page()
    context.close()


@pytest.fixture
def refused(page: Page) -> list[str]:
    """What the policy refused and what a page's scripts reported as an error, in every tab."""
    found: list[str] = []
    page.context.add_init_script(LISTEN)

    def heard(said: ConsoleMessage) -> None:
        if said.type == "error" and not PROBE.search(said.location["url"]):
            found.append(f"{said.text} {said.location['url']}")

    page.context.on("console", heard)
    page.context.on("weberror", lambda error: found.append(str(error.error)))
    return found


def test_every_page_works_under_the_policy_of_the_proxy(
    proxied: str, page: Page, refused: list[str], idle: Callable[[Page], None], tmp_path: Path
) -> None:
    open_plan(page, proxied, idle)
    page.screenshot(path=tmp_path / "plan-page.png")
    page.locator(".st-key-export button").first.click()
    for kind in FORMATS:
        with page.expect_download(timeout=ANSWER_MS) as download:
            page.locator(f".st-key-export_{kind.key} button").click()
        assert download.value.path().stat().st_size > 0
    page.keyboard.press("Escape")

    share(page, idle)
    page.locator(".st-key-review_agency input").fill("North & Vale")
    page.locator(".st-key-review_make button").click()
    address = page.get_by_role("dialog").locator("code")
    expect(address).to_contain_text(f"{proxied}/review?review=", timeout=ANSWER_MS)
    client = page.context.new_page()
    client.goto(address.inner_text().strip())
    client.locator(".rv-list li").first.wait_for(timeout=ANSWER_MS)
    client.locator(".rv-approve").first.click()
    expect(client.get_by_label("Name")).to_be_visible()
    client.screenshot(path=tmp_path / "client-page.png")
    client.close()

    for stem in ("compare", "calendar", "debrief", "assumptions", "roster"):
        page.goto(f"{proxied}/{stem}")
        page.locator("h1").first.wait_for(timeout=ANSWER_MS)
        idle(page)
        page.screenshot(path=tmp_path / f"{stem}-page.png")
    page.get_by_role("tab", name="Upload").click()
    people = {"name": "people.csv", "mimeType": "text/csv", "buffer": ROSTER.encode()}
    page.set_input_files("input[type=file]", people)
    page.get_by_text("60 creators").first.wait_for(timeout=ANSWER_MS)
    idle(page)
    page.screenshot(path=tmp_path / "upload-page.png")
    assert refused == []

    # What the policy forbids is refused, and is seen here.
    with page.expect_console_message(lambda said: "policy: connect-src" in said.text):
        page.evaluate("fetch('http://example.invalid/').catch(() => null)")
