"""What a share without a % sign means: decided for a whole column by evidence, or asked."""

import re
from dataclasses import replace
from decimal import Decimal

import numpy as np

from planner.intake.asking import Choice, Question
from planner.intake.cells.values import Fault, Floats, Numbers
from planner.intake.reading import Column, Field, ReadSettings
from planner.problems import Problem

PERCENT_HEADER = re.compile(r"%|\bpercent|\bpct\b", re.I)
_NEAR_HUNDRED, _NEAR_ONE = (10.0, 1000.0), (0.1, 10.0)
_OFTEN, _SCORE = 0.25, 5.0
_PERCENT = "per cent (2.35 = 2.35%)"
_FRACTION = "fractions (0.0235 = 2.35%)"
_UNITS = {"percent": _PERCENT, "fraction": _FRACTION, "each": "per cent above 0.25, and as fractions up to it"}
_TOO_LOW, _FEW, _LARGEST_SHARE = 0.1, 0.05, 0.25
"""Below so many per cent hardly anybody's rate lies; above so large a share, neither."""
_ABOVE = Fault("is above 100%", "a rate from 0% to 100%")


def engagement_rates(
    read: Numbers, column: Column, responses: Floats, said: tuple[ReadSettings, dict[str, str]]
) -> tuple[Numbers, str | None, Question | None]:
    """Rates as shares of one, a note when a unit had to be found out, and a question where the file leaves it open.

    responses: (likes + comments) / followers of each row, NaN where unknown: what the rate ought to resemble.
    """
    settings, answers = said
    bare = read.bare & ~np.isnan(read.values)
    if not bare.any():
        return checked(read), None, None
    key = f"rate_unit.{column.letter}"
    unit = answers.get(key, answers.get("rate_unit", settings.engagement_rate_unit or ""))
    answer = unit if unit in _UNITS else None
    signed = read.values[~read.bare & (read.values > 0)]
    mixed = _mixed(read.values[bare], signed, responses[bare])
    why = "as chosen"
    if answer is None and mixed:
        return checked(read), None, _mixed_question(key, column, read.values[bare], signed)
    if answer is None:
        unit, why = _evidence(read.values[bare], column, responses[bare])
        if not unit:
            return checked(read), None, _question(key, column, read.values[bare])
    note = f"Rates without a % sign in {column} are read as {_UNITS[unit]}: {why}."
    asked = _question(key, column, read.values[bare], answer, unit)
    if mixed:
        asked = _mixed_question(key, column, read.values[bare], signed, answer)
    return checked(scaled(read, bare, unit)), note, asked


def _mixed(values: Floats, signed: Floats, responses: Floats) -> bool:
    """True when some rates would be far too low in per cent and others cannot be shares, and nothing settles it."""
    if ((responses > 0) & (values > 0)).any():
        return False
    small, above = (values > 0) & (values < _TOO_LOW), values > 1
    return bool(small.any() and (len(signed) or above.sum() >= 2 or above.mean() >= _FEW))


def _mixed_question(key: str, column: Column, values: Floats, signed: Floats, answer: str | None = None) -> Question:
    small = float(values[(values > 0) & (values < _TOO_LOW)][0])
    others = values[values > 1]
    other = f"{others[0]:g}" if len(others) else f"{signed[0] * 100:.4g}%"
    examples = (f"{small:g}", other)
    problem = Problem(
        str(column),
        examples[0],
        f"is in the same column as {other}: some are fractions, others per cent",
        "a choice of how to read them, or values with a % sign",
    )
    choices = (
        Choice("each", f"Each as it looks: {small:g} is {small * 100:.4g}%, {other} is {other.rstrip('%')}%"),
        Choice("percent", f"All per cent: {small:g} is {small:.4g}%"),
        Choice("fraction", f"All fractions: {small:g} is {small * 100:.4g}%; larger ones are unknown"),
    )
    title = f"How are the rates in {column} written, such as {small:g} beside {other}?"
    return Question(key, title, problem, choices, None, "each", answer, examples)


def _question(
    key: str, column: Column, values: Floats, answer: str | None = None, default: str | None = None
) -> Question:
    example = f"{values[0]:g}"
    problem = Problem(
        str(column),
        example,
        f"could be per cent or fractions, such as {example}",
        "a choice of per cent or fraction, or values with a % sign",
    )
    choices = (
        Choice("percent", f"Per cent: {example} is {values[0]:.4g}%"),
        Choice("fraction", f"Fraction: {example} is {values[0] * 100:.4g}%"),
    )
    # Only what a form begins with; nothing is read before somebody has answered.
    suggested = "percent" if float(np.median(values)) > 0.2 else "fraction"
    title = f"What do rates such as {example} in {column} mean?"
    return Question(key, title, problem, choices, default, suggested, answer)


def _evidence(values: Floats, column: Column, responses: Floats) -> tuple[str, str]:
    if PERCENT_HEADER.search(column.header) and float(np.median(values)) >= _TOO_LOW:
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


def plain_shares(
    reads: tuple[Numbers, Numbers], field: Field, column: Column, answers: dict[str, str]
) -> tuple[Numbers, str | None, Question | None]:
    """Shares of one, a note on their unit, and a question: of follower shares always, of others where there may be two.

    reads: the values in the rows wanted and in the whole file, so that all rows have one unit. Follower shares may be
    written in per cent; fit and authenticity are 0 to 1.
    """
    read, whole = reads
    bare = whole.values[whole.bare & ~np.isnan(whole.values)]
    if not len(bare):
        return checked(read), None, None
    of_followers = field in (Field.FAKE_FOLLOWERS, Field.MASS_FOLLOWERS)
    asked, unit, key = None, "fraction", f"share_unit.{column.letter}"
    if (odd := mixed_shares(whole, of_followers)) is not None:
        asked = mixed_question(key, ("values", str(column)), odd, answers)
        unit = asked.answer or "each"
    elif PERCENT_HEADER.search(column.header) or (bare.max() > 1 if of_followers else np.median(bare) > _SCORE):
        unit = "percent"
    if asked is None and of_followers:
        asked = share_question(key, ("values", str(column)), float(bare[0]), unit, answers)
        unit = asked.holds or unit
    said = of_followers or unit != "fraction"
    note = f"Values without a % sign in {column} are read as {SHARE_UNITS[unit]}." if said else None
    return checked(scaled_shares(read, unit)), note, asked


def share_question(
    key: str, what: tuple[str, str], example: float, usual: str | None, answers: dict[str, str]
) -> Question:
    """What shares without a % sign mean. what: what they are, their columns; usual: if not answered, None = asked."""
    things, listed = what
    why = ", since the header says % and no value is above 1" if usual is None else ""
    wrong, accepted = (
        f"could be per cent or fractions{why}",
        "a choice of per cent or fraction, or values with a % sign",
    )
    choices = (
        Choice("percent", f"Per cent: {example:g} is {example:.4g}%"),
        Choice("fraction", f"Fraction: {example:g} is {example * 100:.4g}%"),
    )
    said = {key: answers.get(key, answers.get(key.partition(".")[0], ""))}
    title = f"What do {things} such as {example:g} in {listed} mean?"
    problem = Problem(listed, f"{example:g}", wrong, accepted)
    return Question(key, title, problem, choices, usual, "fraction" if usual is None else None).answered(said)


SHARE_UNITS = {
    "percent": "per cent (62 = 62%)",
    "fraction": "fractions (0.62 = 62%)",
    "each": "per cent above 1 (62 = 62%), and as fractions up to it (0.62 = 62%)",
}
_GAP = 10.0
"""Between fractions and per cent in one column there is nothing; one of per cent alone has small shares as well."""


def mixed_shares(column: Numbers, with_sign: bool = False) -> tuple[float, float] | None:
    """A share up to one and one in per cent of the same column, where most are per cent and all of those far larger.

    with_sign: small shares are usual, so that one without a % sign is odd beside any with one.
    """
    known = column.values[~np.isnan(column.values)]
    bare = column.bare[~np.isnan(column.values)]
    small, signed = known[bare & (known > 0) & (known <= 1)], 100 * known[~bare & (known > 0)]
    others = np.concatenate([known[bare & (known > 1)], signed])
    if not len(small) or len(others) <= len(small):
        return None
    if others.min() < _GAP * max(small.max(), 1.0) and not (with_sign and len(signed)):
        return None
    return float(small[0]), float(others[0])


def mixed_question(key: str, what: tuple[str, str], odd: tuple[float, float], answers: dict[str, str]) -> Question:
    """How shares of two units in one column are meant. what: what they are, and their columns."""
    (things, listed), (small, other) = what, odd
    problem = Problem(
        listed,
        f"{small:g}",
        f"is in the same column as {other:g}: some are fractions, others per cent",
        "a choice of how to read them, or values with a % sign",
    )
    choices = (
        Choice("each", f"Each as it looks: {small:g} is {small * 100:.4g}%, {other:g} is {other:g}%"),
        Choice("percent", f"All per cent: {small:g} is {small:.4g}%"),
    )
    title = f"How are the {things} in {listed} written, such as {small:g} beside {other:g}?"
    said = answers.get(key, answers.get(key.partition(".")[0]))
    return Question(key, title, problem, choices, None, "each", said if said in ("each", "percent") else None)


def scaled_shares(read: Numbers, unit: str) -> Numbers:
    """The bare values as shares of one; in a mixed column (`each`) what is above one can only be per cent."""
    above = read.values > (1.0 if unit == "each" else -np.inf)
    return scaled(read, read.bare & above, "percent" if unit == "each" else unit)


def scaled(read: Numbers, bare: np.ndarray, unit: str) -> Numbers:
    """The bare values as shares of one; unit: percent, fraction, or each."""
    if unit == "fraction":
        return read
    values = read.values.copy()
    if unit == "each":
        bare = bare & (values > _LARGEST_SHARE)
    # By way of text: 2.35 / 100 is not always the number that 0.0235 is.
    values[bare] = [float(Decimal(repr(value)).scaleb(-2)) for value in values[bare].tolist()]
    return replace(read, values=values)


def checked(read: Numbers) -> Numbers:
    """Values above one are faults."""
    above = np.flatnonzero(read.values > 1)
    if not len(above):
        return read
    values = read.values.copy()
    values[above] = np.nan
    return replace(read, values=values, faults=read.faults | {int(row): _ABOVE for row in above})
