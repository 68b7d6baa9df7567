"""Results with real handles against a plan of archetypes: who takes which place, and that nothing is lost or added."""

from __future__ import annotations

from functools import cache

import pytest

from planner.brief.brief import Brief, GoalKind
from planner.debrief.actual import State
from planner.debrief.compare import Debrief, debrief
from planner.debrief.inflight import outlook
from planner.debrief.memory import record_of
from planner.debrief.verdicts import verdicts
from planner.debrief.waterfall import waterfall
from planner.domain.results import Result
from planner.domain.roster import Roster
from planner.forecast.archetypes import archetype_roster
from planner.forecast.assumptions import default_assumptions
from planner.intake.results import read_results
from planner.outcome import Pick, Plan
from planner.planning import plan
from planner.store.scenario import Scenario
from tests.debrief_cases import ledger
from tests.stores import changed_to

KINDS = {"instagram:nano": 400, "x:micro": 80, "tiktok:nano": 3}


@cache
def campaign() -> Scenario:
    """Everybody of three of the benchmarks' archetypes is booked."""
    brief = Brief.read({"name": "Early", "budget_cents": 10**9, "tolerance": 1e-6, "audience": [{"size": 90_000_000}]})
    every = archetype_roster(brief, default_assumptions())
    people = every.creators[every.creators["id"].isin(list(KINDS))].reset_index(drop=True)
    people["available"] = people["id"].map(KINDS)
    old = {every.creators["id"].tolist().index(person): at for at, person in enumerate(people["id"])}
    packages = every.packages[
        every.packages["creator"].isin(list(old)) & every.packages["id"].isin(["1 reel", "1 post", "1 video"])
    ]
    packages = packages.assign(creator=packages["creator"].map(old)).reset_index(drop=True)
    found = plan(Roster.from_frames(people, packages, "Benchmarks", archetypes=True), brief)
    assert isinstance(found, Plan)
    return Scenario.of("Early", brief, found, None)


def planned() -> Plan:
    found = campaign().outcome
    assert isinstance(found, Plan)
    assert {pick.creator: pick.count for pick in found.picks} == KINDS
    return found


def row(handle: str, **fields: object) -> Result:
    usual = {"handle": handle, "platform": "instagram", "source": "file.csv", "row": 2, "reach": 1_500}
    return Result.model_validate({**usual, **fields})


def went(*rows: Result, over: bool | None = None) -> Debrief:
    return debrief(campaign(), ledger(*rows), over=over)


def creators(done: Debrief) -> list[str]:
    return [line.creator for line in done.named]


def test_a_creator_takes_the_place_of_her_platform_and_size() -> None:
    done = went(row("lina", followers=3_000), row("mo", platform="x", tier="micro"), row("tom", platform="tiktok"))
    assert creators(done) == ["instagram:lina", "x:mo", "tiktok:tom"]
    line = done.named[0]
    archetype = next(pick for pick in planned().picks if pick.creator == "instagram:nano")
    assert line.expected.pick.followers == 3_000
    assert line.reach.planned == pytest.approx(archetype.reach / archetype.count)
    assert line.actual.state is State.POSTED and line.inside is True


def test_places_and_money_are_neither_lost_nor_added() -> None:
    before = planned()
    done = went(*[row(f"c{at}", followers=2_000 + at) for at in range(7)])
    for name in ("count", "cost_cents", "value_cents"):
        assert sum(getattr(line.expected.pick, name) for line in done.lines) == sum(
            getattr(pick, name) for pick in before.picks
        )
    for name in ("reach", "engagements", "expected_posts"):
        now = sum(getattr(line.expected.pick, name) for line in done.lines)
        assert now == pytest.approx(sum(getattr(pick, name) for pick in before.picks))
    assert done.total.picks == before.totals.creators and done.total.open == before.totals.creators - 7


def test_the_way_from_planned_to_actual_begins_at_the_plan() -> None:
    done = went(row("lina", followers=3_000))
    steps = waterfall(done, GoalKind.UNIQUE_REACH)
    assert steps.planned == pytest.approx(planned().totals.unique_reach, rel=1e-6)


def test_of_an_archetype_each_creator_posts_or_not_on_her_own() -> None:
    found = outlook(went(row("lina", followers=3_000)))
    before = planned().bands
    assert before is not None
    assert found.cost_cents.p90 - found.cost_cents.p10 < 1.3 * (before.cost_cents.p90 - before.cost_cents.p10)
    assert found.unique_reach.p90 / found.unique_reach.p10 < 1.3 * before.unique_reach.p90 / before.unique_reach.p10


def test_prices_of_a_few_say_nothing_of_what_is_open() -> None:
    one = planned().picks[0].cost_cents / planned().picks[0].count
    done = went(row("lina", followers=3_000, cost_cents=round(one / 2)))
    steps = {step.key: step.value for step in waterfall(done, GoalKind.ENGAGEMENTS).steps}
    line = done.named[0]
    assert steps["price"] == pytest.approx(line.engagements.planned, rel=0.01)


@pytest.mark.parametrize(
    "wrong",
    [
        row("big", followers=80_000),
        row("vid", followers=3_000, format="video"),
        row("tube", platform="youtube", followers=3_000),
        row("who", platform=None, followers=3_000),
    ],
)
def test_who_fits_no_place_is_kept_aside_with_the_places_that_are_left(wrong: Result) -> None:
    done = went(wrong)
    assert creators(done) == [] and done.rows_used == 0
    said = str(done.aside[0].problem)
    assert f"'@{wrong.handle}' matches no slot of the plan" in said and "3 nano on TikTok" in said


def test_an_archetype_may_be_booked_with_several_packages() -> None:
    reel, *others = planned().picks
    half = {"count": 200, "cost_cents": reel.cost_cents // 2, "reach": reel.reach / 2}
    both = {"deliverables": {"reel": 1, "story": 2}, "package": "1 reel + 2 stories"}
    picks = (reel.model_copy(update=half), Pick.model_validate({**reel.model_dump(), **half, **both}), *others)
    twice = changed_to(campaign(), campaign().brief, planned().model_copy(update={"picks": picks}), None)
    rows = [
        row("lina", followers=3_000, format="reel"),
        row("anna", followers=3_000, format="reel"),
        row("anna", followers=3_000, format="story", posts=2),
    ]
    done = debrief(twice, ledger(*rows))
    assert {line.creator: line.expected.pick.package for line in done.named} == {
        "instagram:lina": "1 reel",
        "instagram:anna": "1 reel + 2 stories",
    }
    assert done.total.picks == sum(KINDS.values()) and len(done.lines) == len(picks) + 2


def test_places_run_out() -> None:
    done = went(*[row(f"t{at}", platform="tiktok") for at in range(5)])
    assert creators(done) == ["tiktok:t0", "tiktok:t1", "tiktok:t2"]
    assert [aside.result.handle for aside in done.aside] == ["t3", "t4"]
    assert "TikTok" not in str(done.aside[0].problem)


def test_a_row_for_the_archetype_itself_stands_for_all_of_it() -> None:
    done = went(row("nano", platform="tiktok", posts=3, reach=3_000))
    assert creators(done) == [] and done.rows_used == 1
    line = next(line for line in done.lines if line.creator == "tiktok:nano")
    assert line.expected.pick.count == 3 and line.actual.state is State.POSTED


def test_lessons_and_verdicts_are_about_people_who_exist() -> None:
    done = went(row("lina", followers=3_000, likes=40), over=True)
    record = record_of("early", done)
    assert {booking.creator for booking in record.bookings} == {"instagram:lina"}
    assert {one.creator for one in record.observations} == {"instagram:lina"}
    assert {one.handle for one in verdicts(done)} <= {"lina"}


def test_files_may_say_followers_and_tier() -> None:
    text = "handle,platform,followers,tier,reach\n@lina,Instagram,3.2k,Nano,1500\n@mo,x,,micro,900\n@zoe,x,,huge,900\n"
    rows = read_results("early.csv", text.encode()).results
    assert [(one.followers, one.tier) for one in rows] == [(3_200, "nano"), (None, "micro"), (None, "")]
