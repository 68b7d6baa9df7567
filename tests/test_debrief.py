"""Results against a plan: what belongs where, what is kept aside, and figures that add up."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from planner.brief.brief import Brief, GoalKind
from planner.debrief.actual import State
from planner.debrief.compare import Debrief, debrief
from planner.debrief.expected import expectations
from planner.debrief.matching import Days
from planner.debrief.uploads import Ledger, merge
from planner.debrief.verdicts import verdicts
from planner.debrief.waterfall import KINDS, kinds_of, waterfall
from planner.domain.results import Result
from planner.intake import read_roster
from planner.outcome import Plan
from planner.planning import plan
from planner.store.scenario import Scenario
from tests import builders
from tests.debrief_cases import DAY, ledger, planned, random_results, result, scenario, upload

SAMPLE = Path(__file__).parents[1] / "sample_data"
DAYS = Days(DAY, DAY + datetime.timedelta(days=27))


def went(*results: Result, **fields: Any) -> Debrief:
    return debrief(scenario(), ledger(*results), **fields)


def line(done: Debrief, handle: str) -> Any:
    return next(one for one in done.lines if one.expected.pick.handle == handle)


def test_expectations_divide_the_plan_and_change_none_of_its_totals() -> None:
    found = expectations(planned(), scenario().brief, scenario().roster)
    assert sum(e.reach * e.chance for e in found) == pytest.approx(planned().totals.gross_reach)
    assert sum(e.engagements * e.chance for e in found) == pytest.approx(planned().totals.engagements)
    assert {e.pick.handle: round(e.chance, 6) for e in found} == {"anna": 0.9, "ben": 0.9, "cleo": 0.9, "dora": 0.8}


def test_without_the_roster_the_picks_still_say_what_was_expected() -> None:
    found = expectations(planned(), scenario().brief, None)
    assert sum(e.reach * e.chance for e in found) == pytest.approx(planned().totals.gross_reach)


def test_nothing_is_known_of_the_picks_that_the_brief_asks_for() -> None:
    some = builders.roster(builders.creator("anna", attributes={"language": "de"}), builders.creator("ben"))
    asked = builders.brief(attributes={"language": {"de": {"count": {"max": 0}}}})
    made = plan(some, asked)
    assert isinstance(made, Plan)
    for roster in (some, None):
        (one,) = expectations(made, asked, roster)
        assert one.pick.handle == "ben" and one.reach * one.chance == pytest.approx(made.totals.gross_reach)


def test_offers_and_waves_of_a_plan_are_divided_as_they_were_planned() -> None:
    asked = Brief.read((SAMPLE / "brief_small.json").read_text(encoding="utf-8"))
    reading = read_roster("roster.csv", (SAMPLE / "roster.csv").read_bytes())
    made = plan(reading.roster, asked)
    assert isinstance(made, Plan)
    found = expectations(made, asked, reading.roster)
    assert sum(e.reach * e.chance for e in found) == pytest.approx(made.totals.gross_reach)
    assert sum(e.posts * e.chance for e in found) == pytest.approx(made.totals.expected_posts)
    done = debrief(Scenario.of("Small", asked, made, reading.roster), Ledger(), Days(DAY, DAY + datetime.timedelta(40)))
    assert sum(group.picks for group in done.waves) == len(made.picks)


def test_no_results_is_a_state_not_an_error() -> None:
    done = went()
    assert done.state == "empty"
    assert done.total.reach.actual is None and done.total.open == 4


def test_a_row_finds_its_pick_whatever_the_writing_of_its_handle() -> None:
    done = went(result("@ANNA", format="reel", posts=2, reach=5_000, likes=100, cost_cents=55_000))
    anna = line(done, "anna")
    assert anna.actual.state is State.POSTED
    assert (anna.reach.actual, anna.engagements.actual) == (5_000, 100)
    assert anna.cost.value == 5_000 and anna.cost.share == pytest.approx(0.1)
    assert anna.cost_per_engagement_cents == 550
    assert done.state == "partial"


def test_posts_together_reach_fewer_people_than_their_sum_and_more_than_the_best() -> None:
    rows = [result(format="reel", date=DAY, link=f"x.com/{n}", reach=6_000) for n in range(2)]
    reach = line(went(*rows), "anna").actual.reach
    assert 6_000 < reach < 12_000


def test_equal_posts_are_put_together_as_the_forecast_does() -> None:
    expected = next(e for e in expectations(planned(), scenario().brief, None) if e.pick.handle == "anna")
    one = round(expected.slots[0].reach)
    rows = [result(format="reel", date=DAY, link=f"x.com/{n}", reach=one) for n in range(2)]
    assert line(went(*rows), "anna").actual.reach == pytest.approx(expected.reach, rel=1e-3)


def test_views_stand_for_people_where_nobody_counted_people() -> None:
    ben = line(went(result("ben", platform="tiktok", format="video", views=10_000)), "ben")
    assert ben.actual.reach == pytest.approx(6_800)
    assert ben.actual.out[0].estimated


@pytest.mark.parametrize(
    ("kind", "row", "says"),
    [
        ("not in plan", result("anne", format="reel", reach=5), "is not in the plan. Accepted: a creator of the plan"),
        ("negative", result(format="reel", clicks=-3), "row 2, column clicks: '-3' is below zero"),
        ("reach", result(format="reel", reach=1_000_001), "50 times the creator's followers. Accepted: at most 1,0"),
        ("dates", result(format="reel", reach=5, date=DAY - datetime.timedelta(1)), "is outside the campaign's days"),
        ("dates", result(format="reel", reach=5, date=DAY + datetime.timedelta(42)), "2026-10-05 to 2026-11-15"),
        ("currency", result(format="reel", reach=5, currency="USD"), "column currency: 'USD' is another currency"),
        ("deliverable", result(format="story", reach=5), "column format: 'story' is not booked in the plan"),
    ],
)
def test_what_cannot_be_true_is_listed_and_counts_nowhere(kind: str, row: Result, says: str) -> None:
    done = went(row, days=DAYS)
    assert [aside.kind for aside in done.aside] == [kind]
    assert says in str(done.aside[0].problem)
    assert done.rows_used == 0 and done.total.reach.actual is None


def test_a_near_handle_is_suggested() -> None:
    assert "near is instagram:anna" in str(went(result("anaa", reach=5)).aside[0].problem)


def test_late_posts_count_and_are_told() -> None:
    done = went(result(format="reel", posts=2, reach=5, date=DAYS.end + datetime.timedelta(3)), days=DAYS)
    assert line(done, "anna").actual.late == 3 and done.total.late == 1


def test_the_same_post_twice_in_a_file_counts_once_and_is_listed() -> None:
    post = result(format="reel", link="https://www.x.com/p/1?s=2", date=DAY, reach=5_000)
    again = post.model_copy(update={"link": "http://x.com/p/1/", "row": 9, "reach": 7_000})
    done = went(post, again)
    assert [a.kind for a in done.aside] == ["twice"] and "row 9" in str(done.aside[0].problem)
    assert line(done, "anna").actual.reach == 5_000


def test_the_same_post_in_two_uploads_counts_once_with_the_later_figures() -> None:
    first, later = result(format="reel", date=DAY, reach=5_000, likes=90), result(format="reel", date=DAY, reach=7_000)
    both = Ledger().with_upload(upload(first)).with_upload(upload(later, key="two"))
    anna = line(debrief(scenario(), both), "anna")
    assert (anna.actual.reach, anna.actual.engagements, anna.actual.posts) == (7_000, 90, 1)


def test_a_row_without_a_link_joins_its_post_that_has_one() -> None:
    bare, linked = result(format="reel", date=DAY, clicks=8), result(format="reel", date=DAY, link="x.com/1", reach=50)
    posts = merge(Ledger().with_upload(upload(bare)).with_upload(upload(linked, key="two"))).results
    assert [(post.clicks, post.reach) for post in posts] == [(8, 50)]


def test_an_upload_can_be_undone() -> None:
    good, wrong = upload(result(format="reel", date=DAY, reach=5_000)), upload(result(reach=99_000), key="two")
    before = Ledger().with_upload(good)
    assert before.with_upload(wrong).without("two") == before
    assert before.with_upload(good) == before


@pytest.mark.parametrize("seed", range(6))
def test_the_order_of_uploads_and_rows_changes_nothing(seed: int) -> None:
    rows = random_results(seed)
    random = np.random.default_rng(seed)
    files = [upload(*rows[:5], key="a"), upload(*rows[3:], key="b"), upload(*rows[::2], key="c")]
    mixed = [
        upload(*(file.results[at] for at in random.permutation(len(file.results))), key=file.id)
        for file in (files[at] for at in random.permutation(3))
    ]
    plain, shuffled = (debrief(scenario(), Ledger(uploads=tuple(f))) for f in (files, mixed))
    assert [one.actual.reach for one in plain.lines] == [one.actual.reach for one in shuffled.lines]
    assert merge(Ledger(uploads=tuple(files))).results == merge(Ledger(uploads=tuple(mixed))).results


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("over", [True, False])
def test_variances_add_up_over_every_grouping(seed: int, over: bool) -> None:
    done = went(*random_results(seed), over=over)
    whole = done.total
    for groups in (done.tiers, done.platforms, done.compensations):
        assert sum(group.picks for group in groups) == whole.picks
        for name in ("reach", "engagements", "cost"):
            known = [part for group in groups if (part := getattr(group, name)).actual is not None]
            total = getattr(whole, name)
            assert sum(part.value for part in known) == pytest.approx(total.value or 0)
            if total.actual is not None:
                assert sum(part.planned for part in known) == pytest.approx(total.planned)


@pytest.mark.parametrize("kind", KINDS[:2])
@pytest.mark.parametrize("seed", range(6))
def test_the_waterfall_leads_from_planned_to_actual(seed: int, kind: GoalKind) -> None:
    done = went(*random_results(seed), over=seed % 2 == 0)
    found = waterfall(done, kind)
    totals = planned().totals
    of_plan = {GoalKind.UNIQUE_REACH: totals.unique_reach, GoalKind.ENGAGEMENTS: totals.engagements}
    assert found.planned == pytest.approx(of_plan[kind])
    assert found.planned + sum(step.value for step in found.steps) == pytest.approx(found.actual)
    if kind is GoalKind.ENGAGEMENTS and seed % 2 == 0:
        assert found.actual == pytest.approx(sum(one.actual.engagements or 0 for one in done.lines))


def test_a_campaign_that_went_as_planned_has_only_the_step_of_posting() -> None:
    rows = [
        result(e.pick.handle, platform=str(e.pick.platform), reach=round(e.reach), cost_cents=e.pick.cost_cents)
        for e in expectations(planned(), scenario().brief, None)
    ]
    found = waterfall(went(*rows), GoalKind.UNIQUE_REACH)
    steps = {step.key: step.value for step in found.steps}
    assert steps["posting"] > 0
    assert all(abs(value) < 2 for key, value in steps.items() if key != "posting")


def test_dearer_creators_buy_less_and_the_money_spent_makes_up_for_it() -> None:
    rows = [result(format="reel", posts=2, reach=9_000, cost_cents=100_000)]
    steps = {s.key: s.value for s in waterfall(went(*rows), GoalKind.UNIQUE_REACH).steps}
    assert steps["price"] < 0 < steps["money"] and steps["price"] == pytest.approx(-steps["money"])


def test_what_was_not_posted_is_unposted_only_once_the_campaign_is_over() -> None:
    row = result(format="reel", posts=2, reach=5_000)
    assert {one.actual.state for one in went(row).lines} == {State.POSTED, State.OPEN}
    assert {one.actual.state for one in went(row, over=True).lines} == {State.POSTED, State.UNPOSTED}
    signed = result("cleo", status="signed")
    assert line(went(row, signed), "cleo").actual.state is State.SIGNED
    declined = result("cleo", status="declined")
    assert line(went(row, declined), "cleo").actual.state is State.DECLINED


def test_conversions_are_explained_where_the_plan_forecast_them() -> None:
    assert GoalKind.CONVERSIONS not in kinds_of(went())
    asked = builders.brief(currency="EUR", sales={"click_rate": 0.01, "conversion_rate": 0.05})
    made = plan(scenario().roster, asked)
    assert isinstance(made, Plan) and made.totals.conversions
    rows = ledger(result(format="reel", posts=2, reach=9_000, conversions=7))
    done = debrief(Scenario.of("Sales", asked, made, scenario().roster), rows, over=True)
    found = waterfall(done, GoalKind.CONVERSIONS)
    assert found.planned == pytest.approx(made.totals.conversions)
    assert found.planned + sum(step.value for step in found.steps) == pytest.approx(found.actual) == 7


def test_a_difference_that_rounds_to_nothing_is_none() -> None:
    anna = next(one for one in expectations(planned(), scenario().brief, None) if one.pick.handle == "anna")
    people = round(anna.reach * 1.002)
    rows = (
        result(format="reel", posts=2, reach=people, cost_cents=99_900),
        result("ben", platform="tiktok", posts=1, reach=people, cost_cents=100_000),
    )
    said = next(one for one in verdicts(went(*rows, over=True)) if one.handle == "anna").evidence
    assert said[1].endswith("people, as forecast, inside its range.")
    assert said[2] == "Each result cost as much as the campaign's."
