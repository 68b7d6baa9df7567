"""A guard in the server itself, for what no page is asked about: files, uploads, and the ways back from a provider.

Streamlit gives a session's id to nobody but its own user, but `/media/...` and the addresses of uploads answer whoever
knows them. Where accounts are on, they answer only the person whose page showed them. It notes who that is as files are
made: Streamlit's manager of files says so for some of them only.
"""

import json
import re
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config, runtime
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.web.server.starlette.starlette_auth_routes import _get_cookie_value_from_request
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from pages.parts.accounts import signing
from pages.parts.accounts.owners import Owners
from planner.accounts.identity import SignInProblem, identity_of
from planner.accounts.settings import AccountSettings
from planner.store.times import utc_now

NOBODY = ""
"""Owner of what is shown without signing in: the pages of clients, whose addresses are secrets."""
_MEDIA = re.compile(r"/media/([^/.]+)[^/]*")
_UPLOAD = re.compile(r"/_stcore/upload_file/([^/]+)/[^/]+")
_LOGIN, _CALLBACK = "/auth/login", "/oauth2callback"
files, sessions = Owners(), Owners()


def note_session() -> None:
    """Note whose session this run is of. Call with every run of a page."""
    context = get_script_run_ctx(suppress_warning=True)
    if context is not None:
        sessions.note(context.session_id, _of_run())


class Guard:
    """ASGI middleware around the whole server; it lets everything pass where accounts are off."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._watched: MediaFileManager | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or have it answered."""
        if scope["type"] not in ("http", "websocket") or not signing.on():
            await self._app(scope, receive, send)
            return
        self._watch()
        if scope["type"] == "http":
            path, method = str(scope["path"]).removeprefix(_base()), str(scope["method"])
            if method != "OPTIONS" and self._belongs_to_others(path, scope):
                # As if it had never been.
                await PlainTextResponse("Not found", 404)(scope, receive, send)
                return
            if path in (_LOGIN, _CALLBACK):
                send = _with_failures_shown(path, scope, send)
        await self._app(scope, receive, send)

    def _belongs_to_others(self, path: str, scope: Scope) -> bool:
        for pattern, owners in ((_MEDIA, files), (_UPLOAD, sessions)):
            found = pattern.fullmatch(path)
            if found is not None:
                return not owners.has(found[1], _of_request(Request(scope)))
        return False

    def _watch(self) -> None:
        """Note the owner of each file from now on."""
        manager = runtime.get_instance().media_file_mgr if runtime.exists() else None
        if manager is not None and manager is not self._watched:
            self._watched = manager
            _note_owners(manager)


def _note_owners(manager: MediaFileManager) -> None:
    add, defer, execute = manager.add, manager.add_deferred, manager.execute_deferred

    def added(*args: Any, **more: Any) -> str:
        address = add(*args, **more)
        files.note(_id(address), _of_run())
        return address

    def deferred(*args: Any, **more: Any) -> str:
        promised = defer(*args, **more)
        files.note(promised, _of_run())
        return promised

    def executed(promised: str) -> str:
        address = execute(promised)
        # The file is somebody's who could have asked for it.
        files.copy(promised, _id(address))
        return address

    vars(manager).update(add=added, add_deferred=deferred, execute_deferred=executed)


def _id(address: str) -> str:
    found = _MEDIA.fullmatch(address.removeprefix(_base()))
    return "" if found is None else found[1]


def _of_run() -> str:
    context = get_script_run_ctx(suppress_warning=True)
    return NOBODY if context is None else _owner(dict(context.user_info))


def _of_request(request: Request) -> str:
    cookie = _get_cookie_value_from_request(request, USER_COOKIE_NAME)
    try:
        claims = json.loads(cookie) if cookie else {}
    except ValueError:
        claims = {}
    return _owner(claims) if isinstance(claims, dict) else NOBODY


def _owner(claims: dict[str, Any]) -> str:
    """Id of the person of a token that is still good, else `NOBODY`."""
    try:
        return identity_of(claims, AccountSettings(), utc_now()).id if claims.get("is_logged_in") else NOBODY
    except SignInProblem:
        return NOBODY


def _base() -> str:
    """What addresses of this server begin with, "" = nothing."""
    base = str(config.get_option("server.baseUrlPath")).strip("/")
    return f"/{base}" if base else ""


def _with_failures_shown(path: str, scope: Scope, send: Send) -> Send:
    """Send who could not be signed in back to the page, which then says why, in place of two words or none."""
    asked = Request(scope).query_params
    # After signing out, a provider comes back by the same address, with nothing to answer.
    answers = path == _LOGIN or "state" in asked or "error" in asked
    replaced = False

    async def watched(message: Message) -> None:
        nonlocal replaced
        if message["type"] == "http.response.start" and answers and _failed(path, message):
            response = RedirectResponse(f"{_base()}/?{signing.FAILED}=failed", 302)
            kept = [pair for pair in message["headers"] if pair[0].lower() == b"set-cookie"]
            replaced = True
            await send({**message, "status": 302, "headers": [*response.raw_headers, *kept]})
        elif message["type"] == "http.response.body" and replaced:
            await send({"type": "http.response.body", "body": b""})
        else:
            await send(message)

    return watched


def _failed(path: str, message: Message) -> bool:
    if path == _LOGIN:
        return int(message["status"]) >= 400
    cookies = [value for name, value in message["headers"] if name.lower() == b"set-cookie"]
    given = f"{USER_COOKIE_NAME}=".encode()
    return not any(value.startswith(given) and b"Max-Age=0" not in value for value in cookies)
