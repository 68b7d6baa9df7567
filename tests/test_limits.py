"""Limits as such: in the language of the brief, read in the unit of their setting, and loosened in order."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from planner.forecast.duplication import seen_by
from planner.rules import Limit, limits_of
from tests import builders
from tests.test_rules import FULL, full_roster

THOUSANDS = {"min": 1_200, "max": 4_500}
LARGE: dict[str, Any] = FULL | {
    "creators": THOUSANDS,
    "pyramid": {"micro": {"count": THOUSANDS, "headcount": {"min": 0.3333}}},
    "platforms": {"tiktok": {"count": THOUSANDS}},
    "partnerships": {"count": THOUSANDS},
    "average_fit": 0.62,
    "confidence": 0.8125,
    "waves": [{"name": "Teaser", "posts": THOUSANDS, "creators": THOUSANDS}, {"name": "Launch"}],
}


def limits(wish: dict[str, Any]) -> tuple[Limit, ...]:
    brief = builders.brief(**wish)
    return tuple(limits_of(brief, builders.table(full_roster(), brief)))


def limit_at(path: str, wish: dict[str, Any]) -> Limit:
    return next(one for one in limits(wish) if str(one.looser.path) == path)


def test_every_number_is_written_as_the_brief_writes_numbers() -> None:
    names = [one.name for one in limits(LARGE | {"locale": "de_DE"})]
    elsewhere = re.compile(r"\d,\d{3}(?!\d)|\d\.\d{1,2}(?!\d)|\d{4}")
    assert [name for name in names if elsewhere.search(name)] == []
    german = [name for name in names if re.search(r"\d\.\d{3}|\d,\d", name)]
    assert len(german) > 25
    for shown in ("81,25", "33,33", "0,62", "1.200 ", "4.500 ", "150.000 ", "20.000 ", "9.000 ", "2.500 ", "400.000 "):
        assert any(shown in name for name in german), shown


def test_one_creator_is_no_creators() -> None:
    names = [one.name for one in limits({"creators": {"min": 1, "max": 2}})]
    assert {"At least 1 creator in total", "At most 2 creators in total"} <= set(names)


@pytest.mark.parametrize("confidence", [None, 0.8])
def test_a_row_at_its_bound_reads_as_its_setting(confidence: float | None) -> None:
    read = [one for one in limits(FULL | {"confidence": confidence}) if one.reading is not None]
    assert {one.rule for one in read} == {"reach_floor", "audience", "frequency", "engagement_floor", "resources"}
    for one in read:
        assert one.reading is not None
        assert one.reading(one.bound) == pytest.approx(one.setting, rel=1e-6), one.name


@pytest.mark.parametrize("times", [2, 3])
def test_how_many_see_several_creators_is_counted_from_the_rows(times: int) -> None:
    audience = [{"name": "Town", "size": 60_000, "seen_floor": 40, "seen_times": times}]
    brief = builders.brief(audience=audience)
    table = builders.table(full_roster(), brief)
    (limit,) = [one for one in limits_of(brief, table) if one.rule == "frequency"]
    rows, counts = np.arange(4), np.ones(4, np.int64)
    assert limit.exact is not None and limit.reading is not None
    seen = limit.exact(table.part(rows), counts)
    weights = table.weights[rows, 0]
    assert seen == pytest.approx(60_000 * seen_by(weights, counts, table.segments[0].kappa, times))
    # Of many tiny packages with the same weight more people see several.
    assert 0 < seen < limit.reading(float(weights.sum()))
    assert limit.setting == 40


def test_without_confidence_nothing_is_said_of_it() -> None:
    audience = [{"name": "Town", "size": 60_000, "seen_floor": 40}]
    plain, sure = (limit_at("audience.0.seen_floor", {"audience": audience, "confidence": one}) for one in (None, 0.8))
    assert sure.name == f"{plain.name}, as forecast" and plain.name.endswith("creators or more")


@pytest.mark.parametrize(("asked", "first"), [(0.65, 0.64), (0.005, 0.0), (1.0, 0.99)])
def test_average_fit_is_tried_in_whole_hundredths_down_to_nothing(asked: float, first: float) -> None:
    limit = limit_at("average_fit", {"average_fit": asked})
    assert limit.looser.steps is not None
    steps = limit.looser.steps(builders.table(full_roster()))
    assert steps[0] == first and steps[-1] == 0.0
    assert np.allclose(np.diff(steps), -0.01)


def test_two_waves_make_a_partnership() -> None:
    wish: dict[str, Any] = {"partnerships": {"count": {"min": 1}}, "waves": [{"name": name} for name in "abc"]}
    limit = limit_at("partnerships.count.min", wish)
    table = builders.table(builders.roster(*(builders.creator(name) for name in "abcd")), builders.brief(**wish))
    waves = replace(table, active=np.array([0b001, 0b011, 0b101, 0b111], table.active.dtype))
    assert limit.vector(waves).tolist() == [0, 1, 1, 1]


def test_rest_is_given_up_a_gap_at_a_time() -> None:
    wish: dict[str, Any] = {"pace": {"rest": 3}, "waves": [{"name": name} for name in "abcd"]}
    limit = limit_at("pace.rest", wish)
    table = builders.table(builders.roster(*(builders.creator(name) for name in "abcd")), builders.brief(**wish))
    waves = replace(table, active=np.array([0b0011, 0b0101, 0b1001, 0b0011], table.active.dtype))
    assert limit.looser.steps is not None
    assert limit.looser.steps(waves) == (2.0, 1.0, 0.0)


@pytest.mark.parametrize(("signed", "words"), [(False, "locked in"), (True, "who signed")])
def test_many_must_haves_of_one_kind_are_one_demand(signed: bool, words: str) -> None:
    handles = [f"c{at}" for at in range(7)]
    packages = (builders.package("reel", 100), builders.package("story", 50))
    roster = builders.roster(*(builders.creator(handle, *packages) for handle in handles))
    wanted = [{"creator": f"instagram:{handle}", "signed": signed} for handle in handles[:6]]
    wanted[0]["package"] = "story"
    brief = builders.brief(must_have=[*wanted, {"creator": "instagram:c6", "signed": not signed}])
    table = builders.table(roster, brief)
    together, alone = sorted(
        (one for one in limits_of(brief, table) if one.rule == "must_have"), key=lambda x: -x.bound
    )
    assert together.name == f"The 6 creators {words} are in the plan"
    assert (together.bound, together.setting, together.sense) == (6, 6, ">=")
    assert together.members == tuple(f"instagram:{handle}" for handle in handles[:6])
    met = {
        (str(table.creator_ids[table.creator[row]]), str(table.package_ids[row]))
        for row in np.flatnonzero(together.vector(table))
    }
    both = {(f"instagram:{handle}", package) for handle in handles[1:6] for package in ("reel", "story")}
    assert met == both | {("instagram:c0", "story")}
    assert alone.bound == 1 and alone.members == () and alone.name == "@c6 (Instagram) is in the plan"


def test_five_must_haves_are_five_demands() -> None:
    roster = builders.roster(*(builders.creator(f"c{at}") for at in range(5)))
    brief = builders.brief(must_have=[{"creator": f"instagram:c{at}"} for at in range(5)])
    assert [one.bound for one in limits_of(brief, builders.table(roster, brief)) if one.rule == "must_have"] == [1] * 5
