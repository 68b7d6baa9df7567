"""The full cost of a package, line by line, and a budget that covers it."""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import numpy as np
import pytest

from planner.brief.brief import Brief
from planner.check import check
from planner.domain.costs import CostKind
from planner.explore.labour import both_ways, labour
from planner.explore.score import _with_fees
from planner.explore.study import Study
from planner.forecast.assumptions import default_assumptions
from planner.outcome import Plan
from planner.planning import plan
from planner.problems import BadInput
from tests import builders
from tests.random_cases import random_case

FULL = {"budget_covers": "full", "hourly_cents": 6_000}


def _lines(asked: Brief, *people: Any) -> dict[str, int]:
    made = plan(builders.roster(*people), asked)
    assert isinstance(made, Plan)
    (pick,) = made.picks
    assert sum(line.cents for line in pick.costs) == pick.value_cents
    assert [(line.kind, line.cents) for line in made.totals.costs] == [(line.kind, line.cents) for line in pick.costs]
    return {str(line.kind): line.cents for line in pick.costs}


def test_every_kind_of_cost_is_a_line_and_all_lines_are_the_full_cost() -> None:
    anna = builders.creator("anna", builders.package("two", 500, reels=2, units=3, commission_cents=1_250))
    stock = {"units": {"stock": 10, "unit_cost_cents": 1_850, "shipping_cents": 495}}
    costs = {**FULL, "tax": 0.19, "reserve": 0.05}
    lines = _lines(builders.brief(resources=stock, costs=costs, agency_fee=0.125), anna)
    fee, commission, shipping, goods = 50_000, 1_250, 3 * 495, 3 * 1_850
    # Nine hours for a micro creator and one and a half for each of two posts, at 60 an hour.
    hours = 12 * 6_000
    cash = fee + commission + shipping
    agency = _rounded("0.125", cash)
    assert lines == {
        "fee": fee,
        "commission": commission,
        "shipping": shipping,
        "stock": goods,
        "hours": hours,
        "agency": agency,
        "tax": _rounded("0.19", fee + commission + agency),
        "reserve": _rounded("0.05", cash),
    }


def _rounded(share: str, cents: int) -> int:
    return int((Decimal(share) * cents).quantize(Decimal(1), ROUND_HALF_UP))


def test_without_a_wish_the_full_cost_is_cash_and_stock_as_before() -> None:
    table = builders.table(builders.roster(), builders.brief())
    assert (table.value_cents == table.cash_cents).all()
    assert not table.costs
    assert not table.covers_full


def test_hours_count_where_the_budget_covers_them_or_where_they_are_asked_for() -> None:
    for costs, counted in (({}, False), ({"hours": True}, True), (FULL, True), ({**FULL, "hours": False}, False)):
        table = builders.table(builders.roster(), builders.brief(costs=costs))
        assert (CostKind.HOURS in table.costs) is counted


def test_hours_are_those_of_the_tier_and_can_be_edited() -> None:
    people = [builders.creator(name, followers=many) for name, many in (("a", 5_000), ("b", 90_000), ("c", 900_000))]
    edits = {"staff_hours_per_creator.all.macro": 30, "staff_hours_per_post.all.micro": 0.25}
    asked = builders.brief(costs=FULL, assumptions=edits)
    table = builders.table(builders.roster(*people), asked)
    assert table.costs[CostKind.HOURS].tolist() == [9.25 * 6_000, 11.5 * 6_000, 31.5 * 6_000]


def test_without_an_own_figure_an_hour_costs_what_the_assumption_says_in_the_currency_of_the_brief() -> None:
    euros = builders.brief(currency="EUR", costs={"budget_covers": "full"})
    table = builders.table(builders.roster(), euros)
    rate = default_assumptions().number("units_per_usd", "EUR")
    assert table.costs[CostKind.HOURS].tolist() == [round(60 * rate * 100) * 10.5]


def test_with_labour_one_large_creator_beats_many_small_ones() -> None:
    small = [builders.creator(f"s{n}", builders.package("reel", 150), followers=12_000) for n in range(12)]
    large = builders.creator("large", builders.package("reel", 1_500), followers=120_000)
    roster = builders.roster(*small, large)
    asked = builders.brief(budget_cents=250_000)
    without = plan(roster, asked.changed("costs", {**FULL, "hours": False}))
    within = plan(roster, asked.changed("costs", FULL))
    assert isinstance(without, Plan) and isinstance(within, Plan)
    assert [pick.handle for pick in within.picks if pick.tier == "mid"]
    assert within.totals.creators < without.totals.creators
    assert within.totals.value_cents == within.totals.charged <= 250_000
    assert within.totals.budget_left_cents == 250_000 - within.totals.value_cents
    assert "in all, every cost counted" in next(row.name for row in within.limits if row.rule == "budget")


def test_one_budget_without_and_with_hours_says_what_changes_tier_by_tier() -> None:
    small = [builders.creator(f"s{n}", builders.package("reel", 150), followers=12_000) for n in range(12)]
    large = builders.creator("large", builders.package("reel", 1_500), followers=120_000)
    study = Study.of(
        builders.roster(*small, large), builders.brief(budget_cents=250_000, costs={"hourly_cents": 6_000})
    )
    found = labour(study)
    assert [one.hours_cents for one in found.tiers_without] == [0, 0, 0]
    assert isinstance(found.within, Plan) and isinstance(found.without, Plan)
    for one in found.tiers_within:
        each = {"macro": 13.5, "mid": 11.5, "micro": 10.5}[one.tier]
        assert one.hours == each * one.creators
        assert one.hours_cents == round(one.hours * 6_000)
    micro = found.tiers_without[2].creators, found.tiers_within[2].creators
    assert micro[1] < micro[0]
    assert f"{micro[0]} micro creators become {micro[1]}" in found.sentence
    without, within = both_ways(study.brief)
    assert (without.costs.counts_hours, within.costs.counts_hours) == (False, True)
    assert without.costs.full and within.costs.full


def test_an_agency_fee_on_hours_is_one_and_on_taxes_is_refused() -> None:
    with pytest.raises(BadInput) as wrong:
        builders.brief(costs={"agency_on": ["tax"]})
    assert "kinds of cost before it" in str(wrong.value)
    with pytest.raises(BadInput):
        builders.brief(costs={"reserve_on": []})
    assert builders.brief(costs={"agency_on": ["hours", "fee"]}).costs.agency_on == (CostKind.HOURS, CostKind.FEE)


def test_the_check_finds_a_cent_that_no_line_explains_and_a_share_that_is_not_its_own() -> None:
    asked = builders.brief(costs={**FULL, "tax": 0.19})
    table = builders.table(builders.roster(), asked)
    assert not check(table, asked, [0], [1])
    odd = replace(table, value_cents=table.value_cents + 1)
    assert any("is not the sum of its parts" in said for said in check(odd, asked, [0], [1]))
    taxed = replace(
        table, value_cents=table.value_cents + 1, costs={**table.costs, CostKind.TAX: table.costs[CostKind.TAX] + 1}
    )
    assert any("is not its share" in said for said in check(taxed, asked, [0], [1]))
    dear = asked.changed("budget_cents", int(table.value_cents[0]) - 1)
    assert any("more than the budget" in said for said in check(table, dear, [0], [1]))
    assert not check(table, asked.changed("budget_cents", int(table.value_cents[0])), [0], [1])


def test_another_fee_moves_what_is_a_share_of_it() -> None:
    asked = builders.brief(costs={**FULL, "tax": 0.19}, agency_fee=0.1)
    dear = _with_fees(builders.table(builders.roster(), asked), {0: 70_000}, asked)
    fresh = builders.table(builders.roster(builders.creator("anna", builders.package("standard", 700))), asked)
    assert dear.cash_cents.tolist() == fresh.cash_cents.tolist()
    assert dear.value_cents.tolist() == fresh.value_cents.tolist()


def test_a_person_on_several_accounts_costs_what_their_accounts_cost_together() -> None:
    anna = [
        builders.creator("anna", person="Anna"),
        builders.creator("anna.t", platform="tiktok", person="Anna", followers=90_000),
    ]
    asked = builders.brief(costs={**FULL, "tax": 0.19, "reserve": 0.0333})
    table = builders.table(builders.roster(*anna), asked)
    assert table.parts is not None
    both = int(np.argmax(table.value_cents))
    assert int(table.value_cents[both]) == int(table.parts.base.value_cents.sum())
    assert not check(table, asked, [both], [1])


def test_random_campaigns_have_costs_that_the_budget_covers() -> None:
    drawn = [random_case(seed)[1].costs for seed in range(60)]
    assert {"cash", "full"} == {str(one.budget_covers) for one in drawn}
    assert any(one.full and one.counts_hours and one.tax and one.reserve for one in drawn)


def test_the_check_rounds_a_share_as_the_costs_do() -> None:
    """Half a cent up, and a ten thousandth of a cent less than half down."""
    for share, fee, due in ((0.4999, 0.01, 0), (0.5, 0.01, 1), (0.9, 1_000, 90_000)):
        asked = builders.brief(costs={"tax": share, "tax_on": ["fee"]})
        table = builders.table(builders.roster(builders.creator("anna", builders.package("reel", fee, reels=1))), asked)
        assert (table.value_cents - table.cash_cents).tolist() == [due]
        assert not check(table, asked, [0], [1])
