"""JSON and JSON Lines: the lists of records in a document, and what of it cannot be read."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from planner.frozen import dataclass
from planner.intake.reading import Field, refusal, shown
from planner.intake.records.names import fields_of
from planner.problems import BadInput

MAX_VALUES, MAX_CONTAINERS = 5_000_000, 1_000_000
"""So many commas, and opening brackets, a document has at most: its values take some hundred bytes each."""
DEEPEST = 8
"""Levels of objects below a record that are unfolded; what lies deeper is not read."""
RECORDS = 'a list of objects such as [{"handle": "@lena", "followers": 41200}], or one object per line'
_LIST_DEPTH = 5
_HEADERS = ("columns", "headers", "header", "fields")
_TOTALS = ("total", "totalcount", "totalresults", "totalitems", "totalrecords")
_KNOWN = 2
_KEYS = 200
"""So many keys of an object are looked at."""


class Number(str):
    """A number as a document writes it; unlike text, it is not written with a decimal comma."""

    __slots__ = ()


class Repeated(dict[str, Any]):
    """An object with a key that stands in it twice: nobody knows which of its values is meant."""

    key = ""


@dataclass(frozen=True)
class Broken:
    """A line that is no record. text: as it came."""

    text: str
    wrong: str
    accepted: str = 'an object such as {"handle": "@lena", "followers": 41200}'


@dataclass(frozen=True)
class Listing:
    """A list of a document. path: where it stands, "" = the document itself.

    items: records (dict), rows of cells (list), single values, or what is broken. header: of rows, where the document
    names their columns apart.
    """

    path: str
    items: Sequence[Any]
    header: tuple[str, ...] = ()


@dataclass(frozen=True)
class Document:
    """Everything that could be a list. kind: `JSON`, `JSON Lines` or `Parquet`; notes: sentences about the whole."""

    kind: str
    listings: tuple[Listing, ...]
    notes: tuple[str, ...] = ()


def read_json(place: str, data: bytes) -> Document:
    """The lists of a document. Raises BadInput with the place of what is no JSON, or when it has no list of records."""
    if data.count(b",") > MAX_VALUES or data.count(b"{") + data.count(b"[") > MAX_CONTAINERS:
        wrong = f"holds more than {MAX_VALUES:,} values or {MAX_CONTAINERS:,} objects and lists"
        raise refusal(place, wrong, "a smaller file, or the same in parts")
    try:
        text = data.decode(json.detect_encoding(data[:4])).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise refusal(f"{place}, byte {error.start + 1}", "is not text in UTF-8, as JSON is", "JSON in UTF-8") from None
    try:
        first, end = _decoder().raw_decode(text, len(text) - len(text.lstrip()))
        if text[end:].strip():
            return Document("JSON Lines", (Listing("", list(_lines(text))),))
    except RecursionError:
        raise _too_deep(place) from None
    except json.JSONDecodeError as error:
        if _is_lines(text):
            return Document("JSON Lines", (Listing("", list(_lines(text))),))
        raise _no_json(place, text, error) from None
    except ValueError:
        raise refusal(place, "has a number with thousands of digits", "numbers as people write them") from None
    return _document(place, first)


def _decoder() -> json.JSONDecoder:
    # Numbers keep their digits: 1.50 stays 1.50, and 1e999 is told as it was typed.
    return json.JSONDecoder(object_pairs_hook=_object, parse_float=Number, parse_constant=str)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    twice = Repeated(pairs)
    keys = [key for key, _ in pairs]
    twice.key = next(key for key in keys if keys.count(key) > 1)
    return twice


def _is_lines(text: str) -> bool:
    """True when the first line is an object by itself, so that a later one is what is wrong."""
    first = text.lstrip().partition("\n")[0]
    try:
        return isinstance(_decoder().decode(first), dict)
    except (ValueError, RecursionError):
        return False


def _lines(text: str) -> Iterator[Any]:
    """One item for each line, blank ones as empty records, so that rows are counted as lines are."""
    for line in text.rstrip().split("\n"):
        try:
            yield _decoder().decode(line) if line.strip() else {}
        except (ValueError, RecursionError) as error:
            cut = isinstance(error, json.JSONDecodeError) and _ends_early(line, error)
            wrong = "is incomplete: the line ends before its object does" if cut else "is not an object of JSON"
            yield Broken(line.strip(), wrong)


def _ends_early(text: str, error: json.JSONDecodeError) -> bool:
    return error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string")


def _too_deep(place: str) -> BadInput:
    return refusal(place, "has lists or objects nested hundreds deep", f"objects at most {DEEPEST} deep in a record")


def _no_json(place: str, text: str, error: json.JSONDecodeError) -> BadInput:
    where = f"{place}, line {error.lineno:,}, column {error.colno:,}"
    if _ends_early(text, error):
        return refusal(where, "ends in the middle: the file is incomplete", "the whole file, saved or sent again")
    near = shown(text[error.pos : error.pos + 40], 40)
    return refusal(where, f"is not JSON ({error.msg[:1].lower()}{error.msg[1:]})", RECORDS, near)


def _document(place: str, value: Any) -> Document:
    """The lists in a document, or the records that an object without a list stands for."""
    if isinstance(value, list):
        found = [Listing("", value)]
    elif isinstance(value, dict):
        found = _in_object(value)
    else:
        raise refusal(place, f"is JSON, but only {_named(value)}", RECORDS, shown(str(value)))
    if not any(one.items for one in found):
        wrong = "has no list of creators in it" if isinstance(value, dict) else "is an empty list"
        keys = shown(", ".join(value), 80) if isinstance(value, dict) else ""
        raise refusal(place, wrong, RECORDS, keys)
    return Document("JSON", tuple(one for one in found if one.items), tuple(_notes(value, found)))


def _named(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return "null" if value is None else "true or false"
    return "a text" if isinstance(value, str) and not isinstance(value, Number) else "a number"


def _in_object(value: dict[str, Any]) -> list[Listing]:
    own = fields_of(list(value)[:_KEYS])
    if own >= {Field.HANDLE, Field.FOLLOWERS} and not isinstance(next(iter(value.values())), list | dict):
        return [Listing("", [value])]
    nested = list(value.values())
    if nested and len(own) >= _KNOWN and all(isinstance(one, list | dict) for one in nested):
        # Column by column, as data frames are written: {"handle": [...], "followers": [...]}.
        columns = [list(one.values()) if isinstance(one, dict) else one for one in nested]
        if len({len(column) for column in columns}) == 1:
            return [Listing("", [dict(zip(value, row, strict=True)) for row in zip(*columns, strict=True)])]
    found = list(_lists(value, ""))
    if found:
        return found
    if nested and all(isinstance(one, dict) for one in nested) and (fields := fields_of(list(nested[0])[:_KEYS])):
        # By their names: {"@lena": {"followers": 41200}}.
        keyed = "handle" if Field.HANDLE not in fields else "key"
        return [Listing("", [{keyed: name, **one} for name, one in value.items()])]
    return []


def _lists(value: dict[str, Any], path: str, depth: int = 0) -> Iterator[Listing]:
    """Lists of records or rows, wherever they stand, the outer ones first."""
    named: list[Any] = next((value[key] for key in _HEADERS if isinstance(value.get(key), list)), [])
    header = tuple(named) if all(isinstance(one, str) for one in named) else ()
    for key, inner in value.items():
        where = f"{path}.{key}" if path else key
        if isinstance(inner, list) and inner and isinstance(inner[0], list | dict):
            yield Listing(where, inner, header if isinstance(inner[0], list) and len(inner[0]) == len(header) else ())
    for key, inner in value.items():
        if isinstance(inner, dict) and depth < _LIST_DEPTH:
            yield from _lists(inner, f"{path}.{key}" if path else key, depth + 1)


def _notes(value: Any, found: Sequence[Listing]) -> Iterator[str]:
    """What a page of a longer list says about the rest of it."""
    if not isinstance(value, dict) or not found:
        return
    most = max(len(one.items) for one in found)
    for inner in (value, *(one for one in value.values() if isinstance(one, dict))):
        for key, total in inner.items():
            plain = re.sub(r"[^a-z]", "", key.casefold())
            if plain in _TOTALS and isinstance(total, int) and total > most:
                yield f"The file says that there are {total:,} in all ({shown(key)}), and holds {most:,} of them."
                return
