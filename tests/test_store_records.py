"""What a workspace keeps by key, on both databases: found again, never overwritten unseen, never seen by others."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from planner.accounts.actor import Actor
from planner.domain.roster import Frozen
from planner.problems import BadInput
from planner.store.database import Database
from planner.store.errors import Changed
from planner.store.records import Limit, Record, Records
from planner.store.tables import RECORDS
from tests.stores import Opener


class Note(Frozen):
    text: str
    cents: int = 0


class Stricter(Frozen):
    text: str
    author: str


def test_a_record_is_found_again_after_a_restart(opener: Opener) -> None:
    note = Note(text="Añna said 🎈; '\"; DROP TABLE records; --", cents=2**53 + 1)
    put = Records(opener(), Actor.local("anna")).put("note", "instagram:lina", note, 0)
    found = Records(opener(), Actor.local("anna")).get("note", "instagram:lina", Note)
    assert found == put
    assert (found.rev, found.value) == (1, note)
    assert found.changed.tzinfo is not None


def test_there_is_nothing_at_first(database: Database) -> None:
    records = Records(database, Actor.local("anna"))
    assert records.get("note", "a", Note) is None
    assert records.all("note", Note) == ()


def test_who_has_not_seen_the_latest_is_told_and_overwrites_nothing(database: Database) -> None:
    records = Records(database, Actor.local("anna"))
    first = records.put("note", "a", Note(text="1"), 0)
    second = records.put("note", "a", Note(text="2"), first.rev)
    for seen in (0, first.rev, 7):
        with pytest.raises(Changed) as changed:
            records.put("note", "a", Note(text="lost"), seen)
        assert changed.value.rev == second.rev == 2
        with pytest.raises(Changed):
            records.remove("note", "a", seen)
    assert records.get("note", "a", Note) == second


def test_a_record_that_is_gone_is_not_written_over(database: Database) -> None:
    records = Records(database, Actor.local("anna"))
    first = records.put("note", "a", Note(text="1"), 0)
    records.remove("note", "a", first.rev)
    records.remove("note", "a", first.rev)
    with pytest.raises(Changed) as changed:
        records.put("note", "a", Note(text="2"), first.rev)
    assert changed.value.rev == 0
    assert records.put("note", "a", Note(text="3"), 0).rev == 1


def test_a_kind_is_listed_by_key_and_nobody_sees_what_is_not_hers(database: Database) -> None:
    anna, ben = Records(database, Actor.local("anna")), Records(database, Actor.local("ben"))
    for key in ("b", "a", "C"):
        anna.put("note", key, Note(text=key), 0)
    anna.put("mapping", "a", Note(text="other kind"), 0)
    ben.put("note", "a", Note(text="ben's"), 0)
    assert [record.key for record in anna.all("note", Note)] == ["C", "a", "b"]
    assert [record.value.text for record in ben.all("note", Note)] == ["ben's"]
    assert ben.get("mapping", "a", Note) is None
    with pytest.raises(Changed):
        ben.put("note", "b", Note(text="mine"), 1)
    ben.remove("note", "b", 1)
    assert anna.get("note", "b", Note) is not None


def test_of_many_who_write_at_once_one_succeeds_each_time(database: Database) -> None:
    def write(seen: int, number: int) -> Record[Note] | None:
        try:
            return Records(database, Actor.local("anna")).put("note", "a", Note(text=str(number)), seen)
        except Changed:
            return None

    for seen in range(3):
        with ThreadPoolExecutor(6) as crowd:
            done = [record for record in crowd.map(write, [seen] * 6, range(6)) if record is not None]
        assert len(done) == 1
        assert Records(database, Actor.local("anna")).get("note", "a", Note) == done[0]


def test_a_content_that_does_not_fit_any_more_says_where(database: Database) -> None:
    records = Records(database, Actor.local("anna"))
    records.put("note", "a", Note(text="1"), 0)
    with pytest.raises(BadInput, match="note.author"):
        records.get("note", "a", Stricter)


def test_a_key_has_a_length(database: Database) -> None:
    for key in ("", "x" * 201):
        with pytest.raises(ValueError, match="1 to 200"):
            Records(database, Actor.local("anna")).put("note", key, Note(text="1"), 0)


def test_a_copy_takes_the_place_of_what_was_there(database: Database) -> None:
    records = Records(database, Actor.local("a" * 32))
    records.copy("note", "nobody", "there")
    assert records.get("note", "there", Note) is None
    first = records.put("note", "one", Note(text="kept"), 0)
    records.copy("note", "one", "two")
    records.copy("note", "one", "two")
    copied = records.get("note", "two", Note)
    assert copied is not None and (copied.value, copied.rev) == (first.value, 2)
    assert records.get("note", "one", Note) == first


def test_no_more_are_taken_than_the_limit_however_many_try_at_once(opener: Opener) -> None:
    limit = Limit(3, timedelta(hours=1))

    def take(at: int) -> bool:
        database = opener()
        return Records(database, Actor.local("anna")).take("turn", f"{at}", Note(text=""), limit) is None

    with ThreadPoolExecutor(6) as many:
        assert sum(many.map(take, range(12))) == 3
    records = Records(opener(), Actor.local("anna"))
    first = records.take("turn", "late", Note(text=""), limit)
    assert first == min(record.changed for record in records.all("turn", Note))
    assert records.take("other", "a", Note(text=""), limit) is None, "each kind has its own"
    assert Records(opener(), Actor.local("ben")).take("turn", "a", Note(text=""), limit) is None, "and each team"
    time.sleep(0.01)
    assert records.take("turn", "later", Note(text=""), Limit(1, timedelta(milliseconds=1))) is None
    assert [record.key for record in records.all("turn", Note)] == ["later"], "what is too old is gone"


def test_a_reader_sees_one_state_throughout(opener: Opener) -> None:
    reader, writer = opener(), opener()
    actor = Actor.local("anna")
    Records(writer, actor).put("note", "a", Note(text="before"), 0)
    with reader.reading() as connection:
        before = connection.execute(select(RECORDS.c.content)).scalar_one()
        Records(writer, actor).refresh("note", "a", Note(text="after"))
        assert connection.execute(select(RECORDS.c.content)).scalar_one() == before
    found = Records(reader, actor).get("note", "a", Note)
    assert found is not None and (found.value.text, found.rev) == ("after", 2)
