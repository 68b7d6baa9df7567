"""Several campaigns as one problem: the rows of all their tables, each demand on the rows of its own campaign.

A row books a creator for one campaign and reaches that campaign's audience alone, so reach adds up over campaigns and
every rule of a brief stays a row of numbers. Creators who are kept apart are one creator of the joint table: their
packages compete for one place, whatever the campaign, as the packages of one campaign always have. So relaxation, tree
and proof are those of a single campaign, and the bound holds for every split of the budget.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.brief.paths import Path
from planner.forecast.table import ROW_ARRAYS, Bools, Codes, Ints, PackageTable
from planner.frozen import dataclass
from planner.optimise.fixed_costs import Case
from planner.optimise.problem import Floor, Objective, Problem
from planner.optimise.restricted import Selection
from planner.portfolio.portfolio import Portfolio
from planner.rules import Limit, Looser
from planner.rules.base import Vector, charged
from planner.units import MONEY

_SPECIAL = ("creator", "weights", "wave_weights", "counts")
"""Row arrays that are not simply put one below the other."""


@dataclass(frozen=True, eq=False, kw_only=True)
class JointTable(PackageTable):
    """Package tables of several campaigns as one, sorted by creator, then campaign.

    campaign: which one each row belongs to; own: its row number in that campaign's table. `weights` of a row are zero
    in the segments of other campaigns. What only rules read (stocks, countries, categories) is left to the tables.
    """

    campaign: Codes
    own: Ints

    def part(self, rows: slice | Ints) -> PackageTable:
        """These rows as a table."""
        return replace(super().part(rows), campaign=self.campaign[rows], own=self.own[rows])  # type: ignore[call-arg]


def joined(tables: Sequence[PackageTable], names: Sequence[str], apart: bool) -> JointTable:
    """The tables of several campaigns as one.

    apart: who is in several tables, by id or as the same person, is one creator of the joint table. Raises ValueError
    for short lists: a joint table has no rest, and would be taken for everybody.
    """
    if any(table.rest is not None for table in tables):
        raise ValueError("campaigns are planned together out of whole rosters only")
    keys = [keys_of(table) if apart else np.char.add(f"{at}:", keys_of(table)) for at, table in enumerate(tables)]
    everybody, number = np.unique(np.concatenate(keys), return_inverse=True)
    available = np.zeros(len(everybody), np.int64)
    np.maximum.at(available, number, np.concatenate([table.available for table in tables]))
    ends = np.cumsum([len(table.available) for table in tables])
    creator = np.concatenate(
        [part[table.creator] for part, table in zip(np.split(number, ends[:-1]), tables, strict=True)]
    )
    order = np.argsort(creator, kind="stable")
    values: dict[str, Any] = {one.name: getattr(tables[0], one.name) for one in fields(PackageTable)}
    for name in ROW_ARRAYS:
        if name not in _SPECIAL:
            values[name] = np.concatenate([getattr(table, name) for table in tables])[order]
    rows = len(order)
    values |= {
        "creator": creator[order],
        "available": available,
        "weights": _in_blocks(tables)[order],
        "wave_weights": np.zeros((rows, 0)),
        "counts": np.zeros((rows, 0), np.int64),
        "uses": {},
        "costs": {},
        "segments": tuple(
            replace(segment, name=f"{name}: {segment.name}")
            for name, table in zip(names, tables, strict=True)
            for segment in table.segments
        ),
        "creator_ids": everybody.astype(object),
        "parts": None,
        "persons": {},
        "campaign": np.repeat(np.arange(len(tables), dtype=np.int32), [len(table) for table in tables])[order],
        "own": np.concatenate([np.arange(len(table)) for table in tables])[order],
    }
    return JointTable(**values)


def keys_of(table: PackageTable) -> NDArray[np.str_]:
    """Whose account each creator of a table is: their id, or the person, in whatever table they stand; shape (m,)."""
    keys = [str(key) for key in table.creator_ids]
    for person, accounts in table.persons.items():
        for at in accounts:
            keys[at] = f"@{person}"
    return np.array(keys, np.str_)


def _in_blocks(tables: Sequence[PackageTable]) -> NDArray[np.float64]:
    """Weights of each table in the columns of its own segments."""
    whole = np.zeros((sum(len(table) for table in tables), sum(len(table.segments) for table in tables)))
    row = column = 0
    for table in tables:
        whole[row : row + len(table), column : column + len(table.segments)] = table.weights
        row, column = row + len(table), column + len(table.segments)
    return whole


@dataclass(frozen=True, eq=False)
class JointCase:
    """One combination of fixed costs over all campaigns: a case of each, and the joint table."""

    portfolio: Portfolio
    cases: tuple[Case, ...]
    table: JointTable

    def posed(self, ceiling: bool = True) -> Problem:
        """All campaigns as one problem. ceiling: False where the budget that they share is not to bind."""
        kind = self.portfolio.campaigns[0].brief.goal.kind
        alone = [case.posed(kind) for case in self.cases]
        eligible, limits, floors, gains = np.zeros(len(self.table), bool), [], [], []
        people, starts = np.zeros(len(self.table.segments)), self._starts
        for at, (problem, member) in enumerate(zip(alone, self.portfolio.campaigns, strict=True)):
            own = slice(starts[at], starts[at + 1])
            mine = self.table.campaign == at
            eligible[mine] = problem.eligible[self.table.own[mine]]
            # Where a campaign may have all there is, the budget that they share says the same.
            own_budget = member.most_cents is not None and member.most_cents < self.portfolio.budget_cents
            limits += [
                inside(at, limit, problem.table, member.brief.name)
                for limit in problem.limits
                if own_budget or limit.rule != "budget"
            ]
            floors += [Floor(_placed(floor.worth, own, len(people)), floor.least) for floor in problem.floors]
            people[own] = member.worth * problem.objective.people
            if problem.objective.gain is not None:
                gains.append((at, problem, member.worth))
        fixed = sum(case.table.fixed_cents for case in self.cases)
        if ceiling:
            limits.append(_shared_budget(self.portfolio, fixed))
        limits += self._least()
        aim = Objective(_summed(gains) if gains else None, people)
        return Problem(replace(self.table, fixed_cents=fixed), aim, tuple(limits), eligible, tuple(floors))

    def of(self, at: int, chosen: Selection) -> Selection:
        """What a joint selection books for one campaign, by its own table."""
        mine = self.table.campaign[chosen.index] == at
        rows, counts = self.table.own[chosen.index[mine]], chosen.counts[mine]
        order = np.argsort(rows)
        return Selection(rows[order], counts[order], 0.0)

    @property
    def _starts(self) -> list[int]:
        return [0, *np.cumsum([len(case.table.segments) for case in self.cases]).tolist()]

    def _least(self) -> list[Limit]:
        """What campaigns spend at least."""
        found = []
        for at, (member, case) in enumerate(zip(self.portfolio.campaigns, self.cases, strict=True)):
            if member.least_cents:
                limit = Limit(
                    rule="least",
                    name=f"Spend at least {self.portfolio.money(member.least_cents)}",
                    sense=">=",
                    bound=member.least_cents - case.table.fixed_cents,
                    unit=MONEY,
                    vector=charged,
                    setting=member.least_cents,
                    looser=Looser(Path(), "drop"),
                )
                found.append(inside(at, limit, case.table, member.brief.name))
        return found


def inside(at: int, limit: Limit, table: PackageTable, campaign: str) -> Limit:
    """A campaign's limit on the joint table: its own coefficients on the campaign's rows, nothing on all others."""

    def on(vector: Vector) -> Vector:
        def of(part: PackageTable) -> Any:
            mine, own = _mine(part, at, table)
            found = vector(own)
            row = np.zeros(len(part), found.dtype if found.dtype.kind != "b" else np.int64)
            row[mine] = found
            return row

        return of

    def exactly(part: PackageTable, counts: Ints) -> float:
        mine, own = _mine(part, at, table)
        assert limit.exact is not None
        return limit.exact(own, counts[mine])

    return replace(
        limit,
        name=f"{campaign}: {limit.name}",
        vector=on(limit.vector),
        part_of=None if limit.part_of is None else on(limit.part_of),
        exact=None if limit.exact is None else exactly,
    )


def _mine(part: PackageTable, at: int, table: PackageTable) -> tuple[Bools, PackageTable]:
    """Which rows of a part of the joint table are a campaign's, and the same rows of its own table."""
    assert isinstance(part, JointTable)
    mine = part.campaign == at
    return mine, table.part(part.own[mine])


def _shared_budget(portfolio: Portfolio, fixed: int) -> Limit:
    return Limit(
        rule="budget",
        name=f"Spend at most {portfolio.money(portfolio.budget_cents)}, all campaigns together",
        sense="<=",
        bound=portfolio.budget_cents - fixed,
        unit=MONEY,
        vector=charged,
        setting=portfolio.budget_cents,
        looser=Looser(Path(), "bound"),
    )


def _summed(gains: Sequence[tuple[int, Problem, float]]) -> Callable[[PackageTable], Any]:
    """What each row adds to its own campaign's goal, by that campaign's worth."""

    def of(part: PackageTable) -> Any:
        row = np.zeros(len(part))
        for at, problem, worth in gains:
            mine, own = _mine(part, at, problem.table)
            assert problem.objective.gain is not None
            row[mine] = worth * np.asarray(problem.objective.gain(own), float)
        return row

    return of


def _placed(worth: NDArray[np.float64], own: slice, segments: int) -> NDArray[np.float64]:
    placed = np.zeros(segments)
    placed[own] = worth
    return placed
