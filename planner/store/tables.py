"""The tables as statements name them. How they came to be is in `migrations.py`, which has the last word."""

from typing import Any

from sqlalchemy import BigInteger, Column, Float, LargeBinary, MetaData, SmallInteger, String, Table, Text
from sqlalchemy.types import TypeEngine

_ALL = MetaData()


def _table(named: str, key: str, /, **columns: type[TypeEngine[Any]]) -> Table:
    """A table. key: names of its key's columns, all text."""
    keys = [Column(part, String, primary_key=True) for part in key.split()]
    return Table(named, _ALL, *keys, *(Column(column, kind) for column, kind in columns.items()))


RECORDS = _table("records", "workspace kind name", rev=BigInteger, changed=BigInteger, content=Text)
ROSTERS = _table("rosters", "digest", body=LargeBinary)
REVIEWS = _table(
    "reviews",
    "id",
    token=String,
    workspace=String,
    campaign=String,
    name=String,
    created=BigInteger,
    expires=BigInteger,
    ended=BigInteger,
    options=Text,
    brand=Text,
    seen=BigInteger,
)
CHANGES = Table(
    "changes",
    _ALL,
    Column("workspace", String, primary_key=True),
    Column("campaign", String, primary_key=True),
    Column("number", BigInteger, primary_key=True),
    Column("at", BigInteger),
    Column("content", Text),
)
REVIEW_VERSIONS = Table(
    "review_versions",
    _ALL,
    Column("review", String, primary_key=True),
    Column("number", BigInteger, primary_key=True),
    Column("made", BigInteger),
    Column("snapshot", LargeBinary),
    Column("terms", LargeBinary),
    Column("brief", Text),
    Column("outcome", LargeBinary),
    Column("roster", String),
)
REVIEW_DECISIONS = Table(
    "review_decisions",
    _ALL,
    Column("review", String, primary_key=True),
    Column("number", BigInteger, primary_key=True),
    Column("made", BigInteger),
    Column("content", Text),
)
SCENARIOS = _table(
    "scenarios",
    "id",
    rev=BigInteger,
    name=String,
    created=BigInteger,
    changed=BigInteger,
    model_version=String,
    assumptions_version=String,
    brief=Text,
    outcome=LargeBinary,
    roster=String,
    currency=String,
    kind=String,
    creators=BigInteger,
    cost_cents=BigInteger,
    unique_reach=Float,
    view_link=String,
    edit_link=String,
)
SHELF = _table(
    "shelf",
    "workspace scenario",
    added=BigInteger,
    may_save=SmallInteger,
    baseline=SmallInteger,
    removed=BigInteger,
    client=String,
    campaign=String,
    campaign_id=String,
)
WORKINGS = _table("workings", "workspace slot", rev=BigInteger, changed=BigInteger, body=LargeBinary, roster=String)
PEOPLE = _table("people", "id", name=String, email=String, seen=BigInteger)
TEAMS = _table("teams", "id", name=String, created=BigInteger, claimed=SmallInteger)
MEMBERS = _table("members", "team person", role=String, joined=BigInteger)
INVITATIONS = _table(
    "invitations",
    "id",
    token=String,
    team=String,
    email=String,
    role=String,
    made=BigInteger,
    made_by=String,
    expires=BigInteger,
    ended=BigInteger,
    outcome=String,
)
