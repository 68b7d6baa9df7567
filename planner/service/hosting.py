"""What a server of the pages hosts beside them, when the setting PLANNER_API_KEYS switches it on.

That is the HTTP API, and at /mcp the tools of assistants where the extra `mcp` is installed.

Programs have a worker of their own, so that no visitor of the pages waits in line behind them.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

from planner.problems import BadInput
from planner.service.teams import configured

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from planner.service.desk import Desk
    from planner.store.database import Database
    from planner.workers import WorkerPool


def routes() -> list[BaseRoute]:
    """The routes of the API, none where it is off. Ends the server with a sentence for keys that cannot be read."""
    try:
        teams = configured()
    except BadInput as bad:
        raise SystemExit(str(bad)) from None
    if not teams:
        return []
    from starlette.routing import Mount, Route

    from planner.service.http import PREFIX, api
    from planner.service.teams import Gate

    gate = Gate(teams)
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
    from planner.workers import WorkerPool

    return WorkerPool(size=1, preload=("planner.jobs.operation",))


@cache
def _database() -> Database:
    # A failure is not remembered: the next request tries again.
    from planner.store.opened import open_database

    return open_database()
