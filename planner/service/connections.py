"""How assistants reach the tools: over the standard streams of a program, or over HTTP with a team's key."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import anyio
from mcp.server.context import ServerRequestContext
from mcp.server.stdio import stdio_server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from planner.service.desk import Desk
from planner.service.gate import Gate
from planner.service.http import BIGGEST, refusal
from planner.service.refused import Refused
from planner.service.teams import Team
from planner.service.tools import Desks, server
from planner.store.errors import Unavailable

LOCAL = Team(name="local", key_sha256="0" * 64, requests_a_minute=100_000, jobs_at_once=4)
"""Who asks over the standard streams: whoever started the program, who may read this computer's files anyway."""
_TEAM = "planner.team"


def over_streams(desk: Desk) -> None:
    """Serve the program that started this one, until it closes the stream."""

    async def serve() -> None:
        made = server(Desks(desk, lambda _: LOCAL, files=True))
        async with stdio_server() as (received, sent):
            await made.run(received, sent, made.create_initialization_options())

    anyio.run(serve)


class OverHttp:
    """An ASGI application for one address; `running` is entered once, as the server starts."""

    def __init__(self, gate: Gate, desk: Desk) -> None:
        self._gate = gate
        # Each request has its key, so that there is no session to take over and none to lose at a restart.
        self._manager = StreamableHTTPSessionManager(
            app=server(Desks(desk, _team_of)),
            stateless=True,
            # A page in somebody's browser has no key, whatever name it reaches the server by.
            security_settings=TransportSecuritySettings(enable_dns_rebinding_protection=False),
            max_request_body_size=BIGGEST,
        )

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Accept requests."""
        async with self._manager.run():
            yield

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request of a team, or refuse it as the HTTP API does."""
        request = Request(scope)
        try:
            team = await run_in_threadpool(self._gate.admit, request.headers.get("authorization", ""))
        except (Refused, Unavailable) as error:
            await (await refusal(request, error))(scope, receive, send)
            return
        await self._manager.handle_request({**scope, _TEAM: team}, receive, send)


def _team_of(context: ServerRequestContext[Any, Any]) -> Team:
    team = context.request.scope[_TEAM] if isinstance(context.request, Request) else None
    if not isinstance(team, Team):
        raise RuntimeError("a request without a team")
    return team
