"""How long a client's page takes to open on a warm server, beside an empty page of the same server software."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from benchmarks.browser import CHROMIUM_ARGS, listens, serving
from benchmarks.first_view import EMPTY, EMPTY_DRAWN
from pages.parts.session import sample
from planner.accounts.actor import Actor
from planner.outcome import Plan
from planner.planning import plan
from planner.review.brand import Brand
from planner.review.snapshot import Amounts, Options
from planner.store.bodies import Rosters
from planner.store.database import Database
from planner.store.place import FILE
from planner.store.review_links import Reviews
from planner.store.reviews import Offer, Presentation
from planner.store.times import utc_now
from scripts.ensure_chromium import find_chromium

DRAWN = "() => document.querySelector('.rv-list li') ? performance.now() : 0"
PATIENCE_MS = 60_000


def seconds(rounds: int = 8) -> tuple[list[float], list[float]]:
    """Seconds from the address to the empty page's heading, and to the first creator of the client's page, in pairs."""
    empty_page: list[float] = []
    client_page: list[float] = []
    with tempfile.TemporaryDirectory() as folder, _linked(Path(folder)) as token, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), headless=True, args=CHROMIUM_ARGS)
        with serving(EMPTY) as (empty, _), serving(data=Path(folder)) as (app, _):
            listens(empty), listens(app)
            for _ in range(rounds + 1):
                empty_page.append(_opened(browser, empty, EMPTY_DRAWN))
                client_page.append(_opened(browser, f"{app}/review?review={token}", DRAWN))
        browser.close()
    # The first turn warms both servers.
    return empty_page[1:], client_page[1:]


@contextmanager
def _linked(folder: Path) -> Iterator[str]:
    """The token of a link to the sample's plan, in a database of this folder."""
    database, roster, brief = Database.sqlite(folder / FILE), sample.roster(), sample.brief()
    made = plan(roster, brief)
    if not isinstance(made, Plan):
        raise ValueError("the sample has no plan")
    look = Presentation(Options(amounts=Amounts.EACH), Brand(agency="North & Vale"))
    reviews = Reviews(database, Rosters(), Actor.local("benchmark"))
    _, token = reviews.make("sample", Offer(made, brief, roster), look, utc_now() + timedelta(days=1))
    database.close()
    yield token


def _opened(browser: Browser, url: str, drawn: str) -> float:
    """Seconds in a profile of its own."""
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(url)
    found = page.wait_for_function(drawn, timeout=PATIENCE_MS).json_value()
    page.context.close()
    return float(found) / 1_000


if __name__ == "__main__":
    for name, values in zip(("empty page", "client's page"), seconds(), strict=True):
        print(f"{name}: {statistics.median(values):.2f} s ({min(values):.2f} to {max(values):.2f})")
