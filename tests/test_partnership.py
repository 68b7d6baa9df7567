"""One-offs against partnerships, the five things, and how the calendar is drawn."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from planner.brief.brief import Brief
from planner.domain.roster import Platform, Tier
from planner.figures.gantt import gantt, rows_of, weeks
from planner.figures.look import Look
from planner.forecast.assumptions import default_assumptions
from planner.intake import ReadSettings, read_roster
from planner.jobs.partnership import advice_job, both_ways_job
from planner.outcome import Plan
from planner.partnership.creator_expectations import changed, five_things, scores
from planner.partnership.ways import both_briefs, loyal_posts
from planner.planning import plan
from planner.schedule import Posted, TaskKind, schedule_of
from planner.workers import Context
from tests import builders

SAMPLES = Path(__file__).parents[1] / "sample_data"
TODAY = date(2027, 1, 4)
THREE = [{"name": name} for name in ("Tease", "Launch", "Echo")]
PEOPLE = builders.roster(
    builders.creator("anna", engagement_rate=0.09, fit=0.9, follows_brand=True, sponsored_load=0.2),
    builders.creator("ben", engagement_rate=0.0001, fit=0.5, platform="tiktok"),
    builders.creator("cleo", builders.package("gift", 0, reels=1, compensation="product"), fit=0.7),
    builders.creator("dov", builders.package("one", 300, reels=1, wave=2), fit=0.3),
)
EVERYBODY = [{"creator": f"instagram:{who}"} for who in ("anna", "cleo", "dov")] + [{"creator": "tiktok:ben"}]


def asked(**fields: Any) -> Brief:
    return builders.brief(**{"waves": THREE, "must_have": EVERYBODY, **fields})


def made(brief: Brief) -> Plan:
    found = plan(PEOPLE, brief)
    assert isinstance(found, Plan)
    return found


def test_the_five_things_are_told_from_the_plan() -> None:
    brief = asked()
    things = {thing.key: thing for thing in five_things(made(brief), brief, default_assumptions())}
    # One post each: a package of one post is spread over three waves, but posts in the first only.
    assert things["long_term"].score == pytest.approx(3 / 4)
    assert things["authenticity"].score == pytest.approx(((0.9 + 1) / 2 + 0.5 + 0.7 + 0.3) / 4)
    assert things["authenticity"].weak.startswith("Weak evidence: for 75%")
    assert things["more_than_money"].score == pytest.approx(0.25 / (1 - 0.443))
    assert things["platform"].score == 1.0
    assert things["influence"].score == pytest.approx(0.5)
    assert "1 of 2" in things["influence"].sentence
    assert all(thing.formula and thing.survey and thing.sentence.endswith(".") for thing in things.values())


def test_a_plan_of_nobody_has_no_scores() -> None:
    brief = builders.brief(goal={"kind": "cheapest"}, budget_cents=None)
    found = plan(PEOPLE, brief)
    assert isinstance(found, Plan) and not found.picks
    assert set(scores(found, brief, default_assumptions()).values()) == {None}


def test_changes_are_briefs_that_can_be_planned() -> None:
    brief = asked(must_have=[])
    found = made(brief)
    for thing in five_things(found, brief, default_assumptions()):
        for change in thing.changes:
            assert changed(brief, change) != brief


def test_advice_has_the_price_of_what_it_advises() -> None:
    people = builders.roster(*(builders.creator(f"c{n}", fit=0.3 + n / 20, engagement_rate=0.01) for n in range(8)))
    brief = builders.brief(budget_cents=200_000, waves=THREE, offers={"spans": ["one_off", "every_wave"]})
    said = advice_job(brief.model_dump_json(), people, Context())
    assert not isinstance(said, str)
    before = plan(people, brief)
    assert isinstance(before, Plan)
    priced = [advice for advice in said if advice.price is not None and advice.price.score is not None]
    assert priced
    for advice in priced:
        price = advice.price
        assert price is not None and price.reach is not None
        after = plan(people, changed(brief, price.change))
        assert isinstance(after, Plan)
        assert price.reach == pytest.approx(before.totals.unique_reach - after.totals.unique_reach, rel=0.02, abs=5)
        assert (price.score or 0) > (advice.thing.score or 0)


def test_both_ways_are_what_they_say() -> None:
    people = builders.roster(*(builders.creator(f"c{n}") for n in range(8)))
    brief = builders.brief(budget_cents=200_000, partnerships={"headcount": {"min": 0.5}})
    once, long = both_briefs(brief)
    assert len(once.waves) == len(long.waves) == 3
    both = both_ways_job(brief.model_dump_json(), people, Context())
    assert not isinstance(both, str) and both.given
    assert isinstance(both.one_off, Plan) and isinstance(both.partnership, Plan)
    assert {len(pick.waves) for pick in both.one_off.picks} == {1}
    assert min(len(pick.waves) for pick in both.partnership.picks) >= 2
    assert loyal_posts(both.one_off) == 0 < loyal_posts(both.partnership)
    assert max(p.totals.cost_cents for p in (both.one_off, both.partnership)) <= 200_000


def test_a_brief_that_cannot_be_read_gives_a_sentence() -> None:
    assert "budget_cents" in str(both_ways_job('{"budget_cents": -1}', PEOPLE, Context()))
    assert "budget_cents" in str(advice_job('{"budget_cents": -1}', PEOPLE, Context()))


def test_the_small_sample_is_worth_having() -> None:
    reading = read_roster("roster.csv", (SAMPLES / "roster.csv").read_bytes(), ReadSettings())
    brief = Brief.read((SAMPLES / "brief_small.json").read_text(encoding="utf-8"))
    found = plan(reading.roster, brief)
    assert isinstance(found, Plan) and found.proof.closed
    units = sum(pick.uses.get("product_units", 0) for pick in found.picks)
    assert found.totals.cost_cents <= 300_000 and 100 <= units <= 400
    assert (found.totals.worth_cents or 0) > 2 * found.totals.cost_cents
    alone = plan(
        reading.roster,
        brief.changed("offers.ways", []).changed("offers.spans", ["one_off"]).changed("partnerships", {}),
    )
    assert isinstance(alone, Plan)
    assert found.totals.unique_reach > 1.1 * alone.totals.unique_reach


def test_the_calendar_has_a_bar_for_every_step() -> None:
    brief = asked(flight={"start": "2027-02-01"})
    found = made(brief)
    when = schedule_of(found, brief, TODAY + timedelta(days=60), [Posted("instagram:anna", 1, None, 1)])
    rows = rows_of(when, found)
    figure = gantt(when, rows, brief, Look())
    traces = {trace.name: trace for trace in figure.data}
    points = traces["points"]
    assert len(points.x) == len(when.tasks)
    assert {pick.creator for pick in found.picks} == set(rows)
    publish = [task for task in when.tasks if task.kind is TaskKind.PUBLISH]
    bars = sum(list(traces[f"publish {tier}"].x).count(None) + 1 for tier in Tier if f"publish {tier}" in traces)
    assert bars == len(publish)
    assert len(traces["posts"].x) == sum(len(task.days) for task in publish)
    assert "attention" in traces
    names = [note.text for note in figure.layout.annotations]
    assert "anna" in names and any("Tease" in text for text in names)
    spanish = gantt(when, rows, brief.changed("locale", "es_ES"), Look())
    assert "1 feb" in spanish.layout.xaxis.ticktext and "Feb 1" in figure.layout.xaxis.ticktext


def test_bars_lie_on_the_line_of_the_name_but_for_work_during_another_wave() -> None:
    brief = asked(offers={"spans": ["every_wave"]}, budget_cents=1_000_000)
    found = made(brief)
    when = schedule_of(found, brief, TODAY)
    rows = rows_of(when, found)
    points = next(trace for trace in gantt(when, rows, brief, Look()).data if trace.name == "points")
    publish = [task for task in when.tasks if task.kind is TaskKind.PUBLISH]
    during = 0
    for task, y in zip(when.tasks, points.y, strict=True):
        others = [post for post in publish if post.creator == task.creator and post.wave != task.wave]
        if task.kind is TaskKind.PUBLISH or not others:
            assert y == pytest.approx(rows.index(task.creator))
        elif any(task.start <= post.end and post.start <= task.end for post in others):
            during += 1
            assert 0.3 < y - rows.index(task.creator) < 0.5
    assert during


def test_weeks_add_up_to_the_plan() -> None:
    brief = asked()
    found = made(brief)
    figure = weeks(schedule_of(found, brief, TODAY), brief, Look(narrow=True))
    cash, posts = ({trace.name: trace for trace in figure.data}[name] for name in ("cash", "posts"))
    assert sum(cash.y) == pytest.approx(found.totals.cost_cents / 100)
    assert sum(posts.y) == found.totals.posts


def test_text_from_a_roster_is_no_markup_in_the_calendar() -> None:
    people = builders.roster(builders.creator("<b>x</b>", name="<i>"))
    brief = builders.brief(waves=[{"name": "<u>one</u>"}, {"name": "two"}])
    found = plan(people, brief)
    assert isinstance(found, Plan)
    when = schedule_of(found, brief, TODAY)
    figure = gantt(when, rows_of(when, found), brief, Look())
    said = " ".join(note.text for note in figure.layout.annotations) + " ".join(figure.data[-1].text)
    assert "<u>" not in said and "<b>x" not in said and "&lt;" in said


def test_platforms_are_those_of_the_survey() -> None:
    brief = builders.brief(
        must_have=[{"creator": "tiktok:ben"}], excluded=["instagram:anna", "instagram:cleo", "instagram:dov"]
    )
    found = plan(PEOPLE, brief)
    assert isinstance(found, Plan) and {pick.platform for pick in found.picks} == {Platform.TIKTOK}
    assert scores(found, brief, default_assumptions())["platform"] == 0
