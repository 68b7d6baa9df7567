"""A database that is read-only, locked, gone, newer or damaged: a sentence, nothing touched, and it heals."""

from __future__ import annotations

import os
import sqlite3
import stat
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from planner.accounts.actor import Actor
from planner.store import database as database_module
from planner.store import migrations
from planner.store.bodies import Rosters
from planner.store.database import Database
from planner.store.errors import Trouble, Unavailable
from planner.store.place import database_file, database_url
from planner.store.working import Draft, Drafts
from tests import builders, postgres
from tests.forks import child, told
from tests.stores import Opener

NOBODY = 65534


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    """A database with one working state in it."""
    place = tmp_path / "a folder, with ? and # 100% ü" / "planner.sqlite3"
    save(Database.sqlite(place), 0)
    yield place


def save(database: Database, rev: int) -> int:
    return (
        Drafts(database, Rosters(), Actor.local("anna")).save(Draft(builders.brief(), builders.roster(), rev=rev)).rev
    )


def trouble(step: Callable[[], object]) -> Trouble:
    with pytest.raises(Unavailable) as unavailable:
        step()
    assert str(unavailable.value)[-1] not in ".!"
    return unavailable.value.trouble


def test_the_file_is_for_its_owner_alone_and_keeps_what_is_acknowledged(path: Path) -> None:
    database = Database.sqlite(path)
    with database.reading() as connection:
        said = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
        assert said == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}
        for file in path.parent.iterdir():
            assert stat.S_IMODE(file.stat().st_mode) == 0o600, file
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_postgres_is_told_to_keep_what_it_acknowledges(opener: Opener) -> None:
    database = opener()
    if not database.is_sqlite:
        with database.reading() as connection:
            assert connection.exec_driver_sql("SHOW synchronous_commit").scalar() == "on"


def test_a_locked_file_is_said_and_heals(path: Path) -> None:
    database = Database.sqlite(path, busy_seconds=0.05)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert trouble(lambda: save(database, 1)) is Trouble.LOCKED
    assert Drafts(database, Rosters(), Actor.local("anna")).rev() == 1, "who only reads does not wait"
    other.execute("COMMIT")
    assert save(database, 1) == 2
    other.close()


def test_a_locked_table_of_a_server_is_said_and_heals(
    postgres_server: postgres.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    postgres_server.empty()
    monkeypatch.setattr(database_module, "BUSY_SECONDS", 1.0)
    database = Database.postgres(str(database_url({"PLANNER_DATABASE_URL": postgres_server.url})))
    other = Database.postgres(str(database_url({"PLANNER_DATABASE_URL": postgres_server.url})))
    with other.writing() as connection:
        connection.execute(text("LOCK TABLE workings IN ACCESS EXCLUSIVE MODE"))
        assert trouble(lambda: save(database, 0)) is Trouble.LOCKED
    assert save(database, 0) == 1
    with other.writing() as connection:
        connection.execute(text("ALTER DATABASE postgres SET default_transaction_read_only = on"))
    database.close()
    assert trouble(lambda: save(database, 1)) is Trouble.READ_ONLY
    with other.writing() as connection:
        connection.execute(text("ALTER DATABASE postgres RESET default_transaction_read_only"))
    database.close()
    assert save(database, 1) == 2
    postgres_server.empty()
    assert trouble(lambda: save(database, 2)) is Trouble.GONE, "the tables are no longer there"
    for each in (database, other):
        each.close()


def test_a_server_that_is_not_there_is_said(tmp_path: Path) -> None:
    url = database_url({"PLANNER_DATABASE_URL": f"postgres://nobody@/nothing?host={tmp_path}"})
    assert url is not None
    assert trouble(lambda: Database.postgres(url)) is Trouble.GONE


def as_nobody(work: Callable[[int], None]) -> list[int]:
    """Run it without the rights of root, to whom nothing is read-only."""

    def run(pipe: int) -> None:
        if os.geteuid() == 0:
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        work(pipe)

    pid, pipe = child(run)
    said = told(pipe)
    os.waitpid(pid, 0)
    return said


def test_a_read_only_file_is_said_and_heals() -> None:
    # pytest's own folders may not be entered by anybody else.
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o777)  # noqa: S103 another user writes there
        path = Path(folder) / "data" / "planner.sqlite3"

        def work(pipe: int) -> None:
            database = Database.sqlite(path)
            save(database, 0)
            path.chmod(0o400)
            assert trouble(lambda: save(database, 1)) is Trouble.READ_ONLY
            assert trouble(lambda: Database.sqlite(path)) is Trouble.READ_ONLY
            path.chmod(0o600)
            os.write(pipe, b"%d\n" % save(database, 1))

        assert as_nobody(work) == [2]


def test_a_file_that_is_gone_is_missed_and_not_made_anew(path: Path, tmp_path: Path) -> None:
    database = Database.sqlite(path)
    away = tmp_path / "away"
    path.parent.rename(away)
    assert trouble(lambda: save(database, 1)) is Trouble.GONE
    assert not path.parent.exists()
    away.rename(path.parent)
    assert save(database, 1) == 2


def test_an_empty_file_in_its_place_is_missed_too(path: Path) -> None:
    database = Database.sqlite(path)
    path.write_bytes(b"")
    assert trouble(lambda: save(database, 1)) is Trouble.GONE


def test_a_folder_in_its_place_is_said(tmp_path: Path) -> None:
    (tmp_path / "planner.sqlite3").mkdir()
    assert trouble(lambda: Database.sqlite(tmp_path / "planner.sqlite3")) is Trouble.GONE
    (tmp_path / "file").write_text("")
    assert trouble(lambda: Database.sqlite(tmp_path / "file" / "planner.sqlite3")) is Trouble.GONE


def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "planner.sqlite3"
    path.write_bytes(b"My diary. " * 1000)
    assert trouble(lambda: Database.sqlite(path)) is Trouble.DAMAGED
    assert path.read_bytes() == b"My diary. " * 1000


def test_a_damaged_page_is_said(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096:] = os.urandom(len(content) - 4096)
    path.write_bytes(content)
    assert trouble(lambda: save(Database.sqlite(path), 1)) is Trouble.DAMAGED


def test_a_newer_database_is_refused_untouched(opener: Opener) -> None:
    database = opener()
    with database.writing() as connection:
        connection.execute(text("UPDATE planner_schema SET version = 99"))
    assert trouble(opener) is Trouble.NEWER
    with database.reading() as connection:
        assert migrations.version_of(connection) == 99
    with database.writing() as connection:
        connection.execute(text("DELETE FROM planner_schema"))
    assert trouble(opener) is Trouble.DAMAGED


def test_a_database_of_the_first_version_keeps_its_content(opener: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = migrations.STEPS
    monkeypatch.setattr(migrations, "STEPS", steps[:1])
    monkeypatch.setattr(migrations, "NEWEST", 1)
    first = opener()
    row = "INSERT INTO records VALUES ('anna', 'note', 'a', 4, 0, '{\"text\": \"kept\"}')"
    with first.writing() as connection:
        connection.exec_driver_sql(row)
    monkeypatch.undo()
    now = opener()
    with now.reading() as connection:
        assert migrations.version_of(connection) == migrations.NEWEST == len(steps)
        assert connection.exec_driver_sql("SELECT rev, content FROM records").one() == (4, '{"text": "kept"}')
    assert save(now, 0) == 1


def test_a_step_that_fails_leaves_the_version_before(opener: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    database = opener()
    broken = (*migrations.STEPS, ("CREATE TABLE fine (a INTEGER)", "CREATE TABLE records (a INTEGER)"))
    with pytest.raises(Exception, match="records"), database.writing() as connection:
        migrations.one_step(connection, broken)
    with database.reading() as connection:
        assert migrations.version_of(connection) == migrations.NEWEST
        with pytest.raises(Exception, match="fine"):
            connection.exec_driver_sql("SELECT * FROM fine")


def test_two_servers_that_start_at_once_migrate_once(opener: Opener) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(4) as crowd:
        opened = list(crowd.map(lambda _: opener(), range(4)))
    assert [save(opened[at], at) for at in range(4)] == [1, 2, 3, 4]


@pytest.mark.parametrize("busy", [5.0, 0.1])
def test_whoever_is_about_to_write_while_it_is_made_is_waited_for(tmp_path: Path, busy: float) -> None:
    path = tmp_path / "planner.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("CREATE TABLE something (a)")
        other.execute("BEGIN IMMEDIATE")
        done = threading.Timer(0.3, lambda: other.execute("COMMIT"))
        done.start()
        try:
            if busy < 1:
                assert trouble(lambda: Database.sqlite(path, busy)) is Trouble.LOCKED
            else:
                assert save(Database.sqlite(path, busy), 0) == 1
        finally:
            done.join()


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, None),
        ({"PLANNER_DATABASE_URL": "  "}, None),
        ({"PLANNER_DATABASE_URL": "postgres://a:b@c/d"}, "postgresql+psycopg://a:b@c/d"),
        ({"PLANNER_DATABASE_URL": "postgresql://c/d"}, "postgresql+psycopg://c/d"),
    ],
)
def test_the_address_of_a_server(environment: dict[str, str], expected: str | None) -> None:
    assert database_url(environment) == expected


@pytest.mark.parametrize("url", ["mysql://secret@a/b", "postgresql", "postgresql://a:port/b", "sqlite:///x"])
def test_a_setting_that_cannot_be_used_is_said(url: str) -> None:
    assert trouble(lambda: Database.postgres(str(database_url({"PLANNER_DATABASE_URL": url})))) is Trouble.SETTING


def test_a_user_without_a_home_is_told_which_setting_helps(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", homeless)
    assert trouble(lambda: database_file({})) is Trouble.SETTING


def test_the_folder_is_a_setting_and_never_the_package(tmp_path: Path) -> None:
    assert database_file({"PLANNER_DATA_DIR": str(tmp_path)}) == tmp_path / "planner.sqlite3"
    usual = database_file({"XDG_DATA_HOME": str(tmp_path)})
    assert usual == tmp_path / "influencer-mix-planner" / "planner.sqlite3"
    assert Path.home() in database_file({}).parents
