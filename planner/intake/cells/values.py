"""From cell texts to numbers: every value exact, unknown, or named as what is wrong with it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import field, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from planner.brief.exchange import converted
from planner.domain.roster import MAX_CENTS, MAX_FOLLOWERS
from planner.frozen import dataclass
from planner.intake.cells.loose import Said, figure, says
from planner.intake.cells.money import SHARED, both_units, currency_of, is_currency
from planner.intake.cells.scales import SCALE, added_up, power_of
from planner.wording import listed

Texts = NDArray[np.object_]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Found = TypeVar("Found")

MISSING_TEXT = frozenset(("", "-", "–", "—", "n/a", "n/a'", "n.a.", "#n/a"))
MISSING_NUMBER = MISSING_TEXT | frozenset(
    "na none null unknown ? k.a. k.a n.d. nd n.c. nc s/d s/i brak b.d. yok".split()
)
_LONGEST_TOKEN = 8
_BEGINNINGS = frozenset(sign for token in MISSING_NUMBER for sign in (token[:1], token[:1].upper()))
# In capitals and with its sign, so that #Refugio and #travel stay what they are.
_ERROR_CELL = r"#(?:[¡¿]?[A-ZÀ-Ý/0]+[!?]|N/[AD]|NV)"
_SIGN = "[$€£¥₹₩₽₺₫₱฿₪₴₦]"
_WITH_CODE = rf"[A-Z]{{2,3}}\s?{_SIGN}|{_SIGN}\s?[A-Z]{{3}}|KR\.?\s?[A-Z]{{3}}|[A-Z]{{3}}\s?KR\.?"
_WORDS = (
    r"ZŁ|KČ|FT|LEI|RP\.?|RM|FR\.?|RS\.?|KR\.?|EUROS?|DOLLARS?|TL|Đ|[円元원]|บาท|ĐỒNG|درهم|ريال|دينار|جنيه|РУБ\.?|Р\."
)
UNIT = rf"{_WITH_CODE}|[A-Z]{{0,3}}{_SIGN}|[A-Z]{{3}}|{_WORDS}"
_NUMBER = (
    r"(?i)(?P<sign>[-+]?)(?P<first>%)?"
    rf"(?P<before>{UNIT})?\s*"
    r"(?P<sign_after>-?)"
    r"(?P<digits>\d{1,2}(?:,\d\d)+,\d{3}(?:\.\d+)?|(?!0)\d{1,3}(?:(?P<by>[,' ’])\d{3})(?:(?P=by)\d{3})*(?:\.\d+)?"
    r"|\d+(?:\.\d*)?|\.\d+)"
    r"(?:E(?P<power>[-+]?\d{1,4}))?"
    rf"\s*(?P<scale>{SCALE})?(?:(?<=[A-ZА-Я])[.,])?"
    rf"\s*(?P<after>{UNIT})?"
    r"\s*(?P<percent>%)?"
    r"\s*(?P<plus>\+)?"
)
_ZERO_WIDTH = "[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
_WITH_SIGNS = re.compile(r"\d[\d.,]*")
_SPACED = r"(?<=\d)[ '’](?=\d{3}(?!\d))"
"""A blank between thousands."""
_GROUPS = "[,' ’]"
_ROUND = r"(?<=\d)(?::|[.,]\s?)[-–—]{1,2}(?=\s|$)"
"""`450.-`, `450,--`, `450:-`: no cents."""
_PICTURES = "[\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\ufe00-\ufe0f\U0001f000-\U0001faff]+"
"""Emoji, ticks and arrows: they say nothing of a figure."""
_ONE_WAY = {ord("\N{MINUS SIGN}"): "-", ord("٫"): ".", ord("٬"): ",", ord("٪"): "%"}
_ONE_WAY |= {first + digit: str(digit) for first in (0x660, 0x6F0, 0x966) for digit in range(10)}
"""Minus signs, and digits and separators of Arabic, Persian and Hindi."""
_SWAP, _FIGURE = str.maketrans(".,", ",."), re.compile(r"(?:(?<!\w)[.,])?\d[\d.,]*")
"""A figure with its signs: not the point of `kr.`, `Fr.` or `Mio.` beside it."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with one value, and what would be accepted."""

    wrong: str
    accepted: str


@dataclass(frozen=True)
class Loose:
    """A figure that is written loosely, as it was understood. value: NaN when the text says that there is none.

    low, high: ends of a range. why: `a rough figure`, `a range`. in_product: no money is asked for.
    """

    value: float
    bare: bool
    low: float
    high: float
    why: str
    in_product: bool = False


@dataclass(frozen=True)
class Written:
    """How the numbers of one column are written, as found by evidence or chosen.

    comma: a comma stands before decimals and a point between thousands. each: every cell by itself.
    scale: what every number is multiplied with.
    lost: texts that seem to have lost their unit; lost_as: "k", "m", "as is", or "aside".
    currency: of amounts without a sign; rates: value of one unit of a currency in the file's own.
    """

    comma: bool = False
    each: bool = False
    scale: float = 1.0
    lost: frozenset[str] = frozenset()
    lost_as: str = "aside"
    currency: str | None = None
    rates: Mapping[str, float] = field(default_factory=dict)

    def comma_in(self, text: str) -> bool:
        """Whether a comma stands before the decimals of this cell."""
        return decimal_sign(text) in (",", "?.") if self.each else self.comma


@dataclass(frozen=True)
class Kind:
    """What a column of numbers holds. `example` ends the sentence "Accepted: ...". loosely: `~190` is a figure too."""

    example: str
    high: float
    whole: bool = False
    percent: bool = False
    currency: str | None = None
    written: Written = Written()
    loosely: bool = True

    def as_written(self, written: Written | None) -> Kind:
        """The same, written like this; so is its example."""
        if written is None:
            return self
        example = re.sub(r"\d[\d.,]*\d", _swapped, self.example) if written.comma else self.example
        return replace(self, example=example, written=written)


FOLLOWERS = Kind("a whole number such as 12500, 12.5k or 1.2m", MAX_FOLLOWERS, whole=True)
PEOPLE = Kind("a number such as 12500, 12.5k or 1.2m, or an empty cell when it is unknown", MAX_FOLLOWERS)
COUNT = Kind("a whole number of posts from 0 to 1,000", 1_000, whole=True)
SHARE = Kind("a share such as 12% or 0.12, or an empty cell when it is unknown", 1, percent=True)
RATE = Kind("a rate such as 2.35%, or an empty cell when it is unknown", 1, percent=True)
AMOUNT = Kind("a number of 0 or more, or an empty cell", 1e12, percent=True, loosely=False)


def money_in(currency: str) -> Kind:
    """Amounts in major units of a currency, read into cents."""
    return Kind(f"an amount in {currency} such as 1250 or 1,250.50, or an empty cell when it is unknown",
                MAX_CENTS, currency=currency)  # fmt: skip


@dataclass(frozen=True)
class Numbers:
    """A column read. values: NaN where unknown or faulty; bare: read without a % sign; faults, loose: by row."""

    values: Floats
    bare: Bools
    faults: dict[int, Fault] = field(default_factory=dict)
    loose: dict[int, Loose] = field(default_factory=dict)

    @property
    def unknown(self) -> Bools:
        """Rows that hold no value and are not at fault."""
        blank = np.isnan(self.values)
        blank[list(self.faults)] = False
        return blank


def plain(text: str) -> str:
    """One way of writing for what means the same: blanks, minus signs, full-width digits, numbers in several units."""
    if text.isascii():
        return text
    text = re.sub(_ZERO_WIDTH, "", unicodedata.normalize("NFKC", text)).translate(_ONE_WAY)
    return added_up(re.sub(_PICTURES, " ", text)).strip()


def without_pictures(text: str) -> str:
    """A text without emoji, ticks and arrows."""
    return " ".join(re.sub(_PICTURES, " ", text).split())


def is_missing(text: str, tokens: frozenset[str] = MISSING_TEXT) -> bool:
    """True for an empty cell, a word for "not known", and the error values of spreadsheets."""
    if text[:1] not in _BEGINNINGS:
        return False
    if text.startswith("#"):
        return text.casefold() in tokens or re.fullmatch(_ERROR_CELL, text) is not None
    return len(text) <= _LONGEST_TOKEN and text.casefold() in tokens


def decimal_sign(text: str, is_rate: bool = False) -> str | None:
    """The decimal sign of a number as typed: `.` or `,`.

    Preceded by a question mark when it could as well separate thousands; None when the text has neither sign, or both
    in an order that makes no sense.
    """
    if " " in text or "'" in text or "’" in text:
        text = re.sub(_SPACED, "", text)
    match = _WITH_SIGNS.search(text)
    digits = match.group().rstrip(".,") if match else ""
    points, commas = digits.count("."), digits.count(",")
    if points and commas:
        last = "." if digits.rfind(".") > digits.rfind(",") else ","
        return last if digits.count(last) == 1 else None
    if not points and not commas:
        return None
    sign = "." if points else ","
    if points + commas > 1:
        # 18.000.000: the sign separates thousands, so the other one stands before decimals.
        return "," if sign == "." else "."
    left, _, right = digits.partition(sign)
    if is_rate or len(right) != 3 or len(left) > 3 or left.startswith("0") or not left:
        return sign
    return f"?{sign}"


def read_numbers(texts: Texts, kind: Kind) -> Numbers:
    """Read a column; each different text is looked at once."""
    codes, unique = numbered(texts)
    values, bare = np.full(len(unique), np.nan), np.zeros(len(unique), bool)
    faults, loose = dict[int, Fault](), dict[int, Loose]()
    for code, found in enumerate(read_loosely(text, kind) for text in unique):
        if isinstance(found, Fault):
            faults[code] = found
        elif isinstance(found, Loose):
            loose[code], values[code], bare[code] = found, found.value, found.bare
        elif found is not None:
            values[code], bare[code] = found
    return Numbers(values[codes], bare[codes], _by_row(codes, faults), _by_row(codes, loose))


def _by_row(codes: NDArray[np.int64], found: dict[int, Found]) -> dict[int, Found]:
    return {row: found[code] for row, code in enumerate(codes.tolist()) if code in found} if found else {}


_PLAIN_FAULTS = ("is below zero", "is above 100%", "may have lost its unit, thousands or millions")
"""What is wrong with a figure that is written plainly: no words around it could mean anything else."""


def read_loosely(typed: str, kind: Kind) -> tuple[float, bool] | Fault | Loose | None:
    """Value of one text, exact or with the words that people put around a figure; None when unknown."""
    exact = read_one(typed, kind)
    if not isinstance(exact, Fault) or not kind.loosely or exact.wrong in _PLAIN_FAULTS:
        return exact
    text, bare = plain(typed), True
    said = says(text) if kind.currency is not None or kind.whole else None
    if said is Said.PRODUCT and kind.currency is not None:
        return Loose(0.0, True, 0.0, 0.0, "paid in product", in_product=True)
    if said is Said.FREE and kind.currency is not None:
        return Loose(0.0, True, 0.0, 0.0, "free of charge")
    if said is Said.UNKNOWN:
        return Loose(np.nan, True, np.nan, np.nan, "not known yet")

    def value(part: str) -> float | None:
        nonlocal bare
        read = read_one(part, kind)
        if read is None or isinstance(read, Fault):
            return None
        bare = bare and read[1]
        return read[0]

    found = figure(text, value)
    if found is None:
        return exact
    middle, low, high, why = found
    if kind.whole or kind.currency is not None:
        middle = float(round(middle))
    return Loose(middle, bare, low, high, why)


def where(texts: Texts, is_so: Callable[[str], bool]) -> Bools:
    """True where a text is so; for columns in which hardly any two are the same."""
    return np.fromiter((is_so(text) for text in texts), bool, len(texts))


def mapped(texts: Texts, read: Callable[[str], str]) -> Texts:
    """A column with every text replaced; each different text is looked at once."""
    found = {text: read(text) for text in dict.fromkeys(texts.tolist())}
    return np.array([found[text] for text in texts.tolist()], dtype=object)


def numbered(texts: Texts) -> tuple[NDArray[np.int64], list[str]]:
    """Number of each text among the different ones, and these in their order; what pandas has for it begins slowly."""
    numbers = {text: at for at, text in enumerate(dict.fromkeys(texts.tolist()))}
    return np.fromiter(map(numbers.__getitem__, texts.tolist()), np.int64, len(texts)), list(numbers)


def read_one(typed: str, kind: Kind) -> tuple[float, bool] | Fault | None:  # noqa: C901 one line for each way of writing
    """Value of one text and whether it stood without a % sign; None when unknown."""
    text = plain(typed)
    digits = text.removesuffix("%") if kind.percent else text
    if len(text) < 16 and digits.replace(".", "", 1).isdecimal() and not kind.written.lost:
        # Most cells are digits, perhaps with a point or a per cent sign, and nothing else.
        home = kind.written.currency in (None, kind.currency)
        if home and kind.written.scale == 1 and not ("." in text and kind.written.comma_in(text)):
            is_percent = digits != text
            power = (0 if kind.currency is None else 2) - (2 if is_percent else 0)
            return _in_range(float(f"{digits}e{power}"), is_percent, kind)
    if is_missing(text, MISSING_NUMBER):
        return None
    word = text.strip("+-% ").casefold()
    if word == "nan":
        return Fault("is not a number", kind.example)
    if word in ("inf", "infinity", "∞"):
        return Fault("is not a finite number", kind.example)
    written = kind.written
    text = re.sub(_ROUND, "", text)
    if text in written.lost:
        if written.lost_as == "aside":
            return Fault("may have lost its unit, thousands or millions", kind.example)
        text += {"k": "k", "m": "m"}.get(written.lost_as, "")
    comma = written.comma_in(text)
    match = re.fullmatch(_NUMBER, _FIGURE.sub(_swapped, text) if comma else text)
    if match is None:
        return _unreadable(text, kind)
    found = match.groupdict()
    found["percent"] = found["percent"] or found["first"]
    rate = _rate(found, kind)
    if isinstance(rate, Fault):
        return rate
    digits = re.sub(_GROUPS, "", found["digits"])
    scale = power_of(found["scale"] or "", comma, _money_of(found, kind))
    if scale is None:
        more = "billions" if found["scale"] in ("b", "B") else "millions"
        return Fault(f"could mean thousands or {more}", kind.example)
    power = int(found["power"] or 0) + scale
    cents = 2 if kind.currency is not None else 0
    percent = -2 if found["percent"] else 0
    # The exponent goes into the text, so that the one rounding is that of reading a decimal number.
    value = float(f"{digits}e{power + cents + percent}")
    if not np.isfinite(value):
        return Fault("is not a finite number", kind.example)
    if "-" in (found["sign"], found["sign_after"]) and value != 0:
        return Fault("is below zero", kind.example)
    if rate != 1:
        # What is too large for its kind is not converted to the cent.
        value = float(converted(value, rate)) if cents and value * rate <= 2 * kind.high else value * rate
    return _in_range(value, found["percent"] is not None, kind)


def _swapped(figure: re.Match[str]) -> str:
    """A figure with a decimal comma written with a decimal point, or the other way round."""
    return figure.group().translate(_SWAP)


def _money_of(found: dict[str, str | None], kind: Kind) -> str:
    """Currency of an amount as far as its cell tells, "" for what is no money."""
    if kind.currency is None:
        return ""
    unit = found["before"] or found["after"] or ""
    return currency_of(unit, kind.currency) or kind.currency


def _in_range(value: float, is_percent: bool, kind: Kind) -> tuple[float, bool] | Fault:
    money = kind.currency is not None
    if kind.percent and is_percent and value > kind.high:
        return Fault("is above 100%", kind.example)
    if value > kind.high and not kind.percent:
        return Fault(f"is above {kind.high / (100 if money else 1):,.0f}", kind.example)
    if (kind.whole or money) and not value.is_integer():
        return Fault("has more than two decimals" if money else "is not a whole number", kind.example)
    return value, not is_percent


def _rate(found: dict[str, str | None], kind: Kind) -> float | Fault:
    """What the number is multiplied with: the column's scale, or the value of its currency."""
    if found["percent"] and not kind.percent:
        return Fault("is a per cent value", kind.example)
    unit = found["before"] or found["after"]
    if kind.currency is not None and found["before"] and found["after"]:
        unit = both_units(found["before"], found["after"], kind.currency)
        if unit is None:
            wrong = f"names two currencies, {found['before']} and {found['after']}"
            return Fault(wrong, "one sign or code")
    if kind.currency is None:
        if unit is None:
            return kind.written.scale if found["scale"] is None else 1.0
        known = not unit.isalpha() or is_currency(unit)
        return Fault("has a currency sign where none belongs" if known else "is not a number", kind.example)
    scale = kind.written.scale if found["scale"] is None else 1.0
    code = kind.written.currency or kind.currency if unit is None else currency_of(unit, kind.currency)
    if code is None and unit is not None and unit.upper() in SHARED:
        return Fault("is in a currency that several countries have", f"a code, {listed(SHARED[unit.upper()], 'or')}")
    if code is None:
        return Fault("is not a number" if unit and unit.isalpha() else "is in an unknown currency", kind.example)
    if code == kind.currency:
        return scale
    rate = kind.written.rates.get(code)
    if rate is None:
        wrong = f"is in {code}, for which no rate to {kind.currency} is known"
        return Fault(wrong, f"a rate for {code}, or an amount in {kind.currency}")
    return rate * scale


def _unreadable(text: str, kind: Kind) -> Fault:
    if kind.written.comma and re.fullmatch(r"[^\d]*\d[\d,]*\.\d+.*", text):
        accepted = f"{kind.example}, with a decimal comma as in the rest of the column"
        return Fault("has a point that does not separate thousands", accepted)
    if not kind.written.comma and re.fullmatch(r"[^\d]*\d[\d.]*,(?!\d{3}(?!\d))\d+.*", text):
        return Fault("has a comma that does not separate thousands", f"{kind.example}, with a decimal point")
    if re.fullmatch(r"\(.*\d.*\)", text):
        return Fault("is in brackets, which means below zero", kind.example)
    return Fault("is not a number", kind.example)
