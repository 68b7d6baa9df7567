"""Answers out of a short list, held against whom it leaves out, are those of everybody."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from planner import planning
from planner.brief.brief import Brief
from planner.catalogue.rounds import Rounds
from planner.domain.roster import Roster
from planner.domain.roster_parts import part_of
from planner.explore.alternatives import _differing
from planner.explore.calmest import _kept
from planner.explore.frontier import frontier
from planner.explore.report import worths
from planner.explore.study import Study, bookings_of
from planner.explore.why_not import why_not
from planner.optimise import rest, solve
from planner.optimise.rest import Wider
from planner.optimise.watch import Watch
from planner.outcome import Outcome, Plan, Refusal
from planner.planning import plan
from tests import builders, markets, person_cases
from tests.judging import Case, Listed
from tests.oracle import Truth
from tests.random_cases import random_case
from tests.test_plans import middling, usual_brief

FIRST = int(os.environ.get("PLANNER_FIRST", "0"))
CASES = int(os.environ.get("PLANNER_CASES", "30"))
BATCH = 10
BUDGET = usual_brief()
BUDGETS = (1_000_000, 2_000_000, 3_000_000)


def solved(brief: Brief) -> Callable[[Roster], Outcome]:
    """The search alone, as a question of a roster."""

    def question(roster: Roster) -> Outcome:
        table, known = planning.forecast(roster, brief)
        return solve(table, brief, known, Watch())

    return question


@pytest.mark.parametrize("first", range(FIRST, FIRST + CASES, BATCH))
def test_of_a_part_of_a_roster_the_answer_is_that_of_all_plans_there_are(first: int) -> None:
    """Plans, bounds, refusals, conflicts and changes of random campaigns, held against every plan of everybody."""
    for seed in range(first, first + BATCH):
        roster, brief = random_case(seed)
        table = builders.table(roster, brief)
        answer = markets.asked(markets.split(roster, brief, seed), solved(brief))
        Case(seed, roster, brief, table, Listed(Truth(table, brief)), answer).judge()


@pytest.mark.parametrize("first", range(FIRST, FIRST + CASES, BATCH))
def test_so_it_is_where_few_come_near_and_join_one_at_a_time(first: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same in a tree, and with answers cut short: claims are then held in passes of their own."""
    markets.cut_short(monkeypatch)
    test_of_a_part_of_a_roster_the_answer_is_that_of_all_plans_there_are(first)


def test_where_only_a_plan_of_nobody_is_left_no_more_rules_are_blamed_than_it_takes() -> None:
    """That no plan of somebody meets the brief says nothing of the brief's own rules, which that of nobody meets."""
    seed = 2080
    roster, brief = random_case(seed)
    table = builders.table(roster, brief)
    answer = markets.asked(markets.split(roster, brief, seed), solved(brief))
    assert isinstance(answer, Refusal)
    assert answer.sentence.startswith("Only a plan that books nobody can meet these 2 rules")
    Case(seed, roster, brief, table, Listed(Truth(table, brief)), answer).judge()


def test_a_plan_of_nobody_is_no_answer_where_only_the_short_list_has_no_packages() -> None:
    roster = builders.roster(*(builders.creator(name) for name in "ab"))
    brief = builders.brief(quality={"min_followers": 10_000_000})
    table = builders.table(roster, brief)
    empty = table.part(slice(0)).changed(rest=markets.InMemory(table, np.arange(2), last=True))
    answer = solve(empty, brief, roster, Watch())
    assert isinstance(answer, Refusal)
    assert answer.sentence == solve(table, brief, roster, Watch()).sentence  # type: ignore[union-attr]
    assert answer.sentence.startswith("Only a plan that books nobody")


def test_whoever_joins_comes_with_all_accounts() -> None:
    """The same of people with several accounts, which are one creator of the market."""
    for seed in range(6):
        one = person_cases.case(seed)
        answer = markets.asked(markets.split(one.roster, one.brief, seed), solved(one.brief))
        replace(one, outcome=answer).judge()


CAMPAIGNS = {
    "reach": usual_brief(),
    "cheapest": usual_brief(goal={"kind": "cheapest"}, budget_cents=None, reach_floor=200_000),
    "second goal": usual_brief(second_goal={"goal": {"kind": "engagements"}, "tolerance": 0.02}),
    "seen twice": usual_brief(audience=[{"size": 1_000_000, "seen_floor": 9_000}]),
    "too little money": usual_brief(budget_cents=100_000, reach_floor=900_000),
}


@pytest.mark.parametrize("name", CAMPAIGNS)
def test_a_short_list_stays_short_and_its_plan_is_as_good_as_that_of_everybody(name: str) -> None:
    roster, brief = middling(size=200), CAMPAIGNS[name]
    whole, market = plan(roster, brief), markets.split(roster, brief, 1, 0.3)
    before = int(market.inside.sum())
    answer = markets.asked(market, lambda known: plan(known, brief))
    assert type(answer) is type(whole)
    if isinstance(answer, Refusal):
        assert isinstance(whole, Refusal)
        assert [one.name for one in answer.conflicts] == [one.name for one in whole.conflicts]
        return
    assert isinstance(answer, Plan)
    assert isinstance(whole, Plan)
    sign = -1.0 if name == "cheapest" else 1.0
    near = brief.tolerance * abs(whole.proof.goal) * (1 + 1e-9)
    assert before <= int(market.inside.sum()) < len(roster)
    assert answer.proof.closed
    assert answer.proof.packages == whole.proof.packages
    assert abs(answer.proof.goal - whole.proof.goal) <= near * (1 if brief.second_goal is None else 300)
    assert sign * (answer.proof.bound - whole.proof.goal) >= -1e-9 * abs(whole.proof.goal)
    assert answer.roster == roster.fingerprint


def test_the_same_market_gives_the_same_plan() -> None:
    roster = middling(size=120)
    first, second = (
        markets.asked(markets.split(roster, BUDGET, 3), lambda known: plan(known, BUDGET)) for _ in range(2)
    )
    assert isinstance(first, Plan)
    assert isinstance(second, Plan)
    assert first.picks == second.picks
    assert first.proof.bound == second.proof.bound
    assert first.bench == second.bench


def test_whoever_is_hidden_from_the_proof_is_missed_by_it() -> None:
    """What the other tests would see if a rest kept somebody back: a bound that a plan of everybody beats."""
    roster = middling()
    whole = plan(roster, BUDGET)
    assert isinstance(whole, Plan)
    market = markets.split(roster, BUDGET, 1)
    ids = roster.creators["id"].to_numpy(dtype=object)
    market.hidden = np.isin(ids, [pick.creator for pick in whole.picks]) & ~market.inside
    assert market.hidden.any()
    answer = markets.asked(market, lambda known: plan(known, BUDGET))
    assert isinstance(answer, Plan)
    assert answer.proof.bound < whole.proof.goal


def test_after_the_last_round_the_weaker_bound_is_said_and_nothing_is_called_impossible() -> None:
    roster = middling()
    whole = plan(roster, BUDGET)
    market = markets.split(roster, BUDGET, 1)
    market.grows = False
    answer = markets.asked(market, lambda known: plan(known, BUDGET))
    assert isinstance(whole, Plan)
    assert isinstance(answer, Plan)
    assert answer.proof.goal < whole.proof.goal <= answer.proof.bound
    assert not answer.proof.closed
    # Only one creator has so many followers, who is not on the list.
    most = int(roster.creators["followers"].max())
    few = builders.brief(quality={"min_followers": most}, creators={"min": 1}, budget_cents=90_000_000)
    market = markets.Split(roster, (roster.creators["followers"] < most).to_numpy())
    market.grows = False
    assert not isinstance(markets.asked(market, lambda known: plan(known, few)), Plan | Refusal)
    market.grows = True
    assert isinstance(markets.asked(market, lambda known: plan(known, few)), Plan)


def test_what_is_asked_around_a_plan_is_held_against_everybody_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """A frontier and why somebody is out, as of the whole roster; few of the others are named to it."""
    named: list[int] = []
    answers = markets.InMemory.answers

    def counting(self, problem, questions, watch):  # type: ignore[no-untyped-def]
        named.extend(question.most for question in questions)
        return answers(self, problem, questions, watch)

    monkeypatch.setattr(markets.InMemory, "answers", counting)
    made, find = [], planning._planned

    def planned(table, roster, brief, watch):  # type: ignore[no-untyped-def]
        made.append(find(table, roster, brief, watch))
        return made[-1]

    monkeypatch.setattr(planning, "_planned", planned)
    roster, brief = middling(), usual_brief(creators={"max": 8})
    whole = plan(roster, brief)
    assert isinstance(whole, Plan)
    out = next(one.creator for one in whole.bench)

    def points(known: Roster) -> list[tuple[float | None, float | None]]:
        study = Study.of(known, brief)
        return [(one.solution.goal, one.solution.bound) for one in frontier(study, BUDGETS).points]

    def price(known: Roster) -> float:
        return why_not(Study.of(known, brief), out).price

    market = markets.split(roster, brief, 2)
    short, started = markets.asked(market, points), len(made)
    markets.asked(market, points)
    assert len(made) == started, "a plan that was proven of everybody is not made again"
    for (goal, bound), (_, best) in zip(short, points(roster), strict=True):
        assert goal is not None
        assert bound is not None
        assert best is not None
        assert goal <= best * (1 + 1e-9)
        assert bound >= goal
        assert bound <= best * 1.01
    assert named.count(rest.FIRST) >= len(BUDGETS)
    ids = roster.creators["id"].to_numpy(dtype=object)
    market = markets.Split(roster, (ids == out) | (np.arange(len(ids)) % 2 == 0))
    assert markets.asked(market, price) == pytest.approx(price(roster), rel=0.05)


def test_picks_are_marked_by_name_in_tables_that_number_creators_anew() -> None:
    """Of an outsider who has a pick's number there, an alternative would forbid the use, and a re-plan count on it."""
    roster = middling(60)
    table, _ = planning.forecast(roster, BUDGET)
    made = plan(roster, BUDGET)
    assert isinstance(made, Plan)
    chosen = bookings_of(table, made.picks)
    keep = np.arange(len(roster)) >= int(table.account[chosen.index].min()) + 1
    other = planning.forecast(part_of(roster, keep), BUDGET)[0]
    picks = {pick.creator for pick in made.picks}
    study = Study.of(roster, BUDGET, plan=made)
    assert study.base.selection is not None
    rows = _differing(study.problem, study.base.selection, 1, 1).limits[-1].vector(other)
    marked = set(other.creator_ids[other.account[rows > 0]])
    assert marked and marked == picks & set(other.creator_ids)
    before = {pick.creator: pick.package for pick in made.picks}
    assert set(other.creator_ids[other.account[_kept(other, before)]]) == picks & set(other.creator_ids)


def test_all_rounds_of_a_plan_share_its_time_and_none_begins_that_would_not_end_by_then(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Also the time in which the list is made longer counts; another part of the question has its own."""
    now = [100.0]
    monkeypatch.setattr(time, "perf_counter", lambda: now[0])
    rounds, watch, left = Rounds(), Watch(), []
    for number in rounds.each(watch):
        with rounds.sharing("another", watch, 5.0):
            now[0] += 2.0
        try:
            with rounds.sharing("plan", watch, 20.0) as shared:
                left.append(shared.left)
                now[0] += 3.0
                rounds.widen(np.array([number]))
                break
        except Wider:
            with rounds.reading():
                now[0] += 1.0
    # A round takes 5 seconds and reading one more: none is begun that has less than 6 left after its own 3.
    assert left == [20.0, 16.0, 12.0, 8.0]
    # Who explains a refusal has longer, whatever is left of the plan's own time.
    with rounds.sharing("plan", watch, 20.0):
        rounds.until(now[0] + 100.0)
        with pytest.raises(Wider):
            rounds.widen(np.array([1]))


def test_what_limits_are_worth_is_asked_once_and_whom_several_miss_joins_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The gains are those of the whole roster; a step that was answered is not planned again in the next round."""
    roster, brief = middling(size=100), usual_brief(creators={"max": 8})
    market, solved, solve_one = markets.split(roster, brief, 0, 0.1), [], Study.solve

    def solving(self, *given):  # type: ignore[no-untyped-def]
        found = solve_one(self, *given)
        solved.append(self.brief)
        return found

    monkeypatch.setattr(Study, "solve", solving)
    here = markets.asked(market, lambda known: worths(Study.of(known, brief), False))
    steps = [one.model_dump_json() for one in solved if one != brief]
    assert len(steps) == len(set(steps)) > 1
    whole = worths(Study.of(roster, brief), False)
    gap = 0.01 * abs(Study.of(roster, brief).base_solution.goal)
    assert [one.name for one in here.limits] == [one.name for one in whole.limits]
    assert all(abs(one.gain - two.gain) <= gap for one, two in zip(here.limits, whole.limits, strict=True))
