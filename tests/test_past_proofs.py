"""Campaigns whose proof was once wrong, each of its kind, held against the truth."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from planner.explore.alternatives import Wish, alternatives
from planner.explore.study import Study
from planner.exports.text import proof_sentence
from planner.optimise import search, solve, tie_breaking
from planner.optimise.fixed_costs import Answer, best_case
from planner.optimise.restricted import Found, solve_part
from planner.optimise.watch import Watch
from planner.outcome import Plan, Refusal
from planner.planning import plan
from planner.problems import BadInput
from tests import builders
from tests.builders import creator, package
from tests.judging import Case, known


def case(name: str, people: list[Any], **asked: Any) -> Case:
    """A campaign, what is known of it, and what the planner says."""
    roster, brief = builders.roster(*people), builders.brief(**asked)
    table = builders.table(roster, brief)
    return Case(name, roster, brief, table, known(table, brief), solve(table, brief, roster, Watch()))


def two(first: int, second: int, fees: tuple[float, float]) -> list[Any]:
    """Two creators with so many followers at these fees."""
    return [
        creator("anna", package(fee=fees[0]), followers=first),
        creator("ben", package(fee=fees[1]), followers=second),
    ]


def seated(handle: str, followers: int, fee: float, points: tuple[float, float | None]) -> Any:
    """A creator for cash, or for a seat at an event and ten dollars; points: of each, None = no such package."""
    offers = [package("cash", fee, seats=0, points=points[0])]
    if points[1] is not None:
        offers.append(package("event", 10, compensation="event", seats=1, points=points[1]))
    return creator(handle, *offers, followers=followers)


EVENT = [
    seated("c0", 58_000, 800, (7, 22)),
    seated("c1", 165_000, 1600, (40, None)),
    seated("c2", 95_000, 100, (31, None)),
]
PAST: dict[str, tuple[list[Any], dict[str, Any]]] = {
    "an audience that one creator saturates": (
        two(227_000, 240_000, (1400, 700)),
        {"budget_cents": 168_000, "audience": [{"size": 50_000, "kappa": 0.1}]},
    ),
    "one who saturates beside one who hardly counts": (
        two(2_000, 490_000, (1471.8, 20_000)),
        {"budget_cents": 2_324_620, "audience": [{"size": 200_000}], "tolerance": 0.001},
    ),
    "whoever saturates is too dear": (
        [
            creator(f"c{at}", package(fee=fee), followers=followers)
            for at, (followers, fee) in enumerate(
                [(7_700, 3505.6), (2_800, 2488.3), (2_161_000, 116_481.8), (2_000, 547.4), (12_600, 3180.9)]
            )
        ],
        {"budget_cents": 252_408, "audience": [{"size": 200_000}], "tolerance": 0.05},
    ),
    "the second goal without the event": (
        EVENT,
        {
            "goal": {"kind": "score", "score": "points"},
            "second_goal": {"goal": {"kind": "cheapest"}, "tolerance": 0.1},
            "budget_cents": 600_000,
            "resources": {"seats": {"stock": 2, "fixed_cents": 30_000}},
        },
    ),
    "the second goal with the event": (
        [
            seated("c0", 150_000, 1500, (43, None)),
            seated("c1", 134_000, 400, (17, 31)),
            seated("c2", 133_000, 1800, (4, 45)),
        ],
        {
            "second_goal": {"goal": {"kind": "score", "score": "points"}, "tolerance": 0.05},
            "budget_cents": 440_000,
            "resources": {"seats": {"stock": 1, "fixed_cents": 80_000}},
        },
    ),
    "a budget below the event's cost": (
        [seated("c0", 30_000, 400, (1, 2))],
        {"budget_cents": 10_000, "creators": {"min": 1}, "resources": {"seats": {"stock": 5, "fixed_cents": 30_000}}},
    ),
    "a floor that only one who saturates can meet": (
        two(227_000, 3_000, (1400, 20)),
        {"budget_cents": 168_000, "audience": [{"size": 57_000, "kappa": 0.1, "floor": 53_000}]},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PAST)
def test_a_past_failure_is_one_no_more(name: str) -> None:
    people, asked = PAST[name]
    case(name, people, **asked).judge()


def test_the_event_is_what_a_budget_can_be_raised_to() -> None:
    people, asked = PAST["a budget below the event's cost"]
    answer = case("event", people, **asked).outcome
    assert isinstance(answer, Refusal)
    budget = next(one for one in answer.conflicts if one.rule == "budget")
    # Ten dollars beside the event, or four hundred without it.
    assert budget.fix is not None
    assert budget.fix.value == 31_000


def test_without_the_event_nothing_is_possible_and_that_is_no_bound() -> None:
    """By how much demands must be missed without a fixed cost was once taken for a bound of the cheapest plan."""
    people = [seated(f"c{at:02d}", 20_000 + 900 * at, 200 + 7 * at, (1, 2)) for at in range(16)]
    made = case(
        "the event is needed",
        people,
        goal={"kind": "cheapest"},
        creators={"min": 8},
        compensation={"event": {"headcount": {"min": 0.5}}},
        resources={"seats": {"stock": 8, "fixed_cents": 300_000}},
        tolerance=1e-6,
    )
    assert isinstance(made.outcome, Plan)
    assert made.outcome.proof.gap == 0
    made.judge()


def test_who_saturates_is_found_among_too_many_plans_to_list() -> None:
    """Weights of 10^12 beside weights of a thousandth: each is looked for without the other."""
    people = [creator(f"c{at:02d}", package(fee=20 + at), followers=1_000 + 10 * at) for at in range(30)]
    people += [creator(f"m{at}", package(fee=900 + 10 * at), followers=300_000 + at) for at in range(3)]
    asked = {"audience": [{"size": 50_000, "kappa": 0.1}], "budget_cents": 100_000, "tolerance": 0.001}
    made = case("heavy", people, **asked)
    assert isinstance(made.outcome, Plan)
    assert {pick.handle for pick in made.outcome.picks} >= {"m0"}
    made.judge()


def test_only_what_prices_or_a_list_prove_is_called_proven() -> None:
    answer = case("usual", two(20_000, 30_000, (500, 700))).outcome
    assert isinstance(answer, Plan)
    asked = builders.brief()
    assert proof_sentence(answer, asked).startswith("Proven best possible under these limits (")
    told = answer.proof.model_copy(update={"by_solver": True})
    assert proof_sentence(answer.model_copy(update={"proof": told}), asked).startswith(
        "Best possible under these limits, by the solver ("
    )
    near = told.model_copy(update={"gap": 0.0005, "second_gap": 0.001})
    assert proof_sentence(answer.model_copy(update={"proof": near}), asked).startswith(
        "Within 0.05% of the best possible under these limits, by the solver; "
        "at the second goal within 0.1% of the best that keeps the first ("
    )
    best = answer.proof.model_copy(update={"second_gap": 0.0})
    assert proof_sentence(answer.model_copy(update={"proof": best}), asked).startswith(
        "Proven best possible under these limits; the best at the second goal of all that keep the first ("
    )


@pytest.mark.parametrize(("part", "believed"), [(1 - 1e-12, True), (0.99, False)])
def test_a_plan_refutes_a_solver_by_more_than_rounding(
    monkeypatch: pytest.MonkeyPatch, part: float, believed: bool
) -> None:
    """A bound that ended a billionth of a billionth below its own plan was thrown away, and the proof stayed open."""

    def told(*given: Any, **more: Any) -> Found:
        found = solve_part(*given, **more)
        assert found.selection is not None
        return replace(found, bound=found.selection.value * part)

    monkeypatch.setattr(search, "solve_part", told)
    monkeypatch.setattr(search, "listed", lambda *_: None)
    monkeypatch.setattr(search, "CONFIRMING", 0)
    monkeypatch.setattr(search, "FEW", 0)
    people = [creator(f"c{at:02d}", package(fee=300 + 37 * at), followers=9_000 + 2_300 * at) for at in range(20)]
    answer = case("one of them", people, budget_cents=300_000, tolerance=1e-9).outcome
    assert isinstance(answer, Plan)
    assert answer.proof.closed is believed
    assert answer.proof.by_solver is believed


def test_a_second_goal_by_the_solver_is_not_called_proven(monkeypatch: pytest.MonkeyPatch) -> None:
    def by_solver(*given: Any) -> Answer:
        found = best_case(*given)
        return replace(found, best=replace(found.best, by_solver=True))

    monkeypatch.setattr(tie_breaking, "best_case", by_solver)
    people, asked = PAST["the second goal without the event"]
    answer = case("second", people, **asked).outcome
    assert isinstance(answer, Plan)
    assert "by the solver" in proof_sentence(answer, builders.brief(**asked))


def test_beside_a_plan_for_nothing_none_that_costs_is_nearly_as_good() -> None:
    """Part of nothing is no measure: whatever costs was once called no worse than a best that costs nothing."""
    people = [creator(f"c{at}", package(fee=fee), followers=40_000) for at, fee in enumerate((0, 0, 900, 800))]
    asked = builders.brief(goal={"kind": "cheapest"}, creators={"min": 2})
    found = alternatives(Study.of(builders.roster(*people), asked), Wish(plans=3, different=1, worse=0.05))
    assert [plan.goal for plan in found.plans] == [0.0]
    assert found.sentence.startswith("No further plan")


def test_nobody_at_all_is_no_alternative() -> None:
    """Where nobody scores, the plan of nobody is as good as any, and was once offered five times over."""
    people = [creator(f"c{at}", package(fee=500, score=score)) for at, score in enumerate((0, 0, 7))]
    wish, asked = Wish(plans=5, different=1, worse=0.3), {"goal": {"kind": "score", "score": "score"}}
    empty = alternatives(Study.of(builders.roster(*people[:2]), builders.brief(**asked)), wish)
    assert [plan.creators for plan in empty.plans] == [0]
    assert empty.sentence.startswith("The best plan books nobody")
    cheapest = builders.brief(goal={"kind": "cheapest"})
    free = [creator(f"c{at}", package(fee=0)) for at in range(2)]
    found = alternatives(Study.of(builders.roster(*free), cheapest), wish)
    assert all(plan.creators for plan in found.plans[1:])


def test_what_gives_up_more_than_half_of_the_goal_is_no_alternative() -> None:
    people = [creator(f"c{at}", package(fee=900, score=score)) for at, score in enumerate((100, 60, 40, 0))]
    asked = builders.brief(goal={"kind": "score", "score": "score"}, budget_cents=100_000)
    found = alternatives(Study.of(builders.roster(*people), asked), Wish(plans=5, different=1, worse=1.0))
    assert [plan.goal for plan in found.plans] == [100, 60]
    assert found.sentence == "No further plan differs in 1 picks from all others and is at most 50.0% worse."


@pytest.mark.parametrize("clip", [1.0, 0.99])
def test_weights_that_cannot_be_calculated_with_are_bad_input(clip: float) -> None:
    """One package that reaches nearly everybody of an audience of very heavy and very light users."""
    edited = {"assumptions": {"reach_rate_clip.all.all": clip}, "audience": [{"size": 50_000, "kappa": 0.1}]}
    with pytest.raises(BadInput, match=r"assumptions\.reach_rate_clip.* one package weigh more than can be calculated"):
        plan(builders.roster(), builders.brief(**edited))
    usual = builders.brief(audience=[{"size": 50_000, "kappa": 0.1}])
    assert isinstance(plan(builders.roster(), usual), Plan)
