"""Everybody can use it: WCAG 2.2 AA by axe-core on every page, the keyboard, a phone, a change of theme."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Literal

import openpyxl
import psutil
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from planner.brief.brief import Brief
from planner.outcome import Undecided
from planner.palette import DARK, LIGHT
from planner.store.scenario import Scenario, scenario_json
from tests.browser.conftest import ROOT, WINDOW, Server, step
from tests.browser.plan_page import (
    ANSWER_MS,
    LOOK_MS,
    Idle,
    answered,
    below,
    commit,
    further,
    lose_the_first,
    open_plan,
    tile,
)

Scheme = Literal["light", "dark"]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
EVERYTHING: dict[str, object] = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
COLOURS: dict[str, object] = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}
MAIN = "[data-testid=stMain]"
MESSY = "Our list\nhandle,followers,er\n" + "".join(f"creator.{n},{5_000 + n},0.{n % 9 + 1}\n" for n in range(20_000))
"""Large enough to be read by a worker, and with two things that have to be asked."""
UNSEEN = """() => {
  const on = document.activeElement, around = on.closest("[data-testid=stNumberInputContainer], [data-baseweb], label");
  const ringed = (one) => {
    const {boxShadow, outlineStyle, outlineWidth} = getComputedStyle(one);
    return boxShadow !== "none" || (outlineStyle !== "none" && parseFloat(outlineWidth) > 0);
  };
  const knob = on.querySelector(".knob");
  if (knob && getComputedStyle(knob).stroke !== "none") return "";
  const halo = on.querySelector(".halo"), rest = document.querySelector(".edge:not(:focus) .halo");
  const wide = (one) => parseFloat(getComputedStyle(one).strokeWidth);
  if (halo && rest && wide(halo) > wide(rest)) return "";
  const drawn = ["BODY", "IFRAME", "CANVAS"].includes(on.tagName);
  return drawn || ringed(on) || (around && ringed(around)) ? "" : on.outerHTML.slice(0, 200);
}"""
"""HTML of what has the focus without showing it; a canvas draws its own."""


@dataclass
class Audit:
    """axe-core on one page in both themes; what it finds, by state of the page. No rule and no element is left out."""

    page: Page
    idle: Idle
    found: list[str] = field(default_factory=list)
    scheme: Scheme = "light"

    def look(self, state: str, again: bool = False) -> None:
        """Judge what is on screen now in the theme it has, and its colours in the other one, which it then has.

        again: navigation and sidebar are those of a look before, so that only the page itself is judged.
        """
        self.idle(self.page)
        part = MAIN if again else None
        self._judge(f"{state}, {self.scheme}", EVERYTHING, part)
        self.turn()
        self._judge(f"{state}, {self.scheme}", COLOURS, part)

    def look_at_tabs(self, name: str) -> None:
        """Judge every tab of a page in the theme it has, and then, once it has turned, its colours in the other one.

        A page takes longer to turn than to show another tab. Navigation and sidebar are those of a look before.
        """
        tabs = self.page.get_by_role("tab").all()
        for tab in tabs:
            self._look_at_tab(name, tab, EVERYTHING)
        self.turn()
        for tab in reversed(tabs):
            self._look_at_tab(name, tab, COLOURS)

    def turn(self) -> None:
        """Go over to the other theme."""
        self.scheme = "light" if self.scheme == "dark" else "dark"
        self.page.emulate_media(color_scheme=self.scheme)
        themed(self.page, self.scheme)
        self.idle(self.page)

    def _look_at_tab(self, name: str, tab: Locator, options: dict[str, object]) -> None:
        tab.click()
        self.idle(self.page)
        self._judge(f"{name}, {tab.inner_text()}, {self.scheme}", options, MAIN)

    def _judge(self, state: str, options: dict[str, object], part: str | None) -> None:
        # Half a megabyte of script goes to a page once, not with every look.
        if not self.page.evaluate("() => 'axe' in window"):
            self.page.evaluate(Axe().axe_script)
        judged = self.page.evaluate("([part, options]) => axe.run(part || document, options)", [part, options])
        for broken in judged["violations"]:
            for node in broken["nodes"]:
                why = (node["any"] or node["all"] or node["none"])[0]["message"]
                self.found.append(f"{state}: {broken['id']} {node['html'][:160]} {why[:160]}")


def themed(page: Page, scheme: str) -> None:
    """Wait until the page has the colours of a theme."""
    ink = (DARK if scheme == "dark" else LIGHT).ink
    page.wait_for_function(
        "ink => getComputedStyle(document.documentElement).getPropertyValue('--ink').trim() === ink",
        arg=ink,
        timeout=ANSWER_MS,
        polling=LOOK_MS,
    )


@contextmanager
def busy(server: Server) -> Iterator[None]:
    """The server's workers stand still, so that whatever is asked of them stays under way."""
    workers = psutil.Process(server.process.pid).children(recursive=True)
    for worker in workers:
        # One that was replaced just now is no more.
        with suppress(psutil.NoSuchProcess):
            worker.suspend()
    try:
        yield
    finally:
        for worker in workers:
            with suppress(psutil.NoSuchProcess):
                worker.resume()


def go(page: Page, idle: Idle, title: str) -> None:
    page.get_by_role("link", name=title, exact=True).first.click()
    idle(page)


def fits_a_phone(page: Page, idle: Idle) -> None:
    """Nothing of a page is wider than a phone's window, which is 390 pixels."""
    page.set_viewport_size({"width": 390, "height": 844})
    idle(page)
    page.wait_for_function("document.querySelector('[data-testid=stMain]').scrollWidth <= 390", timeout=5_000)
    page.set_viewport_size(WINDOW)
    idle(page)


@pytest.fixture
def audit(page: Page, idle: Idle) -> Iterator[Audit]:
    """Fails at the end of a test with every violation that was met."""
    page.emulate_media(color_scheme="light")
    made = Audit(page, idle)
    yield made
    assert not made.found, "\n".join(made.found)


def test_the_plan_in_every_state_meets_wcag(
    shared_server: Server, page: Page, idle: Idle, audit: Audit, tmp_path: Path
) -> None:
    open_plan(page, shared_server.url, idle)
    further(page)
    page.get_by_text("relaxing one rule").wait_for(timeout=ANSWER_MS)
    for part in page.locator("[data-testid=stSidebar] summary").all():
        part.click()
        idle(page)
    audit.look("plan, its whole form")
    commit(page.locator(".st-key-form-reach_floor input"), "1500000")
    page.get_by_text("No plan can meet this brief.").wait_for(timeout=ANSWER_MS)
    answered(page, idle)
    audit.look("plan refused", again=True)
    with step("what is enough for a plan stands first among the fixes"):
        expect(page.get_by_text("It does not answer this one.")).to_be_visible()
        page.locator("[class*=st-key-fix] button:visible").first.click()
        page.locator(".plan-head p", has_text="proven").wait_for(timeout=ANSWER_MS)
        answered(page, idle)
    with busy(shared_server):
        commit(page.locator(".st-key-form-reach_floor input"), "20000")
        page.get_by_text("Planning your changes").wait_for(timeout=ANSWER_MS)
        audit.look("plan under way", again=True)
    answered(page, idle)
    go(page, idle, "Compare")
    page.locator(".st-key-scenario_file_popover button").first.click()
    page.set_input_files("[data-testid=stPopoverBody] input[type=file]", _undecided(tmp_path / "undecided.json"))
    page.get_by_text("is open, as it was saved").wait_for(timeout=ANSWER_MS)
    go(page, idle, "Plan")
    page.get_by_text("the time ran out").first.wait_for(timeout=ANSWER_MS)
    audit.look("plan undecided", again=True)


def test_lists_of_creators_meet_wcag_while_they_are_read(
    shared_server: Server, page: Page, idle: Idle, audit: Audit, tmp_path: Path
) -> None:
    page.goto(f"{shared_server.url}/new")
    page.locator(".st-key-start").wait_for(timeout=ANSWER_MS)
    idle(page)
    audit.look("new campaign")
    fits_a_phone(page, idle)
    go(page, idle, "Roster")
    audit.look("roster", again=True)
    fits_a_phone(page, idle)
    page.get_by_role("tab").last.click()
    page.locator("input[type=file]").first.wait_for(state="attached", timeout=ANSWER_MS)
    idle(page)
    with busy(shared_server):
        page.locator("input[type=file]").first.set_input_files(_file(tmp_path / "messy.csv", MESSY))
        page.get_by_role("progressbar").first.wait_for(timeout=ANSWER_MS)
        audit.look("roster, reading a file", again=True)
    page.get_by_text("before we can read it").wait_for(timeout=ANSWER_MS)
    idle(page)
    audit.look("roster, questions about a file", again=True)


def test_all_other_pages_meet_wcag(server: str, page: Page, idle: Idle, audit: Audit) -> None:
    # A theme that no server has heard of is said again.
    lost = lose_the_first(page, b'"dark"')
    page.goto(f"{server}/compare")
    page.locator(".sides").first.wait_for(timeout=ANSWER_MS)
    page.locator(".st-key-reach_explore .reach").scroll_into_view_if_needed(timeout=ANSWER_MS)
    page.get_by_text("What more budget buys", exact=True).wait_for(timeout=ANSWER_MS)
    idle(page)
    audit.look("compare")
    assert lost
    fits_a_phone(page, idle)
    go(page, idle, "Calendar")
    page.locator(".st-key-gantt .js-plotly-plot").wait_for(timeout=ANSWER_MS)
    with step("a change of the system's theme takes figures along, there and back"):
        words = page.locator(".st-key-gantt .js-plotly-plot text").first
        words.wait_for(timeout=ANSWER_MS)
        idle(page)
        before = words.evaluate("e => getComputedStyle(e).fill")
        audit.look("calendar", again=True)
        expect(words).not_to_have_css("fill", before, timeout=ANSWER_MS)
        audit.turn()
        expect(words).to_have_css("fill", before, timeout=ANSWER_MS)
    fits_a_phone(page, idle)
    go(page, idle, "Debrief")
    page.locator(".tiles").wait_for(timeout=ANSWER_MS)
    fits_a_phone(page, idle)
    audit.look_at_tabs("debrief")
    go(page, idle, "Assumptions")
    fits_a_phone(page, idle)
    audit.look_at_tabs("assumptions")


def _file(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def _undecided(path: Path) -> Path:
    brief = Brief.read((ROOT / "sample_data" / "brief.json").read_bytes())
    unknown = Undecided(sentence="The time ran out before there was a plan or a conflict.", seconds=5.0)
    path.write_bytes(scenario_json(Scenario.of("Undecided", brief, unknown, None)))
    return path


def reach(page: Page, target: Locator, most: int = 60) -> None:
    """Press Tab until `target` has the focus, which every stop on the way shows."""
    for _ in range(most):
        page.keyboard.press("Tab")
        unseen, reached = target.evaluate(f"e => [({UNSEEN})(), e.contains(document.activeElement)]")
        assert not unseen, f"the focus is not seen on {unseen}"
        if reached:
            return
    pytest.fail("not reached by keyboard")


def test_the_main_path_goes_by_keyboard_with_the_focus_in_sight(server: str, page: Page, idle: Idle) -> None:
    page.goto(f"{server}/new")
    page.locator(".st-key-start").wait_for(timeout=ANSWER_MS)
    idle(page)
    reach(page, page.get_by_label("Campaign name"))
    page.keyboard.type("By keyboard")
    reach(page, page.get_by_label("Budget", exact=True))
    page.keyboard.type("20000")
    reach(page, page.locator(".st-key-start-creators"))
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    page.get_by_text("types of creators at benchmark prices").wait_for(timeout=ANSWER_MS)
    idle(page)
    reach(page, page.locator(".st-key-start-plan button"))
    page.keyboard.press("Enter")
    expect(page.locator(".plan-head h1")).to_have_text("By keyboard", timeout=ANSWER_MS)
    answered(page, idle)
    expect(page.locator(".verdict")).to_contain_text("$20,000", timeout=ANSWER_MS)
    page.locator(".st-key-pyramid .hand .brick").first.wait_for(timeout=ANSWER_MS)

    before = tile(page, "Unique reach")
    budget = page.get_by_role("textbox", name="Exact budget")
    page.locator("body").press("Tab")
    reach(page, budget, 120)
    page.keyboard.press("Control+a")
    page.keyboard.type("8000")
    page.keyboard.press("Enter")
    expect(page.locator(".verdict")).to_contain_text("8,000", timeout=ANSWER_MS)
    answered(page, idle)
    assert tile(page, "Unique reach") != before

    reach(page, page.locator(".st-key-export button").first, 120)
    page.keyboard.press("Enter")
    reach(page, page.locator(".st-key-export_xlsx button"))
    with page.expect_download(timeout=ANSWER_MS) as waiting:
        page.keyboard.press("Enter")
    assert openpyxl.load_workbook(BytesIO(Path(waiting.value.path()).read_bytes())).sheetnames[0] == "Summary"


def test_on_a_phone_the_budget_stands_above_its_result(server: str, page: Page, idle: Idle) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_plan(page, server, idle)
    page.locator(".plan-head").scroll_into_view_if_needed()
    budget = page.locator(".st-key-budget_here input")
    commit(budget, "60000")
    verdict = page.locator(".verdict")
    expect(verdict).to_contain_text("60,000", timeout=ANSWER_MS)
    answered(page, idle)
    assert re.search("reach|buys", verdict.inner_text())
    for part in (budget, verdict):
        box = part.bounding_box()
        assert box is not None and box["y"] >= 0 and box["y"] + box["height"] <= 844, "both are in one view"
    actions, headline = (page.locator(name).bounding_box() for name in (".st-key-head_actions", ".verdict"))
    assert actions is not None and actions["height"] < 50, "the buttons of the head are one row"
    assert headline is not None and headline["y"] < 340
    page.locator(".st-key-caveats_all button").click()
    expect(page.locator("[data-testid=stPopoverBody]")).to_contain_text("Ask them for their audience figures")
    page.keyboard.press("Escape")
    schemes: tuple[Scheme, ...] = ("light", "dark")
    with step("the picture fits, in both themes, and stands still for those who ask for it"):
        page.emulate_media(reduced_motion="reduce")
        for scheme in schemes:
            page.emulate_media(color_scheme=scheme)
            themed(page, scheme)
            idle(page)
            hand, pyramid = page.locator(".hand"), page.locator(".hand-pyramid .back")
            assert hand.evaluate("e => e.scrollWidth <= e.clientWidth")
            assert page.evaluate("document.documentElement.scrollWidth") <= 390
            assert pyramid.evaluate("e => getComputedStyle(e).transitionDuration") == "0s"
    below(page)
    answered(page, idle)
    assert int(page.locator("[data-testid=stMain]").evaluate("e => e.scrollWidth")) <= 390
