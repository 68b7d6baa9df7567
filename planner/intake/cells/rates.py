"""What a share without a % sign means: decided for a whole column by evidence, or asked."""

from __future__ import annotations

import re

import numpy as np

from planner.intake.asking import Choice, Question
from planner.intake.cells.values import Fault, Floats, Numbers
from planner.intake.reading import Column, Field, ReadSettings
from planner.problems import Problem

PERCENT_HEADER = re.compile(r"%|\bpercent|\bpct\b", re.I)
_NEAR_HUNDRED, _NEAR_ONE = (10.0, 1000.0), (0.1, 10.0)
_OFTEN, _SCORE = 0.25, 5.0
_PERCENT = "per cent (2.35 = 2.35%)"
_FRACTION = "shares of one (0.0235 = 2.35%)"
_ABOVE = Fault("is above 100%", "a rate from 0% to 100%")


def engagement_rates(
    read: Numbers, column: Column, responses: Floats, said: tuple[ReadSettings, dict[str, str]]
) -> tuple[Numbers, str | None, Question | None]:
    """Rates as shares of one, a note when a unit had to be found out, and a question when nothing tells it.

    responses: (likes + comments) / followers of each row, NaN where unknown: what the rate ought to resemble.
    """
    settings, answers = said
    bare = read.bare & ~np.isnan(read.values)
    if not bare.any():
        return checked(read), None, None
    key = f"rate_unit.{column.letter}"
    unit = answers.get(key, answers.get("rate_unit", settings.engagement_rate_unit or ""))
    answer = unit if unit in ("percent", "fraction") else None
    why = "as chosen"
    if answer is None:
        unit, why = _evidence(read.values[bare], column, responses[bare])
        if not unit:
            return checked(read), None, _question(key, column, read.values[bare])
    meant = _PERCENT if unit == "percent" else _FRACTION
    note = f"Rates without a % sign in {column} are read as {meant}: {why}."
    return checked(scaled(read, bare, unit)), note, _question(key, column, read.values[bare], answer, unit)


def _question(
    key: str, column: Column, values: Floats, answer: str | None = None, default: str | None = None
) -> Question:
    example = f"{values[0]:g}"
    problem = Problem(
        str(column),
        example,
        f"could be per cent or shares of one, such as {example}",
        "the unit of the engagement rate (per cent or fraction) chosen, or values with a % sign",
    )
    choices = (
        Choice("percent", f"Per cent: {example} is {values[0]:.4g}%"),
        Choice("fraction", f"Share of one: {example} is {values[0] * 100:.4g}%"),
    )
    # Only what a form begins with; nothing is read before somebody has answered.
    suggested = "percent" if float(np.median(values)) > 0.2 else "fraction"
    title = f"What do rates such as {example} in {column} mean?"
    return Question(key, title, problem, choices, default, suggested, answer)


def _evidence(values: Floats, column: Column, responses: Floats) -> tuple[str, str]:
    if PERCENT_HEADER.search(column.header):
        return "percent", "the header says so"
    comparable = (responses > 0) & (values > 0)
    if comparable.any():
        ratio = float(np.median(values[comparable] / responses[comparable]))
        if _NEAR_ONE[0] <= ratio < _NEAR_ONE[1]:
            return "fraction", "they agree with likes, comments and followers"
        if _NEAR_HUNDRED[0] <= ratio < _NEAR_HUNDRED[1]:
            return "percent", "they agree with likes, comments and followers"
    if np.mean(values > 1) >= _OFTEN:
        # One alone may be an account that went viral.
        return "percent", "many are above 1"
    return "", ""


def plain_shares(read: Numbers, field: Field, column: Column) -> tuple[Numbers, str | None]:
    """Shares of one. Follower shares may be written in per cent; fit and authenticity are 0 to 1."""
    bare = read.bare & ~np.isnan(read.values)
    if not bare.any():
        return checked(read), None
    of_followers = field in (Field.FAKE_FOLLOWERS, Field.MASS_FOLLOWERS)
    by_header = PERCENT_HEADER.search(column.header) is not None
    above = read.values[bare].max() > 1 if of_followers else np.median(read.values[bare]) > _SCORE
    if by_header or above:
        return checked(scaled(read, bare, "percent")), f"Values in {column} are read as {_PERCENT}."
    if of_followers:
        return checked(read), f"Values without a % sign in {column} are read as {_FRACTION}."
    return checked(read), None


def scaled(read: Numbers, bare: np.ndarray, unit: str) -> Numbers:
    """The bare values as shares of one; unit: percent or fraction."""
    if unit == "fraction":
        return read
    values = read.values.copy()
    # By way of text: 2.35 / 100 is not always the number that 0.0235 is.
    values[bare] = [float(f"{value!r}e-2") for value in values[bare].tolist()]
    return Numbers(values, read.bare, read.faults)


def checked(read: Numbers) -> Numbers:
    """Values above one are faults."""
    above = np.flatnonzero(read.values > 1)
    if not len(above):
        return read
    values = read.values.copy()
    values[above] = np.nan
    return Numbers(values, read.bare, read.faults | {int(row): _ABOVE for row in above})
