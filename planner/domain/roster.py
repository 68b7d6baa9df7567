"""What is planned with: the roster, creators and their packages as columns. The brief is in `brief.py`."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Protocol, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from planner.domain.attributes import attribute_columns
from planner.domain.audience import audience_columns
from planner.domain.columns import Array, Arrays, Columns, arrays_of
from planner.domain.persons import PERSON, check_persons
from planner.domain.platforms import EARLIER_FORMATS, Format, Platform, formats_of
from planner.domain.rights import RIGHT_COLUMNS
from planner.frozen import dataclass

if TYPE_CHECKING:
    from planner.domain.creators import Creator

__all__ = ["Format", "Platform", "formats_of"]


class Tier(StrEnum):
    """The pyramid from its base to its apex."""

    MICRO = "micro"
    MID = "mid"
    MACRO = "macro"


class Base(StrEnum):
    """What an engagement rate is relative to. The bases differ by a factor of up to thirty."""

    FOLLOWERS = "followers"
    VIEWS = "views"
    REACH = "reach"


class Compensation(StrEnum):
    """What a creator is paid with."""

    CASH = "cash"
    PRODUCT = "product"
    EVENT = "event"
    AFFILIATE = "affiliate"
    HYBRID = "hybrid"


MAX_FOLLOWERS = 10_000_000_000
MAX_CENTS = 10**11
RESOURCE_SCALE = 1000
"""Uses and stocks of resources are counted in thousandths, so that 0.5 hours is exact."""


class Frozen(BaseModel):
    """Validated once, never changed; an unknown key is an error."""

    # Built with their first use, since no command uses them all; from 2.14 on pydantic does that under a lock.
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, defer_build=True)


def creator_id(platform: str, handle: str) -> str:
    """Key of an account: `instagram:lina.hart`. Case and a leading @ do not tell two accounts apart."""
    return f"{platform}:{handle.strip().lstrip('@').casefold()}"


TEXT_COLUMNS = ("id", "handle", "name", "platform", "country", "category")
RATE_COLUMNS = ("engagement_rate", "median_views", "measured_reach", "fake_share", "mass_share", "fit", "authenticity")
BASE_COLUMN = "engagement_base"
"""Optional column of creators: `followers`, `views`, `reach`, or "" where the platform's usual base is meant."""
PARTNER_COLUMNS = ("follows_brand", "mentions_brand", "customer", "values_match", "sponsored_load")
"""Optional columns of creators, 0 to 1, NaN where not known."""
RESPONSE_COLUMNS = ("comments",)
"""Optional columns of creators: numbers per post of 0 or more, NaN where not known."""
OPTIONAL_NUMBERS = (*PARTNER_COLUMNS, *RESPONSE_COLUMNS)
AVAILABILITY = "availability"
"""Optional text column of creators: when they can post, see `planner.domain.availability`."""
CONTACT_COLUMNS = ("email", "agency", "manager", "notes")
"""Optional text columns of creators that nothing is planned with: how to reach them, and what somebody noted."""
CREATOR_COLUMNS = (*TEXT_COLUMNS, "followers", *RATE_COLUMNS, "available")
PACKAGE_COLUMNS = ("creator", "id", *EARLIER_FORMATS, "compensation", "fee_cents", "commission_cents")
FURTHER_FORMATS = tuple(str(f) for f in Format if f not in EARLIER_FORMATS)
"""Optional columns of packages: formats that a roster only has where somebody books them."""
UNKNOWN_FEE = -1
ORIGINAL_COLUMNS = ("fee_currency", "fee_original_cents")
"""Optional columns of packages: currency and amount as quoted, "" and 0 where that is the fee as it stands."""
RANGE_COLUMNS = ("fee_low_cents", "fee_high_cents")
"""Optional columns of packages: the ends of a quote that is a range, `UNKNOWN_FEE` where it is one figure."""


OPTIONAL_TEXTS = (PERSON, AVAILABILITY, *CONTACT_COLUMNS)


class Beyond(Protocol):
    """The market of which a roster is the short list; see `planner.catalogue.market`."""

    @property
    def fingerprint(self) -> str:
        """Of the whole market."""


Frames = tuple[pd.DataFrame | None, pd.DataFrame | None]
"""Of creators and of packages."""


@dataclass(frozen=True)
class Roster:
    """Creators and their packages as columns, in canonical order.

    creators: one row per account, sorted by id, columns `CREATOR_COLUMNS`; unknown rates are NaN. Where something
        of them is known also `BASE_COLUMN`, `OPTIONAL_NUMBERS`, `OPTIONAL_TEXTS` and audience columns (see
        `planner.domain.audience`).
    packages: one row per package, sorted by creator and id, columns `PACKAGE_COLUMNS`, those of `FURTHER_FORMATS` that
        are booked, and one float column per resource use or score. `creator` is the row number in `creators`;
        `fee_cents` is `UNKNOWN_FEE` where nobody quoted. Where a quote is a range also `RANGE_COLUMNS`, and where a
        surcharge for a right is quoted all of `RIGHT_COLUMNS`.
    source: what the page calls it ("Sample roster", a file name).
    market: where it is only the short list of more, the whole; a plan of it is a plan of that.

    Build it with `Roster.of` or `Roster.from_frames`, which sort and check; the order of the rows that
    came in never changes a plan.
    """

    creators: pd.DataFrame
    packages: pd.DataFrame
    source: str = ""
    archetypes: bool = field(default=False)
    market: Beyond | None = None

    @classmethod
    def of(cls, creators: "Iterable[Creator]", source: str = "") -> Self:
        """Build from validated creators. Raises ValueError when two share an id."""
        # Whoever has creators has this already; others have no need of it.
        from planner.domain.creators import columns_of

        return cls._built(*columns_of(creators), source)

    @classmethod
    def from_frames(
        cls, creators: pd.DataFrame, packages: pd.DataFrame, source: str = "", archetypes: bool = False
    ) -> Self:
        """Build from frames in any row order; `packages.creator` holds row numbers of `creators`.

        Raises ValueError when two creators share an id, two packages of a creator share a name, or several accounts
        of one person can be booked more than once.
        """
        return cls._built(arrays_of(creators), arrays_of(packages), source, archetypes, (creators, packages))

    @classmethod
    def _built(
        cls, people: Arrays, offers: Arrays, source: str, archetypes: bool = False, frames: Frames = (None, None)
    ) -> Self:
        """Build from columns; frames: those that they come from, which are taken where they stay what they are."""
        creators = _creators(people)
        ids = np.asarray(creators["id"], object)
        order = np.argsort(ids, kind="stable")
        new_row = np.empty(len(ids), dtype=np.int64)
        new_row[order] = np.arange(len(ids))
        creators, ids = _in_order(creators, order), ids[order]
        if (twice := ids[1:][ids[1:] == ids[:-1]]).size:
            raise ValueError(f"two creators are called {twice[0]}")
        listed = _columns(creators, frames[0], people)
        if PERSON in listed:
            check_persons(listed.frame)

        packages = _packages(offers)
        names, of = np.asarray(packages["id"], str), new_row[packages["creator"]]
        if (of != packages["creator"]).any():
            packages["creator"] = of
        in_order = ((of[1:] > of[:-1]) | (of[1:] == of[:-1]) & (names[1:] > names[:-1])).all()
        if not in_order:
            packages = _in_order(packages, np.lexsort((names, of)))
        sold = _columns(packages, frames[1], offers)
        if not in_order and (again := sold.frame.duplicated(["creator", "id"])).any():
            row = sold.frame.loc[again].iloc[0]
            raise ValueError(f"{ids[row['creator']]} has two packages called {row['id']}")
        made = cls(listed.frame, sold.frame, source, archetypes)
        made.__dict__.update(people=listed, offers=sold)
        return made

    @cached_property
    def people(self) -> Columns:
        """Columns of `creators` as arrays."""
        return Columns(self.creators)

    @cached_property
    def offers(self) -> Columns:
        """Columns of `packages` as arrays."""
        return Columns(self.packages)

    @cached_property
    def fingerprint(self) -> str:
        """Hex SHA-256 of the content: equal for equal rosters whatever the row order they came in."""
        if self.market is not None:
            return self.market.fingerprint
        digest = hashlib.sha256(b"roster 1")
        for columns in (self.people, self.offers):
            digest.update(repr([str(name) for name in columns.names]).encode())
            digest.update(columns.hashes().tobytes())
        return digest.hexdigest()

    def __len__(self) -> int:
        return len(self.creators)

    @property
    def numbers(self) -> tuple[str, ...]:
        """Names of the columns that a brief may use as a resource or a score."""
        return number_columns(self.offers.names)


CONTACT_WORDS = {"email": "E-mail", "agency": "Agency", "manager": "Manager", "notes": "List notes"}
"""Headings of `CONTACT_COLUMNS`."""


def contacts_of(roster: Roster | None, creators: Iterable[str]) -> dict[str, dict[str, str]]:
    """What the roster says of these creators beside figures: heading -> text, by creator id.

    A heading is left out when it is empty for all of them, so that every creator has the same ones.
    """
    if roster is None:
        return {}
    people = roster.creators[roster.creators["id"].isin(set(creators))]
    named = {name: CONTACT_WORDS[name] for name in CONTACT_COLUMNS if name in people and (people[name] != "").any()}
    rows = people[["id", *named]].to_dict("records") if named else []
    return {str(row["id"]): {words: str(row[name]) for name, words in named.items()} for row in rows}


def _columns(arrays: Arrays, frame: pd.DataFrame | None, read: Arrays) -> Columns:
    """Arrays and the frame of them: the one that they were read from where they have stayed what they were."""
    if frame is not None and list(read) == list(arrays) and all(arrays[name] is read[name] for name in arrays):
        return Columns(frame.reset_index(drop=True))
    # Of objects pandas would find out what they are.
    kept = {name: pd.Series(one, dtype=object) if one.dtype == object else one for name, one in arrays.items()}
    return Columns(pd.DataFrame(kept))


def _in_order(arrays: Arrays, order: NDArray[np.int64]) -> Arrays:
    """The rows in this order: the arrays themselves where that is their own, as it mostly is."""
    return arrays if (order[1:] > order[:-1]).all() else {name: values.take(order) for name, values in arrays.items()}


def _typed(arrays: Arrays, name: str, kind: str, blank: object = None) -> Array:
    """A column of this type, with what stands for a blank cell: that which is so already is not converted."""
    values = arrays[name]
    if values.dtype == kind and (blank is None or kind == "int64" or not pd.isna(values).any()):
        return values
    column = pd.DataFrame({name: values})
    return arrays_of((column if blank is None else column.fillna(blank)).astype({name: kind}))[name]


def _creators(given: Arrays) -> Arrays:
    """The columns of a roster's creators, in their order; optional ones where anything is known."""
    people = {name: _typed(given, name, "str") for name in TEXT_COLUMNS}
    people["followers"] = _typed(given, "followers", "int64")
    people |= {name: _typed(given, name, "float64") for name in RATE_COLUMNS}
    people["available"] = _typed(given, "available", "int64")
    for name in (BASE_COLUMN, *OPTIONAL_TEXTS, *attribute_columns(given)):
        if name in given and ((texts := _typed(given, name, "str", "")) != "").any():
            people[name] = texts
    for name in (*OPTIONAL_NUMBERS, *audience_columns(given)):
        if name in given and not np.isnan(numbers := _typed(given, name, "float64")).all():
            people[name] = numbers
    return people


def _packages(given: Arrays) -> Arrays:
    """The columns of a roster's packages, in their order; optional ones where anything is known."""
    offers = {name: given[name] if name in _AS_THEY_ARE else _typed(given, name, "int64") for name in PACKAGE_COLUMNS}
    # Of two rosters put together, one may not know a format that the other books.
    further = {name: _typed(given, name, "int64", 0) for name in FURTHER_FORMATS if name in given}
    offers |= {name: posts for name, posts in further.items() if posts.any()}
    if set(RANGE_COLUMNS) <= given.keys():
        ends = {name: _typed(given, name, "int64", UNKNOWN_FEE) for name in RANGE_COLUMNS}
        offers |= ends if (ends[RANGE_COLUMNS[0]] != UNKNOWN_FEE).any() else {}
    if set(ORIGINAL_COLUMNS) <= given.keys():
        currency, cents = ORIGINAL_COLUMNS
        quoted = {currency: _typed(given, currency, "str", ""), cents: _typed(given, cents, "int64", 0)}
        offers |= quoted if (quoted[currency] != "").any() else {}
    if not given.keys().isdisjoint(RIGHT_COLUMNS.values()):
        nobody = {name: np.full(len(offers["id"]), UNKNOWN_FEE) for name in RIGHT_COLUMNS.values()}
        asked = {name: _typed(nobody | given, name, "int64", UNKNOWN_FEE) for name in nobody}
        offers |= asked if any((fees != UNKNOWN_FEE).any() for fees in asked.values()) else {}
    return offers | {name: _typed(given, name, "float64", 0.0) for name in sorted(number_columns(given))}


_AS_THEY_ARE = ("id", "compensation")


def creator_columns(columns: Iterable[str]) -> tuple[str, ...]:
    """Those of these columns that a roster's creators may have."""
    optional = (BASE_COLUMN, *OPTIONAL_NUMBERS, *OPTIONAL_TEXTS)
    columns = list(columns)
    known = {*CREATOR_COLUMNS, *optional, *attribute_columns(columns), *audience_columns(columns)}
    return tuple(str(column) for column in columns if column in known)


def number_columns(columns: Iterable[str]) -> tuple[str, ...]:
    """The package columns that are neither identity, deliverable nor price."""
    own = (*PACKAGE_COLUMNS, *FURTHER_FORMATS, *RANGE_COLUMNS, *ORIGINAL_COLUMNS, *RIGHT_COLUMNS.values())
    return tuple(str(column) for column in columns if column not in own)


def deliverables_text(counts: Sequence[int]) -> str:
    """Counts in the order of `Format` as people say them: `1 reel + 2 stories`."""
    plural = {"story": "stories"}
    parts = []
    for name, count in zip((str(f) for f in Format), counts, strict=False):
        if count:
            parts.append(f"{count} {name if count == 1 else plural.get(name, name + 's')}")
    return " + ".join(parts) or "nothing"
