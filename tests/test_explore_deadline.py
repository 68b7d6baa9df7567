"""A question around a plan ends by one deadline, with what was found and a word on what was not finished."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from planner.brief.brief import Brief
from planner.campaign.replan import Answer, Reply
from planner.cli import main
from planner.domain.roster import Roster
from planner.explore import climb
from planner.explore.alternatives import Wish, alternatives
from planner.explore.frontier import frontier
from planner.explore.study import Solved, Study
from planner.operations.base import Case
from planner.operations.catalog import operation
from planner.optimise.problem import Objective, Problem
from planner.optimise.relaxation import no_prices
from planner.optimise.watch import Watch
from planner.outcome import Plan, Undecided
from planner.planning import forecast, plan
from planner.rules import limits_of
from tests import markets
from tests.random_cases import random_case
from tests.test_plans import middling, usual_brief

BUDGETS = (1_000_000, 1_500_000, 2_000_000, 2_500_000, 3_000_000)
PEOPLE = {"name": "People", "size": 400_000, "audience_share": 0.3}
BRIEF = usual_brief(creators={"max": 8})


@pytest.fixture(scope="module")
def made() -> Plan:
    found = plan(middling(), BRIEF)
    assert isinstance(found, Plan)
    return found


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    """Problems that were solved, each of which takes a second; nothing else takes any time."""
    now, solve, found = [100.0], Study.solve, list[object]()
    monkeypatch.setattr(time, "perf_counter", lambda: now[0])

    def solving(self: Study, problem: Any, *given: Any) -> Solved:
        answer = solve(self, problem, *given)
        now[0] += 1.0
        found.append((self.brief.budget_cents, len(problem.limits)))
        return answer

    monkeypatch.setattr(Study, "solve", solving)
    yield found


def test_exchanges_are_seen_from_the_most_promising_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(climb, "FIRST", 2)
    monkeypatch.setattr(climb, "CHUNK", 3)
    promised = np.random.default_rng(1).integers(0, 9, 40).astype(float)
    seen = [places.tolist() for places in climb._best_first(promised)]
    assert list(itertools.chain(*seen)) == np.argsort(-promised, kind="stable").tolist()
    assert max(map(len, seen)) == 3


def test_the_exchange_that_is_taken_is_the_best_of_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether it leaves least broken or gains most, against each exchange done by itself."""
    for name, few in {"FIRST": 1, "CHUNK": 3, "MENDED": 11}.items():
        monkeypatch.setattr(climb, name, few)
    taken = {True: 0, False: 0}
    small = [(middling(seed, 5), usual_brief(budget_cents=400_000 * seed, creators={"max": 3})) for seed in range(1, 4)]
    floor = {"goal": {"kind": "cheapest"}, "reach_floor": 60_000, "audience": [PEOPLE, PEOPLE | {"name": "Others"}]}
    reached = (middling(4, 4), usual_brief(**floor, budget_cents=None))
    for at, (roster, brief) in enumerate([*small, reached, *map(random_case, (5, 7, 17, 21, 33))]):
        table, _ = forecast(roster, brief)
        problem = Problem.of(table, Objective.of(brief, table), limits_of(brief, table))
        rows = np.flatnonzero(problem.eligible)
        state, other = (climb._State(problem, problem.take(rows), no_prices(problem)) for _ in range(2))
        state.count()
        for turn in range(5):
            out, inn = (climb._single if turn % 2 == 0 else climb._double)(state)
            x, broken, worth, left = state.x.copy(), state.violation > 0, list[float](), list[float]()
            for gone, come in itertools.product(out.tolist(), inn.tolist()):
                other.x = x - _booked(gone, rows) + _booked(come, rows)
                booked = np.bincount(table.creator[rows], other.x, len(table.available))
                if (booked > table.available).any():
                    continue
                other.count()
                left.append(other.violation)
                worth += [problem.value(rows, other.x)] if other.violation <= 0 else []
            found = state.mend(out, inn) if broken else state.improve(out, inn, Watch())
            taken[broken] += found
            here, best = (state.violation, min(left)) if broken else (problem.value(rows, state.x), max(worth))
            assert here == pytest.approx(best, rel=2e-9, abs=2e-9), (at, turn)
    assert taken[True] > 7 and taken[False] > 6, taken


def _booked(columns: list[int], rows: Any) -> Any:
    return np.bincount([one for one in columns if one >= 0], minlength=len(rows)).astype(np.int64)


UNFINISHED = {
    "frontier": ({"budgets": BUDGETS}, "2 of 5 budgets were not finished in the time given."),
    "alternatives": ({"plans": 4}, "2 of 4 other plans were not finished in the time given."),
    "why-not": ({"creators": None}, "was not worked out in the time given."),
    "worth": ({"picks": True}, "6 of 6 picks were not finished in the time given."),
    "replan": ({"answers": None}, "It is not proven that no plan changes fewer picks."),
    "sensitivity": ({"most": 2}, "2 of 2 new plans were not finished in the time given."),
}


@pytest.mark.parametrize("name", UNFINISHED)
def test_what_the_time_does_not_suffice_for_is_named(name: str, made: Plan, answered: list[object]) -> None:
    asked, words = UNFINISHED[name]
    if "creators" in asked:
        asked = {"creators": tuple(one.creator for one in made.bench[:3])}
    if "answers" in asked:
        asked = {"answers": (Reply(creator=made.picks[0].creator, answer=Answer.DECLINED),)}
    module, seconds = operation(name).module, {"sensitivity": 0.0, "replan": 0.5}.get(name, 2.5)
    case = Case(BRIEF, middling(), made, Watch().within(seconds))
    lines = list(module.run(case, module.QUESTION(**asked)).lines)
    assert any(line.endswith(words) for line in lines), lines
    assert len(answered) <= 3
    if name == "frontier":
        enough = replace(case, watch=Watch().within(1_000.0))
        assert not any("not" in line for line in module.run(enough, module.QUESTION(**asked)).lines)


@pytest.mark.parametrize("how", ["budgets", "compare", "budgets command", "compare command"])
def test_every_plan_that_is_compared_has_an_even_part_of_the_time_that_is_left(
    how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of three takes four seconds of thirty."""
    now, given = [100.0], list[float]()
    monkeypatch.setattr(time, "perf_counter", lambda: now[0])

    def planning(_roster: object, _brief: Brief, watch: Watch) -> Undecided:
        given.append(watch.left)
        now[0] += 4.0
        return Undecided(sentence="", seconds=watch.seconds, roster="")

    monkeypatch.setattr("planner.planning.plan", planning)
    path = str(tmp_path / "brief.json")
    Path(path).write_text(BRIEF.model_dump_json())
    if how.endswith("command"):
        files = ["--brief", path] if how.startswith("budgets") else [path, path, path]
        assert main([how.split()[0], *files, "--seconds", "30"]) == 0
    else:
        variants = tuple({"name": name, "changes": {"budget_cents": 1}} for name in "ab")
        asked = {} if how == "budgets" else {"variants": variants}
        module = operation(how).module
        module.run(Case(BRIEF, None, None, Watch().within(30.0)), module.QUESTION(**asked))
    assert given == [10.0, 13.0, 22.0]


def _frontier(known: Roster, made: Plan, watch: Watch) -> int:
    return len(frontier(Study.of(known, BRIEF, watch, made), BUDGETS).points)


def _alternatives(known: Roster, made: Plan, watch: Watch) -> int:
    return len(alternatives(Study.of(known, BRIEF, watch, made), Wish(3)).plans)


@pytest.mark.parametrize("ask", [_frontier, _alternatives])
def test_what_was_answered_for_everybody_is_not_answered_again_when_the_list_grows(
    ask: Callable[[Roster, Plan, Watch], int], made: Plan, answered: list[object]
) -> None:
    """The list grows twice in this time only where nothing is done twice."""
    roster = middling()
    ids = roster.creators["id"].to_numpy(dtype=object)
    inside = np.isin(ids, [one.creator for one in made.picks]) | (np.random.default_rng(2).random(len(ids)) < 0.2)
    market, watch, rounds = markets.Split(roster, inside), Watch(), list[int]()

    def question(known: Roster) -> int:
        rounds.append(len(known))
        return ask(known, made, watch)

    found = market.ask(question, watch)
    assert len(rounds) > 1, "somebody has to join for there to be anything to see"
    assert len(answered) == len(set(answered)) > 3
    assert found == ask(roster, made, Watch())
