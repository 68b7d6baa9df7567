"""Figures say with their traces what the plan says with its numbers."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
import pytest

from planner.brief.brief import Brief, GoalKind
from planner.domain.roster import Compensation, Format, Platform, Tier
from planner.figures.bricks import Block, bricks, grips
from planner.figures.limits import MOST, limit_bars, shown_limits, used_against_bound
from planner.figures.look import Look, clean
from planner.figures.pyramid import MOST_CREATORS, PARTS, PyramidMeasure, pyramid, pyramid_alt
from planner.figures.reach import POINTS, reach_curve
from planner.figures.survey import Question, survey_bars
from planner.forecast import reach as model
from planner.forecast.assumptions import default_assumptions, shipped_evidence
from planner.outcome import LimitReport, Pick, Plan, Proof
from planner.totals import SegmentReach, TierTotals, Totals

FOLLOWERS = {Tier.MICRO: 18_000, Tier.MID: 160_000, Tier.MACRO: 1_100_000}
FEE = {Tier.MICRO: 42_000, Tier.MID: 260_000, Tier.MACRO: 1_450_000}
SIZE, KAPPA = 2_000_000, 5.0
FROM_THE_TOP = ("macro", "mid", "micro")

BANDS = Brief.read(
    {
        "budget_cents": 10_000_000,
        "pyramid": {
            "micro": {"headcount": {"min": 0.6, "max": 0.8}, "spend": {"max": 0.5}},
            "mid": {"count": {"min": 6, "max": 20}},
            "macro": {"headcount": {"max": 0.1}, "count": {"min": 1}},
        },
    }
)
PLAIN = Brief.read({"budget_cents": 10_000_000})


def a_pick(tier: Tier, number: int, count: int = 1, handle: str = "") -> Pick:
    sway = 0.6 + 0.8 * ((number * 37) % 97) / 97
    people = FOLLOWERS[tier] * 0.22 * sway
    handle = handle or f"{tier}.{number}"
    cost = int(FEE[tier] * sway) * count
    return Pick(
        creator=f"instagram:{handle}",
        handle=handle,
        name="",
        platform=Platform.INSTAGRAM,
        tier=tier,
        country="US",
        category="beauty",
        followers=int(FOLLOWERS[tier] * sway),
        package="1 reel + 2 stories, cash",
        deliverables={Format.REEL: 1, Format.STORY: 2},
        compensation=Compensation.CASH,
        count=count,
        cost_cents=cost,
        value_cents=cost,
        fee_estimated=False,
        evidence="median views",
        reach=people * count,
        target_reach=people * 0.5 * count,
        incremental_reach=people * 0.3 * count,
        impressions=people * 1.3 * count,
        engagements=people * 0.04 * count,
        score=0.0,
        fit=0.8,
        authenticity=0.9,
        fake_share=0.05,
        engagement_rate=0.031,
    )


def a_plan(picks: Sequence[Pick], limits: Sequence[LimitReport] = ()) -> Plan:
    def unique(chosen: Sequence[Pick]) -> float:
        weights = [p.count * float(model.weight(p.target_reach / p.count / SIZE, KAPPA)) for p in chosen]
        return float(model.unique_reach(sum(weights), SIZE, KAPPA))

    def tier_totals(tier: Tier) -> TierTotals:
        chosen = [p for p in picks if p.tier is tier]
        return TierTotals(
            tier=tier,
            creators=sum(p.count for p in chosen),
            cost_cents=sum(p.cost_cents for p in chosen),
            engagements=sum(p.engagements for p in chosen),
            gross_reach=sum(p.reach for p in chosen),
            unique_reach=unique(chosen),
        )

    shares = [p.target_reach / p.count / SIZE for p in picks for _ in range(p.count)]
    target, reached = sum(p.target_reach for p in picks), unique(picks)
    cost = sum(p.cost_cents for p in picks)
    totals = Totals(
        creators=sum(p.count for p in picks),
        posts=sum(p.posts for p in picks),
        cost_cents=cost,
        value_cents=cost,
        budget_left_cents=0,
        gross_reach=sum(p.reach for p in picks),
        target_reach=target,
        unique_reach=reached,
        frequency=target / reached if reached else 0,
        impressions=sum(p.impressions for p in picks),
        engagements=sum(p.engagements for p in picks),
        score=0,
        estimated_fees=0,
        segments=(
            SegmentReach(
                name="My market",
                size=SIZE,
                gross=target,
                unique=reached,
                independent=SIZE * model.independent_share(shares),
                pool=SIZE * model.pool_share(shares),
            ),
        ),
        tiers=tuple(tier_totals(tier) for tier in Tier),
    )
    proof = Proof(
        goal=reached,
        bound=reached,
        gap=0,
        tolerance=0.001,
        closed=True,
        how="direct",
        solver="HiGHS",
        seconds=0.1,
        packages=400,
        checked=True,
    )
    return Plan(goal=GoalKind.UNIQUE_REACH, picks=tuple(picks), totals=totals, limits=tuple(limits), proof=proof)


def a_mix(macro: int, mid: int, micro: int, each: int = 1) -> Plan:
    """A plan with so many creators per tier, `each` to a pick."""
    picks = []
    for tier, creators in ((Tier.MACRO, macro), (Tier.MID, mid), (Tier.MICRO, micro)):
        for number, first in enumerate(range(0, creators, each)):
            picks.append(a_pick(tier, number, min(each, creators - first)))
    return a_plan(picks)


def trace(figure: go.Figure, name: str) -> go.Scatter:
    (found,) = [each for each in figure.data if each.name == name]
    return found


def width(figure: go.Figure, tier: str) -> float:
    """Width of a tier's block at half its height."""
    x = trace(figure, f"{tier} block").x
    return float((x[3] - x[0] + x[2] - x[1]) / 2)


def texts(figure: go.Figure) -> str:
    return "\n".join(note.text for note in figure.layout.annotations)


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("measure", list(PyramidMeasure))
def test_widths_are_proportional_to_the_measure(measure: PyramidMeasure, narrow: bool) -> None:
    plan = a_mix(4, 12, 32)
    figure = pyramid(plan, PLAIN, measure, Look(narrow=narrow))
    field = {"creators": "creators", "spend": "cost_cents"}.get(measure, str(measure))
    values = {str(tier.tier): getattr(tier, field) for tier in plan.totals.tiers}
    largest = max(values, key=lambda tier: values[tier])
    for tier in FROM_THE_TOP:
        assert trace(figure, f"{tier} block").meta["value"] == pytest.approx(values[tier])
        expected = width(figure, largest) * values[tier] / values[largest]
        assert width(figure, tier) == pytest.approx(expected)


@pytest.mark.parametrize("mix", [(4, 12, 32), (2, 20, 300), (5, 5, 5), (0, 9, 31), (0, 0, 1), (0, 0, 0)])
def test_every_creator_is_one_clickable_brick_and_traces_keep_their_order(mix: tuple[int, int, int]) -> None:
    figure = pyramid(a_mix(*mix), BANDS, PyramidMeasure.CREATORS, Look())
    assert [each.name for each in figure.data] == [f"{t} {part}" for t in FROM_THE_TOP for part in PARTS]
    for tier, creators in zip(FROM_THE_TOP, mix, strict=True):
        points = trace(figure, f"{tier} points")
        assert len(points.x) >= creators
        assert len({entry[1] for entry in (points.customdata if creators else ())}) == creators
        corners = np.asarray(trace(figure, f"{tier} bricks").x, float)
        assert (np.isnan(corners).sum() + 1 if len(corners) else 0) == creators
        for entry in points.customdata if creators else ():
            assert entry[0] == tier
            assert entry[1].startswith("instagram:")


def test_an_empty_tier_says_none_and_an_empty_plan_is_a_picture_too() -> None:
    figure = pyramid(a_mix(0, 9, 31), PLAIN, PyramidMeasure.CREATORS, Look())
    assert "none" in texts(figure)
    assert trace(figure, "macro block").line.dash
    assert "No creators in this plan." in texts(pyramid(a_mix(0, 0, 0), BANDS, PyramidMeasure.SPEND, Look()))


def test_above_many_creators_a_brick_is_a_line_of_the_plan() -> None:
    plan = a_mix(3, 40, MOST_CREATORS * 3, each=100)
    figure = pyramid(plan, PLAIN, PyramidMeasure.CREATORS, Look())
    corners = np.asarray(trace(figure, "micro bricks").x, float)
    assert np.isnan(corners).sum() + 1 == MOST_CREATORS * 3 // 100
    assert "line of the plan" in texts(figure)


def test_bricks_fill_their_block_and_keep_their_proportions() -> None:
    sizes = np.array([900.0, 300.0, 300.0, 120.0, 80.0, 7.0, 1.0])
    block = Block(width=240, top=10, height=100)
    left, right, top, bottom = bricks(sizes, block).T
    areas = (right - left) * (bottom - top)
    assert areas == pytest.approx(sizes / sizes.sum() * 24_000)
    assert (left.min(), right.max(), top.min(), bottom.max()) == pytest.approx((-120, 120, 10, 110))


def test_a_long_brick_can_be_gripped_all_along() -> None:
    block = Block(width=500, top=0, height=100)
    x, y, size, brick = grips(bricks(np.ones(1), block), block)
    assert list(x) == pytest.approx([-200, -100, 0, 100, 200])
    assert set(y) == {50}
    assert set(size) == {100}
    assert set(brick) == {0}


def test_equal_creators_stand_in_even_rows() -> None:
    laid = bricks(np.ones(32), Block(width=400, top=0, height=112))
    rows = np.unique(np.round(laid[:, 2], 6), return_counts=True)[1]
    assert set(rows) == {8}


def test_bands_are_drawn_where_the_brief_puts_them() -> None:
    plan = a_mix(4, 12, 32)
    figure = pyramid(plan, BANDS, PyramidMeasure.CREATORS, Look())
    per_creator = width(figure, "micro") / 32
    for tier, low, high in (("micro", 0.6 * 48, 0.8 * 48), ("mid", 6, 20), ("macro", 1, 4.8)):
        ends = np.asarray(trace(figure, f"{tier} band").x, float)
        ends = ends[ends > 0]
        assert (ends.min() * 2, ends.max() * 2) == pytest.approx((low * per_creator, high * per_creator))
    assert "Brief: 60% to 80%" in texts(figure)
    assert "Brief: up to 10%, at least 1 creator" in texts(figure)
    assert not len(trace(pyramid(plan, BANDS, PyramidMeasure.SPEND, Look()), "mid band").x)


def test_limits_that_are_zero_are_drawn_and_limits_that_are_none_are_not() -> None:
    brief = PLAIN.changed("pyramid", {"macro": {"count": {"max": 0}}})
    figure = pyramid(a_mix(0, 4, 8), brief, PyramidMeasure.CREATORS, Look())
    assert "Brief: up to 0 creators" in texts(figure)
    assert "Brief" not in texts(pyramid(a_mix(0, 4, 8), PLAIN, PyramidMeasure.CREATORS, Look()))


def test_text_from_a_roster_is_shown_as_text() -> None:
    plan = a_plan([a_pick(Tier.MICRO, 1, handle="<b>x</b>&\n<a href=1>")])
    figure = pyramid(plan, PLAIN, PyramidMeasure.CREATORS, Look())
    entry = trace(figure, "micro points").customdata[0]
    assert entry[2] == "&lt;b&gt;x&lt;/b&gt;&amp; &lt;a href=1&gt;"
    assert clean("a" * 100, 10) == "a" * 9 + "…"


def test_hover_shows_every_figure_in_the_currency_and_signs_of_the_brief() -> None:
    brief = Brief.read({"budget_cents": 1, "currency": "EUR", "locale": "de_DE"})
    figure = pyramid(a_mix(1, 2, 3), brief, PyramidMeasure.SPEND, Look())
    assert "%{customdata[5]:,.0f}\xa0€ cash" in trace(figure, "macro points").hovertemplate
    assert figure.layout.separators == ",."
    (hover,) = [n.hovertext for n in figure.layout.annotations if n.hovertext and "Macro" in n.hovertext]
    assert "unique people by this tier alone" in hover


def test_alt_text_says_what_the_picture_says() -> None:
    alt = pyramid_alt(a_mix(4, 12, 32), PyramidMeasure.CREATORS)
    assert alt == (
        "Pyramid by creators, from apex to base: macro 4 (8%), mid-tier 12 (25%), micro 32 (67%); 48 creators in all."
    )
    assert "macro none" in pyramid_alt(a_mix(0, 1, 1), PyramidMeasure.SPEND)
    assert pyramid_alt(a_mix(0, 0, 0), PyramidMeasure.SPEND).startswith("Pyramid of an empty plan")


PATHS = {
    "budget": "budget_cents",
    "must_have": "must_have.0",
    "pyramid": "pyramid.macro.headcount.min",
    "resources": "resources.units.stock",
    "excluded": "excluded.0",
}


def a_limit(rule: str, sense: str, used: float, bound: float, unit: str, met: bool = True) -> LimitReport:  # noqa: PLR0913 read as a table
    return LimitReport.model_validate(
        {
            "rule": rule,
            "name": f"{rule} <i>",
            "sense": sense,
            "used": used,
            "bound": bound,
            "unit": unit,
            "met": met,
            "path": PATHS.get(rule, rule if rule in ("reach_floor", "pyramid_order") else "creators.max"),
        }
    )


LIMITS = (
    a_limit("reach_floor", ">=", 400_000, 300_000, "people"),
    a_limit("must_have", ">=", 1, 1, "creators"),
    a_limit("budget", "<=", 6_000_000, 6_000_000, "money"),
    a_limit("excluded", "<=", 0, 0, "creators"),
    a_limit("resources", "<=", 84, 100, "amount"),
    a_limit("pyramid", ">=", 0.667, 0.6, "share"),
    a_limit("pyramid_order", ">=", 20, 0, "creators"),
)


def test_limits_come_by_tightness_with_their_room() -> None:
    figure = limit_bars(LIMITS, PLAIN, Look())
    points = trace(figure, "points")
    rules = ["budget", "pyramid", "resources", "reach_floor", "pyramid_order", "must_have"]
    assert [text.removeprefix("<b>").partition(" ")[0] for text in points.text] == rules
    assert list(points.x) == pytest.approx([1, 0.6 / 0.667, 0.84, 0.75, 0, 1])
    assert len([x for x in trace(figure, "binding").x if x is None or np.isnan(x)]) + 1 == 2
    assert "budget &lt;i&gt;" in texts(figure)
    assert "<i>" not in texts(figure)


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        (a_limit("a", "<=", 84, 100, "amount"), "84 of 100"),
        (a_limit("a", "<=", 5_998_200, 6_000_000, "money"), "$60K of $60K"),
        (a_limit("a", ">=", 0.667, 0.6, "share"), "66.7%, at least 60%"),
        (a_limit("a", ">=", 412_345, 300_000, "people"), "412.3K, at least 300K"),
        (a_limit("a", ">=", 20, 0, "creators"), "20 to spare"),
        (a_limit("a", ">=", 0.742, 0.7, "fit"), "0.74, at least 0.7"),
        (a_limit("must_have", ">=", 1, 1, "creators"), "as asked"),
    ],
)
def test_used_against_bound_in_the_unit_of_the_limit(limit: LimitReport, words: str) -> None:
    assert used_against_bound(limit, PLAIN) == words


def test_a_broken_limit_comes_first_and_many_are_cut() -> None:
    broken = a_limit("budget", "<=", 120, 100, "money", met=False)
    assert shown_limits([*LIMITS, broken])[0] is broken
    many = [a_limit(f"r{n}", "<=", n, 40, "amount") for n in range(1, 31)]
    assert len(trace(limit_bars(many, PLAIN, Look()), "points").x) == MOST
    assert "Nothing in this brief" in texts(limit_bars((), PLAIN, Look(narrow=True)))


def test_reach_curves_go_through_the_plan_and_keep_their_order() -> None:
    plan = a_mix(4, 12, 32)
    brief = Brief.read({"budget_cents": 1, "audience": [{"size": SIZE, "kappa": KAPPA}]})
    figure = reach_curve(plan, brief, default_assumptions(), Look())
    (segment,) = plan.totals.segments
    half = POINTS // 2
    for name, people in (("independent", segment.independent), ("forecast", segment.unique), ("pool", segment.pool)):
        curve = trace(figure, name)
        assert curve.y[half] == pytest.approx(people, rel=1e-6)
        assert curve.y[0] == 0
        assert curve.x[half] == pytest.approx(plan.totals.cost_cents / 100)
        assert (np.diff(curve.y) > 0).all()
    assert (trace(figure, "independent").y >= trace(figure, "forecast").y)[half:].all()
    assert (trace(figure, "forecast").y >= trace(figure, "pool").y).all()
    assert trace(figure, "plan").y == (plan.totals.unique_reach,)
    assert len(reach_curve(a_mix(0, 0, 0), brief, default_assumptions(), Look()).data) == 4


def test_survey_answers_are_the_studys() -> None:
    figure = survey_bars(shipped_evidence(), Question.PAY, Look())
    assert list(trace(figure, "answers").x) == pytest.approx([0.443, 0.292, 0.178, 0.079])
    for question in Question:
        answers = trace(survey_bars(shipped_evidence(), question, Look(dark=True)), "answers")
        assert len(answers.x) >= 2
        assert all("2019" in text for text in answers.text)


def test_figures_survive_the_way_to_the_browser() -> None:
    figure = pyramid(a_mix(4, 12, 32), BANDS, PyramidMeasure.CREATORS, Look(dark=True))
    assert json.loads(figure.to_json())["layout"]["uirevision"] == "pyramid creators"
