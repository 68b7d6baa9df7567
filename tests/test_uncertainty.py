"""Bands from draws: seeded, around the forecast, wider where less is known, and floors that hold in other draws."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from planner.brief.brief import Brief
from planner.domain.creators import Creator
from planner.domain.roster import Roster
from planner.exports.terminal import lines
from planner.forecast import duplication, outlook, reach, uncertainty
from planner.forecast.assumptions import default_assumptions
from planner.forecast.table import PackageTable
from planner.forecast.uncertainty import Bookings
from planner.intake import read_roster, write_roster_csv
from planner.outcome import Plan
from planner.planning import plan
from planner.store.roster_json import roster_data, roster_of
from planner.wording import count
from tests import builders, person_cases

CALM = {
    "campaign_common_shock_log_sd.all.all": 0.0,
    "response_within_log_sd.all.all": 0.0,
    "response_between_log_sd.all.all": 0.0,
    "within_creator_log_sd_sigma.instagram_reel.all": 0.0,
    "between_creator_log_sd_tau.instagram_reel.all": 0.0,
    "post_probability_contracted.all.all": 1.0,
    **{row.key: 0.0 for row in default_assumptions() if row.key.startswith("doubt")},
}
"""A world in which everything comes as forecast."""


def crowd(n: int = 12, **fields: Any) -> Roster:
    """So many creators with a reel each."""
    return builders.roster(
        *(builders.creator(f"c{i:02d}", builders.package("reel", 100 + i, reels=1), **fields) for i in range(n))
    )


def booked(roster: Roster, brief: Brief) -> tuple[PackageTable, Bookings]:
    """Everybody, once."""
    assumptions = default_assumptions().edited(brief.assumptions)
    table = builders.table(roster, brief)
    rows = np.arange(len(table))
    return table, Bookings.of(table, rows, np.ones(len(rows), np.int64), roster, assumptions)


def planned(roster: Roster, **asked: Any) -> Plan:
    """The plan of a brief that has one."""
    found = plan(roster, builders.brief(**asked))
    assert isinstance(found, Plan)
    return found


def spread(creator: Creator, **asked: Any) -> float:
    """P90 over P10 of the reach of one booking."""
    table, bookings = booked(builders.roster(creator), builders.brief(**asked))
    reached = uncertainty.pick_bands(table, bookings)[0][0]
    return reached.p90 / reached.p10


def test_the_same_seed_gives_the_same_bands() -> None:
    assert planned(crowd()).bands == planned(crowd()).bands


def test_in_a_calm_world_the_bands_are_the_forecast() -> None:
    found = planned(crowd(), assumptions=CALM)
    assert found.bands is not None
    for name in ("p10", "p50", "p90"):
        assert getattr(found.bands.unique_reach, name) == pytest.approx(found.totals.unique_reach)
        assert getattr(found.bands.engagements, name) == pytest.approx(found.totals.engagements)
        assert getattr(found.bands.cost_cents, name) == found.totals.cost_cents
        assert getattr(found.bands.posts, name) == found.totals.posts
    reached = found.picks[0].reach_band
    assert reached is not None
    assert reached.p10 == pytest.approx(found.picks[0].reach)


def test_the_draws_average_to_the_forecast() -> None:
    table, bookings = booked(crowd(40), builders.brief())
    draws = uncertainty.simulate(table, bookings, draws=20_000)
    assert draws.engagements.mean() == pytest.approx(table.engagements.sum(), rel=0.02)
    assert draws.impressions.mean() == pytest.approx(table.impressions.sum(), rel=0.02)
    assert draws.posts.mean() == pytest.approx((table.posts * table.happens).sum(), rel=0.01)


def test_better_evidence_narrows_the_band() -> None:
    benchmark, measured = (
        spread(builders.creator("anna", builders.package("reel", 9, reels=1), **fields))
        for fields in ({}, {"measured_reach": 6_000})
    )
    assert 1 < measured < benchmark


def test_more_posts_narrow_the_band() -> None:
    one, many = (spread(builders.creator("anna", builders.package("reel", 9, reels=n))) for n in (1, 6))
    assert many < one


def test_pick_bands_are_those_of_the_draws_that_happen() -> None:
    brief = builders.brief(assumptions={"post_probability_contracted.all.all": 1.0}, audience=[{"size": 10**9}])
    table, bookings = booked(builders.roster(builders.creator("anna")), brief)
    draws = uncertainty.simulate(table, bookings, draws=40_000)
    reached, engaged = uncertainty.pick_bands(table, bookings)[0]
    drawn, answered = uncertainty.band(draws.unique_reach), uncertainty.band(draws.engagements)
    for name in ("p10", "p50", "p90"):
        # In a market this large nobody is reached twice.
        assert getattr(reached, name) == pytest.approx(getattr(drawn, name), rel=0.05)
        assert getattr(engaged, name) == pytest.approx(getattr(answered, name), rel=0.05)


def test_copies_are_drawn_as_single_bookings_are() -> None:
    many = builders.roster(builders.creator("anna", available=30))
    each = builders.roster(*(builders.creator(f"a{i}") for i in range(30)))
    found = []
    for roster, counts in ((many, [30]), (each, [1] * 30)):
        table, assumptions = builders.table(roster), default_assumptions()
        bookings = Bookings.of(table, np.arange(len(table)), np.array(counts), roster, assumptions)
        found.append(uncertainty.simulate(table, bookings, draws=20_000))
    for name in ("unique_reach", "engagements", "posts"):
        one, other = (uncertainty.band(getattr(draws, name)) for draws in found)
        for end in ("p10", "p50", "p90"):
            assert getattr(one, end) == pytest.approx(getattr(other, end), rel=0.04)


def test_estimated_fees_make_cash_uncertain_and_quotes_do_not() -> None:
    sure = {"post_probability_contracted.all.all": 1.0}
    quoted = planned(
        builders.roster(builders.creator("anna", builders.package("reel", 500, reels=1))), assumptions=sure
    )
    guessed = planned(
        builders.roster(builders.creator("anna", builders.package("reel", None, reels=1))), assumptions=sure
    )
    assert quoted.bands is not None
    assert guessed.bands is not None
    assert quoted.bands.cost_cents.p10 == quoted.bands.cost_cents.p90 == quoted.totals.cost_cents
    assert guessed.bands.cost_cents.p10 < guessed.totals.cost_cents < guessed.bands.cost_cents.p90


def test_expected_posts_stand_beside_contracted_ones() -> None:
    found = planned(crowd())
    assert found.totals.posts == 12
    assert found.totals.expected_posts == pytest.approx(12 * 0.9)
    assert found.picks[0].expected_posts == pytest.approx(0.9)


def test_a_floor_with_confidence_holds_in_draws_of_another_seed() -> None:
    """A small plan of noisy reels needs far more than the shock common to all."""
    roster = crowd(40, followers=20_000)
    asked = {"goal": {"kind": "cheapest"}, "reach_floor": 60_000, "confidence": 0.8}
    found = planned(roster, **asked)
    assert found.bands is not None
    assert found.bands.floors[0].chance >= 0.8
    assert found.totals.unique_reach > planned(roster, **(asked | {"confidence": None})).totals.unique_reach
    brief = builders.brief(**asked)
    table, assumptions = builders.table(roster, brief), default_assumptions()
    bookings, _ = outlook.simulated(found, outlook.rows_of(found, table), table, roster, assumptions)
    others = uncertainty.simulate(table, bookings, draws=20_000, seed=7)
    assert float((others.unique_reach >= 60_000).mean()) == pytest.approx(found.bands.floors[0].chance, abs=0.03)


def test_a_floor_without_confidence_says_how_likely_it_is() -> None:
    found = planned(crowd(), reach_floor=20_000, engagement_floor=100.0)
    assert found.bands is not None
    assert [floor.path for floor in found.bands.floors] == ["reach_floor", "engagement_floor"]
    assert all(0 < floor.chance <= 1 and floor.asked is None for floor in found.bands.floors)


def test_an_empty_plan_has_empty_bands() -> None:
    roster = builders.roster(builders.creator("anna", builders.package("reel", 500, reels=1)))
    found = planned(roster, budget_cents=100, creators={"max": 0})
    assert found.bands is not None
    assert found.bands.unique_reach.p90 == found.bands.cost_cents.p90 == 0


@pytest.mark.parametrize(("picks", "segments", "draws"), [(10, 1, 2_000), (100, 12, 2_000), (5_000, 12, 500)])
def test_large_plans_get_fewer_draws(picks: int, segments: int, draws: int) -> None:
    assert uncertainty.draws_for(picks, segments) == draws


def test_the_report_gives_range_bracket_and_posts() -> None:
    asked = builders.brief()
    found = planned(crowd())
    said = "\n".join(lines(found, asked))
    bands = found.bands
    assert bands is not None
    assert f"likely {count(bands.unique_reach.p10)} to {count(bands.unique_reach.p90)}" in said
    assert "12 booked, 10.8 expected to appear" in said
    low, high = found.totals.bracket
    assert f"{count(low)} to {count(high)}, from the pessimistic" in said
    assert low <= found.totals.unique_reach <= high


def test_a_plan_says_how_many_see_more_than_one_creator() -> None:
    found = planned(crowd(followers=200_000), audience=[{"size": 500_000, "kappa": 2.0}])
    part = found.totals.segments[0]
    seen = duplication.exposures(
        [float(reach.weight(p.target_reach / 500_000, 2.0)) for p in found.picks], [1] * len(found.picks), 2.0
    )
    assert part.twice == pytest.approx(seen.twice * 500_000)
    assert part.thrice == pytest.approx(seen.thrice * 500_000)
    assert found.totals.seen(2) == part.twice
    assert part.kwerel is not None
    assert part.pool <= part.kwerel <= part.unique <= part.independent


def test_people_on_two_platforms_are_counted() -> None:
    roster = builders.roster(builders.creator("anna"), builders.creator("ben", platform="tiktok", followers=90_000))
    found = planned(roster, audience=[{"size": 30_000}])
    total = found.totals
    assert [part.platform for part in total.platforms] == ["instagram", "tiktok"]
    assert total.cross_platform == pytest.approx(sum(p.unique_reach for p in total.platforms) - total.unique_reach)
    assert total.cross_platform > 0
    assert total.waste == pytest.approx(total.gross_reach - total.target_reach)


def test_one_creator_who_would_reach_most_of_a_market_is_flagged() -> None:
    roster = builders.roster(builders.creator("anna", followers=2_000_000))
    assert not any("alone would reach" in note for note in planned(roster, audience=[{"size": 50_000_000}]).notes)
    notes = planned(roster, audience=[{"size": 300_000}]).notes
    assert any(note.startswith("anna alone would reach") and "of My market" in note for note in notes)


def test_a_fee_that_was_quoted_as_a_range_makes_cash_as_uncertain_as_its_ends_say() -> None:
    """`1940-2716` is planned with its middle; the ends were read, listed and forgotten."""
    sheet = b"handle,platform,followers,package,fee\nanna,instagram,40000,1 reel,1940-2716\n"
    reading = read_roster("longlist.csv", sheet)
    assert reading.roster is not None
    table, bookings = booked(reading.roster, builders.brief(budget_cents=500_000))
    assert (table.fee_low_cents[0], table.cash_cents[0], table.fee_high_cents[0]) == (194_000, 232_800, 271_600)
    assert not table.fee_estimated[0]
    draws = uncertainty.simulate(table, bookings, draws=8_000)
    paid = draws.cost_cents[draws.posts > 0]
    low, high = np.percentile(paid, [10, 90])
    assert (low, high) == (pytest.approx(194_000, rel=0.02), pytest.approx(271_600, rel=0.02))
    found = plan(reading.roster, builders.brief(budget_cents=500_000))
    assert isinstance(found, Plan) and not found.picks[0].fee_estimated
    assert (found.picks[0].fee_low_cents, found.picks[0].fee_high_cents) == (194_000, 271_600)
    again = read_roster("clean.csv", write_roster_csv(reading.roster)).roster
    assert again is not None and again.fingerprint == reading.roster.fingerprint
    assert roster_of(roster_data(reading.roster)).fingerprint == reading.roster.fingerprint


def test_the_rows_of_a_plan_are_those_of_its_picks_on_whatever_account() -> None:
    """A person's packages on two accounts are one row, and a pick that the table does not have is named."""
    people = person_cases.with_persons(crowd(9), 3)
    table = builders.table(people)
    made = planned(people, creators={"min": 5})
    rows = outlook.rows_of(made, table)
    assert any(pick.parts for pick in made.picks) and not all(pick.parts for pick in made.picks)
    assert rows.tolist() == [table.row_of(pick.creator, pick.package) for pick in made.picks]
    assert not len(outlook.rows_of(made.model_copy(update={"picks": ()}), table))
    for strange in ({"creator": "a"}, {"creator": "z"}, {"package": "none"}):
        pick = made.picks[1].model_copy(update=strange)
        with pytest.raises(KeyError, match=f"{pick.creator} has no package {re.escape(pick.package)}"):
            outlook.rows_of(made.model_copy(update={"picks": (made.picks[0], pick)}), table)


def test_successes_are_those_of_the_binomial_digit_for_digit() -> None:
    """One trial or none needs no set-up; what is drawn afterwards is the same too."""
    luck = np.random.default_rng(11)
    chance = luck.choice([0.0, 1e-12, 0.2, 0.5, 0.8, 1.0], (400, 1)) * np.where(luck.random((400, 50)) < 0.5, 1.0, 0.9)
    for most in (1, 3):
        trials = luck.integers(0, most + 1, chance.shape)
        for given in (chance, chance[:, :1]):
            mine, its = np.random.default_rng(7), np.random.default_rng(7)
            assert (uncertainty.successes(mine, trials, given) == its.binomial(trials, given)).all()
            assert mine.random() == its.random()


def test_a_second_thread_draws_the_same_campaign(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plans of several blocks are drawn ahead of what is made of them, and what goes wrong there is raised here."""
    table, bookings = booked(crowd(30), builders.brief())
    monkeypatch.setattr(uncertainty, "_BLOCK", 8)
    ahead = uncertainty.simulate(table, bookings, draws=200)
    with monkeypatch.context() as one_thread:
        one_thread.setattr(uncertainty, "_ahead", lambda blocks: blocks)
        alone = uncertainty.simulate(table, bookings, draws=200)
    for name in ("reach", "engagements", "impressions", "conversions", "cost_cents", "posts"):
        assert (getattr(ahead, name) == getattr(alone, name)).all()
    monkeypatch.setattr(uncertainty, "successes", lambda *_: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        uncertainty.simulate(table, bookings, draws=200)
