"""The planner's rival in practice: take the creator who adds most reach per unit of cash, until the budget is spent.

Lazy greedy (Minoux 1978): reach is submodular, so an old gain is an upper bound, and only the top of the heap is
computed anew. Smallest shares of spend are bought first, out of the parts they belong to; largest shares are
caps in money; head-counts are kept at every step. It is a heuristic: the independent check decides
whether its plan meets the brief.
"""

from __future__ import annotations

import heapq

import numpy as np

from benchmarks.by_book import Found
from planner.brief.brief import Brief
from planner.forecast import reach
from planner.forecast.table import PLATFORMS, TIERS, Bools, PackageTable


def solve_greedy(table: PackageTable, brief: Brief) -> Found:
    """A plan within the budget; it may break a band."""
    plan = _Plan(table, brief)
    quotas = [(table.tier == TIERS.index(t), band.spend.min) for t, band in brief.pyramid.items()]
    quotas += [(table.platform == PLATFORMS.index(p), band.spend.min) for p, band in brief.platforms.items()]
    for members, share in quotas:
        if share:
            plan.fill(members, share * plan.budget)
    plan.fill(np.ones(len(table), bool), None)
    return Found(tuple(sorted(plan.rows)), None)


class _Plan:
    """The picks so far."""

    def __init__(self, table: PackageTable, brief: Brief) -> None:
        self._table = table
        self.budget = brief.budget_cents or 0
        self.rows: list[int] = []
        self._spent = 0
        self._taken = np.zeros(len(table.available), bool)
        self._weight = np.zeros(len(table.segments))
        self._tiers = np.zeros(len(TIERS), np.int64)
        self._order = brief.pyramid_order
        self._headcount = [brief.pyramid[t].headcount if t in brief.pyramid else None for t in TIERS]
        caps = [(table.tier == TIERS.index(t), band.spend.max) for t, band in brief.pyramid.items()]
        caps += [(table.platform == PLATFORMS.index(p), band.spend.max) for p, band in brief.platforms.items()]
        self._caps = [(members, share * self.budget) for members, share in caps if share is not None]
        self._used = [0.0] * len(self._caps)

    def fill(self, members: Bools, quota: float | None) -> None:
        """Take the best of these packages until their quota of cash is spent, or nothing more fits."""
        table = self._table
        start = reach.slope(self._weight, table.sizes, table.kappas) * table.values
        rows = np.flatnonzero(members & ~self._taken[table.creator])
        ratio = (table.weights[rows] @ start) / np.maximum(table.cash_cents[rows], 1)
        heaps = []
        for tier in range(len(TIERS)):
            own = rows[table.tier[rows] == tier]
            worth = ratio[table.tier[rows] == tier]
            order = np.argsort(-worth, kind="stable")
            heaps.append(list(zip((-worth[order]).tolist(), own[order].tolist(), strict=True)))
        inside = float(table.cash_cents[[row for row in self.rows if members[row]]].sum())
        while quota is None or inside < quota:
            row = self._best(heaps)
            if row is None:
                return
            self._take(row)
            inside += int(table.cash_cents[row])

    def _best(self, heaps: list[list[tuple[float, int]]]) -> int | None:
        """The package with the most reach per cash among those that fit, or None."""
        slope = reach.slope(self._weight, self._table.sizes, self._table.kappas) * self._table.values
        while True:
            tops = [(heap[0], tier) for tier, heap in enumerate(heaps) if heap and self._keeps_shape(tier)]
            if not tops:
                return None
            (old, row), tier = min(tops)
            if not self._fits(row):
                heapq.heappop(heaps[tier])
                continue
            now = -float(self._table.weights[row] @ slope) / max(int(self._table.cash_cents[row]), 1)
            if now <= old * (1 - 1e-9):
                heapq.heappop(heaps[tier])
                return row
            heapq.heapreplace(heaps[tier], (now, row))

    def _fits(self, row: int) -> bool:
        cash = int(self._table.cash_cents[row])
        if self._taken[self._table.creator[row]] or self._spent + cash > self.budget:
            return False
        return all(
            not members[row] or used + cash <= cap for (members, cap), used in zip(self._caps, self._used, strict=True)
        )

    def _keeps_shape(self, tier: int) -> bool:
        after = self._tiers.copy()
        after[tier] += 1
        if tier == 0:
            return True
        if self._order and after[tier] > after[tier - 1]:
            return False
        for other, band in enumerate(self._headcount):
            if band is None:
                continue
            if band.min is not None and other != tier and after[other] < band.min * after.sum() - 1e-9:
                return False
            if band.max is not None and other == tier and after[tier] > band.max * after.sum() + 1e-9:
                return False
        return True

    def _take(self, row: int) -> None:
        table = self._table
        cash = int(table.cash_cents[row])
        self.rows.append(row)
        self._spent += cash
        self._taken[table.creator[row]] = True
        self._weight = self._weight + table.weights[row]
        self._tiers[table.tier[row]] += 1
        for at, (members, _) in enumerate(self._caps):
            if members[row]:
                self._used[at] += cash
