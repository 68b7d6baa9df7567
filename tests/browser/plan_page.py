"""The Plan page as the journeys use it: opened, awaited, read, and edited in tables that are drawn on a canvas.

What takes its time is awaited by `wait_for`: an `expect` would read the whole page aloud each time that it does not
find it yet. A function is awaited at the pace of `LOOK_MS`, or else it is called with each frame that is drawn.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, WebSocketRoute, expect

Idle = Callable[[Page], None]
ANSWER_MS, LOOK_MS = 60_000, 200
ROW = 36
HURRIED_ENTER = """(field) => ["Shift", "Enter"].forEach((key) =>
  field.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true})))"""
"""Another key and Enter at once, as a page that was busy meanwhile gets them."""


def open_plan(page: Page, server: str, idle: Idle) -> None:
    """A new session on the Plan page, its pyramid drawn."""
    page.goto(server)
    page.locator(".st-key-pyramid .hand .brick").first.wait_for(timeout=ANSWER_MS)
    answered(page, idle)
    below(page)
    answered(page, idle)


def below(page: Page) -> None:
    """Scroll to what stands below the picture, which is drawn then."""
    page.locator(".st-key-reach_plan .reach, .st-key-table_bar").last.scroll_into_view_if_needed(timeout=ANSWER_MS)
    page.locator(".st-key-table_bar").wait_for(timeout=ANSWER_MS)


def further(page: Page) -> None:
    """Scroll on to what stands below the limits of the plan, which is drawn then, and what a step of each is worth."""
    below(page)
    page.locator(".st-key-reach_further .reach, .st-key-ex_form_answers").last.scroll_into_view_if_needed(
        timeout=ANSWER_MS
    )
    page.locator(".st-key-ex_form_answers").wait_for(timeout=ANSWER_MS)


def answered(page: Page, idle: Idle) -> None:
    """Wait until the brief on screen has its answer."""
    idle(page)
    expect(page.locator(".st-key-run_plan")).to_have_count(0, timeout=ANSWER_MS)
    idle(page)


def calm(page: Page, idle: Idle) -> None:
    """Wait until nothing is under way that would draw the page anew when it ends."""
    answered(page, idle)
    expect(page.locator("[class*=st-key-run_]")).to_have_count(0, timeout=ANSWER_MS)
    idle(page)


def lose_the_first(page: Page, words: bytes) -> list[str | bytes]:
    """The server never hears of the first thing with these words that a page to be opened says; what was lost, then."""
    lost: list[str | bytes] = []

    def listen(socket: WebSocketRoute) -> None:
        beyond = socket.connect_to_server()

        def pass_on(message: str | bytes) -> None:
            said = message if isinstance(message, bytes) else message.encode("latin-1")
            if words in said and not lost:
                lost.append(message)
            else:
                beyond.send(message)

        socket.on_message(pass_on)

    page.route_web_socket(re.compile("_stcore/stream"), listen)
    return lost


def commit(field: Locator, value: str) -> None:
    """Type into a field and send it."""
    field.fill(value)
    field.press("Enter")


def line(page: Page) -> str:
    """What is said of the plan under its name."""
    return page.locator(".plan-head p").inner_text()


def tile(page: Page, title: str) -> str:
    """The number of a tile."""
    return page.locator(".tile", has_text=title).locator(".n").first.inner_text()


@dataclass(frozen=True)
class Spot:
    """A cell, and where to click for it: x pixels from the table's left edge."""

    column: int
    row: int
    x: float


@dataclass(frozen=True)
class Table:
    """A table on a canvas, which has its cells beside it for screen readers.

    Its key is `name` or begins with it. Rows and columns count from 0, below the header.
    """

    page: Page
    name: str

    @property
    def place(self) -> Locator:
        """Where it is drawn."""
        return self.page.locator(f"[class*=st-key-{self.name}] [data-testid=stDataFrame]").first

    def cell(self, column: int, row: int) -> Locator:
        """A cell as a screen reader has it."""
        return self.place.locator(f"tr[aria-rowindex='{row + 2}'] td[aria-colindex='{column + 1}']")

    def click(self, x: float, row: int) -> None:
        """Click into a row, x pixels from the table's left edge."""
        self.place.scroll_into_view_if_needed()
        self.cell(0, row).wait_for(state="attached", timeout=ANSWER_MS)
        self.place.click(position={"x": x, "y": ROW * (row + 1.5)})

    def write(self, at: Spot, typed: str, shown: str) -> None:
        """Edit a cell by keyboard once it was clicked, and wait until the table shows it. The page must be calm."""
        self.click(at.x, at.row)
        cell = self.cell(at.column, at.row)
        expect(cell).to_have_attribute("aria-selected", "true", timeout=ANSWER_MS)
        # The table takes the keys from the next frame on.
        self.page.wait_for_function("document.activeElement.closest('canvas') !== null")
        self.page.keyboard.press("Enter")
        editor = self.page.locator("#portal .gdg-clip-region")
        field = editor.locator("input, textarea").first
        expect(field).to_be_focused()
        # A field for numbers marks what it holds in a timer after its focus: a key before that would be marked too.
        field.evaluate("() => new Promise((passed) => setTimeout(passed))")
        self.page.keyboard.type(typed)
        if field.get_attribute("role") == "combobox":
            expect(self.page.locator("#portal").get_by_role("option")).to_have_text([shown])
        else:
            expect(field).to_have_value(typed)
        field.evaluate(HURRIED_ENTER)
        expect(editor).to_have_count(0)
        expect(cell).to_have_text(shown)
