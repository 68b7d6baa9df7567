"""Small things that a workspace keeps by kind and key: remembered column mappings, learned numbers, notes.

Each is a frozen pydantic value, with a revision: a writer names the revision that they have seen, 0 for "there is none
yet", and whoever comes second is told instead of overwriting.

    class Mapping(Frozen):
        columns: dict[str, str]

    records = Records(database, workspace)
    kept = records.get("mapping", "agency-a.xlsx", Mapping)            # None, or Record with .value and .rev
    records.put("mapping", "agency-a.xlsx", Mapping(columns={...}), kept.rev if kept else 0)
    records.all("mapping", Mapping)                                    # in the order of their keys
    records.remove("mapping", "agency-a.xlsx", kept.rev)

On a page, `pages.parts.session.store.records()` is bound to the workspace. All calls raise Unavailable when the
database cannot be used just now: say so and go on, what the visitor did stays in the session.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from sqlalchemy import ColumnElement, Connection, delete, func, select, update

from planner.accounts.actor import Actor
from planner.domain.roster import Frozen
from planner.problems import validated
from planner.store.access import Access
from planner.store.database import Database, hold_name, insert_new
from planner.store.errors import Changed
from planner.store.tables import RECORDS
from planner.store.times import micros, moment, utc_now

Value = TypeVar("Value", bound=Frozen)
LONGEST_KEY = 200


@dataclass(frozen=True)
class Record(Generic[Value]):
    """A value as it is kept. rev: 1 at first, one more with every put. changed: aware, UTC."""

    key: str
    rev: int
    changed: datetime
    value: Value


@dataclass(frozen=True)
class Limit:
    """At most so many, at least 1, that were put within this time."""

    most: int
    within: timedelta


class Records:
    """The records of one workspace; those of others cannot be named."""

    def __init__(self, database: Database, actor: Actor) -> None:
        self._access = Access(database, actor)

    def get(self, kind: str, key: str, model: type[Value]) -> Record[Value] | None:
        """The record, None when there is none. Raises BadInput when its content is no `model` (any more)."""
        query = select(RECORDS.c.rev, RECORDS.c.changed, RECORDS.c.content).where(*self._at(kind, key))
        with self._access.reading() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else _record(key, row.rev, row.changed, _value(model, kind, row.content))

    def all(self, kind: str, model: type[Value]) -> tuple[Record[Value], ...]:
        """Every record of a kind, by key. Raises BadInput as `get` does."""
        own = (self._access.sees(RECORDS.c.workspace), RECORDS.c.kind == kind)
        query = select(RECORDS.c.name, RECORDS.c.rev, RECORDS.c.changed, RECORDS.c.content).where(*own)
        with self._access.reading() as connection:
            rows = connection.execute(query).all()
        found = (_record(row.name, row.rev, row.changed, _value(model, kind, row.content)) for row in rows)
        return tuple(sorted(found, key=lambda record: record.key))

    def put(self, kind: str, key: str, value: Value, rev: int) -> Record[Value]:
        """Keep a value over revision `rev`, 0 when there is none yet. Raises Changed when that is not what is there."""
        if not 1 <= len(key) <= LONGEST_KEY:
            raise ValueError(f"a key of 1 to {LONGEST_KEY} characters, not {len(key)}")
        now = utc_now()
        content = {"rev": rev + 1, "changed": micros(now), "content": value.model_dump_json()}
        with self._access.writing() as connection:
            if rev:
                done = connection.execute(
                    update(RECORDS).where(*self._at(kind, key), RECORDS.c.rev == rev).values(content)
                )
                if done.rowcount != 1:
                    raise Changed(f"{kind} {key}", self._rev(connection, kind, key))
            else:
                row = {"workspace": self._access.actor.team, "kind": kind, "name": key, **content}
                if not insert_new(connection, RECORDS, row):
                    raise Changed(f"{kind} {key}", self._rev(connection, kind, key))
        return _record(key, rev + 1, micros(now), value)

    def copy(self, kind: str, source: str, target: str) -> None:
        """Keep what is there under `source` under `target` too, in place of what was there; nothing when none is."""
        with self._access.writing() as connection:
            query = select(RECORDS.c.content).where(*self._at(kind, source))
            content = connection.execute(query).scalar_one_or_none()
            if content is None or source == target:
                return
            rev = self._rev(connection, kind, target)
            connection.execute(delete(RECORDS).where(*self._at(kind, target)))
            at = {"workspace": self._access.actor.team, "kind": kind, "name": target}
            insert_new(connection, RECORDS, {**at, "rev": rev + 1, "changed": micros(utc_now()), "content": content})

    def remove(self, kind: str, key: str, rev: int) -> None:
        """Remove revision `rev`. Raises Changed when another one is there, nothing when there is none."""
        with self._access.writing() as connection:
            done = connection.execute(delete(RECORDS).where(*self._at(kind, key), RECORDS.c.rev == rev))
            if done.rowcount != 1 and (there := self._rev(connection, kind, key)):
                raise Changed(f"{kind} {key}", there)

    def forget(self, kind: str, before: datetime) -> None:
        """Remove what of a kind was last put before an aware moment."""
        with self._access.writing() as connection:
            old = (self._access.sees(RECORDS.c.workspace), RECORDS.c.kind == kind, RECORDS.c.changed < micros(before))
            connection.execute(delete(RECORDS).where(*old))

    def refresh(self, kind: str, key: str, value: Value) -> None:
        """Keep a value whatever is there."""
        content = {"changed": micros(utc_now()), "content": value.model_dump_json()}
        with self._access.writing() as connection:
            seen = update(RECORDS).where(*self._at(kind, key))
            if connection.execute(seen.values(rev=RECORDS.c.rev + 1, **content)).rowcount != 1:
                row = {"workspace": self._access.actor.team, "kind": kind, "name": key, "rev": 1, **content}
                insert_new(connection, RECORDS, row)

    def take(self, kind: str, key: str, value: Value, limit: Limit) -> datetime | None:
        """Keep a new value unless `limit` of its kind are there already; whoever takes at the same time is counted.

        Returns None when it was kept, else when the first of them was put. What of the kind is too old to count is
        removed.
        """
        now = utc_now()
        with self._access.writing() as connection:
            hold_name(connection, f"{self._access.actor.team} {kind}")
            own = (self._access.sees(RECORDS.c.workspace), RECORDS.c.kind == kind)
            connection.execute(delete(RECORDS).where(*own, RECORDS.c.changed <= micros(now - limit.within)))
            count = select(func.count(), func.min(RECORDS.c.changed)).where(*own)
            number, first = connection.execute(count).one()
            if number >= limit.most:
                return moment(first)
            row = {"workspace": self._access.actor.team, "kind": kind, "name": key, "rev": 1}
            insert_new(connection, RECORDS, {**row, "changed": micros(now), "content": value.model_dump_json()})
        return None

    def since(self, kind: str, after: datetime) -> tuple[int, datetime | None]:
        """How many of a kind were last put after an aware moment, and when the first of them was; None for none."""
        later = (self._access.sees(RECORDS.c.workspace), RECORDS.c.kind == kind, RECORDS.c.changed > micros(after))
        query = select(func.count(), func.min(RECORDS.c.changed)).where(*later)
        with self._access.reading() as connection:
            number, first = connection.execute(query).one()
        return int(number), None if first is None else moment(first)

    def _at(self, kind: str, key: str) -> tuple[ColumnElement[bool], ...]:
        return (self._access.sees(RECORDS.c.workspace), RECORDS.c.kind == kind, RECORDS.c.name == key)

    def _rev(self, connection: Connection, kind: str, key: str) -> int:
        return int(connection.execute(select(RECORDS.c.rev).where(*self._at(kind, key))).scalar() or 0)


def _record(key: str, rev: int, changed: int, value: Value) -> Record[Value]:
    return Record(key, int(rev), moment(changed), value)


def _value(model: type[Value], kind: str, content: str) -> Value:
    with validated(kind):
        return model.model_validate_json(content)
