"""Controls of the form without a page: each shows its field of the brief, and writes that field alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pages.parts.form import controls
from planner import fitting
from planner.brief.brief import Brief
from planner.domain.roster import Roster
from planner.problems import BadInput
from tests import builders

ROOT = Path(__file__).parents[1]
SAMPLE = Brief.read((ROOT / "sample_data" / "brief.json").read_text(encoding="utf-8"))


def small() -> Roster:
    return builders.roster(builders.creator("anna", builders.package(units=2, brand_score=7)))


def test_a_control_that_shows_the_brief_writes_nothing() -> None:
    brief = SAMPLE.changed("pyramid.micro.headcount.min", 0.3333)
    listed = controls.controls_of(brief, small())
    assert controls.read(brief, listed, {c.name: c.shows(brief) for c in listed}) is brief


@pytest.mark.parametrize(
    ("name", "typed", "path", "value"),
    [
        ("budget", 1234.56, "budget_cents", 123_456),
        ("reach_floor", None, "reach_floor", None),
        ("pyramid.mid.headcount", (0, 100), "pyramid.mid.headcount", {"min": None, "max": None}),
        ("pyramid.mid.headcount", (20, 45), "pyramid.mid.headcount", {"min": 0.2, "max": 0.45}),
        ("quality.max_fake_share", 12.5, "quality.max_fake_share", 0.125),
        ("quality.min_fit", 0.0, "quality.min_fit", None),
        ("creators.max", 0, "creators.max", 0),
        ("locale", "de_DE", "locale", "de_DE"),
        ("currency", "EUR", "currency", "EUR"),
        ("costs.budget_covers", "full", "costs.budget_covers", "full"),
        ("costs.hours", "no", "costs.hours", False),
        ("costs.hours", "yes", "costs.hours", True),
        ("costs.hourly_cents", 45.5, "costs.hourly_cents", 4_550),
        ("costs.tax", 19.0, "costs.tax", 0.19),
        ("costs.reserve", 5.0, "costs.reserve", 0.05),
        ("costs.tax_on", ["fee", "hours"], "costs.tax_on", ["fee", "hours"]),
        ("agency_fee", 12.5, "agency_fee", 0.125),
        ("goal", "score:brand_score", "goal", {"kind": "score", "score": "brand_score"}),
        ("goal", "cheapest", "goal", {"kind": "cheapest", "score": None}),
        ("resources.units", 3.5, "resources.units.stock", 3.5),
        ("resources.event_seats", None, "resources.event_seats", None),
    ],
)
def test_a_control_writes_its_field(name: str, typed: Any, path: str, value: Any) -> None:
    changed = controls.read(SAMPLE, controls.controls_of(SAMPLE, small()), {name: typed})
    at: Any = changed.model_dump(mode="json")
    for part in path.split("."):
        at = at.get(part)
    assert at == value


def test_a_platform_left_out_is_allowed_nobody_and_comes_back_free() -> None:
    listed = controls.controls_of(SAMPLE, small())
    without = controls.read(SAMPLE, listed, {"platforms": ["tiktok"]})
    assert without.platforms["instagram"].count.max == 0
    assert without.platforms["instagram"].spend.min is None
    back = controls.read(without, listed, {"platforms": ["tiktok", "instagram"]})
    assert "instagram" not in back.platforms


def test_every_problem_of_a_form_is_raised() -> None:
    listed = controls.controls_of(SAMPLE, small())
    with pytest.raises(BadInput) as bad:
        controls.read(SAMPLE, listed, {"budget": None, "name": "  "})
    assert bad.value.problems


def test_what_a_roster_does_not_have_is_left_out_of_the_brief_and_named() -> None:
    fitted, gone = fitting.without_unknown(SAMPLE, small())
    assert fitted.must_have == () and fitted.excluded == () and fitted.resources == {}
    assert len(gone) == 5
    assert fitting.without_unknown(fitted, small()) == (fitted, ())
