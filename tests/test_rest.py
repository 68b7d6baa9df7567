"""Everybody whom a table leaves out: what they answer at prices."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.forecast.table import PackageTable
from planner.optimise import rest
from planner.optimise.claims import Claim
from planner.optimise.everybody import held
from planner.optimise.master import Prices
from planner.optimise.options import Fixed
from planner.optimise.problem import Objective, Problem
from planner.optimise.relaxation import Relaxation, no_prices
from planner.optimise.rest import APEX, Question, Wider
from planner.optimise.restricted import Band
from planner.optimise.search import Best
from planner.optimise.stopping import Stop
from planner.optimise.watch import Watch
from planner.rules import limits_of
from tests import builders, markets
from tests.markets import InMemory, others_of
from tests.random_cases import random_case


def asked(seed: int) -> tuple[Problem, Question]:
    """A random campaign as a problem, and random prices."""
    roster, brief = random_case(seed)
    table = builders.table(roster, brief)
    problem = Problem.of(table, Objective.of(brief, table), limits_of(brief, table))
    rng = np.random.default_rng(seed)
    prices = Prices(rng.normal(size=len(problem.limits) + seed % 2), rng.random(len(table.segments)) * 1e5, np.empty(0))
    return problem, Question(prices, bool(seed % 3), loss=float(rng.random() * 1e5))


@pytest.mark.parametrize("batch", [1 << 18, 1])
def test_the_rest_answers_as_one_pass_over_everybody_would(batch: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sums over creators, the best package, and those by name, however the rest is cut into parts."""
    monkeypatch.setattr(markets, "BATCH", batch)
    for seed in range(20):
        problem, question = asked(seed)
        table, y = problem.table, question.prices.y
        columns = problem.take(np.flatnonzero(problem.eligible))
        rows = np.column_stack([columns.rows, table.tier[columns.index] == rest.APEX])[:, : len(y)]
        earned = columns.weights @ question.prices.w - rows @ y + columns.gain * question.aims
        best = {c: max(0.0, float(earned[columns.creator == c].max())) for c in columns.creator.tolist()}
        [found] = InMemory(table, np.arange(len(table.available)) + 1000).answers(problem, [question], Watch())
        assert found.more == pytest.approx(sum(int(table.available[c]) * most for c, most in best.items()))
        assert found.top == pytest.approx(earned.max(initial=-np.inf))
        assert found.packages == len(columns.index)
        near = np.flatnonzero(earned >= -question.loss)
        assert (found.near.creator - 1000).tolist() == columns.creator[near].tolist()
        assert found.near.earned(question) == pytest.approx(earned[near])
        assert found.complete == (np.inf if len(near) == len(earned) else question.loss)


def test_of_many_near_ones_those_that_earn_most_come_back() -> None:
    problem, question = asked(1)
    everybody = others_of(problem, problem.table, np.arange(len(problem.table.available)))
    question = replace(question, loss=np.inf, most=3)
    earned = everybody.earned(question)
    few = everybody.answer(question)
    assert sorted(few.near.earned(question)) == sorted(np.sort(earned)[-3:])
    assert few.complete == -np.sort(earned)[-4]


def test_rounded_numbers_are_answered_for_outward() -> None:
    """What float32 keeps is answered for so that no true value is larger."""
    for seed in range(20):
        problem, question = asked(seed)
        true = others_of(problem, problem.table, np.arange(len(problem.table.available)))
        kept = replace(
            true,
            gain=true.gain.astype(np.float32).astype(float),
            rows=true.rows.astype(np.float32).astype(float),
            weights=true.weights.astype(np.float32).astype(float),
            rounding=2.0**-24,
        )
        assert (kept.earned(question) >= true.earned(question)).all(), seed


def test_whoever_is_asked_to_join_is_named_once_and_nobody_after_the_last_round() -> None:
    table = builders.table()
    with pytest.raises(Wider) as raised:
        InMemory(table, np.arange(1)).widen(np.array([7, 3, 7]))
    assert raised.value.creators.tolist() == [3, 7]
    InMemory(table, np.arange(1), last=True).widen(np.array([7]))
    InMemory(table, np.arange(1)).widen(np.empty(0, np.int64))


def test_limits_on_people_mean_the_same_people_in_any_table() -> None:
    """A must-have of one table is nobody in another, whoever has their number there."""
    anna, ben, cleo = (builders.creator(handle) for handle in ("anna", "ben", "cleo"))
    brief = builders.brief(
        must_have=[{"creator": ben.id}, {"creator": cleo.id, "package": "standard"}],
        excluded=[anna.id],
        groups=[{"name": "two", "creators": [ben.id, cleo.id], "together": True}],
    )

    def marked(table: PackageTable, of: PackageTable) -> list[list[int]]:
        return [limit.row(table).tolist() for limit in limits_of(brief, of) if limit.rule in RULES]

    whole = builders.table(builders.roster(anna, ben, cleo), brief)
    other = builders.table(builders.roster(cleo, builders.creator("dov")), brief)
    assert marked(whole, whole) == [[0, 1, 0], [0, 0, 1], [1, 0, 0], [0, -1, 1], [0, 1, -1]]
    assert marked(other, whole) == [[0, 0], [1, 0], [0, 0], [1, 0], [-1, 0]]


RULES = ("must_have", "excluded", "groups")


def test_where_any_plan_will_do_and_none_was_found_nobody_is_asked() -> None:
    """Nothing is claimed then that whoever is left out could refute; that there is no plan would be."""
    problem, _ = asked(1)
    whole = problem.table.available

    class Silent(InMemory):
        def answers(self, *_):  # type: ignore[no-untyped-def]
            raise AssertionError("a pass that nothing rests on")

    table = replace(problem.table, rest=Silent(problem.table, np.arange(len(whole)) + 1000))
    problem = Problem.of(table, Objective.none(table), problem.limits)
    root = Relaxation(0.0, no_prices(problem), np.empty(0, int), np.empty(0), np.zeros(1), np.empty(0, int))
    unknown, stop = Best(None, 0.0, False, "core", root, claims=None), Stop(0.01, 1.0, any=True)
    assert held(problem, unknown, stop, Watch()).claims == ()
    with pytest.raises(AssertionError, match="nothing rests on"):
        held(problem, replace(unknown, impossible=True, bound=-np.inf), stop, Watch())


@pytest.mark.parametrize("refuted", [False, True])
def test_whoever_refutes_a_claim_is_named_only_where_somebody_does(refuted: bool) -> None:
    problem, _ = asked(1)
    passes: list[list[int]] = []

    class Counted(InMemory):
        def answers(self, problem, questions, watch):  # type: ignore[no-untyped-def]
            passes.append([question.most for question in questions])
            return super().answers(problem, questions, watch)

    table = replace(problem.table, rest=Counted(problem.table, np.arange(len(problem.table.available))))
    problem = Problem.of(table, Objective.none(table), problem.limits)
    prices = no_prices(problem)
    root = Relaxation(0.0, prices, np.empty(0, int), np.empty(0), np.zeros(1), np.empty(0, int))
    # Of plans that miss their demands by 1 at least none exists; of those that miss nothing some may.
    claims = tuple(
        Claim(Fixed({}, Band(APEX)), prices, priced, -np.inf, False) for priced in (-1.0, -float(not refuted))
    )
    best = Best(None, -np.inf, True, "tree", root, claims=claims)
    watch = Watch()
    if refuted:
        with pytest.raises(Wider):
            held(problem, best, Stop(0.01, 1.0, any=True), watch)
    else:
        assert held(problem, best, Stop(0.01, 1.0, any=True), watch).impossible
    # Both are of the same prices, which are asked of everybody once.
    assert [len(most) for most in passes] == [1, 1][: 1 + refuted] and passes[0] == [0]
