"""Rosters that a program has read from the server's sources: its team's, and no others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from planner.sources.allowed import SETTING
from planner.workers import WorkerPool
from tests.records import PRICED, as_json
from tests.service import BRIEF, Server
from tests.test_api import answered, pool, refused
from tests.test_sources import Service, given

__all__ = ["pool"]


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Service]:
    made = Service()
    made.answers["/api/creators"] = given(as_json(PRICED))
    file = tmp_path / "sources.toml"
    file.write_text(
        f'[crm]\nplace = "{made.url}/api"\nprivate = true\nheader = "X-Key: ${{CRM_TOKEN}}"\n'
        f'[other]\nplace = "{made.url}/other"\nprivate = true\n'
    )
    monkeypatch.setenv(SETTING, str(file))
    monkeypatch.setenv("CRM_TOKEN", "s3cret-token")
    yield made
    made.end()


def test_a_team_has_its_own_sources_read_and_plans_with_them(
    tmp_path: Path, pool: WorkerPool, service: Service
) -> None:
    limits: dict[str, Any] = {"sources": ("crm",)}
    server = Server(tmp_path, pool, limits)
    read = server.call("POST", "/rosters/from", json={"source": "crm", "at": "creators"})
    assert read.status_code == 201, read.text
    assert (read.json()["roster"]["creators"], read.json()["roster"]["packages"]) == (1, 2)
    assert service.asked[-1][1]["x-key"] == "s3cret-token" and "s3cret" not in read.text
    brief = {key: BRIEF[key] for key in ("budget_cents", "audience")}
    planned = answered(server.ask("plan", {"brief": brief, "roster_id": read.json()["roster_id"]}))
    assert planned["result"]["answer"]["picks"]
    for asked, said in (
        ({"source": "other"}, "is none that this team may read"),
        ({"source": "nobody"}, "is none that this team may read"),
        ({"source": "crm", "at": "../other"}, "leads out of the address"),
        ({"source": "crm", "at": "nothing"}, "does not exist (status 404)"),
        ({"source": "crm", "at": "creators", "answers": {"hue": "red"}}, "isn't a question about this file"),
        ({"source": "crm", "url": "https://example.com/"}, "is not a key of this request"),
    ):
        found = refused(server.call("POST", "/rosters/from", json=asked), 422)
        assert said in str(found) and "s3cret" not in str(found)
    server.database.close()


def test_a_team_without_sources_reads_none(tmp_path: Path, pool: WorkerPool, service: Service) -> None:
    server = Server(tmp_path, pool)
    found = refused(server.call("POST", "/rosters/from", json={"source": "crm", "at": "creators"}), 422)
    assert "name no sources for this team" in str(found) and not service.asked
    server.database.close()
