"""Branch and bound over relaxations, for what the first cores of a roster leave open.

What the relaxation books in part is mostly a few large creators, and it is they who make its bound too good: a
share of the spend buys nine tenths of a macro creator. So the campaign is split, first by the number of macro
creators, then by the package in part that is worth most; each half is relaxed anew, from where the last one stood,
and bounded by our own prices. The most promising comes first. Where few options are left that could matter, one
integer program ends the branch (Land and Doig 1960, with the bound of relaxation.py and the fixing of options.py).
"""

from __future__ import annotations

import heapq
import time
from dataclasses import dataclass, replace
from math import floor

import numpy as np

from planner.forecast.table import Floats, Ints
from planner.optimise.claims import APEX, Claim, refuting, with_apex
from planner.optimise.master import Master, Prices
from planner.optimise.options import Choice, Fixed, Options
from planner.optimise.problem import Columns, Problem
from planner.optimise.relaxation import CLOSE, Relaxation, chosen, constant, reduced_values
from planner.optimise.restricted import Band, Found, Selection, solve_part, solve_surely
from planner.optimise.stopping import Stop
from planner.optimise.watch import Watch

LEAF = 250
"""Options that one integer program decides quicker than more branches would."""
CORE, CORE_NODES = 80, 100
EVERY = 25
"""Branches between two tries at a better plan, besides those at each new set of macro creators."""
WHOLE = 1e-6
NO_LIMIT = 1e9
"""More creators than any table has."""
ROUNDS = 30
MORE = 100
PLANTED = 300_000
"""Packages to search among at first."""
KEPT = 0.7
"""Packages are gathered anew when a better plan leaves fewer than this part of them."""


@dataclass(frozen=True, eq=False)
class _Node:
    """A part of all plans, relaxed. index, x: the relaxed plan; tried: True when a core of it has been planned."""

    fixed: Fixed
    bound: float
    prices: Prices
    weight: Floats
    index: Ints
    x: Floats
    tried: bool = False

    @property
    def parts(self) -> Ints:
        """Positions in `index` of what is booked in part."""
        return np.flatnonzero(np.abs(self.x - np.rint(self.x)) > WHOLE)


class Tree:
    """The search over some packages of a problem, `rows` of its table. until: when to stop, and the time at which."""

    def __init__(
        self, problem: Problem, root: Relaxation, options: Options, until: tuple[Stop, float], watch: Watch
    ) -> None:
        self._problem, self._root, self._watch = problem, root, watch
        self._options_of_all = options
        self._stop, self._deadline = until
        self._low, self._high = np.append(problem.low, 0.0), np.append(problem.high, NO_LIMIT)
        self._branched: set[int] = set()
        self._nodes = 0

    @property
    def how(self) -> str:
        """In words, for the proof."""
        return f"{max(self._nodes, 1)} branches of the roster"

    def grown(self, selection: Selection | None) -> Found:
        """The best plan, and a bound that holds for the whole roster. selection: a known plan.

        Of a large roster only the most promising packages are planted; what the search claims of each branch is
        then held against all others, and those that refute a claim are planted too.
        """
        also: Ints = np.empty(0, np.int64)
        while True:
            outside, whole = self._plant(selection, also)
            found = self._grown(selection, outside)
            if whole:
                return found
            selection = found.selection
            missing = self._missing(selection)
            if not len(missing):
                return found
            if time.perf_counter() >= self._deadline:
                return Found(selection, self._root.bound)
            also = np.union1d(self._columns.index, missing)

    def _grown(self, selection: Selection | None, closed: float) -> Found:
        """The search over what is planted. closed: the bound of all plans that are out of the question anyway."""
        prices = self._root.prices
        node = self._relaxed(Fixed({}, Band(APEX)), replace(prices, y=np.append(prices.y, 0.0)), selection)
        heap: list[tuple[float, int, _Node]] = []
        if node is not None:
            heap.append((-node.bound, 0, node))
        while heap:
            bound = max(closed, -heap[0][0])
            if self._stop.enough(selection, bound) or time.perf_counter() >= self._deadline:
                break
            self._watch.tell("Choosing creators", None if selection is None else selection.value, bound)
            _, _, node = heapq.heappop(heap)
            options = self._options(node.fixed, node.prices)
            loss = self._stop.needed(selection, node.bound)
            children = self._split(node)
            if not children or options.within(loss) <= LEAF:
                found = self._leaf(node, options, loss, selection)
                selection = found.selection
                reached = min(node.bound, found.bound)
                children = children or self._apart(node)
                if not children:
                    selection, reached = self._alone(node.fixed, selection)
                    loss = np.inf
                if self._stop.needed(selection, reached) <= 0 or not children:
                    closed = max(closed, reached)
                    self._claims.append(Claim(node.fixed, node.prices, True, loss))
                    continue
            elif self._worth_a_try(node, selection):
                found = self._core(node, options, selection)
                if found.selection is not selection:
                    selection = found.selection
                    self._shrink(selection)
                node = replace(node, tried=True)
                if self._stop.enough(selection, node.bound):
                    closed = max(closed, node.bound)
                    self._claims.append(Claim(node.fixed, node.prices, True, 0.0))
                    continue
            for child in children:
                below = self._relaxed(child, node.prices, selection, node.tried)
                if below is not None:
                    heapq.heappush(heap, (-below.bound, self._nodes, below))
        self._claims += [Claim(left.fixed, left.prices, True, 0.0) for _, _, left in heap]
        return Found(selection, max([closed, self._pruned, *(-bound for bound, _, _ in heap)]))

    def _plant(self, selection: Selection | None, also: Ints) -> tuple[float, bool]:
        """Gather the packages that could be in a better plan, the most promising and those `also` when there are many.

        Returns the bound of all plans with a package that could not, and whether all that could were gathered.
        """
        most = self._stop.needed(selection, self._root.bound)
        rows, self._loss = self._options_of_all.losing(most)
        whole = len(rows) <= PLANTED or len(also) > 0.5 * len(rows)
        if not whole:
            keep = np.isin(rows, also, assume_unique=True)
            keep[np.argpartition(self._loss, PLANTED)[:PLANTED]] = True
            rows, self._loss = rows[keep], self._loss[keep]
        columns = self._problem.take(rows)
        self._columns = replace(columns, rows=with_apex(self._problem, columns))
        self._choice = Choice(rows, self._columns.creator, self._problem.table.available)
        first = np.flatnonzero(np.isin(rows, self._root.columns, assume_unique=True))
        self._master = Master(self._problem, self._some(first), self._low, self._high)
        self._known = np.zeros(len(rows), bool)
        self._known[first] = True
        self._claims: list[Claim] = []
        self._pruned = -np.inf
        return -np.inf if self._options_of_all.holds_all(most) else self._root.bound - most, whole

    def _missing(self, selection: Selection | None) -> Ints:
        """Packages that were not planted and refute what was claimed of some branch."""
        rows, _ = self._options_of_all.losing(self._stop.needed(selection, self._root.bound))
        far = np.setdiff1d(rows, self._columns.index, assume_unique=True)
        # Where there is no choice and nothing was left out, inf - inf compares as false: nothing refutes it.
        with np.errstate(invalid="ignore"):
            guards = np.column_stack([self._options(c.fixed, c.prices, c.aims).guard - c.window for c in self._claims])
        return refuting(self._problem, self._claims, far, (self._choice.creators, guards))

    def _shrink(self, selection: Selection | None) -> None:
        """Leave out what cannot be in a better plan than this one."""
        keep = self._loss <= self._stop.needed(selection, self._root.bound)
        keep |= np.isin(self._columns.index, list(self._branched))
        if keep.sum() > KEPT * len(keep):
            return
        self._columns, self._loss = self._some(np.flatnonzero(keep)), self._loss[keep]
        self._known = self._known[keep]
        self._choice = Choice(self._columns.index, self._columns.creator, self._problem.table.available)

    def _worth_a_try(self, node: _Node, selection: Selection | None) -> bool:
        if self._nodes % EVERY == 0:
            return True
        macros = self._problem.table.tier[node.index[node.parts]] == APEX
        return not node.tried and not macros.any()

    def _core(self, node: _Node, options: Options, selection: Selection | None) -> Found:
        part, _ = options.core(CORE, options.of(self._problem.table.tier))
        effort = self._stop.effort(node.bound, self._deadline - time.perf_counter(), CORE_NODES)
        return solve_part(self._problem, part, node.weight, effort, self._watch, selection)

    def _leaf(self, node: _Node, options: Options, loss: float, selection: Selection | None) -> Found:
        """All that could matter in one integer program; its bound holds for the whole branch."""
        part = options.part(loss)
        effort = self._stop.effort(node.bound, self._deadline - time.perf_counter())
        effort = replace(effort, cutoff=self._stop.beyond(selection))
        found = solve_surely(self._problem, part, node.weight, effort, self._watch, selection)
        everything = options.holds_all(loss)
        return Found(found.selection, max(found.bound, -np.inf if everything else node.bound - loss))

    def _split(self, node: _Node) -> list[Fixed]:
        """The branch in two, so that what its relaxed plan does in part is done in neither."""
        table, fixed = self._problem.table, node.fixed
        number = float(node.x[table.tier[node.index] == APEX].sum())
        if abs(number - round(number)) > 1e-4 and fixed.band.low < number < fixed.band.high:
            bands = [(fixed.band.low, floor(number)), (floor(number) + 1, fixed.band.high)]
            return [replace(fixed, band=Band(APEX, low, high)) for low, high in bands if low <= high]
        parts = node.parts
        if not len(parts):
            return []
        rows = node.index[parts]
        at = np.searchsorted(self._columns.index, rows)
        worth = np.abs(self._columns.gain[at]) + self._columns.weights[at] @ (node.prices.w + 1e-12)
        best = int(np.argmax(worth))
        row, x = int(rows[best]), float(node.x[parts[best]])
        available = int(table.available[table.creator[row]])
        low, high = fixed.packages.get(row, (0, available))
        self._branched.add(row)
        return [
            replace(fixed, packages={**fixed.packages, row: (floor(x) + 1, high)}),
            replace(fixed, packages={**fixed.packages, row: (low, floor(x))}),
        ]

    def _apart(self, node: _Node) -> list[Fixed]:
        """A whole relaxed plan that oversteps a limit by less than a solver can tell, apart from all others."""
        table, fixed = self._problem.table, node.fixed
        booked = dict(zip(node.index.tolist(), np.rint(node.x).astype(int).tolist(), strict=True))
        for row in (*booked, *self._columns.index.tolist()):
            low, high = fixed.packages.get(row, (0, int(table.available[table.creator[row]])))
            x = min(max(booked.get(row, 0), low), high)
            if low < high:
                self._branched.add(row)
                bands = [(low, x - 1), (x, x), (x + 1, high)]
                return [replace(fixed, packages={**fixed.packages, row: band}) for band in bands if band[0] <= band[1]]
        return []

    def _alone(self, fixed: Fixed, selection: Selection | None) -> tuple[Selection | None, float]:
        """The only plan of a branch that fixes everything: taken when it is one and better, and what it is worth."""
        booked = sorted((row, low) for row, (low, _) in fixed.packages.items() if low > 0)
        index = np.array([row for row, _ in booked], np.int64)
        counts = np.array([low for _, low in booked], np.int64)
        if len(self._problem.broken(index, counts)) or self._problem.short_of_floor(index, counts):
            return selection, -np.inf
        value = self._problem.value(index, counts)
        better = selection is None or value > selection.value
        return (Selection(index, counts, value) if better else selection), value

    def _relaxed(self, fixed: Fixed, prices: Prices, selection: Selection | None, tried: bool = False) -> _Node | None:
        """A branch relaxed, or None when it holds nothing that is wanted. prices: of the branch it is a part of."""
        self._nodes += 1
        if self._overbooked(fixed):
            return None
        self._fix(fixed)
        penalty = 1.0
        _, best = self._priced(fixed, prices, True)
        try:
            for turn in range(ROUNDS):
                found = self._master.solve(self._watch)
                options, bound = self._priced(fixed, found.prices, True)
                if bound < best:
                    best, prices = bound, found.prices
                if self._stop.needed(selection, best) <= 0:
                    self._pruned = max(self._pruned, best)
                    self._claims.append(Claim(fixed, prices, True, 0.0))
                    return None
                if bound - found.value > CLOSE * abs(bound) and self._enter(options, turn):
                    continue
                if found.slack <= 1e-7 or penalty > 1e6:
                    break
                proof = self._emptiness(fixed)
                if proof is not None:
                    self._claims.append(Claim(fixed, proof, False, 0.0))
                    return None
                penalty *= 1e3
                self._master.aim(True, penalty)
        finally:
            if penalty > 1:
                self._master.aim(True, 1.0)
        order = np.argsort(self._master.index)
        index, x = self._master.index[order], found.x[order]
        keep = x > 1e-9
        return _Node(fixed, best, prices, found.weight, index[keep], x[keep], tried)

    def _overbooked(self, fixed: Fixed) -> bool:
        """True when a branch books a creator more often than there is to book."""
        table = self._problem.table
        booked: dict[int, int] = {}
        for row, (least, _) in fixed.packages.items():
            owner = int(table.creator[row])
            booked[owner] = booked.get(owner, 0) + least
        return any(number > table.available[owner] for owner, number in booked.items())

    def _emptiness(self, fixed: Fixed) -> Prices | None:
        """Prices at which every plan of a branch misses the demands, when it is proven that it holds none."""
        self._master.aim(False, 1.0)
        try:
            for turn in range(ROUNDS):
                found = self._master.solve(self._watch)
                if found.slack <= 1e-7:
                    return None
                options, bound = self._priced(fixed, found.prices, False)
                if bound < -1e-7:
                    return found.prices
                if not self._enter(options, turn):
                    return None
            return None
        finally:
            self._master.aim(True, 1.0)

    def _fix(self, fixed: Fixed) -> None:
        """Bring the program to a branch."""
        low, high = self._sides(fixed)
        self._master.sides(low, high)
        index, table = self._master.index, self._problem.table
        lower, upper = np.zeros(len(index)), table.available[table.creator[index]].astype(float)
        upper[~np.isin(index, self._columns.index)] = 0.0
        for row, (least, most) in fixed.packages.items():
            here = np.flatnonzero(index == row)
            lower[here], upper[here] = least, most
        self._master.hold(np.arange(len(index)), lower, upper)

    def _sides(self, fixed: Fixed) -> tuple[Floats, Floats]:
        low, high = self._low.copy(), self._high.copy()
        low[-1], high[-1] = fixed.band.low, min(fixed.band.high, NO_LIMIT)
        return low, high

    def _priced(self, fixed: Fixed, prices: Prices, aims: bool) -> tuple[Options, float]:
        """The options of a branch at these prices, and the bound of the branch."""
        options = self._options(fixed, prices, aims)
        low, high = self._sides(fixed)
        return options, options.total + constant(self._problem, prices, low, high, aims)

    def _options(self, fixed: Fixed, prices: Prices, aims: bool = True) -> Options:
        value = reduced_values(self._columns, prices, aims)
        return Options(self._choice, value, fixed)

    def _enter(self, options: Options, turn: int) -> bool:
        """Take in the packages that earn most, one per creator; False when all that earn are there already."""
        rows = options.earning(MORE * 2 ** (turn // 3), self._known)
        if not len(rows):
            return False
        self._master.add(self._some(rows))
        self._known[rows] = True
        return True

    def _some(self, at: Ints) -> Columns:
        return chosen(self._columns, at)
