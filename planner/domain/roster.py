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

from planner.domain.attributes import attribute_columns, column_of
from planner.domain.audience import audience_columns
from planner.domain.columns import Columns
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
        listed = list(creators)
        attributes = sorted({name for c in listed for name in c.attributes})
        # Small rosters are made by the thousand, and most have few of these: a column of nothing costs as any other.
        rates = [name for name in OPTIONAL_NUMBERS if any(getattr(c, name) is not None for c in listed)]
        texts = [name for name in OPTIONAL_TEXTS if any(getattr(c, name) for c in listed)]
        bases = ["" if c.engagement_base is None else str(c.engagement_base) for c in listed]
        columns: dict[str, list[object]] = {
            # In the order of a roster, so that there is nothing to arrange.
            **{name: [str(getattr(c, name)) for c in listed] for name in TEXT_COLUMNS},
            **{name: [getattr(c, name) for c in listed] for name in ("followers", *RATE_COLUMNS, "available")},
            **({BASE_COLUMN: list[object](bases)} if any(bases) else {}),
            **{name: [str(getattr(c, name)) for c in listed] for name in texts},
            **{name: [getattr(c, name) for c in listed] for name in rates},
            **{column_of(name): [c.attributes.get(name, "") for c in listed] for name in attributes},
            **{name: [c.audience.get(name) for c in listed] for name in {name for c in listed for name in c.audience}},
        }
        floats = {name: np.array(columns[name], float) for name in (*RATE_COLUMNS, *rates)}
        people = pd.DataFrame({**columns, **floats})
        rows = [
            {
                "creator": index,
                "id": package.id,
                **dict.fromkeys(EARLIER_FORMATS, 0),
                **{str(f): count for f, count in package.deliverables.items()},
                "compensation": str(package.compensation),
                "fee_cents": UNKNOWN_FEE if package.fee_cents is None else package.fee_cents,
                "commission_cents": package.commission_cents,
                **{RIGHT_COLUMNS[right]: cents for right, cents in package.right_fees.items()},
                **package.numbers,
            }
            for index, creator in enumerate(listed)
            for package in creator.packages
        ]
        names = list(dict.fromkeys(name for row in rows for name in row))
        return cls.from_frames(people, pd.DataFrame(rows, columns=names or list(PACKAGE_COLUMNS)), source)

    @classmethod
    def from_frames(
        cls, creators: pd.DataFrame, packages: pd.DataFrame, source: str = "", archetypes: bool = False
    ) -> Self:
        """Build from frames in any row order; `packages.creator` holds row numbers of `creators`.

        Raises ValueError when two creators share an id, two packages of a creator share a name, or several accounts
        of one person can be booked more than once.
        """
        kinds = {**dict.fromkeys(TEXT_COLUMNS, "str"), **dict.fromkeys(RATE_COLUMNS, "float64")}
        people = _typed(creators, {**kinds, "followers": "int64", "available": "int64"})
        known = _optional(people)
        ids = people["id"].to_numpy(dtype=object)
        order = np.argsort(ids, kind="stable")
        new_row = np.empty(len(people), dtype=np.int64)
        new_row[order] = np.arange(len(people))
        people, ids = _in_order(people, order), ids[order]
        if (twice := ids[1:][ids[1:] == ids[:-1]]).size:
            raise ValueError(f"two creators are called {twice[0]}")
        check_persons(people)

        offers = packages.reset_index(drop=True).copy()
        offers["creator"] = new_row[offers["creator"].to_numpy(dtype=np.int64)]
        for column in (name for name in FURTHER_FORMATS if name in offers):
            # Of two rosters put together, one may not know a format that the other books.
            offers[column] = offers[column].fillna(0)
        further = [column for column in FURTHER_FORMATS if column in offers and (offers[column] != 0).any()]
        offers = _typed(offers, dict.fromkeys((*EARLIER_FORMATS, *further, "fee_cents", "commission_cents"), "int64"))
        numbers = sorted(number_columns(offers.columns))
        for column in numbers:
            values = offers[column].to_numpy()
            if values.dtype != np.float64 or np.isnan(values).any():
                offers[column] = offers[column].astype(float).fillna(0.0)
        offers = _arranged(
            offers, [*PACKAGE_COLUMNS, *further, *_ranges(offers), *_originals(offers), *_surcharges(offers), *numbers]
        )
        people = _arranged(people, [*CREATOR_COLUMNS, *known])
        names, of = offers["id"].to_numpy(dtype=str), offers["creator"].to_numpy()
        keys = np.lexsort((names, of))
        offers, names, of = _in_order(offers, keys), names[keys], of[keys]
        alike = (names[1:] == names[:-1]) & (of[1:] == of[:-1])
        if alike.any() and (twice := offers.duplicated(["creator", "id"])).any():
            row = offers.loc[twice].iloc[0]
            raise ValueError(f"{people['id'].iloc[row['creator']]} has two packages called {row['id']}")
        return cls(people, offers, source, archetypes)

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
        for frame in (self.creators, self.packages):
            digest.update(repr([str(name) for name in frame.columns]).encode())
            digest.update(pd.util.hash_pandas_object(frame, index=False).to_numpy().tobytes())
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


def _typed(frame: pd.DataFrame, kinds: dict[str, str]) -> pd.DataFrame:
    """A copy with rows from 0 and these columns of these types: one that is of its type already is not converted."""
    now = dict(zip(frame.columns, frame.dtypes, strict=True))
    wrong = {name: kind for name, kind in kinds.items() if now[name] != _KINDS.get(kind, kind)}
    typed = frame.reset_index(drop=True)
    return typed.astype(wrong) if wrong else typed


_KINDS = {name: np.dtype(name) for name in ("int64", "float64")}
"""Types as pandas compares them soonest."""


def _in_order(frame: pd.DataFrame, order: NDArray[np.int64]) -> pd.DataFrame:
    """The rows in this order, counted from 0: the frame itself where that is its own, as it mostly is."""
    if (order[1:] > order[:-1]).all():
        return frame
    return frame.iloc[order].reset_index(drop=True)


def _arranged(frame: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """These columns in this order: the frame itself where it has just those."""
    return frame if list(frame.columns) == names else frame[names]


def _ranges(offers: pd.DataFrame) -> tuple[str, ...]:
    """`RANGE_COLUMNS` when some quote is a range, whole numbers throughout; else none."""
    if not set(RANGE_COLUMNS) <= set(offers.columns):
        return ()
    for name in RANGE_COLUMNS:
        offers[name] = offers[name].fillna(UNKNOWN_FEE).astype(np.int64)
    return RANGE_COLUMNS if (offers[RANGE_COLUMNS[0]] != UNKNOWN_FEE).any() else ()


def _surcharges(offers: pd.DataFrame) -> tuple[str, ...]:
    """`RIGHT_COLUMNS` when some surcharge is quoted, whole numbers throughout; else none."""
    columns = tuple(RIGHT_COLUMNS.values())
    if not any(name in offers for name in columns):
        return ()
    for name in columns:
        asked = offers[name] if name in offers else pd.Series(np.nan, offers.index)
        offers[name] = asked.fillna(UNKNOWN_FEE).astype(np.int64)
    return columns if (offers[list(columns)] != UNKNOWN_FEE).any(axis=None) else ()


def _originals(offers: pd.DataFrame) -> tuple[str, ...]:
    """`ORIGINAL_COLUMNS` when some fee was quoted in another currency; else none."""
    if not set(ORIGINAL_COLUMNS) <= set(offers.columns):
        return ()
    currency, cents = ORIGINAL_COLUMNS
    offers[currency] = offers[currency].fillna("").astype(str)
    offers[cents] = offers[cents].fillna(0).astype(np.int64)
    return ORIGINAL_COLUMNS if (offers[currency] != "").any() else ()


def _optional(people: pd.DataFrame) -> list[str]:
    """Make the optional columns of creators whole; returns those in which anything is known."""
    known = []
    if BASE_COLUMN in people:
        people[BASE_COLUMN] = people[BASE_COLUMN].fillna("").astype(str)
        known += [BASE_COLUMN] if (people[BASE_COLUMN] != "").any() else []
    for name in (*OPTIONAL_TEXTS, *attribute_columns(people.columns)):
        if name in people:
            people[name] = people[name].fillna("").astype(str)
            known += [name] if (people[name] != "").any() else []
    for name in (*(column for column in OPTIONAL_NUMBERS if column in people), *audience_columns(people.columns)):
        people[name] = people[name].astype(float)
        known += [name] if people[name].notna().any() else []
    return known


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
