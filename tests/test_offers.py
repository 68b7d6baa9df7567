"""What creators are offered: ways of paying, packages over waves, who says yes, and costs that are due once."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from planner.brief.brief import Brief
from planner.domain.roster import Compensation
from planner.forecast.assumptions import default_assumptions
from planner.forecast.table import COMPENSATIONS, PackageTable
from planner.outcome import Plan, Refusal
from planner.planning import plan
from planner.problems import BadInput
from planner.schedule import schedule_of
from tests import builders

ANNA, BEN, CLEO = "instagram:anna", "instagram:ben", "instagram:cleo"
PEOPLE = builders.roster(
    builders.creator("anna", builders.package("reel", 100, reels=1), followers=8_000),
    builders.creator("ben", builders.package("reel", 900, reels=1), followers=45_000),
    builders.creator("cleo", builders.package("reel", 200, reels=1), followers=9_000, availability="2"),
)
STOCKS = {
    "product_units": {"stock": 100, "unit_cost_cents": 1_000, "shipping_cents": 500},
    "event_seats": {"stock": 20, "unit_cost_cents": 3_000, "fixed_cents": 40_000},
}
TERMS = {
    "product": {"worth_cents": 4_000},
    "event": {"worth_cents": 20_000},
    "affiliate": {"commission": 0.2, "order_cents": 5_000},
}
WAYS = ["product", "event", "affiliate", "hybrid"]
THREE = [{"name": name} for name in ("Tease", "Launch", "Echo")]


def asked(**fields: Any) -> Brief:
    offers = {"ways": WAYS, **TERMS, **fields.pop("offers", {})}
    return builders.brief(**{"resources": STOCKS, "offers": offers, **fields})


def lines(table: PackageTable, creator: str) -> dict[str, int]:
    return {str(table.package_ids[row]): int(row) for row in table.rows_of(creator)}


def number(metric: str, tier: str = "all") -> float:
    return default_assumptions().number(metric, tier=tier)


def test_each_way_is_made_worth_her_while() -> None:
    table = builders.table(PEOPLE, asked())
    mine = lines(table, ANNA)
    assert set(mine) == {
        "reel",
        "1 reel, product offer, 2 units",
        "1 reel, hybrid offer, 1 unit",
        "1 reel, event offer",
        "1 reel, affiliate offer",
    }
    product = mine["1 reel, product offer, 2 units"]
    # 80 % of 100.00 at 40.00 a unit are two; each is sent for 5.00 and costs 10.00
    assert (table.cash_cents[product], table.value_cents[product], table.worth_cents[product]) == (1_000, 3_000, 8_000)
    assert table.uses["product_units"][product] == 2_000
    hybrid = mine["1 reel, hybrid offer, 1 unit"]
    assert (table.cash_cents[hybrid], table.worth_cents[hybrid]) == (6_500, 10_000)
    event = mine["1 reel, event offer"]
    assert (table.cash_cents[event], table.worth_cents[event], table.uses["event_seats"][event]) == (0, 20_000, 1_000)
    affiliate = mine["1 reel, affiliate offer"]
    people = table.gross_reach[affiliate] / table.accepts[affiliate] / table.posting[affiliate]
    earned = round(people * number("affiliate_sales_per_person") * 5_000 * 0.2 / 100) * 100
    assert table.cash_cents[affiliate] == table.worth_cents[affiliate] == earned
    assert table.fee_estimated[[product, hybrid, event, affiliate]].all() and not table.fee_estimated[mine["reel"]]


def test_a_fee_that_product_cannot_match_gets_no_such_offer() -> None:
    mine = lines(builders.table(PEOPLE, asked()), BEN)
    # 720.00 of product is more than five units; a seat leaves 520.00 to pay, more than half their fee.
    assert set(mine) == {"reel", "1 reel, affiliate offer"}


def test_who_says_yes_follows_the_survey_level_and_closeness() -> None:
    close = {"anna": 1.0, "ben": 0.0}

    def accepts(affinity: float | None) -> dict[str, float]:
        scores = {} if affinity is None else {"scores": {ANNA: {"affinity": affinity}}}
        table = builders.table(PEOPLE, asked(**scores))
        return {COMPENSATIONS[table.compensation[r]]: float(table.accepts[r]) for r in table.rows_of(ANNA)}

    usual = accepts(None)
    prefers = number("prefers_product")
    assert usual[Compensation.PRODUCT] == pytest.approx(prefers + (1 - prefers) * number("open_to_product"))
    assert usual[Compensation.CASH] == pytest.approx(number("acceptance_of_quote"))
    fan, stranger = accepts(close["anna"]), accepts(close["ben"])
    odds = usual[Compensation.PRODUCT] / (1 - usual[Compensation.PRODUCT])
    assert fan[Compensation.PRODUCT] == pytest.approx(2 * odds / (1 + 2 * odds))
    assert stranger[Compensation.PRODUCT] == pytest.approx(odds / 2 / (1 + odds / 2))
    table = builders.table(PEOPLE, asked())
    affiliate = [lines(table, who)["1 reel, affiliate offer"] for who in (ANNA, BEN)]
    # 8,000 followers are nano, 45,000 micro.
    ratio = number("noncash_by_level", "micro") / number("noncash_by_level", "nano")
    assert table.accepts[affiliate[1]] / table.accepts[affiliate[0]] == pytest.approx(ratio)


def test_packages_span_waves_with_discount_and_premium() -> None:
    spans = ["one_off", "every_wave", "every_other", "ambassador"]
    table = builders.table(PEOPLE, asked(waves=THREE, offers={"ways": [], "spans": spans}))
    mine = lines(table, ANNA)
    assert {name: int(table.active[row]) for name, row in mine.items()} == {
        "reel, in Tease": 1,
        "reel, in Launch": 2,
        "reel, in Echo": 4,
        "reel, every wave": 7,
        "reel, every other wave": 5,
        "reel, ambassador": 7,
    }
    cash = {name: int(table.cash_cents[row]) for name, row in mine.items()}
    assert cash["reel, in Tease"] == 10_000 and cash["reel, every other wave"] == 20_000
    assert cash["reel, every wave"] == round(300 * (1 - number("package_discount_3_5_posts"))) * 100
    assert cash["reel, ambassador"] == round(270 * (1 + number("exclusivity_30_days"))) * 100
    loyal, once = mine["reel, every wave"], mine["reel, in Tease"]
    assert table.accepts[loyal] > table.accepts[once]
    # Trust grows over waves, so that three posts get more than three times the response.
    gain = number("trust_uplift_U") / number("trust_full_after")
    each = table.engagements[loyal] / table.accepts[loyal] / 3 / (table.engagements[once] / table.accepts[once])
    assert each == pytest.approx(1 + (0 + gain + 2 * gain) / 3)
    assert table.gross_reach[loyal] < 3 * table.gross_reach[once]


def test_nobody_is_offered_a_wave_in_which_she_is_away() -> None:
    spans = ["one_off", "every_wave", "every_other"]
    table = builders.table(PEOPLE, asked(waves=THREE, offers={"ways": [], "spans": spans}))
    assert set(lines(table, CLEO)) == {"reel, in Launch"}


def test_single_waves_differ_so_that_all_are_covered() -> None:
    people = builders.roster(*(builders.creator(f"c{n:02d}") for n in range(24)))
    table = builders.table(
        people, asked(waves=THREE, resources=STOCKS, offers={"ways": [], "spans": ["one_off"], "most": 1})
    )
    assert set(table.active.tolist()) == {1, 2, 4}


def test_what_a_creator_is_offered_does_not_depend_on_who_else_is_there() -> None:
    """Their packages, ranks and waves are those of their own row: whoever is filtered out changes nobody's plan."""
    people = [
        builders.creator(
            f"c{n}",
            *(builders.package(f"offer {at}", fee) for at, fee in enumerate((900 - 100 * n, 300 + 50 * n, 450))),
            followers=20_000 + n,
        )
        for n in range(6)
    ]
    product = {"worth_cents": 4_000}
    offers = {"ways": ["product", "hybrid"], "spans": ["one_off", "every_wave"], "product": product, "most": 4}
    brief = asked(waves=THREE, resources=STOCKS, offers=offers)
    whole = builders.table(builders.roster(*people), brief)
    for gone in range(6):
        rest = builders.table(builders.roster(*people[:gone], *people[gone + 1 :]), brief)
        same = whole.part(np.flatnonzero(whole.creator != gone))
        assert same.package_ids.tolist() == rest.package_ids.tolist()
        assert same.active.tolist() == rest.active.tolist()
        assert same.cash_cents.tolist() == rest.cash_cents.tolist()


def test_no_creator_has_more_packages_than_asked_for() -> None:
    spans = ["one_off", "every_wave", "every_other", "ambassador"]
    waves = [{"name": f"Wave {n}"} for n in range(12)]
    table = builders.table(PEOPLE, asked(waves=waves, offers={"spans": spans, "most": 7}))
    assert np.bincount(table.creator).tolist() == [7, 7, 5]


@pytest.mark.parametrize(("budget", "held"), [(70_000, True), (35_000, False)])
def test_an_event_is_held_when_it_is_worth_it(budget: int, held: bool) -> None:
    people = builders.roster(
        *(builders.creator(f"c{n}", builders.package("reel", 250, reels=1), followers=9_000) for n in range(9))
    )
    fields = {"audience": [{"size": 100_000}], "budget_cents": budget}
    answer = plan(people, asked(**fields, offers={"ways": ["event"]}))
    assert isinstance(answer, Plan)
    guests = sum(pick.uses.get("event_seats", 0) for pick in answer.picks)
    assert bool(guests) is held
    assert answer.totals.fixed_cents == (40_000 if held else 0)
    assert answer.totals.cost_cents == sum(pick.cost_cents for pick in answer.picks) + answer.totals.fixed_cents
    assert answer.totals.cost_cents <= budget
    assert answer.proof.closed
    budget_row = next(limit for limit in answer.limits if limit.rule == "budget")
    assert budget_row.used == answer.totals.cost_cents
    brief = asked(**fields, offers={"ways": ["event"]})
    payments = schedule_of(answer, brief, date(2027, 1, 4)).payments
    assert sum(payment.cents for payment in payments) == answer.totals.cost_cents
    assert any(payment.what == "fixed cost of event seats" for payment in payments) is held


def test_a_refusal_with_fixed_costs_offers_what_is_enough_with_and_without_them() -> None:
    brief = asked(budget_cents=5_000, compensation={"event": {"count": {"min": 1}}})
    answer = plan(PEOPLE, brief)
    assert isinstance(answer, Refusal)
    assert {conflict.rule for conflict in answer.conflicts} == {"compensation", "budget"}
    fixes = {conflict.rule: conflict.fix for conflict in answer.conflicts}
    for rule, less in (("budget", -1), ("compensation", 1)):
        fix = fixes[rule]
        assert fix is not None and fix.enough and fix.least
        assert isinstance(plan(PEOPLE, brief.changed(fix.path, fix.value)), Plan)
        assert isinstance(plan(PEOPLE, brief.changed(fix.path, fix.value + less)), Refusal)


def test_a_seat_without_an_event_is_said() -> None:
    people = builders.roster(
        builders.creator("anna", builders.package("evening", 0, reels=1, compensation="event", event_seats=1))
    )
    alone = plan(people, builders.brief())
    assert isinstance(alone, Plan)
    assert any("a seat at an event, but the brief counts no seats" in note for note in alone.notes)
    counted = plan(people, builders.brief(resources={"event_seats": {"stock": 3}}))
    assert isinstance(counted, Plan) and not any("seat" in note for note in counted.notes)


def test_weak_evidence_and_likely_refusals_are_said() -> None:
    answer = plan(PEOPLE, asked())
    assert isinstance(answer, Plan)
    assert any(note.startswith("Weak evidence: for all 3 creators, we") for note in answer.notes)
    assert any("will say yes" in note for note in answer.notes)
    known = plan(PEOPLE, asked(scores={who: {"affinity": 0.5} for who in (ANNA, BEN, CLEO)}))
    assert isinstance(known, Plan) and not any("Weak evidence" in note for note in known.notes)


@pytest.mark.parametrize("days", [10, 30])
def test_too_little_time_for_the_work_is_bad_input(days: int) -> None:
    flight = {"start": "2027-03-31", "work_from": f"2027-03-{31 - days:02d}"}
    if days == 30:
        assert isinstance(plan(PEOPLE, builders.brief(flight=flight)), Plan)
        return
    with pytest.raises(BadInput, match="leaves 10 days .* takes? 22.* a first wave on 2027-04-12"):
        plan(PEOPLE, builders.brief(flight=flight))


def test_availability_that_forbids_everything_is_bad_input() -> None:
    people = builders.roster(builders.creator("anna", availability="3"), builders.creator("ben", availability="4"))
    two = [{"name": "a"}, {"name": "b"}]
    with pytest.raises(BadInput, match="column availability: '3' forbids every package of every creator"):
        plan(people, builders.brief(waves=two))
    some = builders.roster(builders.creator("anna", availability="3"), builders.creator("ben"))
    with pytest.raises(BadInput, match="forbids every package of theirs.*available_only = false"):
        plan(some, builders.brief(waves=two, must_have=[{"creator": ANNA}]))
    assert isinstance(plan(some, builders.brief(waves=two)), Plan)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"resources": {"product_units": {"stock": 5}}}, "a seat at an event without a stock of event_seats"),
        ({"offers": {"ways": ["event"], "event": None}}, "a seat without an event"),
        ({"resources": {"product_units": {"stock": -1}}}, "resources.product_units.stock.* a number of at least 0"),
        ({"offers": {"affiliate": {"commission": 1.5, "order_cents": 1}}}, "more than the whole sale.*0.15 for 15%"),
        ({"offers": {"spans": ["every_wave"]}}, "over waves, but has no waves"),
        ({"offers": {"ways": ["barter"]}}, "one of 'cash'"),
    ],
)
def test_offers_that_make_no_sense_are_said(fields: dict[str, Any], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        asked(**fields)
