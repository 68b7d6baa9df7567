"""Conversions and what they are worth: only where somebody has given rates and prices."""

from __future__ import annotations

from typing import Any

import pytest

from pages.parts.plan import kpis
from pages.parts.session.state import Made, Source
from planner.brief.brief import Brief
from planner.domain.roster import Roster
from planner.exports.terminal import lines
from planner.outcome import Plan
from planner.planning import plan
from planner.problems import BadInput
from tests import builders

RATES = {"click_rate": 0.01, "conversion_rate": 0.05}


def crowd(**numbers: float) -> Roster:
    """Three creators with a reel for 100, 200 and 300."""
    return builders.roster(
        *(builders.creator(f"c{i}", builders.package("reel", 100 * i, reels=1, **numbers)) for i in (1, 2, 3))
    )


def planned(roster: Roster, **asked: Any) -> tuple[Plan, Brief]:
    """The plan of a brief that has one, and the brief."""
    brief = builders.brief(**asked)
    found = plan(roster, brief)
    assert isinstance(found, Plan)
    return found, brief


def test_without_rates_nothing_is_said() -> None:
    found, brief = planned(crowd())
    assert (found.totals.conversions, found.totals.revenue_cents, found.totals.roas) == (None, None, None)
    assert found.bands is not None
    assert found.bands.conversions is None
    assert len(kpis.tiles_of(found, brief)) == 6
    assert "Conversions" not in "\n".join(lines(found, brief))


def test_conversions_are_impressions_times_both_rates() -> None:
    found, _ = planned(crowd(), sales=RATES)
    assert found.totals.conversions == pytest.approx(found.totals.impressions * 0.01 * 0.05)
    assert sum(pick.conversions or 0 for pick in found.picks) == pytest.approx(found.totals.conversions)
    assert found.totals.cost_per_conversion_cents == pytest.approx(
        found.totals.cost_cents / (found.totals.impressions * 0.0005)
    )


def test_the_roster_s_own_rates_come_first() -> None:
    found, _ = planned(crowd(click_rate=0.02), sales=RATES)
    assert found.totals.conversions == pytest.approx(found.totals.impressions * 0.02 * 0.05)
    only, _ = planned(crowd(click_rate=0.02, conversion_rate=0.1))
    assert only.totals.conversions == pytest.approx(only.totals.impressions * 0.002)


def test_revenue_and_roas_have_ranges_and_emv_is_what_the_user_says() -> None:
    found, brief = planned(crowd(), sales={**RATES, "revenue_cents": 4_000, "emv_cents": 15})
    total, bands = found.totals, found.bands
    assert total.conversions is not None
    assert total.revenue_cents == pytest.approx(total.conversions * 4_000)
    assert total.roas == pytest.approx(total.conversions * 4_000 / total.cost_cents)
    assert total.emv_cents == pytest.approx(total.engagements * 15)
    assert bands is not None
    assert bands.roas is not None
    assert bands.conversions is not None
    assert bands.roas.p10 < total.roas < bands.roas.p90
    assert bands.conversions.p10 < total.conversions < bands.conversions.p90
    said = "\n".join(lines(found, brief))
    assert "ROAS" in said
    assert "at your own rate per engagement; it is not revenue" in said
    titles = [tile.title for tile in kpis.tiles_of(found, brief)]
    assert titles[-3:] == ["Conversions", "ROAS", "EMV"]


def test_the_goal_conversions_prefers_those_who_sell() -> None:
    roster = builders.roster(
        builders.creator("loud", builders.package("reel", 500, reels=1, conversion_rate=0.01), followers=40_000),
        builders.creator("sells", builders.package("reel", 500, reels=1, conversion_rate=0.2), followers=10_000),
    )
    asked = {"budget_cents": 50_000, "sales": {"click_rate": 0.01}}
    assert planned(roster, **asked)[0].picks[0].handle == "loud"
    found, _ = planned(roster, **asked, goal={"kind": "conversions"})
    assert found.picks[0].handle == "sells"
    assert found.proof.goal == pytest.approx(found.totals.conversions)


def test_the_goal_conversions_needs_both_rates() -> None:
    with pytest.raises(BadInput) as caught:
        plan(crowd(), builders.brief(goal={"kind": "conversions"}, sales={"click_rate": 0.01}))
    assert str(caught.value) == (
        "sales.conversion_rate: is needed for the goal conversions. "
        "Accepted: a rate from 0 to 1, or a roster with the column conversion_rate."
    )


@pytest.mark.parametrize("rate", [-0.1, 1.2, 45])
def test_a_rate_that_is_no_share_is_named(rate: float) -> None:
    with pytest.raises(BadInput, match="sales.click_rate"):
        builders.brief(sales={"click_rate": rate})
    with pytest.raises(BadInput, match="click_rate of instagram:c1, package reel"):
        plan(crowd(click_rate=rate), builders.brief())


def test_tiles_are_compared_with_a_plan_that_knew_no_conversions(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(kpis.st, "html", drawn.append)
    plain, first = planned(crowd())
    sold, brief = planned(crowd(), sales={**RATES, "revenue_cents": 4_000})
    kpis.draw(Made(sold, brief, Source.ROSTER, crowd()), Made(plain, first, Source.ROSTER, crowd()))
    assert "Conversions" in drawn[0]
    assert drawn[0].count("no change") == 6


def test_a_number_that_is_too_long_for_its_tile_is_drawn_smaller(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(kpis.st, "html", drawn.append)
    for locale, currency in (("en_US", "USD"), ("pt_BR", "BRL"), ("en_US", "SEK")):
        plain, brief = planned(crowd(), locale=locale, currency=currency)
        totals = plain.totals.model_copy(update={"charged_cents": 22_510_000})
        kpis.draw(Made(plain.model_copy(update={"totals": totals}), brief, Source.ROSTER, crowd()), None)
    assert [html.count("n long") for html in drawn] == [0, 1, 1]
