"""People with an account, and what they may do before any team is chosen: see their teams, start one, be invited."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, func, or_, select, update

from planner.accounts.actor import Actor, Role
from planner.accounts.identity import Identity
from planner.store.database import Database, insert_new
from planner.store.errors import StoreError
from planner.store.scenario import new_id, usable_name
from planner.store.tables import INVITATIONS, MEMBERS, PEOPLE, TEAMS
from planner.store.times import micros, moment, utc_now

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Membership:
    """A team, and one's role in it. claimed: the sign-in provider decides who is in it."""

    team: str
    name: str
    role: Role
    claimed: bool


@dataclass(frozen=True)
class Invitation:
    """An invitation as both sides see it.

    made_by: name of who invites, "" = they have none. outcome: "accepted", "declined", "withdrawn", "" = still open
    unless `expires` has passed. made, expires: aware.
    """

    id: str
    team: str
    email: str
    role: Role
    made: datetime
    made_by: str
    expires: datetime
    outcome: str


class WrongAddress(StoreError):
    """The invitation is for another e-mail address."""

    def __init__(self, invited: str, held: str) -> None:
        signed_in = f"you’re signed in as {held}" if held else "your sign-in provider gave us no address for you"
        super().__init__(f"This invitation is for {invited}, and {signed_in}")


class InvitationClosed(StoreError):
    """The invitation opens nothing (any more)."""

    def __init__(self) -> None:
        super().__init__("This invitation has ended or was answered already; please ask for a new one")


class Accounts:
    """What one signed-in person may do about themselves. Every call raises Unavailable, as everywhere."""

    def __init__(self, database: Database, person: Identity, clock: Clock = utc_now) -> None:
        self._database = database
        self._person = person
        self._clock = clock

    def enter(self, claimed: str = "") -> None:
        """Note who they are; with a team that the provider fills, join it in the role that it gives, or leave it.

        claimed: name of that team, "" = there is none.
        """
        person = self._person
        seen = {"name": person.name, "email": person.email, "seen": micros(self._clock())}
        with self._database.writing() as connection:
            if not insert_new(connection, PEOPLE, {"id": person.id, **seen}):
                connection.execute(update(PEOPLE).where(PEOPLE.c.id == person.id).values(seen))
            connection.execute(delete(MEMBERS).where(self._elsewhere_claimed(claimed)))
            if claimed and person.role is not None:
                team = claimed_team(claimed)
                row = {"id": team, "name": usable_name(claimed), "created": micros(self._clock()), "claimed": 1}
                insert_new(connection, TEAMS, row)
                self._join(connection, team, person.role)
                held = and_(MEMBERS.c.team == team, MEMBERS.c.person == person.id)
                connection.execute(update(MEMBERS).where(held).values(role=person.role.value))

    def teams(self) -> tuple[Membership, ...]:
        """The teams they are in, by name."""
        query = select(TEAMS, MEMBERS.c.role).join(MEMBERS, MEMBERS.c.team == TEAMS.c.id)
        with self._database.reading() as connection:
            rows = connection.execute(query.where(MEMBERS.c.person == self._person.id)).all()
        found = (Membership(row.id, row.name, Role(row.role), bool(row.claimed)) for row in rows)
        return tuple(sorted(found, key=lambda one: (one.name.casefold(), one.team)))

    def actor(self, membership: Membership) -> Actor:
        """Who they are in one of their teams."""
        person = self._person
        return Actor(membership.team, person.id, person.name, person.email, membership.role)

    def start_team(self, name: str) -> str:
        """A new team with them as its owner; returns its id. Raises BadInput for the name."""
        team, now = new_id(), micros(self._clock())
        with self._database.writing() as connection:
            row = {"id": team, "name": usable_name(name), "created": now, "claimed": 0}
            insert_new(connection, TEAMS, row)
            self._join(connection, team, Role.OWNER)
        return team

    def invited(self) -> tuple[Invitation, ...]:
        """Open invitations to an address that the provider vouches for, the latest first."""
        with self._database.reading() as connection:
            rows = connection.execute(INVITED.where(self._mine(), self._open())).all()
        return tuple(sorted(map(invitation_of, rows), key=lambda one: one.made, reverse=True))

    def invitation(self, key: str) -> Invitation:
        """What one is invited to. key: of a link, or the id of one of `invited`.

        Raises InvitationClosed and WrongAddress.
        """
        with self._database.reading() as connection:
            return invitation_of(self._found(connection, key))

    def accept(self, key: str) -> str:
        """Join the team; returns its id. Who is in it already keeps their role. Raises as `invitation` does."""
        with self._database.writing() as connection:
            row = self._found(connection, key)
            self._end(connection, row, "accepted")
            self._join(connection, row.team, Role(row.role))
            return str(row.team)

    def decline(self, key: str) -> None:
        """End the invitation. Raises as `invitation` does."""
        with self._database.writing() as connection:
            self._end(connection, self._found(connection, key), "declined")

    def _join(self, connection: Connection, team: str, role: Role) -> None:
        row = {"team": team, "person": self._person.id, "role": role.value, "joined": micros(self._clock())}
        insert_new(connection, MEMBERS, row)

    def _elsewhere_claimed(self, claimed: str) -> ColumnElement[bool]:
        """Own memberships of teams that the provider fills, without the one that it gives now."""
        given = claimed_team(claimed) if claimed and self._person.role is not None else ""
        filled = select(TEAMS.c.id).where(TEAMS.c.claimed == 1, TEAMS.c.id != given)
        return and_(MEMBERS.c.person == self._person.id, MEMBERS.c.team.in_(filled))

    def _mine(self) -> ColumnElement[bool]:
        # Without the provider's word, anybody could claim anybody's address: those need the link.
        email = self._person.email if self._person.verified else ""
        return and_(INVITATIONS.c.email == email, INVITATIONS.c.email != "")

    def _open(self) -> ColumnElement[bool]:
        return and_(INVITATIONS.c.ended.is_(None), INVITATIONS.c.expires > micros(self._clock()))

    def _found(self, connection: Connection, key: str) -> Row[Any]:
        by_key = or_(INVITATIONS.c.token == hashed(key), and_(INVITATIONS.c.id == key, self._mine()))
        row = connection.execute(INVITED.where(by_key, self._open())).one_or_none()
        if row is None:
            raise InvitationClosed
        if row.email != self._person.email:
            raise WrongAddress(row.email, self._person.email)
        return row

    def _end(self, connection: Connection, row: Row[Any], outcome: str) -> None:
        ending = update(INVITATIONS).where(INVITATIONS.c.id == row.id, INVITATIONS.c.ended.is_(None))
        values = {"ended": micros(self._clock()), "outcome": outcome}
        if connection.execute(ending.values(values)).rowcount != 1:
            raise InvitationClosed


def claimed_team(name: str) -> str:
    """Id of the team of this name that the provider fills."""
    return hashlib.sha256(f"claimed\n{usable_name(name)}".encode()).hexdigest()


def hashed(token: str) -> str:
    """What is kept of the key of a link."""
    return hashlib.sha256(token.encode()).hexdigest()


INVITED = (
    select(INVITATIONS, TEAMS.c.name.label("team_name"), func.coalesce(PEOPLE.c.name, "").label("host"))
    .join(TEAMS, TEAMS.c.id == INVITATIONS.c.team)
    .join(PEOPLE, PEOPLE.c.id == INVITATIONS.c.made_by, isouter=True)
)


def invitation_of(row: Row[Any]) -> Invitation:
    """A row of `INVITED`."""
    return Invitation(
        id=row.id,
        team=row.team_name,
        email=row.email,
        role=Role(row.role),
        made=moment(row.made),
        made_by=row.host,
        expires=moment(row.expires),
        outcome=row.outcome,
    )
