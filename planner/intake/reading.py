"""The settings with which a list is read, and the reading that comes of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from enum import StrEnum
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from planner.brief.exchange import Exchange
from planner.brief.terms import NewPlatform
from planner.domain.roster import Platform, Roster
from planner.frozen import dataclass
from planner.intake.asking import Question
from planner.problems import BadInput, Problem

MAX_BYTES = 20 * 1024**2
MAX_ROWS = 200_000
"""Rows of a file with its header; more is refused in words, as are more columns than `MAX_COLUMNS`."""
MAX_COLUMNS = 200
MAX_TEXT = 500


@dataclass(frozen=True)
class ReadSettings:
    """Settings for what a file leaves open.

    platform: of every row that names none; None = the file must have a platform column.
    currency: ISO 4217 code of amounts without a sign; amounts in another one are converted.
    audience_country: where the campaign's audience is, offered first for creators whose country is not clear.
    engagement_rate_unit: what a rate without a % sign means; None = by evidence in the file, or asked.
    new_platforms: what the campaign knows of platforms that the planner has no figures of.
    exchange: what one unit of other currencies is worth in `currency`, as the brief states; others are asked for.
    """

    platform: Platform | None = None
    currency: str = "USD"
    audience_country: str = ""
    engagement_rate_unit: Literal["percent", "fraction"] | None = None
    exchange: tuple[tuple[str, Exchange], ...] = ()
    new_platforms: tuple[tuple[str, NewPlatform], ...] = ()


class Field(StrEnum):
    """The columns of a clean roster file, and some that are only used to find or to check the others."""

    HANDLE = "handle"
    NAME = "name"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    PERSON = "person"
    PROFILE_URL = "profile_url"
    PLATFORM = "platform"
    COUNTRY = "country"
    CATEGORY = "category"
    FOLLOWERS = "followers"
    ENGAGEMENT_RATE = "engagement_rate"
    ENGAGEMENT_BASE = "engagement_base"
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
    CAROUSELS = "carousels"
    SHORTS = "shorts"
    LIVES = "lives"
    NEWSLETTERS = "newsletters"
    PODCASTS = "podcasts"
    ARTICLES = "articles"
    COMPENSATION = "compensation"
    FEE = "fee"
    CURRENCY = "currency"
    COMMISSION = "commission_expected"
    USAGE_FEE = "usage_fee"
    ALLOWLISTING_FEE = "allowlisting_fee"
    EXCLUSIVITY_FEE = "exclusivity_fee"
    FOLLOWS_BRAND = "follows_brand"
    MENTIONS_BRAND = "mentions_brand"
    CUSTOMER = "customer"
    VALUES_MATCH = "values_match"
    SPONSORED_LOAD = "sponsored_load"
    AVAILABILITY = "availability"
    LIKES = "likes"
    COMMENTS = "comments"
    EMAIL = "email"
    AGENCY = "agency"
    MANAGER = "manager"
    NOTES = "notes"


MONEY_FIELDS = (Field.FEE, Field.COMMISSION, Field.USAGE_FEE, Field.ALLOWLISTING_FEE, Field.EXCLUSIVITY_FEE)
"""Fields that hold amounts of money."""


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
class Opened:
    """How a file was opened, with what could be chosen instead.

    kind: "text", "workbook", or of a document of records "JSON", "JSON Lines" or "Parquet". sheets: all of a workbook,
    or the lists of a document, hidden ones with True. header_row: counted as the file does; 0 = it has none to choose.
    """

    kind: str
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: tuple[tuple[str, bool], ...] = ()
    header_row: int = 1

    def with_header(self, row: int) -> Opened:
        """The same, once the header is known."""
        return replace(self, header_row=row)


@dataclass(frozen=True)
class ColumnUse:
    """A column of the file, and how it was read.

    field: as a mapping names it; why: "header", "chosen", "likeness", or "" when it is not read; then some values as
    typed, and the reading of the first.
    """

    field: str
    column: Column
    why: str = "header"
    examples: tuple[str, ...] = ()
    reading: str = ""


@dataclass(frozen=True)
class SetAside:
    """A cell that cannot be used as it is, and why. `row` counts as the spreadsheet does, the header being row 1.

    taken: what is read instead, such as `unknown` or `190`; "" when the whole row has to wait. path: of the row inside
    a document of records, such as `data[2].prices[0]`.
    """

    row: int
    column: Column | None
    value: str
    wrong: str
    accepted: str
    sheet: str = ""
    file: str = ""
    taken: str = ""
    path: str = ""

    @property
    def problem(self) -> Problem:
        """The same as a problem with its place in words."""
        sheet = f"sheet '{shown(self.sheet)}'" if self.sheet else ""
        column = str(self.column) if self.column else ""
        row = f"row {self.row} ({shown(self.path)})" if self.path else f"row {self.row}"
        place = ", ".join(part for part in (shown(self.file), sheet, row, column) if part)
        return Problem(place, self.value, self.wrong, self.accepted)

    def __str__(self) -> str:
        said = str(self.problem) if self.accepted else f"{self.problem.place}: '{self.value}' {self.wrong}."
        return f"{said} Read as {self.taken}." if self.taken else said


@dataclass(frozen=True)
class Conflict:
    """Rows of one creator with different values. told: place and value as typed; taken: the value that is used."""

    creator: str
    what: str
    told: tuple[tuple[str, str], ...]
    taken: str

    def __str__(self) -> str:
        said = ", ".join(f"'{value}' in {place}" for place, value in self.told)
        return f"{self.creator}: {self.what} is {said}. Taken: {self.taken}."


@dataclass(frozen=True)
class Unknowns:
    """What the file leaves out and the forecast therefore estimates.

    Packages without a quote, creators without the figure, and packages that are assumed because the file names none.
    """

    fees: int = 0
    engagement_rates: int = 0
    views_and_reach: int = 0
    fake_followers: int = 0
    packages: int = 0


@dataclass(frozen=True)
class Understood:
    """How one file was read: its name, how it was opened, its header, every column of it; its position among all."""

    file: str
    opened: Opened
    header: tuple[str, ...]
    columns: tuple[ColumnUse, ...]
    questions: tuple[Question, ...]
    notes: tuple[str, ...]
    position: int = 0


@dataclass(frozen=True)
class Reading:
    """One or more files, understood.

    rows_read = rows_used + rows_merged + rows_set_aside + rows_blank + rows_totals.
    roster: None when no row could be used. rows_totals: sums, notes and repeated headers below the table.
    set_aside: what keeps rows from being used; a row may have several problems, and a row with several accounts may be
    used in part. marked: cells of rows that are used, in which something else is read than what stands there.
    conflicts: values in which rows of one creator differ. questions: what was or can be answered, defaults included.
    notes: sentences about what was assumed, merged or ignored. origins: where each creator of the roster stands:
    position among the files and row, shape (creators, 2).
    """

    roster: Roster | None
    rows_read: int
    rows_used: int
    rows_merged: int
    rows_set_aside: int
    rows_blank: int
    rows_totals: int
    set_aside: tuple[SetAside, ...]
    notes: tuple[str, ...]
    unknown: Unknowns
    conflicts: tuple[Conflict, ...] = ()
    files: tuple[Understood, ...] = ()
    twins: tuple[Twins, ...] = ()
    odd: tuple[OddRow, ...] = ()
    origins: NDArray[np.int64] = field(default_factory=lambda: np.empty((0, 2), np.int64))
    marked: tuple[SetAside, ...] = ()
    new_platforms: Mapping[Platform, NewPlatform] = field(default_factory=dict)
    exchange: Mapping[str, Exchange] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[ColumnUse, ...]:
        """The columns that are read, of all files."""
        return tuple(use for file in self.files for use in file.columns if use.why)

    @property
    def questions(self) -> tuple[Question, ...]:
        """The questions of all files."""
        return tuple(question for file in self.files for question in file.questions)

    @property
    def adds_up(self) -> bool:
        """True when every row that came is accounted for."""
        return self.rows_read == (
            self.rows_used + self.rows_merged + self.rows_set_aside + self.rows_blank + self.rows_totals
        )


@dataclass(frozen=True)
class Twins:
    """Handles that look alike and are different: written with letters of another alphabet, or wider ones."""

    first: str
    second: str
    why: str


@dataclass(frozen=True)
class OddRow:
    """A row that needs attention, cell by cell, so that it can be corrected: position of its file, row, cells.

    sheet: of a workbook of which several are read. used: True when the row is read in spite of what is wrong with it,
    or was corrected before.
    """

    file: int
    row: int
    cells: tuple[str, ...]
    sheet: str = ""
    used: bool = False


class Unanswered(BadInput):
    """Reading has to wait for answers; every open question is in `questions`, what is understood so far in `files`."""

    def __init__(self, questions: Iterable[Question], files: Iterable[Understood] = ()) -> None:
        self.questions: tuple[Question, ...] = tuple(questions)
        self.files: tuple[Understood, ...] = tuple(files)
        super().__init__(question.problem for question in self.questions)


def refusal(place: str, wrong: str, accepted: str, value: str = "") -> BadInput:
    """A file or column that cannot be read at all."""
    return BadInput([Problem(place, value, wrong, accepted)])


def shown(text: str, limit: int = 60) -> str:
    """Text of a file for a sentence: one line, no control or bidirectional characters, not too long."""
    plain = " ".join((text if text.isprintable() else re.sub(_UNSEEN, " ", text)).split())
    return plain if len(plain) <= limit else plain[: limit - 1] + "…"


_UNSEEN = r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+"
