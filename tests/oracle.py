"""The truth about tiny rosters: every plan there is, listed, and judged in arrays.

The oracle reads the columns of the package table (what the forecast says is given) and the fields of the
brief. It shares no code with the rules, the optimiser or the reach functions, nor with planner.check, which
it also tests.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from planner.brief.brief import GoalKind
from tests.oracle_demands import Demand, demands_of
from tests.oracle_plans import Listed, all_plans, bad_luck

__all__ = ["Truth", "all_plans", "bad_luck"]


@dataclass(frozen=True)
class Truth(Listed):
    """Plans of a brief on a table (all there are, unless some are named), and how they stand.

    Shapes: (plans,) and (plans, segments).
    """

    @cached_property
    def demands(self) -> dict[str, Demand]:
        """Every demand by the field that makes it."""
        found = list(demands_of(self))
        assert len({demand.path for demand in found}) == len(found)
        return {demand.path: demand for demand in found}

    @cached_property
    def counts(self) -> NDArray[np.bool_]:
        """Plans that are an answer: that of nobody is one for the cheapest plan and without money only."""
        brief = self.brief
        if brief.goal.kind == "cheapest" or brief.budget_cents == 0 or brief.creators.max == 0 or not len(self.table):
            return np.ones(len(self.plans), bool)
        return np.asarray(self.heads > 0)

    @cached_property
    def met(self) -> NDArray[np.bool_]:
        """Plans that surely meet every demand, that of nobody included."""
        return np.logical_and.reduce([np.ones(len(self.plans), bool), *(d.met for d in self.demands.values())])

    @cached_property
    def nearly_met(self) -> NDArray[np.bool_]:
        """Plans that a tolerant reader would let pass, that of nobody included."""
        return np.logical_and.reduce([np.ones(len(self.plans), bool), *(d.nearly for d in self.demands.values())])

    @cached_property
    def feasible(self) -> NDArray[np.bool_]:
        """Plans that surely meet every demand and are an answer."""
        return self.counts & self.met

    @cached_property
    def nearly(self) -> NDArray[np.bool_]:
        """Plans that are an answer and that a tolerant reader would let pass."""
        return self.counts & self.nearly_met

    def possible(self, paths: set[str], somebody: bool = False) -> tuple[bool, bool]:
        """(surely, perhaps): some plan meets these demands. somebody: the plan of nobody is none."""
        asked = [self.demands[path] for path in paths]
        whole = self.counts if somebody else np.ones(len(self.plans), bool)
        surely = np.logical_and.reduce([whole, *(d.met for d in asked)])
        perhaps = np.logical_and.reduce([whole, *(d.nearly for d in asked)])
        return bool(surely.any()), bool(perhaps.any())

    @property
    def best(self) -> float:
        """The best goal of the plans that surely meet the brief."""
        good = self.goal[self.feasible]
        return float(good.min() if self.brief.goal.kind is GoalKind.CHEAPEST else good.max())

    @property
    def best_nearly(self) -> float:
        """The best goal of the plans that a tolerant reader would let pass."""
        good = self.goal[self.nearly]
        return float(good.min() if self.brief.goal.kind is GoalKind.CHEAPEST else good.max())
