"""Units of what a brief asks for: how their values are written, what one step of them is, and what counts as equal.

One `Unit` serves rules, refusals, screens, files and cells, so that a value looks the same wherever it is shown.
"""

import math
from typing import Annotated, Literal, Protocol

from pydantic import BeforeValidator, PlainSerializer

from planner.frozen import dataclass
from planner.wording import compact, count, decimal, money, money_compact, percent

_COMPACT_FROM = 10_000
_ROUND = (1, 2, 5, 10)


class Writing(Protocol):
    """Currency and locale in which values are written; a Brief is one."""

    @property
    def currency(self) -> str:
        """ISO 4217 code."""

    @property
    def locale(self) -> str:
        """Such as `en_US`."""


@dataclass(frozen=True)
class Written:
    """Currency and locale by themselves, where there is no brief yet."""

    currency: str
    locale: str


@dataclass(frozen=True)
class Unit:
    """What a number of a brief counts.

    key: its name in files. style: how it is written. cell: kind of its cells in a workbook.
    digits: decimals of a value that was measured; exact_digits: of one that was asked for (of per cent for a share).
    step: one step of a setting; None = `part` of the setting, rounded to 1, 2 or 5 and zeros, at least `least`.
    grain: smallest difference of two values, None for real numbers. relative: part of a value below which two real
    numbers are equal. top: largest value that makes sense.
    """

    key: str
    style: Literal["money", "percent", "count", "decimal"] = "count"
    cell: str = "count"
    digits: int = 0
    exact_digits: int = 0
    step: float | None = 1
    part: float = 0.05
    least: float = 1
    grain: float | None = 1
    relative: float = 0.0
    top: float = math.inf

    def screen(self, value: float, writing: Writing) -> str:
        """A measured value, for a sentence or a table: `$1,234.50`, `12.5%`, `0.74`."""
        return self._written(value, self.digits, writing)

    def exact(self, value: float, writing: Writing) -> str:
        """A setting, with every digit that a brief may hold: `33.33%`."""
        return self._written(value, self.exact_digits, writing)

    def compact(self, value: float, writing: Writing) -> str:
        """A value where there is little room: `$60K`, `412.3K`."""
        if self.style == "money":
            return money_compact(round(value), writing.currency, writing.locale)
        if self.style == "count" and abs(value) >= _COMPACT_FROM:
            return compact(value, writing.locale)
        return self.screen(value, writing)

    def cell_value(self, value: float) -> float:
        """A value as a cell holds it: money in major units, the rest as it is."""
        return value / 100 if self.style == "money" else value

    @property
    def widget(self) -> float:
        """One unit of a number field in units of the brief: whole currency, per cent, else 1."""
        return {"money": 100.0, "percent": 0.01}.get(self.style, 1.0)

    def slack(self, bound: float) -> float:
        """By how much a value may miss a bound and still meet it."""
        return max(1e-9, self.relative * max(1.0, abs(bound)))

    def room(self, bound: float) -> float:
        """Room to a bound that is as good as none: a hundredth of it, or less than one thing that is counted."""
        return max(0.01 * abs(bound), 0.0 if self.grain is None else 0.5)

    def step_of(self, setting: float) -> float:
        """One step of a setting."""
        return max(_nice(abs(setting) * self.part), self.least) if self.step is None else self.step

    def step_words(self, size: float, writing: Writing) -> str:
        """A step: `$500`, `5 points` (of a hundred), `0.05`."""
        if self.style != "percent":
            return self.exact(size, writing)
        return f"{decimal(size * 100, 2, writing.locale)} point{'' if size == 0.01 else 's'}"

    def stepped(self, setting: float, upward: bool) -> float | None:
        """The setting one step up or down; None where there is nothing left to step to."""
        value = min(self.top, setting + (1 if upward else -1) * self.step_of(setting))
        if self.style in ("percent", "decimal"):
            value = round(max(0.0, value), 4)
        elif value <= 0 and not upward:
            return None
        else:
            value = round(value)
        return None if value == setting else value

    def _written(self, value: float, digits: int, writing: Writing) -> str:
        if self.style == "money":
            return money(round(value), writing.currency, writing.locale)
        if self.style == "percent":
            return percent(value, digits, writing.locale)
        return decimal(value, digits, writing.locale) if self.style == "decimal" else count(value, writing.locale)


MONEY = Unit("money", "money", "money", step=None, least=100)
"""Cents."""
CREATORS, POSTS, WAVES, PACKAGES = Unit("creators"), Unit("posts"), Unit("waves"), Unit("packages")
PEOPLE = Unit("people", step=None, grain=None, relative=1e-6)
ENGAGEMENTS = Unit("engagements", step=None, grain=None, relative=1e-6)
FOLLOWERS, FIGURE = (Unit(key, step=None, part=0.1, top=10_000_000_000) for key in ("followers", "figure"))
"""Of a creator: followers, and whatever else is counted, such as comments per post; a filter's noun says what."""
AMOUNT = Unit("amount", "decimal", "amount", 2, 3, step=None, grain=0.001)
"""Of a stock, in thousandths."""
SHARE = Unit("share", "percent", "percent", 1, 2, step=0.01, grain=None, top=1)
"""Of a mix."""
PORTION = Unit("portion", "percent", "percent", 1, 2, step=0.05, grain=None, top=1)
"""A share that is judged roughly, such as that of suspicious followers."""
RATE = Unit("rate", "percent", "percent", 2, 2, step=0.002, grain=None, top=1)
"""A small share, such as an engagement rate."""
INDEX = Unit("index", "decimal", "decimal", 2, 4, step=0.05, grain=None, top=1)
"""A mark from 0 to 1, such as fit."""
NUMBER = Unit("number", "decimal", "amount", 2, 3, step=1, grain=None)

UNITS = {
    unit.key: unit
    for unit in (
        *(MONEY, CREATORS, POSTS, WAVES, PACKAGES, PEOPLE, ENGAGEMENTS, FOLLOWERS, FIGURE),
        *(AMOUNT, SHARE, PORTION, RATE, INDEX, NUMBER),
    )
}
_FORMER = {"fit": INDEX, "comments": FIGURE}
"""Keys in files of earlier versions."""


def unit_of(key: object) -> Unit:
    """The unit with this key. Raises ValueError when there is none."""
    found = key if isinstance(key, Unit) else UNITS.get(str(key), _FORMER.get(str(key)))
    if found is None:
        raise ValueError(f"is not a unit | one of {', '.join(UNITS)}")
    return found


KeyedUnit = Annotated[Unit, BeforeValidator(unit_of), PlainSerializer(lambda unit: unit.key, return_type=str)]
"""A unit as a field of a file: written as its key."""


def _nice(size: float) -> int:
    """A round number near a size, at least 1."""
    if size <= 1:
        return 1
    power = 10 ** math.floor(math.log10(size))
    return int(min((factor * power for factor in _ROUND), key=lambda one: abs(one - size)))
