"""Several campaigns as they are planned: a brief, a roster and a package table of each."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

import numpy as np

from planner import planning
from planner.brief.brief import Brief
from planner.crosscheck import currency_problems
from planner.domain.roster import Roster
from planner.forecast.table import Bools, PackageTable
from planner.optimise.fixed_costs import cases_of
from planner.optimise.frequency import tightened
from planner.optimise.restricted import Selection
from planner.portfolio.joint import JointCase
from planner.portfolio.portfolio import Portfolio
from planner.portfolio.table import joined, keys_of
from planner.problems import BadInput, Problem, gathered

if TYPE_CHECKING:
    from planner.catalogue.market import Market

MOST_CASES = 64
"""Ways to decide the fixed costs of all campaigns: each is planned."""


@dataclass(frozen=True, eq=False)
class Campaigns:
    """What is asked of each campaign, its roster and its table, in the order of the portfolio."""

    portfolio: Portfolio
    briefs: tuple[Brief, ...]
    rosters: tuple[Roster, ...]
    tables: tuple[PackageTable, ...]

    @classmethod
    def of(cls, portfolio: Portfolio, rosters: Sequence[Roster | None]) -> Campaigns:
        """Forecast every campaign. rosters: one each; None = types of creators. Raises BadInput that names it.

        Short lists have to be the same one: that of a market for all of the campaigns.
        """
        briefs = tuple(portfolio.asked())
        of_one_market([brief.name for brief in briefs], rosters)
        tables: list[PackageTable] = []
        used: list[Roster] = []
        problems: list[Problem] = []
        for brief, roster in zip(briefs, rosters, strict=True):
            with gathered(problems, brief.name):
                if unpriced := currency_problems(brief):
                    raise BadInput(unpriced)
                table, own = planning.forecast(roster, brief)
                tables.append(table)
                used.append(own)
        if problems:
            raise BadInput(problems)
        ways = math.prod(len(cases_of(table, brief)) for table, brief in zip(tables, briefs, strict=True))
        if ways > MOST_CASES:
            wrong = f"can be decided in {ways:,} ways, each of which has to be planned"
            raise BadInput([Problem("fixed costs", "", wrong, f"fixed costs with at most {MOST_CASES} ways together")])
        return cls(portfolio, briefs, tuple(used), tuple(tables))

    @property
    def market(self) -> Market | None:
        """The market of which all rosters are the short list; None where each is all there is."""
        return cast("Market | None", self.rosters[0].market)

    def asking(self, portfolio: Portfolio) -> Campaigns:
        """The same campaigns with other money, or with their creators shared."""
        return replace(self, portfolio=portfolio, briefs=tuple(portfolio.asked()))

    def cases(self) -> tuple[JointCase, ...]:
        """Every combination of fixed costs, none of them first."""
        table = joined(self.tables, [brief.name for brief in self.briefs], self.portfolio.apart)
        each = [cases_of(own, brief) for own, brief in zip(self.tables, self.briefs, strict=True)]
        return tuple(JointCase(self.portfolio, cases, table) for cases in itertools.product(*each))

    def tightened(self, own: Sequence[Selection]) -> tuple[PackageTable, ...] | None:
        """Tables that ask for more where too few people see several creators; None where enough do.

        own: what is booked for each campaign, by its own table.
        """
        tables = [tightened(*each) for each in zip(self.tables, self.briefs, own, strict=True)]
        if all(tighter is None for tighter in tables):
            return None
        return tuple(old if tighter is None else tighter for tighter, old in zip(tables, self.tables, strict=True))

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


def of_one_market(names: Sequence[str], rosters: Sequence[Roster | None]) -> None:
    """Raises BadInput where some campaigns are planned out of a market, and others are not, or out of another.

    names: of the campaigns.
    """
    markets = [None if roster is None else roster.market for roster in rosters]
    for name, market in zip(names, markets, strict=True):
        if market != markets[0]:
            wrong = f"is not planned out of the same catalogue as {names[0]}"
            raise BadInput(
                [Problem(name, "", wrong, "one catalogue for all of the campaigns, or lists for all of them")]
            )
