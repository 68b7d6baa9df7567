"""Access of an actor to the rows of their team: what every statement of the store is limited by.

With an account, a row is visible only while the database lists the person as a member of the row's team, and a
transaction that writes begins by holding that membership to a role that may. Without one, a workspace opens only rows
that no team owns, whatever name it goes by.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, literal, select

from planner.accounts.actor import CHANGING, Actor, Role
from planner.store.database import Database
from planner.store.errors import Missing, StoreError
from planner.store.tables import MEMBERS, TEAMS


class NotAllowed(StoreError):
    """A member asked for what their role does not include. The text is a sentence without a full stop."""

    def __init__(self, role: Role, wanted: tuple[Role, ...] = CHANGING) -> None:
        may = " and ".join(f"{one}s" for one in wanted)
        super().__init__(f"You are {_ARTICLES[role]} {role} of this team; {may} can do this")
        self.role = role


_ARTICLES = {Role.OWNER: "an", Role.EDITOR: "an", Role.VIEWER: "a"}


class Access:
    """Transactions of one actor. Safe to share between threads."""

    def __init__(self, database: Database, actor: Actor) -> None:
        self.database = database
        self.actor = actor

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection to read by; what it may see is up to `sees`. Raises Unavailable."""
        with self.database.reading() as connection:
            yield connection

    @contextmanager
    def writing(self, *roles: Role, alone: bool = False) -> Iterator[Connection]:
        """A connection to write by, for members in one of `roles`; none given = those who change campaigns.

        alone: nobody else of the team writes until it ends, as who changes roles must have it.
        Raises Missing for who is no member, NotAllowed for another role, and Unavailable.
        """
        wanted = roles or CHANGING
        with self.database.writing() as connection:
            role = self._role(connection, alone)
            if role not in wanted:
                raise NotAllowed(role, wanted)
            yield connection

    def sees(self, workspace: ColumnElement[Any], *roles: Role) -> ColumnElement[bool]:
        """The condition on a row's workspace: the actor's team, of which the actor is a member now, in one of `roles`.

        No roles = any.
        """
        return and_(workspace == self.actor.team, self._belongs(*roles))

    def sees_desk(self, workspace: ColumnElement[Any]) -> ColumnElement[bool]:
        """The same for unsaved work, which is each member's own."""
        return and_(workspace == self.actor.desk, self._belongs())

    def may(self, connection: Connection, *roles: Role) -> bool:
        """Whether the actor is in one of these roles now."""
        return connection.execute(select(literal(1)).where(self._belongs(*roles))).first() is not None

    def _belongs(self, *roles: Role) -> ColumnElement[bool]:
        if self.actor.has_account:
            limits = (MEMBERS.c.role.in_(roles),) if roles else ()
            return select(MEMBERS.c.team).where(self._membership(), *limits).exists()
        return ~select(TEAMS.c.id).where(TEAMS.c.id == self.actor.team).exists()

    def _membership(self) -> ColumnElement[bool]:
        return and_(MEMBERS.c.team == self.actor.team, MEMBERS.c.person == self.actor.id)

    def _role(self, connection: Connection, alone: bool) -> Role:
        """The role now. On PostgreSQL nobody changes it until the caller's transaction ends, since the team is held."""
        team = select(TEAMS.c.id).where(TEAMS.c.id == self.actor.team)
        owned = connection.execute(team.with_for_update(read=not alone)).first() is not None
        role = None if owned else Role.OWNER
        if self.actor.has_account:
            role = connection.execute(select(MEMBERS.c.role).where(self._membership())).scalar_one_or_none()
        if role is None:
            raise Missing("This team")
        return Role(role)
