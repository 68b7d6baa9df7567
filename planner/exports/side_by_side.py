"""The comparison as a file: who is in which scenario."""

from collections.abc import Sequence

from planner.exports.csv_file import csv_bytes
from planner.side_by_side import Presence


def presence_csv(rows: Sequence[Presence], names: Sequence[str]) -> bytes:
    """CSV, a row per creator and a column per scenario with the package booked."""
    facts = [(row.creator, row.handle, str(row.platform), str(row.tier), *row.packages) for row in rows]
    return csv_bytes([("creator", "handle", "platform", "tier", *names), *facts])
