"""The picture follows the hand in a real browser: what is shown belongs to the budget that is shown."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from streamlit.proto.BackMsg_pb2 import BackMsg

from tests.browser.test_journeys import ANSWER_MS, answered, below

Idle = Callable[[Page], None]
HAND, GRIP = ".st-key-pyramid .hand", ".st-key-pyramid .grip"
BUDGET = ".st-key-form-budget input"
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


def first_view(page: Page, server: str, idle: Idle, plans: int = 6) -> None:
    """The Plan page with so many plans on its curve."""
    page.goto(server)
    expect(page.locator(f"{HAND} .brick").first).to_be_visible(timeout=ANSWER_MS)
    answered(page, idle)
    made = "document.querySelector('.hand-curve .made')?.dataset.count"
    page.wait_for_function(f"() => {made} >= {plans}", timeout=2 * ANSWER_MS)


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


def test_a_drag_shows_other_plans_at_the_pace_of_the_hand_and_asks_once(server: str, page: Page, idle: Idle) -> None:
    sent: list[str] = []

    def note(frame: str | bytes) -> None:
        message = BackMsg.FromString(frame if isinstance(frame, bytes) else frame.encode("latin-1"))
        # What each limit is worth is looked for meanwhile, by the page's own clock.
        if message.WhichOneof("type") == "rerun_script" and not message.rerun_script.is_auto_rerun:
            sent.append(str(message.rerun_script)[-400:])

    page.on("websocket", lambda socket: socket.on("framesent", note))
    page.set_viewport_size({"width": 1280, "height": 1100})
    first_view(page, server, idle)
    page.evaluate("""() => {
      window.steps = [];
      let moved = 0;
      addEventListener("pointermove", () => { moved = performance.now(); }, true);
      // What is drawn for another reason, such as focus or plans that have come, is no step.
      new MutationObserver(() => { if (moved) window.steps.push(performance.now() - moved), moved = 0; })
        .observe(document.querySelector(".hand-pyramid .back"), {childList: true});
    }""")
    x, y = hold(page, idle)
    asked, place = len(sent), top(page)
    for step in range(1, 13):
        page.mouse.move(x - 4 * step, y)
        page.wait_for_timeout(25)
    assert len(sent) == asked, sent[-1]
    assert abs(top(page) - place) < 3, "the page moves under the hand"
    steps = sorted(page.evaluate("window.steps"))
    assert len(steps) >= 3 and steps[len(steps) // 2] < STEP_MS
    expect(page.locator(HAND)).to_have_attribute("data-state", "curve")
    assert re.search("From the curve, (proven|by the solver) within", shown(page))
    budget = re.sub(r"\D", "", shown(page).partition(":")[0])
    expect(page.locator(".hand-list")).to_contain_text("Leaves")
    page.mouse.up()
    expect(page.locator(BUDGET)).to_have_value(budget, timeout=ANSWER_MS)
    expect(page.locator(HAND)).to_have_attribute("data-state", "exact", timeout=ANSWER_MS)
    assert re.sub(r"\D", "", shown(page).partition(":")[0]) == budget and "The plan below" in shown(page)
    assert abs(top(page) - place) < 3, "the exact plan takes its place with a jump"


def test_the_handle_is_a_slider_for_keyboards(server: str, page: Page, idle: Idle) -> None:
    first_view(page, server, idle)
    grip = page.get_by_role("slider", name="Budget", exact=True)
    expect(grip).to_have_attribute("aria-valuenow", "110000")
    grip.focus()
    # Both keys within the time after which a key that rests is a choice.
    assert page.evaluate(PRESS, "ArrowLeft")[1].startswith("$108,000:")
    expect(grip).to_have_attribute("aria-valuenow", "110000")
    page.wait_for_timeout(1_000)
    expect(page.locator(BUDGET)).to_have_value("110000")
    grip.press("ArrowRight")
    grip.press("Enter")
    expect(page.locator(BUDGET)).to_have_value("112000", timeout=ANSWER_MS)
    expect(page.locator(HAND)).to_have_attribute("data-state", "exact", timeout=ANSWER_MS)


def test_a_budget_without_a_plan_says_so(server: str, page: Page, idle: Idle) -> None:
    first_view(page, server, idle, 1)
    # At once after the brief has changed nothing has been made for it but the plan in hand.
    page.locator(".st-key-form-creators-max input").fill("40")
    page.locator(".st-key-form-creators-max input").press("Enter")
    expect(page.locator(".plan-head p").first).to_contain_text("40 creators", timeout=ANSWER_MS)
    state, words, unmade = page.evaluate(PRESS, "End")
    assert (state, "Not planned yet" in words) == (("unmade", True) if unmade else ("curve", False)), words
    expect(page.locator(HAND)).to_have_attribute("data-state", "exact")


def test_measures_are_chosen_without_the_server(server: str, page: Page, idle: Idle) -> None:
    first_view(page, server, idle, 1)
    page.get_by_role("radio", name="Creators").focus()
    page.keyboard.press("ArrowRight")
    spend = page.get_by_role("radio", name="Spend")
    expect(spend).to_have_attribute("aria-checked", "true")
    expect(page.locator(".hand-pyramid")).to_have_attribute("aria-label", re.compile("^Pyramid by cash spent"))


def edges_ready(page: Page) -> None:
    """Wait until every share next to the tiers' own has its plan."""
    page.wait_for_function(
        "() => document.querySelectorAll('.hand .edge:not(.gone)').length === 3"
        " && !document.querySelector('.hand-mix').textContent.includes('still being planned')",
        timeout=2 * ANSWER_MS,
    )


def test_a_drag_of_a_tier_shows_what_its_share_costs_and_can_be_undone_and_done_again(
    server: str, page: Page, idle: Idle
) -> None:
    first_view(page, server, idle)
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


def test_the_edge_of_a_tier_is_a_slider_for_keyboards(server: str, page: Page, idle: Idle) -> None:
    first_view(page, server, idle)
    edges_ready(page)
    macro = page.get_by_role("slider", name="Macro, share of creators")
    macro.focus()
    macro.press("ArrowRight")
    expect(macro).to_have_attribute(
        "aria-valuetext", re.compile(r"^Macro up to 12% of creators: .* Planned ahead, proven")
    )
    macro.press("Escape")
    expect(macro).to_have_attribute("aria-valuetext", "10% of creators")
    expect(page.locator(HAND)).to_have_attribute("data-state", "exact")
    macro.press("ArrowRight")
    macro.press("Enter")
    expect(page.locator(".hand-pyramid")).to_contain_text("Brief: up to 12%", timeout=ANSWER_MS)
    # Reach has no band, so no edge can be moved.
    page.get_by_role("radio", name="Unique reach").click()
    expect(page.get_by_role("slider", name="Macro, share")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_a_phone(server: str, page: Page, idle: Idle, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    page.set_viewport_size({"width": 390, "height": 844})
    first_view(page, server, idle, 1)
    assert page.evaluate("document.querySelector('.hand').scrollWidth <= document.querySelector('.hand').clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate("getComputedStyle(document.querySelector('.hand-pyramid .back')).transitionDuration") == "0s"


def test_the_first_view_is_light(server: str, page: Page, idle: Idle) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    first_view(page, server, idle, 1)
    assert page.evaluate("document.querySelectorAll('*').length") <= 1_250
    assert not [url for url in fetched if "plotly" in url.lower() or "DataFrame" in url]
    page.locator(".reach").scroll_into_view_if_needed()
    expect(page.locator(".st-key-table_bar")).to_be_visible(timeout=ANSWER_MS)
