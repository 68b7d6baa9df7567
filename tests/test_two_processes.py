"""Two servers on one PostgreSQL: what one keeps the other has, and they start on an empty database at once."""

from __future__ import annotations

import os
import urllib.request
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests import postgres
from tests.service import CAMPAIGN
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
