"""The pieces of the proof: claims about packages that nobody looked at, gaps, and what a solver is told."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from planner.brief.brief import Brief, GoalKind
from planner.intake import ReadSettings, read_roster
from planner.optimise import claims, lp, search, solve, tree
from planner.optimise.branch import Branches
from planner.optimise.claims import APEX, Claim
from planner.optimise.lp import Effort, Live, Model, Row, minimise, relax
from planner.optimise.master import Master, Prices
from planner.optimise.options import Choice, Fixed, Options
from planner.optimise.problem import Objective, Problem
from planner.optimise.relaxation import relaxed
from planner.optimise.restricted import Band
from planner.optimise.somebody import SOMEBODY
from planner.optimise.stopping import Stop, relative_gap
from planner.optimise.watch import Watch
from planner.optimise.working_set import Planted
from planner.outcome import Plan, Undecided
from planner.planning import plan
from planner.rules import Limit, limits_of
from tests import builders
from tests.oracle import Truth
from tests.random_cases import random_case

SAMPLES = Path(__file__).parents[1] / "sample_data"


def problems(first: int) -> Iterator[tuple[int, Brief, Problem]]:
    """Thirty random campaigns as problems, with the seed and the brief of each."""
    for seed in range(first, first + 30):
        roster, brief = random_case(seed)
        table = builders.table(roster, brief)
        yield seed, brief, Problem.of(table, Objective.of(brief, table), limits_of(brief, table))


@pytest.mark.parametrize("first", range(0, 120, 30))
def test_a_claim_about_few_packages_is_never_kept_against_a_plan_of_all(
    first: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Branches closed with a random part of the packages at random prices, judged by the rest."""
    monkeypatch.setattr(claims, "NUMBERS", 8)
    moved = 0
    for seed, brief, problem in problems(first):
        random = np.random.default_rng(seed)
        truth = Truth(problem.table, brief)
        root = relaxed(problem, Watch())
        if root.missing is not None or not truth.feasible.any():
            continue
        rows = np.flatnonzero(problem.eligible)
        some = rows[random.random(len(rows)) < 0.4]
        planted = Planted(problem, some)
        branches = Branches(problem, replace(root, columns=some), planted, Watch())
        noise = random.uniform(0.8, 1.2, len(root.prices.y))
        prices = Prices(np.append(root.prices.y * noise, 0.0), root.prices.w, root.prices.rho)
        _, bound = branches.priced(branches.whole, prices, True)
        claim = Claim(branches.whole, prices, bound, bound)
        guards = planted.choice.creators, branches.options(branches.whole, prices).guard[:, None]
        [verdict] = claims.judged(problem, [claim], np.setdiff1d(rows, some), guards, bound, Watch())
        best = -truth.best if brief.goal.kind is GoalKind.CHEAPEST else truth.best
        assert verdict.bound >= best - 1e-9 * abs(best), seed
        assert verdict.bound >= bound
        assert len(verdict.against) or verdict.bound == bound
        moved += verdict.bound > bound
    assert moved > 1


def test_a_bound_of_infinity_proves_nothing() -> None:
    assert relative_gap(100.0, np.inf) == np.inf
    assert relative_gap(100.0, 101.0) == pytest.approx(0.01)
    assert relative_gap(100.0, 100.0 + 1e-8) == 0.0


def test_a_start_that_is_no_solution_is_not_believed() -> None:
    """Given such a start and a target, HiGHS stops with nothing found, as if it had met the target."""
    most = Row(np.arange(3), np.ones(3), -np.inf, 1.0)
    counted = Row(np.arange(4), np.array([1.0, 1.0, 1.0, -1.0]), 0.0, 0.0)
    upper = np.array([1.0, 1.0, 1.0, np.inf])
    model = Model(np.array([-3.0, -2.0, -1.0, -1.0]), np.zeros(4), upper, upper < 2, [most, counted])
    answer = minimise(model, Effort(gap=0.1, target=-6.5, nodes=100), Watch(), start=np.array([1.0, 1.0, 0.0, 2.0]))
    assert answer.status == "optimal"
    assert answer.x is not None
    assert answer.x.tolist() == [1.0, 0.0, 0.0, 1.0]


def test_of_many_alike_every_package_that_earns_is_taken_in() -> None:
    """Of a creator who stands for three, the best package may be forbidden, and the second best be what is needed."""
    choice = Choice(np.arange(4), np.array([0, 0, 0, 1]), np.array([3, 1]))
    known = np.array([True, False, False, False])
    free = Options(choice, np.array([5.0, 3.0, -1.0, 2.0]), Fixed({0: (0, 0)}, Band(APEX)))
    assert free.earning(10, known).tolist() == [1, 3]


@pytest.mark.parametrize("first", range(0, 60, 30))
def test_whether_a_plan_is_worth_so_much_is_answered_like_the_best_plan_would(
    first: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The search that stops at an answer, on both sides of the best there is."""
    monkeypatch.setattr(search, "WHOLE_AT_ONCE", 0)
    asked = 0
    for seed, _, problem in problems(first):
        best = search.best_plan(problem, Stop(1e-9, 30.0), Watch())
        if best.selection is None or best.selection.value <= 0:
            continue
        asked += 1
        value = best.selection.value
        below, above = (Stop(0.01, 30.0, wanted=value * part) for part in (0.99, 1.001))
        assert below.reached(search.best_plan(problem, below, Watch()).selection), seed
        found = search.best_plan(problem, above, Watch())
        assert not above.reached(found.selection), seed
        assert above.enough(None, found.bound), seed
    assert asked > 1


def test_a_segment_of_which_a_billionth_is_within_reach_is_not_rounded_away() -> None:
    """Its weights are below what a solver tells from nothing, and yet they are the whole goal."""
    people = [
        builders.creator(f"c{n:02d}", builders.package(fee=100.0 + 10 * n), followers=2_000 + 500 * n)
        for n in range(12)
    ]
    asked = builders.brief(
        budget_cents=50_000, audience=[{"size": 8_000_000_000, "audience_share": 0.0001, "kappa": 1_000_000}]
    )
    table = builders.table(builders.roster(*people), asked)
    truth = Truth(table, asked)
    found = solve(table, asked, builders.roster(*people), Watch())
    assert isinstance(found, Plan)
    assert found.proof.goal == pytest.approx(truth.best, rel=3e-6)
    assert truth.best * (1 - 1e-9) <= found.proof.bound <= truth.best * 1.001


def test_a_floor_at_the_best_there_is_is_met(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cores of 40 hold no such plan; aimed at, the floor leads to one, after a tenth of the branches."""
    roster = read_roster("roster.csv", (SAMPLES / "roster.csv").read_bytes(), ReadSettings(currency="USD")).roster
    assert roster is not None
    waves = [{"name": "Tease", "cash_cents": {"max": 1_000_000}}, {"name": "Launch"}]
    asked = {**json.loads((SAMPLES / "brief.json").read_text(encoding="utf-8")), "waves": waves, "time_limit": 60}
    most = plan(roster, Brief.read(asked))
    assert isinstance(most, Plan)
    monkeypatch.setattr(tree, "CORES", (40,))
    again = plan(roster, Brief.read({**asked, "reach_floor": int(most.totals.unique_reach)}))
    assert isinstance(again, Plan), again.sentence
    assert again.totals.unique_reach >= int(most.totals.unique_reach)
    assert int(again.proof.how.split()[0]) < 200, "without that 913 branches, and its time"


def test_a_solver_that_loses_its_way_leaves_a_plan_undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(self: Master, watch: Watch) -> None:
        raise ArithmeticError("the relaxation ended as none")

    monkeypatch.setattr(Master, "solve", lost)
    monkeypatch.setattr(search, "FEW", 0)
    found = plan(builders.roster(), builders.brief())
    assert isinstance(found, Undecided)
    assert "too far apart" in found.sentence


def test_a_core_holds_what_the_relaxed_plan_books_and_not_all_that_near_prices_would() -> None:
    """At prices that are a little too low all four earn something; the relaxed plan books two and a half."""
    nobody = np.zeros(4, np.int32)
    options = Options(Choice(np.arange(4), np.arange(4), np.ones(4, np.int64)), np.array([5.0, 4.0, 3.0, 0.1]))
    part = options.core(1, nobody, (np.array([0, 1, 2]), np.array([1.0, 1.0, 0.5])))
    assert part.free.tolist() == [2, 3]
    assert (part.held.tolist(), part.held_counts.tolist()) == ([0, 1], [1, 1])


def test_packages_worth_nothing_do_not_fill_a_core() -> None:
    """A hundred of them lose nothing; a core of ten takes some, and those who would be booked next."""
    worth = np.append(np.zeros(100), np.linspace(-2.0, -1.0, 20))
    options = Options(Choice(np.arange(120), np.arange(120), np.ones(120, np.int64)), worth)
    part = options.core(10, np.zeros(120, np.int32), (np.array([5, 110]), np.array([1.0, 1.0])))
    assert part.free.tolist() == [*range(0, 100, 10), *range(110, 120)]
    assert part.held.tolist() == [5]


@pytest.mark.skipif(lp.highspy is None, reason="HiGHS is not installed")
@pytest.mark.parametrize("whole", [True, False])
def test_highs_is_given_the_program_that_pulp_would_give_it(whole: bool) -> None:
    """With sides that are open, a coefficient of nothing, a row of nobody, and columns of both kinds."""
    rows = [
        Row(np.array([2, 0, 1]), np.array([1.0, 0.0, -2.5]), -np.inf, 3.0),
        Row(np.empty(0, np.int64), np.empty(0), -1.0, np.inf),
        Row(np.array([1, 3]), np.array([4.0, 1.0]), 0.5, 2.0),
    ]
    integer = np.array([True, False, True, False])
    lower, upper = np.array([0.0, -np.inf, 1.0, 0.0]), np.array([2.0, np.inf, 5.0, 9.0])
    problem, _, _ = lp._build(Model(np.array([-1.0, 0.0, -2.0, 1.0]), lower, upper, integer, rows), whole)
    given = []
    for build in (lp._Highs.buildSolverModel, lp.pulp.HiGHS.buildSolverModel):
        solver = lp._Highs(Watch(), None, mip=whole, msg=False)
        solver.createAndConfigureSolver(problem)
        build(solver, problem)
        one = problem.solverModel.getLp()
        matrix = one.a_matrix_
        each = (one.col_cost_, one.col_lower_, one.col_upper_, one.row_lower_, one.row_upper_, matrix.value_)
        given.append((*map(list, (*each, matrix.start_, matrix.index_)), [kind.name for kind in one.integrality_]))
    assert given[0] == given[1]
    assert len(given[0][0]) == 4 and len(given[0][3]) == 4


def test_rows_of_a_table_are_worked_out_once_for_all_problems_on_it() -> None:
    """A refusal poses dozens of problems on one table, with some of the same limits each."""
    table, read = builders.table(builders.roster(), builders.brief()), list[int]()
    limit = replace(SOMEBODY, vector=lambda part: read.append(len(part)) or np.ones(len(part), np.int64))
    for _ in range(3):
        problem = Problem.of(table, Objective.none(table), [limit])
        assert problem.take(np.arange(1)).rows.tolist() == [[1.0]]
        assert problem.meets(np.arange(1), np.ones(1, np.int64))
    assert read == [len(table)]
    (budget,) = (one for one in limits_of(builders.brief(), table) if one.rule == "budget")
    row = budget.kept_row(table).tolist()
    sent: Limit = pickle.loads(pickle.dumps(budget))  # noqa: S301 our own
    assert sent.kept_row(table).tolist() == row, "to another process goes all but what is kept"


def test_a_program_that_grows_is_what_it_would_be_built_at_once() -> None:
    """With rows that hold on both sides, on one and on none, and a column that comes later."""
    sides = [(1.0, 3.0), (-np.inf, 4.0), (2.0, 2.0), (-np.inf, np.inf), (0.5, np.inf)]
    coefficients = np.array([[1.0, 1.0, 0.0], [2.0, 1.0, 1.0], [1.0, 0.0, 1.0], [1.0, 1.0, 1.0], [0.0, 1.0, 1.0]])
    cost, upper = np.array([-1.0, -2.0, -0.5]), np.array([3.0, 2.0, 1.0])

    def model(columns: int) -> Model:
        rows = [
            Row(np.flatnonzero(row[:columns]), row[:columns][row[:columns] != 0], low, high)
            for row, (low, high) in zip(coefficients, sides, strict=True)
        ]
        return Model(cost[:columns], np.zeros(columns), upper[:columns], np.zeros(columns, bool), rows)

    grown = Live(model(2))
    entries = np.flatnonzero(coefficients[:, 2])
    grown.add_columns(cost[2:], upper[2:], (entries, np.zeros(len(entries), np.int64), coefficients[entries, 2]))
    one, other = grown.solve(Watch()), relax(model(3), Effort(), Watch())
    assert one.status == other.status == "optimal"
    assert one.x == pytest.approx(other.x)
    assert one.duals == pytest.approx(other.duals)
