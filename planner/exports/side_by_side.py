"""The comparison as a file: who is in which scenario."""

import csv
import io
from collections.abc import Sequence

from planner.formula_escape import escaped
from planner.side_by_side import Presence


def presence_csv(rows: Sequence[Presence], names: Sequence[str]) -> bytes:
    """UTF-8 CSV, a row per creator and a column per scenario with the package booked; no text becomes a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow(["creator", "handle", "platform", "tier", *map(escaped, names)])
    for row in rows:
        facts = (row.creator, row.handle, str(row.platform), str(row.tier), *row.packages)
        writer.writerow([escaped(fact) for fact in facts])
    return out.getvalue().encode("utf-8-sig")
