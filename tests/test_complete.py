"""Every filter, unit and path of a brief against everything that uses them; what is forgotten fails by its name."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path as FilePath
from typing import Any, get_args

import numpy as np
import pytest

from pages.parts.form.controls import controls_of, read
from planner.brief.brief import Brief, Quality
from planner.brief.filters import FILTERS, Filter, Where, filter_at
from planner.brief.paths import Path, path_of
from planner.campaign.status import ANY_QUALITY
from planner.check import check
from planner.exports.number_formats import number_formats
from planner.forecast.table import PackageTable
from planner.rules import Limit, limits_of
from planner.rules.document import rules_document
from planner.rules.reasons import Barred
from planner.side_by_side import asked_differently
from planner.units import UNITS, Unit, unit_of
from tests import builders
from tests.oracle import Truth
from tests.rule_cases import CASES, ROSTER

HOUSE = FilePath(__file__).parents[1]
PLAIN = builders.brief()
SETTING = {"count": 2_000, "percent": 0.5, "decimal": 0.5}
over_filters = pytest.mark.parametrize("one", FILTERS, ids=lambda one: one.field)
over_units = pytest.mark.parametrize("unit", UNITS.values(), ids=list(UNITS))


def asking(one: Filter, strict: bool = False) -> Brief:
    return builders.brief(quality={one.field: SETTING[one.unit.style], "strict": strict})


def table_for(one: Filter, brief: Brief) -> PackageTable:
    """Three creators: at the bound, beyond it, and not known."""
    bound = SETTING[one.unit.style]
    beyond = bound * (0.5 if one.at_least else 1.5)
    people = builders.roster(*(builders.creator(name) for name in ("at", "beyond", "dark")))
    table = builders.table(people, brief)
    return replace(table, **{one.column: np.array([bound, beyond, np.nan])})


def limit_of(one: Filter, brief: Brief, table: PackageTable) -> Limit:
    return next(limit for limit in limits_of(brief, table) if limit.looser.path == one.path)


def test_every_quality_field_is_a_filter() -> None:
    assert [one.field for one in FILTERS] == [name for name in Quality.model_fields if name != "strict"]


@over_filters
def test_a_filter_reads_a_column_of_the_table(one: Filter) -> None:
    assert one.column in {field.name for field in dataclasses.fields(PackageTable)}
    table = builders.table(ROSTER)
    assert len(getattr(table.part(np.array([0])), one.column)) == 1


@over_filters
@pytest.mark.parametrize("strict", [False, True])
def test_rule_check_and_oracle_bar_the_same_creators(one: Filter, strict: bool) -> None:
    brief = asking(one, strict)
    table = table_for(one, brief)
    out = [False, True, strict]
    assert (limit_of(one, brief, table).vector(table) > 0).tolist() == out
    # Followers are always known, and without them a creator is in no tier.
    known = range(2 if one.column == "followers" else 3)
    assert [bool(check(table, brief, [row], [1])) for row in known] == out[: len(known)], "planner/check"
    truth = Truth(table, brief)
    assert one.path in truth.demands, "tests/oracle_demands.py"
    alone = [int(np.flatnonzero((truth.plans.sum(axis=1) == 1) & (truth.plans[:, row] == 1))[0]) for row in range(3)]
    assert [not bool(truth.demands[one.path].met[plan]) for plan in alone] == out, "tests/oracle_demands.py"


@over_filters
def test_a_filter_can_be_loosened_and_has_a_worth(one: Filter) -> None:
    brief = asking(one)
    table = table_for(one, brief)
    limit = limit_of(one, brief, table)
    assert (limit.setting_unit, limit.looser_upward) == (one.unit, not one.at_least)
    assert limit.looser.steps is not None
    (step,) = limit.looser.steps(table)
    looser = brief.changed(limit.looser.path, step)
    assert not limit_of(one, looser, table).bars(table).any()
    assert brief.changed(limit.looser.path, limit.looser.free).quality == Quality()
    stepped = one.unit.stepped(limit.setting, limit.looser_upward)
    assert stepped is not None
    assert one.asked(brief.changed(limit.looser.path, stepped)) == stepped


@over_filters
def test_a_filter_tells_whom_it_removes_and_why(one: Filter) -> None:
    brief = asking(one, strict=True)
    table = table_for(one, brief)
    shown = one.unit.exact(SETTING[one.unit.style], brief)
    limit = limit_of(one, brief, table)
    assert shown in limit.name and shown in limit.removes
    beyond, dark = ((Barred.of(brief, table, [limit]).reasons(np.array([row]))) for row in (1, 2))
    assert [reason.path for reason in (*beyond, *dark)] == [one.path, one.path]
    assert shown in beyond[0].words and one.noun in beyond[0].words.lower()
    assert dark[0].words == f"Unknown {one.noun}"


@over_filters
@pytest.mark.parametrize("strict", [False, True])
def test_whoever_signed_is_held_to_no_filter(one: Filter, strict: bool) -> None:
    """What was agreed stays, whatever is asked of others since."""
    brief = asking(one, strict)
    table = table_for(one, brief)
    signed = brief.changed("exceptions", dict.fromkeys(map(str, table.creator_ids), ANY_QUALITY))
    assert limit_of(one, brief, table).vector(table).any()
    assert not limit_of(one, signed, table).vector(table).any()


@over_filters
def test_a_filter_is_compared_in_its_unit(one: Filter) -> None:
    (asked,) = asked_differently([PLAIN, asking(one)])
    assert (asked.words, asked.values) == (one.title, ("", one.unit.exact(SETTING[one.unit.style], PLAIN)))


@over_filters
def test_a_filter_has_its_control(one: Filter) -> None:
    (control,) = [one_ for one_ in controls_of(PLAIN, ROSTER) if one_.owns(one.path)]
    asked = asking(one)
    typed = control.shows(asked)
    assert read(PLAIN, (control,), {control.name: typed}).quality == asked.quality
    assert read(asked, (control,), {control.name: control.shows(PLAIN)}).quality == PLAIN.quality


def test_every_part_of_the_form_draws_its_filters() -> None:
    form = "".join(path.read_text(encoding="utf-8") for path in (HOUSE / "pages/parts/form").glob("*.py"))
    drawn = set(re.findall(r'fields\.filters\("(\w+)"\)', form))
    assert drawn == set(get_args(Where)) == {one.where for one in FILTERS}


@over_filters
def test_a_filter_has_a_case_a_golden_text_and_a_place_in_the_reference(one: Filter) -> None:
    assert one.path in {case.path for case in CASES}, "tests/rule_cases.py"
    golden = (HOUSE / "tests/golden/limits.txt").read_text(encoding="utf-8")
    before, _, after = one.name(SETTING[one.unit.style], PLAIN).partition(
        one.unit.exact(SETTING[one.unit.style], PLAIN)
    )
    assert re.search(f"quality: {re.escape(before)}.+{re.escape(after)}\n", golden), "tests/golden/limits.txt"
    assert f"`{one.path}`" in rules_document(), "docs/rules.md"
    assert Quality.model_fields[one.field].description, "planner/brief/brief.py: no description"


@over_units
def test_a_unit_is_written_everywhere(unit: Unit) -> None:
    for value in (0, 0.25, 1, 12_345.678):
        for written in (unit.screen, unit.exact, unit.compact):
            assert re.search(r"\d", written(value, PLAIN))
    assert unit.cell in number_formats("USD", "en_US", whole=True), "planner/exports/number_formats.py"
    assert unit.step_of(10) > 0 and unit.step_words(unit.step_of(10), PLAIN)
    assert unit.slack(100) > 0 and unit.room(100) > 0
    assert unit_of(unit.key) is unit


def every_path(data: Any, parts: tuple[str | int, ...] = ()) -> Iterator[Path]:
    """Paths of all values of a brief's data."""
    entries = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for part, value in entries:
        yield path_of(*parts, part)
        yield from every_path(value, (*parts, part))


ASKED = [builders.brief(**{"budget_cents": 2_000_000, **case.asked}) for case in CASES]
ASKS = {path: brief for brief in ASKED for path in every_path(brief.model_dump(mode="json"))}
"""A brief for each path that one has."""


@pytest.mark.parametrize("path", sorted(ASKS))
def test_a_path_is_read_set_and_named(path: Path) -> None:
    brief = ASKS[path]
    assert Path(str(path)).parts == path.parts
    assert path.label(brief)
    assert path.unit in UNITS.values()
    assert path.set(brief, _plain(path.get(brief))) == brief


def _plain(value: Any) -> Any:
    """A value of a brief as JSON has it."""
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value.model_dump(mode="json") if hasattr(value, "model_dump") else value


ELSEWHERE = (
    "audience",
    "groups",
    "countries",
    "categories",
    "attributes",
    "waves",
    "partnerships",
    "pyramid",
    "platforms",
    "compensation",
)
"""Fields with an editor of their own, which sets more of them than a control does."""


@pytest.mark.parametrize("path", sorted({case.path for case in CASES}))
def test_what_limits_a_plan_can_be_changed_on_the_page(path: str) -> None:
    owned = any(control.owns(path) for control in controls_of(PLAIN, ROSTER))
    assert owned or Path(path).parts[0] in ELSEWHERE or path == "available_only"


def test_a_filter_is_found_by_its_path() -> None:
    assert all(filter_at(one.path) is one for one in FILTERS)
    assert filter_at("budget_cents") is None
