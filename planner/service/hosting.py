"""What a server of the pages hosts beside them: the HTTP API, when the setting PLANNER_API_KEYS switches it on.

Programs have a worker of their own, so that no visitor of the pages waits in line behind them.
"""

from __future__ import annotations

from functools import cache
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
    from starlette.routing import Mount

    from planner.service.http import PREFIX, api
    from planner.service.teams import Gate

    return [Mount(PREFIX, app=api(Gate(teams), desk()))]


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
