"""How numbers and names are written: the one formatter of screens, files and sentences."""

import re
import unicodedata
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, date, datetime, tzinfo
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import cache, lru_cache
from itertools import islice
from math import ceil
from typing import TypeVar

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import (
    format_compact_currency,
    format_compact_decimal,
    format_currency,
    format_decimal,
    get_currency_precision,
    get_currency_symbol,
)

from planner.domain.platforms import PLATFORM_TABLE, Platform, named

T = TypeVar("T")
_DIGITS = 28
"""Of a number, besides those before its decimals."""
KEPT = 4096
"""Numbers and days of which it is remembered how they are written: a page writes the same ones at every click."""
LABELS = {
    **{key: row.label for key, row in PLATFORM_TABLE.items()},
    "micro": "Micro",
    "mid": "Mid-tier",
    "macro": "Macro",
    "cash": "Cash",
    "product": "Product",
    "event": "Event access",
    "affiliate": "Affiliate",
    "hybrid": "Cash and product",
    "unique_reach": "Unique reach",
    "engagements": "Engagements",
    "conversions": "Conversions",
    "score": "Score",
    "cheapest": "Lowest cost",
    "one_off": "Once",
    "every_other": "Every other wave",
    "every_wave": "Every wave",
    "ambassador": "As an ambassador",
    "consult": "Ask",
    "brief": "Brief",
    "create": "Create",
    "review": "Review",
    "publish": "Publish",
    "debrief": "Debrief",
}


def label(key: str) -> str:
    """The word people see for a key of the domain; an unknown key is its own word."""
    if isinstance(key, Platform):
        return named(key)
    return LABELS.get(key, key.replace("_", " "))


def knows_locale(name: str) -> bool:
    """True when numbers and dates can be written as this locale does: `de_DE`."""
    try:
        Locale.parse(name)
    except (UnknownLocaleError, ValueError):
        return False
    return True


def person(creator: str) -> str:
    """A creator as people read them: `@lina.hart (Instagram)` for `instagram:lina.hart`; other names as they are.

    `@Lina Hart`, a person with all of their accounts, is `Lina Hart (any account)`.
    """
    if creator.startswith("@"):
        return f"{creator[1:]} (any account)"
    platform, _, handle = creator.partition(":")
    return f"@{handle} ({named(platform)})" if handle and _KEY.fullmatch(platform) else creator


_KEY = re.compile(r"[a-z][a-z0-9_]*")


def listed(parts: Sequence[str], joint: str = "and") -> str:
    """`a, b and c`; empty without parts. joint: the word before the last one."""
    return f"{', '.join(parts[:-1])} {joint} {parts[-1]}" if len(parts) > 1 else "".join(parts)


def few(names: Collection[T], most: int, write: Callable[[T], str] = str, locale: str = "en_US") -> str:
    """`a, b, c and 4 more`: the first of many as `write` writes them, and how many are left."""
    said = ", ".join(write(name) for name in islice(names, most))
    left = len(names) - most
    return f"{said} and {count(left, locale)} more" if left > 0 else said


@lru_cache(KEPT)
def money(cents: int, currency: str = "USD", locale: str = "en_US") -> str:
    """Exact amount: `$1,234.50`; whole amounts lose their zeros: `$1,234`."""
    amount = Decimal(cents) / 100
    digits = 0 if cents % 100 == 0 else get_currency_precision(currency)
    said = format_currency(amount, currency, _pattern(locale, digits), locale, currency_digits=False)
    return _parted(said, currency, locale)


def money_each(cents: float, currency: str = "USD", locale: str = "en_US") -> str:
    """Cost of one person, engagement or sale: `$0.35`, and with a decimal more below ten cents: `$0.014`.

    What rounds to nothing even so is `less than $0.001`.
    """
    digits = get_currency_precision(currency)
    if cents <= 0 or round(cents / 100, digits) >= 10 ** (1 - digits):
        return money(round(cents), currency, locale)
    least = Decimal(1).scaleb(-digits - 1)
    amount = Decimal(str(cents / 100)).quantize(least, ROUND_HALF_UP)
    pattern = _pattern(locale, digits, more=1)
    exact = format_currency(max(amount, least), currency, pattern, locale, currency_digits=False)
    said = _parted(exact, currency, locale)
    return said if amount else f"less than {said}"


def money_compact(cents: int, currency: str = "USD", locale: str = "en_US") -> str:
    """Amount for a tile: `$48.3K`. Below a thousand, and where the language does not abbreviate, it is whole."""
    if abs(cents) < 100_000 or not _abbreviates(len(str(abs(cents))) - 2, locale):
        return money(round(cents / 100) * 100, currency, locale)
    said = format_compact_currency(Decimal(cents) / 100, currency, fraction_digits=1, locale=locale)
    return _parted(said, currency, locale)


def stands_apart(end: str) -> bool:
    """Whether a space parts this end of a currency's sign from a digit: `CHF 400` and `US$400`, as browsers write them.

    See currencySpacing of Unicode's locale data (UTS 35, part 3), which babel leaves out.
    """
    return unicodedata.category(end)[0] not in "SZ"


def _parted(said: str, currency: str, locale: str) -> str:
    between = _between(currency, locale)
    return said if between is None else between.sub("\N{NO-BREAK SPACE}", said)


@cache
def _between(currency: str, locale: str) -> re.Pattern[str] | None:
    """Where a sign touches what a space should part it from: a digit, or the word for thousands before it."""
    sign, pattern = get_currency_symbol(currency, locale), Locale.parse(locale).currency_formats["standard"].pattern
    places = [rf"(?<={re.escape(sign)})(?=\d)"] if stands_apart(sign[-1]) and re.search("¤[#0]", pattern) else []
    places += [rf"(?<=\S)(?={re.escape(sign)})"] if stands_apart(sign[0]) and re.search("[#0]¤", pattern) else []
    return re.compile("|".join(places)) if places else None


def count(number: float, locale: str = "en_US") -> str:
    """Whole number with separators: `12,345`."""
    return _written(str(round(number)), None, locale)


def counted(number: float, one: str, locale: str = "en_US", more: str = "") -> str:
    """`1 creator`, `12,345 creators`. more: the plural where it is not the word with an s."""
    return f"{count(number, locale)} {one if round(number) == 1 else more or f'{one}s'}"


def some_of(number: float, whole: float, one: str, locale: str = "en_US") -> str:
    """`3 of 28 creators`, `all 28 creators`, `the only creator`."""
    if round(number) != round(whole):
        return f"{count(number, locale)} of {counted(whole, one, locale)}"
    return f"the only {one}" if round(whole) == 1 else f"all {counted(whole, one, locale)}"


def fees_estimated(number: int, whole: int, locale: str = "en_US") -> str:
    """`3 of 28 fees are estimates`, `All 28 fees are estimates`, `The only fee is an estimate`."""
    said = f"{some_of(number, whole, 'fee', locale)} {'is an estimate' if number == 1 else 'are estimates'}"
    return said[0].upper() + said[1:]


def compact(number: float, locale: str = "en_US") -> str:
    """Number for a tile: `1.23M`, `48.3K`, `812`; whole where the language does not abbreviate: `48.312`."""
    if abs(number) < 1000 or not _abbreviates(len(str(abs(round(number)))), locale):
        return count(number, locale)
    digits = 2 if abs(number) >= 1_000_000 else 1
    return format_compact_decimal(round(number), fraction_digits=digits, locale=locale)


@cache
def _abbreviates(digits: int, locale: str) -> bool:
    """Whether numbers of so many digits are written short: German writes 48.312, but 1,23 Mio."""
    return any(sign.isalpha() for sign in format_compact_decimal(10 ** (digits - 1), locale=locale))


def decimal(number: float, digits: int = 2, locale: str = "en_US") -> str:
    """Number with at most so many decimals."""
    return _written(str(round(number, digits)), "#,##0." + "#" * digits, locale)


@lru_cache(KEPT)
def _written(number: str, pattern: str | None, locale: str) -> str:
    """number: as Python writes it, since 0 and -0 are equal."""
    exact = Decimal(number)
    with localcontext() as context:
        # The identifier of something may have more digits than Decimal has room for.
        context.prec = max(context.prec, abs(exact.adjusted()) + _DIGITS if exact.is_finite() else 0)
        return format_decimal(exact, pattern, locale)


def times(frequency: float, locale: str = "en_US") -> str:
    """How often somebody is reached: `once`, `1.25 times`."""
    said = decimal(frequency, 2, locale)
    return "once" if said == "1" else f"{said} times"


def percent(share: float, digits: int = 1, locale: str = "en_US") -> str:
    """Share as per cent with at most so many decimals: `12.5%`."""
    return _written(str(round(share, digits + 2)), _percent_pattern(locale, digits), locale)


def gap_words(gap: float, locale: str = "en_US") -> str:
    """A gap of a proof, a share of its bound, as per cent: rounded up, never smaller than it is."""
    return percent(ceil(gap * 10_000 - 1e-6) / 10_000 if gap > 1e-10 else 0.0, 2, locale)


@cache
def _percent_pattern(locale: str, digits: int) -> str:
    """The locale's own, with room for decimals: where the sign stands, and whether a space parts it."""
    pattern: str = Locale.parse(locale).percent_formats[None].pattern
    return pattern.replace("0", "0." + "#" * digits) if digits else pattern


@cache
def _pattern(locale: str, digits: int, more: int = 0) -> str:
    """The locale's own, with `digits` decimals and up to so many `more` where they are not zero."""
    pattern: str = Locale.parse(locale).currency_formats["standard"].pattern
    return pattern.replace(".00", "." + "0" * digits + "#" * more if digits + more else "")


def moment(time: datetime, zone: tzinfo = UTC, now: datetime | None = None, locale: str = "en_US") -> str:
    """A time as one says it on the day `now`: `14:05` of the same day, else `Nov 23, 14:05`, with the year if another.

    time, now: aware; zone: where it is read.
    """
    then, today = time.astimezone(zone), (now or datetime.now(UTC)).astimezone(zone)
    clock = format_time(then, "HH:mm", locale=locale)
    if then.date() == today.date():
        return clock
    said = short_day(then.date(), locale) if then.year == today.year else day_words(then.date(), locale, "medium")
    return f"{said}, {clock}"


@lru_cache(KEPT)
def day_words(day: date, locale: str, style: str = "long") -> str:
    """A day in full: `March 1, 2027`, `1. März 2027`. style: or another of babel's, as `medium`: `Mar 1, 2027`."""
    return format_date(day, style, locale)


@lru_cache(KEPT)
def short_day(day: date, locale: str, month: str = "MMM") -> str:
    """A day without its year: `Mar 1`, `1 mars`. month: `MMMM` for its whole name."""
    return str(format_skeleton(f"{month}d", day, locale=locale))
