"""The record of a campaign's changes, as it is kept: entries are added and read, and nothing else.

The database itself refuses to change or delete one (`migrations.py`). Who a client's reviewer was stands with their
decisions alone, where it can be deleted; it is looked up whenever the record is read.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, insert, select, text

from planner.accounts.actor import Actor
from planner.campaign.record import Entry
from planner.problems import validated
from planner.review.decisions import Decision
from planner.store.access import Access
from planner.store.database import Database
from planner.store.tables import CHANGES, REVIEW_DECISIONS
from planner.store.times import micros, moment

NEWEST = 2_000
"""Entries that are read at most, the newest."""


@dataclass(frozen=True)
class Recorded:
    """A campaign that has a record. name: as it was called at the last change."""

    workspace: str
    campaign: str
    name: str
    entries: int
    last: datetime


class ChangeRecord:
    """The records of a team's campaigns. Every call raises Unavailable when the database cannot be used just now."""

    def __init__(self, database: Database, actor: Actor) -> None:
        self._access = Access(database, actor)

    def of_campaign(self, campaign: str) -> tuple[Entry, ...]:
        """The newest entries, newest first. Raises BadInput for damaged content."""
        with self._access.reading() as connection:
            return _read(connection, self._access.sees(CHANGES.c.workspace), campaign)

    def add(self, campaign: str, entries: Iterable[Entry]) -> None:
        """Add entries, oldest first."""
        with self._access.writing() as connection:
            append(connection, (self._access.actor.team, campaign), entries)


def append(connection: Connection, whose: tuple[str, str], entries: Iterable[Entry]) -> None:
    """Add entries, oldest first, inside the caller's transaction. whose: workspace and campaign."""
    entries = tuple(entries)
    if not entries:
        return
    workspace, campaign = whose
    if connection.dialect.name == "postgresql":
        # Numbers are given one after the other, whoever else adds.
        connection.execute(
            text("SELECT pg_advisory_xact_lock(hashtextextended(:whose, 0))"), {"whose": f"{workspace}\n{campaign}"}
        )
    own = (CHANGES.c.workspace == workspace, CHANGES.c.campaign == campaign)
    last = int(connection.execute(select(func.max(CHANGES.c.number)).where(*own)).scalar() or 0)
    for number, entry in enumerate(entries, last + 1):
        content = entry.model_dump_json(exclude={"number"}, exclude_defaults=True)
        row = {"workspace": workspace, "campaign": campaign, "number": number, "at": micros(entry.at)}
        connection.execute(insert(CHANGES).values(**row, content=content))


def entries_of(database: Database, one: Recorded) -> tuple[Entry, ...]:
    """The newest entries of any campaign, newest first: for whoever runs the server. Raises BadInput."""
    with database.reading() as connection:
        return _read(connection, CHANGES.c.workspace == one.workspace, one.campaign)


def _read(connection: Connection, whose: ColumnElement[bool], campaign: str) -> tuple[Entry, ...]:
    own = (whose, CHANGES.c.campaign == campaign)
    query = select(CHANGES.c.number, CHANGES.c.content).where(*own).order_by(CHANGES.c.number.desc()).limit(NEWEST)
    found = [_entry(row) for row in connection.execute(query)]
    names = _names(connection, found)
    return tuple(_named(entry, names) for entry in found)


def recorded(database: Database) -> tuple[Recorded, ...]:
    """Every campaign of a database that has a record, the latest changed first: for whoever runs the server."""
    newest = (
        select(
            CHANGES.c.workspace,
            CHANGES.c.campaign,
            func.max(CHANGES.c.number).label("number"),
            func.max(CHANGES.c.at).label("last"),
        )
        .group_by(CHANGES.c.workspace, CHANGES.c.campaign)
        .subquery()
    )
    same = (CHANGES.c.workspace == newest.c.workspace, CHANGES.c.campaign == newest.c.campaign)
    query = select(CHANGES, newest.c.last).join(newest, (same[0] & same[1]) & (CHANGES.c.number == newest.c.number))
    with database.reading() as connection:
        rows = connection.execute(query.order_by(newest.c.last.desc())).all()
    return tuple(
        Recorded(row.workspace, row.campaign, _entry(row).campaign, int(row.number), moment(row.last)) for row in rows
    )


def _entry(row: Any) -> Entry:
    with validated("record of changes"):
        return Entry.model_validate_json(row.content).model_copy(update={"number": int(row.number)})


def _names(connection: Connection, found: Sequence[Entry]) -> Mapping[str, str]:
    """Names of reviewers as they stand with their decisions now, by `By.client`."""
    names = {}
    for client in {entry.by.client for entry in found if entry.by.client}:
        review, _, number = client.partition(".")
        at = (REVIEW_DECISIONS.c.review == review, REVIEW_DECISIONS.c.number == int(number))
        content = connection.execute(select(REVIEW_DECISIONS.c.content).where(*at)).scalar_one_or_none()
        if content is not None:
            names[client] = Decision.model_validate_json(content).reviewer.name
    return names


def _named(entry: Entry, names: Mapping[str, str]) -> Entry:
    if not entry.by.client:
        return entry
    by = entry.by.model_copy(update={"name": names.get(entry.by.client, "")})
    return entry.model_copy(update={"by": by})
