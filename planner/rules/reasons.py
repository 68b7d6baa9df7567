"""Why a creator can be in no plan: the rules of the brief that leave none of their packages."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from planner.brief.brief import Brief
from planner.brief.filters import filter_at
from planner.brief.paths import Path
from planner.forecast.table import Bools, Ints, PackageTable
from planner.frozen import dataclass
from planner.rules import limits_of
from planner.rules.base import Limit, too_dear


@dataclass(frozen=True)
class Reason:
    """A demand that keeps a creator out. path: the field that makes it. name: the demand. words: what is wrong."""

    path: Path
    name: str
    words: str


@dataclass(frozen=True, eq=False)
class Barred:
    """The demands of a brief that bar packages on their own, each with the packages that it bars, shape (n,)."""

    brief: Brief
    table: PackageTable
    by: tuple[tuple[Limit, Bools], ...]

    @classmethod
    def of(cls, brief: Brief, table: PackageTable, limits: Sequence[Limit] | None = None) -> Barred:
        """Those of these limits, of all that the brief makes if none are given."""
        limits = limits_of(brief, table) if limits is None else limits
        budget = min((limit.bound for limit in limits if limit.rule == "budget"), default=None)
        found = ((limit, limit.bars(table) | too_dear(limit, budget, table)) for limit in limits)
        return cls(brief, table, tuple((limit, mask) for limit, mask in found if mask.any()))

    def reasons(self, rows: Ints) -> tuple[Reason, ...]:
        """Why none of a creator's packages can be booked; empty when one can. rows: all of their packages.

        Demands that bar every package come alone; else those that together do, the one that bars most first.
        """
        hits = [(int(mask[rows].sum()), limit) for limit, mask in self.by if mask[rows].any()]
        struck = np.logical_or.reduce([np.zeros(len(rows), bool), *(mask[rows] for _, mask in self.by)])
        if not len(rows) or not struck.all():
            return ()
        whole = [limit for number, limit in hits if number == len(rows)]
        chosen = whole or [limit for _, limit in sorted(hits, key=lambda hit: -hit[0])]
        return tuple(Reason(limit.looser.path, limit.name, self._words(limit, int(rows[0]))) for limit in chosen)

    def _words(self, limit: Limit, row: int) -> str:
        if limit.rule == "excluded":
            return "Excluded by the brief"
        one = filter_at(limit.looser.path)
        if one is None:
            return limit.name
        return one.reason(float(getattr(self.table, one.column)[row]), limit.setting, self.brief)
