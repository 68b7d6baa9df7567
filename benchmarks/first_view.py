"""The first view of the Plan page beside an empty Streamlit page, in a real Chromium, turn by turn in one run.

Ratios, because other work on the machine slows both down alike. Each opening has a browser profile of its own, so
that nothing is cached. "Warm" is a server that has served the page before; "cold" one that has served nobody.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import Error as BrowserError
from playwright.sync_api import TimeoutError as BrowserTimeout

from benchmarks.browser import CHROMIUM_ARGS, PATIENCE_MS, listens, serving
from scripts.ensure_chromium import NoBrowserError, find_chromium

HEAD = ("what", "empty page", "Plan page", "ratio or value", "goal", "result")
EMPTY = 'import streamlit as st\n\nst.set_page_config(layout="wide")\nst.title("Empty", anchor=False)\n'
EMPTY_DRAWN = "() => document.querySelector('[data-testid=stHeading] h1') ? performance.now() : 0"
FIGURES_DRAWN = """() => document.querySelector('.plan-head h1') && document.querySelector('.tiles .tile')
  ? performance.now() : 0"""
PYRAMID_DRAWN = """() => document.querySelector('.st-key-pyramid .scatterlayer path, .st-key-pyramid svg .brick')
  ? performance.now() : 0"""
IDLE = "[data-testid=stApp][data-test-script-state=notRunning]"
ALL_MADE = "() => !document.querySelector('.hand-curve .back .unmade')"
# A quiet page: nothing runs, and nothing was added or taken away for so long.
QUIET_MS = 1_000
EDIT_MS = 10_000
QUIET = f"""() => {{
  const app = document.querySelector('{IDLE}'), now = performance.now();
  if (!window.__quiet) {{
    window.__quiet = {{since: now}};
    new MutationObserver(() => {{ window.__quiet.since = performance.now(); }})
      .observe(document.body, {{subtree: true, childList: true, characterData: true}});
  }}
  return app && now - window.__quiet.since > {QUIET_MS};
}}"""


@dataclass(frozen=True)
class Goal:
    """The most that a figure may be: times the empty page's, or in its own unit."""

    most: float
    ratio: bool = False


@dataclass
class Figure:
    """One figure of the two pages, over all rounds.

    goal: None = none. unit: of its values. digits: how many decimals are printed.
    """

    what: str
    goal: Goal | None
    unit: str = "s"
    digits: int = 2
    empty: list[float] = field(default_factory=list)
    plan: list[float] = field(default_factory=list)

    @property
    def cells(self) -> tuple[str, ...]:
        """As a row of the table with `HEAD`: medians and ranges, ratios of the pairs."""
        if not self.plan:
            return (self.what, "-", "-", "-", self._asked, "no figure")
        ratio = self.goal is not None and self.goal.ratio
        value = statistics.median(self.ratios if ratio else self.plan)
        met = "" if self.goal is None else "met" if value <= self.goal.most else "MISSED"
        shown = f"{self._spread(self.ratios, 2)} times" if ratio else f"{value:,.{self.digits}f} {self.unit}"
        empty = self._spread(self.empty, self.digits) if self.empty else "-"
        return (self.what, empty, self._spread(self.plan, self.digits), shown.strip(), self._asked, met)

    @property
    def ratios(self) -> list[float]:
        """Plan page against the empty page of the same turn."""
        return [plan / empty for plan, empty in zip(self.plan, self.empty, strict=True)]

    @property
    def _asked(self) -> str:
        if self.goal is None:
            return "-"
        return f"{self.goal.most:g} times" if self.goal.ratio else f"{self.goal.most:,g} {self.unit}".strip()

    @staticmethod
    def _spread(values: Sequence[float], digits: int) -> str:
        middle, low, high = statistics.median(values), min(values), max(values)
        return f"{middle:,.{digits}f}" + (f" ({low:,.{digits}f} to {high:,.{digits}f})" if len(values) > 1 else "")


class Report:
    """All figures, in the order in which they are printed."""

    def __init__(self) -> None:
        self.headline = Figure("warm: headline and figures", Goal(1.5, ratio=True))
        self.pyramid = Figure("warm: pyramid", Goal(2.0, ratio=True))
        self.cold = Figure("cold server: pyramid", Goal(3.0, ratio=True))
        self.script = Figure("script in the browser", Goal(1.5))
        self.tasks = Figure("all work of the page's thread", None)
        self.nodes = Figure("nodes", Goal(1_200), "", 0)
        self.opened = Figure("sent by the server, first view", None, "KB", 0)
        self.server = Figure("rerun without change: until the last message", None)
        self.messages = Figure("rerun without change: messages", None, "", 0)
        self.bytes = Figure("rerun without change: sent", Goal(20), "KB", 1)
        self.slid = Figure("budget slider to exact pyramid", Goal(0.3))
        self.typed = Figure("typed budget to exact pyramid", Goal(0.3))
        self.lost = Figure("budgets without a new plan in ten seconds", Goal(0), "", 0)
        self.page = Figure("page change", Goal(0.4))

    @property
    def rows(self) -> list[tuple[str, ...]]:
        """Rows of the table."""
        return [figure.cells for figure in vars(self).values()]


def measured(rounds: int = 3, cold: int = 2, moves: int = 20) -> tuple[list[tuple[str, ...]], str]:
    """Rows for `HEAD`, and why there are no more where the browser gave up."""
    report, note = Report(), ""
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_chromium(), headless=True, args=CHROMIUM_ARGS)
            for _ in range(cold):
                _cold(browser, report)
            with serving(EMPTY) as (empty, _), serving() as (app, _):
                for _ in range(rounds + 1):
                    listens(empty), listens(app)
                    _pair(browser, (empty, app), report)
                # The first turn warms both servers.
                for figure in (report.headline, report.pyramid, report.script, report.tasks, report.nodes):
                    del figure.plan[0], figure.empty[0]
                del report.opened.plan[0], report.opened.empty[0]
                _used(browser, app, report, moves)
            browser.close()
    except (BrowserError, NoBrowserError, OSError) as problem:
        note = str(problem).splitlines()[0]
    return report.rows, note


class _Wire:
    """What a page receives through its websockets."""

    def __init__(self, page: Page) -> None:
        self.reset()
        page.on("websocket", lambda socket: socket.on("framereceived", self._take))

    def _take(self, payload: str | bytes) -> None:
        self.messages += 1
        self.bytes += len(payload)
        self.last = time.perf_counter()

    def reset(self) -> None:
        """Compare from here."""
        self.messages = self.bytes = 0
        self.last = time.perf_counter()


def _cold(browser: Browser, report: Report) -> None:
    for source, drawn, into in ((EMPTY, EMPTY_DRAWN, report.cold.empty), (None, PYRAMID_DRAWN, report.cold.plan)):
        with serving(source) as (url, _):
            listens(url)
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.goto(url)
            into.append(_seconds(page, drawn))
            page.context.close()


def _pair(browser: Browser, urls: tuple[str, str], report: Report) -> None:
    """The empty page, then the Plan page, each in a profile of its own and looked at until it is quiet."""
    for at, url in enumerate(urls):
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        wire = _Wire(page)
        tools = page.context.new_cdp_session(page)
        tools.send("Performance.enable")
        page.goto(url)
        if at:
            report.headline.plan.append(_seconds(page, FIGURES_DRAWN))
            report.pyramid.plan.append(_seconds(page, PYRAMID_DRAWN))
        else:
            seconds = _seconds(page, EMPTY_DRAWN)
            report.headline.empty.append(seconds)
            report.pyramid.empty.append(seconds)
        page.wait_for_function(QUIET, timeout=PATIENCE_MS)
        told = {row["name"]: row["value"] for row in tools.send("Performance.getMetrics")["metrics"]}
        side = "plan" if at else "empty"
        getattr(report.script, side).append(told["ScriptDuration"])
        getattr(report.tasks, side).append(told["TaskDuration"])
        getattr(report.nodes, side).append(page.evaluate("() => document.querySelectorAll('*').length"))
        getattr(report.opened, side).append(wire.bytes / 1_000)
        page.context.close()


def _used(browser: Browser, url: str, report: Report, moves: int) -> None:
    """What a page costs that is open: reruns, budgets, and another page."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    wire = _Wire(page)
    page.goto(url)
    page.wait_for_function(PYRAMID_DRAWN, timeout=PATIENCE_MS)
    # Nothing changes any more once everything is made ahead.
    page.wait_for_function(ALL_MADE, timeout=PATIENCE_MS)
    _settle(page)
    for _ in range(6):
        wire.reset()
        started = time.perf_counter()
        page.locator("body").press("r")
        page.wait_for_timeout(1_000)
        _settle(page)
        report.server.plan.append(wire.last - started)
        report.messages.plan.append(wire.messages)
        report.bytes.plan.append(wire.bytes / 1_000)
    report.lost.plan.append(0)
    slider = page.locator(".st-key-form-budget_slider input").first
    for at in range(moves):
        _mark(page)
        slider.press("ArrowLeft" if at % 4 < 2 else "ArrowRight")
        _take(page, report.slid, report.lost)
    number = page.locator(".st-key-form-budget input").first
    budget = int(number.input_value().replace(",", ""))
    for at in range(moves):
        number.fill(str(budget + 100 * (at + 1)))
        _mark(page)
        number.press("Enter")
        _take(page, report.typed, report.lost)
    for _ in range(5):
        for link, shown in (("Roster", "Roster"), ("Plan", None)):
            started = time.perf_counter()
            page.get_by_role("link", name=link, exact=True).first.click()
            if shown:
                page.locator(".plan-head h1", has_text=shown).wait_for(timeout=PATIENCE_MS)
            else:
                page.locator(".tiles .tile").first.wait_for(timeout=PATIENCE_MS)
            report.page.plan.append(time.perf_counter() - started)
            _settle(page)
    page.context.close()


MARK = """() => {
  const words = (path) => [...document.querySelectorAll(path)].map(one => one.textContent).join('|');
  const shown = () => words('.plan-head p, .tiles .n, .tiles .c')
    + (document.querySelector('.st-key-pyramid .scatterlayer') || {innerHTML: ''}).innerHTML
    + [...document.querySelectorAll('.st-key-pyramid [data-exact]')].map(one => one.dataset.exact).join('|');
  window.__shown = shown; window.__before = shown(); window.__start = 0;
  addEventListener('keydown', () => { window.__start = performance.now(); }, {once: true, capture: true});
}"""
CHANGED = """() => {
  const exact = document.querySelector('.st-key-pyramid [data-state]');
  const there = !document.querySelector('.st-key-previous') && (!exact || exact.dataset.state === 'exact');
  return there && window.__shown() !== window.__before ? performance.now() - window.__start : 0;
}"""


def _mark(page: Page) -> None:
    page.evaluate(MARK)


def _take(page: Page, into: Figure, lost: Figure) -> None:
    """Note how long the exact plan took, or that it did not come."""
    try:
        took = float(page.wait_for_function(CHANGED, timeout=EDIT_MS, polling="raf").json_value())
    except BrowserTimeout:
        lost.plan[0] += 1
    else:
        into.plan.append(took / 1_000)
    _settle(page)


def _seconds(page: Page, drawn: str) -> float:
    return float(page.wait_for_function(drawn, timeout=PATIENCE_MS, polling="raf").json_value()) / 1_000


def _settle(page: Page) -> None:
    page.locator(IDLE).wait_for(state="attached", timeout=PATIENCE_MS)
    page.locator(".st-key-solving").wait_for(state="detached", timeout=PATIENCE_MS)
    page.wait_for_timeout(500)
    page.locator(IDLE).wait_for(state="attached", timeout=PATIENCE_MS)
