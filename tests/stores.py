"""Databases for tests: the same contract on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from planner.brief.brief import Brief
from planner.domain.roster import Roster
from planner.outcome import Outcome
from planner.store.database import Database
from planner.store.place import database_url
from planner.store.scenario import Scenario
from tests import postgres

Opener = Callable[[], Database]
_IN_MEMORY = Path("/dev/shm")  # noqa: S108 a folder of each test's own is made in it
_ROOM = 1024**3
BROWSER = "a" * 32
"""The token of the browser that opens the pages without a server."""


def in_memory() -> Path | None:
    """Where the system keeps files in memory, None where it does not or has little room.

    Twice as quick for small tests of a database: on a disk each commit is waited for, whatever else the test does.
    """
    there = _IN_MEMORY.is_dir() and os.access(_IN_MEMORY, os.W_OK)
    return _IN_MEMORY if there and shutil.disk_usage(_IN_MEMORY).free > _ROOM else None


@pytest.fixture
def own_folder() -> Iterator[Path]:
    """For what a test keeps in a database."""
    with TemporaryDirectory(prefix="planner-test-", dir=in_memory(), ignore_cleanup_errors=True) as made:
        yield Path(made)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """One PostgreSQL server for all tests."""
    if postgres.program("initdb") is None or postgres.program("pg_ctl") is None:
        pytest.skip(postgres.NOT_INSTALLED)
    with postgres.running() as started:
        yield started


@pytest.fixture(params=["sqlite", "postgres"])
def kind(request: pytest.FixtureRequest) -> str:
    """What keeps the database."""
    return str(request.param)


@pytest.fixture
def opener(kind: str, request: pytest.FixtureRequest, own_folder: Path) -> Iterator[Opener]:
    """Opens one and the same empty database, as often as it is called; the first time makes it."""
    if kind == "sqlite":
        with _closing(lambda: _file(own_folder)) as opened:
            yield opened
    else:
        server: postgres.Server = request.getfixturevalue("postgres_server")
        server.empty()
        with _closing(lambda: _postgres(server)) as opened:
            yield opened


@pytest.fixture
def ready(kind: str, request: pytest.FixtureRequest, own_folder: Path, empty_file: Path) -> Iterator[Opener]:
    """The same for whom it may be made already: all its schemas take as long as what most tests do in it."""
    if kind == "sqlite":
        (own_folder / "data").mkdir(mode=0o700)
        shutil.copy(empty_file, own_folder / "data")
        with _closing(lambda: _file(own_folder)) as opened:
            yield opened
    else:
        server: postgres.Server = request.getfixturevalue("postgres_server")
        server.made_anew(lambda: _postgres(server).close())
        with _closing(lambda: _postgres(server)) as opened:
            yield opened


@contextmanager
def _closing(opener: Opener) -> Iterator[Opener]:
    """All that was opened is closed at the end."""
    opened: list[Database] = []

    def one() -> Database:
        opened.append(opener())
        return opened[-1]

    yield one
    for database in opened:
        database.close()


def _file(folder: Path) -> Database:
    return Database.sqlite(folder / "data" / "planner.sqlite3")


def _postgres(server: postgres.Server) -> Database:
    url = database_url({"PLANNER_DATABASE_URL": server.url})
    assert url is not None
    return Database.postgres(url)


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that was made and nothing else."""
    path = tmp_path_factory.mktemp("empty") / "planner.sqlite3"
    Database.sqlite(path).close()
    return path


@pytest.fixture
def database(ready: Opener) -> Database:
    """An empty database."""
    return ready()


def changed_to(scenario: Scenario, brief: Brief, outcome: Outcome | None, roster: Roster | None) -> Scenario:
    """The same scenario with another content, made by this version of the planner."""
    made = Scenario.of(scenario.name, brief, outcome, roster)
    return replace(made, id=scenario.id, created=scenario.created, rev=scenario.rev, baseline=scenario.baseline)
