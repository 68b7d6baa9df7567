"""Back-ups: one state of a database while others write, and all of it back in either engine, or nothing."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import stat
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect as look_into
from sqlalchemy import select, table, text

from planner.accounts.actor import Actor
from planner.cli import main
from planner.problems import BadInput
from planner.store import backup as backups
from planner.store import migrations
from planner.store.backup import NotEmpty, Nothing, backup, inspect, restore
from planner.store.bodies import Rosters
from planner.store.database import Database
from planner.store.errors import Unavailable
from planner.store.place import database_url
from planner.store.scenarios import Scenarios
from planner.store.working import Draft, Drafts
from tests import builders, postgres
from tests.past_databases.write import ANNA, fill
from tests.stores import Opener
from tests.test_store_past import EXPECTED, put_back

Content = dict[str, list[tuple[Any, ...]]]


def content(database: Database) -> Content:
    """Every row of every table."""
    with database.reading() as connection:
        return {
            name: sorted(
                tuple(map(plain, row)) for row in connection.execute(select(text("*")).select_from(table(name)))
            )
            for name in look_into(connection).get_table_names()
        }


def plain(value: Any) -> str:
    return repr(bytes(value) if isinstance(value, memoryview) else value)


def written(database: Database, path: Path) -> Path:
    path.write_bytes(b"".join(backup(database)))
    return path


@pytest.fixture(scope="module")
def filled_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("filled") / "planner.sqlite3"
    database = Database.sqlite(path)
    fill(database)
    database.close()
    return path


@pytest.fixture
def filled(filled_once: Path, tmp_path: Path) -> Database:
    (tmp_path / "filled").mkdir(mode=0o700)
    return Database.sqlite(Path(shutil.copy(filled_once, tmp_path / "filled")))


@pytest.fixture(scope="module")
def whole(filled_once: Path) -> bytes:
    """A backup of the same."""
    return b"".join(backup(Database.sqlite(filled_once)))


def test_what_was_backed_up_is_back_in_either_engine_and_on_to_the_other(
    filled: Database, ready: Opener, tmp_path: Path
) -> None:
    was = content(filled)
    assert sum(map(len, was.values())) > 12
    there = ready()
    restored = restore(there, written(filled, tmp_path / "one.backup"))
    assert content(there) == was
    assert restored.total == sum(len(rows) for name, rows in was.items() if name != "planner_schema")
    back = Database.sqlite(tmp_path / "back" / "planner.sqlite3")
    restore(back, written(there, tmp_path / "two.backup"))
    assert content(back) == was
    with back.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
    assert {line.name for line in Scenarios(back, Rosters(), ANNA).all()} >= {"Spring, first", "Too little"}


def test_every_table_is_in_a_backup(filled: Database) -> None:
    assert content(filled).keys() - {"planner_schema"} == backups._NAMES


def test_only_an_empty_database_is_filled_unless_asked(filled: Database, ready: Opener, tmp_path: Path) -> None:
    path = written(filled, tmp_path / "one.backup")
    there = ready()
    bob = Drafts(there, Rosters(), Actor.local("bob"))
    bob.save(Draft(builders.brief(), builders.roster()))
    was = content(there)
    with pytest.raises(NotEmpty):
        restore(there, path)
    assert content(there) == was
    restore(there, path, replace=True)
    assert content(there) == content(filled) and bob.load() is None


@pytest.mark.parametrize("name", EXPECTED)
def test_a_backup_of_an_older_schema_is_brought_to_the_newest(
    name: str, ready: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "old" / "planner.sqlite3"
    put_back(name, lambda: Database.sqlite(old), monkeypatch)
    as_it_is = Database.sqlite(old, as_it_is=True)
    path = written(as_it_is, tmp_path / "old.backup")
    assert as_it_is.schema == inspect(path).schema == EXPECTED[name]["schema"], "a backup migrates nothing"
    there = ready()
    restore(there, path)
    assert there.schema == migrations.NEWEST
    assert content(there) == content(Database.sqlite(old))


def test_it_is_one_state_while_others_write(ready: Opener, tmp_path: Path) -> None:
    database = ready()
    anna, stopped = Drafts(database, Rosters(), Actor.local("anna")), threading.Event()
    rev = anna.save(Draft(builders.brief(), builders.roster())).rev

    def work() -> None:
        nonlocal rev
        while not stopped.is_set():
            # Each save brings a roster and names it: half of a save would be one without the other.
            roster = builders.roster(builders.creator(followers=20_000 + rev))
            rev = anna.save(Draft(builders.brief(), roster, rev=rev)).rev

    thread = threading.Thread(target=work)
    thread.start()
    try:
        files = [written(database, tmp_path / f"{number}.backup") for number in range(6)]
    finally:
        stopped.set()
        thread.join()
    assert rev > 3
    for path in files:
        held = [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]
        rosters = next(at for at, part in enumerate(held) if isinstance(part, dict) and part.get("table") == "rosters")
        workings = next(
            at for at, part in enumerate(held) if isinstance(part, dict) and part.get("table") == "workings"
        )
        named = dict(zip(held[workings]["columns"], held[workings + 1], strict=True))["roster"]
        assert named in [part[0] for part in held[rosters + 1 :] if isinstance(part, list)]
    later = Database.sqlite(tmp_path / "later" / "planner.sqlite3")
    restore(later, files[-1])
    with later.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []


def head_changed(**fields: object) -> Callable[[bytes], bytes]:
    def change(data: bytes) -> bytes:
        head, rest = gzip.decompress(data).split(b"\n", 1)
        return gzip.compress(json.dumps({**json.loads(head), **fields}).encode() + b"\n" + rest)

    return change


def text_changed(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    def change(data: bytes) -> bytes:
        plain = gzip.decompress(data)
        assert old in plain
        return gzip.compress(plain.replace(old, new))

    return change


BROKEN: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "nothing": (lambda _: b"", "is empty"),
    "another file": (lambda _: b"PK\x03\x04 my workbook", "is no backup of this planner"),
    "another archive": (lambda _: gzip.compress(b"my diary\n"), "is no backup of this planner"),
    "an SQLite file": (lambda _: b"SQLite format 3\x00" + b"\x00" * 100, "is no backup of this planner"),
    "half": (lambda data: data[: len(data) // 2], "is cut off"),
    "all but a byte": (lambda data: data[:-1], "is cut off"),
    "without its end": (lambda data: gzip.compress(gzip.decompress(data).rsplit(b"\n", 2)[0] + b"\n"), "is cut off"),
    "a bit": (
        lambda data: data[:2000] + bytes([data[2000] ^ 4]) + data[2001:],
        "is (damaged|changed|cut off)|was changed",
    ),
    "another word": (text_changed(b"Too little", b"Too latter"), "checksum"),
    "a newer format": (head_changed(format=99), "was made by a newer planner"),
    "a newer schema": (head_changed(schema_version=migrations.NEWEST + 1), "was made by a newer planner"),
    "another date": (head_changed(made="2020-01-01T00:00:00Z"), "checksum"),
    "another kind": (head_changed(kind="scenario"), "is no backup of this planner"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_no_complete_backup_is_refused_in_words_and_nothing_is_written(
    case: str, whole: bytes, ready: Opener, tmp_path: Path
) -> None:
    change, words = BROKEN[case]
    path = tmp_path / "broken.backup"
    path.write_bytes(change(whole))
    there = ready()
    Drafts(there, Rosters(), Actor.local("bob")).save(Draft(builders.brief(), builders.roster()))
    was = content(there)
    with pytest.raises(BadInput, match=f"FILE '.*broken.backup': .*({words}).*Accepted: "):
        restore(there, path, replace=True)
    assert content(there) == was


def test_a_restore_that_is_stopped_half_way_leaves_the_database_as_it_was(
    filled: Database, ready: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(filled, tmp_path / "one.backup")
    there = ready()
    Drafts(there, Rosters(), Actor.local("bob")).save(Draft(builders.brief(), builders.roster()))
    was = content(there)
    batches = backups._batches

    def half(path: Path) -> Any:
        for number, batch in enumerate(batches(path)):
            if number == 4:
                raise KeyboardInterrupt
            yield batch

    monkeypatch.setattr(backups, "_batches", half)
    with pytest.raises(KeyboardInterrupt):
        restore(there, path, replace=True)
    assert content(there) == was


def test_the_commands(
    filled: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("PLANNER_DATABASE_URL", raising=False)
    path = tmp_path / "all.backup"
    monkeypatch.setenv("PLANNER_DATA_DIR", str(tmp_path / "none"))
    assert main(["backup", str(path)]) == 2
    assert "cannot be reached" in capsys.readouterr().err and not path.exists()
    assert not (tmp_path / "none").exists()
    monkeypatch.setenv("PLANNER_DATA_DIR", str(tmp_path / "filled"))
    assert main(["backup", str(path)]) == 0
    assert re.search(r"Backed up to .*all\.backup: \d+ rows of \d+ tables", capsys.readouterr().err)
    assert os.name == "nt" or stat.S_IMODE(path.stat().st_mode) == 0o600
    assert main(["restore", str(path)]) == 2
    assert "--replace" in capsys.readouterr().err
    assert main(["restore", str(path), "--replace"]) == 0
    assert re.search(r"Restored \d+ rows of \d+ tables, as of 20", capsys.readouterr().err)
    monkeypatch.setenv("PLANNER_DATA_DIR", str(tmp_path / "new"))
    (tmp_path / "cut.backup").write_bytes(path.read_bytes()[:-20])
    assert main(["restore", str(tmp_path / "cut.backup")]) == 2
    assert "is cut off" in capsys.readouterr().err and not (tmp_path / "new").exists()
    assert main(["restore", str(tmp_path / "not there")]) == 2
    assert "cannot be read (No such file or directory)" in capsys.readouterr().err
    assert main(["restore", str(path)]) == 0
    assert content(Database.sqlite(tmp_path / "new" / "planner.sqlite3")) == content(filled)


def test_the_commands_let_go_of_their_database(
    filled: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where they are refused."""
    monkeypatch.delenv("PLANNER_DATABASE_URL", raising=False)
    monkeypatch.setenv("PLANNER_DATA_DIR", str(tmp_path / "filled"))
    path, open_ones = written(filled, tmp_path / "all.backup"), list[Database]()
    begun, close = Database.__init__, Database.close

    def opened(self: Database, *given: Any) -> None:
        open_ones.append(self)
        begun(self, *given)

    def closed(self: Database) -> None:
        open_ones.remove(self)
        close(self)

    monkeypatch.setattr(Database, "__init__", opened)
    monkeypatch.setattr(Database, "close", closed)
    commands = {f"backup {path}.2": 0, f"restore {path}": 2, f"restore {path} --replace": 0, "changes": 0}
    for command, status in commands.items():
        assert main(command.split(" ")) == status
        assert not open_ones, command


def test_the_commands_use_the_server_that_the_settings_name(
    postgres_server: postgres.Server, filled: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    postgres_server.empty()
    monkeypatch.setenv("PLANNER_DATABASE_URL", postgres_server.url)
    path = written(filled, tmp_path / "one.backup")
    assert main(["restore", str(path)]) == 0
    assert main(["backup", str(tmp_path / "two.backup")]) == 0
    assert inspect(tmp_path / "two.backup").rows == inspect(path).rows
    there = Database.postgres(str(database_url()))
    assert content(there) == content(filled)
    there.close()


def test_a_database_that_no_planner_made_or_a_newer_one_is_not_backed_up(ready: Opener, tmp_path: Path) -> None:
    (tmp_path / "empty.sqlite3").touch()
    with pytest.raises(Nothing):
        written(Database.sqlite(tmp_path / "empty.sqlite3", as_it_is=True), tmp_path / "none.backup")
    path = tmp_path / "newer" / "planner.sqlite3"
    with Database.sqlite(path).writing() as connection:
        connection.execute(text("UPDATE planner_schema SET version = 99"))
    with pytest.raises(Unavailable, match="newer planner"):
        Database.sqlite(path, as_it_is=True)
