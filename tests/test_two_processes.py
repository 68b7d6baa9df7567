"""Two servers on one PostgreSQL: what one keeps the other has, and they start on an empty database at once."""

from __future__ import annotations

import json
import os
import time
import urllib.error
import urllib.request
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests import postgres
from tests.service import CAMPAIGN, slow
from tests.test_hosting import asked, made_key, served


def cancelled(port: int, job: str, key: str) -> None:
    headers = {"Authorization": f"Bearer {key}"}
    address = f"http://localhost:{port}/api/v1/jobs/{job}"
    urllib.request.urlopen(urllib.request.Request(address, headers=headers, method="DELETE"), timeout=60).close()


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="no process groups here")
def test_what_one_server_keeps_the_other_has(
    postgres_server: postgres.Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    postgres_server.empty()
    monkeypatch.setenv("PLANNER_DATABASE_URL", postgres_server.url)
    monkeypatch.setenv("PLANNER_API_WORKERS", "1")
    key, keys = made_key(tmp_path)
    with ExitStack() as both:
        one, other = (both.enter_context(served(tmp_path, keys)) for _ in range(2))
        kept = asked(one, "/rosters", key, CAMPAIGN["roster"])["roster_id"]
        by_id = {"brief": CAMPAIGN["brief"], "roster": None, "roster_id": kept}
        made = asked(other, "/plan", key, {name: value for name, value in by_id.items() if value is not None})
        assert made["state"] == "done"
        seen = asked(one, f"/jobs/{made['id']}", key)
        assert seen["state"] == "done" and seen["result"]["answer"] == made["result"]["answer"]
        # Begun at one and asked for at the other: the same question has the same answer, whoever works it out.
        begun = asked(one, "/frontier", key, {**CAMPAIGN, "plan_id": made["id"]}, wait=0)["id"]
        cancelled(other, begun, key)
        assert asked(one, f"/jobs/{begun}", key)["state"] in ("cancelled", "done")
        assert asked(other, f"/jobs/{begun}", key)["state"] == asked(one, f"/jobs/{begun}", key)["state"]


def refused(port: int, path: str, key: str, body: object = None) -> str:
    with pytest.raises(urllib.error.HTTPError) as answer:
        asked(port, path, key, body, wait=0)
    assert answer.value.code == 429
    return str(json.loads(answer.value.read())["detail"])


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="no process groups here")
def test_a_second_server_gives_a_team_no_more_and_stops_what_is_cancelled_there(
    postgres_server: postgres.Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    postgres_server.empty()
    monkeypatch.setenv("PLANNER_DATABASE_URL", postgres_server.url)
    monkeypatch.setenv("PLANNER_API_WORKERS", "1")
    key, keys = made_key(tmp_path)
    limits = {"jobs_at_once": "jobs_at_once = 1", "requests_a_minute": "requests_a_minute = 40"}
    keys.write_text(
        "\n".join(limits.get(line.partition(" ")[0], line) for line in keys.read_text().splitlines()) + "\n"
    )
    with ExitStack() as both:
        one, other = (both.enter_context(served(tmp_path, keys)) for _ in range(2))
        begun = asked(one, "/frontier", key, slow(), wait=0)["id"]
        assert "may have 1 at once" in refused(other, "/plan", key, CAMPAIGN)
        cancelled(other, begun, key)
        # The work itself ends: the only worker of `one` is free for another job long before the frontier would be done.
        started = time.monotonic()
        while True:
            try:
                assert asked(one, "/plan", key, CAMPAIGN)["state"] == "done"
                break
            except urllib.error.HTTPError as error:
                assert error.code == 429 and time.monotonic() < started + 20, error.read()
                time.sleep(1)
        while True:
            try:
                asked(one, f"/jobs/{begun}", key)
            except urllib.error.HTTPError as error:
                assert "40 requests a minute" in json.loads(error.read())["detail"]
                break
        assert "40 requests a minute" in refused(other, f"/jobs/{begun}", key)
