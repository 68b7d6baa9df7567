"""A campaign as programs send it, and a server of the API with two teams."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from planner.service.desk import Desk
from planner.service.gate import Gate
from planner.service.http import PREFIX, api
from planner.service.teams import Team, digest_of, new_key
from planner.store.database import Database
from planner.workers import WorkerPool, WorkerSettings

ROWS: list[dict[str, Any]] = [
    {"handle": name, "platform": "instagram", "followers": followers, "package": "1 reel", "reels": 1, "fee": fee}
    for name, followers, fee in (
        ("anna", 20_000, 400), ("ben", 30_000, 500), ("cleo", 42_000, 650), ("dov", 61_000, 900), ("eda", 18_000, 300),
        ("finn", 25_000, 450),
    )
]  # fmt: skip
BRIEF: dict[str, Any] = {
    "budget_cents": 200_000,
    "audience": [{"size": 1_000_000}],
    "quality": {"min_followers": 19_000},
}
CAMPAIGN: dict[str, Any] = {"brief": BRIEF, "roster": {"rows": ROWS}}
REFUSED: dict[str, Any] = {**CAMPAIGN, "brief": {**BRIEF, "reach_floor": 900_000}}


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    """One worker that answers operations, for all tests of a module."""
    made = WorkerPool(1, WorkerSettings(("planner.jobs.operation",)))
    yield made
    made.shutdown()


def slow() -> dict[str, Any]:
    """A request that keeps a worker busy for many seconds, each time another."""
    slow.made += 1  # type: ignore[attr-defined]
    rows = [
        {**ROWS[at % 6], "handle": f"creator{at}", "followers": 9_000 + 37 * (at * 7919 % 3_000), "fee": 100 + at % 613}
        for at in range(3_000)
    ]
    brief = {**BRIEF, "budget_cents": 9_000_000 + slow.made, "tolerance": 1e-6, "time_limit": 60}  # type: ignore[attr-defined]
    return {"brief": brief, "roster": {"rows": rows}, "steps": 200}


slow.made = 0  # type: ignore[attr-defined]


@dataclass
class Server:
    """One process of the API; another one on the same folder is the same server after a restart."""

    folder: Path
    pool: WorkerPool
    limits: dict[str, int] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        teams = []
        for name in ("growth", "brand"):
            self.keys.setdefault(name, new_key()[0])
            teams.append(
                Team(name=name, key_sha256=digest_of(self.keys[name]), **{"requests_a_minute": 10_000, **self.limits})
            )
        self.database = Database.sqlite(self.folder / "planner.sqlite3")
        self.desk = Desk(lambda: self.pool, lambda: self.database)
        app = Starlette(routes=[Mount(PREFIX, app=api(Gate(tuple(teams), lambda: self.database), self.desk))])
        self.client = TestClient(app, raise_server_exceptions=False)

    def call(self, method: str, path: str, team: str = "growth", **more: Any) -> Any:
        """The response to a request of a team."""
        headers = {"Authorization": f"Bearer {self.keys[team]}", **more.pop("headers", {})}
        return self.client.request(method, f"{PREFIX}{path}", headers=headers, **more)

    def ask(self, operation: str, body: Any, wait: int = 60, team: str = "growth") -> Any:
        """The response to a question."""
        return self.call("POST", f"/{operation}", team, json=body, headers={"Prefer": f"wait={wait}"})
