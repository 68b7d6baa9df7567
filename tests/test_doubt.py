"""Doubt about whole kinds of creators: it does not average out, it is shared, and campaigns narrow it."""

from __future__ import annotations

import datetime

import numpy as np
import pytest

from planner.debrief.apply import applied
from planner.debrief.lessons import learn
from planner.debrief.memory import CampaignRecord, Memory, Observation
from planner.domain.roster import Format, Platform
from planner.forecast.assumptions import default_assumptions
from planner.forecast.doubt import Kinds, posting_draws
from planner.outcome import Band, Plan
from planner.planning import plan
from tests import builders

NONE = {row.key: 0.0 for row in default_assumptions() if row.key.startswith("doubt")}
DAY = datetime.date(2026, 3, 1)


def crowd(creators: int, **fields: object) -> Plan:
    """The plan that books so many equal creators with a reel each."""
    people = builders.roster(
        *(builders.creator(f"c{i:03d}", builders.package("reel", 100, reels=1)) for i in range(creators))
    )
    found = plan(people, builders.brief(budget_cents=10**9, **fields))
    assert isinstance(found, Plan)
    return found


def width(band: Band) -> float:
    """P90 over P10."""
    return band.p90 / band.p10


def reach_of(found: Plan) -> Band:
    """Its band of unique reach."""
    assert found.bands is not None
    return found.bands.unique_reach


def test_many_creators_of_a_kind_do_not_average_out_what_is_not_known_of_it() -> None:
    few, many = (width(reach_of(crowd(n, assumptions=NONE))) for n in (20, 120))
    assert many < few
    doubted = width(reach_of(crowd(120)))
    assert doubted > 1.4 * many


def test_a_kind_shares_its_deviation_and_a_platform_part_of_it() -> None:
    sd, codes = np.full(3, 0.4), np.array([0, 0, 0], np.int32)
    drawn = Kinds(sd, codes, np.array([1, 1, 2]), 0.1, 0.2).draw(np.random.default_rng(1), 40_000)
    assert (drawn[0] == drawn[1]).all()
    assert drawn.mean() == pytest.approx(1, abs=0.01)
    assert np.corrcoef(np.log(drawn[0]), np.log(drawn[2]))[0, 1] == pytest.approx(0.3, abs=0.02)


def test_a_chance_is_drawn_as_wide_as_few_bookings_tell_it() -> None:
    drawn = posting_draws(np.array([0.9, 1.0]), np.array([5.0, 5.0]), np.random.default_rng(1), 40_000)
    assert drawn[0].mean() == pytest.approx(0.9, abs=0.005)
    assert drawn[0].std() == pytest.approx(np.sqrt(0.09 / 6), abs=0.005)
    assert (drawn[1] == 1).all()


def test_a_block_of_picks_deviates_as_it_does_among_all() -> None:
    """Platforms beyond the first five, and kinds, are those of the whole plan."""
    kinds = Kinds(np.linspace(0, 0.5, 9), np.arange(9, dtype=np.int32) % 7, np.arange(9) // 2, 0.1, 0.2)
    whole = kinds.draw(np.random.default_rng(3), 40)
    assert (kinds.deviations(np.random.default_rng(3), 40)[4:8] == whole[4:8]).all()


def memory(creators: int) -> Memory:
    """A campaign whose reels of micro creators did what was expected of a creator in the middle."""
    seen = tuple(
        Observation(
            creator=f"instagram:x{i}",
            platform=Platform.INSTAGRAM,
            level="micro",
            format=Format.REEL,
            stated_reach=False,
            stated_response=False,
            date=DAY,
            posts=1,
            reach=-0.5,
            response=0.0,
        )
        for i in range(creators)
    )
    return Memory(campaigns=(CampaignRecord(id="one", name="One", day=DAY, observations=seen),))


def test_campaigns_narrow_the_doubt_and_with_it_the_band() -> None:
    key = "doubt_reach_rate_reel.instagram.micro"
    left = []
    for creators in (5, 40):
        lessons = learn(memory(creators), builders.brief(), DAY)
        edit = next(lesson.known for lesson in lessons if lesson.known and lesson.known.key == key)
        assert edit.new < edit.old == default_assumptions()[key].value
        left.append(edit.new)
        taught, undo = applied(builders.brief(), lessons)
        assert taught.assumptions[key] == edit.new
        assert undo.assumptions_before == {}
    assert left[1] < left[0]
    assert width(reach_of(crowd(60, assumptions={key: left[1]}))) < width(reach_of(crowd(60)))


@pytest.mark.parametrize("creators", [3, 60])
def test_the_range_of_the_spend_contains_the_plan(creators: int) -> None:
    found = crowd(creators)
    assert found.bands is not None
    assert found.bands.cost_cents.p10 <= found.totals.cost_cents <= found.bands.cost_cents.p90


def test_a_market_far_above_the_benchmark_is_learned_and_can_be_planned_with() -> None:
    """YouTube's mean reach is more than the subscribers already; results three times above it are no bad input."""
    key = "reach_rate_integration.youtube.nano"
    seen = tuple(
        o.model_copy(
            update={"platform": Platform.YOUTUBE, "format": Format.INTEGRATION, "level": "nano", "reach": 1.5 + at / 9}
        )
        for at, o in enumerate(memory(9).campaigns[0].observations)
    )
    record = CampaignRecord(id="one", name="One", day=DAY, observations=seen)
    taught, _ = applied(builders.brief(), learn(Memory(campaigns=(record,)), builders.brief(), DAY))
    assert taught.assumptions[key] > (default_assumptions()[key].high or 0.0)
    assert default_assumptions().edited(taught.assumptions)[key].value == taught.assumptions[key]
