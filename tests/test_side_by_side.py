"""Scenarios beside each other: who is in which, what the briefs ask differently, and one scale for all pyramids."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from planner.brief.brief import Brief
from planner.domain.roster import Roster
from planner.exports.side_by_side import presence_csv
from planner.figures.look import Look
from planner.figures.scenario_pyramids import scenario_pyramids, scenario_pyramids_alt
from planner.figures.tiers import PyramidMeasure
from planner.outcome import Plan
from planner.planning import plan
from planner.side_by_side import Side, asked_differently, presences, reference_of
from tests import builders


def people() -> Roster:
    return builders.roster(
        *(builders.creator(f"c{at}", followers=20_000 + at, country="US") for at in range(6)),
        builders.creator("=big", followers=900_000),
    )


def side(name: str, baseline: bool = False, **asked: Any) -> Side:
    brief = builders.brief(**asked)
    return Side(name, name, brief, plan(people(), brief), baseline)


@pytest.fixture(scope="module")
def sides() -> tuple[Side, ...]:
    refused = side("Refused", creators={"min": 50})
    return (side("All", baseline=True), side("Two", creators={"max": 2}), refused)


def test_the_baseline_is_what_others_are_compared_with(sides: tuple[Side, ...]) -> None:
    assert reference_of(sides) is sides[0]
    assert reference_of(sides[1:]) is sides[1]
    assert reference_of(sides[2:]) is None
    assert reference_of((sides[1], sides[0])) is sides[0]


def test_everybody_is_listed_once_with_what_is_booked_where(sides: tuple[Side, ...]) -> None:
    plans = [side.plan for side in sides if side.plan is not None]
    rows = presences(plans)
    assert {row.creator for row in rows} == {pick.creator for found in plans for pick in found.picks}
    for row in rows:
        for at, found in enumerate(plans):
            assert bool(row.packages[at]) == any(pick.creator == row.creator for pick in found.picks)
        assert row.everywhere == (row.packages[0] == row.packages[1])
    assert rows[0].handle == "=big"
    assert sum(row.everywhere for row in rows) == 2 and len(rows) == 7


def test_the_file_holds_everybody_and_no_formula(sides: tuple[Side, ...]) -> None:
    rows = presences([side.plan for side in sides if side.plan is not None])
    content = presence_csv(rows, ["=1+1", "Two"]).decode("utf-8-sig")
    read = list(csv.reader(io.StringIO(content)))
    assert read[0] == ["creator", "handle", "platform", "tier", "'=1+1", "Two"]
    assert len(read) == len(rows) + 1 and read[1][1] == "'=big"


def test_what_the_briefs_ask_differently_is_in_words() -> None:
    first = builders.brief(
        pyramid={"macro": {"headcount": {"max": 0.1}}},
        must_have=[{"creator": "instagram:anna", "agreed_fee_cents": 50_000}],
        excluded=["instagram:ben"],
        assumptions={},
    )
    data = first.model_dump(mode="json")
    data |= {"budget_cents": 500_050, "name": "Other", "time_limit": 5, "pyramid_order": True}
    data |= {"excluded": [], "goal": {"kind": "engagements"}, "pyramid": {"macro": {"headcount": {"max": 0.25}}}}
    data["must_have"][0]["agreed_fee_cents"] = None
    found = {asked.words: asked.values for asked in asked_differently([first, Brief.read(data)])}
    assert found == {
        "Goal": ("Unique reach", "Engagements"),
        "Budget": ("$10,000", "$5,000.50"),
        "Macro share of creators at most": ("10%", "25%"),
        "More creators the lower the tier": ("", "yes"),
        "Must have: @anna (Instagram): agreed fee": ("$500", ""),
        "Without: @ben (Instagram)": ("yes", ""),
    }
    assert asked_differently([first, first, first]) == ()


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("measure", list(PyramidMeasure))
def test_all_pyramids_have_one_scale(sides: tuple[Side, ...], measure: PyramidMeasure, narrow: bool) -> None:
    figure = scenario_pyramids(sides, measure, Look(narrow=narrow))
    grounds = figure.data[::2]
    assert len(grounds) == 2 * 3, "who was refused has no pyramid"
    scales = set()
    for trace in grounds:
        # Width at half the height: the mean of foot and top.
        width = (trace.x[3] - trace.x[0] + trace.x[2] - trace.x[1]) / 2
        if trace.meta["value"]:
            scales.add(round(width / trace.meta["value"], 9))
        else:
            assert width == 0
    assert len(scales) == 1
    middles = {round(float((trace.x[0] + trace.x[3]) / 2), 3) for trace in grounds}
    assert len(middles) == (1 if narrow else 2)
    totals = [found.totals.creators for found in (sides[0].plan, sides[1].plan) if isinstance(found, Plan)]
    if measure is PyramidMeasure.CREATORS:
        shown = [sum(t.meta["value"] for t in grounds if t.meta["side"] == name) for name in ("All", "Two")]
        assert shown == totals
    assert scenario_pyramids_alt(sides, measure).startswith("All: Pyramid by")


def test_nothing_to_draw_is_no_error() -> None:
    empty = side("Empty", goal={"kind": "cheapest"}, budget_cents=None)
    assert scenario_pyramids([empty], PyramidMeasure.SPEND, Look()).layout.height > 0
    assert scenario_pyramids([], PyramidMeasure.SPEND, Look()).layout.height > 0


def test_a_value_is_compared_in_the_unit_of_its_rule() -> None:
    """Fit is a number from 0 to 1 wherever it is written, and a share of posts is per cent."""
    first = builders.brief()
    quality = {"min_fit": 0.45, "min_affinity": 0.3, "max_sponsored_load": 0.25, "min_engagement_rate": 0.0125}
    second = builders.brief(quality=quality, average_fit=0.5)
    assert {asked.words: asked.values[1] for asked in asked_differently([first, second])} == {
        "Average fit at least": "0.5",
        "Fit at least": "0.45",
        "Engagement rate at least": "1.25%",
        "Closeness to the brand at least": "0.3",
        "Sponsored posts at most": "25%",
    }


def test_members_of_groups_are_compared_by_name() -> None:
    def brief(*members: str) -> Brief:
        return builders.brief(groups=[{"name": "the duo", "creators": members, "at_most": 1}])

    (asked,) = asked_differently([brief("x:ben"), brief("x:ben", "tiktok:ann")])
    assert (asked.words, asked.values) == ("Groups the duo creators @ann (TikTok)", ("", "yes"))
