"""The picture follows the hand in a real browser: what is shown belongs to the budget that is shown."""

from __future__ import annotations

import re
from itertools import pairwise

from playwright.sync_api import Page, expect
from streamlit.proto.BackMsg_pb2 import BackMsg

from tests.browser.conftest import step
from tests.browser.plan_page import ANSWER_MS, LOOK_MS, Idle, answered, below, commit

HAND, GRIP = ".st-key-pyramid .hand", ".st-key-pyramid .grip"
BUDGET = ".st-key-form-budget input"
LONG_MS = 2 * ANSWER_MS
STEP_MS = 50
PRESS = """async (name) => {
  const hand = document.querySelector(".st-key-pyramid .hand"), grip = hand.querySelector(".grip");
  const key = (key) => grip.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true}));
  const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  key(name);
  await frame();
  const unmade = hand.querySelectorAll(".hand-curve .back .unmade");
  const seen = [hand.dataset.state, grip.getAttribute("aria-valuetext"), unmade.length > 0];
  key("Escape");
  await frame();
  return seen;
}"""
CHOOSE = """async (grip, name) => {
  const key = (key) => grip.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true}));
  key(name);
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const words = grip.getAttribute("aria-valuetext");
  key("Enter");
  return words;
}"""
"""A key that rests is let go of by itself, so nothing may come between the two."""


LATE = """{
  let late = 0;
  window.answersCome = (after) => { late = after; };
  window.WebSocket = class extends WebSocket {
    addEventListener(kind, heard) {
      const waiting = [];
      super.addEventListener(kind, kind !== "message" ? heard : (event) => {
        waiting.push(event);
        setTimeout(() => heard(waiting.shift()), late);
      });
    }
  };
}"""
"""From then on every answer comes so many milliseconds after the server has sent it."""
HIDE = """(hidden) => {
  Object.defineProperty(document, "hidden", {configurable: true, get: () => hidden});
  Object.defineProperty(document, "visibilityState", {configurable: true, get: () => hidden ? "hidden" : "visible"});
  document.dispatchEvent(new Event("visibilitychange"));
}"""
STEPS = """() => {
  window.steps = [];
  let moved = 0;
  addEventListener("pointermove", () => { moved = performance.now(); }, true);
  // What is drawn for another reason, such as focus or plans that have come, is no step.
  new MutationObserver(() => { if (moved) window.steps.push(performance.now() - moved), moved = 0; })
    .observe(document.querySelector(".hand-pyramid .back"), {childList: true});
}"""


def asks(page: Page) -> list[str]:
    """What the page asks its server from now on, its own clock left out; grows as it asks."""
    sent: list[str] = []

    def note(frame: str | bytes) -> None:
        message = BackMsg.FromString(frame if isinstance(frame, bytes) else frame.encode("latin-1"))
        # What each limit is worth is looked for meanwhile, by the page's own clock.
        if message.WhichOneof("type") == "rerun_script" and not message.rerun_script.is_auto_rerun:
            sent.append(str(message.rerun_script))

    page.on("websocket", lambda socket: socket.on("framesent", note))
    return sent


def first_view(page: Page, server: str, idle: Idle, plans: int = 6) -> None:
    """The Plan page with so many plans on its curve."""
    page.goto(server)
    page.locator(f"{HAND} .brick").first.wait_for(timeout=ANSWER_MS)
    answered(page, idle)
    made = "document.querySelector('.hand-curve .made')?.dataset.count"
    page.wait_for_function(f"() => {made} >= {plans}", timeout=LONG_MS, polling=LOOK_MS)


def top(page: Page) -> float:
    """Where the picture stands in the window, in pixels from its upper edge."""
    return float(page.evaluate(f"document.querySelector('{HAND}').getBoundingClientRect().top"))


def tall(page: Page) -> bool:
    return bool(page.evaluate("innerHeight >= 1100"))


def hold(page: Page, idle: Idle) -> tuple[float, float]:
    """Take the handle; where the pointer is now."""
    # What stands below is reached before, and drawn first.
    below(page)
    answered(page, idle)
    page.locator(".hand-list").scroll_into_view_if_needed()
    # A window that is high enough shows the end of what stands above as well.
    if tall(page):
        page.evaluate(f"document.querySelector('[data-testid=stMain]').scrollBy(0, {top(page) - 36})")
    page.wait_for_timeout(600)
    x, y = page.evaluate("""() => {
      const box = document.querySelector(".hand-curve .knob").getBoundingClientRect();
      return [box.x + box.width / 2, box.y + box.height / 2];
    }""")
    page.mouse.move(x, y)
    page.mouse.down()
    return x, y


def shown(page: Page) -> str:
    return str(page.locator(GRIP).get_attribute("aria-valuetext"))


def budget(page: Page) -> str:
    """The budget that the handle is on, in digits."""
    return re.sub(r"\D", "", shown(page).partition(":")[0])


def exact(page: Page, wanted: str) -> None:
    """Wait until the exact plan for this budget is shown, by the handle and by the form alike."""
    expect(page.locator(BUDGET)).to_have_value(f"{int(wanted):,}", timeout=LONG_MS)
    # The plan before stands beside the new one until the page is drawn to its end.
    expect(page.locator(HAND)).to_have_count(1, timeout=LONG_MS)
    expect(page.locator(HAND)).to_have_attribute("data-state", "exact", timeout=LONG_MS)
    assert budget(page) == wanted


def choose(page: Page, key: str) -> str:
    """Move the handle by a key and let go at once; the budget that is chosen."""
    words = str(page.locator(GRIP).evaluate(CHOOSE, key))
    return re.sub(r"\D", "", words.partition(":")[0])


def edges_ready(page: Page) -> None:
    """Wait until every share next to the tiers' own has its plan."""
    page.wait_for_function(
        "() => document.querySelectorAll('.hand .edge:not(.gone)').length === 3"
        " && !document.querySelector('.hand-mix').textContent.includes('still being planned')",
        timeout=LONG_MS,
        polling=LOOK_MS,
    )


def test_the_handles_by_keyboard(eager_server: str, page: Page, idle: Idle) -> None:
    first_view(page, eager_server, idle)
    with step("measures are chosen without the server"):
        page.get_by_role("radio", name="Creators").focus()
        page.keyboard.press("ArrowRight")
        spend = page.get_by_role("radio", name="Spend")
        expect(spend).to_have_attribute("aria-checked", "true")
        expect(page.locator(".hand-pyramid")).to_have_attribute("aria-label", re.compile("^Pyramid by cash spent"))
        page.keyboard.press("ArrowLeft")
        expect(page.locator(".hand-pyramid")).not_to_have_attribute("aria-label", re.compile("^Pyramid by cash spent"))
    edges_ready(page)
    macro = page.get_by_role("slider", name="Macro, share of creators")
    with step("the edge of a tier goes to its next share, and back"):
        macro.focus()
        macro.press("ArrowRight")
        expect(macro).to_have_attribute(
            "aria-valuetext", re.compile(r"^Macro up to 12% of creators: .* Planned ahead, proven")
        )
        macro.press("Escape")
        expect(macro).to_have_attribute("aria-valuetext", "10% of creators")
        expect(page.locator(HAND)).to_have_attribute("data-state", "exact")
    grip = page.get_by_role("slider", name="Budget", exact=True)
    with step("the handle of the budget goes a step, and back"):
        expect(grip).to_have_attribute("aria-valuenow", "110000")
        grip.focus()
        # Both keys within the time after which a key that rests is a choice.
        assert page.evaluate(PRESS, "ArrowLeft")[1].startswith("$108,000:")
        expect(grip).to_have_attribute("aria-valuenow", "110000")
        page.wait_for_timeout(1_000)
        expect(page.locator(BUDGET)).to_have_value("110,000")
    with step("a budget is chosen"):
        grip.press("ArrowRight")
        grip.press("Enter")
        exact(page, "112000")
    with step("a share is chosen"):
        macro.focus()
        edges_ready(page)
        macro.press("ArrowRight")
        macro.press("Enter")
        expect(page.locator(".hand-pyramid")).to_contain_text("Brief: up to 12%", timeout=ANSWER_MS)
    with step("reach has no band, so no edge can be moved"):
        page.get_by_role("radio", name="Unique reach").click()
        expect(page.get_by_role("slider", name="Macro, share")).to_have_count(0)


def test_a_drag_shows_other_plans_at_the_pace_of_the_hand_and_asks_once(
    eager_server: str, page: Page, idle: Idle
) -> None:
    sent = asks(page)
    page.set_viewport_size({"width": 1280, "height": 1100})
    first_view(page, eager_server, idle)
    page.evaluate(STEPS)
    x, y = hold(page, idle)
    asked, place = len(sent), top(page)
    for moved in range(1, 13):
        page.mouse.move(x - 4 * moved, y)
        page.wait_for_timeout(25)
    assert len(sent) == asked, sent[-1]
    assert abs(top(page) - place) < 3, "the page moves under the hand"
    steps = sorted(page.evaluate("window.steps"))
    assert len(steps) >= 3 and steps[len(steps) // 2] < STEP_MS
    expect(page.locator(HAND)).to_have_attribute("data-state", "curve")
    assert re.search("From the curve, (proven|by the solver) within", shown(page))
    wanted = budget(page)
    expect(page.locator(".hand-list")).to_contain_text("Leaves")
    page.mouse.up()
    exact(page, wanted)
    assert "The plan below" in shown(page)
    assert abs(top(page) - place) < 3, "the exact plan takes its place with a jump"


def test_a_slow_network_and_a_tab_in_the_background(eager_server: str, page: Page, idle: Idle) -> None:
    sent = asks(page)
    page.add_init_script(LATE)
    first_view(page, eager_server, idle)
    with step("on a slow network the hand keeps its pace, and the last place wins"):
        page.evaluate("answersCome(2500)")
        before, wanted = len(sent), ""
        for key in ("ArrowLeft", "ArrowLeft", "ArrowRight", "ArrowRight", "ArrowLeft", "ArrowLeft"):
            wanted = choose(page, key)
            expect(page.locator(HAND)).to_have_attribute("data-state", re.compile("asked|exact"))
            assert budget(page) == wanted
            # No faster than a hand: all of them are under way at once even so.
            page.wait_for_timeout(700)
        exact(page, wanted)
        # One request for each release, and one more for each ten seconds in which nobody has heard of it.
        turns = {int(turn) for text in sent[before:] for turn in re.findall(r'turn\\?\\*":\s*(\d+)', text)}
        fresh = sorted(turns)
        assert all(later - earlier >= 9_000 for earlier, later in pairwise(fresh[5:])), fresh
        page.evaluate("answersCome(0)")
        answered(page, idle)
        exact(page, wanted)
    most = page.locator(".st-key-form-creators-max input")
    with step("a budget without a plan says so"):
        # At once after the brief has changed nothing has been made for it but the plan in hand.
        commit(most, "40")
        expect(page.locator(".plan-head p").first).to_contain_text("40 creators", timeout=ANSWER_MS)
        idle(page)
        expect(page.locator(HAND)).to_have_count(1)
        state, words, unmade = page.evaluate(PRESS, "End")
        assert (state, "Not planned yet" in words) == (("unmade", True) if unmade else ("curve", False)), words
        expect(page.locator(HAND)).to_have_attribute("data-state", "exact")
    with step("a tab in the background asks for nothing"):
        # A new plan, around which nothing is made yet.
        commit(most, "41")
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


def test_a_drag_of_a_tier_shows_what_its_share_costs_and_can_be_undone_and_done_again(
    eager_server: str, page: Page, idle: Idle
) -> None:
    first_view(page, eager_server, idle)
    edges_ready(page)
    micro = page.get_by_role("slider", name="Micro, share of creators")
    assert micro.get_attribute("aria-valuenow") == "60"
    for _ in range(2):
        micro.scroll_into_view_if_needed()
        x, y, step = page.evaluate("""() => {
          const edges = document.querySelectorAll(".hand .edge"), bar = edges[2].querySelector(".bar");
          const box = bar.getBoundingClientRect();
          edges[2].focus();
          const stops = [...edges[2].querySelectorAll(".stop")].map((one) => one.getBoundingClientRect().x);
          return [box.x + box.width / 2, box.y + box.height / 2, stops.sort((a, b) => a - b)[2] - box.x];
        }""")
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + step + 2, y, steps=4)
        expect(page.locator(HAND)).to_have_attribute("data-state", "curve")
        expect(page.locator(".hand-mix")).to_contain_text(
            re.compile("at least 65% of creators.*people.*−.*proven within")
        )
        expect(page.locator(".hand-list")).to_contain_text("Leaves")
        assert "at least 65% of creators" in str(micro.get_attribute("aria-valuetext"))
        page.mouse.up()
        # The exact plan takes its place, and the brief asks for it.
        expect(page.locator(".hand-pyramid")).to_contain_text("Brief: at least 65%", timeout=ANSWER_MS)
        expect(page.locator(HAND)).to_have_attribute("data-state", "exact", timeout=ANSWER_MS)
        page.get_by_role("button", name="Undo").click()
        expect(page.locator(".hand-pyramid")).to_contain_text("Brief: at least 60%", timeout=ANSWER_MS)
        expect(page.locator(HAND)).to_have_attribute("data-state", "exact", timeout=ANSWER_MS)
        edges_ready(page)
