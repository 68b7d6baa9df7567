"""The relaxed problem on any number of packages: sift columns, price the rest, and bound every plan.

The bound does not come from the solver but from its duals: for any prices of the limits and of the reach, what
the best packages could earn at these prices is more than any plan earns (Lagrangian relaxation; Geoffrion
1974). It is computed in one vectorised pass over all packages, with the true reach curves, so that neither the
solver's tolerance nor the tangents enter it. Sifting: Bixby, Gregory, Lustig, Marsten and Shanno 1992.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.forecast import reach
from planner.forecast.table import Floats, Ints
from planner.optimise.lp import Effort, relax
from planner.optimise.master import Master, Prices, build_master
from planner.optimise.problem import Columns, Objective, Problem
from planner.optimise.watch import Watch

ALL_AT_ONCE = 1_000
FIRST_COLUMNS = 600
MORE_COLUMNS = 300
ROUNDS = 40


@dataclass(frozen=True, eq=False)
class Relaxation:
    """The best relaxed plan.

    bound: no plan is worth more; prices: those of the bound. index, x: its packages (x may be a fraction).
    weight: total weight per segment. missing: None, or the limits that make it impossible (-1 = the floor).
    """

    bound: float
    prices: Prices
    index: Ints
    x: Floats
    weight: Floats
    columns: Ints
    missing: tuple[int, ...] | None = None


def relaxed(problem: Problem, watch: Watch, known: Ints | None = None) -> Relaxation:
    """Solve the relaxation. known: packages that are likely in it, from a similar problem.

    Raises Cancelled.
    """
    total = int(problem.eligible.sum())
    columns = np.flatnonzero(problem.eligible) if total <= ALL_AT_ONCE else _first(problem)
    if known is not None and total > ALL_AT_ONCE:
        columns = np.union1d(columns, known[problem.eligible[known]])
    if not problem.aims:
        # Any plan will do, so whether there is one is the whole question.
        found = _impossible(problem, watch, columns, total)
        if isinstance(found, Relaxation):
            return found
        columns = found
    return _sift(problem, watch, columns, total)


def _sift(problem: Problem, watch: Watch, columns: Ints, total: int) -> Relaxation:
    points = [np.zeros(0) for _ in problem.table.segments]
    best, prices = np.inf, Prices(np.zeros(len(problem.limits)), np.zeros(len(points)), np.zeros(0))
    penalty = 1.0
    for turn in range(ROUNDS):
        watch.tell("Weighing every package")
        master, points = _solve_master(problem, columns, points, penalty, watch)
        bound, entering = price(problem, master.prices, columns, turn)
        if bound < best:
            best, prices = bound, master.prices
        done = len(columns) >= total or not len(entering) or bound - master.value <= 1e-7 * max(1.0, abs(bound))
        if master.slack > 1e-7 and done:
            blocked = _impossible(problem, watch, columns, total)
            if isinstance(blocked, Relaxation):
                return blocked
            columns, penalty = blocked, penalty * 1e3
            continue
        if done or (master.slack <= 1e-7 and best - master.value <= 1e-5 * abs(best)):
            break
        columns = np.union1d(columns, entering)
    keep = master.x > 1e-9
    return Relaxation(best, prices, columns[keep], master.x[keep], master.weight, columns)


def _impossible(problem: Problem, watch: Watch, columns: Ints, total: int) -> Relaxation | Ints:
    """Phase one: the least by which demands must be missed. The proof that it is above 0, or columns that do it."""
    aim = problem.aiming_at(Objective.none(problem.table))
    points = [np.zeros(0) for _ in problem.table.segments]
    for turn in range(ROUNDS):
        watch.tell("Checking whether any plan exists")
        master, points = _solve_master(aim, columns, points, 1.0, watch)
        if master.slack <= 1e-7:
            return columns
        bound, entering = price(aim, master.prices, columns, turn)
        # Every plan misses the demands by at least -bound, so none meets them.
        if bound < -1e-7 or len(columns) >= total or not len(entering):
            held = tuple(int(k) for k in np.flatnonzero(np.abs(master.prices.y) > 1e-9))
            if (master.prices.rho > 1e-12).any():
                held = (*held, -1)
            return Relaxation(bound, master.prices, columns[:0], master.x[:0], master.weight, columns, held)
        columns = np.union1d(columns, entering)
    return columns


def _solve_master(
    problem: Problem, columns: Ints, points: list[Floats], penalty: float, watch: Watch
) -> tuple[Master, list[Floats]]:
    """Solve the program on these columns, adding tangents until reach is exact to 1e-6 of a segment."""
    taken = problem.take(columns)
    while True:
        model, read = build_master(problem, taken, points, penalty)
        answer = relax(model, Effort(), watch)
        if answer.x is None or answer.duals is None:
            raise ArithmeticError(f"the relaxation ended as {answer.status}")
        master = read(answer)
        over = master.reached - reach.unique_reach(master.weight, problem.table.sizes, problem.table.kappas)
        if not problem.reaches or (over <= 1e-6 * problem.table.sizes).all():
            return master, points
        closer = [
            np.union1d(known, [at]) if gap > 1e-6 * size else known
            for known, at, gap, size in zip(points, master.weight, over, problem.table.sizes, strict=True)
        ]
        if sum(map(len, closer)) == sum(map(len, points)):
            return master, points
        points = closer


def reduced_values(columns: Columns, prices: Prices) -> Floats:
    """What each package earns at these prices, shape (n,)."""
    return np.asarray(columns.gain - columns.rows @ prices.y + columns.weights @ prices.w)


def price(problem: Problem, prices: Prices, known: Ints, turn: int) -> tuple[float, Ints]:
    """The bound at these prices, and the packages that earn most besides the known ones.

    At most one package per creator and `MORE_COLUMNS` altogether, more from turn to turn: a plan of thousands of
    creators would else be found a handful at a time.
    """
    most = MORE_COLUMNS * 2 ** (turn // 3)
    table = problem.table
    best = np.zeros(len(table.available))
    choice = np.full(len(table.available), -1, np.int64)
    for part in problem.batches():
        earned = reduced_values(part, prices)
        first = np.flatnonzero(np.diff(part.creator, prepend=-1))
        top = np.maximum.reduceat(earned, first)
        owner = part.creator[first]
        better = top > best[owner]
        if not better.any():
            continue
        # The row of each creator's best package: the first that equals the maximum.
        is_top = earned == np.repeat(top, np.diff(first, append=len(earned)))
        rows = np.flatnonzero(is_top)
        winner = rows[np.flatnonzero(np.diff(part.creator[rows], prepend=-1))]
        best[owner[better]] = top[better]
        choice[owner[better]] = part.index[winner[better]]
    bound = float(table.available @ best) + _constant(problem, prices)
    earning = np.flatnonzero(best > 1e-9)
    earning = earning[~np.isin(choice[earning], known, assume_unique=True)]
    if len(earning) > most:
        earning = earning[np.argpartition(-best[earning], most)[:most]]
    return bound, np.sort(choice[earning])


def _constant(problem: Problem, prices: Prices) -> float:
    """The part of the bound that no package enters: limits at their prices, and the best point of each curve."""
    y = prices.y
    used = y != 0
    ends = np.where(y > 0, problem.high, problem.low)[used]
    total = float(y[used] @ ends)
    if problem.reaches:
        worth = problem.objective.people + sum(
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


def _first(problem: Problem) -> Ints:
    """Columns to begin with: the best value for money, and the best and cheapest for every demand."""
    table = problem.table
    share = max(FIRST_COLUMNS // (len(problem.limits) + 2), 60)
    keys = _Best(share)
    for part in problem.batches():
        cash = table.cash_cents[part.index] + 100.0
        worth = part.gain + part.weights @ (problem.objective.people * table.sizes)
        keys.offer("value for money", part.index, worth / cash if (worth > 0).any() else -cash)
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
