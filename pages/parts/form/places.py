"""Where a campaign is planned: its currency, and how its numbers and dates are written."""

from babel import Locale
from babel.numbers import get_currency_name

from planner.forecast.assumptions import default_assumptions

LOCALES = ("en_US", "en_GB", "de_DE", "de_AT", "de_CH", "fr_FR", "es_ES", "it_IT", "nl_NL", "pt_BR", "pl_PL", "sv_SE")
_FIRST = ("USD", "EUR", "GBP", "CHF", "SEK", "PLN", "BRL", "CAD", "AUD", "JPY")


def currencies() -> tuple[str, ...]:
    """Codes of the currencies that fees can be estimated in, the usual ones first."""
    return tuple(dict.fromkeys([*_FIRST, *default_assumptions().currencies]))


def country(locale: str) -> str:
    """A locale as people choose it: `German (Germany)`."""
    return str(Locale.parse(locale).get_display_name("en") or locale)


def currency(code: str) -> str:
    """A currency as people choose it: `EUR, Euro`."""
    return f"{code}, {get_currency_name(code, locale='en')}"
