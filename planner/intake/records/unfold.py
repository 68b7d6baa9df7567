"""Records into lines of a table: objects give columns, lists of prices and accounts give lines.

- `{"stats": {"followers": 5}}` is the column `stats.followers`, as deep as `DEEPEST`.
- `["beauty", "travel"]` is one cell, `beauty, travel`; `{"amount": 500, "currency": "EUR"}` is the cell `500 EUR`.
- `[{"code": "DE", "weight": 0.4}]` is the column `DE` of its list.
- `[{"type": "reel", "price": 500}, ...]` and lists of accounts are a line each, with all that is said of the creator.
- Other lists of objects, such as recent posts, are not read; `Unfolded.unread` names them.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any

from planner.frozen import dataclass
from planner.intake.reading import MAX_TEXT, shown
from planner.intake.records.document import DEEPEST, Broken, Number, Repeated
from planner.intake.records.names import Path, header_in_prices, header_of, is_accounts, is_prices

MAX_PATHS = 2_000
_NAMES = ("code", "name", "key", "id", "type", "label", "title", "country", "gender", "age", "range", "group", "value")
_WEIGHTS = ("weight", "share", "percent", "percentage", "ratio", "pct", "value", "score")
_AMOUNTS = frozenset(("amount", "value", "price", "total"))
_CURRENCIES = frozenset(("currency", "currencycode", "currency_code", "unit"))


@dataclass(frozen=True)
class Line:
    """A row of the table. at: where it stands inside the list, such as `[2].prices[0]`; broken: why it is none."""

    at: str
    cells: Mapping[str, str] = field(default_factory=dict)
    broken: Broken | None = None


@dataclass
class Unfolded:
    """All lines of a list, and what could not be unfolded.

    headers: of the columns, in the order in which they came; untyped: those that hold more than its numbers.
    unread: paths that are not read, and how often. several: whether a record gave more than one line.
    """

    lines: list[Line] = field(default_factory=list)
    headers: dict[str, None] = field(default_factory=dict)
    untyped: set[str] = field(default_factory=set)
    unread: Counter[str] = field(default_factory=Counter)
    several: bool = False


@dataclass(frozen=True)
class _Value:
    text: str
    is_number: bool


_Cells = dict[Path, _Value]


_NO_OBJECT = "is not an object"


class _Twice(Exception):
    """A record has a key twice."""


def unfold(items: Sequence[Any]) -> Unfolded:
    """Unfold the records of a list; anything else in it is broken, single texts are handles."""
    found = Unfolded()
    names = _Headers()
    for number, item in enumerate(items):
        place = f"[{number}]"
        if isinstance(item, str) and not isinstance(item, Number):
            item = {"handle": item}
        if isinstance(item, Broken) or not isinstance(item, dict):
            found.lines.append(
                Line(place, broken=item if isinstance(item, Broken) else Broken(_text(item), _NO_OBJECT))
            )
            continue
        try:
            unfolded = list(_Record(found).lines(item, (), place))
        except _Twice as twice:
            wrong = f"has the key '{shown(str(twice))}' twice in one object"
            found.lines.append(Line(place, broken=Broken(_text(item), wrong, "every key once")))
            continue
        found.several |= len(unfolded) > 1
        for at, cells in unfolded:
            line: dict[str, str] = {}
            for path, value in cells.items():
                header = names.of(path, found)
                if header is not None:
                    line[header] = value.text
                    if value.text and not value.is_number:
                        found.untyped.add(header)
            found.lines.append(Line(at, line))
    found.headers = dict.fromkeys(names.in_order)
    return found


class _Headers:
    """Headers by path, each for one path only: of two with the same short name the later one keeps its path."""

    def __init__(self) -> None:
        self._by_path: dict[Path, str | None] = {}
        self.in_order: dict[str, None] = {}

    def of(self, path: Path, found: Unfolded) -> str | None:
        if path not in self._by_path:
            if len(self._by_path) >= MAX_PATHS:
                found.unread[_dotted(path[:-1]) or path[0]] += 1
                return None
            header = _named(path)
            if header in self.in_order:
                header = _dotted(path)
            self._by_path[path] = header if header not in self.in_order else None
            self.in_order.setdefault(header)
        return self._by_path[path]


_PRICES, _ACCOUNTS = "\0prices", "\0accounts"
"""Stand in a path after the keys of a list of prices or accounts."""
_MARKS = (_PRICES, _ACCOUNTS)


def _named(path: Path) -> str:
    if _ACCOUNTS in path:
        path = path[path.index(_ACCOUNTS) + 1 :]
    if _PRICES in path:
        at = path.index(_PRICES)
        return header_in_prices(path[:at] + path[at + 1 :], at)
    return header_of(path)


def _dotted(path: Path) -> str:
    return ".".join(key for key in path if key not in _MARKS)


class _Record:
    """Unfolds one record."""

    def __init__(self, found: Unfolded) -> None:
        self._found = found

    def lines(self, record: dict[str, Any], path: Path, at: str) -> Iterator[tuple[str, _Cells]]:
        """Each line of a record with its place: one, or as many as the list in it that gives lines."""
        cells: _Cells = {}
        chains: list[tuple[Path, list[dict[str, Any]]]] = []
        self._gather(record, path, (cells, chains))
        if not chains:
            yield at, cells
            return
        (chain, elements), *others = chains
        for other, _ in others:
            self._found.unread[_dotted(other)] += 1
        listed = _dotted(chain[len(path) :])
        for number, element in enumerate(elements):
            for place, inner in self.lines(element, chain, f"{at}.{listed}[{number}]"):
                yield place, cells | inner

    def _gather(self, record: dict[str, Any], path: Path, into: tuple[_Cells, list[Any]]) -> None:
        cells = into[0]
        if isinstance(record, Repeated):
            raise _Twice(record.key)
        for key, value in record.items():
            here = (*path, key)
            if isinstance(value, dict):
                amount = _amount(value)
                if amount is not None:
                    cells[here] = _Value(amount, False)
                elif len(here) > DEEPEST:
                    self._found.unread[_dotted(here)] += 1
                else:
                    self._gather(value, here, into)
            elif isinstance(value, list):
                self._list(value, here, into)
            else:
                cells[here] = _value(value)

    def _list(self, value: list[Any], path: Path, into: tuple[_Cells, list[Any]]) -> None:
        cells, chains = into
        if not value:
            return
        if not any(isinstance(one, list | dict) for one in value):
            cells[path] = _joined(value)
            return
        records = [one for one in value if isinstance(one, dict)]
        keys = {key for one in records[:20] for key in one}
        if len(records) < len(value) or len(path) > DEEPEST:
            pass
        elif is_accounts(keys):
            chains.insert(0, ((*path, _ACCOUNTS), records))
            return
        elif is_prices(keys):
            chains.append(((*path, _PRICES), records))
            return
        elif shares := _shares(records):
            cells.update({(*path, name): weight for name, weight in shares.items()})
            return
        elif len(keys) == 1 and not any(isinstance(one, list | dict) for record in records for one in record.values()):
            cells[path] = _joined(one for record in records for one in record.values())
            return
        self._found.unread[_dotted(path)] += 1


def _text(item: Any) -> str:
    return json.dumps(item, ensure_ascii=False, default=str)[:MAX_TEXT]


def _joined(values: Iterable[Any]) -> _Value:
    return _Value(", ".join(text for one in values if (text := _value(one).text)), False)


def _amount(value: dict[str, Any]) -> str | None:
    """`500 EUR` of an object that is nothing but an amount and its currency."""
    keys = {key.casefold(): key for key in value}
    if len(keys) != 2 or len(value) != 2:
        return None
    amount, currency = keys.keys() & _AMOUNTS, keys.keys() & _CURRENCIES
    if len(amount) != 1 or len(currency) != 1:
        return None
    number, code = value[keys[amount.pop()]], value[keys[currency.pop()]]
    if isinstance(number, list | dict) or isinstance(code, list | dict):
        return None
    return f"{_value(number).text} {_value(code).text}".strip() if number is not None else ""


def _shares(records: list[dict[str, Any]]) -> dict[str, _Value]:
    """Shares by name, of a list such as `[{"code": "DE", "name": "Germany", "weight": 0.4}]`; empty when it is none."""
    keys = {key.casefold(): key for key in records[0]}
    name = next((keys[key] for key in _NAMES if isinstance(records[0].get(keys.get(key, ""), None), str)), None)
    weight = next((keys[key] for key in _WEIGHTS if _is_number(records[0].get(keys.get(key, ""), None))), None)
    if name is None or weight is None:
        return {}
    found = {}
    for record in records:
        if not isinstance(record.get(name), str) or not _is_number(record.get(weight)):
            return {}
        found[record[name]] = _value(record[weight])
    return found


def _is_number(value: object) -> bool:
    return isinstance(value, Number) or (isinstance(value, int | float) and not isinstance(value, bool))


def _value(value: Any) -> _Value:
    if value is None:
        return _Value("", True)
    if isinstance(value, bool):
        return _Value("yes" if value else "no", False)
    if isinstance(value, str):
        return _Value(str(value).strip(), isinstance(value, Number))
    return _Value(str(value), True)
