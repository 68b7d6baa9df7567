"""Which column is what: clean names, then synonyms; two of one header are reconciled or asked about."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from planner.domain import PACKAGE_COLUMNS
from planner.intake.files import Table
from planner.intake.reading import Column, ColumnUse, Field, ReadSettings, refusal, shown
from planner.intake.values import AMOUNT, MISSING_NUMBER, Texts, is_currency, is_missing, read_numbers

SYNONYMS: dict[Field, tuple[str, ...]] = {
    Field.HANDLE: (
        "handle", "username", "user name", "user", "youtuber name", "instagram handle", "tiktok handle",
        "platform username", "profile name", "channel info", "influencer", "creator", "uid",
        "channel name", "creator name", "influencer name", "profile url", "profile link", "url",
    ),
    Field.NAME: (
        "name", "full name", "fullname", "display name", "creator name", "influencer name", "channel name",
    ),
    Field.PLATFORM: ("platform", "social platform", "social network", "network", "channel"),
    Field.COUNTRY: ("country", "audience country", "geo country", "top geo"),
    Field.CATEGORY: ("category", "niche", "genre", "topic", "topics"),
    Field.FOLLOWERS: (
        "followers", "follower count", "followers count", "of followers", "number of followers",
        "total followers", "num followers", "subscribers", "subscribers count", "subscriber count",
    ),
    Field.ENGAGEMENT_RATE: (
        "engagement rate", "engagement", "er", "eng rate", "60 day eng rate", "avg er",
        "average engagement rate",
    ),
    Field.MEDIAN_VIEWS: (
        "median views", "avg views", "average views", "views avg", "median reel plays", "avg reels plays",
        "average reels views",
    ),
    Field.MEASURED_REACH: ("measured reach", "avg reach", "average reach"),
    Field.FAKE_FOLLOWERS: ("fake followers", "fake", "fake share", "suspicious followers"),
    Field.MASS_FOLLOWERS: ("mass followers", "mass share"),
    Field.FIT: ("fit", "brand fit", "relevance"),
    Field.AUTHENTICITY: (
        "authenticity", "credibility", "audience credibility", "confidence real", "real percentage",
    ),
    Field.PACKAGE: ("package", "post type", "deliverables"),
    Field.POSTS: ("posts",),
    Field.REELS: ("reels",),
    Field.STORIES: ("stories",),
    Field.VIDEOS: ("videos",),
    Field.INTEGRATIONS: ("integrations",),
    Field.COMPENSATION: ("compensation", "paid with"),
    Field.FEE: (
        "fee", "flat fee", "cost", "price", "rate", "suggested price", "accepted payout", "price post",
        "rate card",
    ),
    Field.COMMISSION: ("commission expected", "commission"),
    Field.LIKES: ("likes", "avg likes", "average likes", "new post avg like"),
    Field.COMMENTS: ("comments", "avg comments", "average comments"),
}  # fmt: skip
"""Normalised headers of each field, best first; a field earlier in this table claims its column first."""

DELIVERABLES = (Field.POSTS, Field.REELS, Field.STORIES, Field.VIDEOS, Field.INTEGRATIONS)
_OFFER = (Field.PACKAGE, *DELIVERABLES[1:], Field.COMPENSATION, Field.FEE)
_MONEY = (Field.FEE, Field.COMMISSION)
_PUBLISHED = 200.0
"""More posts than anybody books: such a column counts what an account has published."""
_NUMERIC = 0.8
"""Share of the filled cells that must read as numbers for an unknown column to be a number column."""


@dataclass(frozen=True)
class Columns:
    """Where everything is. numbers: number columns not known by name (resource uses, scores)."""

    fields: dict[Field, Column]
    numbers: tuple[Column, ...]
    notes: tuple[str, ...]

    @property
    def uses(self) -> tuple[ColumnUse, ...]:
        """Every column that is read, as the page shows it."""
        known = [ColumnUse(str(field), column) for field, column in self.fields.items()]
        return (*known, *(ColumnUse(column.header, column) for column in self.numbers))


def normal(header: str) -> str:
    """Lower case, camelCase split, other characters one blank: `engagementRate %` is `engagement rate`."""
    text = unicodedata.normalize("NFKC", header)
    text = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text)
    return re.sub(r"[\W_]+", " ", text).strip().casefold()


def map_columns(table: Table, settings: ReadSettings) -> Columns:
    """Recognise the columns.

    Raises BadInput when handle, followers or platform cannot be found, or when two columns share a header and
    hold different things.
    """
    notes: list[str] = []
    by_name: dict[str, list[Column]] = defaultdict(list)
    for column in table.columns:
        name = _without_currency(column, settings)
        if name:
            by_name[name].append(column)
        elif any(table.cells[:, column.at]):
            notes.append(f"Ignored: column {column.letter}, which has no header.")
    named = {name: _the_one(name, columns, table, notes) for name, columns in by_name.items()}
    fields: dict[Field, Column] = {}
    for wanted, synonyms in SYNONYMS.items():
        found = next((name for name in synonyms if name in named), None)
        if found is not None:
            fields[wanted] = named.pop(found)
    _published_posts(table, fields, notes)
    notes.extend(_also_like(named, fields))
    numbers = _number_columns(named, table, notes)
    _complete(table, fields, settings)
    return Columns(fields, numbers, tuple(notes))


def _without_currency(column: Column, settings: ReadSettings) -> str:
    """Normalised header; `fee (EUR)` is a fee, but only in a file whose amounts are in EUR."""
    name = normal(column.header)
    first, _, last = name.rpartition(" ")
    if first in {s for wanted in _MONEY for s in SYNONYMS[wanted]} and is_currency(last):
        if last.upper() != settings.currency:
            raise refusal(
                str(column),
                f"holds {last.upper()}, this file is read in {settings.currency}",
                f"amounts in {settings.currency}, or {last.upper()} chosen as the currency",
            )
        return first
    return name


def _the_one(name: str, columns: list[Column], table: Table, notes: list[str]) -> Column:
    """The column to read among those with one header: the plain numbers of a pair of text and number."""
    if len(columns) == 1:
        return columns[0]
    filled = [column for column in columns if any(table.cells[:, column.at])]
    if len(filled) == 1:
        return filled[0]
    if not filled:
        return columns[0]
    for candidate in filled:
        others = [column for column in filled if column != candidate]
        if all(_same_in_plain(table.cells[:, candidate.at], table.cells[:, other.at]) for other in others):
            letters = ", ".join(column.letter for column in columns)
            notes.append(
                f"{len(columns)} columns are called {shown(candidate.header)} ({letters}); they agree, and "
                f"{candidate.letter} is used because it holds plain numbers."
            )
            return candidate
    if name not in {synonym for synonyms in SYNONYMS.values() for synonym in synonyms} and not any(
        _is_numeric(table.cells[:, column.at]) for column in filled
    ):
        return columns[0]
    raise refusal(
        " and ".join(str(column) for column in columns),
        "share one header and hold different values",
        "a header of its own for every column",
    )


def _same_in_plain(candidate: Texts, other: Texts) -> bool:
    """True when the candidate is a plain number wherever both are filled, and the other rounds it."""
    both = ~(_missing(candidate) | _missing(other))
    if not both.any() or not all(re.fullmatch(r"\d+(\.\d+)?", text) for text in candidate[both]):
        return False
    one, two = read_numbers(candidate[both], AMOUNT).values, read_numbers(other[both], AMOUNT).values
    return bool(np.all(np.abs(one - two) <= 0.06 * np.maximum(one, two)))


def _missing(texts: Texts) -> np.ndarray:
    return np.array([is_missing(text, MISSING_NUMBER) for text in texts], dtype=bool)


def _published_posts(table: Table, fields: dict[Field, Column], notes: list[str]) -> None:
    """`posts` is what is booked only in a table of offers; else it is what the account has published."""
    column = fields.get(Field.POSTS)
    if column is None:
        return
    values = read_numbers(table.cells[:, column.at], AMOUNT).values
    if not any(wanted in fields for wanted in _OFFER) or np.nanmax(values, initial=0.0) > _PUBLISHED:
        notes.append(f"Ignored: {column}, which seems to count posts published, not posts to book.")
        del fields[Field.POSTS]


def _also_like(named: dict[str, Column], fields: dict[Field, Column]) -> list[str]:
    """Say which columns look like a field that another column already fills, and take them off the list."""
    notes = []
    for wanted, synonyms in SYNONYMS.items():
        for name in synonyms:
            if wanted in fields and name in named:
                column = named.pop(name)
                notes.append(f"Ignored: {column}, because {fields[wanted]} is read as {wanted.replace('_', ' ')}.")
    return notes


def _number_columns(named: dict[str, Column], table: Table, notes: list[str]) -> tuple[Column, ...]:
    numbers, ignored = [], []
    for column in sorted(named.values(), key=lambda column: column.at):
        texts = table.cells[:, column.at]
        if column.header not in PACKAGE_COLUMNS and _is_numeric(texts):
            numbers.append(column)
        elif any(texts):
            ignored.append(str(column))
    if ignored:
        notes.append(f"Ignored: {', '.join(ignored)}.")
    if numbers:
        names = ", ".join(str(column) for column in numbers)
        notes.append(f"Kept as numbers that a brief may use as a resource or a score: {names}.")
    return tuple(numbers)


def _is_numeric(texts: Texts) -> bool:
    read = read_numbers(texts, AMOUNT)
    good = int((~np.isnan(read.values)).sum())
    return good > 0 and good >= _NUMERIC * (good + len(read.faults))


def _complete(table: Table, fields: dict[Field, Column], settings: ReadSettings) -> None:
    headers = shown(", ".join(column.header for column in table.columns), 120)
    if Field.HANDLE not in fields and Field.NAME in fields:
        fields[Field.HANDLE] = fields[Field.NAME]
    for wanted, examples in (
        (Field.HANDLE, "handle, username or name"),
        (Field.FOLLOWERS, "followers or subscribers"),
    ):
        if wanted not in fields:
            raise refusal(
                "the header", f"has no column for the {wanted}", f"a header in row 1 with {examples}", headers
            )
    if Field.PLATFORM not in fields and settings.platform is None:
        raise refusal(
            "the platform",
            "is not in the file: no column says where these creators publish",
            "a platform column, or one platform chosen for the whole file (Instagram, TikTok, YouTube, Facebook or X)",
        )
