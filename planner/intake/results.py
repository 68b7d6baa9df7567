"""A file of campaign results into rows of what it says: any table, or the sheet that the workbook has for it.

Nothing is judged here: a row that makes no sense is still what the file says, and the debrief keeps it aside. Set aside
is only what cannot be read at all.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping as Of
from dataclasses import dataclass, replace

import numpy as np

from planner.domain.results import MOST, Result, Status
from planner.domain.roster import Format, Platform
from planner.forecast.levels import LEVELS
from planner.intake.cells.formats import Numeric, decide
from planner.intake.cells.texts import handle_of, platform_of, platform_of_link
from planner.intake.cells.values import Fault, Kind, Written, decimal_sign, is_missing, money_in, plain, read_one
from planner.intake.columns.names import normal
from planner.intake.mapping import Mapping
from planner.intake.open.files import read_table
from planner.intake.open.guard import is_workbook
from planner.intake.open.table import Table
from planner.problems import BadInput, Problem

SHEET = "Plan vs actual"
"""The sheet of an exported workbook that is made to be filled in; read first when a workbook has it."""
_COUNT = replace(Kind("a whole number such as 12500, 12.5k or 1.2m, or an empty cell", MOST), whole=True)
_COLUMNS: Of[str, tuple[str, ...]] = {
    "handle": ("handle", "creator", "influencer", "account", "username", "user", "profile", "creator handle", "talent"),
    "platform": ("platform", "network", "channel", "social network"),
    "format": ("deliverable", "format", "content type", "type", "post type", "media type", "placement"),
    "wave": ("wave", "phase", "flight"),
    "date": ("date", "posted", "post date", "posted on", "published", "publish date", "published at", "date posted"),
    "link": ("link", "url", "post link", "post url", "permalink", "content link"),
    "status": ("status", "state", "stage"),
    "posts": ("posts", "number of posts", "posts published", "pieces"),
    "reach": ("reach", "accounts reached", "people reached", "unique reach", "actual reach"),
    "impressions": ("impressions", "actual impressions"),
    "views": ("views", "video views", "plays", "video plays", "reel plays"),
    "likes": ("likes", "reactions"),
    "comments": ("comments", "replies"),
    "shares": ("shares", "reposts", "retweets", "sends"),
    "saves": ("saves", "saved", "bookmarks"),
    "all_engagements": ("engagements", "engagement", "total engagements", "interactions", "total interactions"),
    "clicks": ("clicks", "link clicks", "swipe ups", "sticker taps"),
    "conversions": ("conversions", "orders", "sales", "purchases", "sign ups", "signups"),
    "revenue_cents": ("revenue", "sales value", "turnover", "order value", "conversion value"),
    "cost_cents": ("cost", "fee", "paid", "spend", "fee paid", "amount paid", "actual cost", "total cost"),
    "followers": ("followers", "follower count", "subscribers", "audience size"),
    "tier": ("tier", "creator tier", "size"),
    "currency": ("currency",),
    "note": ("note", "notes", "remark", "remarks"),
}
_NUMBERS = (
    *("posts", "reach", "impressions", "views", "likes", "comments", "shares", "saves"),
    *("all_engagements", "clicks", "conversions", "followers"),
)
_MONEY = ("revenue_cents", "cost_cents")
_FORMATS: Of[str, Format] = {
    **{str(f): f for f in Format},
    **{f"{f}s": f for f in Format},
    **{word: Format.STORY for word in ("stories", "story frame", "story set", "instagram story")},
    **{word: Format.POST for word in ("feed", "feed post", "photo", "image", "carousel", "static", "tweet")},
    **{word: Format.REEL for word in ("instagram reel", "short reel")},
    **{word: Format.VIDEO for word in ("tiktok", "tiktok video", "dedicated video", "youtube video", "clip")},
    **{word: Format.INTEGRATION for word in ("integrated video", "mention", "youtube integration")},
}
_STATUSES: Of[str, Status] = {
    **{str(status): status for status in Status},
    **{word: Status.POSTED for word in ("live", "published", "done", "completed", "complete", "out")},
    **{word: Status.SIGNED for word in ("contracted", "agreed", "confirmed", "booked", "accepted", "scheduled")},
    **{word: Status.DECLINED for word in ("rejected", "refused", "no")},
    **{word: Status.CANCELLED for word in ("canceled", "dropped", "withdrawn")},
    **{word: Status.INVITED for word in ("asked", "contacted", "pending", "open")},
}
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_PARTS = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?:[T ,].*)?")
_NAMED = ("%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%b %d %Y", "%B %d %Y")
_DATE = "a date such as 2026-03-14"
_EXCEL = (datetime.date(1899, 12, 30), 30_000, 80_000)
"""Day zero of spreadsheets' dates, and the numbers that are days of this century."""


@dataclass(frozen=True)
class ResultsReading:
    """What a file says. set_aside: rows that cannot be read, each with place and value. blank: rows without results,
    and totals. columns: what was recognised, field and header. ignored: headers of the rest.
    """

    results: tuple[Result, ...]
    set_aside: tuple[Problem, ...]
    blank: int
    columns: tuple[tuple[str, str], ...]
    ignored: tuple[str, ...]
    notes: tuple[str, ...]


def read_results(name: str, data: bytes, currency: str = "USD") -> ResultsReading:
    """Read a CSV or workbook. currency: that of the campaign, in which amounts without a sign are.

    Raises BadInput when there is no table in it, or none with a column of handles.
    """
    table = _table(name, data)
    found = _recognised(table)
    if "handle" not in found:
        headers = ", ".join(header for header in table.header[:12] if header)
        wrong = "has no column of handles"
        raise BadInput([Problem(name, headers, wrong, "a header row with handle, and such as reach, likes, cost")])
    if not any(field in found for field in _TELLING):
        wrong = "has handles but no column of results"
        raise BadInput([Problem(name, "", wrong, "at least one such as reach, views, likes, clicks, date or link")])
    day_first = _day_first(table, found)
    formats = _formats(table, found, currency)
    results, wrong_rows, blank = [], [], 0
    for at, cells in enumerate(table.cells):
        row = int(table.numbers[at])
        values = {field: str(cells[column]) for field, column in found.items()}
        told = [text for field, text in values.items() if field not in _IDENTITY and not is_missing(plain(text))]
        if not told or (normal(values["handle"]) in _TOTALS and is_missing(plain(values.get("platform", "")))):
            blank += 1
            continue
        fields, problems = _fields(values, f"{name}, row {row}", currency, (day_first, formats))
        if problems:
            wrong_rows.extend(problems)
        else:
            results.append(Result.model_validate({**fields, "source": name, "row": row}))
    used = tuple((field, table.header[column]) for field, column in found.items())
    ignored = tuple(h for at, h in enumerate(table.header) if h and at not in found.values())
    notes = (*table.notes, *formats.notes)
    return ResultsReading(tuple(results), tuple(wrong_rows), blank, used, ignored, notes)


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
        Numeric(table.columns[found[field]], table.cells[:, found[field]], money=field in _MONEY) for field in fields
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
_TOTALS = ("total", "totals", "sum", "grand total", "subtotal")
_IDENTITY = ("handle", "platform", "format", "wave", "currency", "followers", "tier")


def _table(name: str, data: bytes) -> Table:
    if is_workbook(data):
        try:
            return read_table(name, data, Mapping(sheet=SHEET))
        except BadInput as bad:
            if "has no such sheet" not in str(bad):
                raise
    return read_table(name, data)


def _recognised(table: Table) -> dict[str, int]:
    """Column of each field: the first header that is one of its names, in the order of the names."""
    headers = [normal(header) for header in table.header]
    found: dict[str, int] = {}
    for field, names in _COLUMNS.items():
        for wanted in names:
            if wanted in headers and headers.index(wanted) not in found.values():
                found[field] = headers.index(wanted)
                break
    return found


def _fields(
    values: Of[str, str], place: str, currency: str, how: tuple[bool | None, _Formats]
) -> tuple[dict[str, object], list[Problem]]:
    """A row's fields, or everything that is wrong with it."""
    fields: dict[str, object] = {"handle": handle_of(values["handle"])}
    problems = []

    def refuse(field: str, fault: Fault) -> None:
        words = field.removesuffix("_cents").replace("_", " ")
        problems.append(Problem(f"{place}, column {words}", values[field], fault.wrong, fault.accepted))

    if not fields["handle"]:
        refuse("handle", Fault("names no creator", "a handle such as @lina.hart"))
    for field, text in values.items():
        typed = plain(text).strip()
        if field == "handle" or is_missing(typed):
            continue
        read = _cell(field, typed, values, (currency, *how))
        if isinstance(read, Fault):
            refuse(field, read)
        else:
            fields[field] = read
    if "platform" not in fields and (linked := platform_of_link(values.get("link", "") or values["handle"])):
        fields["platform"] = Platform(linked)
    return fields, problems


def _cell(field: str, typed: str, values: Of[str, str], how: tuple[str, bool | None, _Formats]) -> object:
    """What one cell says, or what is wrong with it."""
    word = normal(typed)
    if field in _NUMBERS or field in _MONEY:
        formats = how[2]
        if field in formats.unclear and (decimal_sign(typed) or "").startswith("?"):
            wrong = "could have a decimal sign or one between thousands, and nothing in its column tells"
            return Fault(wrong, "the number without a sign between thousands")
        if field in _NUMBERS:
            return _number(typed, _COUNT.as_written(formats.written[field]))
        own = plain(values.get("currency", "")).strip().upper()
        if re.fullmatch("[A-Z]{3}", own):
            # The row says itself which currency it counts in; the debrief knows what to do with another one.
            return _number(typed, money_in(own).as_written(formats.written[field]))
        return _number(typed, money_in(how[0]).as_written(formats.written[field]))
    if field == "platform":
        known = platform_of(typed)
        return Platform(known) if known else Fault("is no platform that is known", ", ".join(Platform))
    if field == "format":
        # Words such as `package` or `1 reel + 2 stories` mean the whole of it.
        return _FORMATS.get(word)
    if field == "status":
        return _STATUSES.get(word) or Fault("is no status that is known", ", ".join(Status))
    if field == "date":
        return _date(typed, how[1])
    if field == "tier":
        # A tier is only a hint of who is meant: words that are none say nothing.
        return word if word in LEVELS else ""
    if field == "currency":
        return typed.upper() if re.fullmatch("[A-Za-z]{3}", typed) else Fault("is no currency", "a code such as EUR")
    return typed[: {"wave": 80, "link": 2000, "note": 2000}[field]]


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
