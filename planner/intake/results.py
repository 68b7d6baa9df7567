"""A file of campaign results into rows of what it says: any table, or the sheet that the workbook has for it.

Nothing is judged here: a row that makes no sense is still what the file says, and the debrief keeps it aside. Set aside
is only what cannot be read at all.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from collections.abc import Mapping as Of
from dataclasses import dataclass, replace

import numpy as np

from planner.domain.results import MOST, Result
from planner.domain.roster import Format, Platform
from planner.forecast.levels import LEVELS
from planner.intake.asking import Choice, Question
from planner.intake.cells.formats import Numeric, decide
from planner.intake.cells.texts import handle_of, platform_of, platform_of_link
from planner.intake.cells.values import Fault, Kind, Written, decimal_sign, is_missing, money_in, plain, read_one
from planner.intake.columns.looks import is_total, numbers
from planner.intake.columns.names import folded, normal
from planner.intake.mapping import Mapping
from planner.intake.open.files import read_table
from planner.intake.open.guard import is_workbook
from planner.intake.open.table import Table
from planner.intake.reading import shown
from planner.intake.results_words import COLUMNS, META, STATUSES, STUDIO, type_of
from planner.problems import BadInput, Problem

SHEET = "Plan vs actual"
"""The sheet of an exported workbook that is made to be filled in; read first when a workbook has it."""
_COUNT = replace(Kind("a whole number such as 12500, 12.5k or 1.2m, or an empty cell", MOST), whole=True)
_NUMBERS = (
    *("posts", "reach", "impressions", "views", "likes", "comments", "shares", "saves"),
    *("all_engagements", "clicks", "conversions", "followers"),
)
_MONEY = ("revenue_cents", "cost_cents")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_PARTS = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?:[T ,].*)?")
_NAMED = ("%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%b %d %Y", "%B %d %Y")
_DATE = "a date such as 2026-03-14"
_EXCEL = (datetime.date(1899, 12, 30), 30_000, 80_000)
"""Day zero of spreadsheets' dates, and the numbers that are days of this century."""


@dataclass(frozen=True)
class ResultsReading:
    """The results in a file.

    set_aside: rows that cannot be read, each with place and value. blank: rows without results, and totals. columns:
    what was recognised, field and header. ignored: headers of the rest. questions: what the file leaves open; rows that
    wait for an answer are set aside.
    """

    results: tuple[Result, ...]
    set_aside: tuple[Problem, ...]
    blank: int
    columns: tuple[tuple[str, str], ...]
    ignored: tuple[str, ...]
    notes: tuple[str, ...]
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True)
class _How:
    """How the rows of a file are read.

    Currency of the campaign, days before months (None when not known), how numbers are written, platform and handle of
    rows without one, and what was answered.
    """

    currency: str
    day_first: bool | None
    formats: _Formats
    answers: Of[str, str]
    platform: Platform | None = None
    handle: str = ""


def read_results(name: str, data: bytes, currency: str = "USD", mapping: Mapping | None = None) -> ResultsReading:
    """Read results from a CSV or workbook.

    currency: that of the campaign, for amounts without a sign. mapping: answers to an earlier reading of the same file.

    Raises BadInput when there is no table in it, or none with a column of handles.
    """
    answers = (mapping or Mapping()).answers
    table = _table(name, data, mapping or Mapping())
    found = _recognised(table, answers)
    headers = {folded(header) for header in table.header}
    native = headers >= META or headers >= STUDIO
    platform = platform_of(answers.get("platform", "")) or (Platform.YOUTUBE if headers >= STUDIO else "")
    if "handle" not in found and not answers.get("handle") and not _handles_in_links(table, found):
        listed = ", ".join(header for header in table.header[:12] if header)
        wrong = "has no column of handles"
        accepted = (
            "a header row with handle, and such as reach, likes, cost; or --answer handle=NAME when all is of one"
        )
        raise BadInput([Problem(name, listed, wrong, accepted)])
    if not any(field in found for field in _TELLING):
        wrong = "has handles but no column of results"
        raise BadInput([Problem(name, "", wrong, "at least one such as reach, views, likes, clicks, date or link")])
    told = answers.get("dates")
    day_first = told == "day" if told in ("day", "month") else False if native else _day_first(table, found)
    how = _How(currency, day_first, _formats(table, found, currency), answers,
               Platform(platform) if platform else None, handle_of(answers.get("handle", "")))  # fmt: skip
    results, wrong_rows, blank = [], [], 0
    for at, cells in enumerate(table.readable):
        row = int(table.numbers[at])
        values = {field: str(cells[column]) for field, column in found.items()}
        said = [text for field, text in values.items() if field not in _IDENTITY and not is_missing(plain(text))]
        first = folded(next((str(text) for text in cells if text), ""))
        if not said or (
            is_total(normal(values.get("handle") or first)) and is_missing(plain(values.get("platform", "")))
        ):
            blank += 1
            continue
        fields, problems = _fields(values, f"{name}, row {row}", how)
        if native and "format" not in found:
            # Such tools list post by post, and do not say of which kind.
            fields.setdefault("posts", 1)
        if problems:
            wrong_rows.extend(problems)
        else:
            results.append(Result.model_validate({**fields, "source": name, "row": row}))
    used = tuple((field, table.header[column]) for field, column in found.items())
    ignored = tuple(h for at, h in enumerate(table.header) if h and at not in found.values())
    notes = [*table.notes, *how.formats.notes]
    if native:
        notes.append("Dates are read with the month first, as this tool exports them.")
    if ignored:
        notes.append(f"Not used: {', '.join(shown(header, 40) for header in ignored)}.")
    return ResultsReading(
        tuple(results), tuple(wrong_rows), blank, used, ignored, tuple(notes), tuple(_questions(table, found, how))
    )


def _handles_in_links(table: Table, found: Of[str, int]) -> bool:
    """Links such as tiktok.com/@lina/video/1 tell who posted."""
    return "link" in found and any("/@" in str(text) for text in table.cells[:, found["link"]])


def _questions(table: Table, found: Of[str, int], how: _How) -> Iterator[Question]:
    """What a file leaves open, each with a default that guesses nothing."""
    if "format" in found:
        typed = dict.fromkeys(str(text) for text in table.cells[:, found["format"]] if not is_missing(plain(str(text))))
        for word in [word for word in dict.fromkeys(normal(text) for text in typed) if type_of(word) is None]:
            key = f"type.{word}"
            problem = Problem(
                table.header[found["format"]], word, "is no type of post that is known", "what it is, chosen"
            )
            choices = (
                *(Choice(str(form), f"A {form}") for form in Format),
                Choice("package", "The whole package"),
                Choice("aside", "I don't know: leave these rows out"),
            )
            answer = how.answers.get(key)
            yield Question(key, f"What is '{shown(word, 40)}'?", problem, choices, "aside", None,
                           answer if answer in [choice.value for choice in choices] else None, (word,))  # fmt: skip
    if "date" in found and how.day_first is None:
        dates = [str(text) for text in table.cells[:, found["date"]] if _PARTS.fullmatch(plain(str(text)).strip())]
        if dates:
            problem = Problem(table.header[found["date"]], dates[0], "could be two different days", "day or month")
            choices = (Choice("day", "The day stands first"), Choice("month", "The month stands first"))
            title = f"Does the day or the month stand first in dates such as {shown(dates[0], 20)}?"
            yield Question("dates", title, problem, choices, "", None, None, (dates[0],))
    for at, column in enumerate(table.columns):
        if at in found.values() or not column.header or numbers(table.cells[:, at]) is None:
            continue
        if folded(column.header) in _NO_RESULTS or "id" in folded(column.header).split():
            continue
        free = [field for field in (*_NUMBERS, *_MONEY) if field not in found]
        choices = (Choice("ignore", "Don't use it"), *(Choice(field, _field_words(field)) for field in free))
        problem = Problem(str(column), "", "holds numbers that are not used", "what it is, chosen")
        examples = tuple(shown(str(text), 16) for text in table.cells[:3, at])
        yield Question(f"use.{column.letter}", f"What does {column} hold?", problem, choices, "ignore", None,
                       how.answers.get(f"use.{column.letter}"), examples)  # fmt: skip


_NO_RESULTS = frozenset(
    "id|duration|duration sec|follows|watch time hours|average view duration|subscribers|post id|row".split("|")
)


def _field_words(field: str) -> str:
    return field.removesuffix("_cents").replace("_", " ").capitalize()


@dataclass(frozen=True)
class _Formats:
    """How the numbers of each field are written, and fields in which a point or comma could mean two things."""

    written: Of[str, Written]
    unclear: frozenset[str]
    notes: tuple[str, ...]


def _formats(table: Table, found: Of[str, int], currency: str) -> _Formats:
    """Decimal signs, decided for a whole column by what stands in it."""
    fields = [field for field in found if field in _NUMBERS or field in _MONEY]
    listed = [
        Numeric(
            table.columns[found[field]],
            table.cells[:, found[field]],
            # Attribution shares conversions out, so that those may be fractions.
            counted=field in _NUMBERS and field != "conversions",
            money=field in _MONEY,
        )
        for field in fields
    ]
    # Without rates: what was really paid is not converted by a table, it waits in its own currency.
    decided = decide(listed, currency, {}, {})
    open_ones = {question.key for question in decided.questions if question.holds is None}
    letter = {field: table.columns[found[field]].letter for field in fields}
    return _Formats(
        {field: decided.written[found[field]] for field in fields},
        frozenset(field for field in fields if f"decimals.{letter[field]}" in open_ones),
        tuple(decided.notes),
    )


_TELLING = (
    *("date", "link", "status", "reach", "impressions", "views", "likes", "comments"),
    *("all_engagements", "clicks", "conversions", "revenue_cents"),
)
"""Without any of these columns a table is no report of results; a roster has handles and fees too."""
_IDENTITY = ("handle", "platform", "format", "wave", "currency", "followers", "tier")


def _table(name: str, data: bytes, mapping: Mapping) -> Table:
    if is_workbook(data) and mapping.sheet is None:
        try:
            return read_table(name, data, mapping.model_copy(update={"sheet": SHEET}))
        except BadInput as bad:
            if "has no such sheet" not in str(bad):
                raise
    return read_table(name, data, mapping)


def _recognised(table: Table, answers: Of[str, str]) -> dict[str, int]:
    """Column of each field: what was answered, else the first header that is one of its names and holds such values."""
    letters = {column.letter: column.at for column in table.columns}
    found = {field: letters[letter] for field in COLUMNS if (letter := answers.get(f"column.{field}", "")) in letters}
    found |= {
        answers[f"use.{letter}"]: at
        for letter, at in letters.items()
        if answers.get(f"use.{letter}") in (*_NUMBERS, *_MONEY) and at not in found.values()
    }
    headers = [folded(header) for header in table.header]
    for field, names in COLUMNS.items():
        if field in found:
            continue
        for wanted in names:
            at = headers.index(wanted) if wanted in headers else -1
            if at >= 0 and at not in found.values() and _holds(field, table, at):
                found[field] = at
                break
    return found


def _holds(field: str, table: Table, at: int) -> bool:
    """False for a column of dates without a date in it, such as `Lifetime`, and for an account that is a number."""
    texts = [plain(str(text)).strip() for text in table.cells[:50, at] if str(text).strip()]
    if field == "date":
        return not texts or any(not isinstance(_date(text, True), Fault) for text in texts)
    return field != "handle" or not texts or not all(text.isdecimal() for text in texts)


def _fields(values: Of[str, str], place: str, how: _How) -> tuple[dict[str, object], list[Problem]]:
    """A row's fields, or everything that is wrong with it."""
    link = values.get("link", "")
    handle = handle_of(values.get("handle", "")) or how.handle or (handle_of(link) if "/@" in link else "")
    fields: dict[str, object] = {"handle": handle}
    problems = []

    def refuse(field: str, fault: Fault) -> None:
        words = field.removesuffix("_cents").replace("_", " ")
        problems.append(Problem(f"{place}, column {words}", values.get(field, ""), fault.wrong, fault.accepted))

    if not handle:
        refuse("handle", Fault("names no creator", "a handle such as @lina.hart"))
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


def _cell(field: str, typed: str, values: Of[str, str], how: _How) -> object:  # noqa: C901 one line for each kind of field
    """What one cell says, or what is wrong with it."""
    word = normal(typed)
    if field in _NUMBERS or field in _MONEY:
        formats = how.formats
        if field in formats.unclear and (decimal_sign(typed) or "").startswith("?"):
            wrong = "could have a decimal sign or one between thousands, and nothing in its column tells"
            return Fault(wrong, "the number without a sign between thousands")
        if field in _NUMBERS:
            return _number(typed, _COUNT.as_written(formats.written[field]))
        own = plain(values.get("currency", "")).strip().upper()
        if re.fullmatch("[A-Z]{3}", own):
            # The row says itself which currency it counts in; the debrief knows what to do with another one.
            return _number(typed, money_in(own).as_written(formats.written[field]))
        return _number(typed, money_in(how.currency).as_written(formats.written[field]))
    if field == "platform":
        known = platform_of(typed)
        return Platform(known) if known else Fault("is no platform that is known", ", ".join(Platform))
    if field == "format":
        return _type(word, how.answers)
    if field == "status":
        return STATUSES.get(word) or Fault("is no status that is known", ", ".join(dict.fromkeys(STATUSES.values())))
    if field == "date":
        return _date(typed, how.day_first)
    if field == "tier":
        # A tier is only a hint of who is meant: words that are none say nothing.
        return word if word in LEVELS else ""
    if field == "currency":
        return typed.upper() if re.fullmatch("[A-Za-z]{3}", typed) else Fault("is no currency", "a code such as EUR")
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
    return Fault(
        "is no type of post that is known", f"reel, story, post, video or integration; or --answer type.{word}=…"
    )


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


def _day_first(table: Table, found: Of[str, int]) -> bool | None:
    """Whether days stand before months in the file's dates; None when no date tells."""
    if "date" not in found:
        return None
    said = {_order(plain(str(cells[found["date"]])).strip()) for cells in table.cells} - {None}
    return said.pop() if len(said) == 1 else None


def _order(typed: str) -> bool | None:
    match = _PARTS.fullmatch(typed)
    if match is None:
        return None
    if match[2] == ".":
        return True
    first, second = int(match[1]), int(match[3])
    return True if first > 12 else False if second > 12 else None


def _date(typed: str, day_first: bool | None) -> datetime.date | Fault:
    try:
        if match := _ISO.fullmatch(typed):
            return datetime.date(int(match[1]), int(match[2]), int(match[3]))
        if match := _PARTS.fullmatch(typed):
            order = _order(typed)
            order = day_first if order is None else order
            if order is None and match[1] != match[3]:
                return Fault("could be two different days", f"{_DATE}, since the file does not tell days from months")
            day, month = (match[1], match[3]) if order else (match[3], match[1])
            return datetime.date(int(match[4]), int(month), int(day))
        if typed.isdigit() and _EXCEL[1] <= int(typed) <= _EXCEL[2]:
            return _EXCEL[0] + datetime.timedelta(days=int(typed))
    except ValueError:
        return Fault("is no day", _DATE)
    return _named(typed)


def _named(typed: str) -> datetime.date | Fault:
    for form in _NAMED:
        try:
            return datetime.datetime.strptime(typed, form).date()
        except ValueError:
            continue
    return Fault("is no date", _DATE)
