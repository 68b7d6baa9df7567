"""The HTTP API: one address for each operation, and jobs that can be looked at and cancelled.

    POST /api/v1/plan            {"brief": {...}, "roster": {"rows": [...]}} -> the job; 200 when it has ended, else 202
    GET /api/v1/jobs/ID          the job
    DELETE /api/v1/jobs/ID       cancel it
    POST /api/v1/start           {"starting_point": "launch", "budget_cents": ...} -> a brief to plan
    POST /api/v1/rosters/from    {"source": "crm", "at": "creators.json"} -> the same, read from there
    POST /api/v1/rosters         {"rows": [...]} -> the id of the roster, and how it was read
    GET /api/v1/openapi.json     all of it, for programs

Every request but the last has a team's key. `Prefer: wait=30` waits for the answer, up to a minute; 10 seconds unless
said.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from functools import partial
from http import HTTPStatus
from typing import Any

from pydantic import TypeAdapter
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from planner.catalogue.offers import names_offered
from planner.operations.beginning import Beginning, begin
from planner.operations.catalog import OPERATIONS, Operation
from planner.operations.sources import RosterList
from planner.problems import BadInput, Problem
from planner.service.desk import Desk, Look, result_of
from planner.service.elsewhere import SourceList, list_from
from planner.service.gate import Gate
from planner.service.openapi import Catalogues, document
from planner.service.refused import MEDIA_TYPE, Refused, read_as, refused_by
from planner.service.teams import Team
from planner.store.errors import Unavailable

PREFIX = "/api/v1"
BIGGEST = 32 * 1024**2
"""Bytes of a request: a roster of 200,000 rows has some 20 MB."""
_WAIT, _LONGEST_WAIT = 10.0, 60.0
_POLL = 0.05
_JSON = "application/json"
Answer = Callable[[Team, Request], Awaitable[Response]]


def api(gate: Gate, desk: Desk) -> Starlette:
    """The application that answers under `PREFIX`."""

    def route(path: str, answer: Answer, method: str) -> Route:
        return Route(path, partial(_guarded, gate, answer), methods=[method])

    return Starlette(
        routes=[
            Route("/openapi.json", _openapi, methods=["GET"]),
            *(route(f"/{one.name}", partial(_submit, desk, one), "POST") for one in OPERATIONS),
            route("/start", _start, "POST"),
            route("/catalogues", _catalogues, "GET"),
            route("/rosters", partial(_keep_roster, desk), "POST"),
            route("/rosters/from", partial(_read_source, desk), "POST"),
            route("/jobs/{job}", partial(_look, desk), "GET"),
            route("/jobs/{job}", partial(_cancel, desk), "DELETE"),
        ],
        exception_handlers={
            **dict.fromkeys((Refused, BadInput, Unavailable, Exception), refusal),
            HTTPException: _http_error,
        },
    )


async def _guarded(gate: Gate, answer: Answer, request: Request) -> Response:
    team = await run_in_threadpool(gate.admit, request.headers.get("authorization", ""))
    return await answer(team, request)


async def _openapi(_request: Request) -> Response:
    return Response(await run_in_threadpool(document), media_type=_JSON)


async def _submit(desk: Desk, asked: Operation, team: Team, request: Request) -> Response:
    wait = _wait(request)
    body = await _body(request)
    look = await run_in_threadpool(desk.submit, team, asked, body)
    clock = asyncio.get_running_loop().time
    last = clock() + wait
    # Looked at now and then instead of waited for in a thread: those are for the pages, and a wait may take a minute.
    while not look.ended and clock() < last:
        if desk.has_ended(team, look.id):
            look = await run_in_threadpool(desk.look, team, look.id)
        else:
            await asyncio.sleep(_POLL)
    if not look.ended:
        look = await run_in_threadpool(desk.look, team, look.id)
    if look.problem is not None:
        return Response(look.problem.model_dump_json(), look.problem.status, media_type=MEDIA_TYPE)
    return _shown(look)


async def _look(desk: Desk, team: Team, request: Request) -> Response:
    return _shown(await run_in_threadpool(desk.look, team, request.path_params["job"]), HTTPStatus.OK)


async def _cancel(desk: Desk, team: Team, request: Request) -> Response:
    return _shown(await run_in_threadpool(desk.cancel, team, request.path_params["job"]), HTTPStatus.OK)


async def _start(_team: Team, request: Request) -> Response:
    body = await _body(request)
    made = await run_in_threadpool(begin, await run_in_threadpool(read_as, Beginning, body))
    return Response(made.model_dump_json(exclude_defaults=True), media_type=_JSON)


async def _catalogues(_team: Team, _request: Request) -> Response:
    offered = Catalogues(catalogues=await run_in_threadpool(names_offered))
    return Response(offered.model_dump_json(), media_type=_JSON)


async def _read_source(desk: Desk, team: Team, request: Request) -> Response:
    body = await _body(request)
    asked = await run_in_threadpool(read_as, SourceList, body)
    return await _kept(desk, team, await run_in_threadpool(list_from, asked, team.sources))


async def _keep_roster(desk: Desk, team: Team, request: Request) -> Response:
    body = await _body(request)
    return await _kept(desk, team, await run_in_threadpool(read_as, RosterList, body))


async def _kept(desk: Desk, team: Team, listed: RosterList) -> Response:
    """A roster that was read and kept: its id, and how it was read."""
    job = await run_in_threadpool(desk.read_roster, team, listed)
    while not job.ended.is_set():
        await asyncio.sleep(_POLL)
    read = result_of(job)
    key = await run_in_threadpool(desk.keep_roster, team, listed)
    return Response(b'{"roster_id":"%b","roster":%b}' % (key.encode(), read), HTTPStatus.CREATED, media_type=_JSON)


def _shown(look: Look, status: HTTPStatus | None = None) -> Response:
    """A job as JSON; its result goes through as the worker wrote it."""
    plain = {name: getattr(look, name) for name in ("id", "operation", "state", "place_in_queue", "seconds")}
    rest = {"progress": look.progress, "problem": look.problem}
    head = TypeAdapter(dict[str, Any]).dump_json(plain | rest)
    content = b'%b,"result":%b}' % (head[:-1], (look.result or "null").encode())
    location = {"Location": f"{PREFIX}/jobs/{look.id}"}
    return Response(
        content, status or (HTTPStatus.OK if look.ended else HTTPStatus.ACCEPTED), location, media_type=_JSON
    )


async def _body(request: Request) -> bytes:
    """What was sent. Raises Refused: 415 for what is not JSON, 413 for what is too large."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().casefold()
    if kind != _JSON:
        problem = Problem("header Content-Type", kind, "is not what is read here", _JSON)
        raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, faults=[problem])
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > BIGGEST:
            problem = Problem("the request", "", f"is larger than {BIGGEST // 1024**2} MB", "a smaller list")
            raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, faults=[problem])
        parts.append(part)
    return b"".join(parts)


def _wait(request: Request) -> float:
    """Seconds of `Prefer: wait=N` (RFC 7240). Raises Refused for one that is no number."""
    preferred = request.headers.get("prefer", "")
    found = re.search(r"(?:^|[,;])\s*wait\s*=\s*([^\s,;]*)", preferred, re.IGNORECASE)
    if found is None:
        return _WAIT
    if not found[1].isascii() or not found[1].isdigit():
        accepted = f"wait= and whole seconds, at most {_LONGEST_WAIT:g} of which are waited"
        problem = Problem("header Prefer", preferred, "has no number of seconds", accepted)
        raise Refused(HTTPStatus.BAD_REQUEST, faults=[problem])
    return min(float(found[1]), _LONGEST_WAIT)


async def refusal(request: Request, error: Exception) -> Response:
    """Problem details as a response."""
    refused = refused_by(error, f"{request.method} {request.url.path}")
    details = refused.details
    return Response(details.model_dump_json(), details.status, refused.headers, media_type=MEDIA_TYPE)


async def _http_error(request: Request, error: Exception) -> Response:
    """No such address or method, as the same kind of answer."""
    assert isinstance(error, HTTPException)
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        accepted, wrong = (error.headers or {}).get("Allow", ""), "cannot be done here"
        problem = Problem("method", request.method, wrong, accepted)
    else:
        known = ", ".join(f"{PREFIX}/{one.name}" for one in OPERATIONS)
        accepted = (
            f"{known}, {PREFIX}/start, {PREFIX}/catalogues, {PREFIX}/rosters, {PREFIX}/jobs/ID or {PREFIX}/openapi.json"
        )
        problem = Problem("address", request.url.path, "is not one of this API", accepted)
    return await refusal(request, Refused(HTTPStatus(error.status_code), faults=[problem], headers=error.headers))
