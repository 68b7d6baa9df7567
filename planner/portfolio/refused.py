"""Why several campaigns cannot all be had: one of them alone, the money, or creators whom several of them need."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from planner import planning
from planner.brief.brief import GoalKind
from planner.domain.roster import MAX_CENTS
from planner.optimise.fixed_costs import best_case
from planner.optimise.frequency import ROUNDS
from planner.optimise.problem import Objective, Problem
from planner.optimise.rest import in_passes
from planner.optimise.stopping import Stop
from planner.optimise.watch import Watch
from planner.outcome import Refusal
from planner.portfolio.answer import NotTogether
from planner.portfolio.campaigns import Campaigns
from planner.portfolio.joint import JointCase
from planner.portfolio.portfolio import Portfolio
from planner.wording import counted

EXPLAINING = 30.0
"""Seconds in which it is found out, whatever the search has left."""
NEARLY = 1e-6
"""Gap at which the least budget is near enough."""
CENT = 1e-3
"""Of a cent: what a bound may be off by rounding."""
PASSES = 20
"""And so many passes over everybody outside a short list, for each campaign."""


@dataclass(frozen=True)
class _Enough:
    """A budget that is enough for all campaigns, in cents. needed: none below this is, as far as is proven."""

    cents: int
    needed: int

    @property
    def least(self) -> bool:
        """True when no smaller one is enough."""
        return self.needed == self.cents


def refused(campaigns: Campaigns, watch: Watch) -> NotTogether:
    """What stands in the way of campaigns that were proven impossible together. Raises Cancelled."""
    passes = sum(in_passes(table, PASSES) for table in campaigns.tables)
    began, watch = watch.seconds, watch.beyond(EXPLAINING + passes)
    if campaigns.market is not None:
        campaigns.market.rounds.until(watch.deadline)
    watch.tell("Finding out what stands in the way")
    portfolio = campaigns.portfolio
    for brief, roster, member in zip(campaigns.briefs, campaigns.rosters, portfolio.campaigns, strict=True):
        alone = planning.plan(roster, brief, watch.within(watch.left / len(campaigns.briefs)))
        if isinstance(alone, Refusal):
            most = portfolio.money(brief.budget_cents or 0)
            sentence = f"{member.brief.name} cannot be met, even with {most} for itself. {alone.sentence}"
            return NotTogether(
                sentence=sentence, campaign=member.brief.name, refusal=alone, seconds=watch.seconds - began
            )
    enough = _enough(campaigns, watch.within(watch.left / 2))
    shared = None
    if portfolio.apart:
        shared = _enough(campaigns.asking(portfolio.model_copy(update={"creators": "shared"})), watch)
    return NotTogether(
        sentence=_sentence(portfolio, enough, shared),
        needed_cents=None if enough is None else enough.cents,
        least=enough is not None and enough.least,
        shared_cents=None if shared is None else shared.cents,
        seconds=watch.seconds - began,
    )


def _enough(campaigns: Campaigns, watch: Watch) -> _Enough | None:
    """The least budget at which every campaign can be met; None where none is found.

    A rule on a part of the budget stays on the present one, so that a smaller budget may be enough where there is one.
    """

    def cheapest(case: JointCase) -> Problem:
        problem = case.posed(ceiling=False)
        return problem.aiming_at(Objective.of_goal(GoalKind.CHEAPEST, problem.table))

    now, bound = campaigns, -math.inf
    for _ in range(ROUNDS):
        answer = best_case(now.cases(), cheapest, Stop(NEARLY, watch.left), watch)
        best, case = answer.best, answer.case
        # The bound of the first rows holds for every plan, that of tighter ones does not.
        bound = -best.bound if now is campaigns else bound
        if best.selection is None or -best.selection.value > MAX_CENTS:
            return None
        tables = now.tightened([case.of(at, best.selection) for at in range(len(case.cases))])
        if tables is None:
            cents = round(-best.selection.value)
            parts = any(brief.largest_share is not None for brief in campaigns.briefs)
            needed = 0 if parts else min(cents, math.ceil(max(bound - CENT, 0.0)))
            return _Enough(cents, needed)
        now = replace(now, tables=tables)
    return None


def _sentence(portfolio: Portfolio, enough: _Enough | None, shared: _Enough | None) -> str:
    """What stands in the way, and what would settle it."""
    have = portfolio.money(portfolio.budget_cents)
    sentences = [
        f"Each of {counted(len(portfolio.campaigns), 'campaign')} can be had for {have}, but not all together."
    ]
    if enough is not None and enough.cents > portfolio.budget_cents:
        needed, cents = portfolio.money(enough.needed), portfolio.money(enough.cents)
        if enough.least:
            sentences.append(f"Together they need {cents}.")
        elif enough.needed > portfolio.budget_cents:
            sentences.append(f"Together they need at least {needed}, and {cents} is enough.")
        else:
            sentences.append(f"For all of them {cents} is enough; less may be.")
    elif enough is None and portfolio.apart:
        sentences.append("No budget is known to be enough: several of them need the same creators.")
    elif enough is None:
        sentences.append("No budget is known to be enough.")
    if shared is not None and (enough is None or shared.cents < enough.cents):
        if shared.cents <= portfolio.budget_cents:
            sentences.append(f"Where creators may work for several of them, {have} is enough.")
        else:
            sentences.append(f"Where creators may work for several of them, {portfolio.money(shared.cents)} is enough.")
    return " ".join(sentences)
