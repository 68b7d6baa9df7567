"""From the cells of a results file to what a row says: numbers, money, dates, types of posts, statuses."""

import datetime
import re
from collections.abc import Mapping as Of
from dataclasses import replace

import numpy as np

from planner.brief.exchange import Exchange
from planner.domain.results import MOST
from planner.domain.roster import Format, Platform
from planner.forecast.levels import LEVELS
from planner.frozen import dataclass
from planner.intake.asking import Question
from planner.intake.cells.formats import Numeric, decide
from planner.intake.cells.money import TYPED, rate_of
from planner.intake.cells.texts import handle_of, platform_of, platform_of_link
from planner.intake.cells.values import Fault, Kind, decimal_sign, is_missing, money_in, plain, read_one
from planner.intake.columns.names import normal
from planner.intake.open.table import Table
from planner.intake.results_words import STATUSES, Tool, type_of
from planner.problems import Problem

_COUNT = replace(Kind("a whole number such as 12500, 12.5k or 1.2m, or an empty cell", MOST), whole=True)
NUMBERS = (
    *("posts", "reach", "impressions", "views", "likes", "comments", "shares", "saves"),
    *("all_engagements", "clicks", "conversions", "followers"),
)
MONEY = ("revenue_cents", "cost_cents")
_ISO = re.compile(r"(\d{4})[-/.年]\s?(\d{1,2})[-/.月]\s?(\d{1,2})日?(?:[T ].*)?")
PARTS = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?:[T ,].*)?")
_NAMED = ("%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%b %d %Y", "%B %d %Y")
_DATE = "a date such as 2026-03-14"
_EXCEL = (datetime.date(1899, 12, 30), 30_000, 80_000)


@dataclass(frozen=True)
class Formats:
    """What the numbers of each field are, as written, and fields in which a point or comma could mean two things."""

    kinds: Of[str, Kind]
    unclear: frozenset[str]
    notes: tuple[str, ...]
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True)
class How:
    """How the rows of a file are read.

    Currency of the campaign, days before months (None when not known), how numbers are written, platform and handle of
    rows without one, what was answered, and which tool wrote the file.
    """

    currency: str
    day_first: bool | None
    formats: Formats
    answers: Of[str, str]
    platform: Platform | None = None
    handle: str = ""
    tool: Tool | None = None


def formats_of(table: Table, found: Of[str, int], currency: str, answers: Of[str, str]) -> Formats:
    """Decimal signs, decided for a whole column by what stands in it, and what other currencies are worth.

    Raises BadInput for an answer that is no rate.
    """
    fields = [field for field in found if field in NUMBERS or field in MONEY]
    listed = [
        Numeric(
            table.columns[found[field]],
            table.cells[:, found[field]],
            # Attribution shares conversions out, so that those may be fractions.
            counted=field in NUMBERS and field != "conversions",
            money=field in MONEY,
        )
        for field in fields
    ]
    # Without our own rates: what was really paid is converted by what somebody says, else it waits.
    rates = {
        key.removeprefix("rate."): Exchange(
            rate=rate_of(key.removeprefix("rate."), value, currency), source=TYPED
        )
        for key, value in answers.items() if key.startswith("rate.") and value
    }  # fmt: skip
    decided = decide(listed, currency, rates, {key: value for key, value in answers.items() if key[5:] in rates})
    open_ones = {question.key for question in decided.questions if question.holds is None}
    letter = {field: table.columns[found[field]].letter for field in fields}
    return Formats(
        {
            field: (_COUNT if field in NUMBERS else money_in(currency)).as_written(decided.written[found[field]])
            for field in fields
        },
        frozenset(field for field in fields if f"decimals.{letter[field]}" in open_ones),
        tuple(decided.notes),
        tuple(
            replace(question, answer=answers.get(question.key))
            for question in decided.questions if question.key.startswith("rate.")
        ),
    )  # fmt: skip


def fields_of(values: Of[str, str], place: str, how: How) -> tuple[dict[str, object], list[Problem]]:
    """A row's fields, or everything that is wrong with it."""
    link = values.get("link", "")
    handle = handle_of(values.get("handle", "")) or how.handle or (handle_of(link) if "/@" in link else "")
    fields: dict[str, object] = {"handle": handle}
    problems = []

    def refuse(field: str, fault: Fault) -> None:
        words = field.removesuffix("_cents").replace("_", " ")
        problems.append(Problem(f"{place}, column {words}", values.get(field, ""), fault.wrong, fault.accepted))

    if not handle:
        refuse("handle", Fault("names nobody", "a handle such as @lina.hart"))
    for field, text in values.items():
        typed = plain(text).strip()
        if field == "handle" or is_missing(typed):
            continue
        read = _cell(field, typed, values, how)
        if isinstance(read, Fault):
            refuse(field, read)
        else:
            fields[field] = read
    if "platform" not in fields:
        kind = type_of(normal(values.get("format", "")))
        linked = platform_of_link(link or values.get("handle", ""))
        platform = (kind[1] if kind else None) or (Platform(linked) if linked else how.platform)
        fields |= {"platform": platform} if platform else {}
    return fields, problems


def _cell(field: str, typed: str, values: Of[str, str], how: How) -> object:
    """What one cell says, or what is wrong with it."""
    word = normal(typed)
    if field in NUMBERS or field in MONEY:
        formats = how.formats
        if field in formats.unclear and (decimal_sign(typed) or "").startswith("?"):
            wrong = "could have a decimal or a thousands separator, and nothing in its column shows which"
            return Fault(wrong, "the number without a thousands separator")
        own = plain(values.get("currency", "")).strip().upper() if field in MONEY else ""
        if re.fullmatch("[A-Z]{3}", own):
            # The row says itself which currency it counts in; the debrief knows what to do with another one.
            return _number(typed, money_in(own).as_written(formats.kinds[field].written))
        return _number(typed, formats.kinds[field])
    if field == "platform":
        known = platform_of(typed)
        return Platform(known) if known else Fault("is not a platform we know", ", ".join(Platform))
    if field == "format":
        return _type(word, how.answers)
    if field == "status":
        return STATUSES.get(word) or Fault("is not a status we know", ", ".join(dict.fromkeys(STATUSES.values())))
    if field == "date":
        return date_of(typed, how.day_first)
    if field == "tier":
        # A tier is only a hint of who is meant: words that are none say nothing.
        return word if word in LEVELS else ""
    if field == "currency":
        return typed.upper() if re.fullmatch("[A-Za-z]{3}", typed) else Fault("is not a currency", "a code such as EUR")
    return typed[: {"wave": 80, "link": 2000, "note": 2000}[field]]


def _type(word: str, answers: Of[str, str]) -> Format | Fault | None:
    """The format of a type of post; None for words such as `package` or `1 reel + 2 stories`, which mean all of it."""
    known, answer = type_of(word), answers.get(f"type.{word}", "")
    if known is not None:
        return known[0]
    if answer == "package":
        return None
    if answer in list(Format):
        return Format(answer)
    return Fault("is not a post type we know", "reel, story, post, video or integration, or a choice of post type")


def _number(typed: str, kind: Kind) -> int | Fault:
    """A whole number, also below zero: whether that can be true is for the debrief to say."""
    below = typed.startswith("-") and typed != "-"
    read = read_one(typed[1:] if below else typed, kind)
    if isinstance(read, Fault):
        return read
    if read is None:
        return Fault("is not a number", kind.example)
    if not np.isfinite(read[0]):
        return Fault("is not a finite number", kind.example)
    return -round(read[0]) if below else round(read[0])


def day_first(table: Table, found: Of[str, int]) -> bool | None:
    """Whether days stand before months in the file's dates; None when no date tells."""
    if "date" not in found:
        return None
    said = {_order(plain(str(cells[found["date"]])).strip()) for cells in table.cells} - {None}
    return said.pop() if len(said) == 1 else None


def _order(typed: str) -> bool | None:
    match = PARTS.fullmatch(typed)
    if match is None:
        return None
    if match[2] == ".":
        return True
    first, second = int(match[1]), int(match[3])
    return True if first > 12 else False if second > 12 else None


def date_of(typed: str, day_first: bool | None) -> datetime.date | Fault:
    """A day as people and tools write it. day_first: the file's order, None when nothing tells."""
    try:
        if match := _ISO.fullmatch(typed):
            return datetime.date(int(match[1]), int(match[2]), int(match[3]))
        if match := PARTS.fullmatch(typed):
            order = _order(typed)
            order = day_first if order is None else order
            if order is None and match[1] != match[3]:
                return Fault("could be two different days", f"{_DATE}, since the file doesn't show which is the day")
            day, month = (match[1], match[3]) if order else (match[3], match[1])
            return datetime.date(int(match[4]), int(month), int(day))
        if typed.isdigit() and _EXCEL[1] <= int(typed) <= _EXCEL[2]:
            return _EXCEL[0] + datetime.timedelta(days=int(typed))
    except ValueError:
        return Fault("is not a valid date", _DATE)
    return _named(typed)


def _named(typed: str) -> datetime.date | Fault:
    for form in _NAMED:
        try:
            return datetime.datetime.strptime(typed, form).date()
        except ValueError:
            continue
    return Fault("is not a date", _DATE)
