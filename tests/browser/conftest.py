"""A real server and a real Chromium. Without a browser the tests fail, they are not skipped."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, ViewportSize, sync_playwright

from scripts.ensure_chromium import NoBrowserError, find_chromium

ROOT = Path(__file__).parents[2]
START_SECONDS = 60
IDLE_MS = 30_000
SETTLE_MS = 150
"""A click reaches the server within this time."""
WINDOW: ViewportSize = {"width": 1280, "height": 900}
CHROMIUM_ARGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
PROFILE_ARGS = ("--process-per-site", "--js-flags=--no-flush-bytecode --no-turbofan")
"""Without them every tab compiles the scripts anew. Tabs live too short for what the last compiler makes to pay off."""


@dataclass(frozen=True)
class Server:
    """A running server: where it listens, and the file with all it has printed."""

    url: str
    log: Path
    process: subprocess.Popen[bytes]

    def stop(self) -> None:
        """End the server and everything it started."""
        try:
            family = psutil.Process(self.process.pid).children(recursive=True)
        except psutil.NoSuchProcess:
            family = []
        self.process.terminate()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.kill()
        for child in family:
            with suppress(psutil.NoSuchProcess):
                child.kill()

    def kill(self) -> None:
        """End the server at once, without a word to it."""
        self.process.kill()
        self.process.wait()


def start_server(
    log: Path,
    more: Mapping[str, object] | None = None,
    environment: Mapping[str, str] | None = None,
    ahead: bool = False,
) -> Server:
    """Start the app on a free port and wait until it answers. Fails with the log when it does not.

    more: options of Streamlit beside those of every test; environment: beside this process's own. ahead: plans are made
    ahead of the hand, as everywhere but in journeys in which nobody takes a handle; they are half of the workers' time.
    """
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
    options: dict[str, object] = {"server.port": port, "server.headless": "true", "server.fileWatcherType": "none"}
    options |= more or {}
    port = options["server.port"]
    command = [sys.executable, "-m", "streamlit" if ahead else "tests.browser.unhurried", "run", "app.py"]
    command += [part for name, value in options.items() for part in (f"--{name}", str(value))]
    with log.open("wb") as out:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    server = Server(f"http://localhost:{port}", log, process)
    try:
        _wait_until_healthy(server)
    except BaseException:
        server.stop()
        raise
    return server


def _wait_until_healthy(server: Server) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and server.process.poll() is None:
        try:
            with urllib.request.urlopen(f"{server.url}/_stcore/health", timeout=2):  # noqa: S310 an http address
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    log = server.log.read_text(errors="replace")
    pytest.fail(f"The server did not start. Its log:\n{log}", pytrace=False)


@pytest.fixture(scope="session")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all browser tests that take no handle, with its log."""
    running = start_server(tmp_path_factory.mktemp("server") / "log.txt")
    yield running
    running.stop()


@pytest.fixture(scope="session")
def eager_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server that makes plans ahead of the hand, shared by those who take a handle."""
    running = start_server(tmp_path_factory.mktemp("eager") / "log.txt", ahead=True)
    yield running.url
    running.stop()


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Server]:
    """A server that nobody has visited yet, which makes plans ahead of the hand, with its log."""
    running = start_server(tmp_path / "log.txt", ahead=True)
    yield running
    running.stop()


@pytest.fixture(scope="session")
def server(shared_server: Server) -> str:
    """Address of the server that all browser tests share, without a slash at its end."""
    return shared_server.url


@pytest.fixture(scope="session")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    """The system's Chromium, started once, with a profile on disk: it compiles the scripts of the pages only once.

    All its tabs share one process, which one that stays open keeps alive.
    """
    try:
        path = find_chromium()
    except NoBrowserError as problem:
        pytest.fail(str(problem), pytrace=False)
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            tmp_path_factory.mktemp("profile"),
            executable_path=path,
            headless=True,
            args=[*CHROMIUM_ARGS, *PROFILE_ARGS],
            viewport=WINDOW,
        )
        stays = context.new_page()
        # Of the same site as every server, at whatever port; no server is asked.
        stays.route("**", lambda route: route.fulfill(body=""))
        stays.goto("http://localhost")
        yield context
        context.close()


@pytest.fixture(scope="session")
def browser(profile: BrowserContext) -> Browser:
    """That Chromium, for contexts of other people, each of which begins with nothing."""
    assert profile.browser is not None
    return profile.browser


@pytest.fixture
def page(profile: BrowserContext) -> Iterator[Page]:
    """An empty tab of 1280 x 900 pixels in a session of its own: of visits before only the scripts are kept."""
    profile.clear_cookies()
    before = list(profile.pages)
    yield profile.new_page()
    for tab in (one for one in profile.pages if one not in before):
        # A tab that shows no page has no storage.
        with suppress(Error):
            tab.evaluate("localStorage.clear()")
        tab.close()


@pytest.fixture(scope="session")
def idle() -> Callable[[Page], None]:
    """`idle(page)` waits until the app has finished its run, one just asked for by a click included."""

    def wait(page: Page) -> None:
        still = page.locator("[data-testid=stApp][data-test-script-state=notRunning]")
        still.wait_for(state="attached", timeout=IDLE_MS)
        page.wait_for_timeout(SETTLE_MS)
        still.wait_for(state="attached", timeout=IDLE_MS)

    return wait


@contextmanager
def step(name: str) -> Iterator[None]:
    """A part of a journey, named in the report when it fails."""
    try:
        yield
    except Exception as failure:
        failure.add_note(f"In this step: {name}")
        raise


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever stands in this directory is a browser test."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Function) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A failed test leaves a picture of its tab and the end of the server's log in the report."""
    report = yield
    if report.failed and report.when == "call":
        for name, value in item.funcargs.items():
            if isinstance(value, Page):
                name = re.sub(r"[^\w-]+", "_", f"{item.name}-{name}")
                picture = Path(tempfile.mkdtemp(prefix="browser-test-")) / f"{name}.png"
                value.screenshot(path=picture, full_page=True)
                report.sections.append(("Screenshot", str(picture)))
            elif isinstance(value, Server):
                report.sections.append(("Server log", value.log.read_text(errors="replace")[-4000:]))
    return report
