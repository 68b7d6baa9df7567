"""The form's part on boosting and rights: what a file has beyond it stays when something else is edited."""

from typing import Any

import pytest

from pages.parts.form import controls
from planner.brief.brief import Brief
from planner.domain.rights import Right
from tests import builders

ROSTER = builders.roster(builders.creator("anna"))
BRIEF = builders.brief(
    boosting={"cents_per_post": [10_000, 20_000, 30_000, 40_000, 50_000], "spend": {"max": 0.2}, "days": 14},
    rights={"usage": {"count": {"min": 1, "max": 3}, "days": 90}, "allowlisting": {"count": {"max": 0}}},
)


def _edited(**values: Any) -> Brief:
    return controls.read(
        BRIEF, controls.controls_of(BRIEF, ROSTER), {k.replace("__", "."): v for k, v in values.items()}
    )


def test_editing_another_field_keeps_five_amounts_and_every_max() -> None:
    listed = controls.controls_of(BRIEF, ROSTER)
    shown = {one.name: one.shows(BRIEF) for one in listed}
    as_shown = controls.read(BRIEF, listed, shown)
    assert (as_shown.boosting, as_shown.rights) == (BRIEF.boosting, BRIEF.rights)
    other = _edited(boosting__days=30)
    assert other.boosting is not None and BRIEF.boosting is not None
    assert other.boosting.levels == BRIEF.boosting.levels and other.boosting.spend == BRIEF.boosting.spend
    assert other.rights == BRIEF.rights


def test_editing_one_amount_keeps_the_others() -> None:
    made = _edited(boosting__amount__0=150.0).boosting
    assert made is not None and made.levels == (15_000, 20_000, 30_000, 40_000, 50_000)


@pytest.mark.parametrize("right", [Right.USAGE, Right.ALLOWLISTING])
def test_editing_what_the_form_shows_of_a_right_keeps_its_max(right: Right) -> None:
    field = f"rights.{right}.count.min"
    before = BRIEF.rights[right].count.max
    typed = controls.read(BRIEF, controls.controls_of(BRIEF, ROSTER), {field: None})
    assert typed.rights[right].count.max == before
    toggled = controls.read(BRIEF, controls.controls_of(BRIEF, ROSTER), {f"rights.{right}.everybody": False})
    assert toggled.rights[right].count.max == before
