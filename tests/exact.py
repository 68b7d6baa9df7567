"""The truth about rosters that are too large to list: an integer program in exact arithmetic (CP-SAT of OR-Tools).

What a demand asks of a plan is read off the oracle, which knows nothing of the rules or the optimiser: its margin is
affine in the packages picked, so the empty plan and the plans of one package give every coefficient. Money, people and
stock stay the integers that they are. Reach, engagements and fit are rounded to the loose side for what is claimed
impossible; a plan that is claimed possible is evaluated by the oracle. So both answers are certain, and where rounding
leaves them apart, the truth is known to lie between.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from planner.brief.brief import Brief, GoalKind
from planner.forecast.table import PackageTable
from tests.exact_answers import Extreme
from tests.oracle import Truth, bad_luck

UNITS = 2.0**30
"""The largest coefficient of a rounded row, in its smallest unit."""
FINE = 2.0**20
"""Parts in which the share of a segment is counted."""
PARTS = 2.0**10
"""Parts of such a part in which tangents are written."""
SECONDS = 2.0
TANGENTS = 12
ROUNDS = 10

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Exact:
    """A brief on a table as CP-SAT sees it."""

    table: PackageTable
    brief: Brief

    @cached_property
    def singles(self) -> Truth:
        """The empty plan, then every package alone."""
        size = len(self.table)
        return Truth(self.table, self.brief, np.vstack([np.zeros(size, np.int64), np.eye(size, dtype=np.int64)]))

    def best(self) -> Extreme:
        """The best of the brief's goal, where less cash is more."""
        return _Search(self, tuple(self.singles.demands), (self.brief.goal.kind, False)).extreme()

    def second(self, held: float) -> Extreme:
        """The best of the second goal among plans that achieve at least so much of the first."""
        assert self.brief.second_goal is not None
        search = _Search(self, tuple(self.singles.demands), (self.brief.second_goal.goal.kind, True))
        search.hold(held)
        return search.extreme()

    def possible(self, paths: Iterable[str], somebody: bool = False) -> bool | None:
        """Whether some plan meets these demands; None = too close to tell. somebody: the plan of nobody is none."""
        found = _Search(self, tuple(paths), None, somebody).extreme()
        return True if found.reached > -np.inf else False if found.none else None


class _Search:
    """One question. paths: what is demanded; aim: the goal, and whether it is the second; None = any plan will do."""

    def __init__(
        self, exact: Exact, paths: tuple[str, ...], aim: tuple[GoalKind, bool] | None, somebody: bool = True
    ) -> None:
        self._exact, self._paths, self._aim = exact, paths, aim
        self._table, self._brief = exact.table, exact.brief
        self._held = -np.inf
        self._model = cp_model.CpModel()
        available = self._table.available[self._table.creator]
        self._x = [self._model.new_int_var(0, int(most), f"x{at}") for at, most in enumerate(available)]
        for owner in np.unique(self._table.creator):
            mine = [self._x[at] for at in np.flatnonzero(self._table.creator == owner)]
            self._model.add(sum(mine) <= int(self._table.available[owner]))
        self._due = list(self._fixed())
        self._people: list[cp_model.IntVar] = []
        if somebody and not exact.singles.counts[0]:
            self._model.add(sum(self._x) >= 1)
        for path in paths:
            self._demand(path)

    def _fixed(self) -> Iterator[tuple[int, cp_model.IntVar]]:
        for name, resource in self._brief.resources.items():
            using = np.flatnonzero(self._table.uses[name]).tolist()
            if resource.fixed_cents and using:
                held = self._model.new_bool_var(f"held_{name}")
                for at in using:
                    self._model.add(self._x[at] == 0).only_enforce_if(held.Not())
                self._model.add(sum(self._x[at] for at in using) >= 1).only_enforce_if(held)
                yield resource.fixed_cents, held

    @property
    def _cost(self) -> cp_model.LinearExpr:
        return self._sum(self._table.cash_cents) + sum(cents * held for cents, held in self._due)

    def _sum(self, coefficients: Ints) -> cp_model.LinearExpr:
        return cp_model.LinearExpr.weighted_sum(self._x, [int(c) for c in coefficients.tolist()])

    def _demand(self, path: str) -> None:
        brief, truth = self._brief, self._exact.singles
        demand = truth.demands[path]
        if path == "budget_cents":
            assert brief.budget_cents is not None
            self._model.add(self._cost <= brief.budget_cents)
        elif path == "reach_floor":
            assert brief.reach_floor is not None
            self._reach((brief.reach_floor - demand.blur) / bad_luck(truth), np.ones(len(brief.audience)))
        elif path.startswith("audience."):
            _, number, end = path.split(".")
            segment = brief.audience[int(number)]
            if end == "floor":
                assert segment.floor is not None
                self._weight(int(number), (segment.floor - demand.blur) / bad_luck(truth) / segment.size, 1)
            else:
                assert segment.cap is not None
                self._weight(int(number), (segment.cap + demand.blur) / segment.size, -1)
        else:
            fixed = demand.margin[0]
            each = demand.margin[1:] - fixed
            if each.dtype.kind == "i":
                self._model.add(self._sum(each) + int(fixed) >= 0)
            else:
                self._rounded(each.astype(float), float(fixed) + demand.blur)

    def _weight(self, at: int, share: float, sign: int) -> None:
        """At least (sign 1) or at most (-1) so much weight in a segment as reaches this share of it."""
        if share >= 1:
            if sign > 0:
                self._model.add_bool_or([])
            return
        kappa = self._table.segments[at].kappa
        weight = kappa * np.expm1(-np.log1p(-max(share, 0.0)) / kappa)
        self._rounded(sign * self._table.weights[:, at], -sign * float(weight))

    def _reach(self, people: float, worth: NDArray[np.float64]) -> None:
        """At least so many people, each counted by their segment's worth."""
        sizes = np.array([segment.size for segment in self._brief.audience], float)
        if len(sizes) == 1:
            self._weight(0, people / worth[0] / sizes[0] if worth[0] else (1.0 if people > 0 else 0.0), 1)
            return
        unit = max(float((worth * sizes).max()), 1e-300) / FINE
        row = [ceil(each / unit) for each in (worth * sizes).tolist()]
        self._model.add(cp_model.LinearExpr.weighted_sum(self._curves, row) >= floor(people / unit * FINE))

    def _rounded(self, row: NDArray[np.float64], constant: float) -> None:
        """`row @ x + constant >= 0`, rounded up to whole units."""
        unit = max(float(np.abs(row).max(initial=0.0)), abs(constant) / 1e6, 1e-300) / UNITS
        self._model.add(
            cp_model.LinearExpr.weighted_sum(self._x, [ceil(value / unit) for value in row.tolist()])
            + ceil(constant / unit)
            >= 0
        )

    def hold(self, held: float) -> None:
        """At least so much of the brief's own goal (of minus its cost)."""
        self._held = held
        kind, truth = self._brief.goal.kind, self._exact.singles
        if kind is GoalKind.CHEAPEST:
            self._model.add(self._cost <= floor(-held + 1e-6))
        elif kind is GoalKind.UNIQUE_REACH:
            self._reach(held * (1 - 1e-9), np.array([segment.value for segment in self._brief.audience]))
        else:
            self._rounded(truth.goal[1:], -held + 1e-9 * abs(held))

    def extreme(self) -> Extreme:
        """The best of what is aimed at: proposed, evaluated, and with tangents there proposed again."""
        reached, bound = -np.inf, np.inf
        for _ in range(ROUNDS):
            scale = self._maximise()
            solver = cp_model.CpSolver()
            solver.parameters.max_time_in_seconds = SECONDS
            solver.parameters.num_workers = 1
            solver.parameters.random_seed = 1
            # With it, CP-SAT 9.15 calls a worse plan the optimum in one campaign of a hundred.
            solver.parameters.cp_model_presolve = False
            status = solver.solve(self._model)
            if status == cp_model.INFEASIBLE:
                return Extreme(reached, -np.inf if reached == -np.inf else bound)
            if self._aim is not None:
                bound = min(bound, self._people_of(solver.best_objective_bound / scale))
            if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
                return Extreme(reached, bound)
            here = np.array([[solver.value(x) for x in self._x]], np.int64)
            plan = Truth(self._table, self._brief, here)
            good = all(plan.demands[path].met[0] for path in self._paths)
            if good and self._signed(plan.goal[0], self._brief.goal.kind) >= self._held:
                reached = max(reached, self._value(plan))
            if not self._people or (reached > -np.inf and (self._aim is None or reached >= bound * (1 - 1e-9))):
                return Extreme(reached, bound)
            self._touch((here @ self._table.weights)[0])
        return Extreme(reached, bound)

    def _people_of(self, bound: float) -> float:
        """A single segment is aimed at by weight, which stands for people; other bounds are what they are."""
        assert self._aim is not None
        if self._aim[0] is GoalKind.UNIQUE_REACH and len(self._table.segments) == 1:
            kappa, segment = self._table.segments[0].kappa, self._brief.audience[0]
            return float(segment.value * segment.size * -np.expm1(-kappa * np.log1p(max(bound, 0.0) / kappa)))
        return bound

    def _value(self, plan: Truth) -> float:
        if self._aim is None:
            return 0.0
        kind, second = self._aim
        return self._signed(float((plan.second if second else plan.goal)[0]), kind)

    @staticmethod
    def _signed(value: float, kind: GoalKind) -> float:
        return -value if kind is GoalKind.CHEAPEST else value

    def _maximise(self) -> float:
        """Write the objective; returns how many of its units are one of the goal."""
        if self._aim is None:
            return 1.0
        kind, second = self._aim
        if kind is GoalKind.CHEAPEST:
            self._model.maximize(-self._cost)
            return 1.0
        if kind is GoalKind.UNIQUE_REACH and len(self._table.segments) > 1:
            worth = np.array([segment.value * segment.size for segment in self._brief.audience])
            scale = FINE / float(worth.max())
            row = [ceil(each * scale) for each in worth.tolist()]
            self._model.maximize(cp_model.LinearExpr.weighted_sum(self._curves, row))
            return scale * FINE
        truth = self._exact.singles
        each = (
            self._table.weights[:, 0] if kind is GoalKind.UNIQUE_REACH else (truth.second if second else truth.goal)[1:]
        )
        scale = UNITS / (float(np.abs(each).max(initial=0.0)) or 1.0)
        self._model.maximize(cp_model.LinearExpr.weighted_sum(self._x, [ceil(v * scale) for v in each.tolist()]))
        return scale

    @property
    def _curves(self) -> list[cp_model.IntVar]:
        """Share of each segment that is reached, in parts of FINE, under tangents of its curve."""
        if not self._people:
            self._people = [self._model.new_int_var(0, int(FINE), f"t{at}") for at in range(len(self._brief.audience))]
            everybody = self._table.available[self._table.creator] @ self._table.weights
            for part in np.linspace(0, 1, TANGENTS) ** 2:
                self._touch(everybody * part)
        return self._people

    def _touch(self, weight: NDArray[np.float64]) -> None:
        """Tangents of every segment's curve at this weight, rounded up."""
        for at, people in enumerate(self._people):
            kappa, here = self._table.segments[at].kappa, float(weight[at])
            share = -np.expm1(-kappa * np.log1p(here / kappa))
            rise = float(np.exp(-(kappa + 1) * np.log1p(here / kappa)))
            unit = FINE * PARTS
            up = [ceil(min(rise * each, 2.0) * unit) for each in self._table.weights[:, at].tolist()]
            base = ceil(max(share - rise * here, 0.0) * unit) + int(PARTS)  # a share is a whole number of parts
            self._model.add(people * int(PARTS) <= cp_model.LinearExpr.weighted_sum(self._x, up) + base)
