"""One deadline for a whole question: every solve of it ends by then, and what was found is the answer."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from planner import planning
from planner.forecast import outlook
from planner.optimise import fixed_costs, search, solve
from planner.optimise import watch as watch_module
from planner.optimise.fixed_costs import best_case, cases_of
from planner.optimise.lp import Live, Model, Row
from planner.optimise.nearest import Nearest
from planner.optimise.problem import Problem
from planner.optimise.refuse import NOT_MINIMAL
from planner.optimise.restricted import Selection
from planner.optimise.search import Begun, Best
from planner.optimise.stopping import Stop
from planner.optimise.watch import Cancelled, OutOfTime, Watch
from planner.outcome import Outcome, Plan, Refusal, Undecided
from planner.rules import Limit
from tests import builders

SURE = {"reach_floor": 3_000, "confidence": 0.8, "time_limit": 30}


def crew(size: int = 4) -> list:
    """Creators who differ a little."""
    return [builders.creator(f"c{at}", builders.package(fee=100 + at), followers=20_000 + at) for at in range(size)]


def large() -> Live:
    """A linear program that takes seconds."""
    random = np.random.default_rng(1)
    columns, rows = 6_000, 900
    block = random.random((rows, columns)) * (random.random((rows, columns)) < 0.1)
    limits = [
        Row(np.flatnonzero(row), row[np.flatnonzero(row)], -np.inf, float(row.sum() * 0.2)) for row in block
    ]  # fmt: skip
    nobody, whole = np.zeros(columns), np.zeros(columns, bool)
    return Live(Model(-random.random(columns), nobody, nobody + 1, whole, limits))


def test_rounds_of_a_confidence_share_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[float] = []

    def recorded(table: object, brief: object, roster: object, watch: Watch) -> Outcome:
        seen.append(watch.deadline)
        return solve(table, brief, roster, watch)  # type: ignore[arg-type]

    monkeypatch.setattr(planning, "solve", recorded)
    monkeypatch.setattr(outlook, "wider_shock", lambda plan, brief, table, drawn: table.shock_sd * 1.01)
    began = time.perf_counter()
    made = planning.plan(builders.roster(*crew()), builders.brief(**SURE))
    assert isinstance(made, Plan)
    assert len(seen) == 5
    assert max(seen) <= began + 30 + 5  # the forecast comes before


def test_a_plan_that_was_found_is_kept_when_a_later_round_finds_none(monkeypatch: pytest.MonkeyPatch) -> None:
    answers: list[Outcome] = []

    def once(table: object, brief: object, roster: object, watch: Watch) -> Outcome:
        late = Undecided(sentence="late", seconds=1.0)
        answers.append(late if answers else solve(table, brief, roster, watch))  # type: ignore[arg-type]
        return answers[-1]

    monkeypatch.setattr(planning, "solve", once)
    monkeypatch.setattr(outlook, "wider_shock", lambda plan, brief, table, drawn: table.shock_sd * 1.01)
    made = planning.plan(builders.roster(*crew()), builders.brief(**SURE))
    assert isinstance(made, Plan)
    assert len(answers) == 2
    assert any("of the simulated campaigns meet the floor" in note for note in made.notes)


def test_a_linear_program_ends_at_the_deadline() -> None:
    live, began = large(), time.process_time()
    with pytest.raises(OutOfTime):
        live.solve(Watch().within(0.05))
    assert time.process_time() - began < 1.0


@pytest.mark.parametrize("second", [None, {"goal": {"kind": "cheapest"}, "tolerance": 0.1}])
def test_what_is_said_of_few_choices_does_not_depend_on_the_clock(second: dict | None) -> None:
    """Two thousand plans are listed whatever the time: on a busy machine, too, they are called proven."""
    roster, asked = builders.roster(*crew(11)), builders.brief(budget_cents=60_000, second_goal=second)
    table = builders.table(roster, asked)
    late = Watch(deadline=time.perf_counter() - 1)
    made = [solve(table, asked, roster, watch) for watch in (Watch(), late)]
    assert all(isinstance(one, Plan) and one.proof.closed and not one.proof.by_solver for one in made)
    first, other = (one.model_dump(exclude={"proof": {"seconds"}}) for one in made)
    assert first == other


def test_a_linear_program_is_cancelled() -> None:
    live, watch = large(), Watch()
    threading.Timer(0.05, watch.stop.set).start()
    began = time.process_time()
    with pytest.raises(Cancelled):
        live.solve(watch)
    assert time.process_time() - began < 1.0


def test_a_solver_that_gives_up_is_not_called_late(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time is left, so more of it would not help."""
    nothing = Best(None, 1e9, False, "whole roster", None)
    monkeypatch.setattr("planner.optimise.fixed_costs.best_plan", lambda *of: nothing)
    made = planning.plan(builders.roster(*crew()), builders.brief())
    assert isinstance(made, Undecided)
    assert made.sentence.startswith("The solver gave up after")


def test_no_second_goal_is_dropped_without_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no time is left for it, the plan of the first goal says so, and what it achieves at the second."""
    asked = builders.brief(second_goal={"goal": {"kind": "cheapest"}})
    sure = planning.plan(builders.roster(*crew()), asked)
    assert isinstance(sure, Plan)
    assert sure.proof.second_gap == 0.0
    found = search.best_plan

    def lost(problem, stop, watch, begun=None):  # type: ignore[no-untyped-def]
        if any(limit.rule == "goal" for limit in problem.limits) or problem.floors:
            return Best(None, np.inf, False, "", None)
        return found(problem, stop, watch, begun)

    monkeypatch.setattr("planner.optimise.fixed_costs.best_plan", lost)
    made = planning.plan(builders.roster(*crew()), asked)
    assert isinstance(made, Plan)
    assert made.proof.second_goal == made.totals.cost_cents
    assert made.proof.second_gap is None
    assert "Time ran out before the second goal was searched: this is the best plan found for the first." in made.notes


def test_a_second_goal_that_is_not_proven_best_says_by_how_much(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = builders.brief(second_goal={"goal": {"kind": "cheapest"}})
    found = search.best_plan

    def loose(problem, stop, watch, begun=None):  # type: ignore[no-untyped-def]
        best = found(problem, stop, watch, begun)
        second = any(limit.rule == "goal" for limit in problem.limits) or problem.floors
        return replace(best, bound=best.bound * 0.8) if second else best

    monkeypatch.setattr("planner.optimise.fixed_costs.best_plan", loose)
    made = planning.plan(builders.roster(*crew()), asked)
    assert isinstance(made, Plan)
    assert made.proof.second_bound == pytest.approx(0.8 * made.totals.cost_cents)
    assert any(note.startswith("Not proven best at the second goal: a plan up to 2") for note in made.notes)


def test_a_conflict_that_may_not_be_minimal_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = builders.brief(budget_cents=10_000, creators={"min": 3})
    sure = planning.plan(builders.roster(*crew()), asked)
    assert isinstance(sure, Refusal) and NOT_MINIMAL not in sure.notes
    monkeypatch.setattr("planner.optimise.nearest.Nearest.possible", lambda *of: None)
    late = planning.plan(builders.roster(*crew()), asked)
    assert isinstance(late, Refusal) and NOT_MINIMAL in late.notes


def test_time_that_a_fixed_cost_did_not_need_goes_to_the_case_that_was_cut_short(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With three events there are eight cases; the best one once kept to an eighth of the time, the rest unused."""
    now, given = [0.0], []
    monkeypatch.setattr(watch_module, "time", SimpleNamespace(perf_counter=lambda: now[0]))

    def searched(problem: Problem, stop: Stop, watch: Watch, begun: Begun) -> Best:
        given.append(stop.seconds)
        now[0] += min(stop.seconds, 5.0)
        assert begun.root is not None
        nobody = np.empty(0, np.int64)
        value = begun.root.bound * (0.99 if stop.seconds < 5 else 1.0)
        return Best(Selection(nobody, nobody, value), begun.root.bound, False, "some branches", begun.root)

    monkeypatch.setattr(fixed_costs, "best_plan", searched)
    names = ("seats", "hours", "units")
    people = [
        builders.creator(
            f"c{at:02d}",
            builders.package("a", 100 + at, **{names[at % 3]: 1}),
            builders.package("b", 150 + at),
            followers=50_000,
        )
        for at in range(40)
    ]
    asked = builders.brief(
        budget_cents=200_000,
        tolerance=0.001,
        resources={name: {"stock": 40, "fixed_cents": 20_000 + 10_000 * at} for at, name in enumerate(names)},
    )
    cases = cases_of(builders.table(builders.roster(*people), asked), asked)
    answer = best_case(cases, lambda case: case.posed(asked.goal.kind), Stop(0.001, 8.0), Watch())
    assert len(cases) == 8
    assert given[0] == pytest.approx(1.0)
    assert max(given) > 5
    assert answer.best.gap <= 0.001


def test_a_change_that_takes_long_leaves_the_others_their_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first change that was looked for could once take all seconds, and simple ones were not offered."""
    now, seen = [0.0], []
    monkeypatch.setattr(watch_module, "time", SimpleNamespace(perf_counter=lambda: now[0]))

    def slow(self: Nearest, limit: Limit, others: object) -> None:
        seen.append((limit.rule, self._watch.left))
        now[0] += self._watch.left

    monkeypatch.setattr(Nearest, "change", slow)
    asked = builders.brief(budget_cents=100, creators={"min": 2}, audience=[{"size": 90_000}], largest_share=0.5)
    roster = builders.roster(*crew())
    refused = solve(builders.table(roster, asked), asked, roster, Watch())
    assert isinstance(refused, Refusal)
    assert len(refused.conflicts) > 1
    first = {rule: left for rule, left in reversed(seen)}
    assert min(first.values()) > 1
