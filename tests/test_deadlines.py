"""One deadline for a whole question: every solve of it ends by then, and what was found is the answer."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest

from planner import planning
from planner.forecast import outlook
from planner.optimise import search, solve
from planner.optimise.lp import Live, Model, Row
from planner.optimise.refuse import NOT_MINIMAL
from planner.optimise.search import Best
from planner.optimise.watch import Cancelled, OutOfTime, Watch
from planner.outcome import Outcome, Plan, Refusal, Undecided
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


def test_a_conflict_that_may_not_be_minimal_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = builders.brief(budget_cents=10_000, creators={"min": 3})
    sure = planning.plan(builders.roster(*crew()), asked)
    assert isinstance(sure, Refusal) and NOT_MINIMAL not in sure.notes
    monkeypatch.setattr("planner.optimise.nearest.Nearest.possible", lambda *of: None)
    late = planning.plan(builders.roster(*crew()), asked)
    assert isinstance(late, Refusal) and NOT_MINIMAL in late.notes
