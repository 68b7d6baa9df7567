"""An amount as somebody types it in one field: `€72,500`, `72.500 EUR`, `8k`."""

import re

from babel import Locale
from babel.numbers import get_decimal_symbol

from planner.intake.cells.money import currency_of
from planner.intake.cells.values import Fault, Written, money_in, plain, read_one
from planner.problems import BadInput, Problem

_UNIT = re.compile(r"[^\d\s.,'’+-]+")
_SUFFIXES = frozenset("k m".split())


def typed_amount(text: str, currency: str, locale: str, place: str = "budget") -> tuple[int, str]:
    """Cents and the currency: the sign's where one is typed, else `currency`. The locale decides what a comma is.

    Raises BadInput when it is no amount, is not above zero, its sign could be several currencies, or it may be
    thousands of somebody who writes them as another country does.
    """
    typed = plain(text).strip()
    signs = [unit for unit in _UNIT.findall(typed) if unit.casefold() not in _SUFFIXES]
    code: str | None = currency
    if signs:
        code = currency_of(signs[0], currency)
    if code is None or len(signs) > 1:
        raise BadInput([Problem(place, text, "is not in a currency we know", "an amount such as €72,500 or 8000 USD")])
    sign = get_decimal_symbol(locale)
    if re.fullmatch(rf"\D*[1-9]\d{{0,2}}{re.escape(sign)}\d{{3}}(?!\s*[km]\b)\D*", typed, re.IGNORECASE):
        written = Locale.parse(locale).get_display_name("en")
        wrong = f"has three digits after '{sign}', which begins cents in {written}"
        raise BadInput([Problem(place, text, wrong, f"{typed.replace(sign, '')}, or cents of two digits")])
    kind = money_in(code).as_written(Written(comma=sign == ","))
    read = read_one(typed, kind)
    if isinstance(read, Fault) or read is None or read[0] <= 0:
        wrong = read.wrong if isinstance(read, Fault) else "is not above zero" if read else "is empty"
        raise BadInput([Problem(place, text, wrong, "an amount above zero, such as 72,500")])
    return int(read[0]), code
