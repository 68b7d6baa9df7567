"""The best whole plan on any roster, and the proof: relax, plan on a core, widen it until nothing outside matters.

At the relaxation's prices each creator has a best option (a package, or not being booked), and every other
option loses something. A plan that uses an option losing more than d is worth at most (bound - d). So the
integer program need only hold the options that lose at most d: the better of its own bound and (bound - d)
holds for the whole roster (reduced-cost fixing; Dantzig, Fulkerson and Johnson 1954).
"""

from __future__ import annotations

import heapq
import time
from dataclasses import dataclass, field, replace
from math import floor

import numpy as np

from planner.forecast.table import TIERS, Floats, Ints
from planner.optimise.lp import DEFAULT_SOLVER, Effort, SolverName
from planner.optimise.problem import Problem
from planner.optimise.relaxation import Relaxation, reduced_values, relaxed
from planner.optimise.restricted import Part, Selection, solve_part
from planner.optimise.watch import Watch

CORE_SIZES = (120, 400)
"""Options in the first cores of the whole roster; a branch has the first only."""
PROOF_SIZE = 4_000
"""Options in a core that is to prove its part of the roster; where more would be needed, splitting is quicker."""
FIRST_NODES = 300
WHOLE_AT_ONCE = 250
FRACTION = 1e-4


@dataclass(frozen=True)
class Stop:
    """When to stop: at this relative gap, or after these seconds; any = at the first plan."""

    gap: float
    seconds: float
    any: bool = False
    solver: SolverName = DEFAULT_SOLVER


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


def relative_gap(value: float, bound: float) -> float:
    """How much better than `value` a plan could be, relative to it; 0 when the difference is rounding."""
    over = bound - value
    return 0.0 if over <= 1e-9 * max(1.0, abs(bound)) else over / max(abs(value), 1e-9)


def best_plan(problem: Problem, stop: Stop, watch: Watch, known: Ints | None = None) -> Best:
    """Find and prove the best plan. known: packages to start sifting with. Raises Cancelled.

    Where cores do not close the gap - a few large creators whom the relaxation books in part - the campaign is
    split: one branch must book such a package, the other must not, and each is relaxed and searched anew. The
    branch that promises most goes first.
    """
    deadline = time.perf_counter() + stop.seconds
    if stop.any and (plain := _plain(problem)) is not None:
        return Best(plain, np.inf, False, "a plain plan", None)
    root = relaxed(problem, watch, known)
    if root.missing is not None:
        return Best(None, -np.inf, True, "relaxation", root)
    open_branches = [_Branch(-root.bound, 0, problem, root)]
    closed, number = -np.inf, 0
    selection: Selection | None = None
    how = "core of the roster"
    while open_branches:
        bound = max(closed, -open_branches[0].order)
        if selection is not None and (stop.any or relative_gap(selection.value, bound) <= stop.gap):
            break
        if time.perf_counter() >= deadline:
            break
        branch = heapq.heappop(open_branches)
        left = replace(stop, seconds=deadline - time.perf_counter())
        searched = _search(branch, selection, left, watch)
        selection, how = searched.selection, searched.how if number == 0 else f"{number + 1} branches of the roster"
        reached = min(-branch.order, searched.bound)
        if searched.impossible or _good_enough(selection, reached, stop):
            closed = max(closed, -np.inf if searched.impossible else reached)
            continue
        for child in _split(branch):
            top = relaxed(child, watch, branch.top.columns)
            number += 1
            if top.missing is None:
                heapq.heappush(open_branches, _Branch(-min(reached, top.bound), number, child, top))
        if not branch.splits:
            closed = max(closed, reached)
    bound = max([closed, *(-branch.order for branch in open_branches)])
    if selection is None:
        return Best(None, bound, not open_branches and closed == -np.inf, how, root)
    return Best(selection, max(bound, selection.value), False, how, root)


def _plain(problem: Problem) -> Selection | None:
    """Nobody at all, or everybody's widest package, when that happens to meet every demand."""
    nobody = np.empty(0, np.int64)
    widest: dict[str, list[Ints]] = {"row": [nobody], "creator": [nobody]}
    for part in problem.batches():
        reach_of = part.weights @ problem.table.sizes
        order = np.lexsort((-reach_of, part.creator))
        first = order[np.flatnonzero(np.diff(part.creator[order], prepend=-1))]
        widest["row"].append(part.index[first])
        widest["creator"].append(part.creator[first])
    rows, creators = np.concatenate(widest["row"]), np.concatenate(widest["creator"])
    # A creator whose packages straddle two batches would come twice.
    _, once = np.unique(creators, return_index=True)
    for index in (nobody, np.sort(rows[once])):
        counts = problem.table.available[problem.table.creator[index]]
        if not len(problem.broken(index, counts)) and not problem.short_of_floor(index, counts):
            return Selection(index, counts, problem.value(index, counts))
    return None


@dataclass(order=True)
class _Branch:
    """A part of all plans. order: minus its bound, so that the most promising is first; then its number."""

    order: float
    number: int
    problem: Problem = field(compare=False)
    top: Relaxation = field(compare=False)

    @property
    def splits(self) -> bool:
        """True when the relaxation books some package in part."""
        return len(self.fractions) > 0

    @property
    def fractions(self) -> Ints:
        """Positions in the relaxed plan of packages that are booked in part."""
        return np.flatnonzero(np.abs(self.top.x - np.rint(self.top.x)) > 1e-6)


def _split(branch: _Branch) -> list[Problem]:
    """The branch in two, so that what its relaxation does in part is done in neither.

    The number of macro creators comes first: one more or one less decides more than which of many alike is booked.
    Then the package that is worth most.
    """
    if not branch.splits:
        return []
    problem, top = branch.problem, branch.top
    apex = len(TIERS) - 1
    number = float(top.x[problem.table.tier[top.index] == apex].sum())
    if abs(number - round(number)) > FRACTION:
        return [problem.with_tier(apex, "<=", floor(number)), problem.with_tier(apex, ">=", floor(number) + 1)]
    rows = top.index[branch.fractions]
    columns = problem.take(rows)
    worth = np.abs(columns.gain) + columns.weights @ (top.prices.w + 1e-12)
    at = int(np.argmax(worth))
    row, part = int(rows[at]), float(top.x[branch.fractions[at]])
    return [problem.with_package(row, ">=", floor(part) + 1), problem.with_package(row, "<=", floor(part))]


def _good_enough(selection: Selection | None, bound: float, stop: Stop) -> bool:
    return selection is not None and relative_gap(selection.value, bound) <= stop.gap


def _search(branch: _Branch, selection: Selection | None, stop: Stop, watch: Watch) -> Best:
    """Cores of one branch, until they prove it, or are too large to be worth it."""
    started = time.perf_counter()
    problem, top = branch.problem, branch.top
    options = _Options(problem, top)
    bound = top.bound
    how = "core of the roster"
    step = options.first()
    while step is not None:
        loss, nodes = step
        left = stop.seconds - (time.perf_counter() - started)
        if left <= 0:
            break
        watch.tell("Choosing creators", None if selection is None else selection.value, bound)
        allowed = stop.gap * max(abs(top.bound), 1e-9) * (1e6 if stop.any else 0.8)
        part = options.part(loss)
        found = solve_part(problem, part, top.weight, Effort(allowed, nodes, left, stop.solver), watch, selection)
        selection = found.selection
        everything = options.holds_all(loss)
        if everything and found.impossible:
            # HiGHS can call infeasible what is not; a plan found by the second solver would refute it.
            found = solve_part(problem, part, top.weight, Effort(allowed, None, left, "CBC"), watch)
            selection = found.selection
            if selection is None:
                return Best(None, -np.inf, True, "whole roster", top)
        bound = min(bound, max(found.bound, -np.inf if everything else top.bound - loss))
        how = "whole roster" if everything else "core of the roster"
        if everything or (selection is not None and stop.any) or _good_enough(selection, bound, stop):
            break
        step = options.wider(_needed(top.bound, selection, stop), len(CORE_SIZES) if branch.number == 0 else 1)
    return Best(selection, bound, False, how, top)


def _needed(bound: float, selection: Selection | None, stop: Stop) -> float:
    """Options that lose more than this cannot be in a plan that is better by more than the gap."""
    if selection is None:
        return np.inf
    return max(0.0, bound - selection.value - 0.95 * stop.gap * abs(selection.value))


class _Options:
    """What every option of every creator loses at the prices of the bound."""

    def __init__(self, problem: Problem, top: Relaxation) -> None:
        self._problem = problem
        self._step = 0
        count = len(problem.table.available)
        index, loss, owner = [], [], []
        self._earned = np.zeros(count)
        for part in problem.batches():
            value = reduced_values(part, top.prices)
            first = np.flatnonzero(np.diff(part.creator, prepend=-1))
            self._earned[part.creator[first]] = np.maximum(
                self._earned[part.creator[first]], np.maximum.reduceat(value, first)
            )
            index.append(part.index)
            loss.append(value)
            owner.append(part.creator)
        # A creator's packages may straddle two batches, so losses wait for the last.
        self._index = np.concatenate(index) if index else np.empty(0, np.int64)
        self._owner = np.concatenate(owner) if owner else np.empty(0, np.int64)
        value = np.concatenate(loss) if loss else np.empty(0)
        self._loss = self._earned[self._owner] - value
        zero = np.flatnonzero(self._loss <= 0)
        best = zero[np.flatnonzero(np.diff(self._owner[zero], prepend=-1))]
        self._best = best[self._earned[self._owner[best]] > 0]
        alternative = self._loss.copy()
        alternative[self._best] = self._earned[self._owner[self._best]]
        self._sorted = _smallest(alternative, PROOF_SIZE + 1)
        self._alternative = alternative

    def first(self) -> tuple[float, int | None] | None:
        """The first cut, and the nodes to spend on it: a small roster is not worth cutting."""
        if len(self._index) <= WHOLE_AT_ONCE:
            return np.inf, None
        return float(self._sorted[min(CORE_SIZES[0], len(self._sorted) - 1)]), FIRST_NODES

    def wider(self, needed: float, cores: int) -> tuple[float, int | None] | None:
        """The next cut: all that a proof needs when that is little, else the next size, else None.

        needed: the loss at which a cut proves what is to be proven. cores: how many sizes may be tried.
        """
        self._step += 1
        if self._step > len(CORE_SIZES):
            return None
        wanted = int(np.searchsorted(self._sorted, needed, side="right"))
        if wanted <= PROOF_SIZE:
            self._step = len(CORE_SIZES)
            return (max(needed, float(self._sorted[0])) if wanted < len(self._alternative) else np.inf), None
        if self._step < cores:
            return float(self._sorted[min(CORE_SIZES[self._step], len(self._sorted) - 1)]), FIRST_NODES
        return None

    def holds_all(self, loss: float) -> bool:
        """True when a cut leaves no option out."""
        return not np.isfinite(loss) or bool((self._alternative <= loss).all())

    def part(self, loss: float) -> Part:
        """Free: options that lose at most this, of creators who have a choice left. Held: the others' best."""
        if not np.isfinite(loss):
            return Part(self._index, self._index[:0], self._index[:0])
        open_creator = np.zeros(len(self._earned), bool)
        open_creator[self._owner[self._alternative <= loss]] = True
        free = open_creator[self._owner] & (self._loss <= loss)
        held = self._best[~open_creator[self._owner[self._best]]]
        counts = self._problem.table.available[self._owner[held]]
        return Part(self._index[free], self._index[held], counts)


def _smallest(values: Floats, count: int) -> Floats:
    """The smallest so many values, sorted."""
    if len(values) <= count:
        return np.sort(values)
    return np.sort(np.partition(values, count)[:count])
