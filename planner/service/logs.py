"""The server's log as lines of JSON, an event each, when the setting PLANNER_LOG is `json`.

A line has names of events, numbers and ids, and nothing that somebody typed, uploaded or is called. Of a message only
the template is written, of other programs' messages only where they came from, of an exception its type and the lines
of code it went through, of an address only which of the server's own it is.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import threading
import time
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from planner.operations.catalog import OPERATIONS

if TYPE_CHECKING:
    from types import TracebackType

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

SETTING = "PLANNER_LOG"
FIELDS = "fields"
"""Key of `extra` under which a record carries its numbers and ids."""
_OWN = ("planner", "pages")
_ROOT = Path(__file__).parents[2]
_FRAMES = 12
_ROUTES = (
    *(f"/api/v1/{name}" for name in (*(one.name for one in OPERATIONS), "jobs", "rosters", "openapi.json")),
    *("/api", "/mcp", "/healthz", "/readyz", "/media", "/static", "/component", "/auth", "/oauth2callback"),
    *("/_stcore/upload_file", "/_stcore/stream", "/_stcore"),
)
_PROBES = ("/healthz", "/readyz")
_log = logging.getLogger(__name__)


class JsonLines(logging.Formatter):
    """Formats a record as one line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        own = record.name.partition(".")[0] in _OWN
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": str(record.msg) if own else "message of a library",
            "logger": record.name,
            "line": f"{record.module}:{record.lineno}",
            "process": record.process,
            **getattr(record, FIELDS, {}),
        }
        kind, error, _ = record.exc_info if isinstance(record.exc_info, tuple) else (None, None, None)
        if kind is not None and error is not None:
            line |= {"error": kind.__name__, "at": _frames(error)}
        return json.dumps(line)


def _frames(error: BaseException) -> list[str]:
    """Where an exception came through, the innermost last."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    return [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]


def _short(filename: str) -> str:
    path = Path(filename)
    return str(path.relative_to(_ROOT)) if path.is_relative_to(_ROOT) else path.name


class _Logger(logging.Logger):
    """A logger whose every handler is ours: Streamlit gives each of its loggers one of its own."""

    def addHandler(self, _: logging.Handler) -> None:  # noqa: N802 the name is of the library
        """Add ours in place of another."""
        super().addHandler(_HANDLER)


_HANDLER = logging.StreamHandler()
_HANDLER.setFormatter(JsonLines())


def wanted(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether lines of JSON are asked for. Ends the server with a sentence for a setting that is neither."""
    setting = environment.get(SETTING, "").strip().casefold()
    if setting not in ("", "text", "json"):
        raise SystemExit(f"{SETTING} '{setting}': is no kind of log. Accepted: json, or text, which is usual.")
    return setting == "json"


def begin() -> None:
    """Write every line of this process's log as JSON from now on."""
    logging.setLoggerClass(_Logger)
    logging.root.handlers[:] = [_HANDLER]
    for logger in logging.root.manager.loggerDict.values():
        if isinstance(logger, logging.Logger):
            logger.__class__ = _Logger
            if logger.handlers:
                logger.handlers[:] = [_HANDLER]
    for name in _OWN:
        logging.getLogger(name).setLevel(logging.INFO)
    logging.captureWarnings(True)
    sys.excepthook = _uncaught
    threading.excepthook = lambda of: _uncaught(of.exc_type, of.exc_value, of.exc_traceback)


def _uncaught(kind: type[BaseException], error: BaseException | None, _: TracebackType | None) -> None:
    if error is not None and not issubclass(kind, KeyboardInterrupt):
        _log.critical("uncaught", exc_info=error)


def route_of(path: str) -> str:
    """Which of the server's own addresses it is, without what comes after; "page" for those of pages."""
    return next((route for route in _ROUTES if path == route or path.startswith(f"{route}/")), "page")


class Requests:
    """ASGI middleware that logs each request and each session of a page as it ends, and gives it an id."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Have it answered, and log it."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        began, request, status = time.monotonic(), uuid4().hex, 0

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = int(message["status"])
                message = {**message, "headers": [*message["headers"], (b"x-request-id", request.encode())]}
            await send(message)

        try:
            await self._app(scope, receive, watched)
        finally:
            route = route_of(str(scope["path"]))
            fields: dict[str, object] = {"request": request, "route": route}
            if scope["type"] == "http":
                fields |= {"method": scope["method"], "status": status}
            fields["ms"] = round((time.monotonic() - began) * 1000, 1)
            if route not in _PROBES or status != 200:
                event = "request" if scope["type"] == "http" else "session ended"
                _log.info(event, extra={FIELDS: fields})
