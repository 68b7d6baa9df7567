"""The tables as statements name them. How they came to be is in `migrations.py`, which has the last word."""

from sqlalchemy import BigInteger, Column, Float, LargeBinary, MetaData, SmallInteger, String, Table, Text

_ALL = MetaData()
RECORDS = Table(
    "records",
    _ALL,
    Column("workspace", String, primary_key=True),
    Column("kind", String, primary_key=True),
    Column("name", String, primary_key=True),
    Column("rev", BigInteger),
    Column("changed", BigInteger),
    Column("content", Text),
)
ROSTERS = Table("rosters", _ALL, Column("digest", String, primary_key=True), Column("body", LargeBinary))
SCENARIOS = Table(
    "scenarios",
    _ALL,
    Column("id", String, primary_key=True),
    Column("rev", BigInteger),
    Column("name", String),
    Column("created", BigInteger),
    Column("changed", BigInteger),
    Column("model_version", String),
    Column("assumptions_version", String),
    Column("brief", Text),
    Column("outcome", LargeBinary),
    Column("roster", String),
    Column("currency", String),
    Column("kind", String),
    Column("creators", BigInteger),
    Column("cost_cents", BigInteger),
    Column("unique_reach", Float),
    Column("view_link", String),
    Column("edit_link", String),
)
SHELF = Table(
    "shelf",
    _ALL,
    Column("workspace", String, primary_key=True),
    Column("scenario", String, primary_key=True),
    Column("added", BigInteger),
    Column("may_save", SmallInteger),
    Column("baseline", SmallInteger),
    Column("removed", BigInteger),
    Column("client", String),
    Column("campaign", String),
    Column("campaign_id", String),
)
WORKINGS = Table(
    "workings",
    _ALL,
    Column("workspace", String, primary_key=True),
    Column("slot", String, primary_key=True),
    Column("rev", BigInteger),
    Column("changed", BigInteger),
    Column("body", LargeBinary),
    Column("roster", String),
)
