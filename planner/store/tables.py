"""The tables as statements name them. How they came to be is in `migrations.py`, which has the last word."""

from sqlalchemy import BigInteger, Column, Float, LargeBinary, MetaData, String, Table

_ALL = MetaData()


def _table(named: str, key: str, texts: str = "", numbers: str = "", bodies: str = "", floats: str = "") -> Table:
    """A table, its columns by what they hold, their names separated by blanks.

    key: of its primary key, all text but `number`. numbers: whole ones, which flags and times are too. bodies: bytes.
    """
    keys = [Column(name, BigInteger if name == "number" else String, primary_key=True) for name in key.split()]
    kinds = ((texts, String), (numbers, BigInteger), (bodies, LargeBinary), (floats, Float))
    return Table(named, _ALL, *keys, *(Column(name, kind) for names, kind in kinds for name in names.split()))


RECORDS = _table("records", "workspace kind name", "content", "rev changed")
ROSTERS = _table("rosters", "digest", bodies="body")
REVIEWS = _table("reviews", "id", "token workspace campaign name options brand", numbers="created expires ended seen")
CHANGES = _table("changes", "workspace campaign number", "content", numbers="at")
REVIEW_VERSIONS = _table("review_versions", "review number", "brief roster", "made", "snapshot terms outcome")
REVIEW_DECISIONS = _table("review_decisions", "review number", "content", numbers="made")
SCENARIOS = _table(
    "scenarios",
    "id",
    "name model_version assumptions_version brief roster currency kind view_link edit_link",
    numbers="rev created changed creators cost_cents",
    bodies="outcome",
    floats="unique_reach",
)
SHELF = _table("shelf", "workspace scenario", "client campaign campaign_id", numbers="added may_save baseline removed")
WORKINGS = _table("workings", "workspace slot", "roster", "rev changed", bodies="body")
PEOPLE = _table("people", "id", "name email", numbers="seen")
TEAMS = _table("teams", "id", "name", numbers="created claimed")
MEMBERS = _table("members", "team person", "role", numbers="joined")
INVITATIONS = _table("invitations", "id", "token team email role made_by outcome", numbers="made expires ended")
