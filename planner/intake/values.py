"""From cell texts to numbers: every value exact, unknown, or named as what is wrong with it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

import numpy as np
import pandas as pd
from babel.numbers import get_currency_symbol, list_currencies
from numpy.typing import NDArray

from planner.domain import MAX_CENTS, MAX_FOLLOWERS

Texts = NDArray[np.object_]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

MISSING_TEXT = frozenset(("", "-", "–", "—", "n/a", "n/a'", "n.a.", "#n/a"))
MISSING_NUMBER = MISSING_TEXT | {"na", "none", "null", "unknown", "?"}
# In capitals and with its sign, so that #Refugio and #travel stay what they are.
_ERROR_CELL = re.compile(r"#(?:[¡¿]?[A-ZÀ-Ý/0]+[!?]|N/[AD]|NV)")
_NUMBER = re.compile(
    r"(?P<sign>[-+]?)"
    r"(?P<before>[A-Z]{0,3}[$€£¥₹₩]|[A-Z]{3})?\s*"
    r"(?P<sign_after>-?)"
    r"(?P<digits>\d{1,3}(?:(?P<by>[,' ’])\d{3})(?:(?P=by)\d{3})*(?:\.\d+)?|\d+(?:\.\d*)?|\.\d+)"
    r"(?:E(?P<power>[-+]?\d{1,4}))?"
    r"\s*(?P<scale>K|M|B)?"
    r"\s*(?P<after>[A-Z]{3}|[$€£¥₹₩])?"
    r"\s*(?P<percent>%)?",
    re.I,
)
_SCALE = {"K": 3, "M": 6, "B": 9}
_ZERO_WIDTH = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_CURRENCIES = frozenset(list_currencies())


@dataclass(frozen=True)
class Fault:
    """What is wrong with one value, and what would be accepted."""

    wrong: str
    accepted: str


@dataclass(frozen=True)
class Kind:
    """What a column of numbers holds. `example` ends the sentence "Accepted: ..."."""

    example: str
    high: float
    whole: bool = False
    percent: bool = False
    currency: str | None = None


FOLLOWERS = Kind("a whole number such as 12500, 12.5k or 1.2m", MAX_FOLLOWERS, whole=True)
PEOPLE = Kind("a number such as 12500, 12.5k or 1.2m, or an empty cell when it is unknown", MAX_FOLLOWERS)
COUNT = Kind("a whole number of posts from 0 to 1,000", 1_000, whole=True)
SHARE = Kind("a share such as 12% or 0.12, or an empty cell when it is unknown", 1, percent=True)
RATE = Kind("a rate such as 2.35%, or an empty cell when it is unknown", 1, percent=True)
AMOUNT = Kind("a number of 0 or more, or an empty cell", 1e12, percent=True)


def money_in(currency: str) -> Kind:
    """Amounts in major units of a currency, read into cents."""
    return Kind(f"an amount in {currency} such as 1250 or 1,250.50, or an empty cell when it is unknown",
                MAX_CENTS, currency=currency)  # fmt: skip


@dataclass(frozen=True)
class Numbers:
    """A column read. values: NaN where unknown or faulty; bare: read without a % sign; faults: by row."""

    values: Floats
    bare: Bools
    faults: dict[int, Fault] = field(default_factory=dict)

    @property
    def unknown(self) -> Bools:
        """Rows that hold no value and are not at fault."""
        blank = np.isnan(self.values)
        blank[list(self.faults)] = False
        return blank


def plain(text: str) -> str:
    """One way of writing for characters that look alike: blanks, minus signs, full-width digits."""
    if text.isascii():
        return text
    return _ZERO_WIDTH.sub("", unicodedata.normalize("NFKC", text)).replace("\N{MINUS SIGN}", "-").strip()


def is_missing(text: str, tokens: frozenset[str] = MISSING_TEXT) -> bool:
    """True for an empty cell, a word for "not known", and the error values of spreadsheets."""
    return text.casefold() in tokens or (text.startswith("#") and _ERROR_CELL.fullmatch(text) is not None)


def read_numbers(texts: Texts, kind: Kind) -> Numbers:
    """Read a column; each different text is looked at once."""
    codes, unique = pd.factorize(texts)
    parsed = [_one(str(text), kind) for text in unique]
    good = [None if isinstance(found, Fault) else found for found in parsed]
    values = np.array([np.nan if found is None else found[0] for found in good], dtype=float)
    bare = np.array([found is not None and found[1] for found in good], dtype=bool)
    faults = {code: found for code, found in enumerate(parsed) if isinstance(found, Fault)}
    rows = np.flatnonzero(np.isin(codes, list(faults))) if faults else ()
    return Numbers(values[codes], bare[codes], {int(row): faults[codes[row]] for row in rows})


def mapped(texts: Texts, read: Callable[[str], str]) -> Texts:
    """A column with every text replaced; each different text is looked at once."""
    codes, unique = pd.factorize(texts)
    return np.asarray(np.array([read(str(text)) for text in unique], dtype=object)[codes])


def _one(typed: str, kind: Kind) -> tuple[float, bool] | Fault | None:
    """Value and whether it stood without a % sign; None when unknown."""
    text = plain(typed)
    if is_missing(text, MISSING_NUMBER):
        return None
    word = text.strip("+-% ").casefold()
    if word == "nan":
        return Fault("is not a number", kind.example)
    if word in ("inf", "infinity", "∞"):
        return Fault("is not a finite number", kind.example)
    match = _NUMBER.fullmatch(text)
    if match is None:
        return _unreadable(text, kind)
    found = match.groupdict()
    unit = _wrong_unit(found, kind)
    if unit is not None:
        return unit
    digits = found["digits"].replace(found["by"], "") if found["by"] else found["digits"]
    power = int(found["power"] or 0) + _SCALE.get((found["scale"] or "").upper(), 0)
    cents = 2 if kind.currency is not None else 0
    percent = -2 if found["percent"] else 0
    # The exponent goes into the text, so that the one rounding is that of reading a decimal number.
    value = float(f"{digits}e{power + cents + percent}")
    if not np.isfinite(value):
        return Fault("is not a finite number", kind.example)
    if "-" in (found["sign"], found["sign_after"]) and value != 0:
        return Fault("is below zero", kind.example)
    if kind.percent and found["percent"] and value > kind.high:
        return Fault("is above 100%", kind.example)
    if value > kind.high and not kind.percent:
        return Fault(f"is above {kind.high / 10**cents:,.0f}", kind.example)
    if (kind.whole or kind.currency is not None) and not value.is_integer():
        return Fault("has more than two decimals" if cents else "is not a whole number", kind.example)
    return value, not found["percent"]


def _wrong_unit(found: dict[str, str | None], kind: Kind) -> Fault | None:
    if found["percent"] and not kind.percent:
        return Fault("is a per cent value", kind.example)
    unit = found["before"] or found["after"]
    if unit is None:
        return None
    if unit.isalpha() and not is_currency(unit):
        return Fault("is not a number", kind.example)
    if kind.currency is None:
        return Fault("has a currency sign where none belongs", kind.example)
    if unit.upper() != kind.currency and not _is_symbol_of(unit, kind.currency):
        return Fault(f"is not in {kind.currency}, the currency of this file", kind.example)
    return None


@cache
def _is_symbol_of(unit: str, currency: str) -> bool:
    own = get_currency_symbol(currency, "en_US")
    # A bare $ or ¥ is what everybody writes at home, whichever dollar or yen it is.
    return unit.upper() == own.upper() or (len(unit) == 1 and own.endswith(unit))


def _unreadable(text: str, kind: Kind) -> Fault:
    if re.fullmatch(r"[^\d]*\d[\d.]*,\d+.*", text):
        return Fault("has a comma that does not separate thousands", f"{kind.example}, with a decimal point")
    if re.fullmatch(r"\(.*\d.*\)", text):
        return Fault("is in brackets, which means below zero", kind.example)
    return Fault("is not a number", kind.example)


def is_currency(code: str) -> bool:
    """True for an ISO 4217 code."""
    return code.upper() in _CURRENCIES
