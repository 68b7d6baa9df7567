"""What a share without a % sign means: decided for a whole column by evidence, or asked."""

from __future__ import annotations

import re

import numpy as np

from planner.intake.reading import Column, Field, ReadSettings, refusal
from planner.intake.values import Fault, Floats, Numbers

_PERCENT_HEADER = re.compile(r"%|\bpercent|\bpct\b", re.I)
_NEAR_HUNDRED, _NEAR_ONE = (10.0, 1000.0), (0.1, 10.0)
_PERCENT = "per cent (2.35 = 2.35%)"
_FRACTION = "shares of one (0.0235 = 2.35%)"
_ABOVE = Fault("is above 100%", "a rate from 0% to 100%")


def engagement_rates(
    read: Numbers, column: Column, responses: Floats, settings: ReadSettings
) -> tuple[Numbers, str | None]:
    """Rates as shares of one, and a note when a unit had to be found out.

    responses: (likes + comments) / followers of each row, NaN where unknown: what the rate ought to resemble.
    Raises BadInput when nothing in the file tells per cent from fraction.
    """
    bare = read.bare & ~np.isnan(read.values)
    if not bare.any():
        return _checked(read), None
    unit: str | None = settings.engagement_rate_unit
    why = "as chosen"
    if unit is None:
        unit, why = _evidence(read.values[bare], column, responses[bare])
    if unit is None:
        example = f"{read.values[bare][0]:g}"
        raise refusal(
            str(column),
            f"could be per cent or shares of one, such as {example}",
            "the unit of the engagement rate (per cent or fraction) chosen, or values with a % sign",
            example,
        )
    meant = _PERCENT if unit == "percent" else _FRACTION
    note = f"Rates without a % sign in {column} are read as {meant}: {why}."
    return _checked(_scaled(read, bare, unit)), note


def _evidence(values: Floats, column: Column, responses: Floats) -> tuple[str | None, str]:
    if _PERCENT_HEADER.search(column.header):
        return "percent", "the header says so"
    comparable = (responses > 0) & (values > 0)
    if comparable.any():
        ratio = float(np.median(values[comparable] / responses[comparable]))
        if _NEAR_ONE[0] <= ratio < _NEAR_ONE[1]:
            return "fraction", "they agree with likes, comments and followers"
        if _NEAR_HUNDRED[0] <= ratio < _NEAR_HUNDRED[1]:
            return "percent", "they agree with likes, comments and followers"
    if values.max() > 1:
        return "percent", "some are above 1"
    return None, ""


def plain_shares(read: Numbers, field: Field, column: Column) -> tuple[Numbers, str | None]:
    """Shares of one. Follower shares may be written in per cent; fit and authenticity are 0 to 1."""
    bare = read.bare & ~np.isnan(read.values)
    if not bare.any():
        return _checked(read), None
    of_followers = field in (Field.FAKE_FOLLOWERS, Field.MASS_FOLLOWERS)
    by_header = _PERCENT_HEADER.search(column.header) is not None
    if by_header or (of_followers and read.values[bare].max() > 1):
        return _checked(_scaled(read, bare, "percent")), f"Values in {column} are read as {_PERCENT}."
    if of_followers:
        return _checked(read), f"Values without a % sign in {column} are read as {_FRACTION}."
    return _checked(read), None


def _scaled(read: Numbers, bare: np.ndarray, unit: str) -> Numbers:
    if unit == "fraction":
        return read
    values = read.values.copy()
    # By way of text: 2.35 / 100 is not always the number that 0.0235 is.
    values[bare] = [float(f"{value!r}e-2") for value in values[bare].tolist()]
    return Numbers(values, read.bare, read.faults)


def _checked(read: Numbers) -> Numbers:
    above = np.flatnonzero(read.values > 1)
    if not len(above):
        return read
    values = read.values.copy()
    values[above] = np.nan
    return Numbers(values, read.bare, read.faults | {int(row): _ABOVE for row in above})
