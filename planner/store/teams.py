"""A team: its members, their roles, and invitations to it. Owners decide; every member sees who is in it."""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, delete, func, select, update

from planner.accounts.actor import Actor, Role
from planner.problems import BadInput, Problem
from planner.store.access import Access
from planner.store.accounts import INVITED, Invitation, hashed, invitation_of
from planner.store.database import Database, insert_new
from planner.store.errors import Missing, StoreError
from planner.store.scenario import new_id, usable_name
from planner.store.tables import INVITATIONS, MEMBERS, PEOPLE, RECORDS, REVIEWS, SHELF, TEAMS, WORKINGS
from planner.store.times import micros, moment, utc_now

MOST_OPEN = 200
"""Invitations of a team that may be open at once."""
_EMAIL = re.compile(r"[^@\s,;<>\"']{1,64}@[^@\s,;<>\"'.]+(\.[^@\s,;<>\"'.]+)+")


@dataclass(frozen=True)
class Member:
    """Somebody in a team. name, email: "" = the provider gave none. joined: aware."""

    id: str
    name: str
    email: str
    role: Role
    joined: datetime

    @property
    def shown(self) -> str:
        """Name for people."""
        return self.name or self.email or "Somebody without a name"


class LastOwner(StoreError):
    """A team is never without an owner."""

    def __init__(self) -> None:
        super().__init__("A team needs an owner: please make somebody else an owner first")


class SetByProvider(StoreError):
    """Who is in the team is decided elsewhere."""

    def __init__(self) -> None:
        super().__init__("Your sign-in provider decides who is in this team; please change it there")


class TeamRoom:
    """The team of an actor with an account. Every call raises Unavailable, and Missing for who is no member."""

    def __init__(self, database: Database, actor: Actor) -> None:
        self._access = Access(database, actor)
        self._team = actor.team

    def members(self) -> tuple[Member, ...]:
        """Everybody, by role and name."""
        query = select(PEOPLE, MEMBERS.c.role, MEMBERS.c.joined).join(MEMBERS, MEMBERS.c.person == PEOPLE.c.id)
        with self._access.reading() as connection:
            rows = connection.execute(query.where(self._access.sees(MEMBERS.c.team))).all()
        found = (Member(row.id, row.name, row.email, Role(row.role), moment(row.joined)) for row in rows)
        return tuple(sorted(found, key=lambda one: (list(Role).index(one.role), one.shown.casefold(), one.id)))

    def rename(self, name: str) -> None:
        """Another name. Raises NotAllowed, BadInput, and SetByProvider."""
        with self._deciding(Role.OWNER) as connection:
            own = and_(TEAMS.c.id == self._team, self._access.sees(TEAMS.c.id, Role.OWNER))
            connection.execute(update(TEAMS).where(own).values(name=usable_name(name)))

    def set_role(self, person: str, role: Role) -> None:
        """Give a member another role. Raises NotAllowed, Missing, LastOwner and SetByProvider."""
        with self._deciding(Role.OWNER) as connection:
            at = (self._access.sees(MEMBERS.c.team, Role.OWNER), MEMBERS.c.person == person)
            if role is not Role.OWNER:
                self._keep_an_owner(connection, person)
            if connection.execute(update(MEMBERS).where(*at).values(role=role.value)).rowcount != 1:
                raise Missing("This member")

    def remove(self, person: str) -> None:
        """End somebody's membership. Raises NotAllowed, Missing, LastOwner and SetByProvider."""
        with self._deciding(Role.OWNER) as connection:
            self._keep_an_owner(connection, person)
            at = (self._access.sees(MEMBERS.c.team, Role.OWNER), MEMBERS.c.person == person)
            if connection.execute(delete(MEMBERS).where(*at)).rowcount != 1:
                raise Missing("This member")

    def leave(self) -> None:
        """End one's own membership. Raises LastOwner and SetByProvider."""
        with self._deciding(*Role) as connection:
            self._keep_an_owner(connection, self._access.actor.id)
            own = and_(self._access.sees(MEMBERS.c.team), MEMBERS.c.person == self._access.actor.id)
            connection.execute(delete(MEMBERS).where(own))

    def invite(self, email: str, role: Role, expires: datetime) -> tuple[Invitation, str]:
        """Invite whoever has this address; returns the invitation and the key of its link, which cannot be had again.

        Raises NotAllowed, SetByProvider, and BadInput for what is no address and for too many open invitations.
        """
        address, token, now = _address(email), secrets.token_urlsafe(32), utc_now()
        row: dict[str, object] = {
            "id": new_id(),
            "token": hashed(token),
            "team": self._team,
            "email": address,
            "role": role.value,
        }
        row |= {"made": micros(now), "made_by": self._access.actor.id, "expires": micros(expires)}
        with self._deciding(Role.OWNER) as connection:
            same = and_(INVITATIONS.c.team == self._team, INVITATIONS.c.ended.is_(None))
            # One open invitation for each address: the newest is the one that counts.
            connection.execute(
                update(INVITATIONS)
                .where(same, INVITATIONS.c.email == address)
                .values(ended=micros(now), outcome="withdrawn")
            )
            unexpired = and_(same, INVITATIONS.c.expires > micros(now))
            waiting = connection.execute(select(func.count()).select_from(INVITATIONS).where(unexpired)).scalar_one()
            if waiting >= MOST_OPEN:
                wrong = f"would be one of more than {MOST_OPEN} open invitations"
                raise BadInput([Problem("e-mail address", address, wrong, "another once some are answered")])
            insert_new(connection, INVITATIONS, {**row, "ended": None, "outcome": ""})
            made = connection.execute(INVITED.where(INVITATIONS.c.id == row["id"])).one()
        return invitation_of(made), token

    def invitations(self) -> tuple[Invitation, ...]:
        """Invitations that are open or expired unanswered, the latest first; none for who is no owner."""
        query = INVITED.where(self._access.sees(INVITATIONS.c.team, Role.OWNER), INVITATIONS.c.ended.is_(None))
        with self._access.reading() as connection:
            rows = connection.execute(query).all()
        return tuple(sorted(map(invitation_of, rows), key=lambda one: one.made, reverse=True))

    def withdraw(self, invitation: str) -> None:
        """End an invitation. Raises NotAllowed and Missing."""
        with self._access.writing(Role.OWNER) as connection:
            at = (self._access.sees(INVITATIONS.c.team, Role.OWNER), INVITATIONS.c.id == invitation)
            ending = update(INVITATIONS).where(*at, INVITATIONS.c.ended.is_(None))
            values = {"ended": micros(utc_now()), "outcome": "withdrawn"}
            if connection.execute(ending.values(values)).rowcount != 1:
                raise Missing("This invitation")

    def waiting_in(self, workspace: str) -> int:
        """How many scenarios a browser has kept from before there were accounts. workspace: its name, a secret."""
        local = Access(self._access.database, Actor.local(workspace))
        own = and_(local.sees(SHELF.c.workspace), SHELF.c.removed.is_(None))
        with self._access.reading() as connection:
            return int(connection.execute(select(func.count()).select_from(SHELF).where(own)).scalar_one())

    def take_in(self, workspace: str) -> int:
        """Move everything that a browser has kept into the team; returns how many scenarios came along.

        What the team has under the same key stays; the browser's is left where it was. Raises NotAllowed.
        """
        local, team = Access(self._access.database, Actor.local(workspace)), self._team
        with self._access.writing() as connection:
            there = select(SHELF.c.scenario).where(SHELF.c.workspace == team)
            moved = update(SHELF).where(local.sees(SHELF.c.workspace), SHELF.c.scenario.not_in(there))
            count = connection.execute(moved.values(workspace=team, baseline=0)).rowcount
            twin = RECORDS.alias()
            taken = select(twin.c.name).where(
                twin.c.workspace == team, twin.c.kind == RECORDS.c.kind, twin.c.name == RECORDS.c.name
            )
            records = update(RECORDS).where(local.sees(RECORDS.c.workspace), ~taken.exists())
            connection.execute(records.values(workspace=team))
            connection.execute(update(REVIEWS).where(local.sees(REVIEWS.c.workspace)).values(workspace=team))
            desk = self._access.actor.desk
            at_desk = WORKINGS.alias()
            mine = select(at_desk.c.slot).where(at_desk.c.workspace == desk)
            drafts = update(WORKINGS).where(local.sees_desk(WORKINGS.c.workspace), WORKINGS.c.slot.not_in(mine))
            connection.execute(drafts.values(workspace=desk))
        return int(count)

    @contextmanager
    def _deciding(self, *roles: Role) -> Iterator[Connection]:
        """A connection to change the members by, one after another. Raises SetByProvider, and as `writing` does."""
        with self._access.writing(*roles, alone=True) as connection:
            claimed = connection.execute(select(TEAMS.c.claimed).where(TEAMS.c.id == self._team)).scalar_one_or_none()
            if claimed is None:
                raise Missing("This team")
            if claimed:
                raise SetByProvider
            yield connection

    def _keep_an_owner(self, connection: Connection, person: str) -> None:
        owners = and_(MEMBERS.c.team == self._team, MEMBERS.c.role == Role.OWNER.value)
        others = select(func.count()).select_from(MEMBERS).where(owners, MEMBERS.c.person != person)
        is_owner = select(MEMBERS.c.person).where(owners, MEMBERS.c.person == person)
        if connection.execute(is_owner).first() and not connection.execute(others).scalar_one():
            raise LastOwner


def _address(text: str) -> str:
    """An e-mail address, in the form in which addresses are compared. Raises BadInput."""
    address = text.strip().casefold()
    if len(address) > 320 or not _EMAIL.fullmatch(address):
        raise BadInput([Problem("e-mail address", text, "is not an e-mail address", "one address, name@company.com")])
    return address
