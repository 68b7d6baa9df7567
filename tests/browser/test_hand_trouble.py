"""The picture that follows the hand when something is wrong: it never lies, nothing queues up, nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from playwright.sync_api import Page, WebSocketRoute, expect
from streamlit.proto.BackMsg_pb2 import BackMsg

from tests.browser.conftest import Server
from tests.browser.test_hand import BUDGET, GRIP, HAND, edges_ready, first_view, hold, shown
from tests.browser.test_journeys import ANSWER_MS, answered
from tests.browser.test_work_survives import restart

Idle = Callable[[Page], None]
LONG_MS = 2 * ANSWER_MS
HIDE = """(hidden) => {
  Object.defineProperty(document, "hidden", {configurable: true, get: () => hidden});
  Object.defineProperty(document, "visibilityState", {configurable: true, get: () => hidden ? "hidden" : "visible"});
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def asks(page: Page) -> list[str]:
    """What the page asks its server from now on, its own clock left out; grows as it asks."""
    sent: list[str] = []

    def note(frame: str | bytes) -> None:
        message = BackMsg.FromString(frame if isinstance(frame, bytes) else frame.encode("latin-1"))
        if message.WhichOneof("type") == "rerun_script" and not message.rerun_script.is_auto_rerun:
            sent.append(str(message.rerun_script))

    page.on("websocket", lambda socket: socket.on("framesent", note))
    return sent


def budget(page: Page) -> str:
    """The budget that the handle is on, in digits."""
    return re.sub(r"\D", "", shown(page).partition(":")[0])


def exact(page: Page, wanted: str) -> None:
    """Wait until the exact plan for this budget is shown, by the handle and by the form alike."""
    expect(page.locator(BUDGET)).to_have_value(wanted, timeout=LONG_MS)
    # The plan before stands beside the new one until the page is drawn to its end.
    expect(page.locator(HAND)).to_have_count(1, timeout=LONG_MS)
    expect(page.locator(HAND)).to_have_attribute("data-state", "exact", timeout=LONG_MS)
    assert budget(page) == wanted


def step(page: Page, key: str) -> str:
    """Move the handle by a key, without letting go; the budget that it is on then."""
    before = budget(page)
    page.locator(GRIP).press(key)
    page.wait_for_function(
        "(before) => document.querySelector('.st-key-pyramid .grip').getAttribute('aria-valuetext')"
        ".split(':')[0].replace(/\\D/g, '') !== before",
        arg=before,
    )
    return budget(page)


def test_a_server_that_is_restarted_under_a_drag_loses_nothing(own_server: Server, page: Page, idle: Idle) -> None:
    first_view(page, own_server.url, idle)
    x, y = hold(page, idle)
    page.mouse.move(x - 20, y, steps=3)
    expect(page.locator(HAND)).to_have_attribute("data-state", "curve")
    restart(own_server, page)
    # The hand goes on, on plans that are in the browser, and the new server draws the same picture under it.
    page.mouse.move(x - 60, y, steps=3)
    expect(page.locator(HAND)).to_have_attribute("data-state", re.compile("curve|unmade"))
    wanted = budget(page)
    page.mouse.up()
    exact(page, wanted)


def test_a_release_that_no_server_has_heard_is_said_again(own_server: Server, page: Page, idle: Idle) -> None:
    first_view(page, own_server.url, idle)
    own_server.kill()
    expect(page.locator("[data-testid=stConnectionStatus]")).to_have_count(1, timeout=ANSWER_MS)
    page.locator(GRIP).focus()
    wanted = step(page, "ArrowLeft")
    page.locator(GRIP).press("Enter")
    # Until somebody has made the plan it is not shown as made.
    expect(page.locator(HAND)).to_have_attribute("data-state", "asked")
    page.wait_for_timeout(1_000)
    expect(page.locator(HAND)).to_have_attribute("data-state", "asked")
    restart(own_server, page)
    exact(page, wanted)


def test_two_tabs_on_one_campaign_each_show_their_own_and_overwrite_nothing(
    own_server: Server, page: Page, idle: Idle
) -> None:
    first_view(page, own_server.url, idle, 1)
    page.locator(GRIP).focus()
    # Something to keep, so that both tabs stand on the same work.
    start = step(page, "ArrowLeft")
    page.locator(GRIP).press("Enter")
    exact(page, start)
    other = page.context.new_page()
    first_view(other, own_server.url, idle, 1)
    exact(other, start)
    page.bring_to_front()
    page.locator(GRIP).focus()
    mine = step(page, "ArrowLeft")
    page.locator(GRIP).press("Enter")
    exact(page, mine)
    other.bring_to_front()
    other.locator(GRIP).focus()
    theirs = step(other, "ArrowRight")
    other.locator(GRIP).press("Enter")
    exact(other, theirs)
    expect(other.get_by_role("button", name=re.compile("newer|Show|Keep", re.I)).first).to_be_visible(timeout=ANSWER_MS)
    page.reload()
    exact(page, mine)


def test_on_a_slow_network_the_hand_keeps_its_pace_and_the_last_place_wins(server: str, page: Page, idle: Idle) -> None:
    sent = asks(page)
    first_view(page, server, idle)
    tools = page.context.new_cdp_session(page)
    tools.send("Network.enable")
    slow = {"offline": False, "latency": 700, "downloadThroughput": 150_000, "uploadThroughput": 60_000}
    tools.send("Network.emulateNetworkConditions", slow)
    page.locator(GRIP).focus()
    before, wanted = len(sent), ""
    for _ in range(3):
        wanted = step(page, "ArrowLeft")
        page.locator(GRIP).press("Enter")
        expect(page.locator(HAND)).to_have_attribute("data-state", re.compile("asked|exact"))
        assert budget(page) == wanted
    exact(page, wanted)
    # One request for each release, and one more for each ten seconds in which nobody has heard of it.
    turns = {int(turn) for text in sent[before:] for turn in re.findall(r'turn\\?\\*":\s*(\d+)', text)}
    fresh = sorted(turns)
    assert all(later - earlier >= 9_000 for earlier, later in pairwise(fresh[2:])), fresh
    # What else the page needs takes minutes there, and has nothing to do with the hand.
    slow |= {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    tools.send("Network.emulateNetworkConditions", slow)
    answered(page, idle)
    exact(page, wanted)


def test_a_tab_in_the_background_asks_for_nothing(server: str, page: Page, idle: Idle) -> None:
    sent = asks(page)
    first_view(page, server, idle, 1)
    # A new plan, around which nothing is made yet.
    page.locator(".st-key-form-creators-max input").fill("41")
    page.locator(".st-key-form-creators-max input").press("Enter")
    expect(page.locator(".plan-head p").first).to_contain_text("41 creators", timeout=ANSWER_MS)
    page.evaluate(HIDE, True)
    answered(page, idle)
    page.wait_for_timeout(500)
    asked = len(sent)
    page.wait_for_timeout(5_000)
    assert len(sent) == asked, sent[-1][-300:]
    page.evaluate(HIDE, False)
    edges_ready(page)
    assert len(sent) > asked


def test_a_scroll_that_no_server_has_heard_is_said_again(server: str, page: Page, idle: Idle) -> None:
    lost: list[str | bytes] = []

    def listen(socket: WebSocketRoute) -> None:
        beyond = socket.connect_to_server()

        def pass_on(message: str | bytes) -> None:
            said = message if isinstance(message, bytes) else message.encode("latin-1")
            if b"reached" in said and not lost:
                lost.append(message)
            else:
                beyond.send(message)

        socket.on_message(pass_on)

    page.route_web_socket(re.compile("_stcore/stream"), listen)
    first_view(page, server, idle, 1)
    page.locator(".reach").scroll_into_view_if_needed()
    expect(page.locator(".st-key-table_bar")).to_be_visible(timeout=ANSWER_MS)
    assert lost
