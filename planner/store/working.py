"""What a workspace works on, kept with every step, so that a refresh or a restart brings it back.

There is one working state per workspace, with a revision: a page that shows an older one is told when it tries to
write. Opening something else sets the former state aside, from where it can be had back.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, delete, select, update

from planner.accounts.actor import CHANGING, Actor, Role
from planner.brief.brief import Brief
from planner.campaign.campaign import Campaign
from planner.campaign.history import History
from planner.campaign.record import Entry, Open
from planner.domain.roster import Frozen, Roster
from planner.outcome import Outcome, Plan
from planner.problems import validated
from planner.store import changes
from planner.store.access import Access
from planner.store.bodies import Rosters, packed, unpacked
from planner.store.database import Database, insert_new
from planner.store.errors import Changed
from planner.store.tables import WORKINGS
from planner.store.times import micros, moment, utc_now
from planner.version import MODEL_VERSION

_NOW, _BEFORE, _UNREAD = "now", "before", "unread"


class Reference(Frozen):
    """A plan that others are measured by, with the brief it was made for."""

    brief: Brief
    plan: Plan


class Opened(Frozen):
    """The scenario that is worked on, as it was when it was opened or last saved. digest: of its content then."""

    id: str
    rev: int
    name: str = ""
    digest: str = ""


class _Content(Frozen):
    schema_version: Literal[1] = 1
    model_version: str
    brief: Brief
    named: bool
    outcome: Outcome | None
    opened: Opened | None
    reference: Reference | None
    campaign: str = ""
    about: Campaign = Campaign()
    history: History = History()
    open: tuple[Open, ...] = ()


_KEPT = tuple(_Content.model_fields.keys() - {"schema_version", "model_version"})
"""What a working state and its content call alike."""


@dataclass(frozen=True)
class Draft:
    """A working state.

    named: planned on the roster; False = on the benchmarks, the roster waits.
    outcome: the answer to exactly this brief, None when there is none yet or another model made it.
    campaign: id under which what creators answered is kept, whatever the campaign is called; "" in older states.
    about: what is known of the campaign beside its brief. history: what was changed, to be undone.
    open: changes that are not in the record of the campaign yet, since their plan is not known.
    rev: 0 before it was kept. changed: when it was last kept, aware, UTC.
    """

    brief: Brief
    roster: Roster = field(compare=False, repr=False)
    named: bool = True
    outcome: Outcome | None = None
    opened: Opened | None = None
    reference: Reference | None = None
    campaign: str = ""
    about: Campaign = field(default_factory=Campaign)
    history: History = field(default_factory=History)
    open: tuple[Open, ...] = ()
    rev: int = 0
    changed: datetime | None = None


class Drafts:
    """The unsaved work of one person, viewers included: nobody else of the team sees it.

    Every call raises Unavailable when the database cannot be used just now.
    """

    def __init__(self, database: Database, rosters: Rosters, actor: Actor) -> None:
        self._access = Access(database, actor)
        self._rosters = rosters

    def load(self) -> Draft | None:
        """The state, None when there is none. Raises BadInput when this planner cannot read it; it stays as it is."""
        return self._load(_NOW)

    def former(self) -> Draft | None:
        """What was set aside when something else was opened. Raises BadInput."""
        return self._load(_BEFORE)

    def rev(self) -> int:
        """Revision of the state, 0 when there is none."""
        with self._access.reading() as connection:
            return self._rev(connection)

    def save(self, working: Draft, set_aside: bool = False, entries: Sequence[Entry] = ()) -> Draft:
        """Keep it over revision `working.rev`; returns it with its new revision and time.

        set_aside: the state that is replaced can be had back as `former`. entries: for the record of its campaign,
        oldest first; they are kept together with the state or not at all. A viewer's are not: what they try out is
        nobody's change. Raises Changed when another revision is
        there; a state that has gone altogether is written anew.
        """
        now = utc_now()
        kept = replace(working, rev=working.rev + 1, changed=now)
        values = {"rev": kept.rev, "changed": micros(now), "body": packed(_content(kept).model_dump_json())}
        with self._access.writing(*Role) as connection:
            values["roster"] = self._rosters.keep(connection, working.roster)
            if set_aside:
                self._copy(connection, _NOW, _BEFORE)
            seen = (*self._at(_NOW), WORKINGS.c.rev == working.rev)
            if connection.execute(update(WORKINGS).where(*seen).values(values)).rowcount != 1:
                row = {"workspace": self._access.actor.desk, "slot": _NOW, **values}
                if not insert_new(connection, WORKINGS, row):
                    raise Changed("The work of this browser", self._rev(connection))
            if entries and self._access.may(connection, *CHANGING):
                changes.append(connection, (self._access.actor.team, working.campaign), entries)
        return kept

    def set_aside(self, working: Draft) -> None:
        """Have a state that is not the one kept as `former`, in place of what was set aside before."""
        row = {"workspace": self._access.actor.desk, "slot": _BEFORE, "rev": working.rev, "changed": micros(utc_now())}
        row["body"] = packed(_content(working).model_dump_json())
        with self._access.writing(*Role) as connection:
            row["roster"] = self._rosters.keep(connection, working.roster)
            connection.execute(delete(WORKINGS).where(*self._at(_BEFORE)))
            insert_new(connection, WORKINGS, row)

    def put_by(self) -> None:
        """Take a state that cannot be read out of the way, and keep it."""
        with self._access.writing(*Role) as connection:
            self._copy(connection, _NOW, _UNREAD)
            connection.execute(delete(WORKINGS).where(*self._at(_NOW)))

    def _at(self, slot: str) -> tuple[Any, ...]:
        return (self._access.sees_desk(WORKINGS.c.workspace), WORKINGS.c.slot == slot)

    def _rev(self, connection: Connection) -> int:
        return int(connection.execute(select(WORKINGS.c.rev).where(*self._at(_NOW))).scalar() or 0)

    def _load(self, slot: str) -> Draft | None:
        with self._access.reading() as connection:
            row = connection.execute(select(WORKINGS).where(*self._at(slot))).one_or_none()
            return None if row is None else self._working(connection, row)

    def _working(self, connection: Connection, row: Row[Any]) -> Draft:
        with validated():
            content = _Content.model_validate(unpacked(row.body, "working state"))
        if content.model_version != MODEL_VERSION:
            content = content.model_copy(update={"outcome": None})
        roster = self._rosters.read(connection, row.roster)
        kept = {name: getattr(content, name) for name in _KEPT}
        return Draft(roster=roster, rev=int(row.rev), changed=moment(row.changed), **kept)

    def _copy(self, connection: Connection, source: str, target: str) -> None:
        row = connection.execute(select(WORKINGS).where(*self._at(source))).one_or_none()
        connection.execute(delete(WORKINGS).where(*self._at(target)))
        if row is not None:
            insert_new(connection, WORKINGS, {**row._mapping, "slot": target})


def _content(working: Draft) -> _Content:
    return _Content(model_version=MODEL_VERSION, **{name: getattr(working, name) for name in _KEPT})
