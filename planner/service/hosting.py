"""What a server of the pages hosts beside them.

That is whether it lives and is ready, and, when the setting PLANNER_API_KEYS switches them on, the HTTP API, and at
/mcp the tools of assistants where the extra `mcp` is installed.

Programs have workers of their own, so that no visitor of the pages waits in line behind them.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

from planner.cluster import address
from planner.problems import BadInput, Problem
from planner.service.teams import configured

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from planner.service.desk import Desk
    from planner.store.database import Database
    from planner.workers import WorkerPool


WORKERS, MOST_WORKERS = "PLANNER_API_WORKERS", 16
_ROOMY = 4 * 1024**3
"""Bytes of memory from which there is room for a second worker, which has some 100 MB of its own."""
_SHARE = 0.5
"""Of a cluster, that programs may take; the rest is left to visitors of the pages."""


def routes(workers_answer: Callable[[], bool]) -> list[BaseRoute]:
    """All routes beside the pages. workers_answer: whether those of the pages do."""
    from planner.service import health

    try:
        address.configured()
    except BadInput as bad:
        raise SystemExit(str(bad)) from None
    return [*health.routes(_database, workers_answer), *_for_programs()]


def _for_programs() -> list[BaseRoute]:
    """The routes of the API, none where it is off. Ends the server with a sentence for keys that cannot be read."""
    try:
        teams = configured()
    except BadInput as bad:
        raise SystemExit(str(bad)) from None
    if not teams:
        return []
    workers()
    from starlette.routing import Mount, Route

    from planner.service.gate import Gate
    from planner.service.http import PREFIX, api

    gate = Gate(teams, _database)
    made: list[BaseRoute] = [Mount(PREFIX, app=api(gate, desk()))]
    if find_spec("mcp") is not None:
        from planner.service.connections import OverHttp

        tools = OverHttp(gate, desk())
        _started.append(tools.running)
        made.append(Route("/mcp", tools))
    return made


@asynccontextmanager
async def running() -> AsyncIterator[None]:
    """What has to run as long as the server does."""
    async with AsyncExitStack() as stack:
        for begin in _started:
            await stack.enter_async_context(begin())
        yield


_started: list[Callable[[], AbstractAsyncContextManager[None]]] = []


@cache
def desk() -> Desk:
    """The jobs of this process."""
    from planner.service.desk import Desk

    return Desk(_pool, _database)


@cache
def _pool() -> WorkerPool:
    from planner.workers import WorkerPool, WorkerSettings

    return WorkerPool(workers(), WorkerSettings(("planner.jobs.operation",)), cluster=address.configured(share=_SHARE))


def workers(environment: Mapping[str, str] = os.environ) -> int | None:
    """How many jobs of programs are worked on at once: two, so that a plan need not wait for a frontier of 200.

    One on a small machine, and None on a cluster, of which they have half. The setting PLANNER_API_WORKERS changes
    this; ends the server for what is no such number.
    """
    named = environment.get(WORKERS, "").strip()
    if not named and environment.get(address.SETTING, "").strip():
        return None
    if not named:
        return 2 if _memory() >= _ROOMY else 1
    if not named.isascii() or not named.isdigit() or not 1 <= int(named) <= MOST_WORKERS:
        problem = Problem(WORKERS, named, "is no number of workers", f"1 to {MOST_WORKERS}")
        raise SystemExit(str(problem))
    return int(named)


def _memory() -> int:
    """Bytes of this machine; 0 where the system does not say."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return 0


@cache
def _database() -> Database:
    # A failure is not remembered: the next request tries again.
    from planner.store.opened import open_database

    return open_database()
