"""Lists from an address: what is read, what is refused, and what never leaves: secrets."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from planner.intake import read_roster
from planner.problems import BadInput
from planner.sources import fetch as fetching
from planner.sources.allowed import ANY, SETTING, Rights, Source, configured
from planner.sources.load import load
from planner.sources.origin import Origin, filled
from tests.records import as_json, as_parquet, row

LIST = as_json({"data": [row("a"), row("b", 600)]})
Answer = Callable[[BaseHTTPRequestHandler], None]


class Service:
    """A service of the user's own on this computer. asked: path and headers of every request."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = self.path.partition("?")[0]
                outer.asked.append((self.path, {key.casefold(): value for key, value in self.headers.items()}))
                outer.answers.get(path, status(404))(self)

            def log_message(self, *_: object) -> None:
                """Nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def end(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def status(code: int, body: bytes = b"", **headers: str) -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(code)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers:
            request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    return answer


def given(body: bytes, kind: str = "application/json", **headers: str) -> Answer:
    return status(200, body, Content_Type=kind, **headers)


@pytest.fixture
def service() -> Iterator[Service]:
    made = Service()
    yield made
    made.end()


def refused(origin: Origin, rights: Rights = ANY) -> str:
    with pytest.raises(BadInput) as caught:
        load(origin, rights)
    return str(caught.value)


@pytest.mark.parametrize(
    ("path", "body", "kind", "name"),
    [
        ("/creators", LIST, "application/json; charset=utf-8", "creators.json"),
        ("/creators.json", LIST, "text/plain", "creators.json"),
        ("/creators", as_parquet([row("a"), row("b", 600)]), "application/vnd.apache.parquet", "creators.parquet"),
        ("/x", b"handle,platform,followers\na,instagram,5000\nb,instagram,600\n", "text/csv", "x.csv"),
    ],
)
def test_a_list_at_an_address_is_read_as_a_file_is(
    service: Service, path: str, body: bytes, kind: str, name: str
) -> None:
    service.answers[path] = given(body, kind)
    loaded = load(Origin(place=f"{service.url}{path}"), ANY)
    assert (loaded.name, loaded.unchanged) == (name, False)
    roster = read_roster(loaded.name, loaded.data).roster
    assert roster is not None and list(roster.creators["handle"]) == ["a", "b"]


def test_a_secret_comes_from_the_environment_and_goes_to_its_service_alone(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Service()
    monkeypatch.setenv("CRM_TOKEN", "s3cret-token")
    service.answers["/here"] = given(LIST)
    service.answers["/away"] = status(302, Location=f"{other.url}/list")
    service.answers["/no"] = status(401)
    other.answers["/list"] = given(LIST)
    header = "Authorization: Bearer ${CRM_TOKEN}"
    loaded = load(Origin(place=f"{service.url}/here?key=${{CRM_TOKEN}}", header=header), ANY)
    assert service.asked[-1][0] == "/here?key=s3cret-token"
    assert service.asked[-1][1]["authorization"] == "Bearer s3cret-token"
    assert "s3cret" not in loaded.origin.model_dump_json() + loaded.name
    # The other host is on this computer too, where a redirect leads nobody.
    assert "in the local network" in refused(Origin(place=f"{service.url}/away", header=header))
    assert other.asked == []
    said = refused(Origin(place=f"{service.url}/no?token=${{CRM_TOKEN}}", header=header))
    assert "does not accept the key (status 401)" in said and "s3cret" not in said
    assert "s3cret" not in repr(filled(Origin(place=service.url, header=header)))
    other.end()


def test_a_redirect_on_the_same_host_keeps_the_header(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_TOKEN", "s3cret-token")
    service.answers["/old"] = status(308, Location="/new")
    service.answers["/new"] = given(LIST)
    load(Origin(place=f"{service.url}/old", header="X-Api-Key: ${CRM_TOKEN}"), ANY)
    assert [(path, headers["x-api-key"]) for path, headers in service.asked] == [
        ("/old", "s3cret-token"),
        ("/new", "s3cret-token"),
    ]


def test_a_list_that_has_not_changed_is_not_sent_again(service: Service) -> None:
    def answer(request: BaseHTTPRequestHandler) -> None:
        same = request.headers.get("If-None-Match") == '"v1"'
        (status(304) if same else given(LIST, ETag='"v1"', Last_Modified="Sat, 28 Nov 2026 00:00:00 GMT"))(request)

    service.answers["/l"] = answer
    first = load(Origin(place=f"{service.url}/l"), ANY)
    assert (first.origin.etag, first.origin.modified) == ('"v1"', "Sat, 28 Nov 2026 00:00:00 GMT")
    again = load(first.origin, ANY)
    assert again.unchanged and not again.data and again.origin == first.origin


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (status(401), "asks for a key (status 401). Accepted: a header such as Authorization: Bearer ${TOKEN}"),
        (status(403), "asks for a key (status 403)"),
        (status(404), "does not exist (status 404). Accepted: the address of the list itself"),
        (status(429, Retry_After="7"), "has been asked too often (status 429). Accepted: the same again in 7 s"),
        (status(500), "answered with status 500"),
        (given(b"<!DOCTYPE html><form>Sign in</form>", "text/html"), "is a web page, perhaps one to sign in"),
        (given(b"\n<html>", "application/json"), "is a web page, perhaps one to sign in"),
        (status(200, b"x", Content_Length="30000000"), "is larger than 20 MB"),
        (status(200, b"[", Content_Length="50"), "ended before the whole list had come"),
        (given(LIST, Content_Encoding="gzip"), "sends compressed content"),
        (status(302, Location="/l"), "redirects in a circle"),
        (status(302, Location="ftp://example.com/"), "redirects to an address that may not be followed"),
        (status(302, Location="file:///etc/passwd"), "redirects to an address that may not be followed"),
    ],
)
def test_what_is_no_list_at_an_address_is_said(service: Service, answer: Answer, said: str) -> None:
    service.answers["/l"] = answer
    found = refused(Origin(place=f"{service.url}/l?page=1"))
    assert said in found and found.startswith(f"{service.url}/l: ")


def test_an_address_without_an_end_or_without_a_length_is_bounded(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def endless(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        for _ in range(400):
            request.wfile.write(b"x" * 100_000)

    def dripping(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        for _ in range(100):
            request.wfile.write(b"x")
            time.sleep(0.1)

    service.answers |= {"/endless": endless, "/drips": dripping}
    for at in range(8):
        service.answers[f"/{at}"] = status(302, Location=f"/{at + 1}")
    assert "is larger than 20 MB" in refused(Origin(place=f"{service.url}/endless"))
    assert "redirects more than 5 times" in refused(Origin(place=f"{service.url}/0"))
    begun = time.monotonic()
    with pytest.raises(BadInput, match="did not answer within"):
        fetching.fetch(filled(Origin(place=f"{service.url}/drips")), fetching.Allowance(True, lambda _: True, 0.5))
    assert time.monotonic() - begun < 5


def test_nobody_there_and_no_such_host() -> None:
    assert "cannot be reached" in refused(Origin(place="http://127.0.0.1:9/list"))
    assert "has a host that does not exist" in refused(Origin(place="https://nobody.invalid/list"))


@pytest.mark.parametrize(
    ("origin", "said"),
    [
        ({"place": "ftp://example.com/list"}, "is no address and no database that we can read"),
        ({"place": "mysql://host/name"}, "is no address and no database"),
        ({"place": "https://user:hush@example.com/"}, "has a password in it"),
        ({"place": "postgresql://user:hush@example.com/x", "query": "SELECT 1"}, "has a password in it"),
        ({"place": "https://example.com/?api_key=hush"}, "has a secret (api_key) in it"),
        ({"place": "https://example.com/", "header": "Authorization: Bearer hush"}, "the header: has a secret in it"),
        ({"place": "https://example.com/", "header": "no colon"}, "the header: is not a header"),
        ({"place": "https://example.com/", "header": "X-Key: ${NOT_SET_ANYWHERE}"}, "${NOT_SET_ANYWHERE}: is not set"),
        ({"place": "https://example.com/", "query": "SELECT 1"}, "the query: belongs to a database"),
        ({"place": "sqlite:///x.db"}, "the query: is missing"),
        ({"place": "sqlite:///x.db", "query": "SELECT 1", "header": "A: b"}, "the header: 'A' belongs to an address"),
        ({"place": "https://exa mple.com:x/"}, "is not a usable address"),
        ({"place": "http://example.com/"}, "is not encrypted"),
    ],
)
def test_a_place_that_cannot_be_kept_or_read_is_refused(
    origin: dict[str, str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    public = [(2, 1, 6, "", ("93.184.216.34", 80))]
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: public)
    found = refused(Origin.model_validate(origin))
    assert said in found and "hush" not in found


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "10.0.0.8", "192.168.1.1", "169.254.169.254", "::1", "fd00::1", "::ffff:10.0.0.8"]
)
def test_a_host_of_the_local_network_is_reached_only_where_the_owner_allows_it(
    host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever name leads there: what is looked up is what is checked."""
    found = [(10 if ":" in host else 2, 1, 6, "", (host, 443, 0, 0) if ":" in host else (host, 443))]
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: found)
    public = Rights((Source(name="crm", place="https://crm.example.com/"),))
    assert "is in the local network" in refused(Origin(place="https://crm.example.com/x"), public)
    if host.startswith("169.254"):
        # Where clouds keep the keys of a machine: never.
        own = Rights((Source(name="crm", place="https://crm.example.com/", private=True),))
        assert "is in the local network" in refused(Origin(place="https://crm.example.com/x"), own)


def test_a_server_reads_what_its_owner_names_and_nothing_else(service: Service, tmp_path: Path) -> None:
    service.answers |= {"/api/list": given(LIST), "/admin": given(LIST), "/api/out": status(302, Location="/admin")}
    rights = Rights((Source(name="crm", place=f"{service.url}/api", private=True),))
    (crm,) = rights.sources or ()
    assert load(crm.origin("list"), rights).data == LIST
    assert "may not be read from this server. Accepted: crm" in refused(Origin(place=f"{service.url}/admin"), rights)
    assert "may not be followed" in refused(crm.origin("out"), rights)
    for path in ("../admin", "x/../../admin", "%2e%2e/admin"):
        with pytest.raises(BadInput, match="leads out of the address"):
            crm.origin(path)
    # A header of the owner's may not be asked of another address, nor one's own of theirs.
    stolen = Origin(place=f"{service.url}/api/list", header="X-Key: ${PATH}")
    assert "may not be read from this server" in refused(stolen, rights)
    assert "its owner has named no sources" in refused(Origin(place="https://example.com/"), configured({}))


def test_the_owners_file_is_read_or_refused_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "sources.toml"

    def said(text: str) -> str:
        file.write_text(text)
        with pytest.raises(BadInput) as caught:
            configured({SETTING: str(file)})
        return str(caught.value)

    file.write_text('[crm]\nplace = "https://crm.example.com/api/"\nheader = "X-Key: ${K}"\n'
                    '[store]\nplace = "postgresql://u:${P}@db/x"\n')  # fmt: skip
    sources = configured({SETTING: str(file)}).sources or ()
    assert [(one.name, one.is_database) for one in sources] == [("crm", False), ("store", True)]
    assert sources[1].origin("SELECT 1").query == "SELECT 1"
    assert "is not TOML" in said("[crm\n")
    assert "[crm], the list's place: 'ftp://x/'" in said('[crm]\nplace = "ftp://x/"\n')
    assert "[crm], the header: has a secret" in said('[crm]\nplace = "https://x/"\nheader = "X-Key: hush"\n')
    assert "[crm].colour" in said('[crm]\nplace = "https://x/"\ncolour = "red"\n').replace(", colour", ".colour")
    file.unlink()
    with pytest.raises(BadInput, match="cannot be read"):
        configured({SETTING: str(file)})


def test_what_is_kept_of_a_place_has_no_secret() -> None:
    origin = Origin(place="https://x.example/list?key=${K}", header="Authorization: Bearer ${K}", etag='"1"')
    kept = json.loads(origin.model_dump_json())
    assert kept["place"].endswith("${K}") and kept["header"].endswith("${K}")
    assert origin.title == "x.example / list"
