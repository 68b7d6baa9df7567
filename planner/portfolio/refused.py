"""Why several campaigns cannot all be had: one of them alone, the money, or creators whom several of them need."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from planner import planning
from planner.brief.brief import GoalKind
from planner.domain.roster import MAX_CENTS
from planner.optimise.fixed_costs import best_case
from planner.optimise.frequency import ROUNDS
from planner.optimise.problem import Objective, Problem
from planner.optimise.rest import in_passes
from planner.optimise.stopping import Stop
from planner.optimise.watch import Watch
from planner.outcome import Plan, Refusal
from planner.portfolio.answer import NotTogether
from planner.portfolio.campaigns import Campaigns
from planner.portfolio.joint import JointCase
from planner.portfolio.portfolio import Portfolio
from planner.wording import counted, listed

EXPLAINING = 30.0
"""Seconds in which it is found out, whatever the search has left."""
NEARLY = 1e-6
"""Gap at which the least budget is near enough."""
CENT = 1e-3
"""Of a cent: what a bound may be off by rounding."""
PASSES = 20
"""And so many passes over everybody outside a short list, for each campaign."""


class _None(Enum):
    """Why no budget is known to be enough."""

    PROVEN = "there is none, at any price"
    TIME = "none was found in time"
    OFTEN = "none was found with which enough people see several creators"
    MONEY = "it would be more than a budget can be"


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
    portfolio, open_still = campaigns.portfolio, []
    for brief, roster, member in zip(campaigns.briefs, campaigns.rosters, portfolio.campaigns, strict=True):
        alone = planning.plan(roster, brief, watch.within(watch.left / len(campaigns.briefs)))
        if isinstance(alone, Refusal):
            most = portfolio.money(brief.budget_cents or 0)
            sentence = f"{member.brief.name} cannot be met, even with {most} for itself. {alone.sentence}"
            return NotTogether(
                sentence=sentence, campaign=member.brief.name, refusal=alone, seconds=watch.seconds - began
            )
        if not isinstance(alone, Plan):
            open_still.append(member.brief.name)
    enough = _enough(campaigns, watch.within(watch.left / 2))
    shared: _Enough | _None | None = None
    if portfolio.apart:
        shared = _enough(campaigns.asking(portfolio.model_copy(update={"creators": "shared"})), watch)
    sentences = [_together(portfolio, open_still), *_sentences(portfolio, enough, shared)]
    if enough is _None.PROVEN and not isinstance(shared, _Enough):
        sentences += _without_least(campaigns, watch)
    return NotTogether(
        sentence=" ".join(sentences),
        needed_cents=enough.cents if isinstance(enough, _Enough) else None,
        least=isinstance(enough, _Enough) and enough.least,
        shared_cents=shared.cents if isinstance(shared, _Enough) else None,
        seconds=watch.seconds - began,
    )


def _enough(campaigns: Campaigns, watch: Watch) -> _Enough | _None:
    """The least budget at which every campaign can be met, or why none is known.

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
        if best.selection is None and not best.impossible:
            return _None.TIME
        if best.selection is None:
            # Tighter rows ask for more than the floors on frequency do, so that they prove nothing.
            return _None.PROVEN if now is campaigns else _None.OFTEN
        if -best.selection.value > MAX_CENTS:
            # What was found may be far from the least.
            return _None.MONEY if bound > MAX_CENTS else _None.TIME
        tables = now.tightened([case.of(at, best.selection) for at in range(len(case.cases))])
        if tables is None:
            cents = round(-best.selection.value)
            parts = any(brief.largest_share is not None for brief in campaigns.briefs)
            needed = 0 if parts else min(cents, math.ceil(max(bound - CENT, 0.0)))
            return _Enough(cents, needed)
        now = replace(now, tables=tables)
    return _None.OFTEN


def _without_least(campaigns: Campaigns, watch: Watch) -> Iterator[str]:
    """What is enough where nobody has to spend anything, if that is what stands in the way."""
    portfolio = campaigns.portfolio
    if all(member.least_cents is None for member in portfolio.campaigns):
        return
    members = tuple(member.model_copy(update={"least_cents": None}) for member in portfolio.campaigns)
    free = _enough(campaigns.asking(portfolio.model_copy(update={"campaigns": members})), watch)
    if isinstance(free, _Enough):
        enough = portfolio.money(max(free.cents, portfolio.budget_cents))
        yield f"Without what they have to spend at least, {enough} is enough."


def _together(portfolio: Portfolio, open_still: Sequence[str]) -> str:
    """That they cannot all be had. open_still: campaigns of which it is not known whether each can by itself."""
    have, many = portfolio.money(portfolio.budget_cents), counted(len(portfolio.campaigns), "campaign")
    if not open_still:
        return f"Each of {many} can be had for {have}, but not all together."
    alone = f"Whether {listed(open_still)} can by {'itself' if len(open_still) == 1 else 'themselves'}"
    return f"The {many} cannot all be had for {have}. {alone} was not found out."


def _sentences(portfolio: Portfolio, enough: _Enough | _None, shared: _Enough | _None | None) -> Iterator[str]:
    """What stands in the way, and what would settle it."""
    have = portfolio.money(portfolio.budget_cents)
    if isinstance(enough, _None):
        yield _why(portfolio, enough, shared)
    elif enough.cents > portfolio.budget_cents:
        needed, cents = portfolio.money(enough.needed), portfolio.money(enough.cents)
        if enough.least:
            yield f"Together they need {cents}."
        elif enough.needed > portfolio.budget_cents:
            yield f"Together they need at least {needed}, and {cents} is enough."
        else:
            yield f"For all of them {cents} is enough; less may be."
    if isinstance(shared, _Enough) and (isinstance(enough, _None) or shared.cents < enough.cents):
        least = have if shared.cents <= portfolio.budget_cents else portfolio.money(shared.cents)
        yield f"Where creators may work for several of them, {least} is enough."


def _why(portfolio: Portfolio, enough: _None, shared: _Enough | _None | None) -> str:
    """Why no budget is known to be enough; the same creators only where others than these do not stand in the way."""
    if enough is _None.TIME:
        return "No budget that is enough was found in the time given."
    if enough is _None.OFTEN:
        return "No budget was found with which enough people see several creators: lower that floor."
    if enough is _None.MONEY:
        return f"More than {portfolio.money(MAX_CENTS)} would be needed."
    if isinstance(shared, _Enough):
        return "No budget is known to be enough: several of them need the same creators."
    if shared is _None.PROVEN:
        return "No budget is known to be enough, nor where creators may work for several of them."
    return "No budget is known to be enough."
