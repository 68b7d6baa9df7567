"""What a server says of itself: whether it lives and is ready, and a log in which nobody is found."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from starlette.applications import Starlette
from starlette.testclient import TestClient

from planner.service import health, logs
from planner.service.teams import SETTING as KEYS
from planner.store.database import Database
from planner.store.errors import Trouble, Unavailable
from tests.service import CAMPAIGN
from tests.test_hosting import made_key, served

ROOT = Path(__file__).parents[1]
PERSONAL = ("Wrenhilda", "wrenhilda.f", "wrenhilda@acme.example", "my-people-2027.csv", "Zephyrine", "731491")
"""A name, a handle, an address, a name of a file, a category and a fee, none of which may be in a log."""
LIST = (
    "handle,name,email,platform,followers,category,fee\n"
    "wrenhilda.f,Wrenhilda,wrenhilda@acme.example,instagram,12000,Zephyrine,731491\n"
    "wrenhilda.f,Wrenhilda,wrenhilda@acme.example,instagram,-5,Zephyrine,Wrenhilda\n"
)


def probed(database: Any, answers: bool = True) -> tuple[int, dict[str, str]]:
    answer = TestClient(Starlette(routes=health.routes(database, lambda: answers))).get("/readyz")
    assert TestClient(Starlette(routes=health.routes(database, lambda: False))).get("/healthz").status_code == 200
    return answer.status_code, answer.json()


def test_ready_is_who_reaches_a_database_of_this_schema_and_has_workers(tmp_path: Path) -> None:
    database = Database.sqlite(tmp_path / "planner.sqlite3")
    assert probed(lambda: database) == (200, {"status": "ok", "database": "ok", "schema": "ok", "workers": "ok"})
    assert probed(lambda: database, answers=False)[0] == 503
    with database.writing() as connection:
        connection.execute(text("UPDATE planner_schema SET version = 99"))
    status, said = probed(lambda: database)
    assert status == 503 and "newer planner" in said["schema"]
    with database.writing() as connection:
        connection.execute(text("UPDATE planner_schema SET version = 1"))
    assert "older schema" in probed(lambda: database)[1]["schema"]


@pytest.mark.parametrize("trouble", Trouble)
def test_who_cannot_reach_it_is_not_ready_and_says_so_without_its_address(trouble: Trouble) -> None:
    def opened() -> Database:
        raise Unavailable(trouble)

    status, said = probed(opened)
    assert (status, said["status"]) == (503, "unavailable")
    assert not any(sign in json.dumps(said) for sign in ("://", "@", "/"))


def lines_of(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines() if line.startswith("{")]


def nobody_in(output: str) -> None:
    found = [word for word in PERSONAL if word.casefold() in output.casefold()]
    assert not found, (found, output)


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="no process groups here")
def test_requests_and_jobs_are_lines_in_which_nobody_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key, keys = made_key(tmp_path)
    monkeypatch.setenv(logs.SETTING, "json")
    log = tmp_path / "log"
    rows = [
        {**row, "handle": f"wrenhilda.f{at}", "name": "Wrenhilda"} for at, row in enumerate(CAMPAIGN["roster"]["rows"])
    ]
    bodies: list[Any] = [
        {**CAMPAIGN, "roster": {"rows": rows}},
        {**CAMPAIGN, "roster": {"csv": LIST}},
        {**CAMPAIGN, "wrenhilda@acme.example": "Wrenhilda"},
    ]

    def send(address: str, data: bytes | None = None) -> int:
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        try:
            with urllib.request.urlopen(urllib.request.Request(address, data, headers), timeout=60) as answer:  # noqa: S310
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code

    with log.open("w") as file, served(tmp_path, keys, file) as port:
        at = f"http://localhost:{port}"
        assert send(f"{at}/healthz") == 200
        assert send(f"{at}/api/v1/plan", json.dumps(bodies[0]).encode()) == 200
        assert {send(f"{at}/api/v1/plan", json.dumps(body).encode()) for body in bodies[1:]} <= {200, 422}
        assert send(f"{at}/api/v1/plan", b"{Wrenhilda") == 400
        assert send(f"{at}/api/v1/wrenhilda@acme.example") == 404
        assert send(f"{at}/media/my-people-2027.csv?name=Wrenhilda") == 404
        assert send(f"{at}/roster?review=wrenhilda.f&name=Wrenhilda") == 200
        last = time.monotonic() + 10
        # A request is written after it is answered.
        while '"page"' not in log.read_text() and time.monotonic() < last:
            time.sleep(0.05)
    output = log.read_text()
    nobody_in(output)
    assert key not in output
    lines = lines_of(output)
    requests = [line for line in lines if line["event"] == "request"]
    assert 200 in {line["status"] for line in requests if line["route"] == "/api/v1/plan"}
    assert {"/api", "/api/v1/plan", "/media", "page"} <= {line["route"] for line in requests}
    assert all(len(line["request"]) == 32 and line["ms"] >= 0 for line in requests)
    jobs = [line for line in lines if line["event"] == "job ended" and "operation_job" in line["function"]]
    assert jobs and all(line["seconds"] >= 0 and line["state"] in ("done", "failed", "cancelled") for line in jobs)


PAGES = f"""
import logging, sys
from planner.service import logs
logs.begin()
from streamlit.testing.v1 import AppTest
import planner.jobs.intake
at = AppTest.from_file("app.py", default_timeout=60).run()
at.switch_page("pages/roster.py").run()
at.file_uploader[0].upload({PERSONAL[3]!r}, {LIST!r}.encode(), "text/csv").run()
assert not at.exception, at.exception
from pages.parts.roster import upload
import streamlit as st
st.get_option  # what follows is a fault of a page that has the list in its hands
def fault(*_, **__):
    raise RuntimeError({LIST!r})
upload.draw = upload.show = fault
for name, what in list(vars(upload).items()):
    if callable(what) and getattr(what, "__module__", "") == upload.__name__ and not name.startswith("_"):
        setattr(upload, name, fault)
at.run()
logging.getLogger("streamlit.web").error("could not send {PERSONAL[2]}")
logging.getLogger("planner.jobs").warning("no place for %s", {PERSONAL[1]!r})
logging.getLogger("later.library").error("{PERSONAL[0]}")
try:
    raise ValueError({PERSONAL[0]!r})
except ValueError:
    logging.getLogger("pages.parts").exception("a page failed")
import threading
thread = threading.Thread(target=fault); thread.start(); thread.join()
fault()
"""


def test_pages_that_work_and_fail_leave_nobody_in_the_log(tmp_path: Path) -> None:
    env = {**os.environ, "PLANNER_DATA_DIR": str(tmp_path), "PYTHONWARNINGS": "ignore"}
    env.pop(KEYS, None)
    done = subprocess.run(
        [sys.executable, "-c", PAGES], cwd=ROOT, env=env, capture_output=True, text=True, timeout=240, check=False
    )
    nobody_in(done.stdout + done.stderr)
    lines = lines_of(done.stderr)
    said = {line["event"] for line in lines}
    assert {"no place for %s", "message of a library", "a page failed", "uncaught"} <= said, done.stderr
    failed = next(line for line in lines if line["event"] == "a page failed")
    assert failed["error"] == "ValueError" and failed["at"][-1].startswith("<string>:")
    assert not [line for line in done.stderr.splitlines() if line and not line.startswith("{")], done.stderr


def test_a_log_of_another_kind_ends_the_server_in_words() -> None:
    assert not logs.wanted({}) and not logs.wanted({logs.SETTING: "text"}) and logs.wanted({logs.SETTING: "JSON"})
    with pytest.raises(SystemExit, match="PLANNER_LOG 'xml': is no kind of log. Accepted: json, or text"):
        logs.wanted({logs.SETTING: "xml"})


def test_addresses_are_written_without_what_is_in_them() -> None:
    assert logs.route_of("/api/v1/jobs/4f2a") == "/api/v1/jobs"
    assert logs.route_of("/_stcore/upload_file/session/file") == "/_stcore/upload_file"
    assert logs.route_of("/api/v1/planets") == "/api" and logs.route_of("/wrenhilda") == "page"
    record = logging.LogRecord("uvicorn.error", logging.INFO, "x.py", 1, "GET /?token=secret", None, None)
    assert "secret" not in logs.JsonLines().format(record)
