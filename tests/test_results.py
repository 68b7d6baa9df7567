"""A row of results says what a file says, and no more."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from planner.domain.results import Result
from planner.domain.roster import Platform


def test_engagements_add_what_is_said_and_are_unknown_when_nothing_is() -> None:
    assert Result(handle="anna", likes=10, comments=2).engagements == 12
    assert Result(handle="anna", likes=0).engagements == 0
    assert Result(handle="anna").engagements is None


def test_the_account_needs_a_platform() -> None:
    assert Result(handle="@Anna", platform=Platform.TIKTOK).creator == "tiktok:anna"
    assert Result(handle="@Anna").creator is None


def test_numbers_that_make_no_sense_are_kept_as_written() -> None:
    assert Result(handle="anna", clicks=-3).clicks == -3


def test_infinity_is_no_count() -> None:
    with pytest.raises(ValidationError):
        Result(handle="anna", reach=float("inf"))


def test_place_names_file_and_row() -> None:
    assert Result(handle="anna", source="a.csv", row=7).place == "a.csv, row 7"
    assert Result(handle="anna").place == "@anna"
