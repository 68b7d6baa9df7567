"""All plans of a tiny roster, and what each comes to: creators, cents, people reached, results."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from functools import cached_property
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from planner.brief.brief import Brief, GoalKind
from planner.forecast.table import PackageTable

Plans = NDArray[np.int64]
Floats = NDArray[np.float64]


def all_plans(table: PackageTable) -> Plans:
    """Every choice of packages and counts; shape (plans, packages), the empty plan first."""
    plans = np.zeros((1, 0), np.int64)
    for creator, available in enumerate(table.available.tolist()):
        size = int((table.creator == creator).sum())
        if available == 1:
            own = np.vstack([np.zeros((1, size), np.int64), np.eye(size, dtype=np.int64)[::-1]])
        else:
            booked = [b for n in range(available + 1) for b in itertools.combinations_with_replacement(range(size), n)]
            own = np.array(sorted([b.count(at) for at in range(size)] for b in booked), np.int64)
            own = own.reshape(len(booked), size)
        plans = np.hstack([np.repeat(plans, len(own), axis=0), np.tile(own, (len(plans), 1))])
    return plans


@dataclass(frozen=True)
class Listed:
    """Plans of a brief on a table (all there are, unless some are named), and what each comes to.

    Shapes: (plans,) and (plans, segments).
    """

    table: PackageTable
    brief: Brief
    plans: Plans = field(default_factory=lambda: np.empty((0, 0), np.int64))

    def __post_init__(self) -> None:
        if not len(self.plans):
            object.__setattr__(self, "plans", all_plans(self.table))

    @cached_property
    def heads(self) -> Plans:
        """Creators in each plan."""
        return self.plans.sum(axis=1)

    @cached_property
    def cash(self) -> Plans:
        """Cents that each plan costs."""
        return self.plans @ self.table.cash_cents

    @cached_property
    def spent(self) -> Plans:
        """Cents that each plan takes of the budget, with what is due once."""
        every = self.brief.costs.budget_covers == "full"
        total = self.plans @ (self.table.value_cents if every else self.table.cash_cents)
        for name, resource in self.brief.resources.items():
            total += resource.fixed_cents * (self.plans @ (self.table.uses[name] > 0).astype(np.int64) > 0)
        return total

    @cached_property
    def reached(self) -> Floats:
        """People reached in each segment."""
        weight = self.plans @ self.table.weights
        kappa = np.array([segment.kappa for segment in self.table.segments])
        size = np.array([segment.size for segment in self.brief.audience], float)
        return np.asarray(size * (1 - np.exp(-kappa * np.log1p(weight / kappa))))

    @cached_property
    def goal(self) -> Floats:
        """What each plan achieves; more is better, except for the cheapest."""
        return self.achieved(self.brief.goal.kind, self.table.score)

    @cached_property
    def second(self) -> Floats:
        """What each plan achieves at the second goal."""
        assert self.brief.second_goal is not None
        return self.achieved(self.brief.second_goal.goal.kind, self.table.second_score)

    def achieved(self, kind: GoalKind, score: Floats) -> Floats:
        """What each plan achieves at a goal."""
        if kind is GoalKind.UNIQUE_REACH:
            return self.reached @ np.array([segment.value for segment in self.brief.audience])
        if kind is GoalKind.CHEAPEST:
            return self.spent.astype(float)
        column = {GoalKind.ENGAGEMENTS: self.table.engagements, GoalKind.CONVERSIONS: self.table.conversions}
        return np.asarray(self.plans @ column.get(kind, score))

    def picked(self, chosen: NDArray[np.bool_]) -> Plans:
        """How many of the marked packages each plan holds."""
        return self.plans @ chosen.astype(np.int64)

    @cached_property
    def accounts(self) -> list[list[int]]:
        """Rows of the table by accounts that each row books: itself where nobody has several accounts."""
        parts = self.table.parts
        if parts is None:
            return [[row] for row in range(len(self.table))]
        return [[row for row in rows if row >= 0] for rows in parts.members.tolist()]

    @property
    def by_account(self) -> PackageTable:
        """One row for each package of an account."""
        return self.table if self.table.parts is None else self.table.parts.base

    def any(self, inside: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Marks the rows that book one of these packages of accounts."""
        return np.array([any(inside[at] for at in rows) for rows in self.accounts], bool)

    def sum(self, amounts: NDArray[np.int64]) -> NDArray[np.int64]:
        """Amounts of the packages of accounts, added up for each row."""
        return np.array([sum(int(amounts[at]) for at in rows) for rows in self.accounts], np.int64)

    def of(self, creator: str) -> NDArray[np.bool_]:
        """Marks the packages of an account, or of all accounts of a person: `@Lina Hart`."""
        ids = self.by_account.creator_ids
        meant = {creator}
        if creator.startswith("@"):
            meant = {ids[at] for at in self.table.persons[" ".join(creator[1:].lower().split())]}
        return np.array([ids[c] in meant for c in self.by_account.creator], bool)


def bad_luck(plans: Listed) -> float:
    """What a campaign achieves of its forecast, or more, with the confidence asked for; 1 when none is."""
    if plans.brief.confidence is None:
        return 1.0
    sd = plans.table.shock_sd
    return float(np.exp(NormalDist(-(sd**2) / 2, sd).inv_cdf(1 - plans.brief.confidence)))
