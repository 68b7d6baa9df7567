"""How values of each unit are written, and what a step of them is."""

from __future__ import annotations

import pytest

from planner.outcome import Conflict
from planner.units import (
    AMOUNT,
    CREATORS,
    FOLLOWERS,
    INDEX,
    MONEY,
    PEOPLE,
    PORTION,
    RATE,
    SHARE,
    UNITS,
    WAVES,
    Unit,
    unit_of,
)
from tests import builders

US, GERMANY = builders.brief(), builders.brief(currency="EUR", locale="de_DE")


@pytest.mark.parametrize(
    ("unit", "value", "screen", "exact", "compact"),
    [
        (MONEY, 123_450, "$1,234.50", "$1,234.50", "$1.2K"),
        (SHARE, 0.33333, "33.3%", "33.33%", "33.3%"),
        (RATE, 0.0123, "1.23%", "1.23%", "1.23%"),
        (INDEX, 0.4567, "0.46", "0.4567", "0.46"),
        (AMOUNT, 12.345, "12.35", "12.345", "12.35"),
        (PEOPLE, 1_234_567.8, "1,234,568", "1,234,568", "1.23M"),
        (CREATORS, 9_999, "9,999", "9,999", "9,999"),
    ],
)
def test_a_value_is_written_in_its_unit(unit: Unit, value: float, screen: str, exact: str, compact: str) -> None:
    assert (unit.screen(value, US), unit.exact(value, US), unit.compact(value, US)) == (screen, exact, compact)


def test_a_value_is_written_as_the_locale_has_it() -> None:
    assert MONEY.screen(123_450, GERMANY) == "1.234,50\N{NO-BREAK SPACE}€"
    assert INDEX.exact(0.45, GERMANY) == "0,45"


@pytest.mark.parametrize(
    ("unit", "setting", "upward", "value", "words"),
    [
        (MONEY, 1_000_000, True, 1_050_000, "$500"),
        (MONEY, 100, True, 200, "$1"),
        (PEOPLE, 300_000, False, 290_000, "10,000"),
        (SHARE, 0.1, True, 0.11, "1 point"),
        (PORTION, 0.98, True, 1, "5 points"),
        (PORTION, 1, True, None, "5 points"),
        (RATE, 0.01, False, 0.008, "0.2 points"),
        (INDEX, 0.02, False, 0, "0.05"),
        (INDEX, 0, False, None, "0.05"),
        (FOLLOWERS, 2_000, False, 1_800, "200"),
        (CREATORS, 1, False, None, "1"),
        (WAVES, 2, False, 1, "1"),
        (WAVES, 1, False, None, "1"),
    ],
)
def test_a_step_is_one_of_its_unit(unit: Unit, setting: float, upward: bool, value: float | None, words: str) -> None:
    assert unit.stepped(setting, upward) == value
    assert unit.step_words(unit.step_of(setting), US) == words


def test_a_unit_is_its_key_in_a_file() -> None:
    conflict = Conflict(rule="budget", name="Spend at most $1", unit="money")
    assert conflict.unit is MONEY
    assert Conflict.model_validate_json(conflict.model_dump_json()).unit is MONEY
    assert {unit_of(key) for key in UNITS} == set(UNITS.values())
    assert unit_of("fit") is INDEX, "as plans of earlier versions have it"
    with pytest.raises(ValueError, match="is not a unit"):
        Conflict(rule="budget", name="Spend at most $1", unit="bushels")
