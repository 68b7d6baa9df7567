"""Slides, reopened: native charts with our numbers, text inside the page, nobody's name."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from functools import cache

import pytest
from pptx import Presentation
from pptx.enum.chart import XL_CHART_TYPE

from planner.campaign.verdict import verdict_of
from planner.domain.roster import Tier
from planner.exports.dossier import Dossier, Version
from planner.exports.formats import FORMATS
from planner.exports.key_figures import conclusion, price
from planner.exports.slides.deck import figure_size
from planner.outcome import Plan
from planner.planning import plan
from planner.wording import count
from tests import builders
from tests.export_cases import BRIEF, dossier, plan_of, real, sample

SLIDES = next(kind for kind in FORMATS if kind.key == "pptx")


@cache
def made() -> bytes:
    return SLIDES.make(replace(real(), versions=(Version("Second thoughts", BRIEF, sample()),)))


def texts(data: bytes) -> list[list[str]]:
    """Every text of every slide, tables included."""
    found = []
    for slide in Presentation(io.BytesIO(data)).slides:
        words = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        for shape in slide.shapes:
            if shape.has_table:
                words += [cell.text for row in shape.table.rows for cell in row.cells]
        found.append(words)
    return found


def charts(data: bytes) -> list[object]:
    deck = Presentation(io.BytesIO(data))
    return [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]


def test_seven_slides_say_what_they_show_on_16_to_9() -> None:
    deck = Presentation(io.BytesIO(made()))
    assert round(deck.slide_width / deck.slide_height, 3) == round(16 / 9, 3)
    titles = [slide.shapes.title.text for slide in deck.slides]
    assert len(titles) == 7
    assert titles[0] == conclusion(real().plan, real().brief)
    assert all(titles)
    assert len(Presentation(io.BytesIO(SLIDES.make(dossier()))).slides) == 6, "no day, no calendar"


def test_the_pyramid_is_a_native_chart_with_the_plans_numbers() -> None:
    pyramid = charts(made())[0]
    assert pyramid.chart_type == XL_CHART_TYPE.BAR_STACKED_100
    assert list(pyramid.plots[0].categories) == ["Macro", "Mid-tier", "Micro"]
    heads = {part.tier: part.creators for part in real().plan.totals.tiers}
    assert list(pyramid.plots[0].series[1].values) == [heads[t] for t in (Tier.MACRO, Tier.MID, Tier.MICRO)]


def test_charts_carry_money_reach_and_weeks_that_add_up_to_the_plan() -> None:
    totals = real().plan.totals
    found = charts(made())
    by_platform, by_tier = found[2], found[3]
    assert sum(by_platform.plots[0].series[0].values) == pytest.approx(totals.cost_cents / 100)
    assert sum(by_tier.plots[0].series[0].values) == pytest.approx(totals.cost_cents / 100)
    for chart in (by_platform, by_tier):
        # 19.932 € stays on one line, with room for it beside the longest bar.
        assert chart.plots[0].series[0].data_labels._element.txPr.bodyPr.get("wrap") == "none"
        longest = max(chart.plots[0].series[0].values)
        assert 1.25 * longest <= chart.value_axis.maximum_scale <= 1.5 * longest
    scenarios = found[4]
    assert list(scenarios.plots[0].categories) == ["This plan", "Second thoughts"]
    assert scenarios.plots[0].series[0].values[0] == pytest.approx(totals.unique_reach)
    posts, cash = found[5], found[6]
    assert sum(posts.plots[0].series[0].values) == totals.posts
    assert sum(cash.plots[0].series[0].values) == pytest.approx(totals.cost_cents / 100)


def test_figures_on_the_first_slide_are_those_of_the_plan() -> None:
    first = texts(made())[0]
    plan, brief = real().plan, real().brief
    assert price(plan.totals.cost_per_reach_cents, brief) in first
    assert count(plan.totals.creators, brief.locale) in first
    assert any("meets all" in text for text in first)


def test_the_first_slide_says_what_has_to_be_known_before_its_figures_are_believed() -> None:
    away = builders.brief(audience=[{"size": 300_000, "country": "IS"}])
    people = builders.roster(builders.creator("anna", country="US"), builders.creator("ben", country="US"))
    planned = plan(people, away)
    assert isinstance(planned, Plan)
    about = Dossier(planned, away, people)
    caveats = [one.sentence for one in verdict_of(planned, away, people).caveats]
    assert caveats and "outside your audience" in caveats[0]
    first = texts(SLIDES.make(about))[0]
    assert any(caveats[0][:80] in text for text in first)


def test_a_long_number_of_a_tile_stays_on_its_line() -> None:
    assert figure_size(["20", "613"], 2.2) == 25
    size = figure_size(["20", "R$ 144,9 mil"], 2.2)
    assert size * len("R$ 144,9 mil") * 0.68 / 72 <= 1.9, "bold letters of a wide font"


def test_everything_lies_inside_the_page() -> None:
    deck = Presentation(io.BytesIO(made()))
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.top >= 0
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top + shape.height <= deck.slide_height


def test_the_file_holds_no_name_and_is_the_same_each_time() -> None:
    about = Presentation(io.BytesIO(made())).core_properties
    assert (about.author, about.last_modified_by, about.title) == ("", "", "Spring launch")
    one = Dossier(sample(), BRIEF)
    assert SLIDES.make(one) == SLIDES.make(one)
    with zipfile.ZipFile(io.BytesIO(SLIDES.make(one))) as parts:
        outside = [
            target
            for name in parts.namelist()
            if name.endswith(".rels")
            for target in re.findall(rb'TargetMode="External"', parts.read(name))
        ]
    assert not outside


def test_a_plan_of_nobody_makes_slides_too() -> None:
    words = texts(SLIDES.make(dossier(plan_of([]))))
    assert "Nobody else can be booked under this brief." in words[4]


def test_without_scenarios_the_bench_is_the_alternative() -> None:
    words = texts(SLIDES.make(real()))[4]
    assert words[0] == "Who could step in"
    assert real().plan.bench[0].handle in words
