"""The API in the server of the pages: off unless switched on, and there again after the server was killed."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import tomllib
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import httpx2
import pytest
from mcp.client import Client
from mcp.client.streamable_http import streamable_http_client

from planner.problems import BadInput
from planner.service import hosting
from planner.service.gate import Gate
from planner.service.teams import SETTING, configured
from planner.store.database import Database
from tests.loops import finished
from tests.service import CAMPAIGN
from tests.test_explore_cli import run

ROOT = Path(__file__).parents[1]


def made_key(folder: Path, team: str = "growth") -> tuple[str, Path]:
    """A key and the file that has its digest."""
    done = run("key", team)
    assert done.returncode == 0, done.stderr
    key = done.stderr.split()[-1]
    assert key not in done.stdout
    path = folder / "keys.toml"
    path.write_text(done.stdout)
    return key, path


def test_a_key_that_the_command_made_is_admitted(tmp_path: Path) -> None:
    key, path = made_key(tmp_path)
    (team,) = configured({SETTING: str(path)})
    database = Database.sqlite(tmp_path / "planner.sqlite3")
    assert Gate((team,), lambda: database).admit(f"Bearer {key}") == team
    database.close()
    assert run("key", "Growth Team").returncode == 2


def test_without_the_setting_nothing_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SETTING, raising=False)
    assert [getattr(route, "path", "") for route in hosting.routes(lambda: True)] == ["/healthz", "/readyz"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "cannot be read"),
        ("", "names no team"),
        ("growth = 1", "is not an object"),
        ("[growth]", "key_sha256"),
        ("[growth]\nkey_sha256 = 'secret'", "key_sha256"),
        ("[growth]\nkey_sha256 = '%s'\njobs = 3" % ("0" * 64), "jobs"),
        ("[growth]\nkey_sha256 = '%s'\njobs_at_once = 0" % ("0" * 64), "at least 1"),
        ("[GROWTH]\nkey_sha256 = '%s'" % ("0" * 64), "name"),
        ("[growth", "is not TOML"),
    ],
)
def test_a_file_of_keys_that_cannot_be_used_ends_the_server_in_words(
    tmp_path: Path, content: str | None, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "keys.toml"
    if content is not None:
        path.write_text(content)
    with pytest.raises(BadInput, match=words):
        configured({SETTING: str(path)})
    monkeypatch.setenv(SETTING, str(path))
    with pytest.raises(SystemExit, match=words):
        hosting.routes(lambda: True)


@contextmanager
def served(folder: Path, keys: Path, log: IO[str] | None = None) -> Iterator[int]:
    """The port of a server of the pages with its API; it is killed in the end, without a chance to tidy up.

    log: what it writes goes there; None = nowhere.
    """
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
    env = {**os.environ, "PLANNER_DATA_DIR": str(folder / "data"), SETTING: str(keys)}
    command = [sys.executable, "-m", "planner", "app", "--no-browser", "--port", str(port)]
    out: dict[str, Any] = {"stdout": subprocess.DEVNULL} if log is None else {"stdout": log, "stderr": log}
    with subprocess.Popen(command, cwd=ROOT, env=env, start_new_session=True, **out) as server:
        try:
            last = time.monotonic() + 60
            while time.monotonic() < last and server.poll() is None:
                try:
                    urllib.request.urlopen(f"http://localhost:{port}/_stcore/health", timeout=2).close()
                    break
                except OSError:
                    time.sleep(0.2)
            yield port
        finally:
            os.killpg(server.pid, signal.SIGKILL)


def asked(port: int, path: str, key: str, body: Any = None, wait: int = 60) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json", "Prefer": f"wait={wait}"}
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"http://localhost:{port}/api/v1{path}", data, headers)
    with urllib.request.urlopen(request, timeout=90) as answer:  # noqa: S310 our own server
        found: dict[str, Any] = json.loads(answer.read())
        return found


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="no process groups here")
def test_a_server_that_was_killed_ends_the_job_when_it_is_started_again(tmp_path: Path) -> None:
    key, keys = made_key(tmp_path)
    assert tomllib.loads(keys.read_text())["growth"]["jobs_at_once"] == 4
    with served(tmp_path, keys) as port:
        job = asked(port, "/plan", key, CAMPAIGN, wait=0)["id"]
        with pytest.raises(urllib.error.HTTPError) as refused:
            asked(port, "/plan", "another", CAMPAIGN)
        assert refused.value.code == 401
    with served(tmp_path, keys) as port:
        last = time.monotonic() + 60
        while (found := asked(port, f"/jobs/{job}", key))["state"] != "done" and time.monotonic() < last:
            time.sleep(0.2)
        assert found["result"]["answer"]["kind"] == "plan"
        # The same job, by the tools of an assistant of the same team and of nobody else.
        assert "Proven" in finished(looked_at, port, key, job)
        with pytest.raises(BaseExceptionGroup):
            finished(looked_at, port, "another", job)


async def looked_at(port: int, key: str, job: str) -> str:
    """What the tool `look` says of a job."""
    async with (
        httpx2.AsyncClient(headers={"Authorization": f"Bearer {key}"}, timeout=60) as http,
        Client(streamable_http_client(f"http://localhost:{port}/mcp", http_client=http)) as client,
    ):
        assert "why_not" in {tool.name for tool in (await client.list_tools()).tools}
        found = await client.call_tool("look", {"job_id": job})
        return str(found.content)


def test_programs_have_as_many_workers_as_the_machine_or_its_owner_says(monkeypatch: pytest.MonkeyPatch) -> None:
    for memory, number in ((0, 1), (2 * 1024**3, 1), (8 * 1024**3, 2)):
        monkeypatch.setattr(hosting, "_memory", lambda memory=memory: memory)
        assert hosting.workers({}) == number
    assert hosting.workers({hosting.WORKERS: "3"}) == 3
    for wrong in ("0", "17", "many", "-1", "2.5"):
        with pytest.raises(
            SystemExit, match=f"PLANNER_API_WORKERS: '{wrong}' is no number of workers. Accepted: 1 to 16"
        ):
            hosting.workers({hosting.WORKERS: wrong})
