"""Databases for tests: the same contract on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from planner.brief.brief import Brief
from planner.domain.roster import Roster
from planner.outcome import Outcome
from planner.store.database import Database
from planner.store.place import database_url
from planner.store.scenario import Scenario
from tests import postgres

Opener = Callable[[], Database]
BROWSER = "a" * 32
"""The token of the browser that opens the pages without a server."""


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """One PostgreSQL server for all tests."""
    if postgres.program("initdb") is None or postgres.program("pg_ctl") is None:
        pytest.skip(postgres.NOT_INSTALLED)
    with postgres.running() as started:
        yield started


@pytest.fixture(params=["sqlite", "postgres"])
def opener(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opener]:
    """Opens one and the same empty database, as often as it is called."""
    opened: list[Database] = []

    def keep(database: Database) -> Database:
        opened.append(database)
        return database

    if request.param == "sqlite":
        yield lambda: keep(Database.sqlite(tmp_path / "data" / "planner.sqlite3"))
    else:
        running: postgres.Server = request.getfixturevalue("postgres_server")
        running.empty()
        url = database_url({"PLANNER_DATABASE_URL": running.url})
        assert url is not None
        yield lambda: keep(Database.postgres(url))
    for database in opened:
        database.close()


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that was made and nothing else: all its schemas on a disk take as long as what most tests do in it."""
    path = tmp_path_factory.mktemp("empty") / "planner.sqlite3"
    Database.sqlite(path).close()
    return path


@pytest.fixture
def database(request: pytest.FixtureRequest, opener: Opener, tmp_path: Path, empty_file: Path) -> Database:
    """An empty database."""
    if request.node.callspec.params["opener"] == "sqlite":
        (tmp_path / "data").mkdir(mode=0o700)
        shutil.copy(empty_file, tmp_path / "data")
    return opener()


def changed_to(scenario: Scenario, brief: Brief, outcome: Outcome | None, roster: Roster | None) -> Scenario:
    """The same scenario with another content, made by this version of the planner."""
    made = Scenario.of(scenario.name, brief, outcome, roster)
    return replace(made, id=scenario.id, created=scenario.created, rev=scenario.rev, baseline=scenario.baseline)
