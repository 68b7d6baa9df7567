"""Waiting times in a real Chromium: the budget slider to the updated pyramid, app start to the first plan."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Error as BrowserError
from playwright.sync_api import Page, sync_playwright

from benchmarks.start import COMPILED, Wait
from scripts.ensure_chromium import NoBrowserError, find_chromium

ROOT = Path(__file__).parents[1]
CHROMIUM_ARGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
PICTURE = ".st-key-pyramid .hand"
DRAWN = "() => document.querySelector('" + PICTURE + " .brick') ? performance.now() : 0"
MARK = """() => {
  window.__before = document.querySelector('.st-key-pyramid .hand').dataset.exact;
  window.__start = 0;
  addEventListener('keydown', () => { window.__start = performance.now(); }, {once: true, capture: true});
}"""
CHANGED = """() => {
  const exact = document.querySelector('.st-key-pyramid .hand')?.dataset.exact;
  return exact && exact !== window.__before ? performance.now() - window.__start : 0;
}"""
SLIDER = "slider to updated pyramid, Chromium, sample"
START = "app start to first plan on screen, Chromium"
SLIDER_TARGET, START_TARGET = 0.7, 5.0
PATIENCE_MS = 60_000


def waits(starts: int = 3, moves: int = 10) -> list[Wait]:
    """Both waits; without a browser, or without an answer, the reason instead."""
    first: list[float] = []
    moved: list[float] = []
    note = ""
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_chromium(), headless=True, args=CHROMIUM_ARGS)
            for left in reversed(range(starts)):
                page = browser.new_page(viewport={"width": 1280, "height": 900})
                with serving() as (url, started):
                    _open(page, url)
                    first.append(time.perf_counter() - started)
                    if not left:
                        moved.extend(_moves(page, moves))
                page.close()
            browser.close()
    except (BrowserError, NoBrowserError, OSError) as problem:
        note = str(problem).splitlines()[0]
    return [Wait(START, tuple(first), START_TARGET, note=note), Wait(SLIDER, tuple(moved), SLIDER_TARGET, note=note)]


@contextmanager
def serving(source: str | None = None, data: Path | None = None) -> Iterator[tuple[str, float]]:
    """A fresh server on a free port: its address, and when its process was started.

    source: of a page that is served instead of the app, with the app's settings. data: folder of its database, None =
    an empty one.
    """
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
    kept = tempfile.mkdtemp(prefix="planner-bench-")
    script = ROOT / "app.py"
    if source is not None:
        script = Path(kept) / "page.py"
        script.write_text(source)
    command = [sys.executable, "-m", "streamlit", "run", str(script), f"--server.port={port}"]
    command += ["--server.headless=true", "--server.fileWatcherType=none"]
    started = time.perf_counter()
    server = subprocess.Popen(
        command,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        # The measured sessions must not be saved in the workspace of the person who measures.
        env={**COMPILED, "PLANNER_DATA_DIR": str(data or kept)},
    )
    try:
        yield f"http://localhost:{port}", started
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=20)
        shutil.rmtree(kept, ignore_errors=True)


def listens(url: str) -> None:
    """Wait until the server answers at all."""
    end = time.monotonic() + PATIENCE_MS / 1_000
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(f"{url}/_stcore/health", timeout=2).close()  # noqa: S310  our own server
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise OSError(f"nobody answers at {url}")


def _open(page: Page, url: str) -> None:
    """Open the page as soon as the server listens, and wait until the pyramid is drawn."""
    end = time.perf_counter() + PATIENCE_MS / 1000
    while True:
        try:
            page.goto(url)
            break
        except BrowserError:
            if time.perf_counter() > end:
                raise
            time.sleep(0.05)
    page.wait_for_function(DRAWN, timeout=PATIENCE_MS)


def _moves(page: Page, times: int) -> list[float]:
    """Seconds from a key on the budget slider until the pyramid changes; every other move is undone."""
    slider = page.locator(".st-key-form-budget_slider input").first
    _settle(page)
    seconds = []
    for at in range(times):
        page.evaluate(MARK)
        slider.press("ArrowLeft" if at % 4 < 2 else "ArrowRight")
        took = page.wait_for_function(CHANGED, timeout=PATIENCE_MS, polling="raf").json_value()
        seconds.append(float(took) / 1000)
        _settle(page)
    return seconds


def _settle(page: Page) -> None:
    """Wait until nothing runs and nothing is being solved."""
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(state="attached")
    page.locator(".st-key-run_plan").wait_for(state="detached", timeout=PATIENCE_MS)
    page.wait_for_timeout(400)
