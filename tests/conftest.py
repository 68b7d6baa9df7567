"""What every test shares."""

from __future__ import annotations

import gc
import math
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import settings

from tests.command_line import run
from tests.stores import BROWSER, database, empty_file, in_memory, kind, opener, own_folder, postgres_server, ready

__all__ = ["database", "empty_file", "kind", "opener", "own_folder", "postgres_server", "ready", "run"]

# The same examples on every machine: a test that fails in one place fails in all.
settings.register_profile("same_everywhere", derandomize=True, deadline=None, database=None)
settings.load_profile("same_everywhere")


# A shell that starts the tests in the background has them ignore interrupts, which what they start would inherit.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# What tests keep must not end up among the things of whoever runs them.
_KEPT = tempfile.TemporaryDirectory(prefix="planner-tests-", dir=in_memory())
os.environ["PLANNER_DATA_DIR"] = _KEPT.name
os.environ.pop("PLANNER_DATABASE_URL", None)


LONGEST = ("test_agency", "test_accounts", "test_hand_trouble", "test_access", "test_client")
"""Files with tests of half a minute each."""


def pytest_sessionstart(session: pytest.Session) -> None:
    """Import all tests, where several processes are about to, from another one on in each.

    On a new clone pytest rewrites the asserts of each file, which takes longer than all else of collecting. Begun at
    the same file every process would rewrite all; so each finds most of them as another has left them.
    """
    number = os.environ.get("PYTEST_XDIST_WORKER", "").removeprefix("gw")
    if not number or [Path(name).name for name in session.config.args] != session.config.getini("testpaths"):
        return
    files = sorted(path.stem for path in Path(__file__).parent.glob("test_*.py"))
    first = len(files) * int(number) // int(os.environ["PYTEST_XDIST_WORKER_COUNT"])
    for name in (*files[first:], *files[:first]):
        # Whatever is wrong with it will be said when it is collected.
        with suppress(Exception, pytest.skip.Exception):
            import_module(name)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Quick tests first: what a rule got wrong should not wait for a browser.

    Where several processes share the tests, the first gets those in a browser and the others meanwhile all else.
    Half of a browser's time is waiting, which two browsers side by side at the end would do at the same time.
    """
    first = "PYTEST_XDIST_WORKER" in os.environ
    items.sort(
        key=lambda item: (
            (item.get_closest_marker("browser") is not None) is not first,
            # The longest first, so that none is left to one process when the others have ended.
            item.path.stem not in LONGEST,
        )
    )


def pytest_collection_finish() -> None:
    """Set up what all tests share.

    Nothing that has been imported or collected is garbage before the end, so garbage is not looked for in it again, and
    in the rest less often: both together were a fifth of the time of tests that make many objects.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    if "streamlit.testing.v1" in sys.modules:
        from tests import shared_pages

        shared_pages.share()


@pytest.fixture
def workers(started_workers: None) -> Iterator[None]:
    """The worker processes of pages without a server. What a test leaves undone in them is given up with its end."""
    from pages.parts.jobs import pool

    yield
    for job in list(pool.pool()._book._newest.values()):
        job.cancel()


@pytest.fixture(scope="session")
def started_workers() -> Iterator[None]:
    """Those of all tests: started by the first page, ended with the last test."""
    # Only where pages are tested: they bring Streamlit.
    from pages.parts.jobs import pool
    from pages.parts.plan import hand

    with pytest.MonkeyPatch.context() as patch:
        # Nobody takes the handles of these pictures, for which every plan would have others made around it.
        patch.setattr(hand, "REST", math.inf)
        yield
    pool.pool().shutdown()
    pool.pool.clear()


@pytest.fixture
def place(own_folder: Path, empty_file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A database of the test's own, and one browser."""
    from pages.parts.session import store, workspace
    from planner.store.place import database_file

    monkeypatch.setenv("PLANNER_DATA_DIR", str(own_folder))
    monkeypatch.setattr(workspace, "of_browser", lambda: BROWSER)
    shutil.copy(empty_file, database_file())
    store.forget()
    yield database_file()
    store.forget()


@pytest.fixture
def catalogues_forgotten() -> Iterator[None]:
    """Nothing stays on disk of the catalogues that a test had forecast."""
    from planner.catalogue import packed

    yield
    packed.close_all()
