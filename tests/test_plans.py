"""What must hold of plans on any roster."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pytest

from planner.brief.brief import Brief
from planner.check import check
from planner.domain.roster import Roster
from planner.optimise import tie_breaking
from planner.optimise.answer import marginal
from planner.optimise.fixed_costs import cases_of
from planner.optimise.problem import Objective
from planner.optimise.restricted import Selection
from planner.optimise.search import Best
from planner.outcome import Plan, Refusal
from planner.planning import plan
from tests import builders


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


def planned(roster: Roster | None, brief: Brief) -> Plan:
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
        roster, usual_brief(goal={"kind": "cheapest"}, budget_cents=None, reach_floor=floor, tolerance=1e-6)
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
    rows, counts = builders.picked(table, answer)
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


def test_looking_at_all_picks_of_a_kind_at_once_overlooks_no_exchange(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stocks, tiers and counts tell packages apart; some creators may change their own package, some do not tire."""
    rng, exchanges = random.Random(5), 0
    for _ in range(12):
        people = [
            builders.creator(
                f"c{at:02d}",
                *(
                    builders.package(f"p{n}", rng.randint(1, 40) * 10, reels=1 + n, units=rng.randint(0, 3))
                    for n in range(2)
                ),
                followers=rng.choice((3_000, 20_000, 20_000, 60_000, 600_000)),
            )
            for at in range(40)
        ]
        brief = builders.brief(
            budget_cents=2_000_000,
            resources={"units": {"stock": 30}},
            pyramid={"micro": {"headcount": {"min": 0.3}}, "macro": {"spend": {"max": 0.9}}},
            audience=[{"size": 1_000_000}, {"name": "Others", "size": 300_000}],
        )
        table = builders.table(builders.roster(*people), brief)
        # Of everybody else the dearer package, as long as the stock lasts.
        rows = [max(range(at, at + 2), key=lambda row: int(table.cash_cents[row])) for at in range(0, 80, 4)]
        left = np.array(rows)[np.cumsum(table.uses["units"][rows]) <= 30_000]
        case = cases_of(table, brief)[0]
        problem = case.posed(brief.goal.kind)
        counts = np.ones(len(left), np.int64)
        assert problem.meets(left, counts)
        chosen = Selection(left, counts, problem.value(left, counts))
        best = Best(chosen, np.inf, False, "direct", None)
        found = tie_breaking.exchanged(problem, chosen, best)
        with monkeypatch.context() as one_by_one:
            one_by_one.setattr(tie_breaking, "_promising", lambda _pool, stands, *_: np.ones(len(stands), bool))
            assert found.index.tolist() == tie_breaking.exchanged(problem, chosen, best).index.tolist()
        exchanges += len(np.setdiff1d(left, found.index))
        assert found.value >= chosen.value and problem.meets(found.index, found.counts)
        assert (table.cash_cents @ np.isin(np.arange(80), found.index)) <= table.cash_cents[left].sum()
    assert exchanges > 60


def test_without_a_roster_every_fee_is_an_estimate_with_its_range() -> None:
    """Benchmark prices are nobody's quotes: the page said "0 fees estimated" of them."""
    answer = planned(None, builders.brief(budget_cents=2_000_000, creators={"max": 40}))
    assert answer.totals.estimated_fees == answer.totals.creators > 0
    for pick in answer.picks:
        assert pick.fee_estimated
        assert pick.fee_low_cents is not None
        assert pick.fee_high_cents is not None
        assert pick.fee_low_cents <= pick.cost_cents <= pick.fee_high_cents
    assert any("fees are estimates" in note for note in answer.notes)


def test_what_costs_nothing_takes_zero_of_the_cheapest_plan_and_not_minus_zero() -> None:
    """Files write a sign in front of it."""
    roster = builders.roster(builders.creator("lina", builders.package("a reel for the product", 0.0, reels=1)))
    brief = builders.brief(goal={"kind": "cheapest"}, reach_floor=10)
    table = builders.table(roster, brief)
    nobody = Selection(np.empty(0, np.int64), np.empty(0, np.int64), 0.0)
    gain = marginal(table, Objective.of(brief, table), nobody, np.array([0]))
    assert table.cash_cents[0] == 0 and str(gain[0]) == "0.0"
