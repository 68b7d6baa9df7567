"""Files that come through the same door and are no rosters: said so, with the page that reads them."""

from collections.abc import Iterable

from planner.intake.columns.names import folded
from planner.intake.columns.roles import recognised
from planner.intake.open.table import Table
from planner.intake.reading import Field, shown
from planner.intake.results_words import COLUMNS, tool_of
from planner.problems import BadInput, Problem

_PAIRS = (
    ({"source", "target"}, {"weight", "overlap", "shared", "common", "overlap percentage"}),
    ({"account 1", "account 2"}, {"overlap", "shared", "weight", "overlap percentage"}),
)
_UNIQUE = {"unique percentage", "overlapping percentage", "unique followers", "unique followers percentage"}
_RESULTS = (
    *("reach", "impressions", "views", "likes", "comments", "shares", "saves", "all_engagements", "clicks"),
    *("conversions", "revenue_cents", "link", "date", "cost_cents"),
)
_ENOUGH = 4
"""So many columns of results make a report of a campaign, when nobody's followers are in it."""
_LEAST = 2
_OF_ROSTERS = (Field.FOLLOWERS, Field.ENGAGEMENT_RATE, Field.FEE, Field.COUNTRY, Field.CATEGORY, Field.EMAIL)


def is_list_of_creators(header: Iterable[str]) -> bool:
    """True for a header of what creators are and ask, where a file of results is expected."""
    fields = {role.field for text in header if (role := recognised(text)) is not None}
    return sum(field in fields for field in _OF_ROSTERS) >= _LEAST and Field.FOLLOWERS in fields


def other_kind(name: str, table: Table) -> BadInput | None:
    """What a table without followers is instead, when its header tells."""
    headers = {folded(text) for text in table.header if text}
    listed = shown(", ".join(table.header), 80)
    if any(both <= headers and headers & values for both, values in _PAIRS) or headers & _UNIQUE:
        wrong = "is a table of audience overlap, not a roster"
        accepted = "a roster here; overlap is read on the Assumptions page, where reach is calibrated"
    elif tool_of(headers) is not None or sum(bool(headers & set(COLUMNS[field])) for field in _RESULTS) >= _ENOUGH:
        wrong = "looks like results of a campaign, not a list of creators: it has no column of followers"
        accepted = "a list of creators here; upload results on the Debrief page"
    else:
        return None
    return BadInput([Problem(shown(name) or "the file", listed, wrong, accepted)])
