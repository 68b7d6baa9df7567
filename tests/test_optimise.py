"""The optimiser against the truth: brute force on tiny rosters.

PLANNER_CASES=5000 makes the comparison longer; PLANNER_FIRST=137 begins it at another seed (`make proof`).
"""

from __future__ import annotations

import os
from functools import cache

import numpy as np
import pytest

from planner.optimise import branch, claims, nearest, refuse, relaxation, search, solve, tree, working_set
from planner.optimise.watch import Watch
from planner.rules import RULES, limits_of
from tests import builders
from tests.judging import Case, Listed
from tests.oracle import Truth
from tests.random_cases import random_case

FIRST = int(os.environ.get("PLANNER_FIRST", "0"))
CASES = int(os.environ.get("PLANNER_CASES", "125"))
BATCH = 25
campaign = cache(random_case)
"""What every test here begins with: making one takes as long as planning it."""


def run(seed: int) -> Case:
    """Plan a random campaign."""
    roster, brief = campaign(seed)
    table = builders.table(roster, brief)
    # The search alone: `plan` goes on where draws do not confirm the confidence asked for.
    return Case(seed, roster, brief, table, Listed(Truth(table, brief)), solve(table, brief, roster, Watch()))


@pytest.mark.parametrize("first", range(FIRST, FIRST + CASES, BATCH))
def test_agrees_with_brute_force(first: int) -> None:
    for seed in range(first, min(first + BATCH, FIRST + CASES)):
        run(seed).judge()


@pytest.mark.parametrize("first", range(FIRST, FIRST + CASES * 2 // 5, BATCH))
def test_the_way_of_large_rosters_agrees_with_brute_force(first: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same small campaigns, but sifted a few packages at a time and planned on growing cores."""
    monkeypatch.setattr(relaxation, "ALL_AT_ONCE", 1)
    monkeypatch.setattr(relaxation, "MORE_COLUMNS", 2)
    monkeypatch.setattr(relaxation, "_first", lambda problem, watch: np.flatnonzero(problem.eligible)[::4])
    monkeypatch.setattr(search, "FEW", 0)
    monkeypatch.setattr(search, "WHOLE_AT_ONCE", 0)
    monkeypatch.setattr(working_set, "ALL", 4)
    monkeypatch.setattr(working_set, "NEAR", 2)
    monkeypatch.setattr(working_set, "SMALL", 1)
    monkeypatch.setattr(claims, "TOLD", 2)
    monkeypatch.setattr(claims, "NUMBERS", 12)
    monkeypatch.setattr(tree, "GROUP", 2)
    monkeypatch.setattr(tree, "LEAF", 2)
    monkeypatch.setattr(tree, "TRUSTING", 3)
    monkeypatch.setattr(tree, "LISTED", 3)
    monkeypatch.setattr(tree, "CORES", (2, 3, 4, 5))
    monkeypatch.setattr(tree, "EVERY", 3)
    # Every other time as if each plan booked very many.
    monkeypatch.setattr(tree, "MANY", -1 if first // BATCH % 2 else 50)
    monkeypatch.setattr(branch, "MORE", 2)
    monkeypatch.setattr(nearest, "TEST_SECONDS", 60.0)
    monkeypatch.setattr(nearest, "STEP_SECONDS", 60.0)
    monkeypatch.setattr(refuse, "ALL_SECONDS", 60.0)
    test_agrees_with_brute_force(first)


def test_random_campaigns_ask_for_everything_and_are_possible_now_and_then() -> None:
    """Without this the comparison could quietly become one of empty plans."""
    asked: set[str] = set()
    possible = 0
    for seed in range(100):
        roster, brief = campaign(seed)
        table = builders.table(roster, brief)
        asked |= {limit.rule for limit in limits_of(brief, table)}
        possible += bool(Truth(table, brief).feasible.any())
    # A floor on people who see several creators is held against all plans in test_frequency: its row is a relaxation.
    assert asked >= {rule.key for rule in RULES} - {"one_package", "frequency"}
    assert 15 < possible < 70
