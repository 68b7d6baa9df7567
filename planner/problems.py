"""Bad input, said well: where it is, what was typed, what is wrong, and what would be accepted."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pydantic import ValidationError


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


MOST_LISTED = 7


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


_ACCEPTED = {
    "model_type": "an object with keys and values",
    "model_attributes_type": "an object with keys and values",
    "dict_type": "an object with keys and values",
    "list_type": "a list, such as [1, 2]",
    "tuple_type": "a list, such as [1, 2]",
    "extra_forbidden": "only the keys of the brief's schema (docs/brief.schema.json)",
    "missing": "a value; this field is required",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_parsing_size": "a smaller whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a finite number",
    "string_type": "text",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "greater_than_equal": "a number of at least {ge}",
    "greater_than": "a number above {gt}",
    "less_than_equal": "a number of at most {le}",
    "less_than": "a number below {lt}",
    "enum": "one of {expected}",
    "literal_error": "one of {expected}",
    "string_too_long": "text of at most {max_length} characters",
    "string_too_short": "text of at least {min_length} characters",
    "too_long": "at most {max_length}",
    "too_short": "at least {min_length}",
    "date_parsing": "a day such as 2026-03-14",
    "date_type": "a day such as 2026-03-14",
    "date_from_datetime_parsing": "a day such as 2026-03-14",
    "date_from_datetime_inexact": "a day such as 2026-03-14",
    "set_type": "a list, such as [1, 2]",
    "frozen_set_type": "a list, such as [1, 2]",
}
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
        if item["type"] in _ACCEPTED:
            accepted = _ACCEPTED[item["type"]].format_map(context)
            wrong = _WRONG.get(item["type"], "cannot be used here")
            if item["type"] == "model_type" and not item["loc"]:
                accepted += ', such as {"budget_cents": 100000}'
        elif item["type"] == "string_pattern_mismatch":
            wrong = "is not written as it has to be"
            accepted = _PATTERNS.get(context["pattern"], f"text of the pattern {context['pattern']}")
        value = item.get("input")
        typed = "" if isinstance(value, dict | list) or value is None else str(value)
        found.append(Problem(place, typed, wrong, accepted or "a value that meets this"))
    return tuple(found)


_WRONG = {
    "extra_forbidden": "is not a key of the brief",
    "model_type": "is not an object",
    "model_attributes_type": "is not an object",
    "dict_type": "is not an object",
    "list_type": "is not a list",
    "tuple_type": "is not a list",
    "string_type": "is not text",
    "bool_type": "is neither true nor false",
    "bool_parsing": "is neither true nor false",
    "missing": "is missing",
    "string_too_long": "is too long",
    "string_too_short": "is too short",
    "too_long": "has too many entries",
    "too_short": "has too few entries",
    **dict.fromkeys(("date_parsing", "date_type", "date_from_datetime_parsing"), "is not a day"),
    "date_from_datetime_inexact": "is not a day",
    "set_type": "is not a list",
    "frozen_set_type": "is not a list",
    "enum": "is not known",
    "literal_error": "is not known",
    "finite_number": "is not a finite number",
    "greater_than_equal": "is too small",
    "greater_than": "is too small",
    "less_than_equal": "is too large",
    "less_than": "is too large",
    "int_from_float": "is not a whole number",
    "int_type": "is not a whole number",
    "int_parsing": "is not a whole number",
    "int_parsing_size": "is too large",
    "float_type": "is not a number",
    "float_parsing": "is not a number",
}


def _plain(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _short(text: str, limit: int = 80) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
