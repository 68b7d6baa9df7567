"""Several campaigns as they are planned: a brief, a roster and a package table of each."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from planner import planning
from planner.brief.brief import Brief
from planner.crosscheck import currency_problems
from planner.domain.roster import Roster
from planner.forecast.table import Bools, PackageTable
from planner.optimise.fixed_costs import cases_of
from planner.optimise.restricted import Selection
from planner.portfolio.joint import JointCase
from planner.portfolio.portfolio import Portfolio
from planner.portfolio.table import joined, keys_of
from planner.problems import BadInput, Problem

MOST_CASES = 64
"""Ways to decide the fixed costs of all campaigns: each is planned."""


def no_catalogue(place: str) -> Problem:
    """Why campaigns cannot share a budget over a catalogue: the proof would have to be about everybody in all of them.

    place: which catalogue.
    """
    wrong = "are a catalogue, and one budget is split over lists only"
    return Problem(place, "", wrong, "a list for each campaign; or plan each campaign with a budget of its own")


@dataclass(frozen=True, eq=False)
class Campaigns:
    """What is asked of each campaign, its roster and its table, in the order of the portfolio."""

    portfolio: Portfolio
    briefs: tuple[Brief, ...]
    rosters: tuple[Roster, ...]
    tables: tuple[PackageTable, ...]

    @classmethod
    def of(cls, portfolio: Portfolio, rosters: Sequence[Roster | None]) -> Campaigns:
        """Forecast every campaign. rosters: one each; None = types of creators. Raises BadInput that names it."""
        briefs = tuple(portfolio.asked())
        tables, used, problems = [], [], []
        for brief, roster in zip(briefs, rosters, strict=True):
            try:
                if unpriced := currency_problems(brief):
                    raise BadInput(unpriced)
                if roster is not None and roster.market is not None:
                    raise BadInput([no_catalogue(f"the creators of {roster.source}")])
                table, own = planning.forecast(roster, brief)
            except BadInput as bad:
                problems += [replace(one, place=f"{brief.name}: {one.place}") for one in bad.problems]
                continue
            tables.append(table)
            used.append(own)
        if problems:
            raise BadInput(problems)
        ways = math.prod(len(cases_of(table, brief)) for table, brief in zip(tables, briefs, strict=True))
        if ways > MOST_CASES:
            wrong = f"can be decided in {ways:,} ways, each of which has to be planned"
            raise BadInput([Problem("fixed costs", "", wrong, f"fixed costs with at most {MOST_CASES} ways together")])
        return cls(portfolio, briefs, tuple(used), tuple(tables))

    def asking(self, portfolio: Portfolio) -> Campaigns:
        """The same campaigns with other money, or with their creators shared."""
        return replace(self, portfolio=portfolio, briefs=tuple(portfolio.asked()))

    def cases(self) -> tuple[JointCase, ...]:
        """Every combination of fixed costs, none of them first."""
        table = joined(self.tables, [brief.name for brief in self.briefs], self.portfolio.apart)
        each = [cases_of(own, brief) for own, brief in zip(self.tables, self.briefs, strict=True)]
        return tuple(JointCase(self.portfolio, cases, table) for cases in itertools.product(*each))

    def taken(self, at: int, own: Sequence[Selection]) -> Bools:
        """Rows of a campaign's table that it cannot have, since another campaign has their creator; shape (n,)."""
        mine = keys_of(self.tables[at])
        if not self.portfolio.apart:
            return np.zeros(len(self.tables[at]), bool)
        theirs = [
            keys_of(table)[table.creator[chosen.index]]
            for other, (table, chosen) in enumerate(zip(self.tables, own, strict=True))
            if other != at
        ]
        return np.isin(mine, np.concatenate(theirs))[self.tables[at].creator]
