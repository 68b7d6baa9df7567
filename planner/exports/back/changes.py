"""What an edited workbook says: typed changes, each with the cell it stands in."""

from dataclasses import dataclass
from enum import StrEnum

from planner.problems import Problem


class What(StrEnum):
    """Kinds of changes, in the order in which people read them."""

    SIGNED = "signed"
    DECLINED = "declined"
    REOPENED = "open again"
    ASKED = "asked"
    FEE = "fee agreed"
    ADDED = "added"
    NOTE = "note"


@dataclass(frozen=True)
class Change:
    """One thing that the brief, or the campaign, would take over.

    creator: id; handle: for people. place: sheet and cell. before, after: in words.
    fee_cents: the fee agreed for the package, commission and shipping apart, None = no fee is said.
    package: the one that is booked, None = any. note: what is kept for a note.
    """

    what: What
    creator: str
    handle: str
    place: str
    before: str
    after: str
    fee_cents: int | None = None
    package: str | None = None
    note: str = ""


@dataclass(frozen=True)
class Returned:
    """A workbook, read. changes: by kind, then in the order of its rows; problems: what was not taken, and why.

    rows: lines of the media plan that were read. notes: what the reader should know.
    """

    rows: int
    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]
