"""How shares are written in the locale's own way."""

from __future__ import annotations

import pytest
from babel import Locale
from babel.localedata import locale_identifiers

from planner.wording import percent

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("share", "digits", "locale", "text"),
    [
        (0.125, 1, "en_US", "12.5%"),
        (0.3, 1, "en_US", "30%"),
        (0.12345, 0, "en_US", "12%"),
        (0.12346, 2, "en_US", "12.35%"),
        (0.3333, 4, "en_US", "33.33%"),
        (12.5, 1, "en_US", "1,250%"),
        (-0.05, 1, "en_US", "-5%"),
        (0.3, 1, "de_DE", f"30{NBSP}%"),
        (0.125, 1, "de_DE", f"12,5{NBSP}%"),
        (0.125, 1, "tr_TR", "%12,5"),
    ],
)
def test_a_share_as_per_cent(share: float, digits: int, locale: str, text: str) -> None:
    assert percent(share, digits, locale) == text


def test_every_locale_has_room_for_decimals() -> None:
    """One zero for a positive number, and perhaps one for a negative: it is where decimals follow."""
    for name in locale_identifiers():
        for pattern in Locale.parse(name).percent_formats[None].pattern.split(";"):
            assert pattern.count("0") == 1, name
