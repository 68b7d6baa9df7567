"""An amount as somebody types it in one field: `€72,500`, `72.500 EUR`, `8k`, `1,5 Mio. €`."""

import re

from babel import Locale
from babel.numbers import format_decimal, get_decimal_symbol

from planner.intake.cells.formats import currency_in
from planner.intake.cells.scales import SCALE
from planner.intake.cells.values import Fault, Written, money_in, plain, read_one
from planner.problems import BadInput, Problem

_EXAMPLE = 72_500


def typed_amount(text: str, currency: str, locale: str, place: str = "budget") -> tuple[int, str]:
    """Cents and the currency: the sign's where one is typed, else `currency`. The locale decides what a comma is.

    Raises BadInput when it is no amount, is not above zero, its sign could be several currencies, or it may be
    thousands of somebody who writes them as another country does.
    """
    typed = plain(text).strip()
    sign = get_decimal_symbol(locale)
    if re.fullmatch(rf"\D*[1-9]\d{{0,2}}{re.escape(sign)}\d{{3}}(?!\s*(?:{SCALE})(?!\w))\D*", typed, re.IGNORECASE):
        written = Locale.parse(locale).get_display_name("en")
        wrong = f"has three digits after '{sign}', which begins cents in {written}"
        raise BadInput([Problem(place, text, wrong, f"{typed.replace(sign, '')}, or cents of two digits")])
    code = currency_in(typed, currency) or currency
    kind = money_in(code).as_written(Written(comma=sign == ","))
    read = read_one(typed, kind)
    usual = f"an amount above zero, such as {format_decimal(_EXAMPLE, locale=locale)}"
    if isinstance(read, Fault):
        # What a cell of a list may be besides, such as empty, is no budget.
        accepted = usual if read.accepted.startswith(kind.example) else read.accepted
        raise BadInput([Problem(place, text, read.wrong, accepted)])
    if read is None or read[0] <= 0:
        raise BadInput([Problem(place, text, "is not above zero" if read else "is empty", usual)])
    return int(read[0]), code
