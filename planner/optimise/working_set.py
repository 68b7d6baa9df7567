"""The packages that a search looks at: the most promising of a roster, and those that turned out to matter.

A package is promising when prices need to move little before it is worth booking. That is its loss against its
creator's best option, in parts of what it is worth and costs altogether: the loss alone would put every small creator
before every large one.
"""

from __future__ import annotations

import numpy as np

from planner.forecast.table import Floats, Ints
from planner.frozen import dataclass
from planner.optimise.claims import with_apex
from planner.optimise.master import Prices
from planner.optimise.options import Choice, Options
from planner.optimise.problem import Columns, Problem
from planner.optimise.relaxation import chosen, reduced_values
from planner.optimise.watch import Watch

ALL = 30_000
"""Packages that are not worth choosing among."""
NEAR, SMALL = 16_000, 8_000
"""Of more: so many that are most promising, and so many that lose least."""


@dataclass(frozen=True, eq=False)
class Ranking:
    """Every eligible package, sorted by row of the table, with what it loses at the prices of a relaxation.

    loss: against its creator's best option. near: the same, in parts of what it is worth and costs altogether.
    """

    rows: Ints
    loss: Floats
    near: Floats

    @classmethod
    def of(cls, problem: Problem, prices: Prices, watch: Watch) -> Ranking:
        """One pass over all packages. Raises Cancelled."""
        index, owner, value, size = ([np.empty(0, np.int64)], [np.empty(0, np.int64)], [np.empty(0)], [np.empty(0)])
        for part in problem.batches():
            watch.tell("Ranking every package")
            earned = reduced_values(part, prices)
            worth = part.weights @ prices.w
            index.append(part.index)
            owner.append(part.creator)
            value.append(earned)
            size.append(worth + np.abs(part.gain) + np.abs(worth + part.gain - earned))
        choice = Choice(np.concatenate(index), np.concatenate(owner), problem.table.available)
        loss = Options(choice, np.concatenate(value)).loss
        return cls(choice.index, loss, loss / np.maximum(np.concatenate(size), 1e-9))

    def __len__(self) -> int:
        return len(self.rows)

    def first(self, also: Ints) -> Ints:
        """Rows to begin with, these ones included."""
        if len(self) <= ALL:
            return self.rows
        keep = np.isin(self.rows, also, assume_unique=True)
        keep[np.argpartition(self.near, NEAR)[:NEAR]] = True
        keep[np.argpartition(self.loss, SMALL)[:SMALL]] = True
        return self.rows[keep]

    def others(self, planted: Ints, most: float) -> Ints:
        """Rows that lose at most this, besides the planted ones."""
        if len(planted) == len(self):
            return self.rows[:0]
        return np.setdiff1d(self.rows[self.loss <= most], planted, assume_unique=True)


class Planted:
    """Packages at hand. rows, sorted; columns: the same with a limit more, which counts macro creators."""

    def __init__(self, problem: Problem, rows: Ints) -> None:
        self._problem = problem
        self.rows: Ints = rows[:0]
        self.columns: Columns
        self.choice: Choice
        self._used: Ints = rows[:0]
        self.add(rows)

    def add(self, rows: Ints) -> None:
        """Add these rows to the working set."""
        self.rows = np.union1d(self.rows, rows)
        columns = self._problem.take(self.rows)
        self.columns = Columns(
            columns.index, columns.creator, columns.gain, with_apex(self._problem, columns), columns.weights
        )
        self.choice = Choice(self.rows, columns.creator, self._problem.table.available)
        self.known = np.isin(self.rows, self._used, assume_unique=True)

    def use(self, rows: Ints) -> Columns:
        """The columns of these rows, which from now on are known to the linear program."""
        at = np.searchsorted(self.rows, rows)
        self._used = np.append(self._used, rows)
        self.known[at] = True
        return chosen(self.columns, at)
