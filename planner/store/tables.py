"""The tables as statements name them. How they came to be is in `migrations.py`, which has the last word."""

from typing import Any

from sqlalchemy import BigInteger, Column, Float, LargeBinary, MetaData, String, Table

_ALL = MetaData()
_KINDS = {"texts": String, "numbers": BigInteger, "floats": Float, "bodies": LargeBinary}
"""What columns hold; flags and times are whole numbers too."""


def _table(named: str, key: str, **columns: str) -> Table:
    """A table. key: columns of its key, all text but `number`. columns: names by what they hold, see `_KINDS`."""
    keys = [Column(name, BigInteger if name == "number" else String, primary_key=True) for name in key.split()]
    others: list[Column[Any]] = [
        Column(name, _KINDS[kind]) for kind, names in columns.items() for name in names.split()
    ]
    return Table(named, _ALL, *keys, *others)


RECORDS = _table("records", "workspace kind name", texts="content", numbers="rev changed")
ROSTERS = _table("rosters", "digest", bodies="body")
REVIEWS = _table(
    "reviews", "id", texts="token workspace campaign name options brand", numbers="created expires ended seen"
)
CHANGES = _table("changes", "workspace campaign number", texts="content", numbers="at")
REVIEW_VERSIONS = _table(
    "review_versions", "review number", texts="brief roster", numbers="made", bodies="snapshot terms outcome"
)
REVIEW_DECISIONS = _table("review_decisions", "review number", texts="content", numbers="made")
SCENARIOS = _table(
    "scenarios",
    "id",
    texts="name model_version assumptions_version brief roster currency kind view_link edit_link",
    numbers="rev created changed creators cost_cents",
    floats="unique_reach",
    bodies="outcome",
)
SHELF = _table(
    "shelf", "workspace scenario", texts="client campaign campaign_id", numbers="added may_save baseline removed"
)
WORKINGS = _table("workings", "workspace slot", texts="roster", numbers="rev changed", bodies="body")
PEOPLE = _table("people", "id", texts="name email", numbers="seen")
TEAMS = _table("teams", "id", texts="name", numbers="created claimed")
MEMBERS = _table("members", "team person", texts="role", numbers="joined")
INVITATIONS = _table("invitations", "id", texts="token team email role made_by outcome", numbers="made expires ended")
