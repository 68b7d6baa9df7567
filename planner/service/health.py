"""Two addresses for whoever looks after the server.

    GET /healthz    200 while the process answers: it need not be started again
    GET /readyz     200 while it can do its work: the database is reached and has this planner's schema, and workers are
                    there; else 503, with a sentence for each that is not

Neither has a version, an address or a name in it, and neither needs a key.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from http import HTTPStatus

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from planner.store import migrations
from planner.store.database import Database
from planner.store.errors import SENTENCES, Trouble, Unavailable

OK = "ok"
_HEADERS = {"Cache-Control": "no-store"}


def routes(database: Callable[[], Database], workers_answer: Callable[[], bool]) -> list[Route]:
    """The two addresses. database: opens it, or raises Unavailable; both may take seconds."""

    async def lives(_request: Request) -> Response:
        return _answer({"process": OK})

    async def ready(_request: Request) -> Response:
        return _answer(await run_in_threadpool(lambda: {**_of_database(database), "workers": _of(workers_answer)}))

    return [Route("/healthz", lives, methods=["GET"]), Route("/readyz", ready, methods=["GET"])]


def _answer(parts: dict[str, str]) -> Response:
    good = all(state == OK for state in parts.values())
    content = json.dumps({"status": OK if good else "unavailable", **parts})
    status = HTTPStatus.OK if good else HTTPStatus.SERVICE_UNAVAILABLE
    return Response(content, status, _HEADERS, media_type="application/json")


def _of_database(database: Callable[[], Database]) -> dict[str, str]:
    try:
        schema = database().schema
    except Unavailable as trouble:
        newer = trouble.trouble is Trouble.NEWER
        return {"database": OK if newer else str(trouble), "schema": str(trouble) if newer else "not known"}
    if schema == migrations.NEWEST:
        return {"database": OK, "schema": OK}
    known = schema < migrations.NEWEST
    return {"database": OK, "schema": "The database has an older schema" if known else SENTENCES[Trouble.NEWER]}


def _of(workers_answer: Callable[[], bool]) -> str:
    return OK if workers_answer() else "No worker process answers"
