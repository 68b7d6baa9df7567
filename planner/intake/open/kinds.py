"""Files that come through the same door and are no rosters: said so, with the page that reads them."""

from planner.intake.columns.names import folded
from planner.intake.open.table import Table
from planner.intake.reading import shown
from planner.problems import BadInput, Problem

_PAIRS = (
    ({"source", "target"}, {"weight", "overlap", "shared", "common", "overlap percentage"}),
    ({"account 1", "account 2"}, {"overlap", "shared", "weight", "overlap percentage"}),
)
_UNIQUE = {"unique percentage", "overlapping percentage", "unique followers", "unique followers percentage"}
_RESULTS = {
    "reach", "impressions", "views", "likes", "comments", "shares", "saves", "clicks", "conversions", "revenue",
    "post url", "post link", "publish date", "post date", "date", "cost", "spend",
}  # fmt: skip
_ENOUGH = 4
"""So many columns of results make a report of a campaign, when nobody's followers are in it."""


def other_kind(name: str, table: Table) -> BadInput | None:
    """What a table without followers is instead, when its header tells."""
    headers = {folded(text) for text in table.header if text}
    listed = shown(", ".join(table.header), 80)
    if any(both <= headers and headers & values for both, values in _PAIRS) or headers & _UNIQUE:
        wrong = "is a table of audience overlap, not a roster"
        accepted = "a roster here; overlap is read on the Assumptions page, where reach is calibrated"
    elif len(headers & _RESULTS) >= _ENOUGH:
        wrong = "is a report of campaign results, not a roster: it has no column of followers"
        accepted = "a roster here; results are read on the Debrief page"
    else:
        return None
    return BadInput([Problem(shown(name) or "the file", listed, wrong, accepted)])
