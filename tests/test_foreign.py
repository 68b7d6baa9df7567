"""Problems that others have posed: multiple-choice knapsacks through ordinary files reach their known optimum."""

from __future__ import annotations

import itertools
import random

import pulp
import pytest

from benchmarks.mmkp import Instance, Item, solve_instance
from planner.outcome import Plan

KHAN = """\
 2  2 3
 10  10  4
 1
 7.00  1  3  1
 17.50  6  4  2
 2
 9.00  0  0  4
 10.00  5  6.5  1
 Solutions by  Exact Solution
 2  1  26.50
"""


def instance(seed: int, groups: int, items: int, resources: int) -> Instance:
    """Values grow with use, as in the published ones; each resource holds about half of what all would use."""
    rng = random.Random(seed)
    made = []
    for _ in range(groups):
        uses = [tuple(float(rng.randint(0, 9)) for _ in range(resources)) for _ in range(items)]
        made.append(tuple(Item(round(rng.uniform(1, 10) + rng.uniform(0.5, 1.5) * sum(u), 2), u) for u in uses))
    stocks = tuple(
        float(round(0.5 * sum(sum(item.uses[k] for item in group) / items for group in made))) for k in range(resources)
    )
    return Instance(stocks, tuple(made))


def brute_force(made: Instance) -> float:
    """Value of the best choice of at most one item per group."""
    nothing = Item(0.0, (0.0,) * len(made.stocks))
    return max(
        sum(item.value for item in chosen)
        for chosen in itertools.product(*((nothing, *group) for group in made.groups))
        if all(sum(item.uses[k] for item in chosen) <= stock for k, stock in enumerate(made.stocks))
    )


def by_the_book(made: Instance) -> float:
    """The same by another road: one program, CBC, no planner."""
    model = pulp.LpProblem("knapsack", pulp.LpMaximize)
    taken = [
        [model.add_variable(f"x_{g}_{i}", cat=pulp.LpBinary) for i in range(len(group))]
        for g, group in enumerate(made.groups)
    ]
    pairs = [pair for group, own in zip(made.groups, taken, strict=True) for pair in zip(group, own, strict=True)]
    model += pulp.lpSum(item.value * x for item, x in pairs)
    for own in taken:
        model += pulp.lpSum(own) <= 1
    for k, stock in enumerate(made.stocks):
        model += pulp.lpSum(item.uses[k] * x for item, x in pairs) <= stock
    model.solve(pulp.PULP_CBC_CMD(msg=False, gapRel=0, gapAbs=0))
    assert model.sol_status == pulp.LpSolutionOptimal
    return float(pulp.value(model.objective))


def proven(made: Instance) -> float:
    """The planner's value; its plan must keep the stocks and its proof must be closed."""
    outcome = solve_instance(made)
    assert isinstance(outcome, Plan)
    assert outcome.proof.closed
    assert len({pick.creator for pick in outcome.picks}) == len(outcome.picks)
    for k, stock in enumerate(made.stocks, 1):
        assert sum(pick.uses.get(f"r{k}", 0.0) for pick in outcome.picks) <= stock
    return outcome.proof.goal


@pytest.mark.parametrize("seed", range(12))
def test_small_knapsacks_reach_the_optimum_of_brute_force(seed: int) -> None:
    made = instance(seed, groups=4 + seed % 3, items=2 + seed % 4, resources=1 + seed % 5)
    assert proven(made) == pytest.approx(brute_force(made), rel=2e-6)


@pytest.mark.parametrize("seed", [100, 101])
def test_a_medium_knapsack_reaches_the_optimum_of_another_solver(seed: int) -> None:
    made = instance(seed, groups=30, items=5, resources=5)
    assert proven(made) == pytest.approx(by_the_book(made), rel=2e-6)


def test_a_file_in_khans_format_is_read_and_solved() -> None:
    made = Instance.of(KHAN)
    assert made.stocks == (10.0, 10.0, 4.0)
    assert made.groups[1][1] == Item(10.0, (5.0, 6.5, 1.0))
    assert proven(made) == pytest.approx(brute_force(made)) == 17.5


@pytest.mark.parametrize("text", ["", "2 2 3\n10 10 4\n1\n7 1 3 1", "1 1 1\n5\n2\n1 1", "name,followers\nanna,5"])
def test_another_file_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match="ends before its last group|does not begin"):
        Instance.of(text)
