"""Several campaigns planned together out of a catalogue: one short list for all, and the question asked of it."""

from __future__ import annotations

import os
from collections.abc import Sequence

from planner.catalogue.catalogue import Catalogue
from planner.catalogue.memory import giving_back
from planner.catalogue.offers import by_name, directory_of
from planner.catalogue.opening import asked, in_currency
from planner.catalogue.whole import CatalogueMarket
from planner.crosscheck import currency_problems
from planner.domain.offered import offered_in
from planner.domain.roster import Roster
from planner.optimise.watch import Watch
from planner.portfolio.answer import Answered
from planner.portfolio.campaigns import of_one_market
from planner.portfolio.plan import plan_together
from planner.portfolio.portfolio import Portfolio
from planner.problems import BadInput, Problem, gathered


def plan_all(portfolio: Portfolio, rosters: Sequence[Roster | None], watch: Watch) -> Answered:
    """The same as `plan_together`, of rosters that may stand for a catalogue of this server. Raises BadInput."""
    of_one_market([member.brief.name for member in portfolio.campaigns], rosters)
    offered = offered_in(rosters[0])
    if offered is None:
        return plan_together(portfolio, rosters, watch)
    with by_name(), giving_back():
        return plan_out_of(directory_of(offered), portfolio, watch)


def plan_out_of(directory: str | os.PathLike[str], portfolio: Portfolio, watch: Watch) -> Answered:
    """Plan all campaigns out of a catalogue: the answer is about everybody in it. Raises BadInput."""
    catalogue, briefs = Catalogue.open(directory), tuple(portfolio.likely())
    problems: list[Problem] = []
    for brief in briefs:
        with gathered(problems, brief.name):
            if unpriced := currency_problems(brief):
                raise BadInput(unpriced)
    if problems:
        raise BadInput(problems)
    in_currency(catalogue, briefs[0].currency, f"catalogue '{directory}'")
    short = CatalogueMarket.for_all(catalogue, briefs, watch).roster

    def question(known: Roster | None) -> Answered:
        return plan_together(portfolio, [known] * len(briefs), watch)

    return asked(short, question, watch)
