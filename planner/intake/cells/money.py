"""Currencies of amounts: the sign in the cell, else in the header, else the file's; converted by a table, never 1:1."""

import math
import re
from functools import cache

from babel import Locale
from babel.numbers import get_currency_symbol, list_currencies

from planner.intake.reading import refusal

TYPED = "entered when the list was read"
"""Source of a rate that answers a question of the reader."""
SIGNS = {
    "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₩": "KRW", "₽": "RUB", "₺": "TRY", "₫": "VND", "₱": "PHP",
    "฿": "THB", "₪": "ILS", "₴": "UAH", "₦": "NGN", "$": "USD",
    "US$": "USD", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD", "R$": "BRL", "NZ$": "NZD", "HK$": "HKD",
    "S$": "SGD", "SG$": "SGD", "MX$": "MXN", "NT$": "TWD", "CN¥": "CNY", "JP¥": "JPY",
    "ZŁ": "PLN", "KČ": "CZK", "FT": "HUF", "LEI": "RON", "RP": "IDR", "RP.": "IDR", "RM": "MYR", "FR.": "CHF",
    "FR": "CHF", "RS": "INR", "RS.": "INR", "EURO": "EUR", "EUROS": "EUR", "DOLLARS": "USD", "DOLLAR": "USD",
    "円": "JPY", "元": "CNY", "원": "KRW", "Đ": "VND", "ĐỒNG": "VND", "บาท": "THB",
    "РУБ": "RUB", "РУБ.": "RUB", "Р.": "RUB", "TL": "TRY",
}  # fmt: skip
"""Signs and words for currencies, in capitals."""
SHARED = {
    "KR": ("SEK", "NOK", "DKK", "ISK"), "KR.": ("DKK", "SEK", "NOK", "ISK"),
    "درهم": ("AED", "MAD"), "ريال": ("SAR", "QAR", "OMR", "YER"), "جنيه": ("EGP", "SDG"),
    "دينار": ("KWD", "BHD", "JOD", "IQD", "TND", "DZD", "LYD"),
}  # fmt: skip
DOLLARS = frozenset(
    "USD AUD BBD BMD BND BSD BZD CAD CLP COP CUP FJD GYD HKD JMD KYD LRD MXN NAD NZD ARS SBD SGD SRD TTD TWD UYU XCD "
    "DOP BRL".split()
)
"""Currencies that are written with a bare $ at home."""
_CURRENCIES = frozenset(list_currencies())


def is_currency(code: str) -> bool:
    """True for an ISO 4217 code."""
    return code.upper() in _CURRENCIES


@cache
def currency_of(unit: str, own: str) -> str | None:
    """ISO code of a sign beside an amount in a campaign in `own`; None for what is no currency or could be several.

    A bare $ or ¥ is that of the campaign, whichever dollar or yen it is, unless a code stands beside it: `CAD $`.
    """
    unit = unit.upper().replace(" ", "")
    for sign, code in ((unit[3:], unit[:3]), (unit[:-3], unit[-3:])):
        if len(sign) == 1 and not sign.isalnum() and code in _CURRENCIES:
            return both_units(sign, code, own)
    kronor = unit.replace("KR.", "").replace("KR", "")
    if kronor in SHARED["KR"]:
        return kronor
    sign = get_currency_symbol(own, "en_US").upper()
    if unit == sign or (len(unit) == 1 and sign.endswith(unit)):
        return own
    if unit in SHARED:
        return own if own in SHARED[unit] else None
    if unit in SIGNS:
        return SIGNS[unit]
    return unit if unit in _CURRENCIES else None


def both_units(before: str, after: str, own: str) -> str | None:
    """The currency of an amount with a sign in front and a code behind, such as `$500 CAD`; None when they clash.

    A bare $, ¥ or kr leaves the country open, and the code names it.
    """
    one, two = (currency_of(unit, own) for unit in (before, after))
    if two is not None and one == two:
        return two
    sign = before if not before.isalpha() else after
    code = after if sign is before else before
    named = currency_of(code, own)
    if named is not None and sign[-1:] in "$¥" and len(sign) == 1 and sign in _symbols(named):
        return named
    return None


def _symbols(code: str) -> str:
    """Every sign that people write for a currency: its own, its narrow one and those in `SIGNS`."""
    narrow = f"{get_currency_symbol(code, 'en_US')}{Locale('en').currency_symbols.get(code, '')}"
    dollars = "$" if code in DOLLARS else ""
    yen = "¥" if code in ("JPY", "CNY") else ""
    return narrow + dollars + yen


def rate_of(code: str, value: str, own: str) -> float:
    """A rate as typed: what one unit of a currency is worth in another. Raises BadInput for what is none."""
    place = f"the rate of {code}"
    rate = answered_number(value, place)
    if not 0 < rate < 1e9:
        raise refusal(place, "cannot be used", f"what 1 {code} is worth in {own}, above zero", value)
    return rate


def answered_number(text: str, place: str) -> float:
    """A number that answers a question, with a point or a comma before decimals; NaN for what is none.

    Raises BadInput for `1,380`, which is 1380 to some people and 1.38 to others.
    """
    typed = text.strip()
    if re.fullmatch(r"[1-9]\d{0,2},\d{3}", typed):
        whole, part = typed.replace(",", ""), float(typed.replace(",", "."))
        raise refusal(place, "could be thousands or have decimals", f"{whole} or {part:g}", text)
    try:
        return float(typed.replace(",", "."))
    except ValueError:
        return math.nan
