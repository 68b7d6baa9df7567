"""Branch and bound over relaxations: the search for the best plan, and its proof.

What the relaxation books in part is mostly a few large creators, and it is they who make its bound too good: a
share of the spend buys nine tenths of a macro creator. So the campaign is split, first by the number of macro
creators, then by the package in part that is worth most; each half is relaxed anew, from where the last one stood,
and bounded by our own prices. The most promising comes first. Where few options are left that could matter, one
integer program ends the branch (Land and Doig 1960, with the bound of relaxation.py and the fixing of options.py).

Of a large roster only the most promising packages are planted. What the search claims of its branches is in the end
held against all others; a branch whose claim does not stand is opened again with the packages that refuted it.
"""

import heapq
from dataclasses import replace
from math import floor

import numpy as np

from planner.frozen import dataclass
from planner.optimise.branch import Branch, Branches
from planner.optimise.claims import APEX, GROUP, Claim, Verdict, judged
from planner.optimise.listing import Asked, listed
from planner.optimise.master import Prices
from planner.optimise.options import Fixed, Options
from planner.optimise.problem import Objective, Problem
from planner.optimise.relaxation import Relaxation, relaxed
from planner.optimise.restricted import Band, Found, Selection, solve_part, solve_surely
from planner.optimise.stopping import Stop
from planner.optimise.watch import Watch
from planner.optimise.working_set import Planted, Ranking

LEAF = 250
"""Options that one integer program decides quicker than more branches would."""
TRUSTING = 60
"""Branches before a solver is asked to close a leaf that a list does not: mostly a few more are all that it takes."""
LISTED_UP_TO, LISTED = 80, 4_000
"""Options up to which a leaf is listed, and partial plans held at a time: of more the list is hardly ever short."""
CORES = (40, 100, 400, 1_500)
"""Options in a core: the next is for when the last held no plan."""
CORE_NODES = 100
AIM_AFTER = 2
"""Cores without a plan after which one is looked for that only meets the floor."""
EVERY = 25
"""Branches between two tries at a better plan, besides those at each new number of macro creators."""
WHOLE = 1e-4
"""A number of macro creators so near to a whole one is whole."""
MANY = 50
"""Of so many macro creators, one who is booked in part is no reason to wait with a core."""


@dataclass(frozen=True)
class Until:
    """When a search ends.

    As `stop` says, at the watch's deadline, or when it has opened `confirming` branches; in a search that confirms
    (None = it does not) no solver's bound is believed.
    """

    stop: Stop
    confirming: int | None = None


class Tree:
    """The search.

    by_solver: True when some branch was closed on a solver's word alone. standing: what is proven of the whole table;
    kept where there is somebody outside it.
    """

    def __init__(self, problem: Problem, root: Relaxation, ranking: Ranking, until: Until, watch: Watch) -> None:
        self._problem, self._root, self._ranking, self._watch = problem, root, ranking, watch
        self._stop, self._confirming = until.stop, until.confirming
        self.by_solver = False
        self._planted = Planted(problem, ranking.first(root.columns))
        self._branches = Branches(problem, root, self._planted, watch)
        self._selection: Selection | None = None
        self._heap: list[tuple[float, int, Branch]] = []
        self._claims: list[Claim] = []
        self.standing: list[Claim] = []
        self._proven = -np.inf
        self._opened = self._failed = self._last_try = 0

    @property
    def how(self) -> str:
        """In words, for the proof."""
        return f"{self._opened} branches of the roster" if self._opened > 1 else "core of the roster"

    @property
    def _late(self) -> bool:
        return self._watch.late or (self._confirming is not None and self._opened > self._confirming)

    def grown(self, known: Selection | None) -> Found:
        """The best plan, and a bound that holds for the whole roster. known: a plan. Raises Cancelled."""
        self._selection = known
        first = self._branches.of_root(self._root)
        if self._apex(first) > MANY:
            self._opened += 1
            heapq.heappush(self._heap, (-first.bound, self._opened, first))
        else:
            self._open(first.fixed, first.prices)
        while True:
            self._grow()
            if self._stop.any and self._selection is not None:
                return Found(self._selection, self._root.bound)
            if not self._reopened():
                return Found(self._selection, min(self._proven, self._root.bound))

    def _grow(self) -> None:
        """Search what is planted, until what is known is enough or time is up."""
        while self._heap and not self._late:
            bound = max(self._proven, -self._heap[0][0])
            if self._stop.enough(self._selection, bound):
                return
            self._watch.tell("Choosing creators", None if self._selection is None else self._selection.value, bound)
            self._branch(heapq.heappop(self._heap)[2])

    def _branch(self, branch: Branch) -> None:
        """Close a branch, or open the two that it is made of."""
        options = self._branches.options(branch.fixed, branch.prices)
        if self._worth_a_try(branch):
            self._try(branch, options)
            branch = replace(branch, tried=True)
            if self._needed(branch.bound) <= 0:
                self._claims.append(branch.claim)
                return
        children = self._split(branch)
        loss = self._needed(branch.bound)
        if not children or self._few(options, loss):
            reached = self._leaf(branch, options, loss)
            children = children or self._apart(branch)
            if not children:
                reached = self._alone(branch.fixed)
            if self._needed(reached) <= 0 or not children:
                self._claims.append(replace(branch.claim, bound=reached))
                return
        for child in children:
            self._open(child, branch.prices, branch.tried)

    def _open(self, fixed: Fixed, prices: Prices, tried: bool = False) -> None:
        self._opened += 1
        found = self._branches.relaxed(fixed, prices, self._stop.beyond(self._selection), tried)
        if isinstance(found, Claim):
            self._claims.append(found)
        elif found is not None:
            heapq.heappush(self._heap, (-found.bound, self._opened, found))

    def _reopened(self) -> bool:
        """Hold all claims against what is not planted, and open the branches whose claim does not stand.

        False when none is opened: all stand, or time is up.
        """
        left = [(branch.claim, branch.tried) for _, _, branch in self._heap]
        claims = [(claim, True) for claim in self._claims] + left
        self._claims, self._heap = [], []
        refuted = []
        for (claim, tried), verdict in zip(claims, self._judged([claim for claim, _ in claims]), strict=True):
            if verdict.bound == -np.inf or self._stop.enough(self._selection, verdict.bound) or self._late:
                self._proven = max(self._proven, verdict.bound)
                if self._problem.rest is not None:
                    self.standing.append(replace(claim, priced=verdict.priced, bound=verdict.bound))
            else:
                refuted.append((claim, tried, verdict))
        if not refuted:
            return False
        self._planted.add(np.concatenate([verdict.against for _, _, verdict in refuted]))
        for claim, tried, _ in refuted:
            self._open(claim.fixed, claim.prices if claim.aims else self._branches.prices, tried)
        return True

    def _judged(self, claims: list[Claim]) -> list[Verdict]:
        most = self._needed(self._root.bound)
        others = self._ranking.others(self._planted.rows, most)
        if most < np.inf and len(self._ranking) > len(self._planted.rows) + len(others):
            # A plan with a package that loses more is worth less than this.
            self._proven = max(self._proven, self._root.bound - most)
        enough = self._stop.beyond(self._selection)
        found = []
        for low in range(0, len(claims), GROUP):
            group = claims[low : low + GROUP]
            guards = [self._branches.options(claim.fixed, claim.prices, claim.aims).guard for claim in group]
            earned = self._planted.choice.creators, np.column_stack(guards)
            found += judged(self._problem, group, others, earned, enough, self._watch)
        return found

    def _needed(self, bound: float) -> float:
        return self._stop.needed(self._selection, bound)

    def _few(self, options: Options, loss: float) -> bool:
        """True when one integer program decides all that could matter, by what packages lose at the root."""
        return options.within(loss) <= LEAF and not len(self._ranking.others(self._planted.rows, loss))

    def _worth_a_try(self, branch: Branch) -> bool:
        number = self._apex(branch)
        # Once more at once; larger cores wait, since where there is no plan the branches soon prove it.
        again = self._selection is None and self._failed == 1
        new = (again or not branch.tried) and (abs(number - round(number)) <= WHOLE or number > MANY)
        return new or self._opened >= self._last_try + EVERY

    def _try(self, branch: Branch, options: Options) -> None:
        """Look for a better plan among the options that lose least."""
        self._last_try = self._opened
        size = CORES[min(self._failed, len(CORES) - 1)]
        part = options.core(size, options.of(self._problem.table.tier), (branch.index, branch.x))
        effort = self._stop.effort(branch.bound, self._watch.left, CORE_NODES)
        found = solve_part(self._problem, part, branch.weight, effort, self._watch, self._selection)
        self._selection = found.selection
        self._failed += found.selection is None
        if self._selection is None and self._failed == AIM_AFTER and len(self._problem.floors) == 1:
            self._aim_at_floor()

    def _aim_at_floor(self) -> None:
        """A plan that meets the floor, found by aiming at it: near the best there is, hardly any core holds one."""
        [floor] = self._problem.floors
        # Only a plan is looked for, so nobody outside the table is asked.
        aimed = replace(self._problem, objective=Objective(None, floor.worth), floors=(), rest=None)
        watch = self._watch.within(self._watch.left / 2)
        stop = Stop(self._stop.gap, watch.left, wanted=floor.least)
        root = relaxed(aimed, watch)
        if root.missing is None:
            ranking = Ranking.of(aimed, root.prices, watch)
            found = Tree(aimed, root, ranking, Until(stop, self._confirming), watch).grown(None).selection
            if found is not None and stop.reached(found):
                value = self._problem.value(found.index, found.counts)
                self._selection = Selection(found.index, found.counts, value)

    def _leaf(self, branch: Branch, options: Options, loss: float) -> float:
        """All that could matter, listed or else in one integer program; the bound holds for the whole branch."""
        beyond = self._stop.beyond(self._selection)
        rows = options.mattering(loss)
        asked = Asked(branch.prices, beyond, branch.fixed, rows, LISTED)
        known = listed(self._problem, asked, self._watch) if len(rows) <= LISTED_UP_TO else None
        if known is not None:
            self._selection = self._selection if known.selection is None else known.selection
            return min(branch.bound, known.bound)
        splits = self._opened <= TRUSTING and self._selection is not None
        if self._confirming is not None or splits:
            return branch.bound
        part = options.part(loss)
        effort = self._stop.effort(branch.bound, self._watch.left)
        found = solve_surely(
            self._problem, part, branch.weight, replace(effort, cutoff=beyond), self._watch, self._selection
        )
        self._selection = found.selection
        everything = options.holds_all(loss)
        reached = min(branch.bound, max(found.bound, -np.inf if everything else branch.bound - loss))
        self.by_solver |= reached < branch.bound and self._needed(reached) <= 0
        return reached

    def _apex(self, branch: Branch) -> float:
        """How many macro creators the relaxed plan books."""
        return float(branch.x[self._problem.table.tier[branch.index] == APEX].sum())

    def _split(self, branch: Branch) -> list[Fixed]:
        """The branch in two, so that what its relaxed plan does in part is done in neither."""
        table, fixed = self._problem.table, branch.fixed
        number = self._apex(branch)
        if abs(number - round(number)) > WHOLE and fixed.band.low < number < fixed.band.high:
            bands = [(fixed.band.low, floor(number)), (floor(number) + 1, fixed.band.high)]
            return [replace(fixed, band=Band(APEX, low, high)) for low, high in bands if low <= high]
        parts = branch.parts
        if not len(parts):
            return []
        rows = branch.index[parts]
        at = np.searchsorted(self._planted.rows, rows)
        worth = np.abs(self._planted.columns.gain[at]) + self._planted.columns.weights[at] @ (branch.prices.w + 1e-12)
        best = int(np.argmax(worth))
        row, x = int(rows[best]), float(branch.x[parts[best]])
        available = int(table.available[table.creator[row]])
        low, high = fixed.packages.get(row, (0, available))
        return [
            replace(fixed, packages={**fixed.packages, row: (floor(x) + 1, high)}),
            replace(fixed, packages={**fixed.packages, row: (low, floor(x))}),
        ]

    def _apart(self, branch: Branch) -> list[Fixed]:
        """A whole relaxed plan that oversteps a limit by less than a solver can tell, apart from all others."""
        table, fixed = self._problem.table, branch.fixed
        booked = dict(zip(branch.index.tolist(), np.rint(branch.x).astype(int).tolist(), strict=True))
        for row in (*booked, *self._planted.rows.tolist()):
            low, high = fixed.packages.get(row, (0, int(table.available[table.creator[row]])))
            x = min(max(booked.get(row, 0), low), high)
            if low < high:
                bands = [(low, x - 1), (x, x), (x + 1, high)]
                return [replace(fixed, packages={**fixed.packages, row: band}) for band in bands if band[0] <= band[1]]
        return []

    def _alone(self, fixed: Fixed) -> float:
        """What the only plan of a branch that fixes everything is worth; it is taken when it is the best."""
        booked = sorted((row, low) for row, (low, _) in fixed.packages.items() if low > 0)
        index = np.array([row for row, _ in booked], np.int64)
        counts = np.array([low for _, low in booked], np.int64)
        if not self._problem.meets(index, counts):
            return -np.inf
        value = self._problem.value(index, counts)
        if self._selection is None or value > self._selection.value:
            self._selection = Selection(index, counts, value)
        return value
