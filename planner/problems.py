"""Bad input, said well: where it is, what was typed, what is wrong, and what would be accepted."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from pydantic import ValidationError

from planner.frozen import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing that cannot be used as it is.

    place: where it stands, as the user knows it ("row 12, column fee", "budget_cents").
    value: the value as typed, "" when nothing was there.
    wrong: what is wrong, without a full stop.
    accepted: what would be accepted, without a full stop.
    """

    place: str
    value: str
    wrong: str
    accepted: str

    def __str__(self) -> str:
        typed = f" '{_short(self.value)}'" if self.value else ""
        return f"{self.place}:{typed} {self.wrong}. Accepted: {self.accepted}."


class BadInput(ValueError):
    """Raised with every problem found, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


@contextmanager
def gathered(found: list[Problem], whose: str = "") -> Iterator[None]:
    """Add the problems of a BadInput raised inside to those found. whose: put before the place of each."""
    try:
        yield
    except BadInput as bad:
        before = f"{whose}: " if whose else ""
        found.extend(replace(one, place=f"{before}{one.place}") for one in bad.problems)


MOST_LISTED = 7
NO_KEY = "is not a key of the brief"


def first_of(problems: Sequence[Problem]) -> tuple[tuple[Problem, ...], str]:
    """As many problems as anybody reads, and how many there are besides: `and 15,993 more`, "" for none.

    One of each kind comes before the second of another, so that thousands of one kind hide no other.
    """
    kinds: dict[tuple[str, str], int] = {}
    seconds: list[int] = []
    for at, problem in enumerate(problems):
        kind = re.sub(r"\d+", "", problem.place), re.sub(r"\d[\d,.]*", "", problem.wrong)
        if kinds.setdefault(kind, at) != at and len(seconds) < MOST_LISTED:
            seconds.append(at)
    shown = sorted([*kinds.values(), *seconds][:MOST_LISTED])
    more = len(problems) - len(shown)
    return tuple(problems[at] for at in shown), f"and {more:,} more" if more else ""


_NO_NUMBER, _NO_LIST = ("is not a number", "a number"), ("is not a list", "a list, such as [1, 2]")
_NO_OBJECT = "is not an object", "an object with keys and values"
_NOT_WHOLE, _NOT_TRUE = ("is not a whole number", "a whole number"), ("is neither true nor false", "true or false")
_NO_DAY, _UNKNOWN = ("is not a day", "a day such as 2026-03-14"), ("is not known", "one of {expected}")
_SAID = {
    **dict.fromkeys(("model_type", "model_attributes_type", "dict_type"), _NO_OBJECT),
    **dict.fromkeys(("list_type", "tuple_type", "set_type", "frozen_set_type"), _NO_LIST),
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float"), _NOT_WHOLE),
    **dict.fromkeys(("float_type", "float_parsing"), _NO_NUMBER),
    **dict.fromkeys(("bool_type", "bool_parsing"), _NOT_TRUE),
    **dict.fromkeys(("date_parsing", "date_type", "date_from_datetime_parsing"), _NO_DAY),
    "date_from_datetime_inexact": _NO_DAY,
    **dict.fromkeys(("enum", "literal_error"), _UNKNOWN),
    "extra_forbidden": (NO_KEY, "only the keys of the brief's schema (docs/brief.schema.json)"),
    "missing": ("is missing", "a value; this field is required"),
    "int_parsing_size": ("is too large", "a smaller whole number"),
    "finite_number": ("is not a finite number", "a finite number"),
    "string_type": ("is not text", "text"),
    "greater_than_equal": ("is too small", "a number of at least {ge}"),
    "greater_than": ("is too small", "a number above {gt}"),
    "less_than_equal": ("is too large", "a number of at most {le}"),
    "less_than": ("is too large", "a number below {lt}"),
    "string_too_long": ("is too long", "text of at most {max_length} characters"),
    "string_too_short": ("is too short", "text of at least {min_length} characters"),
    "too_long": ("has too many entries", "at most {max_length}"),
    "too_short": ("has too few entries", "at least {min_length}"),
}
"""What is wrong and what is accepted, by pydantic's kind of error."""
_PATTERNS = {
    "^[A-Z]{3}$": "three capital letters, such as EUR",
    "^[a-z]{2}_[A-Z]{2}$": "a language and a country, such as en_US",
    "^[A-Z]{1,3}$": "the letter of a column, such as C",
}
"""What is meant by patterns that several fields share."""


def problems_of(error: ValidationError, where: str = "") -> tuple[Problem, ...]:
    """Translate what pydantic found into problems in the user's words, one per field."""
    found = []
    for item in error.errors(include_url=False):
        place = ".".join(str(part) for part in (where, *item["loc"]) if part != "") or "the brief"
        context = {key: _plain(value) for key, value in item.get("ctx", {}).items()}
        message = item["msg"].removeprefix("Value error, ").rstrip(".")
        wrong, _, accepted = message.partition(" | ")
        if item["type"] in _SAID:
            wrong, accepted = _SAID[item["type"]]
            accepted = accepted.format_map(context)
            if item["type"] == "model_type" and not item["loc"]:
                accepted += ', such as {"budget_cents": 100000}'
        elif item["type"] == "string_pattern_mismatch":
            wrong = "is not written as it has to be"
            accepted = _PATTERNS.get(context["pattern"], f"text of the pattern {context['pattern']}")
        value = item.get("input")
        typed = "" if isinstance(value, dict | list) or value is None else str(value)
        found.append(Problem(place, typed, wrong, accepted or "a value that meets this"))
    return tuple(found)


@contextmanager
def validated(where: str = "") -> Iterator[None]:
    """Turn what pydantic finds wrong inside into BadInput, with every problem named by its field. where: before it."""
    try:
        yield
    except ValidationError as error:
        raise BadInput(problems_of(error, where)) from None


def _plain(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _short(text: str, limit: int = 80) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
