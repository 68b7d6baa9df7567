"""Small faults of sentences and figures that made people doubt a plan, each gone."""

from __future__ import annotations

import itertools
from datetime import date
from io import BytesIO

import pytest

from pages.parts.jobs.planning import _found
from planner.brief.brief import Brief
from planner.campaign.budgets import slider_end
from planner.campaign.status import Status, Step, asked_with
from planner.campaign.stops import the_limit
from planner.debrief.actual import actual_of
from planner.debrief.expected import expectations
from planner.domain.results import Result
from planner.domain.roster import Roster
from planner.exports.brief_words import brief_facts
from planner.exports.dossier import Dossier
from planner.exports.formats import FORMATS
from planner.figures.limits import limit_bars
from planner.figures.look import Look
from planner.forecast.assumptions import default_assumptions
from planner.optimise.watch import Progress
from planner.outcome import Plan, asked_for
from planner.planning import plan
from planner.side_by_side import comparable
from tests import builders

MADE = {one.key: one.make for one in FORMATS}
INCH = 914_400


def crew(many: int = 150, fee: float | None = 100.0) -> Roster:
    return builders.roster(
        *(
            builders.creator(f"creator.number.{at:03d}", builders.package("reel", fee, reels=1), followers=20_000 + at)
            for at in range(many)
        )
    )


def made(roster: Roster | None, asked: Brief) -> Plan:
    answer = plan(roster, asked)
    assert isinstance(answer, Plan)
    return answer


@pytest.mark.parametrize("fee", [100.0, None])
@pytest.mark.parametrize("budget", [100_000, 333_333, 5_000_000])
def test_spend_lies_in_its_range_and_the_range_within_the_budget(fee: float | None, budget: int) -> None:
    answer = made(crew(60, fee), builders.brief(budget_cents=budget))
    assert answer.bands is not None
    band = answer.bands.cost_cents
    assert band.p10 <= answer.totals.cost_cents <= band.p90 <= budget
    assert band.p10 <= band.p50 <= band.p90


def test_without_a_roster_spend_lies_in_its_range_too() -> None:
    answer = made(None, builders.brief(budget_cents=7_250_000))
    assert answer.bands is not None
    assert answer.bands.cost_cents.p10 <= answer.totals.cost_cents <= answer.bands.cost_cents.p90 <= 7_250_000


@pytest.mark.parametrize(
    ("budget", "held", "end"),
    [(8_000, 0, 20_000), (110_000, 0, 280_000), (8_000, 280_000, 280_000), (300_000, 280_000, 750_000), (0, 0, 10_000)],
)
def test_a_slider_grows_and_starts_anew_with_another_campaign(budget: float, held: int, end: int) -> None:
    assert slider_end(budget, held) == end


def test_nothing_is_said_of_a_bound_that_is_not_known_yet() -> None:
    asked = builders.brief()
    assert "can beat" not in _found(Progress("Begun", 0.1, None, 0.0), asked)
    assert "nothing can beat 500 people" in _found(Progress("On", 0.2, None, 500.0), asked)


def test_changes_are_counted_within_a_campaign_only() -> None:
    spring = builders.brief(name="Spring", audience=[{"name": "Hikers", "size": 1_000}])
    assert comparable(spring, spring.changed("budget_cents", 5))
    assert comparable(spring, spring.changed("name", "Spring, micro only"))
    other = builders.brief(name="Autumn", audience=[{"name": "Runners", "size": 1_000}])
    assert not comparable(spring, other)
    assert not comparable(spring, spring.changed("currency", "EUR"))


def test_a_dropped_rule_is_no_limit_any_more() -> None:
    asked = builders.brief(creators={"max": 3}, pyramid_order=True)
    answer = made(crew(10), asked)
    dropped = asked.changed("creators.max", None).changed("pyramid_order", False)
    assert {row.rule for row in asked_for(answer.limits, asked)} >= {"creators", "pyramid_order"}
    assert not {row.rule for row in asked_for(answer.limits, dropped)} & {"creators", "pyramid_order"}
    found = the_limit(answer, dropped)
    assert found is None or found.rule != "creators"
    assert "in total" not in limit_bars(asked_for(answer.limits, dropped), dropped, Look()).to_json()
    assert "in total" in limit_bars(answer.limits, asked, Look()).to_json()


def replanned() -> Dossier:
    """After many answers: 140 have signed, three have declined."""
    roster = crew()
    names = [str(name) for name in roster.creators["id"]]
    steps = [Status(creator=name, step=Step.SIGNED, fee_cents=10_000) for name in names[:140]]
    steps += [Status(creator=name, step=Step.DECLINED) for name in names[140:143]]
    asked = asked_with(builders.brief(name="Re-planned", budget_cents=2_000_000), steps)
    return Dossier(made(roster, asked), asked, roster, date(2027, 1, 4))


def test_files_count_many_people_and_never_name_who_declined() -> None:
    dossier = replanned()
    facts = {fact.title: fact.words for fact in brief_facts(dossier.brief)}
    assert facts["Excluded"] == "3 creators"
    assert facts["Signed"].endswith("and 137 more")
    html = MADE["html"](dossier).decode()
    opening = html[html.index("<header>") : html.index("<h2>The pyramid")]
    assert "instagram:creator" not in opening
    assert opening.count("creator.number") == 3
    assert not [at for at in (140, 141, 142) if f"creator.number.{at}" in opening]


def test_the_first_slide_overlaps_nowhere_after_a_re_plan() -> None:
    from pptx import Presentation

    slide = Presentation(BytesIO(MADE["pptx"](replanned()))).slides[0]
    boxes = [
        (shape.left, shape.top, shape.top + shape.height, shape.text_frame.text)
        for shape in slide.shapes
        if shape.has_text_frame and shape.text_frame.text
    ]
    words = " ".join(box[3] for box in boxes)
    assert "Signed" in words
    assert not [at for at in (140, 141, 142) if f"creator.number.{at}" in words]
    for left in {box[0] for box in boxes}:
        column = sorted((box for box in boxes if box[0] == left and box[1] > 2 * INCH), key=lambda box: box[1])
        for above, below in itertools.pairwise(column):
            assert above[2] <= below[1] + INCH // 20, (above[3], below[3])
        assert not column or column[-1][2] <= 7.5 * INCH


@pytest.mark.parametrize(("day", "dated"), [(None, False), (date(2027, 3, 3), True)])
def test_on_time_is_said_only_where_days_are_known(day: date | None, dated: bool) -> None:
    asked, roster = builders.brief(budget_cents=50_000), crew(1)
    expected = expectations(made(roster, asked), asked, roster)[0]
    rows = [Result(handle="creator.number.000", date=day, posts=1)]
    assert actual_of(rows, expected, date(2027, 3, 14), True, default_assumptions()).dated is dated
    assert not actual_of(rows, expected, None, True, default_assumptions()).dated
