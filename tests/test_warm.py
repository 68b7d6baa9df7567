"""A server reads before anybody visits it, and what fails then fails nobody's visit."""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from streamlit.web.server.app_discovery import discover_asgi_app

from pages.parts import warm
from pages.parts.jobs import pool
from tests.loops import finished

ROOT = Path(__file__).parents[1]
READ = """
import asyncio, gc, sys
from pages.parts import warm
from pages.parts.jobs import pool
class Pool:
    def submit(self, session, task): print("asked", task.function)
pool.pool = Pool
async def start():
    async with warm.before_visits(None):
        await asyncio.to_thread(warm.wait)
        print("read", "pages.parts.explore.page" in sys.modules, "pages.parts.hand.picture" in sys.modules)
        print("garbage is looked for", gc.isenabled(), "in what was read", gc.get_freeze_count() == 0)
asyncio.run(start())
"""


def test_streamlit_finds_the_server_in_the_file_that_it_is_told_to_run() -> None:
    assert discover_asgi_app(ROOT / "app.py").import_string == "app:app"


def test_everything_is_read_and_the_sample_is_planned_before_the_first_visit() -> None:
    done = subprocess.run([sys.executable, "-c", READ], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines() == [
        "asked planner.jobs.plan:plan_job",
        "read True True",
        "garbage is looked for True in what was read False",
    ], done.stderr


def test_what_cannot_be_read_holds_nobody_up(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(pool, "pool", lambda: None)
    monkeypatch.setattr(warm, "import_module", lambda name: 1 / 0)

    async def start() -> bool:
        async with warm.before_visits(None):  # type: ignore[arg-type]
            waited = threading.Thread(target=warm.wait)
            waited.start()
            await asyncio.to_thread(waited.join, 10.0)
            return not waited.is_alive()

    assert finished(start) and gc.isenabled()
    gc.unfreeze()
    assert "Not everything could be read" in caplog.text
