"""What rows of a table on its way must be, column by column: what is wrong with which, as for the cells of a roster."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from planner.catalogue.schema import PACKAGES, opened_lists
from planner.domain.audience import SLACK, Trait, audience_columns, part_of
from planner.domain.platforms import Format, Platform
from planner.domain.rights import RIGHT_COLUMNS
from planner.domain.roster import (
    BASE_COLUMN,
    MAX_CENTS,
    MAX_FOLLOWERS,
    PARTNER_COLUMNS,
    RANGE_COLUMNS,
    RATE_COLUMNS,
    RESPONSE_COLUMNS,
    Base,
    Compensation,
)

Bools = NDArray[np.bool_]
_PEOPLE = ("median_views", "measured_reach", *RESPONSE_COLUMNS)
_SHARES = tuple(name for name in (*RATE_COLUMNS, *PARTNER_COLUMNS) if name not in _PEOPLE)
_LONGEST = {"handle": 120, "country": 60, "category": 120, "availability": 200}
_LONGEST_TEXT, _LONGEST_PACKAGE, _LONGEST_ID = 500, 120, 161
_CONTROL = r"[\x00-\x1f\x7f]"
_MOST_POSTS = 10_000
_CENTS = ("fee_cents", "commission_cents", *RANGE_COLUMNS, *RIGHT_COLUMNS.values())


@dataclass(frozen=True)
class Fault:
    """What is wrong with some rows of a column. rows: shape (accounts,); values: as they stand, of the rows."""

    column: str
    rows: Bools
    wrong: str
    accepted: str
    values: pa.Array | None = None

    def value(self, row: int) -> str:
        """The value of a row as typed."""
        found = None if self.values is None else self.values[row].as_py()
        return "" if found is None else f"{found:g}" if isinstance(found, float) else str(found)


def faults_in(table: pa.Table) -> Iterator[Fault]:
    """Everything that keeps rows of a conformed table from being used."""
    for name in table.column_names:
        if name == PACKAGES:
            continue
        values = table.column(name)
        if pa.types.is_large_string(values.type):
            yield from _texts(name, values, _LONGEST.get(name, _LONGEST_ID if name == "id" else _LONGEST_TEXT))
        else:
            most = _most(name)
            if most is not None:
                yield from _between(name, values, *most)
    for name in ("handle", "platform", "followers"):
        yield Fault(name, _mask(pc.is_null(table.column(name))), "is empty", _NEEDED[name])
    yield from _one_of("platform", table.column("platform"), [str(one) for one in Platform])
    if BASE_COLUMN in table.column_names:
        yield from _one_of(BASE_COLUMN, table.column(BASE_COLUMN), [str(one) for one in Base])
    yield from _audiences(table)
    yield from _packages(table)


_NEEDED = {
    "handle": "a handle or a name",
    "platform": "a platform, such as instagram",
    "followers": "a whole number of followers, 0 or more",
}


def _most(name: str) -> tuple[float, float, str] | None:
    """Least and most of a column of numbers, in words too."""
    if name in _SHARES or part_of(name) is not None:
        return 0, 1, "0 to 1 (0% to 100%)"
    if name in _PEOPLE or name == "followers":
        return 0, MAX_FOLLOWERS, f"0 to {MAX_FOLLOWERS:,}"
    if name == "available":
        return 1, 1_000_000, "1 to 1,000,000"
    if name in _CENTS:
        return 0, MAX_CENTS, f"0 to {MAX_CENTS:,} cents"
    if name in set(map(str, Format)):
        return 0, _MOST_POSTS, f"0 to {_MOST_POSTS:,} posts"
    return None


def _between(name: str, values: pa.ChunkedArray, least: float, most: float, accepted: str) -> Iterator[Fault]:
    outside = pc.or_(pc.less(values, least), pc.greater(values, most))
    if pa.types.is_floating(values.type):
        outside = pc.or_(outside, pc.is_nan(values))
    yield Fault(name, _mask(outside), "is out of range", accepted, values)


def _texts(name: str, values: pa.ChunkedArray, longest: int) -> Iterator[Fault]:
    accepted = f"a text of at most {longest} characters"
    yield Fault(name, _mask(pc.greater(pc.utf8_length(values), longest)), "is too long", accepted, values)
    control = _mask(pc.match_substring_regex(values, _CONTROL))
    yield Fault(name, control, "holds a control character", "text without control characters", values)


def _one_of(name: str, values: pa.ChunkedArray, known: list[str]) -> Iterator[Fault]:
    unknown = _mask(pc.and_(pc.is_valid(values), pc.invert(pc.is_in(values, pa.array(known, values.type)))))
    yield Fault(name, unknown, "is not known", f"one of {', '.join(known)}", values)


def _audiences(table: pa.Table) -> Iterator[Fault]:
    names = audience_columns(table.column_names)
    for trait in Trait:
        mine = [name for name in names if (part := part_of(name)) is not None and part.trait is trait]
        if mine:
            shares = [np.nan_to_num(table.column(name).to_numpy()) for name in mine]
            total = np.sum(shares, axis=0)
            wrong = "has shares that add up to more than all"
            accepted = "shares that add up to at most 100%"
            yield Fault(f"audience by {trait}", total > 1 + SLACK, wrong, accepted, pa.array(total))


def _packages(table: pa.Table) -> Iterator[Fault]:
    """Faults of packages, as faults of the accounts that they belong to."""
    offsets, records = opened_lists(table.column(PACKAGES))
    counts = np.diff(offsets)
    yield Fault(PACKAGES, counts == 0, "has no package", "at least one package")
    owner = np.repeat(np.arange(len(table)), counts)
    for fault in _of_packages(records):
        if fault.rows.any():
            rows = np.zeros(len(table), bool)
            first = np.zeros(len(table), np.int64)
            at = np.flatnonzero(fault.rows)[::-1]
            rows[owner[at]], first[owner[at]] = True, at
            values = None if fault.values is None else fault.values.take(pa.array(first, mask=~rows))
            yield Fault(f"{PACKAGES}.{fault.column}", rows, fault.wrong, fault.accepted, values)


def _of_packages(records: pa.Table) -> Iterator[Fault]:
    for name in records.column_names:
        values = records.column(name)
        if pa.types.is_integer(values.type) and (most := _most(name)) is not None:
            yield from _between(name, values, *most)
        elif pa.types.is_floating(values.type):
            wrong, accepted = "is not a number", f"0 to {MAX_FOLLOWERS:,}"
            bad = pc.or_(pc.is_nan(values), pc.greater(pc.abs(values), MAX_FOLLOWERS))
            yield Fault(name, _mask(bad), wrong, accepted, values)
    yield from _texts("id", records.column("id"), _LONGEST_PACKAGE)
    yield Fault("id", _mask(pc.is_null(records.column("id"))), "is empty", "a name of the package")
    yield from _one_of("compensation", records.column("compensation"), [str(one) for one in Compensation])


def _mask(values: pa.ChunkedArray) -> Bools:
    return np.asarray(pc.fill_null(values, False).to_numpy(), bool)
