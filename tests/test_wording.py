"""How shares are written in the locale's own way."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel import Locale
from babel.localedata import locale_identifiers

from planner import wording
from planner.exports.text import ends
from planner.wording import (
    compact,
    counted,
    decimal,
    fees_estimated,
    gap_words,
    money,
    money_compact,
    money_each,
    percent,
    some_of,
    times,
)

NBSP = "\u00a0"
ROOT = Path(__file__).parents[1]
NO_NOUNS = "gross|has|is|was|does|its|as|this|plus|times|tells|says"
NUMBER = (
    r"(?:len|count)\((?:[^{}()]|\([^{}()]*\))*\)[^{}()]*|number|many|n|total|size|done|left|more|wider|met|kept|"
    r"[a-z_.]+\.(?:creators|posts)"
)
PLURAL = re.compile(rf"\{{(?:{NUMBER})(?::,)?\}} (?!(?:{NO_NOUNS})\b)[a-z]+s\b")
"""A plural behind a number that may be one; `counted` writes both."""
BOTH = re.compile(r"CountedTitle\(.*|one, more = .*")
"""Words for one beside those for several."""


@pytest.mark.parametrize(
    "text",
    [
        "{plan.creators} creators",
        "{len(rows)} creators",
        "{len(set(rows)):,} rows",
        "{count(many, at)} fees",
        "{n} days",
    ],
)
def test_a_slip_is_noticed(text: str) -> None:
    assert PLURAL.search(f'f"In all {text}"')
    assert not PLURAL.search("{count(many)} has, {number} is, {counted(n, 'row')} there, {len(x)} of 3 rows")


@pytest.mark.parametrize(
    ("number", "locale", "text"), [(1, "en_US", "1 fee"), (0, "en_US", "0 fees"), (1_234, "de_DE", "1.234 fees")]
)
def test_one_is_counted_as_one(number: int, locale: str, text: str) -> None:
    assert counted(number, "fee", locale) == text
    assert counted(number, "reply", locale, more="replies").endswith("reply" if number == 1 else "replies")


def test_some_of_them_are_a_number_all_or_the_only_one() -> None:
    assert some_of(3, 1_234, "creator", "de_DE") == "3 of 1.234 creators"
    assert [some_of(number, number, "creator") for number in (28, 1)] == ["all 28 creators", "the only creator"]
    assert [fees_estimated(*of) for of in ((1, 1), (1, 2), (2, 2))] == [
        "The only fee is an estimate", "1 of 2 fees is an estimate", "All 2 fees are estimates",
    ]  # fmt: skip


def test_a_name_too_long_for_its_column_keeps_how_it_ends() -> None:
    assert ends("Untitled campaign, $1,600", 24) == "Untitled ca…aign, $1,600"
    assert ends("Spring\nlaunch", 24) == "Spring launch"
    assert len(ends("x" * 99, 24)) == 24


def test_no_sentence_has_a_plural_behind_a_bare_number() -> None:
    files = [*(ROOT / "planner").rglob("*.py"), *(ROOT / "pages").rglob("*.py"), ROOT / "app.py"]
    texts = [(file.name, BOTH.sub("", file.read_text(encoding="utf-8"))) for file in files]
    found = [f"{name}: {hit}" for name, text in texts for hit in PLURAL.findall(text)]
    assert len(files) > 400
    assert found == []


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


@pytest.mark.parametrize(
    ("cents", "currency", "locale", "text"),
    [
        (0, "EUR", "en_US", "€0"),
        (0.02, "EUR", "en_US", "less than €0.001"),
        (0.06, "EUR", "en_US", "€0.001"),
        (1.4, "EUR", "en_US", "€0.014"),
        (1.4, "EUR", "de_DE", f"0,014{NBSP}€"),
        (2.0, "EUR", "en_US", "€0.02"),
        (9.4, "USD", "en_US", "$0.094"),
        (9.96, "USD", "en_US", "$0.10"),
        (35.4, "USD", "en_US", "$0.35"),
        (2500, "USD", "en_US", "$25"),
        (140, "JPY", "en_US", "¥1.4"),
        (1400, "JPY", "en_US", "¥14"),
    ],
)
def test_a_cost_per_person_has_a_decimal_more_below_ten_cents(
    cents: float, currency: str, locale: str, text: str
) -> None:
    assert money_each(cents, currency, locale) == text


def test_every_locale_has_room_for_decimals() -> None:
    """One zero for a positive number, and perhaps one for a negative: it is where decimals follow."""
    for name in locale_identifiers():
        for pattern in Locale.parse(name).percent_formats[None].pattern.split(";"):
            assert pattern.count("0") == 1, name


@pytest.mark.parametrize(
    ("number", "locale", "text"),
    [
        (812, "en_US", "812"),
        (48_312, "en_US", "48.3K"),
        (1_234_567, "en_US", "1.23M"),
        (979_923, "de_DE", "979.923"),
        (1_234_567, "de_DE", f"1,23{NBSP}Mio."),
        (48_312, "fr_FR", f"48,3{NBSP}k"),
    ],
)
def test_a_number_is_short_only_where_the_language_shortens_it(number: int, locale: str, text: str) -> None:
    assert compact(number, locale) == text


@pytest.mark.parametrize(
    ("cents", "currency", "locale", "text"),
    [
        (10_990_700, "USD", "en_US", "$109.9K"),
        (10_990_700, "EUR", "de_DE", f"109.907{NBSP}€"),
        (123_456_700, "EUR", "de_DE", f"1,2{NBSP}Mio.{NBSP}€"),
    ],
)
def test_an_amount_too(cents: int, currency: str, locale: str, text: str) -> None:
    assert money_compact(cents, currency, locale) == text


@pytest.mark.parametrize(
    ("currency", "locale", "texts"),
    [
        ("TRY", "en_US", (f"TRY{NBSP}400,000", f"TRY{NBSP}400K", f"TRY{NBSP}0.014")),
        ("CHF", "ja_JP", (f"CHF{NBSP}400,000", f"CHF{NBSP}40万", f"CHF{NBSP}0.014")),
        ("TRY", "bn_BD", (f"4,00,000{NBSP}TRY", f"4{NBSP}লা{NBSP}TRY", f"0.014{NBSP}TRY")),
        ("TRY", "tr_TR", ("₺400.000", f"₺400{NBSP}B", "₺0,014")),
        ("USD", "en_CA", ("US$400,000", "US$400K", "US$0.014")),
        ("ZMW", "en_ZM", (f"K{NBSP}400,000", f"K{NBSP}400K", f"K{NBSP}0.014")),
    ],
)
def test_a_space_parts_the_letters_of_a_currency_however_money_is_written(
    currency: str, locale: str, texts: tuple[str, str, str]
) -> None:
    """Letters alone: a sign such as `$` or `₺` touches the number, as it does in browsers and in workbooks."""
    exact, short = money(40_000_000, currency, locale), money_compact(40_000_000, currency, locale)
    assert (exact, short, money_each(1.4, currency, locale)) == texts
    assert money(-40_000_000, currency, locale) == f"-{texts[0]}"


@pytest.mark.parametrize(("frequency", "text"), [(1.0, "once"), (1.004, "once"), (1.25, "1.25 times")])
def test_how_often_somebody_is_reached(frequency: float, text: str) -> None:
    assert times(frequency) == text


@pytest.mark.parametrize(
    ("gap", "said"),
    [(0.0, "0%"), (1e-7, "0.01%"), (0.00124, "0.13%"), (0.001, "0.1%"), (0.00100000001, "0.1%"), (0.0131, "1.31%")],
)
def test_a_gap_is_never_said_to_be_smaller_than_it_is(gap: float, said: str) -> None:
    assert gap_words(gap) == said


def test_a_number_is_written_once_whatever_was_written_before(monkeypatch: pytest.MonkeyPatch) -> None:
    written, write = list[object](), wording.format_decimal
    monkeypatch.setattr(wording, "format_decimal", lambda *of: written.append(of) or write(*of))
    wording._written.cache_clear()
    texts = [decimal(value) for value in (0.0, -0.0, 1.5, 1.5, 0.0)]
    assert texts == ["0", "-0", "1.5", "1.5", "0"] and len(written) == 3
    assert [percent(0.125), percent(0.125), percent(0.125, 1, "de_DE")] == ["12.5%", "12.5%", f"12,5{NBSP}%"]
    assert len(written) == 5
