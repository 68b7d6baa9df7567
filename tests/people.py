"""People with accounts and their teams, for tests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from planner.accounts.actor import Actor, Role
from planner.accounts.identity import Identity, identity_of
from planner.accounts.settings import AccountSettings
from planner.store import tables
from planner.store.accounts import Accounts
from planner.store.database import Database
from planner.store.teams import TeamRoom
from planner.store.times import utc_now

ISSUER = "http://provider.test"


def claims(name: str, **more: object) -> dict[str, object]:
    """Claims of an ID token of somebody who signed in just now."""
    now = int(utc_now().timestamp())
    email = f"{name.lower()}@lumen.test"
    plain = {"iss": ISSUER, "sub": name.lower(), "name": name, "email": email, "email_verified": True}
    return {**plain, "iat": now, "exp": now + 3600, **more}


def person(name: str, role: Role | None = None) -> Identity:
    """Somebody who signed in. role: in the team that the provider fills."""
    settings = AccountSettings()
    if role is not None:
        settings = AccountSettings(team="Lumen", role_claim="role", roles={one.value: one for one in Role})
    return identity_of(claims(name, role=role), settings, utc_now())


def founder(database: Database, name: str, team: str) -> Actor:
    """Somebody with a new team of their own."""
    accounts = Accounts(database, person(name))
    accounts.enter()
    accounts.start_team(team)
    return acting(database, name)


def acting(database: Database, name: str, team: str = "") -> Actor:
    """Who somebody is in the team of that name, or in the one that they have."""
    accounts = Accounts(database, person(name))
    (one,) = (one for one in accounts.teams() if team in ("", one.name))
    return accounts.actor(one)


def member(database: Database, owner: Actor, name: str, role: Role) -> Actor:
    """Somebody whom an owner has invited, and who has come."""
    accounts = Accounts(database, person(name))
    accounts.enter()
    _, key = TeamRoom(database, owner).invite(f"{name}@lumen.test", role, utc_now() + timedelta(days=7))
    team = accounts.accept(key)
    return accounts.actor(next(one for one in accounts.teams() if one.team == team))


Content = dict[tables.Table, list[Mapping[str, Any]]]


def rows(database: Database) -> set[str]:
    """Every row of the database."""
    return {f"{table.name} {tuple(row.values())}" for table, found in content(database).items() for row in found}


def content(database: Database) -> Content:
    """The same by table, those first to which others refer."""
    with database.reading() as connection:
        return {
            table: [row._mapping for row in connection.execute(select(table))]
            for table in (value for value in vars(tables).values() if isinstance(value, tables.Table))
        }


def put_back(database: Database, was: Content) -> None:
    """Have these rows in an empty database."""
    with database.writing() as connection:
        for table, found in was.items():
            if found:
                connection.execute(table.insert(), [dict(row) for row in found])
