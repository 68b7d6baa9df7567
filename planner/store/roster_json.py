"""A roster as JSON: columns, exactly as they are, and back with every value looked at.

    {"source": "Spring.xlsx", "creators": {"id": [...], "followers": [...]}, "packages": {"creator": [...], ...}}

Unknown rates are null. Money is in cents, `fee_cents` -1 where nobody quoted, shares are 0 to 1; `packages.creator` is
the row number in `creators`, from 0. A column that an older planner did not know may be absent. A roster that
stands for a catalogue of the server says so in `catalogue`.
"""

import math
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

import pandas as pd
from pydantic import ValidationError

from planner.domain.attributes import is_attribute
from planner.domain.audience import part_of
from planner.domain.offered import Offered, offered_in, standing_for
from planner.domain.rights import RIGHT_COLUMNS
from planner.domain.roster import (
    AVAILABILITY,
    BASE_COLUMN,
    CREATOR_COLUMNS,
    MAX_CENTS,
    MAX_FOLLOWERS,
    OPTIONAL_NUMBERS,
    OPTIONAL_TEXTS,
    ORIGINAL_COLUMNS,
    PACKAGE_COLUMNS,
    PARTNER_COLUMNS,
    RANGE_COLUMNS,
    RATE_COLUMNS,
    RESPONSE_COLUMNS,
    TEXT_COLUMNS,
    UNKNOWN_FEE,
    Base,
    Compensation,
    Format,
    Platform,
    Roster,
)
from planner.problems import BadInput, Problem, problems_of

_SHARES = ("engagement_rate", "fake_share", "mass_share", "fit", "authenticity")
_KNOWN = (*CREATOR_COLUMNS, BASE_COLUMN, *OPTIONAL_NUMBERS, *OPTIONAL_TEXTS)
_NEEDED = {"creators": ("id", "handle", "platform", "followers"), "packages": ("creator", "id", "fee_cents")}
_LONGEST_TEXT = 500
_MOST_SHOWN = 20


def roster_data(roster: Roster) -> dict[str, Any]:
    """The roster as plain data, ready for JSON."""
    return {
        "source": roster.source,
        "creators": {str(name): _plain(roster.creators[name]) for name in roster.creators.columns},
        "packages": {str(name): _plain(roster.packages[name]) for name in roster.packages.columns},
        **({} if (offered := offered_in(roster)) is None else {"catalogue": offered.model_dump()}),
    }


def roster_of(data: Any, place: str = "roster") -> Roster:
    """Back from plain data. Raises BadInput with what is wrong, named by column and row (from 1)."""
    problems = list(_wrong_shape(data, place))
    if problems:
        raise BadInput(problems)
    creators, packages = dict(data["creators"]), dict(data["packages"])
    rows = len(creators["id"])
    for columns, known in ((creators, CREATOR_COLUMNS), (packages, PACKAGE_COLUMNS)):
        length = len(columns["id"])
        columns |= {name: [_absent(name)] * length for name in known if name not in columns}
    problems = [*_columns(creators, f"{place}.creators"), *_columns(packages, f"{place}.packages")]
    if not problems:
        problems = [*_references(packages["creator"], rows, f"{place}.packages")]
    if problems:
        raise BadInput(problems[:_MOST_SHOWN])
    try:
        found = Roster.from_frames(pd.DataFrame(creators), pd.DataFrame(packages), str(data.get("source", "")))
    except ValueError as error:
        raise BadInput([Problem(place, "", str(error), "creators and packages that differ")]) from None
    if data.get("catalogue") is None:
        return found
    try:
        return standing_for(found, Offered.model_validate(data["catalogue"]))
    except ValidationError as error:
        raise BadInput(problems_of(error, f"{place}.catalogue")) from None


def _plain(column: pd.Series) -> list[Any]:
    if column.dtype.kind == "f":
        return [None if math.isnan(value) else value for value in column.tolist()]
    return [str(value) if not isinstance(value, int) else value for value in column.tolist()]


def _absent(name: str) -> Any:
    if name in RATE_COLUMNS:
        return None
    if name in _WHOLE:
        return max(_WHOLE[name][0], 0)
    return str(Compensation.CASH) if name == "compensation" else ""


def _wrong_shape(data: Any, place: str) -> Iterator[Problem]:
    if not isinstance(data, dict):
        yield Problem(place, "", "is not an object", "a roster with creators and packages")
        return
    for part, needed in _NEEDED.items():
        columns = data.get(part)
        if not isinstance(columns, dict):
            yield Problem(f"{place}.{part}", "", "is missing or not an object", "columns by name")
            continue
        for name in needed:
            if name not in columns:
                yield Problem(f"{place}.{part}.{name}", "", "is missing", "a column of this name")
        lengths = set()
        for name, values in columns.items():
            if isinstance(values, list):
                lengths.add(len(values))
            else:
                yield Problem(f"{place}.{part}.{name}", "", "is not a list", "one value per row")
        if len(lengths) > 1:
            found = ", ".join(str(length) for length in sorted(lengths))
            yield Problem(f"{place}.{part}", "", f"has columns of different lengths ({found})", "columns of one length")


def _columns(columns: Mapping[str, list[Any]], place: str) -> Iterator[Problem]:
    of_people = place.endswith("creators")
    for name, values in columns.items():
        if of_people and name not in _KNOWN and part_of(name) is None and not is_attribute(name):
            yield Problem(f"{place}.{name}", "", "is not a column of a roster", "one of " + ", ".join(CREATOR_COLUMNS))
            continue
        accepted, fits = _check(name, of_people)
        for row, value in enumerate(values, start=1):
            if not fits(value):
                typed = "" if value is None else str(value)
                yield Problem(f"{place}.{name}, row {row}", typed, "cannot be used here", accepted)


def _check(name: str, of_people: bool) -> tuple[str, Any]:
    """What a column accepts, in words and as a test."""
    if name == "platform":
        return "a platform: small letters, digits and underscores", _is_platform
    if name == "compensation":
        return _one_of(Compensation)
    if name == BASE_COLUMN and of_people:
        return _one_of(Base, "")
    if name in (*TEXT_COLUMNS, AVAILABILITY) or (of_people and (name in OPTIONAL_TEXTS or is_attribute(name))):
        low = 1 if name in ("id", "handle") else 0
        return f"text of {low} to {_LONGEST_TEXT} characters", lambda v: isinstance(v, str) and low <= len(v) <= 500
    if name == ORIGINAL_COLUMNS[0] and not of_people:
        return "the code of a currency, or empty", lambda v: isinstance(v, str) and len(v) in (0, 3)
    if of_people and (name in (*_SHARES, *PARTNER_COLUMNS) or part_of(name) is not None):
        return _number(0, 1, True)
    if name in (*RATE_COLUMNS, *RESPONSE_COLUMNS) and of_people:
        return _number(0, MAX_FOLLOWERS, True)
    whole = _WHOLE.get(name)
    return _integer(*whole) if whole is not None else _number(-1e15, 1e15, False)


_WHOLE = {
    "followers": (0, MAX_FOLLOWERS),
    "available": (1, 1_000_000),
    "creator": (0, 100_000_000),
    **dict.fromkeys(("fee_cents", *RANGE_COLUMNS, *RIGHT_COLUMNS.values()), (UNKNOWN_FEE, MAX_CENTS)),
    ORIGINAL_COLUMNS[1]: (0, 10**15),
    "commission_cents": (0, MAX_CENTS),
    **{str(f): (0, 1_000_000) for f in Format},
}


def _is_platform(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(Platform(value))
    except ValueError:
        return False


def _one_of(kind: type[StrEnum], *also: str) -> tuple[str, Any]:
    known = {*(str(member) for member in kind), *also}
    return "one of " + ", ".join(sorted(filter(None, known))), lambda value: isinstance(value, str) and value in known


def _integer(low: int, high: int) -> tuple[str, Any]:
    return f"a whole number from {low:,} to {high:,}", lambda value: type(value) is int and low <= value <= high


def _number(low: float, high: float, may_be_unknown: bool) -> tuple[str, Any]:
    def fits(value: Any) -> bool:
        return (value is None and may_be_unknown) or (type(value) in (int, float) and low <= value <= high)

    return f"a number from {low:g} to {high:g}" + (", or null" if may_be_unknown else ""), fits


def _references(creators: list[int], rows: int, place: str) -> Iterator[Problem]:
    for row, number in enumerate(creators, start=1):
        if number >= rows:
            accepted = f"the row of a creator, 0 to {rows - 1}"
            yield Problem(f"{place}.creator, row {row}", str(number), "is no row of creators", accepted)
