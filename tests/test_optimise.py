"""The optimiser against the truth: brute force on tiny rosters, and what must hold on any roster.

PLANNER_CASES=5000 makes the comparison longer; PLANNER_FIRST=137 begins it at another seed.
"""

from __future__ import annotations

import itertools
import os
from dataclasses import dataclass

import numpy as np
import pytest

from planner.brief import Brief, GoalKind
from planner.check import check, goal_value
from planner.domain import Roster
from planner.forecast.table import PackageTable
from planner.optimise import branch, claims, nearest, planted, relaxation, search, solve, tree
from planner.optimise.held import fixed_costs
from planner.optimise.watch import Watch
from planner.outcome import Outcome, Plan, Refusal
from planner.planning import plan
from planner.rules import RULES, Limit, limits_of
from tests import builders
from tests.oracle import Truth
from tests.random_cases import random_case

FIRST = int(os.environ.get("PLANNER_FIRST", "0"))
CASES = int(os.environ.get("PLANNER_CASES", "250"))
BATCH = 25


@dataclass(frozen=True)
class Case:
    """A random campaign, the truth about it, and what the planner says."""

    seed: int
    roster: Roster
    brief: Brief
    truth: Truth
    outcome: Outcome

    def fail(self, why: str) -> None:
        """Stop with what is needed to see it again."""
        pytest.fail(f"seed {self.seed}: {why}\n{self.brief.model_dump_json(exclude_defaults=True)}")


def run(seed: int) -> Case:
    """Plan a random campaign."""
    roster, brief = random_case(seed)
    table = builders.table(roster, brief)
    # The search alone: `plan` goes on where draws do not confirm the confidence asked for.
    return Case(seed, roster, brief, Truth(table, brief), solve(table, brief, roster, Watch()))


@pytest.mark.parametrize("first", range(FIRST, FIRST + CASES, BATCH))
def test_agrees_with_brute_force(first: int) -> None:
    for seed in range(first, min(first + BATCH, FIRST + CASES)):
        case = run(seed)
        if isinstance(case.outcome, Plan):
            _judge_plan(case, case.outcome)
        elif isinstance(case.outcome, Refusal):
            _judge_refusal(case, case.outcome)
        else:
            case.fail(f"was left undecided: {case.outcome.sentence}")


@pytest.mark.parametrize("first", range(FIRST, FIRST + CASES // 2, BATCH))
def test_the_way_of_large_rosters_agrees_with_brute_force(first: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same small campaigns, but sifted a few packages at a time and planned on growing cores."""
    monkeypatch.setattr(relaxation, "ALL_AT_ONCE", 1)
    monkeypatch.setattr(relaxation, "MORE_COLUMNS", 2)
    monkeypatch.setattr(relaxation, "_first", lambda problem, watch: np.flatnonzero(problem.eligible)[::4])
    monkeypatch.setattr(search, "WHOLE_AT_ONCE", 0)
    monkeypatch.setattr(planted, "ALL", 4)
    monkeypatch.setattr(planted, "NEAR", 2)
    monkeypatch.setattr(planted, "SMALL", 1)
    monkeypatch.setattr(claims, "TOLD", 2)
    monkeypatch.setattr(claims, "NUMBERS", 12)
    monkeypatch.setattr(tree, "GROUP", 2)
    monkeypatch.setattr(tree, "LEAF", 2)
    monkeypatch.setattr(tree, "CORES", (2, 3, 4, 5))
    monkeypatch.setattr(tree, "EVERY", 3)
    monkeypatch.setattr(branch, "MORE", 2)
    monkeypatch.setattr(nearest, "TEST_SECONDS", 60.0)
    monkeypatch.setattr(nearest, "STEP_SECONDS", 60.0)
    monkeypatch.setattr(nearest, "ALL_SECONDS", 60.0)
    test_agrees_with_brute_force(first)


def test_random_campaigns_ask_for_everything_and_are_possible_about_half_the_time() -> None:
    """Without this the comparison could quietly become one of empty plans."""
    asked: set[str] = set()
    possible = 0
    for seed in range(100):
        roster, brief = random_case(seed)
        table = builders.table(roster, brief)
        asked |= {limit.rule for limit in limits_of(brief, table)}
        possible += bool(Truth(table, brief).feasible.any())
    assert asked >= {rule.key for rule in RULES} - {"one_package"}
    assert 30 < possible < 70


def _judge_plan(case: Case, answer: Plan) -> None:
    truth, proof = case.truth, answer.proof
    rows, counts = picked(truth.table, answer)
    broken = check(truth.table, case.brief, rows, counts)
    if broken:
        case.fail(f"the plan breaks {broken}")
    if not truth.nearly.any():
        case.fail("a plan, where there is none")
    least = case.brief.goal.kind is GoalKind.CHEAPEST
    scale = max(1.0, abs(truth.best_nearly))
    goal = goal_value(truth.table, case.brief, rows, counts)
    if abs(goal - proof.goal) > 1e-7 * scale:
        case.fail(f"claims a goal of {proof.goal}, the picks are worth {goal}")
    sign = -1 if least else 1
    if truth.feasible.any():
        if sign * (truth.best - goal) > 3e-6 * scale:
            case.fail(f"has a goal of {goal}, {truth.best} is possible; {proof}")
        if sign * (truth.best - proof.bound) > 1e-9 * scale:
            case.fail(f"proves a bound of {proof.bound}, but {truth.best} is possible")
    if sign * (goal - truth.best_nearly) > 1e-7 * scale:
        case.fail(f"has a goal of {goal}, better than the best there is, {truth.best_nearly}")
    # Reach is exact to a millionth of a segment, which for a plan that reaches a dozen people is not nothing.
    blur = 2e-6 * sum(part.size * part.value for part in case.brief.audience)
    proven = proof.closed and proof.gap <= proof.tolerance
    nearly = case.brief.goal.kind is GoalKind.UNIQUE_REACH and abs(proof.bound - proof.goal) <= blur
    if not proof.checked or not (proven or nearly):
        case.fail(f"is not proven: {proof}")
    if missed := [limit.name for limit in answer.limits if not limit.met]:
        case.fail(f"reports as not met: {missed}")


def _judge_refusal(case: Case, answer: Refusal) -> None:
    truth = case.truth
    if truth.feasible.any():
        case.fail(f"refused, but {int(truth.feasible.sum())} plans meet the brief: {answer.conflicts}")
    names = demand_of(limits_of(case.brief, truth.table))
    blamed = [names[conflict.name] for conflict in answer.conflicts]
    if not blamed:
        case.fail("refused without a conflict")
    if truth.possible(set(blamed))[0]:
        case.fail(f"blames {blamed}, which can all hold")
    # With a cost that is due once, the conflicts with and without it are told together.
    twofold = bool(fixed_costs(truth.table, case.brief))
    for path in () if twofold else blamed:
        # A share of the budget is not asked for where there is no budget.
        gone = {path, "largest_share"} if path == "budget_cents" else {path}
        if not truth.possible(set(blamed) - gone)[1]:
            case.fail(f"blames {blamed}, but without {path} the rest still cannot hold")
    for conflict in answer.conflicts:
        if conflict.fix is None:
            continue
        mended = case.brief.changed(conflict.fix.path, conflict.fix.value)
        after = Truth(builders.table(case.roster, mended), mended)
        if not conflict.fix.enough:
            if not twofold:
                _judge_first_step(case, after, set(blamed))
            continue
        if not after.nearly.any():
            case.fail(f"says that {conflict.fix} makes it possible, it does not")
        if not twofold:
            _judge_nearest(case, conflict.fix.path, conflict.fix.value)


def _judge_first_step(case: Case, after: Truth, blamed: set[str]) -> None:
    """A change that is not enough for a plan settles at least the conflict; its other demands still stand."""
    moved = any(path.partition(".")[0] in ("must_have", "excluded") for path in blamed ^ after.demands.keys())
    if not moved and not after.possible(blamed & after.demands.keys())[1]:
        case.fail(f"does not settle {blamed} by its first step")


def demand_of(limits: tuple[Limit, ...]) -> dict[str, str]:
    """The oracle's name of each limit: its path, numbered where one field makes several limits."""
    paths = [limit.looser.path for limit in limits]
    return {
        limit.name: path if paths.count(path) == 1 else f"{path}#{paths[:at].count(path)}"
        for at, (limit, path) in enumerate(zip(limits, paths, strict=True))
    }


def _judge_nearest(case: Case, path: str, value: object) -> None:
    """A fix of a whole number is the smallest one: a cent or a person less, and it is impossible again."""
    if value is None or not isinstance(value, int) or isinstance(value, bool):
        return
    asked = next(limit for limit in limits_of(case.brief, case.truth.table) if limit.looser.path == path)
    if asked.looser.how != "bound" or asked.unit not in ("money", "creators", "posts"):
        return
    nearer = value - 1 if asked.sense == "<=" else value + 1
    if nearer == asked.setting:
        return
    mended = case.brief.changed(path, nearer)
    if Truth(builders.table(case.roster, mended), mended).feasible.any():
        case.fail(f"asks for {path} = {value}, but {nearer} is enough")


def picked(table: PackageTable, answer: Plan) -> tuple[list[int], list[int]]:
    """The rows and counts of a plan's picks."""
    rows = [
        next(row for row in table.rows_of(pick.creator) if table.package_ids[row] == pick.package)
        for pick in answer.picks
    ]
    return [int(row) for row in rows], [pick.count for pick in answer.picks]


def middling(seed: int = 7, size: int = 60) -> Roster:
    """A roster with too many plans to list."""
    rng = np.random.default_rng(seed)
    people = []
    for at in range(size):
        followers = int(10 ** rng.uniform(3.3, 6.1))
        fees = sorted(float(np.round(followers**0.75 * rng.uniform(0.3, 1.2), 2)) for _ in range(2))
        people.append(
            builders.creator(
                f"creator{at:03d}",
                builders.package("one reel", fees[0], reels=1, units=1),
                builders.package("two reels", fees[1], reels=2, units=2),
                followers=followers,
                fit=float(np.round(rng.uniform(0.2, 1), 2)),
                country="DE" if at % 3 else "FR",
            )
        )
    return builders.roster(*people)


def usual_brief(**fields: object) -> Brief:
    """A brief with a pyramid for the middling roster."""
    return builders.brief(
        **{
            "budget_cents": 2_000_000,
            "pyramid_order": True,
            "pyramid": {"macro": {"spend": {"max": 0.4}}},
            "tolerance": 1e-4,
            **fields,
        }
    )


def planned(roster: Roster, brief: Brief) -> Plan:
    """The plan, or a failed test."""
    answer = plan(roster, brief)
    assert isinstance(answer, Plan), answer
    return answer


def selection(answer: Plan) -> list[tuple[str, str, int]]:
    """What is booked, comparable."""
    return [(pick.creator, pick.package, pick.count) for pick in answer.picks]


def test_more_budget_is_never_worse() -> None:
    roster = middling()
    goals = [planned(roster, usual_brief(budget_cents=b)).proof for b in (500_000, 1_000_000, 2_000_000)]
    for less, more in itertools.pairwise(goals):
        assert more.bound >= less.goal * (1 - 1e-9)
        assert more.goal >= less.goal * (1 - 1e-4)


@pytest.mark.parametrize(
    "limit",
    [
        {"creators": {"max": 6}},
        {"largest_share": 0.1},
        {"countries": {"FR": {"headcount": {"min": 0.5}}}},
        {"average_fit": 0.75},
        {"engagement_floor": 3_000},
        {"excluded": ["instagram:creator003", "instagram:creator010"]},
    ],
    ids=lambda limit: next(iter(limit)),
)
def test_a_limit_more_is_never_better(limit: dict[str, object]) -> None:
    roster = middling()
    free = planned(roster, usual_brief())
    assert planned(roster, usual_brief(**limit)).proof.goal <= free.proof.bound * (1 + 1e-9)


def test_the_order_of_the_rows_does_not_matter() -> None:
    roster = middling()
    wanted = selection(planned(roster, usual_brief()))
    for seed in range(3):
        rng = np.random.default_rng(seed)
        people = rng.permutation(len(roster.creators))
        offers = roster.packages.copy()
        offers["creator"] = np.argsort(people)[offers["creator"]]
        shuffled = Roster.from_frames(
            roster.creators.iloc[people], offers.iloc[rng.permutation(len(offers))], roster.source
        )
        assert shuffled.fingerprint == roster.fingerprint
        assert selection(planned(shuffled, usual_brief())) == wanted


def test_the_same_input_gives_the_same_plan() -> None:
    first, second = (planned(middling(), usual_brief()) for _ in range(2))
    assert first.picks == second.picks
    assert first.totals == second.totals
    assert first.proof.bound == second.proof.bound


def test_both_directions_meet() -> None:
    """The cheapest way to what a budget buys costs no more than it, and for less it cannot be bought."""
    roster = middling(size=30)
    most = planned(roster, usual_brief(tolerance=1e-6))
    floor = int(most.totals.unique_reach)
    cheapest = planned(
        roster,
        usual_brief(goal={"kind": "cheapest"}, budget_cents=None, reach_floor=floor, tolerance=1e-6),
    )
    assert cheapest.totals.cost_cents <= 2_000_000
    assert cheapest.totals.unique_reach >= floor * (1 - 1e-6)
    spent = cheapest.totals.cost_cents
    less = usual_brief(goal={"kind": "cheapest"}, budget_cents=spent - max(1, spent // 10_000), reach_floor=floor)
    assert isinstance(plan(roster, less), Refusal)


def test_a_plan_changed_by_one_cent_or_one_creator_is_caught() -> None:
    roster = middling()
    answer = planned(roster, usual_brief(resources={"units": {"stock": 9}}))
    asked = usual_brief(
        resources={"units": {"stock": 9}},
        budget_cents=answer.totals.cost_cents,
        creators={"min": answer.totals.creators, "max": answer.totals.creators},
        must_have=[{"creator": pick.creator, "package": pick.package} for pick in answer.picks],
    )
    table = builders.table(roster, asked)
    rows, counts = picked(table, answer)
    assert check(table, asked, rows, counts) == ()
    a_cent_less = asked.changed("budget_cents", answer.totals.cost_cents - 1)
    assert check(table, a_cent_less, rows, counts)
    for gone in range(len(rows)):
        assert check(table, asked, rows[:gone] + rows[gone + 1 :], counts[1:])
    for more in range(len(table)):
        assert check(table, asked, [*rows, more], [*counts, 1])


def test_nobody_left_after_filters_names_the_filter() -> None:
    answer = plan(middling(), usual_brief(quality={"min_followers": 9_000_000}, creators={"min": 1}))
    assert isinstance(answer, Refusal)
    assert {"quality", "creators"} == {conflict.rule for conflict in answer.conflicts}


def test_coefficients_of_very_different_size() -> None:
    people = [
        builders.creator("star", builders.package(fee=9_999_999.99, reels=1), followers=900_000_000),
        builders.creator("free", builders.package(fee=0, reels=1), followers=1_500),
        builders.creator("penny", builders.package(fee=0.01, reels=1), followers=1_200),
    ]
    asked = builders.brief(
        budget_cents=1_000_000_000,
        audience=[{"size": 5_000_000_000}],
        pyramid={"macro": {"spend": {"max": 0.999}}, "micro": {"headcount": {"min": 0.001}}},
    )
    answer = planned(builders.roster(*people), asked)
    # The star's fee is more than 99.9 % of what all three cost together.
    assert [pick.handle for pick in answer.picks] == ["free", "penny"]


@pytest.mark.parametrize("goal", ["unique_reach", "engagements", "cheapest"])
def test_a_budget_of_nothing_buys_what_is_free(goal: str) -> None:
    people = [
        builders.creator("gift", builders.package(fee=0, reels=1)),
        builders.creator("paid", builders.package(fee=0.01, reels=1)),
    ]
    answer = planned(builders.roster(*people), builders.brief(budget_cents=0, goal={"kind": goal}, creators={"min": 1}))
    assert [pick.handle for pick in answer.picks] == ["gift"]


def test_a_plan_without_a_roster_books_archetypes() -> None:
    answer = plan(None, builders.brief(budget_cents=3_000_000, tolerance=1e-3, pyramid_order=True))
    assert isinstance(answer, Plan)
    assert max(pick.count for pick in answer.picks) > 1
    assert answer.totals.cost_cents <= 3_000_000


@pytest.mark.parametrize("size", [10**6, 10**8, 10**9, 10**10], ids=lambda cents: f"{cents:.0e} cents")
def test_to_the_cent_at_any_size(size: int) -> None:
    """Fees a cent apart, dearer is better: the one that uses up the budget exactly is the plan."""
    people = [
        builders.creator(f"c{k}", builders.package("reel", None, reels=1), measured_reach=50_000 + 1_000 * k)
        for k in range(9)
    ]
    people = [
        one.model_copy(update={"packages": (one.packages[0].model_copy(update={"fee_cents": size + k}),)})
        for k, one in enumerate(people)
    ]
    roster = builders.roster(*people)
    for k in (0, 4, 8):
        asked = builders.brief(budget_cents=size + k, creators={"min": 1})
        assert [pick.handle for pick in planned(roster, asked).picks] == [f"c{k}"]
    answer = plan(roster, builders.brief(budget_cents=size - 1, creators={"min": 1}))
    assert isinstance(answer, Refusal)
    assert size in [conflict.fix.value for conflict in answer.conflicts if conflict.fix is not None]


@pytest.mark.parametrize("kind", ["engagements", "cheapest"])
def test_a_second_goal_gives_up_no_more_of_the_first_than_allowed(kind: str) -> None:
    people = [
        builders.creator(
            f"c{k}", builders.package("reel", 100 + 37 * k % 90, reels=1), followers=10_000 + 900 * k,
            engagement_rate=0.01 + 0.004 * (k * 7 % 11),
        )
        for k in range(14)
    ]  # fmt: skip
    roster = builders.roster(*people)
    first = planned(roster, builders.brief(budget_cents=80_000))
    both = planned(roster, builders.brief(budget_cents=80_000, second_goal={"goal": {"kind": kind}, "tolerance": 0.05}))
    assert both.totals.unique_reach >= 0.95 * first.totals.unique_reach * (1 - 1e-9)
    if kind == "cheapest":
        assert both.totals.cost_cents < first.totals.cost_cents
        assert both.proof.second_goal == both.totals.cost_cents
        assert both.proof.second_bound <= both.totals.cost_cents
    else:
        assert both.totals.engagements > first.totals.engagements
        assert both.proof.second_bound >= both.totals.engagements * (1 - 1e-9)


def test_of_creators_that_do_as_much_the_cheaper_is_picked_and_then_the_first_of_the_roster() -> None:
    same = [builders.creator(name, builders.package("reel", 100, reels=1), followers=20_000) for name in ("b", "a")]
    dear = builders.creator("0", builders.package("reel", 101, reels=1), followers=20_000)
    answer = planned(builders.roster(*same, dear), builders.brief(budget_cents=10_100))
    assert [pick.handle for pick in answer.picks] == ["a"]
