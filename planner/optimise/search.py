"""The best whole plan on any roster, and the proof: relax, then decide a small roster at once and split a large one.

Where a roster has few packages, one integer program is the proof. Else the campaign is split in a tree of
relaxations, in which cores of some dozens of options give the plans (see tree.py and options.py).
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from planner.forecast.table import Ints
from planner.optimise.problem import Problem
from planner.optimise.relaxation import Relaxation, relaxed
from planner.optimise.restricted import Part, Selection, solve_surely
from planner.optimise.stopping import Stop, relative_gap
from planner.optimise.tree import Tree
from planner.optimise.watch import Watch
from planner.optimise.working_set import Ranking

WHOLE_AT_ONCE = 250
"""Packages that are not worth splitting."""


@dataclass(frozen=True, eq=False)
class Best:
    """selection: the best plan found, or None. bound: no plan is worth more. impossible: proven that none exists.

    how: in words. relaxation: with its prices, for whoever asks a similar question next.
    """

    selection: Selection | None
    bound: float
    impossible: bool
    how: str
    relaxation: Relaxation | None

    @property
    def gap(self) -> float:
        """Relative distance of plan and bound; inf without a plan."""
        return np.inf if self.selection is None else relative_gap(self.selection.value, self.bound)


@dataclass(frozen=True, eq=False)
class Begun:
    """What is known of a problem before its search: its relaxation, and a plan that meets its demands, or None."""

    root: Relaxation
    plan: Selection | None = None


def best_plan(problem: Problem, stop: Stop, watch: Watch, begun: Begun | None = None) -> Best:
    """Find and prove the best plan. Raises Cancelled."""
    deadline = time.perf_counter() + stop.seconds
    for plain in _plain(problem) if stop.any or stop.wanted is not None else ():
        if stop.any or stop.reached(plain):
            return Best(plain, np.inf, False, "a plain plan", None)
    begun = Begun(relaxed(problem, watch, seconds=stop.seconds)) if begun is None else begun
    root = begun.root
    if root.missing is not None:
        return Best(None, -np.inf, True, "relaxation", root)
    ranking = Ranking.of(problem, root.prices, watch)
    if len(ranking) <= WHOLE_AT_ONCE:
        return _whole(problem, begun, ranking.rows, replace(stop, seconds=deadline - time.perf_counter()), watch)
    tree = Tree(problem, root, ranking, (stop, deadline), watch)
    found = tree.grown(begun.plan)
    return Best(found.selection, found.bound, found.selection is None and found.bound == -np.inf, tree.how, root)


def _whole(problem: Problem, begun: Begun, rows: Ints, stop: Stop, watch: Watch) -> Best:
    """All at once: a small roster is not worth cutting."""
    root, nobody = begun.root, np.empty(0, np.int64)
    effort = stop.effort(root.bound, stop.seconds)
    found = solve_surely(problem, Part(rows, nobody, nobody), root.weight, effort, watch, begun.plan)
    return Best(found.selection, min(root.bound, found.bound), found.impossible, "whole roster", root)


def _plain(problem: Problem) -> Iterator[Selection]:
    """Nobody at all, and everybody's widest package, where they happen to meet every demand."""
    nobody = np.empty(0, np.int64)
    widest = [nobody]
    for part in problem.batches():
        reach_of = part.weights @ problem.table.sizes
        order = np.lexsort((-reach_of, part.creator))
        first = order[np.flatnonzero(np.diff(part.creator[order], prepend=-1))]
        widest.append(part.index[first])
    rows = np.concatenate(widest)
    for index in (nobody, np.sort(rows)):
        counts = problem.table.available[problem.table.creator[index]]
        if not len(problem.broken(index, counts)) and not problem.short_of_floor(index, counts):
            yield Selection(index, counts, problem.value(index, counts))
