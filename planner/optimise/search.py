"""The best whole plan on any roster, and the proof: relax, plan on a core, widen it until nothing outside matters.

At the relaxation's prices each creator has a best option (a package, or not being booked), and every other
option loses something. A plan that uses an option losing more than d is worth at most (bound - d). So the
integer program need only hold the options that lose at most d: the better of its own bound and (bound - d)
holds for the whole roster (reduced-cost fixing; Dantzig, Fulkerson and Johnson 1954).
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from planner.forecast.table import Floats, Ints
from planner.optimise.lp import DEFAULT_SOLVER, Effort, SolverName
from planner.optimise.problem import Problem
from planner.optimise.relaxation import Relaxation, reduced_values, relaxed
from planner.optimise.restricted import Part, Selection, solve_part
from planner.optimise.watch import Watch

CORE_SIZES = (60, 200, 700, 2_500, 8_000, 30_000)
"""Options in the core, from a first plan to a proof; each step is taken only when the one before left a gap."""
FIRST_NODES = 300
WHOLE_AT_ONCE = 900


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
    relaxation: Relaxation

    @property
    def gap(self) -> float:
        """Relative distance of plan and bound; inf without a plan."""
        return np.inf if self.selection is None else relative_gap(self.selection.value, self.bound)


def relative_gap(value: float, bound: float) -> float:
    """How much better than `value` a plan could be, relative to it; 0 when the difference is rounding."""
    over = bound - value
    return 0.0 if over <= 1e-9 * max(1.0, abs(bound)) else over / max(abs(value), 1e-9)


def best_plan(problem: Problem, stop: Stop, watch: Watch, known: Ints | None = None) -> Best:
    """Find and prove the best plan. known: packages to start sifting with. Raises Cancelled."""
    started = time.perf_counter()
    top = relaxed(problem, watch, known)
    if top.missing is not None:
        return Best(None, -np.inf, True, "relaxation", top)
    options = _Options(problem, top)
    selection: Selection | None = None
    bound = top.bound
    how = "core of the roster"
    loss, nodes = options.first()
    while True:
        left = stop.seconds - (time.perf_counter() - started)
        if left <= 0:
            break
        watch.tell("planning", None if selection is None else selection.value, bound)
        part = options.part(loss)
        allowed = stop.gap * max(abs(top.bound), 1e-9) * (1e6 if stop.any else 0.8)
        found = solve_part(problem, part, top.weight, Effort(allowed, nodes, left, stop.solver), watch, selection)
        selection = found.selection
        everything = options.holds_all(loss)
        if everything and found.impossible:
            return Best(None, -np.inf, True, "whole roster", top)
        outside = -np.inf if everything else top.bound - loss
        bound = min(bound, max(found.bound, outside))
        how = "whole roster" if everything else "core of the roster"
        if everything or (selection is not None and (stop.any or relative_gap(selection.value, bound) <= stop.gap)):
            break
        loss, nodes = options.wider(_needed(top.bound, selection, stop))
    if selection is not None:
        bound = max(bound, selection.value)
    return Best(selection, bound, False, how, top)


def _needed(bound: float, selection: Selection | None, stop: Stop) -> float:
    """Options that lose more than this cannot be in a plan that is better by more than the gap."""
    if selection is None:
        return np.inf
    return max(0.0, bound - selection.value - 0.9 * stop.gap * abs(selection.value))


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
        self._sorted = _smallest(alternative, CORE_SIZES[-1] + 1)
        self._alternative = alternative

    def first(self) -> tuple[float, int | None]:
        """The first cut, and the nodes to spend on it: a small roster is not worth cutting."""
        if len(self._index) <= WHOLE_AT_ONCE:
            return np.inf, None
        return float(self._sorted[CORE_SIZES[0]]), FIRST_NODES

    def wider(self, needed: float) -> tuple[float, int | None]:
        """The next cut. needed: the loss at which a cut proves what is to be proven.

        When the proof is near, all that it needs and no more; else the next size. inf when nothing is left out.
        """
        self._step += 1
        if self._step >= len(CORE_SIZES) or CORE_SIZES[self._step] >= len(self._alternative):
            return np.inf, None
        size = CORE_SIZES[self._step]
        if np.isfinite(needed) and np.searchsorted(self._sorted, needed, side="right") <= 3 * size:
            return max(needed, float(self._sorted[CORE_SIZES[self._step - 1]])), None
        return float(self._sorted[size]), FIRST_NODES if size < CORE_SIZES[3] else None

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
