"""A campaign that still runs, who is worth a partnership, how good forecasts were, and what can be found again."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import pytest

from planner.debrief.compare import Debrief, days_of, debrief
from planner.debrief.expected import expectations
from planner.debrief.inflight import outlook, rest_of
from planner.debrief.lessons import learn
from planner.debrief.memory import CampaignRecord, Judged, Memory, Note, record_of
from planner.debrief.notes import remembered, search
from planner.debrief.record import calibration
from planner.debrief.verdicts import Verdict, verdicts
from planner.domain.results import Result
from planner.domain.roster import Platform, Tier
from planner.forecast import skewed
from planner.outcome import Plan
from planner.planning import plan
from tests.debrief_cases import DAY, ledger, planned, random_results, result, scenario


def went(*results: Result, **fields: Any) -> Debrief:
    return debrief(scenario(), ledger(*results), **fields)


def as_forecast(handle: str, times: float = 1.0, **fields: Any) -> Result:
    """A row that says that a pick reached so many times what was forecast."""
    found = next(e for e in expectations(planned(), scenario().brief, None) if e.pick.handle == handle)
    usual = {"platform": str(found.pick.platform), "cost_cents": found.pick.cost_cents}
    return result(handle, reach=round(found.reach * times), **{**usual, **fields})


def test_before_any_post_the_outlook_is_the_plan() -> None:
    ahead = outlook(went())
    assert ahead.reach_so_far == 0 and ahead.shifts == ()
    assert ahead.unique_reach.p10 < ahead.planned_reach < ahead.unique_reach.p90
    again = outlook(went())
    assert again == ahead


def test_what_is_out_narrows_the_outlook_and_the_end_has_no_width() -> None:
    half = outlook(went(as_forecast("anna"), as_forecast("cleo")))
    before = outlook(went())
    assert half.unique_reach.p90 - half.unique_reach.p10 < before.unique_reach.p90 - before.unique_reach.p10
    end = outlook(went(*(as_forecast(p.handle) for p in planned().picks), over=True))
    assert end.unique_reach.p10 == pytest.approx(end.unique_reach.p90) == pytest.approx(end.reach_so_far)


def test_picks_that_scatter_less_than_thought_are_not_taken_for_better_ones() -> None:
    exactly = outlook(went(*(as_forecast(handle) for handle in ("anna", "cleo", "dora"))))
    # A forecast is a mean: typical picks lie below it, and these three lie on it without any scatter.
    assert dict(exactly.shifts)[Platform.INSTAGRAM] == pytest.approx(1, abs=0.08)


def test_posts_that_did_better_lift_the_forecast_of_those_on_the_same_platform() -> None:
    good = outlook(went(as_forecast("anna", 3.0)))
    assert dict(good.shifts)[Platform.INSTAGRAM] > 1
    assert Platform.TIKTOK not in dict(good.shifts)


def test_the_rest_is_planned_around_what_is_settled() -> None:
    rows = [
        as_forecast("anna", 1.5, posts=2, cost_cents=61_000),
        result("cleo", status="signed"),
        result("ben", platform="tiktok", status="declined"),
    ]
    rest = rest_of(went(*rows))
    assert {(m.creator, m.agreed_fee_cents) for m in rest.must_have} == {
        ("instagram:anna", 61_000),
        ("instagram:cleo", None),
    }
    assert rest.excluded == ("tiktok:ben",)
    assert rest.budget_cents == scenario().brief.budget_cents
    again = plan(scenario().roster, rest)
    assert isinstance(again, Plan)
    anna = next(pick for pick in again.picks if pick.handle == "anna")
    assert anna.cost_cents == 61_000 and "tiktok:ben" not in {pick.creator for pick in again.picks}
    assert anna.reach == pytest.approx(rows[0].reach, rel=0.02)


def test_money_lost_on_creators_who_never_posted_is_not_planned_again() -> None:
    rest = rest_of(went(as_forecast("anna"), result("ben", platform="tiktok", posts=0, cost_cents=30_000), over=True))
    assert rest.budget_cents == (scenario().brief.budget_cents or 0) - 30_000


def test_verdicts_come_with_evidence() -> None:
    done = went(
        as_forecast("anna", 4.0, posts=2),
        as_forecast("cleo", 0.02),
        result("ben", platform="tiktok", posts=0, cost_cents=80_000),
        over=True,
    )
    found = {judged.handle: judged for judged in verdicts(done)}
    assert found["anna"].verdict is Verdict.PARTNER and found["anna"].better is not None and found["anna"].better > 1
    assert "300% more than forecast, above its range" in " ".join(found["anna"].evidence)
    assert found["cleo"].verdict is Verdict.REST and "below its range" in " ".join(found["cleo"].evidence)
    assert found["ben"].evidence == ("1 contracted, none posted, €800 paid.",)


def test_without_results_there_are_no_verdicts() -> None:
    assert verdicts(went()) == ()


def judged(*places: float, sd: float = 0.5) -> Memory:
    """Forecasts of 1,000 people whose actuals lie so many standard deviations from the middle."""
    rows = tuple(
        Judged(
            creator=f"instagram:{at}",
            platform=Platform.INSTAGRAM,
            tier=Tier.MICRO,
            forecast=1000,
            sd=sd,
            actual=1000 * float(np.exp(sd * z - sd**2 / 2)),
        )
        for at, z in enumerate(places)
    )
    return Memory(campaigns=(CampaignRecord(id="one", name="One", day=DAY, judged=rows),))


def test_a_forecast_without_fault_is_found_to_have_none(monkeypatch: pytest.MonkeyPatch) -> None:
    chance, looked = skewed.chance_below, list[float]()
    monkeypatch.setattr(skewed, "chance_below", lambda x, *of: looked.append(x) or chance(x, *of))
    found = calibration(judged(*np.random.default_rng(4).standard_normal(1_000)))
    assert len(looked) == 1_000, "each is looked up once, whatever asks for it"
    assert found.coverage == pytest.approx(0.8, abs=0.02)
    assert found.bias == pytest.approx(0, abs=0.03)
    assert all(point.low <= point.came <= point.high for point in found.reliability)
    assert [b.label for b in found.platforms] == ["Instagram"] and found.tiers[0].picks == 1_000


def test_a_forecast_that_is_too_sure_or_too_low_shows() -> None:
    sure = calibration(judged(*(3 * np.random.default_rng(2).standard_normal(500))))
    assert sure.coverage is not None and sure.coverage < 0.5
    low = calibration(judged(*(np.random.default_rng(3).standard_normal(500) + 1)))
    assert low.bias is not None and low.bias > 0.3
    assert low.reliability[4].came < low.reliability[4].low
    assert calibration(Memory()).coverage is None


def test_notes_formats_and_lessons_are_found_by_their_words() -> None:
    note = Note(
        id="1", creator="instagram:anna", before=True, text="Wants to film outdoors", day=DAY, campaign="Spring"
    )
    done = went(*random_results(1), over=True)
    memory = Memory().with_campaign(record_of("c", done)).with_note(note)
    everything = remembered(memory, learn(memory, scenario().brief))
    assert [one.text for one in search(everything, "OUTDOORS anna")] == ["Wants to film outdoors"]
    assert search(everything, "") == everything
    assert {one.kind for one in everything} == {"note", "format", "lesson"}
    assert any(one.kind == "format" and one.campaign == "Spring" for one in search(everything, "reel"))
    assert memory.without_note("1").notes == ()


def test_days_come_from_the_flight_of_the_brief() -> None:
    days = days_of(scenario().brief.changed("flight", {"start": str(DAY), "end": "2026-10-20"}))
    assert days is not None and (days.start, days.end) == (DAY, datetime.date(2026, 10, 20))
