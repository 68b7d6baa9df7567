"""What a server reads before anybody visits it, so that its first visitor does not wait for it."""

from __future__ import annotations

import gc
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path

import streamlit as st

from pages.parts.jobs import pool
from planner.service import hosting

_log = logging.getLogger(__name__)
_HERE = Path(__file__).parent
_ready = threading.Event()
_ready.set()


@asynccontextmanager
async def before_visits(_app: st.App) -> AsyncIterator[None]:
    """Begin to read as the server starts, beside it: it answers meanwhile, and visitors wait for the rest."""
    _ready.clear()
    # The workers import their libraries while this process imports its own.
    pool.pool()
    threading.Thread(target=_read, name="planner warm", daemon=True).start()
    async with hosting.running():
        yield


def workers_answer() -> bool:
    """Whether all worker processes are ready for work within two seconds."""
    return pool.pool().warm(2.0)


def wait() -> None:
    """Until everything is read: two threads that import one library at once may meet it half imported."""
    _ready.wait(60.0)


def _read() -> None:
    # What is imported stays: looking for garbage in it meanwhile, and ever after, costs a fifth of the time.
    gc.disable()
    try:
        for path in sorted(_HERE.rglob("*.py")):
            import_module(".".join(("pages", *path.relative_to(_HERE.parent).with_suffix("").parts)))
        planning, question = (import_module(f"pages.parts.{name}") for name in ("jobs.planning", "session.question"))
        # Remembered, so that the first visitors find the plan of the sample made.
        pool.pool().submit("warm", planning.request(question.of_visitor()).task)
    except Exception:  # noqa: BLE001  a page that needs it says so to its visitor
        _log.exception("Not everything could be read at the start")
    finally:
        gc.freeze()
        gc.enable()
        _ready.set()
