"""From several campaigns and one budget to a proven plan for each, or to what stands in the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from planner import planning
from planner.check import goal_value
from planner.check.together import Booked, check_together
from planner.domain.roster import Roster
from planner.forecast.table import PackageTable
from planner.optimise import as_plan
from planner.optimise.fixed_costs import Answer, best_case, cases_of, used_case
from planner.optimise.lp import DEFAULT_SOLVER
from planner.optimise.restricted import Selection
from planner.optimise.search import Best
from planner.optimise.stopping import Stop, relative_gap
from planner.optimise.tie_breaking import exchanged
from planner.optimise.watch import Cancelled, Watch
from planner.outcome import Plan, Proof, Undecided
from planner.portfolio.answer import Answered, Part, Together
from planner.portfolio.beside import as_stated, next_of
from planner.portfolio.campaigns import Campaigns
from planner.portfolio.joint import JointCase
from planner.portfolio.portfolio import Portfolio
from planner.portfolio.refused import refused
from planner.wording import counted, decimal

BESIDE = 0.2
"""Part of the time for what the split is compared with."""
MORE = 0.01
"""Of the budget: the step of money of which it is told what it would bring each campaign."""
ROUNDS = 12
"""Plans made at most until floors on frequency and those with a confidence hold."""


def plan_together(portfolio: Portfolio, rosters: Sequence[Roster | None], watch: Watch | None = None) -> Answered:
    """Plan all campaigns on one budget.

    rosters: one per campaign, mostly the same one; None = types of creators at benchmark prices. Accounts of different
    rosters are the same where their ids are. Raises BadInput where a brief names what its roster does not have, where
    the fixed costs of all campaigns can be decided in too many ways, or where only some are planned out of a market,
    and Wider where the short list of one has to grow (`planner.catalogue.market.Market.ask` catches it).
    """
    watch = (watch or Watch()).within(portfolio.time_limit)
    campaigns = Campaigns.of(portfolio, rosters)
    market = campaigns.market
    if market is None:
        return _compared(_answered(campaigns, watch), campaigns, watch)
    what = portfolio.model_dump_json()
    # However often its list grows.
    with market.rounds.sharing(what, watch, portfolio.time_limit) as shared:
        # A longer list may be needed for what it is compared with; what was proven for everybody is not planned again.
        found = market.rounds.proven.once(("split", what), lambda: _answered(campaigns, shared), _closed)
        return _compared(found, campaigns, shared)


def _closed(found: Answered) -> bool:
    return isinstance(found, Together) and found.proof.closed


def _compared(found: Answered, campaigns: Campaigns, watch: Watch) -> Answered:
    """The answer with what the stated budgets would have bought, where that is found out in time."""
    if not isinstance(found, Together):
        return found
    try:
        stated, none = as_stated(campaigns, watch)
    except (Cancelled, ArithmeticError):
        return found
    return found.model_copy(update={"as_stated": stated, "as_stated_refused": none})


def _answered(campaigns: Campaigns, watch: Watch) -> Answered:
    try:
        return _planned(campaigns, watch)
    except Cancelled:
        return Undecided(sentence="Cancelled before a plan was proven.", seconds=watch.seconds)
    except ArithmeticError:
        sentence = (
            "The numbers of these campaigns are too far apart for the solver, so nothing is known. Look for a fee, an "
            "audience or a limit that is a million times too large or too small."
        )
        return Undecided(sentence=sentence, seconds=watch.seconds)


@dataclass(frozen=True, eq=False)
class _Found:
    """What a search found: its answer, the selection that is shown, and the bound that no plans at all can beat."""

    answer: Answer[JointCase]
    chosen: Selection
    bound: float

    @property
    def value(self) -> float:
        """What the selection is worth."""
        return self.answer.case.posed().value(self.chosen.index, self.chosen.counts)

    def of_each(self) -> list[Selection]:
        """What is booked for each campaign, by its own table."""
        return [self.answer.case.of(at, self.chosen) for at in range(len(self.answer.case.cases))]


def _planned(campaigns: Campaigns, watch: Watch) -> Answered:
    """Plan, and plan again where a floor turns out not to hold; the bound of the first search holds for every plan."""
    portfolio, now, bound = campaigns.portfolio, campaigns, np.inf
    for left in reversed(range(ROUNDS)):
        own = watch.within(watch.left * (1 - BESIDE))
        answer = best_case(now.cases(), JointCase.posed, Stop(portfolio.tolerance, own.left), own)
        if answer.best.impossible:
            return refused(campaigns, watch) if now is campaigns else _short(watch)
        if answer.best.selection is None:
            return _unfound(portfolio, watch)
        bound = min(bound, answer.best.bound) if now is campaigns else bound
        found = _Found(answer, exchanged(answer.case.posed(), answer.best.selection, answer.best), bound)
        tighter = now.tightened(found.of_each())
        plans: list[Plan] = []
        if tighter is None:
            if broken := _broken(now, found):
                sentence = "The plans found do not pass the independent check and are not shown: " + "; ".join(broken)
                return Undecided(sentence=sentence, seconds=watch.seconds)
            plans, tighter = _shown(now, found, watch)
        if tighter is None or (plans and left == 0):
            return _together(now, found, plans, watch)
        now = replace(now, tables=tighter)
    return _short(watch)


def _broken(campaigns: Campaigns, found: _Found) -> tuple[str, ...]:
    """What the plans break by the independent check, which also adds up again what they are worth."""
    members = campaigns.portfolio.campaigns
    booked = [
        Booked(table, brief, mine.index.tolist(), mine.counts.tolist(), member.least_cents, member.most_cents)
        for table, brief, mine, member in zip(campaigns.tables, campaigns.briefs, found.of_each(), members, strict=True)
    ]
    broken = check_together(booked, campaigns.portfolio.budget_cents, campaigns.portfolio.apart)
    again = sum(
        member.worth * goal_value(one.table, one.brief, one.rows, one.counts)
        for member, one in zip(members, booked, strict=True)
    )
    if abs(again - found.value) > 1e-6 * max(1.0, abs(again)):
        broken = (*broken, f"They are worth {again:,.1f} together, not {found.value:,.1f}.")
    return broken


def _shown(campaigns: Campaigns, found: _Found, watch: Watch) -> tuple[list[Plan], tuple[PackageTable, ...] | None]:
    """The plan of each campaign, and tables to plan again with where a floor is not as sure as its brief asks."""
    tables, plans, short = list(campaigns.tables), [], False
    for at, mine in enumerate(found.of_each()):
        made, wider = _plan_of(campaigns, at, mine, found, watch)
        plans.append(made)
        if wider is not None:
            tables[at], short = wider, True
    return plans, tuple(tables) if short else None


def _plan_of(
    campaigns: Campaigns, at: int, mine: Selection, found: _Found, watch: Watch
) -> tuple[Plan, PackageTable | None]:
    """One campaign's plan, with its bands, and a table to plan again with where its floors are not sure enough.

    While the others stay as they are, no plan of this campaign is better than its own by more than all of them could be
    together: that is its bound.
    """
    table, brief, roster = campaigns.tables[at], campaigns.briefs[at], campaigns.rosters[at]
    cases = cases_of(table, brief)
    value = goal_value(table, brief, mine.index.tolist(), mine.counts.tolist())
    more = max(found.bound - found.value, 0.0) / campaigns.portfolio.campaigns[at].worth
    proof = _proof(found.answer.best, (value, value + more), brief.tolerance, watch)
    how = f"{counted(len(campaigns.briefs), 'campaign')} on one budget"
    proof = proof.model_copy(update={"packages": len(table), "how": how})
    made = as_plan(cases, (used_case(cases, mine), mine), roster, proof, ())
    spent = brief.model_copy(update={"budget_cents": made.totals.charged})
    made, wider = planning.drawn(made, table, roster, spent)
    # Its part is what it spends: the rule on the money is that of all campaigns together.
    limits = tuple(row for row in made.limits if row.rule != "budget")
    totals = made.totals.model_copy(update={"budget_left_cents": 0})
    return made.model_copy(update={"limits": limits, "totals": totals}), wider


def _together(campaigns: Campaigns, found: _Found, plans: Sequence[Plan], watch: Watch) -> Together:
    """All plans as one answer."""
    portfolio, own = campaigns.portfolio, found.of_each()
    step = max(1, round(MORE * portfolio.budget_cents))
    parts = []
    for at, (member, plan) in enumerate(zip(portfolio.campaigns, plans, strict=True)):
        more = next_of(campaigns, at, own, step, watch)
        proof = plan.proof.model_copy(update={"packages": more.packages or plan.proof.packages})
        parts.append(
            Part(
                brief=member.brief.model_copy(update={"budget_cents": plan.totals.charged}),
                plan=plan.model_copy(update={"bench": more.bench, "proof": proof}),
                stated_cents=member.brief.budget_cents,
                next_cents=step,
                next_gain=more.gain,
            )
        )
    notes = [
        f"{member.brief.name}: its second goal is left aside, since plans are compared by what they are worth together."
        for member in portfolio.campaigns
        if member.brief.second_goal is not None
    ]
    return Together(
        name=portfolio.name,
        budget_cents=portfolio.budget_cents,
        creators=portfolio.creators,
        parts=tuple(parts),
        proof=_proof(found.answer.best, (found.value, found.bound), portfolio.tolerance, watch),
        several=_in_several(plans),
        notes=tuple(notes),
    )


def _proof(best: Best, found: tuple[float, float], tolerance: float, watch: Watch) -> Proof:
    """What is proven of a value. found: the value, and what no plan can beat."""
    value, bound = found
    gap = float(relative_gap(value, bound))
    return Proof(
        goal=value,
        bound=max(value, bound),
        gap=gap,
        tolerance=tolerance,
        closed=gap <= tolerance,
        how=best.how,
        solver=str(DEFAULT_SOLVER),
        seconds=watch.seconds,
        packages=0,
        checked=True,
        by_solver=best.by_solver,
    )


def _in_several(plans: Sequence[Plan]) -> tuple[str, ...]:
    """Ids of the accounts that are booked for more than one campaign."""
    each = [{pick.creator for pick in plan.by_account.picks} for plan in plans]
    return tuple(sorted(who for who in set().union(*each) if sum(who in one for one in each) > 1))


def _short(watch: Watch) -> Undecided:
    sentence = (
        "No plans were found that hold every floor, nor a proof that there are none: the last ones fell short, and "
        "what their shortfall asks for is more than the other rules allow. Lower the floors on frequency, or the "
        "confidence."
    )
    return Undecided(sentence=sentence, seconds=watch.seconds)


def _unfound(portfolio: Portfolio, watch: Watch) -> Undecided:
    seconds = decimal(portfolio.time_limit, 3, portfolio.locale)
    sentence = (
        f"No plans were found within {seconds} seconds, nor a proof that there are none. Give it more time, or loosen "
        "a rule of one of the campaigns."
    )
    return Undecided(sentence=sentence, seconds=watch.seconds)
