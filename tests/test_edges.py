"""The planner against the truth where fields end: whole ranges of values, second goals, costs that are due once.

PLANNER_CASES=10000 makes the comparison longer; PLANNER_FIRST=137 begins it at another seed (`make proof`).
"""

from __future__ import annotations

import os

import pytest

from planner.optimise import solve
from planner.optimise.watch import Watch
from tests import builders
from tests.edge_cases import EDGES, WIDE, edge_case
from tests.judging import Case, known

FIRST = int(os.environ.get("PLANNER_FIRST", "0"))
CASES = int(os.environ.get("PLANNER_CASES", "500"))
BATCH = 25
WIDE_EVERY = 5
"""Of so many campaigns one has more plans than can be listed."""


def run(seed: int) -> Case:
    """Plan a campaign at the edges."""
    roster, brief = edge_case(seed, WIDE if seed % WIDE_EVERY == 0 else EDGES)
    table = builders.table(roster, brief)
    return Case(seed, roster, brief, table, known(table, brief), solve(table, brief, roster, Watch()))


@pytest.mark.parametrize("first", range(FIRST, FIRST + CASES, BATCH))
def test_agrees_with_the_truth_at_the_edges(first: int) -> None:
    for seed in range(first, min(first + BATCH, FIRST + CASES)):
        run(seed).judge()
