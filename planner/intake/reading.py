"""What reading a file needs to be told, and what it tells."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from planner.domain import Platform, Roster
from planner.problems import BadInput, Problem

MAX_BYTES = 20 * 1024**2
MAX_ROWS = 200_000
"""Rows of a file with its header; more is refused in words, as are more columns than `MAX_COLUMNS`."""
MAX_COLUMNS = 200
MAX_TEXT = 500


@dataclass(frozen=True)
class ReadSettings:
    """What a file does not say itself.

    platform: of every row that names none; None = the file must have a platform column.
    currency: ISO 4217 code of the amounts; an amount in another one is set aside.
    country: of every row, when the file has no country column.
    engagement_rate_unit: what a rate without a % sign means; None = by evidence in the file, or asked.
    """

    platform: Platform | None = None
    currency: str = "USD"
    country: str = ""
    engagement_rate_unit: Literal["percent", "fraction"] | None = None


class Field(StrEnum):
    """The columns of a clean roster file, and two that are only used to check the others."""

    HANDLE = "handle"
    NAME = "name"
    PLATFORM = "platform"
    COUNTRY = "country"
    CATEGORY = "category"
    FOLLOWERS = "followers"
    ENGAGEMENT_RATE = "engagement_rate"
    MEDIAN_VIEWS = "median_views"
    MEASURED_REACH = "measured_reach"
    FAKE_FOLLOWERS = "fake_followers"
    MASS_FOLLOWERS = "mass_followers"
    FIT = "fit"
    AUTHENTICITY = "authenticity"
    PACKAGE = "package"
    POSTS = "posts"
    REELS = "reels"
    STORIES = "stories"
    VIDEOS = "videos"
    INTEGRATIONS = "integrations"
    COMPENSATION = "compensation"
    FEE = "fee"
    COMMISSION = "commission_expected"
    LIKES = "likes"
    COMMENTS = "comments"


@dataclass(frozen=True)
class Column:
    """A column as the spreadsheet shows it: its header and its position from 0."""

    header: str
    at: int

    @property
    def letter(self) -> str:
        """A, B, ... Z, AA, as in the spreadsheet."""
        letters, rest = "", self.at + 1
        while rest:
            rest, digit = divmod(rest - 1, 26)
            letters = chr(65 + digit) + letters
        return letters

    def __str__(self) -> str:
        return f"column {self.letter}" + (f" ({shown(self.header)})" if self.header else "")


@dataclass(frozen=True)
class ColumnUse:
    """What a column of the file was taken for: a field, or a number column of that name."""

    field: str
    column: Column


@dataclass(frozen=True)
class SetAside:
    """A row that is not used, and why. `row` counts as the spreadsheet does, the header being row 1."""

    row: int
    column: Column | None
    value: str
    wrong: str
    accepted: str

    @property
    def problem(self) -> Problem:
        """The same as a problem with its place in words."""
        place = f"row {self.row}" + (f", {self.column}" if self.column else "")
        return Problem(place, self.value, self.wrong, self.accepted)

    def __str__(self) -> str:
        return str(self.problem)


@dataclass(frozen=True)
class Unknowns:
    """What the file does not say, and the forecast therefore estimates: packages without a quote, creators
    without the figure, and packages that are assumed because the file names none."""

    fees: int = 0
    engagement_rates: int = 0
    views_and_reach: int = 0
    fake_followers: int = 0
    packages: int = 0


@dataclass(frozen=True)
class Reading:
    """A file, understood. rows_read = rows_used + rows_merged + rows_set_aside + rows_blank + rows_totals.

    roster: None when no row could be used.
    set_aside: every problem found; a row may have several.
    notes: sentences about what was assumed, merged or ignored.
    """

    roster: Roster | None
    rows_read: int
    rows_used: int
    rows_merged: int
    rows_blank: int
    rows_totals: int
    set_aside: tuple[SetAside, ...]
    notes: tuple[str, ...]
    columns: tuple[ColumnUse, ...]
    unknown: Unknowns

    @property
    def rows_set_aside(self) -> int:
        """Rows with at least one problem."""
        return len({problem.row for problem in self.set_aside})


def refusal(place: str, wrong: str, accepted: str, value: str = "") -> BadInput:
    """A file or column that cannot be read at all."""
    return BadInput([Problem(place, value, wrong, accepted)])


def shown(text: str, limit: int = 60) -> str:
    """Text of a file for a sentence: one line, no control or bidirectional characters, not too long."""
    plain = re.sub(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+", " ", text)
    plain = " ".join(plain.split())
    return plain if len(plain) <= limit else plain[: limit - 1] + "…"
