"""Prices without a solver, and relaxed plans from them, are as good as those of the linear program of everybody."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from planner.brief.brief import Brief
from planner.optimise import descent, everybody, narrowed, search, tree, working_set
from planner.optimise.blocks import BLOCK, Blocks
from planner.optimise.descent import Descended, descended
from planner.optimise.master import Prices
from planner.optimise.problem import Objective, Problem
from planner.optimise.relaxation import CLOSE, Relaxation, best_of_creators, constant, reduced_values, relaxed
from planner.optimise.rest import Start
from planner.optimise.watch import Watch
from planner.rules import limits_of
from tests import builders, markets, test_market
from tests.test_plans import middling, usual_brief

FIRST = int(os.environ.get("PLANNER_FIRST", "0"))
CASES = int(os.environ.get("PLANNER_CASES", "30"))
BATCH = 10
PARTS = [{"name": "A", "size": 900_000}, {"name": "B", "size": 400_000}]
CAMPAIGNS = {
    "reach": usual_brief(),
    "engagements": usual_brief(goal={"kind": "engagements"}),
    "reach with a floor": usual_brief(reach_floor=150_000),
    "a floor over two": usual_brief(goal={"kind": "cheapest"}, budget_cents=None, reach_floor=200_000, audience=PARTS),
    "cheapest": usual_brief(goal={"kind": "cheapest"}, budget_cents=None, reach_floor=200_000),
}


def posed(brief: Brief, size: int) -> Problem:
    table = builders.table(middling(size=size), brief)
    return Problem.of(table, Objective.of(brief, table), limits_of(brief, table))


def bound_at(problem: Problem, prices: Prices) -> float:
    columns = problem.small
    assert columns is not None
    top, first = best_of_creators(columns.creator, reduced_values(columns, prices))
    often = problem.table.available[columns.creator[first]]
    return constant(problem, prices, problem.low, problem.high) + float(often @ np.maximum(top, 0))


def guessed(problem: Problem, seed: int) -> Prices:
    """Any prices of the right signs."""
    draw = np.random.default_rng(seed)
    y = draw.exponential(1e-2, len(problem.limits)) * np.where(np.isfinite(problem.low), -1, 1)
    w = draw.random(len(problem.table.segments)) * problem.table.sizes * problem.reaches
    return Prices(y, w, draw.random(len(problem.floors)))


@pytest.mark.parametrize("name", CAMPAIGNS)
@pytest.mark.parametrize("size", [60, 600])
def test_from_any_prices_the_plan_and_the_bound_are_those_of_the_whole_program(name: str, size: int) -> None:
    problem = posed(CAMPAIGNS[name], size)
    assert problem.small is not None
    true = relaxed(problem, Watch())
    scale = abs(true.bound)
    for start in (true.prices, guessed(problem, 1)):
        near = descended(problem, problem.small, start, Watch())
        if near is None:
            # Far prices may lead nowhere, and are then left alone.
            assert start is not true.prices
            continue
        assert near.bound == pytest.approx(bound_at(problem, near.prices))
        assert near.bound - true.bound <= 2 * near.off + CLOSE * scale
        found = narrowed.narrowed(problem, near, Watch())
        assert found is not None
        assert found.bound == pytest.approx(bound_at(problem, found.prices))
        assert abs(found.bound - true.bound) <= 3 * CLOSE * scale
        value = problem.value(found.index, found.x)  # type: ignore[arg-type]
        assert found.bound - (narrowed.LITTLE + 2 * CLOSE) * scale <= value <= found.bound + CLOSE * scale
        used = found.x @ problem.take(found.index).rows
        assert (used >= problem.low - 1e-5).all() and (used <= problem.high + 1e-5).all()
        owner = problem.table.creator[found.index]
        assert (np.bincount(owner, found.x)[owner] <= problem.table.available[owner] + 1e-6).all()


def test_from_nothing_prices_of_many_creators_are_near_the_best_ones() -> None:
    problem = posed(CAMPAIGNS["reach"], 600)
    assert problem.small is not None
    near = descended(problem, problem.small, None, Watch())
    assert near is not None
    assert near.bound <= relaxed(problem, Watch()).bound * (1 + 1e-3)


def test_where_a_price_moves_nobody_and_where_people_are_worth_nothing_no_lowest_point_is_made_up() -> None:
    """A demand that nobody helps with, a plan for nothing, and a floor without a price are the linear program's."""
    problem = posed(CAMPAIGNS["reach"], 60)
    nobody = replace(problem.limits[0], name="nobody", sense=">=", bound=1, vector=lambda part: 0 * part.cash_cents)
    asked = replace(problem, limits=(*problem.limits, nobody))
    assert asked.small is not None
    assert descended(asked, asked.small, guessed(asked, 1), Watch()) is None
    free = Objective(lambda part: -part.cash_cents * (part.creator % 2), problem.objective.people * 0)
    cheap = replace(posed(CAMPAIGNS["cheapest"], 600), objective=free)
    assert cheap.small is not None
    assert abs(relaxed(cheap, Watch()).bound) <= 1e-6
    assert descended(cheap, cheap.small, guessed(cheap, 1), Watch()) is None
    floored = posed(usual_brief(reach_floor=150_000, audience=PARTS), 60)
    assert floored.small is not None and floored.floors
    for start in (None, replace(guessed(floored, 1), rho=np.zeros(1))):
        assert descended(floored, floored.small, start, Watch()) is None


def test_whoever_is_wrongly_beyond_doubt_is_put_right(monkeypatch: pytest.MonkeyPatch) -> None:
    """Prices that are far from the best ones leave nobody in doubt, and many where they do not belong."""
    monkeypatch.setattr(narrowed, "DOUBT", (0.0,))
    problem = posed(CAMPAIGNS["reach"], 600)
    true = relaxed(problem, Watch())
    for factor in (0.5, 2.0):
        prices = replace(true.prices, y=true.prices.y * factor, w=true.prices.w / factor)
        near = Descended(prices, bound_at(problem, prices), np.ones(len(prices.w)))
        found = narrowed.narrowed(problem, near, Watch())
        assert found is not None
        assert abs(found.bound - true.bound) <= 3 * CLOSE * true.bound


def test_at_the_deadline_the_bound_of_the_prices_holds_and_there_is_no_plan() -> None:
    problem = posed(CAMPAIGNS["reach"], 600)
    near = Descended(guessed(problem, 1), 0.0, np.ones(len(problem.table.segments)))
    near = replace(near, bound=bound_at(problem, near.prices))
    found = narrowed.narrowed(problem, near, Watch().within(0.0))
    assert found is not None
    assert (len(found.index), found.bound) == (0, near.bound)


def test_prices_of_one_problem_are_none_of_another_and_outlast_other_scales() -> None:
    problem, other = posed(CAMPAIGNS["reach"], 60), posed(CAMPAIGNS["engagements"], 60)
    larger, prices = posed(CAMPAIGNS["reach"], 600), guessed(problem, 1)
    start = Start.of(problem, prices)
    assert start.at(other) is None
    moved = start.at(larger)
    assert moved is not None
    assert moved.y * larger.scales == pytest.approx(prices.y * problem.scales)


def told(rest: markets.InMemory, problem: Problem) -> Prices:
    """Prices of any problem that have nothing to do with it."""
    return guessed(problem, len(problem.limits))


@pytest.mark.parametrize("name", ["reach", "cheapest", "too little money"])
def test_from_prices_that_say_nothing_a_plan_is_as_good_and_no_plan_is_none(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(markets.InMemory, "start", told)
    test_market.test_a_short_list_stays_short_and_its_plan_is_as_good_as_that_of_everybody(name)


@pytest.mark.parametrize("first", range(FIRST, FIRST + CASES, BATCH))
def test_whatever_prices_a_market_knows_the_answer_is_that_of_all_plans_there_are(
    first: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Random campaigns held against every plan there is, in a tree from prices that say nothing."""
    for module, name, value in (
        (search, "FEW", 0),
        (search, "WHOLE_AT_ONCE", 0),
        (working_set, "ALL", 4),
        (working_set, "NEAR", 2),
        (working_set, "SMALL", 1),
        (tree, "LISTED", 3),
        (tree, "TRUSTING", 3),
        (everybody, "TOLD", 2),
    ):
        monkeypatch.setattr(module, name, value)
    monkeypatch.setattr(markets.InMemory, "start", told)
    whole, narrow = Counter[bool](), narrowed.narrowed

    def counted(problem: Problem, near: Descended, watch: Watch) -> Relaxation | None:
        found = narrow(problem, near, watch)
        whole[found is None] += 1
        return found

    monkeypatch.setattr(narrowed, "narrowed", counted)
    test_market.test_of_a_part_of_a_roster_the_answer_is_that_of_all_plans_there_are(first)
    assert whole[False] > whole[True]


@pytest.mark.parametrize("rows", [0, 1, BLOCK, 3 * BLOCK + 7])
def test_products_in_blocks_are_those_of_the_whole(rows: int) -> None:
    draw = np.random.default_rng(1)
    matrix, vector, factors = draw.normal(size=(rows, 5)), draw.normal(size=5), draw.normal(size=rows)
    blocks = Blocks(matrix)
    assert blocks.times(vector) == pytest.approx(matrix @ vector)
    assert blocks.sums(factors) == pytest.approx(factors @ matrix)
    assert blocks.gram(factors) == pytest.approx((matrix * factors[:, None]).T @ matrix)


def test_gradient_and_curvature_are_those_of_the_smoothed_bound() -> None:
    """Against differences of it, with a floor, whose price makes weight worth something."""
    problem = posed(usual_brief(reach_floor=150_000, audience=PARTS), 60)
    assert problem.small is not None
    of = descent._Descent(problem, problem.small, Watch())
    at = of._begin(replace(relaxed(problem, Watch()).prices, rho=np.array([0.3])))
    of._blur = np.maximum.reduceat(of._size(at), of._first) * 0.3 + 1.0
    value, slope, bend = of._model(at)
    for place in np.flatnonzero(at):
        step = np.zeros(len(at))
        step[place] = 1e-5 * abs(at[place])
        ahead, behind = of._model(at + step), of._model(at - step)
        width = 2 * step[place]
        assert slope[place] == pytest.approx((ahead[0] - behind[0]) / width, rel=1e-3, abs=1e-6 * abs(value))
        assert bend[place] == pytest.approx((ahead[1] - behind[1]) / width, rel=1e-2, abs=1e-3 * abs(bend[place]).max())
