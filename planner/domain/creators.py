"""A creator with their packages, each field validated: what archetypes and tests make, and a roster is built from."""

from collections.abc import Iterable
from operator import attrgetter, itemgetter
from typing import Annotated, Any, Self

import numpy as np
import pandas as pd
from pydantic import Field, model_validator

from planner.domain.attributes import LONGEST_TEXT, column_of, is_attribute
from planner.domain.audience import audience_problems, part_of
from planner.domain.columns import Array, Arrays
from planner.domain.platforms import EARLIER_FORMATS
from planner.domain.rights import RIGHT_COLUMNS, Right
from planner.domain.roster import (
    BASE_COLUMN,
    MAX_CENTS,
    MAX_FOLLOWERS,
    OPTIONAL_NUMBERS,
    OPTIONAL_TEXTS,
    RATE_COLUMNS,
    TEXT_COLUMNS,
    UNKNOWN_FEE,
    Base,
    Compensation,
    Format,
    Frozen,
    Platform,
    creator_id,
)


class Package(Frozen):
    """One bookable thing of a creator: deliverables x compensation x price."""

    id: str = Field(min_length=1, max_length=120)
    deliverables: dict[Format, int] = Field(description="Posts of each format")
    compensation: Compensation = Compensation.CASH
    fee_cents: int | None = Field(None, ge=0, le=MAX_CENTS, description="Quote; None = not known, estimated")
    commission_cents: int = Field(0, ge=0, le=MAX_CENTS, description="Commission expected to fall due")
    right_fees: dict[Right, Annotated[int, Field(ge=0, le=MAX_CENTS)]] = Field(
        default_factory=dict, description="Quoted surcharges for rights, in cents; a right left out is estimated"
    )
    numbers: dict[str, float] = Field(default_factory=dict, description="Resource uses and score columns")


class Creator(Frozen):
    """A person or account that could be booked; an archetype when `available` is above 1."""

    handle: str = Field(min_length=1, max_length=120)
    platform: Platform
    followers: int = Field(ge=0, le=MAX_FOLLOWERS)
    packages: tuple[Package, ...] = Field(min_length=1)
    name: str = Field("", max_length=500)
    person: str = Field("", max_length=500, description="Whose account it is; equal for all accounts of one person")
    country: str = Field("", max_length=60)
    category: str = Field("", max_length=120)
    engagement_rate: float | None = Field(None, ge=0, le=1, description="0 to 1, relative to `engagement_base`")
    engagement_base: Base | None = Field(None, description="What it is relative to; None = what the platform's is")
    median_views: float | None = Field(None, ge=0, le=MAX_FOLLOWERS)
    measured_reach: float | None = Field(None, ge=0, le=MAX_FOLLOWERS, description="People per post, insights")
    fake_share: float | None = Field(None, ge=0, le=1)
    mass_share: float | None = Field(None, ge=0, le=1)
    fit: float | None = Field(None, ge=0, le=1)
    authenticity: float | None = Field(None, ge=0, le=1)
    follows_brand: bool | None = Field(None, description="None = not known")
    mentions_brand: bool | None = Field(None, description="Without being paid; None = not known")
    customer: bool | None = Field(None, description="Has bought from the brand; None = not known")
    values_match: float | None = Field(None, ge=0, le=1)
    sponsored_load: float | None = Field(None, ge=0, le=1, description="Part of their posts that are paid for")
    comments: float | None = Field(None, ge=0, le=MAX_FOLLOWERS, description="Per post, on average")
    availability: str = Field("", max_length=200, description="Waves or days, such as 1-4, 6; empty = always")
    available: int = Field(1, ge=1, le=1_000_000, description="How many of this archetype can be booked")
    email: str = Field("", max_length=500)
    agency: str = Field("", max_length=500)
    manager: str = Field("", max_length=500)
    notes: str = Field("", max_length=500)
    attributes: dict[str, str] = Field(
        default_factory=dict, description="Further texts by name, such as language: de; several values as de; en"
    )
    audience: dict[str, float] = Field(
        default_factory=dict, description="Shares of their audience by column, such as `audience country:de`"
    )

    @property
    def id(self) -> str:
        """Unique key of the account: platform and handle."""
        return creator_id(self.platform, self.handle)

    @model_validator(mode="after")
    def _audience_is_one(self) -> Self:
        if not self.audience:
            return self
        wrong = [name for name in self.audience if part_of(name) is None]
        if wrong:
            raise ValueError(f"has audience shares called {wrong} | names such as audience country:de")
        for problem in audience_problems(pd.DataFrame([{"id": self.id, **self.audience}])):
            raise ValueError(f"has {problem.value} in {problem.place}, which {problem.wrong} | {problem.accepted}")
        return self

    @model_validator(mode="after")
    def _attributes_fit(self) -> Self:
        wrong = [name for name in self.attributes if not is_attribute(column_of(name))]
        if wrong:
            raise ValueError(f"has attributes called {wrong} | names of their own, of at most 60 letters")
        if any(len(text) > LONGEST_TEXT for text in self.attributes.values()):
            raise ValueError(f"has an attribute that is too long | a text of at most {LONGEST_TEXT} characters")
        return self

    @model_validator(mode="after")
    def _packages_differ(self) -> Self:
        ids = [package.id for package in self.packages]
        if len(set(ids)) < len(ids):
            raise ValueError(f"has two packages of one name | package names that differ, not {ids}")
        return self


_FIELDS = (
    *TEXT_COLUMNS,
    "followers",
    *RATE_COLUMNS,
    "available",
    BASE_COLUMN,
    *OPTIONAL_NUMBERS,
    *OPTIONAL_TEXTS,
    "attributes",
    "audience",
    "packages",
)
_SOLD = ("id", "deliverables", "compensation", "fee_cents", "commission_cents", "right_fees", "numbers")
"""Fields of a `Creator`, as a roster's columns are called, and of a `Package`; what they are sorted by comes first."""


def columns_of(creators: Iterable[Creator]) -> tuple[Arrays, Arrays]:
    """Creators and their packages as the columns of a roster."""
    # In the order of a roster, so that there is nothing to sort or arrange.
    rows = sorted(map(attrgetter(*_FIELDS), creators), key=itemgetter(0))
    listed = _columned(_FIELDS, rows)
    people: Arrays = {name: _strings(map(str, listed[name])) for name in TEXT_COLUMNS}
    people |= {name: np.array(listed[name], np.int64) for name in ("followers", "available")}
    people |= {name: np.array(listed[name], float) for name in RATE_COLUMNS}
    # Small rosters are made by the thousand, and most have few of these: a column of nothing costs as any other.
    people |= {name: _strings(texts) for name in OPTIONAL_TEXTS if any(texts := listed[name])}
    if any(bases := listed[BASE_COLUMN]):
        people[BASE_COLUMN] = _strings("" if base is None else str(base) for base in bases)
    for name in OPTIONAL_NUMBERS:
        if any(value is not None for value in listed[name]):
            people[name] = np.array(listed[name], float)
    for name in sorted({name for one in listed["attributes"] for name in one}):
        people[column_of(name)] = _strings(one.get(name, "") for one in listed["attributes"])
    for name in {name for one in listed["audience"] for name in one}:
        people[name] = np.array([one.get(name) for one in listed["audience"]], float)
    return people, _sold(listed["packages"])


def _columned(names: tuple[str, ...], rows: list[tuple[Any, ...]]) -> dict[str, tuple[Any, ...]]:
    """Rows as columns of these names."""
    return dict(zip(names, zip(*rows, strict=True) if rows else [()] * len(names), strict=True))


def _sold(packages: Iterable[Iterable[Package]]) -> Arrays:
    """What creators sell, as columns; packages: of each creator."""
    read = attrgetter(*_SOLD)
    rows = [(at, *row) for at, own in enumerate(packages) for row in sorted(map(read, own), key=itemgetter(0))]
    sold = _columned(("creator", *_SOLD), rows)
    posts = [{str(f): many for f, many in booked.items()} for booked in sold["deliverables"]]
    found: Arrays = {
        "creator": np.array(sold["creator"], np.int64),
        "id": _strings(sold["id"]),
        **{f: np.array([one.get(f, 0) for one in posts]) for f in (*EARLIER_FORMATS, *set().union(*posts))},
        "compensation": _strings(map(str, sold["compensation"])),
        "fee_cents": np.array([UNKNOWN_FEE if fee is None else fee for fee in sold["fee_cents"]], np.int64),
        "commission_cents": np.array(sold["commission_cents"], np.int64),
    }
    for right in {right for quoted in sold["right_fees"] for right in quoted}:
        fees = [quoted.get(right, UNKNOWN_FEE) for quoted in sold["right_fees"]]
        found[RIGHT_COLUMNS[right]] = np.array(fees, np.int64)
    for name in {name for one in sold["numbers"] for name in one}:
        usual = found[name].tolist() if name in found else [np.nan] * len(rows)
        found[name] = np.array([one.get(name, other) for one, other in zip(sold["numbers"], usual, strict=True)], float)
    return found


def _strings(texts: Iterable[str]) -> Array:
    found: Array = pd.array(list(texts), dtype="str")
    return found
