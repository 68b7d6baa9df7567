"""A roster as a clean file, and what was set aside as a list, both safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Iterable
from decimal import Decimal

import numpy as np
import pandas as pd

from planner.domain.attributes import attribute_columns
from planner.domain.audience import audience_columns
from planner.domain.rights import RIGHT_COLUMNS
from planner.domain.roster import OPTIONAL_TEXTS, RANGE_COLUMNS, UNKNOWN_FEE, Roster
from planner.formula_escape import escaped
from planner.intake.columns.columns import DELIVERABLES
from planner.intake.reading import Field, Reading
from planner.intake.roster.fields import CREATOR_FIELDS
from planner.intake.roster.offers import FORMATS, PACKAGE_FIELDS

_NOT_WRITTEN = (Field.CURRENCY, Field.LIKES, Field.FIRST_NAME, Field.LAST_NAME, Field.PROFILE_URL)
_PERCENTS = ("engagement_rate", "fake_share", "mass_share", "sponsored_load")
_SET_ASIDE = ("row", "column", "letter", "value", "problem", "accepted")


def write_roster_csv(roster: Roster) -> bytes:
    """UTF-8 CSV in the clean format, one row per package; `read_roster` gives back an equal roster."""
    people, offers = roster.creators, roster.packages
    of = offers["creator"].to_numpy(np.int64)
    absent = [wanted for name, wanted in CREATOR_FIELDS.items() if name not in people]
    absent += [wanted for wanted, name in (_DELIVERED | _SURCHARGES).items() if name not in offers]
    header = [str(wanted) for wanted in Field if wanted not in (*_NOT_WRITTEN, *absent)]
    columns: dict[str, Iterable[str]] = {
        "handle": _texts(people["handle"].to_numpy(dtype=object)[of]),
        "platform": people["platform"].to_numpy(dtype=object)[of],
        "package": _texts(offers["id"]),
        "compensation": offers["compensation"],
        "fee": _fees(offers),
        "commission_expected": [_major(cents) for cents in offers["commission_cents"]],
    }
    for name, wanted in CREATOR_FIELDS.items():
        if wanted in absent:
            continue
        values = people[name].to_numpy(dtype=object)[of]
        if name in _PERCENTS:
            columns[str(wanted)] = [_percent(value) for value in values]
        elif name in ("name", "country", "category", "engagement_base", *OPTIONAL_TEXTS):
            columns[str(wanted)] = _texts(values)
        else:
            columns[str(wanted)] = [_number(value) for value in values]
    for wanted, name in (_DELIVERED | _SURCHARGES).items():
        if name in offers:
            written = _major if wanted in _SURCHARGES else str
            columns[str(wanted)] = [written(number) for number in offers[name]]
    for name in audience_columns(people.columns):
        columns[name] = [_percent(value) for value in people[name].to_numpy(dtype=object)[of]]
        header.append(name)
    for name in attribute_columns(people.columns):
        columns[name] = _texts(people[name].to_numpy(dtype=object)[of])
        header.append(name)
    for name in roster.numbers:
        columns[name] = [_number(value) for value in offers[name]]
        header.append(name)
    rows = zip(*(columns[name] for name in header), strict=True)
    return _csv([[*_texts(header)], *rows])


def set_aside_csv(reading: Reading) -> bytes:
    """UTF-8 CSV of every problem: where it is, the value as typed, what is wrong, what would be accepted."""
    rows = [
        (
            str(problem.row),
            *_texts(
                (
                    problem.column.header if problem.column else "",
                    problem.column.letter if problem.column else "",
                    problem.value,
                    problem.wrong,
                    problem.accepted,
                )
            ),
        )
        for problem in reading.set_aside
    ]
    return _csv([_SET_ASIDE, *rows])


_DELIVERED = dict(zip(DELIVERABLES, FORMATS, strict=True))
_SURCHARGES = {PACKAGE_FIELDS[name]: name for name in RIGHT_COLUMNS.values()}


def _csv(rows: Iterable[Iterable[str]]) -> bytes:
    # Every cell in quotation marks, so that a program that splits at semicolons makes no formula of the rest of a cell.
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n", quoting=csv.QUOTE_ALL).writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def _texts(texts: Iterable[str]) -> list[str]:
    return [escaped(text) for text in texts]


def _number(value: float) -> str:
    if value != value:
        return ""
    return str(int(value)) if value == int(value) else repr(float(value))


def _percent(value: float) -> str:
    return "" if value != value else f"{Decimal(repr(float(value))) * 100:f}%"


def _fees(offers: pd.DataFrame) -> list[str]:
    """Fees in major units; a range as its two ends, of which the fee is the middle."""
    if RANGE_COLUMNS[0] not in offers:
        return [_major(cents) for cents in offers["fee_cents"]]
    ends = zip(offers["fee_cents"], *(offers[name] for name in RANGE_COLUMNS), strict=True)
    return [_major(fee) if low == UNKNOWN_FEE else f"{_major(low)}-{_major(high)}" for fee, low, high in ends]


def _major(cents: int) -> str:
    return "" if cents == UNKNOWN_FEE else f"{cents // 100}.{cents % 100:02d}"
