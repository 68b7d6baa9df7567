"""The scenarios of a workspace.

A scenario may stand on the shelves of several workspaces: its link puts it there, for looking at or for working on it
together. Only what stands on one's own shelf can be named at all. Removing takes it off the own shelf; it is gone for
good when no shelf has had it for thirty days. Every change of its content names the revision that was seen.
"""

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, delete, or_, select, text, update

from planner.accounts.actor import CHANGING, Actor
from planner.brief.brief import Brief
from planner.outcome import Plan
from planner.store.access import Access
from planner.store.bodies import Rosters, drop_unused_rosters, outcome_body, outcome_of
from planner.store.database import Database, insert_new
from planner.store.errors import Changed, Missing, StoreError
from planner.store.scenario import Scenario, new_id, usable_name
from planner.store.tables import INVITATIONS, REVIEWS, SCENARIOS, SHELF, TEAMS, WORKINGS
from planner.store.times import micros, moment, utc_now

UNDO = timedelta(days=30)
"""How long a removed scenario can be had back."""
FORGOTTEN = timedelta(days=500)
"""A workspace's cookie lasts 400 days from the last visit."""


@dataclass(frozen=True)
class Place:
    """Where a scenario stands on one's own shelf: the client's name, the campaign's, and the id of its data.

    Empty names are "no client" and "no campaign". Everybody who has a shared scenario files it as they like.
    """

    client: str = ""
    campaign: str = ""
    campaign_id: str = ""


@dataclass(frozen=True)
class Line:
    """A scenario in a list, without its content.

    kind: "plan", "refusal", "undecided", or "" when nothing was asked yet. creators, cost_cents and unique_reach are
    those of a plan, else 0. may_save: False when it came by a link for looking at. shared: somebody may have a link.
    """

    id: str
    name: str
    rev: int
    changed: datetime
    baseline: bool
    may_save: bool
    shared: bool
    kind: str
    currency: str
    creators: int
    cost_cents: int
    unique_reach: float
    place: Place = Place()


@dataclass(frozen=True)
class Links:
    """Unguessable keys that put a scenario on somebody's shelf: for looking at, and for working on it together."""

    view: str
    edit: str


class ViewOnly(StoreError):
    """It may be looked at, and copied, but not changed."""

    def __init__(self) -> None:
        super().__init__("This scenario came by a link for looking at")


class Scenarios:
    """What stands on one workspace's shelf. Every call raises Unavailable when the database cannot be used just now."""

    def __init__(self, database: Database, rosters: Rosters, actor: Actor) -> None:
        self._access = Access(database, actor)
        self._rosters = rosters

    def all(self, removed: bool = False) -> tuple[Line, ...]:
        """The shelf, baseline first and then the latest changed; or what was removed from it lately."""
        with self._access.reading() as connection:
            rows = connection.execute(_LISTED.where(*self._own(removed))).all()
        lines = [_line(row) for row in rows]
        return tuple(sorted(lines, key=lambda line: (not line.baseline, -micros(line.changed), line.id)))

    def open(self, scenario: str) -> Scenario:
        """With its content. Raises Missing, and BadInput when this planner cannot read it."""
        with self._access.reading() as connection:
            return self._read(connection, scenario)

    def add(self, scenario: Scenario, baseline: bool = False, place: Place | None = None) -> Scenario:
        """Put a new one on the shelf, under a new id and as revision 1; returns it as it is kept.

        place: client and campaign that it is filed under; None = neither.
        """
        now = utc_now()
        kept = replace(scenario, id=new_id(), rev=1, created=now, changed=now, baseline=baseline)
        with self._access.writing() as connection:
            row = {"id": kept.id, "created": micros(now), **self._content(connection, kept)}
            insert_new(connection, SCENARIOS, row)
            self._shelve(connection, kept.id, may_save=True, place=place or Place())
            if baseline:
                self._mark(connection, kept.id)
        return kept

    def save(self, scenario: Scenario) -> Scenario:
        """Replace the content over revision `scenario.rev`. Raises Changed, Missing or ViewOnly."""
        now = utc_now()
        kept = replace(scenario, rev=scenario.rev + 1, changed=now)
        with self._access.writing() as connection:
            self._write(connection, scenario.id, scenario.rev, self._content(connection, kept))
        return kept

    def rename(self, scenario: str, name: str, rev: int) -> int:
        """Another name for revision `rev`; returns the new revision. Raises as `save`, and BadInput for the name."""
        values = {"name": usable_name(name), "rev": rev + 1, "changed": micros(utc_now())}
        with self._access.writing() as connection:
            self._write(connection, scenario, rev, values)
        return rev + 1

    def duplicate(self, scenario: str, name: str) -> Scenario:
        """A copy of one's own, under a new id and filed beside it. Raises Missing, and BadInput for the name."""
        place = next((line.place for line in self.all() if line.id == scenario), None)
        return self.add(replace(self.open(scenario), name=usable_name(name)), place=place)

    def remove(self, scenario: str) -> None:
        """Take it off the shelf. Raises Missing."""
        self._put_away(scenario, micros(utc_now()))

    def restore(self, scenario: str) -> None:
        """Put it back. Raises Missing when it was never there or is gone for good."""
        self._put_away(scenario, None)

    def set_baseline(self, scenario: str | None) -> None:
        """Compare the others with this one, or with none. Raises Missing."""
        with self._access.writing() as connection:
            if scenario is not None:
                self._shelved(connection, scenario)
            self._mark(connection, scenario)

    def links(self, scenario: str) -> Links | None:
        """The keys that were made, None when there are none. Raises Missing, and ViewOnly to who may only look."""
        with self._access.reading() as connection:
            return self._links(connection, scenario)

    def share(self, scenario: str) -> Links:
        """Make the keys, or give those that are there. Raises Missing and ViewOnly."""
        made = Links(secrets.token_urlsafe(24), secrets.token_urlsafe(24))
        values = {"view_link": made.view, "edit_link": made.edit}
        with self._access.writing() as connection:
            unshared = and_(self._changeable(scenario), SCENARIOS.c.view_link.is_(None))
            connection.execute(update(SCENARIOS).where(unshared).values(values))
            return self._links(connection, scenario) or made

    def unshare(self, scenario: str) -> None:
        """Make the keys useless; whoever has used one keeps it on their shelf. Raises Missing and ViewOnly."""
        values = {"view_link": None, "edit_link": None}
        with self._access.writing() as connection:
            self._links(connection, scenario)
            connection.execute(update(SCENARIOS).where(self._changeable(scenario)).values(values))

    def follow(self, key: str) -> Scenario:
        """Open what a key names, and put it on the shelf of a workspace without an account.

        A team's campaigns are opened by its members alone, whoever has the link: those who should see one without
        being in the team get a page for clients. Raises Missing when the key opens nothing (any more).
        """
        fits = or_(SCENARIOS.c.view_link == key, SCENARIOS.c.edit_link == key)
        has_account = self._access.actor.has_account
        with self._access.reading() if has_account else self._access.writing() as connection:
            query = select(SCENARIOS.c.id, SCENARIOS.c.edit_link).where(fits, self._followable())
            found = connection.execute(query).one_or_none()
            if found is None:
                raise Missing("What this link names")
            if not has_account:
                self._shelve(connection, found.id, may_save=found.edit_link == key)
            return self._read(connection, found.id)

    def _followable(self) -> ColumnElement[bool]:
        if self._access.actor.has_account:
            return SCENARIOS.c.id.in_(select(SHELF.c.scenario).where(*self._own()))
        of_teams = select(SHELF.c.scenario).join(TEAMS, TEAMS.c.id == SHELF.c.workspace)
        return SCENARIOS.c.id.not_in(of_teams)

    def _changeable(self, scenario: str) -> ColumnElement[bool]:
        """The scenario, while the actor may change it."""
        own = (*self._own(), SHELF.c.may_save == 1, self._access.sees(SHELF.c.workspace, *CHANGING))
        return and_(SCENARIOS.c.id == scenario, SCENARIOS.c.id.in_(select(SHELF.c.scenario).where(*own)))

    def _links(self, connection: Connection, scenario: str) -> Links | None:
        if not self._shelved(connection, scenario).may_save:
            raise ViewOnly
        query = select(SCENARIOS.c.view_link, SCENARIOS.c.edit_link).where(self._changeable(scenario))
        row = connection.execute(query).one_or_none()
        return None if row is None or row.view_link is None else Links(row.view_link, row.edit_link)

    def _own(self, removed: bool = False) -> tuple[Any, ...]:
        gone = SHELF.c.removed.is_not(None) if removed else SHELF.c.removed.is_(None)
        return (self._access.sees(SHELF.c.workspace), gone)

    def _shelved(self, connection: Connection, scenario: str) -> Row[Any]:
        query = select(SHELF).where(*self._own(), SHELF.c.scenario == scenario)
        row = connection.execute(query).one_or_none()
        if row is None:
            raise Missing("This scenario")
        return row

    def _read(self, connection: Connection, scenario: str) -> Scenario:
        query = select(SCENARIOS, SHELF.c.baseline).join(SHELF, SHELF.c.scenario == SCENARIOS.c.id)
        row = connection.execute(query.where(*self._own(), SCENARIOS.c.id == scenario)).one_or_none()
        if row is None:
            raise Missing("This scenario")
        roster = None if row.roster is None else self._rosters.read(connection, row.roster)
        return Scenario(
            id=row.id,
            name=row.name,
            brief=Brief.read(row.brief),
            outcome=outcome_of(row.outcome),
            roster=roster,
            roster_fingerprint="" if roster is None else roster.fingerprint,
            created=moment(row.created),
            changed=moment(row.changed),
            rev=int(row.rev),
            baseline=bool(row.baseline),
            assumptions_version=row.assumptions_version,
            model_version=row.model_version,
        )

    def _write(self, connection: Connection, scenario: str, rev: int, values: Mapping[str, Any]) -> None:
        if not self._shelved(connection, scenario).may_save:
            raise ViewOnly
        seen = and_(self._changeable(scenario), SCENARIOS.c.rev == rev)
        if connection.execute(update(SCENARIOS).where(seen).values(values)).rowcount != 1:
            query = select(SCENARIOS.c.rev).where(SCENARIOS.c.id == scenario)
            raise Changed("This scenario", int(connection.execute(query).scalar() or 0))

    def _content(self, connection: Connection, kept: Scenario) -> dict[str, Any]:
        totals = kept.outcome.totals if isinstance(kept.outcome, Plan) else None
        return {
            "rev": kept.rev,
            "name": kept.name,
            "changed": micros(kept.changed),
            "model_version": kept.model_version,
            "assumptions_version": kept.assumptions_version,
            "brief": kept.brief.model_dump_json(),
            "outcome": outcome_body(kept.outcome),
            "roster": None if kept.roster is None else self._rosters.keep(connection, kept.roster),
            "currency": kept.brief.currency,
            "kind": "" if kept.outcome is None else kept.outcome.kind,
            "creators": 0 if totals is None else totals.creators,
            "cost_cents": 0 if totals is None else totals.cost_cents,
            "unique_reach": 0.0 if totals is None else totals.unique_reach,
        }

    def _shelve(self, connection: Connection, scenario: str, may_save: bool, place: Place = Place()) -> None:
        row = {"workspace": self._access.actor.team, "scenario": scenario, "added": micros(utc_now())}
        row |= {"may_save": int(may_save), "baseline": 0, "removed": None, **asdict(place)}
        if not insert_new(connection, SHELF, row):
            # Who may save it already does not lose that by following a link for looking at.
            kept = {"removed": None, **({"may_save": 1} if may_save else {})}
            own = and_(self._access.sees(SHELF.c.workspace), SHELF.c.scenario == scenario)
            connection.execute(update(SHELF).where(own).values(kept))

    def _mark(self, connection: Connection, scenario: str | None) -> None:
        own = self._access.sees(SHELF.c.workspace)
        connection.execute(update(SHELF).where(own, SHELF.c.baseline == 1).values(baseline=0))
        if scenario is not None:
            connection.execute(update(SHELF).where(own, SHELF.c.scenario == scenario).values(baseline=1))

    def _put_away(self, scenario: str, when: int | None) -> None:
        own = and_(self._access.sees(SHELF.c.workspace), SHELF.c.scenario == scenario)
        with self._access.writing() as connection:
            if connection.execute(update(SHELF).where(own).values(removed=when)).rowcount != 1:
                raise Missing("This scenario")


_SHOWN = "id name rev changed view_link kind currency creators cost_cents unique_reach".split()
_FILED = "baseline may_save client campaign campaign_id".split()
_LISTED: Select[Any] = select(*(SCENARIOS.c[name] for name in _SHOWN), *(SHELF.c[name] for name in _FILED)).join(
    SHELF, SHELF.c.scenario == SCENARIOS.c.id
)


def _line(row: Row[Any]) -> Line:
    return Line(
        id=row.id,
        name=row.name,
        rev=int(row.rev),
        changed=moment(row.changed),
        baseline=bool(row.baseline),
        may_save=bool(row.may_save),
        shared=row.view_link is not None,
        kind=row.kind,
        currency=row.currency,
        creators=int(row.creators),
        cost_cents=int(row.cost_cents),
        unique_reach=float(row.unique_reach),
        place=Place(row.client, row.campaign, row.campaign_id),
    )


def tidy(database: Database, now: datetime) -> None:
    """Remove for good what nobody can come back to any more. Raises Unavailable.

    That is: scenarios that no shelf has had for thirty days, working states whose browser has long forgotten its
    workspace, review links that ended as long ago, with their decisions, and rosters that nothing names.
    """
    long_ago = micros(now - UNDO)
    with database.writing() as connection:
        if not database.is_sqlite:
            connection.execute(
                text("LOCK TABLE rosters, scenarios, shelf, workings, reviews, review_versions IN EXCLUSIVE MODE")
            )
        connection.execute(delete(SHELF).where(SHELF.c.removed.is_not(None), SHELF.c.removed < long_ago))
        connection.execute(delete(SCENARIOS).where(SCENARIOS.c.id.not_in(select(SHELF.c.scenario))))
        forgotten = micros(now - FORGOTTEN)
        connection.execute(delete(WORKINGS).where(WORKINGS.c.changed < forgotten))
        connection.execute(delete(REVIEWS).where(or_(REVIEWS.c.expires < forgotten, REVIEWS.c.ended < forgotten)))
        connection.execute(delete(INVITATIONS).where(INVITATIONS.c.expires < forgotten))
        drop_unused_rosters(connection)
