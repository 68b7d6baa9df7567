"""Lists from a query: SQLite and PostgreSQL, read and never written; what cannot be asked is said without secrets."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from planner.intake import read_roster
from planner.problems import BadInput
from planner.sources import query as asking
from planner.sources.allowed import ANY
from planner.sources.load import load
from planner.sources.origin import Origin, filled
from tests.postgres import Server

_TABLE = "CREATE TABLE creators (handle text, platform text, followers integer, fee numeric)"
_ROWS = [("lena", "instagram", 41200, 500.5), ("tom", "tiktok", 700, None)]
_LIST = "SELECT handle, platform, followers, fee FROM creators ORDER BY followers DESC"


@dataclass(frozen=True)
class Base:
    """A database with two creators. place: as a user types it; counted: how many creators are in it now."""

    place: str
    path: Path | None = None
    url: str = ""

    def ask(self, query: str) -> list[dict[str, object]]:
        found: list[dict[str, object]] = json.loads(load(Origin(place=self.place, query=query), ANY).data)
        return found

    def refused(self, query: str, place: str | None = None) -> str:
        with pytest.raises(BadInput) as caught:
            load(Origin(place=place or self.place, query=query), ANY)
        return str(caught.value)

    @property
    def counted(self) -> int:
        connection = sqlite3.connect(self.path) if self.path is not None else psycopg.connect(self.url)
        try:
            (number,) = connection.execute("SELECT count(*) FROM creators").fetchone() or (-1,)
        finally:
            connection.close()
        return int(number)


@pytest.fixture(params=["sqlite", "postgres"])
def base(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Base]:
    if request.param == "sqlite":
        path = tmp_path / "crm.db"
        with sqlite3.connect(path) as made:
            made.execute(_TABLE)
            made.executemany("INSERT INTO creators VALUES (?, ?, ?, ?)", _ROWS)
        made.close()
        yield Base(f"sqlite:///{path}", path)
        return
    server: Server = request.getfixturevalue("postgres_server")
    server.empty()
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute(_TABLE)
        connection.cursor().executemany("INSERT INTO creators VALUES (%s, %s, %s, %s)", _ROWS)
    yield Base(server.url, url=server.url)


def test_a_query_is_a_list_as_a_file_is(base: Base) -> None:
    loaded = load(Origin(place=base.place, query=f"{_LIST} -- the largest first"), ANY)
    reading = read_roster(loaded.name, loaded.data)
    assert reading.roster is not None
    assert list(reading.roster.creators["id"]) == ["instagram:lena", "tiktok:tom"]
    assert list(reading.roster.packages["fee_cents"]) == [50050, -1]


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM creators",
        "INSERT INTO creators (handle) VALUES ('x') RETURNING handle",
        "UPDATE creators SET followers = 0",
        "DROP TABLE creators",
        "CREATE TABLE other (x integer)",
        "SELECT 1; DELETE FROM creators",
        "SELECT handle FROM creators; COMMIT; DELETE FROM creators",
        "SELECT 1) AS list; DELETE FROM creators; SELECT * FROM (SELECT 1",
        "COMMIT",
        "WITH gone AS (DELETE FROM creators RETURNING handle) SELECT * FROM gone",
    ],
)
def test_nothing_is_ever_written(base: Base, query: str) -> None:
    said = base.refused(query)
    assert said.startswith("the query: ") and "that reads" in said
    assert base.counted == 2


def test_writing_through_what_a_database_offers_is_refused_too(base: Base, tmp_path: Path) -> None:
    tricks = (
        [f"ATTACH '{tmp_path / 'new.db'}' AS other", "PRAGMA journal_mode", "SELECT load_extension('x')", "VACUUM"]
        if base.path is not None
        else [
            "SELECT set_config('transaction_read_only', 'off', true)",
            "SELECT nextval('numbers')",
            "COPY creators TO '/tmp/x'",
            "SELECT pg_advisory_lock(1), handle INTO other FROM creators",
        ]
    )
    if base.path is None:
        with psycopg.connect(base.url, autocommit=True) as connection:
            connection.execute("CREATE SEQUENCE numbers")
    for trick in tricks:
        base.refused(trick)
    assert base.counted == 2 and not (tmp_path / "new.db").exists()


def test_what_a_reading_transaction_may_write_is_taken_back(postgres_server: Server) -> None:
    """PostgreSQL before 16 makes large objects even where a transaction may only read."""
    postgres_server.empty()
    with suppress(BadInput):
        load(Origin(place=postgres_server.url, query="SELECT lo_create(0)"), ANY)
    with psycopg.connect(postgres_server.url) as connection:
        assert connection.execute("SELECT count(*) FROM pg_largeobject_metadata").fetchone() == (0,)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT * FROM nobody", "nobody"),
        ("SELECT colour FROM creators", "colour"),
        ("SELEKT", "Accepted: one statement that reads"),
        ("SELECT handle FROM creators WHERE followers < 0", "returns no rows"),
        ("SELECT handle, handle FROM creators", "'handle' is the name of two columns"),
        ("SELECT a.handle FROM creators a, nobody b", "nobody"),
        ("WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 200000) SELECT x FROM n",
         "returns more than 199,999 rows"),
        ("SELECT 'a\0b'", "has a character that no statement has"),
    ],
)  # fmt: skip
def test_what_yields_no_list_is_said(base: Base, query: str, said: str) -> None:
    assert said in base.refused(query)


def test_a_query_may_have_signs_that_drivers_read_otherwise(base: Base) -> None:
    like = "SELECT handle, ':x ? %s' AS note FROM creators WHERE handle LIKE 'l%'"
    assert base.ask(like) == [{"handle": "lena", "note": ":x ? %s"}]


def test_a_query_ends_when_its_time_does(base: Base) -> None:
    slow = (
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"
        if base.path is not None
        else "SELECT pg_sleep(20)::text"
    )
    with pytest.raises(BadInput, match=r"took longer than 0 seconds|took longer than 1 seconds"):
        asking.ask(filled(Origin(place=base.place, query=slow)), slow, 0.5)


def test_too_much_text_is_refused_as_it_comes(base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "MAX_BYTES", 100)
    assert "returns more than 0 MB" in base.refused(
        "SELECT handle, platform, followers, 'xxxxxxxxxx' AS x FROM creators"
    )


def test_types_of_postgres_arrive(postgres_server: Server) -> None:
    postgres_server.empty()
    query = """SELECT 'a' AS handle, DATE '2026-01-02' AS day, 12.50::numeric AS fee, ARRAY['x', 'y'] AS tags,
        '{"avgViews": 7}'::jsonb AS stats, gen_random_uuid() AS id, 'NaN'::float AS odd, '\\xff'::bytea AS raw"""
    (found,) = Base(postgres_server.url).ask(query)
    assert len(str(found.pop("id"))) == 36
    assert found == {
        "handle": "a", "day": "2026-01-02", "fee": 12.5, "tags": ["x", "y"], "stats": {"avgViews": 7}, "odd": "nan",
        "raw": None,
    }  # fmt: skip


def test_sqlite_files_that_are_none(tmp_path: Path) -> None:
    base = Base(f"sqlite:///{tmp_path / 'none.db'}")
    assert "the database: does not exist" in base.refused("SELECT 1")
    (tmp_path / "none.db").write_bytes(b"hello" * 1_000)
    assert "the database: is damaged or no SQLite file" in base.refused("SELECT * FROM creators")
    assert not list(tmp_path.glob("*-journal"))


def test_a_server_that_refuses_or_is_not_there(postgres_server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DB_PASSWORD", "hush-hush")
    host = postgres_server.socket
    with psycopg.connect(postgres_server.url, autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS reader")
        connection.execute("CREATE ROLE reader LOGIN PASSWORD 'other'")
    hba = host / "data" / "pg_hba.conf"
    before = hba.read_text()
    hba.write_text(f"local all reader scram-sha-256\n{before}")
    try:
        with psycopg.connect(postgres_server.url, autocommit=True) as connection:
            connection.execute("SELECT pg_reload_conf()")
        base = Base("")
        place = f"postgresql://reader:${{DB_PASSWORD}}@/postgres?host={host}"
        said = ""
        for _ in range(50):
            said = base.refused("SELECT 1 FROM pg_authid", place)
            if "password" in said:
                break
        assert "the database: does not accept the user or the password" in said
        assert "hush" not in said
    finally:
        hba.write_text(before)
        with psycopg.connect(postgres_server.url, autocommit=True) as connection:
            connection.execute("SELECT pg_reload_conf()")
    assert "has no database of this name" in base.refused("SELECT 1", f"postgresql://tester@/nothing?host={host}")
    said = base.refused("SELECT 1", "postgresql://u:${DB_PASSWORD}@127.0.0.1:9/x")
    assert "the database: cannot be reached" in said and "hush" not in said
