"""Amounts and numbers as somebody types them in one field: `€72,500`, `72.500 EUR`, `8k`, `1,5 Mio. €`, `2,5 %`."""

import re

from babel import Locale
from babel.numbers import format_decimal, get_decimal_symbol

from planner.intake.cells.formats import currency_in
from planner.intake.cells.scales import SCALE
from planner.intake.cells.values import AMOUNT, FOLLOWERS, Fault, Kind, Written, money_in, plain, read_one
from planner.problems import BadInput, Problem
from planner.units import Unit, Writing
from planner.wording import count, decimal

_EXAMPLE, _LONGEST = 72_500, 40
_SIGNS = {".": "the point", ",": "the comma"}
_ONE_SIGN = re.compile(r"0*[.,]\d+|[^.,]*[.,](?!\d{3}(?!\d))[^.,]*")
"""A number whose only sign cannot separate thousands."""
_MOST_DIGITS = 10


def typed_amount(text: str, currency: str, locale: str, place: str = "budget") -> tuple[int, str]:
    """Cents and the currency: the sign's where one is typed, else `currency`. The locale decides what a comma is.

    Raises BadInput when it is no amount, is not above zero, its sign could be several currencies, or it may be
    thousands of somebody who writes them as another country does.
    """
    usual = f"an amount above zero, such as {count(_EXAMPLE, locale)}"
    cents, code = _money(text, currency, locale, place, usual)
    if cents is None or cents <= 0:
        raise BadInput([Problem(place, text, "is empty" if cents is None else "is not above zero", usual)])
    return cents, code


def typed_number(text: str, unit: Unit, writing: Writing, place: str) -> float | None:
    """What was typed in a field of this unit: whole currency, per cent, else the number; None for an empty field.

    Raises BadInput when it is no such number, is in another currency, or may be thousands of somebody who writes them
    as another country does.
    """
    if not text.strip():
        return None
    if len(text) > _LONGEST:
        accepted = f"up to {_LONGEST} characters"
        raise BadInput([Problem(place, f"{text[:_LONGEST]}…", "is too long for a number", accepted)])
    if unit.style == "money":
        usual = f"an amount, such as {count(_EXAMPLE, writing.locale)}"
        cents, code = _money(text, writing.currency, writing.locale, place, usual)
        if code != writing.currency:
            raise BadInput([Problem(place, text, f"is in {code}", f"an amount in {writing.currency}")])
        return None if cents is None else cents / 100
    typed = plain(text).strip()
    if unit.style == "count":
        _as_written_here(typed, text, writing.locale, place)
        kind, example = FOLLOWERS, f"a whole number, such as {count(_EXAMPLE, writing.locale)}"
    else:
        typed = typed.strip("%").strip() if unit.style == "percent" else typed
        kind, example = AMOUNT, f"a number, such as {decimal(2.5, 1, writing.locale)}"
    # No two readings, however the country writes: 2.5 is 2,5.
    free = unit.style != "count" and _ONE_SIGN.fullmatch(typed) is not None
    read = read_one(typed.replace(",", ".") if free else typed, kind if free else _written(kind, writing.locale))
    if isinstance(read, Fault) or read is None:
        raise BadInput([Problem(place, text, read.wrong if read else "is not a number", example)])
    return read[0]


def typed_text(value: float | None, unit: Unit, writing: Writing) -> str:
    """A value as a field shows it, which `typed_number` reads back; empty for None."""
    if value is None:
        return ""
    if float(value).is_integer():
        return count(value, writing.locale)
    if unit.style == "money" and round(value, 2) == value:
        return str(format_decimal(value, format="#,##0.00", locale=writing.locale))
    return decimal(value, _MOST_DIGITS, writing.locale)


def _money(text: str, currency: str, locale: str, place: str, usual: str) -> tuple[int | None, str]:
    """Cents of 0 or more, None where nothing is said, and their currency. usual: what is accepted."""
    typed = plain(text).strip()
    _as_written_here(typed, text, locale, place)
    code = currency_in(typed, currency) or currency
    kind = _written(money_in(code), locale)
    read = read_one(typed, kind)
    if isinstance(read, Fault):
        # What a cell of a list may be besides, such as empty, is none here.
        accepted = usual if read.accepted.startswith(kind.example) else read.accepted
        raise BadInput([Problem(place, text, read.wrong, accepted)])
    return None if read is None else int(read[0]), code


def _written(kind: Kind, locale: str) -> Kind:
    return kind.as_written(Written(comma=get_decimal_symbol(locale) == ","))


def _as_written_here(typed: str, text: str, locale: str, place: str) -> None:
    """Raise BadInput where a country's decimal sign stands as others write thousands."""
    sign = get_decimal_symbol(locale)
    if re.fullmatch(rf"\D*[1-9]\d{{0,2}}{re.escape(sign)}\d{{3}}(?!\s*(?:{SCALE})(?!\w))\D*", typed, re.IGNORECASE):
        written = Locale.parse(locale).get_display_name("en")
        called = _SIGNS.get(sign, f"“{sign}”")
        wrong = f"has three digits after {called}, which begins decimals in {written}"
        plainly = typed.replace(sign, "")
        raise BadInput([Problem(place, text, wrong, f"{plainly}, or at most two digits after {called}")])
