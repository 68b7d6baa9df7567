"""An address read once: few redirects, no host that may not be reached, bounded in size and time."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from planner.problems import BadInput, Problem
from planner.sources.origin import Filled
from planner.version import MODEL_VERSION

MAX_BYTES = 20 * 1024**2
SECONDS = 30.0
MAX_REDIRECTS = 5
_CHUNK = 64 * 1024
_MOVED = (301, 302, 303, 307, 308)
_ACCEPT = "application/json, application/x-ndjson, text/csv, application/vnd.apache.parquet, */*;q=0.5"
_ENDINGS = {
    "application/json": ".json", "application/x-ndjson": ".jsonl", "application/jsonl": ".jsonl",
    "application/vnd.apache.parquet": ".parquet", "application/x-parquet": ".parquet", "text/csv": ".csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}  # fmt: skip
_PAGES = ("text/html", "application/xhtml+xml")
_LOGIN = "the address of the list itself, with the header or token that it needs"


@dataclass(frozen=True)
class Seen:
    """What a service said of the version that was read before."""

    etag: str = ""
    modified: str = ""


@dataclass(frozen=True)
class Fetched:
    """A list as it came. name: ends as its content type or its address does. unchanged: it is the one seen before."""

    name: str
    data: bytes
    seen: Seen = field(default_factory=Seen)
    unchanged: bool = False


@dataclass(frozen=True)
class _Hop:
    """One request: where it goes, and what may be reached by it."""

    address: str
    filled: Filled
    private: bool

    @property
    def place(self) -> str:
        """The address for a sentence: host and path, without a query."""
        found = urlsplit(self.address)
        return self.filled.without(f"{found.scheme}://{found.netloc.rpartition('@')[2]}{found.path}")

    def refusal(self, wrong: str, accepted: str, value: str = "") -> BadInput:
        """What is wrong with it."""
        return BadInput([Problem(self.place, self.filled.without(value), wrong, accepted)])


@dataclass(frozen=True)
class Allowance:
    """private: the host may be local. allows: whether a redirect may be followed to an address. seconds: for all."""

    private: bool
    allows: Callable[[str], bool]
    seconds: float = SECONDS


def fetch(filled: Filled, allowance: Allowance, seen: Seen | None = None) -> Fetched:
    """Read an address. Raises BadInput for everything that is not a list at it."""
    seen, last = seen or Seen(), time.monotonic() + allowance.seconds
    hop = _Hop(filled.place, filled, allowance.private)
    been: set[str] = set()
    for _ in range(MAX_REDIRECTS + 1):
        been.add(hop.address)
        with _asked(hop, _headers(hop, seen), last) as answer:
            if answer.status not in _MOVED:
                return _taken(hop, answer, (seen, last))
            target = urljoin(hop.address, answer.getheader("Location", ""))
        if target in been:
            raise hop.refusal("redirects in a circle", "the address where the list is in the end")
        if not _may_follow(hop.address, target) or not allowance.allows(target):
            raise hop.refusal(
                "redirects to an address that may not be followed", "the address where the list is", _host(target)
            )
        # Whoever is redirected by somebody else's service reaches no host of the local network.
        hop = _Hop(target, filled, allowance.private and _host(target) == _host(filled.place))
    raise hop.refusal(f"redirects more than {MAX_REDIRECTS} times", "the address where the list is in the end")


def _headers(hop: _Hop, seen: Seen) -> dict[str, str]:
    headers = {
        "Accept": _ACCEPT, "Accept-Encoding": "identity", "User-Agent": f"influencer-mix-planner/{MODEL_VERSION}",
    }  # fmt: skip
    if seen.etag:
        headers["If-None-Match"] = seen.etag
    elif seen.modified:
        headers["If-Modified-Since"] = seen.modified
    # A secret goes to the service it is for, and to no other that this one sends us to.
    if hop.filled.header is not None and _host(hop.address) == _host(hop.filled.place):
        headers[hop.filled.header[0]] = hop.filled.header[1]
    return headers


def _host(address: str) -> str:
    found = urlsplit(address)
    return f"{found.scheme}://{found.netloc.rpartition('@')[2].casefold()}"


def _may_follow(before: str, target: str) -> bool:
    """Never from encrypted to open, and never to anything but the web."""
    kinds = urlsplit(before).scheme, urlsplit(target).scheme
    return kinds[1] == "https" or kinds == ("http", "http")


@contextmanager
def _asked(hop: _Hop, headers: dict[str, str], last: float) -> Iterator[http.client.HTTPResponse]:
    """The answer to one request; everything that can go wrong on the way is a sentence."""
    found = urlsplit(hop.address)
    host = found.hostname or ""
    try:
        targets = _addresses(hop, host, found.port or (443 if found.scheme == "https" else 80))
        if found.scheme != "https" and not any(_is_local(target[4][0]) for target in targets):
            raise hop.refusal("is not encrypted", "an https:// address, or http:// on this computer and network")
        connection, sockets = _connection(found.scheme == "https", host, targets)
        timer = threading.Timer(max(0.01, last - time.monotonic()), _cut, [sockets])
        timer.daemon = True
        timer.start()
        try:
            connection.timeout = max(0.1, last - time.monotonic())
            connection.connect()
            sockets.append(connection.sock)
            named = f"[{host}]" if ":" in host else host
            if found.port is not None:
                named += f":{found.port}"
            path = (found.path or "/") + (f"?{found.query}" if found.query else "")
            connection.request("GET", path, headers={"Host": named, **headers})
            yield connection.getresponse()
        finally:
            timer.cancel()
            connection.close()
    except BadInput:
        raise
    except ssl.SSLCertVerificationError:
        raise hop.refusal("has a certificate that is not trusted", "an address with a valid certificate") from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        if isinstance(error, TimeoutError) or time.monotonic() >= last:
            wrong = f"did not answer within {SECONDS:.0f} seconds"
            raise hop.refusal(wrong, "a service that answers sooner, or a smaller list") from None
        raise hop.refusal("cannot be reached", "the address of a service that is running") from None


Target = tuple[Any, ...]
"""An entry of `socket.getaddrinfo`, the address last."""


def _addresses(hop: _Hop, host: str, port: int) -> list[Target]:
    """Where a host is, looked up once: the connection goes to what was checked. Raises BadInput for local ones."""
    try:
        found: list[Target] = list(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    except (OSError, UnicodeError):
        wrong, accepted = "has a host that does not exist", "the address of a service that is running"
        raise hop.refusal(wrong, accepted, host) from None
    for *_, address in found:
        # Where clouds keep the keys of a machine nobody is led, whatever is allowed.
        if _is_local(address[0]) and (not hop.private or _ip(address[0]).is_link_local):
            wrong = "is in the local network, which may not be reached from here"
            raise hop.refusal(wrong, "a public address, or one that the owner of this server allows as private")
    return found


def _ip(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    found = ipaddress.ip_address(address.partition("%")[0])
    return getattr(found, "ipv4_mapped", None) or found


def _is_local(address: str) -> bool:
    return not _ip(address).is_global


def _connection(
    encrypted: bool, host: str, targets: list[Target]
) -> tuple[http.client.HTTPConnection, list[socket.socket]]:
    """A connection that goes to these targets and no others, and its sockets once it is made."""
    made = http.client.HTTPSConnection(host) if encrypted else http.client.HTTPConnection(host)
    sockets: list[socket.socket] = []

    def connect(_address: object, timeout: float, _source: object = None) -> socket.socket:
        failed = OSError("no address")
        for *_, address in targets:
            try:
                sockets.append(socket.create_connection(address[:2], timeout))
            except OSError as error:
                failed = error
            else:
                return sockets[-1]
        raise failed

    made._create_connection = connect  # type: ignore[attr-defined]
    return made, sockets


def _cut(sockets: list[socket.socket]) -> None:
    """End a connection that drips: each byte in time, all of them never."""
    for one in sockets:
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)


def _taken(hop: _Hop, answer: http.client.HTTPResponse, known: tuple[Seen, float]) -> Fetched:
    """The list of an answer. known: what was seen before, and when time is up."""
    seen, last = known
    if answer.status == 304:
        return Fetched("", b"", seen, unchanged=True)
    _refuse_status(hop, answer)
    if answer.getheader("Content-Encoding", "identity").casefold() not in ("identity", ""):
        raise hop.refusal("sends compressed content although none was asked for", "the list as it is")
    data = _body(hop, answer, last)
    kind = answer.getheader("Content-Type", "").partition(";")[0].strip().casefold()
    if kind in _PAGES or data[:200].lstrip().lower().startswith((b"<!doctype html", b"<html")):
        raise hop.refusal("is a web page, perhaps one to sign in", _LOGIN)
    said = Seen(answer.getheader("ETag", "")[:500], answer.getheader("Last-Modified", "")[:100])
    return Fetched(_name(hop, kind), data, said)


def _refuse_status(hop: _Hop, answer: http.client.HTTPResponse) -> None:
    """Raises BadInput for every answer but a list."""
    status = answer.status
    if status in (401, 403):
        wrong = "does not accept the key" if hop.filled.header or hop.filled.hidden else "asks for a key"
        accepted = "a header such as Authorization: Bearer ${TOKEN}, with a valid token"
        raise hop.refusal(f"{wrong} (status {status})", accepted)
    if status in (404, 410):
        raise hop.refusal(f"does not exist (status {status})", "the address of the list itself")
    if status == 429:
        wait = answer.getheader("Retry-After", "")
        again = f"the same again {f'in {wait} s' if wait.isdigit() else 'later'}"
        raise hop.refusal("has been asked too often (status 429)", again)
    if status != 200:
        raise hop.refusal(f"answered with status {status}", "a service that returns the list with status 200")


def _body(hop: _Hop, answer: http.client.HTTPResponse, last: float) -> bytes:
    """All of it. Raises BadInput when it is too large or incomplete, TimeoutError when it takes too long."""
    length = answer.getheader("Content-Length", "")
    if length.isdigit() and int(length) > MAX_BYTES:
        raise _too_large(hop)
    parts, size = [], 0
    while part := answer.read1(_CHUNK):
        size += len(part)
        if size > MAX_BYTES:
            raise _too_large(hop)
        if time.monotonic() > last:
            raise TimeoutError
        parts.append(part)
    if time.monotonic() > last:
        raise TimeoutError
    if length.isdigit() and size < int(length):
        raise hop.refusal("ended before the whole list had come", "the same again")
    return b"".join(parts)


def _too_large(hop: _Hop) -> BadInput:
    return hop.refusal(f"is larger than {MAX_BYTES // 1024**2} MB", "a smaller list, such as a part of it")


def _name(hop: _Hop, kind: str) -> str:
    last = urlsplit(hop.address).path.rstrip("/").rpartition("/")[2] or urlsplit(hop.address).hostname or "list"
    ending = _ENDINGS.get(kind, "")
    return hop.filled.without(last if last.casefold().endswith(ending) else last + ending)[:120]
