"""A brief on a package table as one mathematical problem, in arrays and without a solver.

    maximise   constant + sum_j gain_j x_j + sum_s people_s R_s(L_s),      L_s = sum_j weight_js x_j
    subject to low_k <= sum_j a_kj x_j <= high_k                  for every limit k
               sum_s worth_fs R_s(L_s) >= least_f                 for every floor f over several segments
               sum_{j of creator i} x_j <= available_i,  x whole

R_s is the concave reach curve of segment s. Rows are scaled to what solvers like, yet never so far that a cent or
a creator would come near their tolerance.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from planner.brief.brief import Brief, GoalKind
from planner.brief.paths import Path
from planner.forecast import reach
from planner.forecast.table import Bools, Floats, Ints, PackageTable
from planner.frozen import dataclass
from planner.rules import Limit
from planner.rules.base import Looser, Named, Times, Vector, cash, charged, too_dear
from planner.units import CREATORS, ENGAGEMENTS

if TYPE_CHECKING:
    from planner.optimise.rest import Rest

BATCH = 1 << 18
"""Rows priced at once: a few tens of MB, so that the table is never held twice."""
SMALL = 60_000
"""Rows of a table of which limits are evaluated once rather than for each selection that is tried."""
ROW_SIZE = 1e4
EXACTLY = 1e-7
"""Of a floor on frequency: what arithmetic may lose."""
WEIGHT_UNIT = 1e-2
"""Weight that counts as one in a program, where much of a segment is within reach."""
LARGEST_WEIGHT = 1e6
"""Units that a package weighs at most in a program: what is lighter by far more is lost beside it."""
LEAST_UNIT = 1e-3
"""A cent, a creator or a thousandth of a stock is at least so much of a scaled row: a thousand tolerances."""


@dataclass(frozen=True, eq=False)
class Objective:
    """The objective, which is maximised.

    `gain` per package (None = nothing), `people`, the worth of a person per segment, and `constant`, which every plan
    gains.
    """

    gain: Vector | None
    people: Floats
    constant: float = 0.0

    @classmethod
    def of(cls, brief: Brief, table: PackageTable) -> Objective:
        """The brief's goal; cheapest maximises minus what the budget covers."""
        return cls.of_goal(brief.goal.kind, table)

    @classmethod
    def of_goal(cls, kind: GoalKind, table: PackageTable, second: bool = False) -> Objective:
        """One kind of goal; second: its score is the column of the brief's second goal."""
        nobody = np.zeros(len(table.segments))
        if kind is GoalKind.UNIQUE_REACH:
            return cls(None, table.values)
        if kind is GoalKind.ENGAGEMENTS:
            return cls(lambda part: part.engagements, nobody)
        if kind is GoalKind.CONVERSIONS:
            return cls(lambda part: part.conversions, nobody)
        if kind is GoalKind.SCORE:
            return cls(lambda part: part.second_score if second else part.score, nobody)
        return cls(Times(charged, -1.0), nobody, -float(table.fixed_cents))

    @classmethod
    def none(cls, table: PackageTable) -> Objective:
        """Any plan will do."""
        return cls(None, np.zeros(len(table.segments)))


@dataclass(frozen=True, eq=False)
class Floor:
    """At least so much reach: `least` people, each counted `worth` by their segment (shape (S,))."""

    worth: Floats
    least: float


@dataclass(frozen=True, eq=False)
class Columns:
    """Some packages as columns of the problem; n of them, K limits, S segments.

    gain (n,), rows (n, K) scaled, weights (n, S), creator (n,).
    """

    index: Ints
    creator: Ints
    gain: Floats
    rows: Floats
    weights: Floats


@dataclass(frozen=True, eq=False)
class Problem:
    """See the module's text. `limits` are rows; `floors` are demands on the reach over several segments.

    filters: limits that only remove packages, as `eligible` does in the table. as_rows: there are none, since they are
    rows. rest: everybody whom the table leaves out; None where it leaves out nobody.
    """

    table: PackageTable
    objective: Objective
    limits: tuple[Limit, ...]
    eligible: Bools
    floors: tuple[Floor, ...] = ()
    filters: tuple[Limit, ...] = ()
    as_rows: bool = False
    rest: Rest | None = None

    @classmethod
    def of(cls, table: PackageTable, objective: Objective, limits: Sequence[Limit], as_rows: bool = False) -> Problem:
        """Split limits into rows, the floor over segments, and filters that only remove packages.

        as_rows: filters stay rows, so that a conflict can name them.
        """
        rows, floors, filters = [], [], []
        for limit in limits:
            if limit.over_segments:
                floors.append(Floor(np.ones(len(table.segments)), float(limit.bound)))
            elif limit.forbids and not as_rows:
                filters.append(limit)
            else:
                rows.append(limit)
        eligible = np.ones(len(table), bool)
        rest = cast("Rest | None", table.rest)
        found = cls(table, objective, tuple(rows), eligible, tuple(floors), tuple(filters), as_rows, rest)
        for own, part in found._parts() if filters or found.by_share else ():
            eligible[own] = found.lets_in(part)
        return found

    @property
    def by_share(self) -> list[Limit]:
        """Limits on a share of the spend, which strike what is too dear: a relaxation would book a part of it."""
        shares = [] if self.as_rows else [limit for limit in self.limits if limit.part_of is cash]
        return shares if any(limit.rule == "budget" for limit in self.limits) else []

    def lets_in(self, part: PackageTable) -> Bools:
        """Packages of any table, forecast for the same brief, that no filter removes; shape of the table's rows."""
        keep = np.ones(len(part), bool)
        for limit in self.filters:
            keep &= (limit.kept_row(part) if part is self.table else limit.vector(part)) <= 0
        budget = min((limit.bound for limit in self.limits if limit.rule == "budget"), default=None)
        for limit in self.by_share:
            keep &= ~too_dear(limit, budget, part)
        return keep

    def aiming_at(self, objective: Objective) -> Problem:
        """The same demands with another goal."""
        return replace(self, objective=objective)

    def with_package(self, row: int) -> Problem:
        """The same, with the package of this row of the table booked at least once."""
        account, package = self.table.creator_ids[self.table.account[row]], self.table.package_ids[row]

        def booked(part: PackageTable) -> Ints:
            mine = np.isin(part.account, part.accounts(account)) & (part.package_ids == package)
            return np.asarray(mine, np.int64)

        limit = Limit(
            rule="package",
            name=f"row {row} is booked",
            sense=">=",
            bound=1,
            unit=CREATORS,
            vector=Named(booked, (str(account),)),
            setting=1,
            looser=Looser(Path(), "drop"),
        )
        return replace(self, limits=(*self.limits, limit))

    @cached_property
    def small(self) -> Columns | None:
        """All eligible columns at once when they fit comfortably, else None."""
        rows = np.flatnonzero(self.eligible)
        if len(rows) * (len(self.limits) + len(self.table.segments) + 2) > 40_000_000:
            return None
        return self._take(rows)

    @cached_property
    def scales(self) -> Floats:
        """Factor of each limit's row, shape (K,)."""
        largest = np.zeros(len(self.limits))
        if self.whole:
            rows = np.array([row[self.eligible] for row in self.whole], float)
            largest = np.abs(rows).max(axis=1, initial=0.0)
        for own, part in self._parts() if self.whole is None else ():
            keep = self.eligible[own]
            for at, limit in enumerate(self.limits):
                row = np.abs(limit.row(part)[keep])
                largest[at] = max(largest[at], float(row.max(initial=0)))
        scales = ROW_SIZE / np.maximum(largest, 1e-300)
        counted = np.array([limit.part_of is None and limit.unit.grain is not None for limit in self.limits], bool)
        return np.where(largest > 0, np.where(counted, np.clip(scales, LEAST_UNIT, 1.0), scales), 1.0)

    @cached_property
    def ceilings(self) -> Floats:
        """Part of each segment that everybody together would reach; 1 where nobody would, shape (S,)."""
        weight = np.zeros(len(self.table.segments))
        for low in range(0, len(self.table), BATCH):
            own = slice(low, low + BATCH)
            booked = self.eligible[own] * self.table.available[self.table.creator[own]]
            weight += booked @ self.table.weights[own]
        share = reach.share_of_weight(weight, self.table.kappas)
        return np.where(share > 0, share, 1.0)

    @property
    def crowds(self) -> Floats:
        """People in each segment who count as one in a program: a hundredth of those within reach.

        A segment of which only a billionth is within reach would else be less than a solver can tell from nothing.
        """
        return self.table.sizes * self.ceilings / 100

    @cached_property
    def units(self) -> Floats:
        """Weight in each segment that counts as one in a program, shape (S,).

        Small enough for what little is within reach, and large enough that no package is more than a solver can take.
        """
        small = np.minimum(WEIGHT_UNIT, reach.weight(self.ceilings * (1 - 1e-9), self.table.kappas) / 100)
        return np.maximum(small, self.heaviest / LARGEST_WEIGHT)

    @cached_property
    def heaviest(self) -> Floats:
        """The largest weight that any eligible package has in each segment, shape (S,)."""
        if not self.eligible.any():
            return np.zeros(len(self.table.segments))
        return np.asarray(self.table.weights[self.eligible].max(axis=0))

    @cached_property
    def low(self) -> Floats:
        """Lower side of each scaled row; -inf where there is none."""
        return np.array([limit.bound if limit.sense == ">=" else -np.inf for limit in self.limits]) * self.scales

    @cached_property
    def high(self) -> Floats:
        """Upper side of each scaled row; inf where there is none."""
        return np.array([limit.bound if limit.sense == "<=" else np.inf for limit in self.limits]) * self.scales

    def holding(self, value: float) -> Problem:
        """The same, with the objective held at this value or better, whatever else is aimed at."""
        value -= self.objective.constant
        if self.objective.people.any():
            return replace(self, floors=(*self.floors, Floor(self.objective.people, value)))
        gain = self.objective.gain
        assert gain is not None
        held = Limit(
            rule="goal",
            name="the first goal is held",
            sense=">=",
            bound=value,
            unit=ENGAGEMENTS,
            vector=Times(gain, 1.0),
            setting=value,
            looser=Looser(Path(), "drop"),
        )
        return replace(self, limits=(*self.limits, held))

    @property
    def aims(self) -> bool:
        """False when any plan will do."""
        return self.objective.gain is not None or bool(self.objective.people.any())

    @cached_property
    def reaches(self) -> bool:
        """True when the reach curves play a part."""
        return bool(self.floors) or bool(self.objective.people.any())

    @cached_property
    def whole(self) -> tuple[NDArray[np.int64] | NDArray[np.float64], ...] | None:
        """Each limit's row over the whole table, not scaled, where that is small; each (n,)."""
        return tuple(limit.kept_row(self.table) for limit in self.limits) if len(self.table) <= SMALL else None

    def _parts(self) -> Iterator[tuple[slice, PackageTable]]:
        """The table in stretches; at once where it is small."""
        if len(self.table) <= SMALL:
            yield slice(None), self.table
            return
        for low in range(0, len(self.table), BATCH):
            own = slice(low, low + BATCH)
            yield own, self.table.part(own)

    def take(self, index: Ints) -> Columns:
        """These packages (row numbers of the table) as columns."""
        small = self.small
        if small is not None:
            at = np.searchsorted(small.index, index)
            return Columns(index, small.creator[at], small.gain[at], small.rows[at], small.weights[at])
        return self._take(index)

    def batches(self) -> Iterator[Columns]:
        """All eligible columns, a bounded number at a time; a creator's are never parted."""
        if self.small is not None:
            yield self.small
            return
        starts = self.table.starts
        low = 0
        while low < len(self.table):
            high = int(starts[np.searchsorted(starts, low + BATCH, side="left").clip(max=len(starts) - 1)])
            index = low + np.flatnonzero(self.eligible[low:high])
            if len(index):
                yield self._take(index)
            low = high

    def _take(self, index: Ints) -> Columns:
        rows, gain = np.empty((len(index), len(self.limits))), np.zeros(len(index))
        for low in range(0, len(index), BATCH):
            own = slice(low, low + BATCH)
            self._fill(index[own], rows[own], gain[own])
        return Columns(index, self.table.creator[index], gain, rows, self.table.weights[index])

    def _fill(self, index: Ints, rows: Floats, gain: Floats) -> None:
        """Write the limits' rows and the gain of these packages."""
        if self.whole is not None:
            for at, row in enumerate(self.whole):
                np.multiply(row[index], self.scales[at], out=rows[:, at])
            if self.objective.gain is not None:
                gain[:] = np.asarray(self.objective.gain(self.table), float)[index]
            return
        low, high = int(index[0]), int(index[-1]) + 1
        # Most rows of a stretch are quicker computed with it, in place, than copied out of the table first.
        near = high - low <= 2 * len(index)
        part = self.table.part(slice(low, high) if near else index)
        keep = index - low if near else slice(None)
        for at, limit in enumerate(self.limits):
            np.multiply(limit.row(part)[keep], self.scales[at], out=rows[:, at])
        if self.objective.gain is not None:
            gain[:] = np.asarray(self.objective.gain(part), float)[keep]

    def value(self, index: Ints, counts: Ints) -> float:
        """What a selection is worth in the objective, from the true reach curves."""
        value = self.objective.constant
        if self.objective.gain is not None:
            value += float(counts @ self.take(index).gain)
        if self.objective.people.any():
            value += float(self.objective.people @ self._unique(counts @ self.table.weights[index]))
        return value

    def broken(self, index: Ints, counts: Ints) -> NDArray[np.int64]:
        """Numbers of the limits that a selection breaks, by exact arithmetic where the rows are whole numbers."""
        rows = [row[index] for row in self.whole] if self.whole is not None else None
        part = self.table.part(index) if rows is None else self.table
        failed = []
        for at, limit in enumerate(self.limits):
            row = limit.row(part) if rows is None else rows[at]
            used = int(counts @ row) if row.dtype.kind == "i" else float(counts @ row)
            slack = 0.0 if row.dtype.kind == "i" else 1e-9 * max(1.0, abs(limit.bound))
            if (used > limit.bound + slack) if limit.sense == "<=" else (used < limit.bound - slack):
                failed.append(at)
        return np.array(failed, np.int64)

    def short_of_floor(self, index: Ints, counts: Ints) -> bool:
        """True when the reach over all segments misses a floor."""
        if not self.floors:
            return False
        reached = self._unique(counts @ self.table.weights[index])
        return any(float(floor.worth @ reached) < floor.least * (1 - 1e-9) for floor in self.floors)

    def meets(self, index: Ints, counts: Ints) -> bool:
        """True when a selection meets every demand."""
        if len(self.broken(index, counts)) or self.short_of_floor(index, counts):
            return False
        return not self.short_of_frequency(index, counts)

    def short_of_frequency(self, index: Ints, counts: Ints) -> bool:
        """True when too few people see several of the picks: of that a row has only what is needed at least."""
        asked = [limit for limit in self.limits if limit.exact]
        part = self.table.part(index) if asked else self.table
        return any(limit.exact(part, counts) < limit.setting * (1 - EXACTLY) for limit in asked if limit.exact)

    def _unique(self, weight: Floats) -> Floats:
        return reach.unique_reach(weight, self.table.sizes, self.table.kappas)
