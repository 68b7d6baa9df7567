"""The best whole plan on any roster, and the proof: relax, plan on a core, then split what the core leaves open.

The first core, some dozens of options around the relaxed plan, mostly gives a plan that is nearly the best; what
takes time is to prove it. Where reduced costs leave few options open, one integer program on them is the proof
(see options.py). Else the campaign is split in a tree of relaxations (see tree.py).
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np

from planner.forecast.table import Ints
from planner.optimise.options import Choice, Options
from planner.optimise.problem import Problem
from planner.optimise.relaxation import Relaxation, reduced_values, relaxed
from planner.optimise.restricted import Selection, solve_part, solve_surely
from planner.optimise.stopping import Stop, relative_gap
from planner.optimise.tree import Tree
from planner.optimise.watch import Watch

CORE_SIZES = (80, 400, 1_500)
"""Options in the first cores: the next is for when there was no plan in the last."""
FIRST_NODES = 100
WHOLE_AT_ONCE = 250
"""Options that are not worth cutting down."""
PROOF_SIZE = 400
"""Options in a core that is to prove its part of the roster; where more would be needed, splitting is quicker."""


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


def best_plan(problem: Problem, stop: Stop, watch: Watch, known: Ints | None = None) -> Best:
    """Find and prove the best plan. known: packages to start sifting with. Raises Cancelled."""
    deadline = time.perf_counter() + stop.seconds
    if stop.any and (plain := _plain(problem)) is not None:
        return Best(plain, np.inf, False, "a plain plan", None)
    root = relaxed(problem, watch, known, stop.seconds)
    if root.missing is not None:
        return Best(None, -np.inf, True, "relaxation", root)
    options = _options(problem, root)
    if len(options) <= WHOLE_AT_ONCE:
        return _whole(problem, root, options, replace(stop, seconds=deadline - time.perf_counter()), watch)
    return _cores(problem, root, options, (stop, deadline), watch)


def _cores(problem: Problem, root: Relaxation, options: Options, until: tuple[Stop, float], watch: Watch) -> Best:
    """Cores of the roster, and the tree for what they leave open. until: when to stop, and the time at which."""
    stop, deadline = until
    selection: Selection | None = None
    bound, how = root.bound, "core of the roster"
    sizes = list(CORE_SIZES)
    while sizes and time.perf_counter() < deadline:
        part, loss = options.core(sizes.pop(0), options.of(problem.table.tier))
        watch.tell("Choosing creators", None if selection is None else selection.value, bound)
        effort = stop.effort(bound, deadline - time.perf_counter(), FIRST_NODES)
        found = solve_part(problem, part, root.weight, effort, watch, selection)
        selection, bound = found.selection, min(bound, max(found.bound, root.bound - loss))
        if options.holds_all(loss) or selection is not None:
            break
    if stop.enough(selection, bound) or time.perf_counter() >= deadline:
        return Best(selection, bound, False, how, root)
    loss = stop.needed(selection, root.bound)
    if options.within(loss) <= PROOF_SIZE:
        everything = options.holds_all(loss)
        effort = replace(stop.effort(bound, deadline - time.perf_counter()), cutoff=stop.beyond(selection))
        found = solve_surely(problem, options.part(loss), root.weight, effort, watch, selection)
        selection = found.selection
        bound = min(bound, max(found.bound, -np.inf if everything else root.bound - loss))
        how = "whole roster" if everything else how
        if (found.impossible and everything) or stop.enough(selection, bound):
            return Best(selection, bound, selection is None, how, root)
    tree = Tree(problem, root, options, (stop, deadline), watch)
    grown = tree.grown(selection)
    selection, bound = grown.selection, min(bound, grown.bound)
    return Best(selection, bound, selection is None and bound == -np.inf, tree.how, root)


def _whole(problem: Problem, root: Relaxation, options: Options, stop: Stop, watch: Watch) -> Best:
    """All at once: a small roster is not worth cutting."""
    effort = stop.effort(root.bound, stop.seconds)
    found = solve_surely(problem, options.part(np.inf), root.weight, effort, watch, None)
    return Best(found.selection, min(root.bound, found.bound), found.impossible, "whole roster", root)


def _options(problem: Problem, top: Relaxation) -> Options:
    index, owner, value = [], [], []
    for part in problem.batches():
        index.append(part.index)
        owner.append(part.creator)
        value.append(reduced_values(part, top.prices))
    if not index:
        index, owner, value = [np.empty(0, np.int64)], [np.empty(0, np.int64)], [np.empty(0)]
    choice = Choice(np.concatenate(index), np.concatenate(owner), problem.table.available)
    return Options(choice, np.concatenate(value))


def _plain(problem: Problem) -> Selection | None:
    """Nobody at all, or everybody's widest package, when that happens to meet every demand."""
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
            return Selection(index, counts, problem.value(index, counts))
    return None
