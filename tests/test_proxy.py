"""The proxy's configuration in a real nginx: headers, websockets, sizes, and nothing of an address in its log."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
import yaml
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket
from websockets.asyncio.client import connect

from tests.loops import finished
from tests.proxy import DEPLOY, Proxy, free_port, running

HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "strict-transport-security": "max-age=31536000",
}


async def _echo(request: Request) -> Response:
    return JSONResponse({"size": len(await request.body()), **dict(request.headers)})


async def _missing(_request: Request) -> Response:
    return Response("none", 404)


async def _stream(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text(await socket.receive_text() + " from " + socket.headers["host"])
    await socket.close()


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    upstream = free_port()
    routes = [Route("/missing", _missing), WebSocketRoute("/_stcore/stream", _stream)]
    routes.append(Route("/{path:path}", _echo, methods=["GET", "POST"]))
    server = uvicorn.Server(uvicorn.Config(Starlette(routes=routes), port=upstream, log_level="critical"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        with running(tmp_path_factory.mktemp("proxy"), upstream) as started:
            yield started
    finally:
        server.should_exit = True
        thread.join()


@pytest.mark.parametrize(("path", "status"), [("/", 200), ("/missing", 404), ("/_stcore/health", 200)])
def test_every_answer_has_the_headers(proxy: Proxy, path: str, status: int) -> None:
    answered, headers, _ = proxy.ask(path)
    assert answered == status
    assert {name: headers.get(name) for name in HEADERS} == HEADERS
    assert "frame-ancestors 'self'" in headers["content-security-policy"]
    assert "camera=()" in headers["permissions-policy"]
    assert headers["server"] == "nginx", "no version"


def test_the_planner_learns_who_asked_for_what(proxy: Proxy) -> None:
    heard = json.loads(proxy.ask("/x")[2])
    assert heard["host"] == f"127.0.0.1:{proxy.port}"
    assert (heard["x-forwarded-for"], heard["x-forwarded-proto"]) == ("127.0.0.1", "http")


def test_the_largest_request_of_the_planner_passes_and_a_larger_one_does_not(proxy: Proxy) -> None:
    status, _, body = proxy.ask("/api/v1/plan", b"x" * (32 * 1024**2))
    assert status == 200 and json.loads(body)["size"] == 32 * 1024**2
    assert proxy.ask("/api/v1/plan", b"x" * (35 * 1024**2))[0] == 413


def test_websockets_pass(proxy: Proxy) -> None:
    async def asked() -> str:
        async with connect(f"ws://127.0.0.1:{proxy.port}/_stcore/stream") as opened:
            await opened.send("hello")
            return str(await opened.recv())

    assert finished(asked) == f"hello from 127.0.0.1:{proxy.port}"


def test_addresses_of_clients_pages_are_not_in_the_log(proxy: Proxy) -> None:
    proxy.ask("/plan?review=SECRET")
    proxy.ask("/media/my-people.csv")
    last = time.monotonic() + 5
    while len(proxy.log.read_text().splitlines()) < 2 and time.monotonic() < last:
        time.sleep(0.05)
    content = proxy.log.read_text()
    assert "SECRET" not in content and "my-people" not in content and "127.0.0.1" not in content
    assert all(json.loads(line)["event"] == "proxied" for line in content.splitlines())


def test_the_services_fit_together() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    assert set(services) == {"database", "planner", "proxy"}
    assert "ports" not in services["planner"] and "ports" not in services["database"], "only the proxy is reached"
    assert all(port.startswith("127.0.0.1:") for port in services["proxy"]["ports"])
    assert services["planner"]["environment"]["PLANNER_DATABASE_URL"].startswith("postgresql://")
    assert "server planner:8501" in (DEPLOY / "nginx.conf").read_text()
    assert "EXPOSE 8501" in (DEPLOY.parent / "Dockerfile").read_text()
