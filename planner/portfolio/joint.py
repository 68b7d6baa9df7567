"""Several campaigns as one problem: the rows of all their tables, each demand on the rows of its own campaign.

A row books a creator for one campaign and reaches that campaign's audience alone, so reach adds up over campaigns and
every rule of a brief stays a row of numbers. Creators who are kept apart are one creator of the joint table: their
packages compete for one place, whatever the campaign, as the packages of one campaign always have. So relaxation, tree
and proof are those of a single campaign, and the bound holds for every split of the budget.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from planner.brief.paths import Path
from planner.forecast.table import Ints, PackageTable
from planner.frozen import dataclass
from planner.optimise.fixed_costs import Case
from planner.optimise.problem import Floor, Objective, Problem
from planner.optimise.restricted import Selection
from planner.portfolio.portfolio import Portfolio
from planner.portfolio.rest import JointRest
from planner.portfolio.table import Blocks, JointTable, Own, mine_of
from planner.rules import Limit, Looser
from planner.rules.base import Times, charged
from planner.units import MONEY


@dataclass(frozen=True, eq=False)
class JointCase:
    """One combination of fixed costs over all campaigns: a case of each, and the joint table."""

    portfolio: Portfolio
    cases: tuple[Case, ...]
    table: JointTable

    def posed(self, ceiling: bool = True) -> Problem:
        """All campaigns as one problem. ceiling: False where the budget that they share is not to bind."""
        fixed = sum(case.table.fixed_cents for case in self.cases)
        shared = [_shared_budget(self.portfolio, fixed)] if ceiling else []
        alone = [self._alone(at, shared) for at in range(len(self.cases))]
        eligible, limits, floors, gains = np.zeros(len(self.table), bool), [], [], []
        people, starts = np.zeros(len(self.table.segments)), self._starts
        for at, (problem, member) in enumerate(zip(alone, self.portfolio.campaigns, strict=True)):
            own = slice(starts[at], starts[at + 1])
            mine = self.table.campaign == at
            eligible[mine] = problem.eligible[self.table.own[mine]]
            limits += [
                inside(at, limit, problem.table, member.brief.name) for limit in problem.limits if limit not in shared
            ]
            floors += [Floor(_placed(floor.worth, own, len(people)), floor.least) for floor in problem.floors]
            people[own] = member.worth * problem.objective.people
            if problem.objective.gain is not None:
                gains.append(Own(at, Times(problem.objective.gain, member.worth), problem.table))
        limits += [*shared, *self._least()]
        aim = Objective(Blocks(tuple(gains)) if gains else None, people)
        table = replace(self.table, fixed_cents=fixed)
        rest = None if alone[0].rest is None else JointRest(tuple(alone), self.portfolio.apart)
        return Problem(table, aim, tuple(limits), eligible, tuple(floors), rest=rest)

    def _alone(self, at: int, shared: list[Limit]) -> Problem:
        """One campaign with its demands in the joint problem, of which what it may spend is the last or none.

        Where it may have all there is, the budget that all share says the same.
        """
        case, member = self.cases[at], self.portfolio.campaigns[at]
        own_budget = member.most_cents is not None and member.most_cents < self.portfolio.budget_cents
        limits = [limit for limit in case.limits if own_budget or limit.rule != "budget"]
        kind = self.portfolio.campaigns[0].brief.goal.kind
        return Problem.of(case.table, Objective.of_goal(kind, case.table), [*limits, *shared])

    def of(self, at: int, chosen: Selection) -> Selection:
        """What a joint selection books for one campaign, by its own table."""
        mine = self.table.campaign[chosen.index] == at
        rows, counts = self.table.own[chosen.index[mine]], chosen.counts[mine]
        order = np.argsort(rows)
        return Selection(rows[order], counts[order], 0.0)

    @property
    def _starts(self) -> list[int]:
        return [0, *np.cumsum([len(case.table.segments) for case in self.cases]).tolist()]

    def _least(self) -> Iterator[Limit]:
        """What campaigns spend at least."""
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
                yield inside(at, limit, case.table, member.brief.name)


def inside(at: int, limit: Limit, table: PackageTable, campaign: str) -> Limit:
    """A campaign's limit on the joint table: its own coefficients on the campaign's rows, nothing on all others."""

    def exactly(part: PackageTable, counts: Ints) -> float:
        mine, own = mine_of(part, at, table)
        assert limit.exact is not None
        return limit.exact(own, counts[mine])

    return replace(
        limit,
        name=f"{campaign}: {limit.name}",
        vector=Blocks((Own(at, limit.vector, table),)),
        part_of=None if limit.part_of is None else Blocks((Own(at, limit.part_of, table),)),
        exact=None if limit.exact is None else exactly,
    )


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


def _placed(worth: NDArray[np.float64], own: slice, segments: int) -> NDArray[np.float64]:
    placed = np.zeros(segments)
    placed[own] = worth
    return placed
