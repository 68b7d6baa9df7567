"""Number formats of a workbook, as the brief's locale writes money, per cent and days."""

import re
from collections.abc import Mapping
from locale import windows_locale

from babel import Locale
from babel.numbers import get_currency_precision, get_currency_symbol

from planner.wording import stands_apart

HOME = "en_US"
"""The locale that a format has when it names none."""
_LANGUAGES = {name: number for number, name in windows_locale.items()}


def number_formats(currency: str, locale: str, whole: bool) -> Mapping[str, str]:
    """Format of each kind of cell. whole: no amount of the plan has cents, so that none are shown.

    Formats name the locale's language, which LibreOffice follows in separators and months. Excel takes separators
    from the system of whoever opens the file, whatever the file says.
    """
    tag = _tag(locale)
    percent = Locale.parse(locale).percent_formats[None].pattern
    sign = "\N{NO-BREAK SPACE}%" if percent[-2:-1].isspace() else "%"
    return {
        "text": "@",
        "count": f"{tag}#,##0",
        "decimal": f"{tag}0.00",
        "amount": f"{tag}#,##0.###",
        "percent": f"{tag}0.0{sign}",
        "proof": f"{tag}0.00{sign}",
        "change": f"{tag}+0.0{sign};-0.0{sign};0.0{sign}",
        "money": tag + money_format(currency, locale, 0 if whole else 2),
        "price": price_format(currency, locale),
        "small": f"{tag}0.0###",
        "day": tag + day_format(locale),
        "week": f"{tag}d mmm",
        "plain": "General",
    }


def money_format(currency: str, locale: str, digits: int) -> str:
    """Excel number format of a currency: the symbol where the locale puts it, at most its own decimals."""
    pattern = Locale.parse(locale).currency_formats["standard"]
    symbol = get_currency_symbol(currency, locale)
    before, after = (part.replace("¤", symbol) for part in (pattern.prefix[0], pattern.suffix[0]))
    number = "#,##0" + (".00" if digits and get_currency_precision(currency) else "")
    if before.endswith(symbol) and stands_apart(symbol[-1]):
        before += "\N{NO-BREAK SPACE}"
    if after.startswith(symbol) and stands_apart(symbol[0]):
        after = "\N{NO-BREAK SPACE}" + after
    return (f'"{before}"' if before else "") + number + (f'"{after}"' if after else "")


def price_format(currency: str, locale: str) -> str:
    """Excel number format of a cost per person or per engagement, with a decimal more below ten cents."""
    usual, digits = money_format(currency, locale, 2), get_currency_precision(currency)
    number = "#,##0.00" if digits else "#,##0"
    finer = usual.replace(number, number + ("0" if digits else ".0"))
    tag = _tag(locale)
    return f"[=0]{tag}{usual};[<{0.1 if digits else 10}]{tag}{finer};{tag}{usual}"


def day_format(locale: str) -> str:
    """Excel number format of a day: `dd.mm.yyyy`, `mmm d, yyyy`."""
    pattern = Locale.parse(locale).date_formats["medium"].pattern
    pattern = re.sub("'([^']*)'", r'"\1"', pattern)
    pattern = re.sub("y+", "yyyy", pattern)
    return re.sub("[ML]+", lambda found: "m" * min(len(found.group()), 4), pattern)


def _tag(locale: str) -> str:
    number = _LANGUAGES.get(locale)
    return "" if locale == HOME or number is None else f"[$-{number:X}]"
