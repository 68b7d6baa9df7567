"""The relaxed problem on any number of packages: sift columns, price the rest, and bound every plan.

The bound does not come from the solver but from its duals: for any prices of the limits and of the reach, what
the best packages could earn at these prices is more than any plan earns (Lagrangian relaxation; Geoffrion
1974). It is computed in one vectorised pass over all packages, with the true reach curves, so that neither the
solver's tolerance nor the tangents enter it. Sifting: Bixby, Gregory, Lustig, Marsten and Shanno 1992.
"""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.forecast import reach
from planner.forecast.table import Floats, Ints
from planner.frozen import dataclass
from planner.optimise.master import Master, Prices, Relaxed
from planner.optimise.problem import Columns, Problem
from planner.optimise.rest import MOST, Answered, Question, half_more, joining
from planner.optimise.watch import OutOfTime, Watch

ALL_AT_ONCE = 400
FIRST_COLUMNS = 400
MORE_COLUMNS = 200
ROUNDS = 60
NEAR = 20_000
"""Packages priced between two passes over all of them."""
SAMPLE = 50_000
CLOSE = 1e-5
"""Relative distance of bound and relaxed plan at which sifting ends."""
MISSED = 1e-7
"""Units of a scaled row by which a relaxed plan may miss its demands altogether and pass for one that meets them."""
EMPTY = -2e-5
"""A bound below this, when nothing is aimed at but to meet the demands, proves that no plan meets them: far more than
sums of numbers of a row's size are off, and a thousandth of what a cent or a creator is."""
NEARLY = 2e-3
"""Of the bound: who of those outside the table loses no more than this comes back by name. Most gaps are smaller."""
PENALTIES = 4
"""Times that the price of missing a demand is raised before the relaxation is left as it is."""


@dataclass(frozen=True, eq=False)
class Relaxation:
    """The best relaxed plan.

    bound: no plan is worth more; prices: those of the bound. index, x: its packages (x may be a fraction).
    weight: total weight per segment. columns: the packages it was found among. missing: None, or the limits that
    make it impossible (-1 = the floor). answered: what everybody outside the table says at the prices; None where
    there is nobody, or nothing is aimed at.

    What it says holds for everybody; the packages are the table's.
    """

    bound: float
    prices: Prices
    index: Ints
    x: Floats
    weight: Floats
    columns: Ints
    missing: tuple[int, ...] | None = None
    answered: Answered | None = None

    @property
    def own_bound(self) -> float:
        """No plan that books nobody outside the table is worth more."""
        return self.bound - (0.0 if self.answered is None else self.answered.more)


def relaxed(problem: Problem, watch: Watch, known: Ints | None = None, near: int = MOST) -> Relaxation:
    """Solve the relaxation.

    known: packages that are likely in it, from a similar problem. near: packages outside the table that are named.

    At the watch's deadline it ends with a bound that holds and is not the best. Raises Cancelled, and Wider where no
    plan of the table meets the demands and it is not known that none of anybody does.
    """
    total = int(problem.eligible.sum())
    index = np.flatnonzero(problem.eligible) if total <= ALL_AT_ONCE else _first(problem, watch)
    if known is not None and total > ALL_AT_ONCE:
        index = np.union1d(index, known[problem.eligible[known]])
    master = Master(problem, problem.take(index), problem.low, problem.high)
    sifting = _Sifting(problem, master, watch)
    # Where any plan will do, whether there is one is the whole question.
    if not problem.aims and (found := sifting.impossible()) is not None:
        return found
    return of_everybody(problem, sifting.best(), near, watch)


def of_everybody(problem: Problem, found: Relaxation, near: int, watch: Watch) -> Relaxation:
    """The same with what is outside the table, `near` packages of it by name. Raises Cancelled."""
    if problem.rest is None or found.missing is not None:
        return found
    if not problem.aims:
        # Any plan will do, and is worth nothing.
        return replace(found, bound=max(found.bound, 0.0))
    question = Question(found.prices, loss=NEARLY * abs(found.bound), most=near)
    [answered] = problem.rest.answers(problem, [question], watch)
    return replace(found, bound=found.bound + answered.more, answered=answered)


class _Sifting:
    """One relaxation under way."""

    def __init__(self, problem: Problem, master: Master, watch: Watch) -> None:
        self._problem = problem
        self._master = master
        self._watch = watch
        self._near: Columns | None = None
        self._unproven = False

    def best(self) -> Relaxation:
        """The best relaxed plan, or the proof that there is none."""
        best, prices = np.inf, no_prices(self._problem)
        found: Relaxed | None = None
        raised = 0
        try:
            for turn in range(ROUNDS):
                self._watch.tell("Weighing every package")
                found = self._settled(turn, aims=True)
                bound, entering = self._price(found.prices, turn, aims=True)
                if bound < best:
                    best, prices = bound, found.prices
                done = not len(entering) or bound - found.value <= 1e-7 * max(1.0, abs(bound))
                if found.slack > MISSED and done and raised < PENALTIES:
                    blocked = self.impossible()
                    if blocked is not None:
                        return blocked
                    raised += 1
                    self._master.aim(True, 1e3**raised)
                    continue
                if done or (found.slack <= MISSED and best - found.value <= CLOSE * abs(best)):
                    break
                self._master.add(self._problem.take(entering))
        except OutOfTime:
            if not np.isfinite(best):
                best, _ = self._price(prices, 0, aims=True)
        order = np.argsort(self._master.index)
        index = self._master.index[order]
        if found is None or len(found.x) > len(index):
            return Relaxation(best, prices, index[:0], np.empty(0), np.zeros(len(prices.w)), index)
        x = np.append(found.x, np.zeros(len(index) - len(found.x)))[order]
        keep = x > 1e-9
        return Relaxation(best, prices, index[keep], x[keep], found.weight, index)

    def impossible(self) -> Relaxation | None:
        """Phase one: the proof that demands must be missed, or None, with columns that meet them in the master."""
        self._master.aim(False, 1.0)
        try:
            for turn in range(ROUNDS):
                self._watch.tell("Checking whether any plan exists")
                found = self._master.solve(self._watch)
                if found.slack <= MISSED:
                    return None
                bound, entering = self._price(found.prices, turn, aims=False)
                # Every plan misses the demands by at least -bound, so none meets them.
                if bound < EMPTY and self._of_nobody(bound, found.prices):
                    held = tuple(int(k) for k in np.flatnonzero(np.abs(found.prices.y) > 1e-9))
                    if (found.prices.rho > 1e-12).any():
                        held = (*held, -1)
                    index = np.sort(self._master.index)
                    return Relaxation(bound, found.prices, index[:0], found.x[:0], found.weight, index, held)
                if not len(entering):
                    return None
                self._master.add(self._problem.take(entering))
            return None
        except OutOfTime:
            return None
        finally:
            self._master.aim(True, 1.0)

    def _of_nobody(self, bound: float, prices: Prices) -> bool:
        """Whether nobody outside the table makes up for what its plans miss at these prices. Raises Wider."""
        rest = self._problem.rest
        if rest is None or self._unproven:
            return rest is None
        question = Question(prices, aims=False)
        [answered] = rest.answers(self._problem, [question], self._watch)
        self._unproven = bound + answered.more >= EMPTY
        if self._unproven:
            rest.widen(joining(answered.near, question, half_more(self._problem)))
        return not self._unproven

    def _settled(self, turn: int, aims: bool) -> Relaxed:
        """The relaxed plan once nothing near it earns any more; the rest is priced far less often."""
        found = self._master.solve(self._watch)
        for _ in range(ROUNDS if self._near is not None else 0):
            assert self._near is not None
            entering = best_entering(
                self._near, reduced_values(self._near, found.prices, aims), self._master.index, turn
            )
            if not len(entering):
                break
            self._master.add(self._problem.take(entering))
            found = self._master.solve(self._watch)
        return found

    def _price(self, prices: Prices, turn: int, aims: bool) -> tuple[float, Ints]:
        """The bound at these prices from all packages, and those that earn most besides the known ones."""
        bound = constant(self._problem, prices, self._problem.low, self._problem.high, aims)
        entering, near = [], []
        for part in self._problem.batches():
            self._watch.tell("Weighing every package")
            earned = reduced_values(part, prices, aims)
            top, _ = best_of_creators(part.creator, earned)
            bound += float(self._problem.table.available[part.creator[_firsts(part.creator)]] @ np.maximum(top, 0.0))
            entering.append(best_entering(part, earned, self._master.index, turn))
            if self._near is None and len(part.index) > NEAR // 4:
                most = np.argpartition(-earned, NEAR // 4)[: NEAR // 4]
                near.append(chosen(part, np.sort(most)))
        if near and aims:
            joined = [np.concatenate([getattr(part, name) for part in near]) for name in Columns.__dataclass_fields__]
            self._near = Columns(*joined)
        return bound, np.concatenate(entering) if entering else np.empty(0, np.int64)


def no_prices(problem: Problem) -> Prices:
    """Prices at which only the goal itself is worth anything: they bound every plan, if loosely."""
    return Prices(np.zeros(len(problem.limits)), np.zeros(len(problem.table.segments)), np.zeros(len(problem.floors)))


def reduced_values(columns: Columns, prices: Prices, aims: bool = True) -> Floats:
    """What each package earns at these prices, shape (n,)."""
    earned = columns.weights @ prices.w - columns.rows @ prices.y
    return np.asarray(earned + columns.gain if aims else earned)


def _firsts(creator: Ints) -> Ints:
    """Where each creator's packages begin, in columns sorted by creator."""
    return np.flatnonzero(np.diff(creator, prepend=-1))


def best_of_creators(creator: Ints, earned: Floats) -> tuple[Floats, Ints]:
    """The most that any package of each creator earns, and where each creator's packages begin."""
    first = _firsts(creator)
    return (np.maximum.reduceat(earned, first) if len(first) else np.empty(0)), first


def chosen(columns: Columns, at: Ints) -> Columns:
    """The columns at these places."""
    return Columns(columns.index[at], columns.creator[at], columns.gain[at], columns.rows[at], columns.weights[at])


def best_entering(columns: Columns, earned: Floats, known: Ints, turn: int) -> Ints:
    """Row numbers of the packages that earn most, at most one per creator, besides the known ones.

    `MORE_COLUMNS` at most, more from turn to turn: a plan of thousands of creators would else be found a handful at
    a time.
    """
    if not len(earned):
        return np.empty(0, np.int64)
    most = MORE_COLUMNS * 2 ** (turn // 3)
    top, first = best_of_creators(columns.creator, earned)
    worth = np.flatnonzero(top > 1e-9)
    if len(worth) > 4 * most:
        worth = worth[np.argpartition(-top[worth], 4 * most)[: 4 * most]]
    ends = np.append(first, len(earned))
    rows = np.concatenate([np.arange(ends[c], ends[c + 1]) for c in worth.tolist()]) if len(worth) else first[:0]
    owner = np.repeat(np.arange(len(worth)), ends[worth + 1] - ends[worth])
    is_top = np.flatnonzero(earned[rows] == top[worth][owner])
    rows = rows[is_top[_firsts(owner[is_top])]]
    rows = rows[~np.isin(columns.index[rows], known)]
    if len(rows) > most:
        rows = rows[np.argpartition(-earned[rows], most)[:most]]
    return np.sort(columns.index[rows])


def constant(problem: Problem, prices: Prices, low: Floats, high: Floats, aims: bool = True) -> float:
    """The part of the bound that no package enters: limits at their prices, and the best point of each curve."""
    y = prices.y
    used = y != 0
    ends = np.where(y > 0, high, low)[used]
    total = float(y[used] @ ends) + problem.objective.constant * aims
    if problem.reaches:
        worth = problem.objective.people * aims + sum(
            r * floor.worth for r, floor in zip(prices.rho, problem.floors, strict=True)
        )
        sizes, kappas = problem.table.sizes, problem.table.kappas
        with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
            at = kappas * np.expm1(np.log(np.maximum(worth * sizes / prices.w, 1.0)) / (kappas + 1))
        at = np.where(worth > 0, at, 0.0)
        curve = worth * np.where(np.isinf(at), sizes, reach.unique_reach(np.where(np.isinf(at), 0, at), sizes, kappas))
        total += float((curve - prices.w * np.where(np.isinf(at), 0, at)).sum())
        total -= sum(float(r) * floor.least for r, floor in zip(prices.rho, problem.floors, strict=True))
    return total


def _first(problem: Problem, watch: Watch) -> Ints:
    """Columns to begin with: the best value for money, and the best and cheapest for every demand."""
    table = problem.table
    share = max(FIRST_COLUMNS // (len(problem.limits) + 2), 60)
    keys = _Best(share)
    for part in problem.batches():
        watch.tell("Looking for where to begin")
        cash = table.cash_cents[part.index] + 100.0
        worth = part.gain + part.weights @ (problem.objective.people * table.sizes)
        keys.offer("value for money", part.index, worth / cash if (worth > 0).any() else -cash)
        # Of a large roster a sample has what a first attempt needs; pricing finds the rest.
        some = np.arange(0, len(part.index), 1 + len(table) // SAMPLE)
        part, cash, worth = chosen(part, some), cash[some], worth[some]
        keys.offer("value", part.index, worth)
        keys.offer("cheap", part.index, -cash)
        for at in range(len(problem.limits)):
            sign = 1.0 if np.isfinite(problem.low[at]) else -1.0
            helps = sign * part.rows[:, at]
            if problem.low[at] > 0 or (problem.low[at] == 0 and (helps > 0).any()):
                keys.offer(f"limit {at}", part.index, np.where(helps > 0, helps / cash, -np.inf))
        for f, floor in enumerate(problem.floors):
            keys.offer(f"floor {f}", part.index, part.weights @ (floor.worth * table.sizes) / cash)
    return keys.all()


class _Best:
    """Keeps the best so many of several rankings over batches."""

    def __init__(self, share: int) -> None:
        self._share = share
        self._kept: dict[str, tuple[Ints, NDArray[np.floating[Any]]]] = {}

    def offer(self, name: str, index: Ints, score: NDArray[np.floating[Any]]) -> None:
        share = self._share * (8 if name == "value for money" else 1)
        old = self._kept.get(name)
        if old is not None:
            index, score = np.concatenate([old[0], index]), np.concatenate([old[1], score])
        if len(index) > share:
            top = np.argpartition(-score, share)[:share]
            index, score = index[top], score[top]
        fine = np.isfinite(score)
        self._kept[name] = (index[fine], score[fine])

    def all(self) -> Ints:
        return np.unique(np.concatenate([index for index, _ in self._kept.values()]))
