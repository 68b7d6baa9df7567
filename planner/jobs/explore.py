"""What the worker processes run for the explorer: a brief, its plan and a roster in, answers out, progress between.

A worker keeps the last studies, so that the next question about a plan finds forecast and columns in place.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from planner.brief.brief import Brief
from planner.domain.roster import Frozen, Roster
from planner.explore.alternatives import Alternatives, Wish, alternatives
from planner.explore.curve import Frontier
from planner.explore.frontier import Cheapest, cheapest_for, frontier
from planner.explore.price import Price, price_of_rules
from planner.explore.replacement import FairFee, Replacement, fair_fee, replacement, replacements
from planner.explore.replan import Replan, Status, replan
from planner.explore.score import Score, matched, read_list, score
from planner.explore.sensitivity import Sensitivity, sensitivity
from planner.explore.study import NoPlan, Study, row_of
from planner.explore.why_not import WhyNot, creator_named, why_not
from planner.explore.worth import Worth, worth_of_limits
from planner.jobs.plan import Problems, plan_key
from planner.optimise.watch import Watch
from planner.outcome import Plan, Refusal, Undecided
from planner.problems import BadInput
from planner.workers import Context

KEPT = 2
"""Studies that one worker holds."""
_studies: OrderedDict[str, Study] = OrderedDict()

T = TypeVar("T")


@dataclass(frozen=True)
class Ask:
    """brief: as JSON. plan: the plan that is explored. what: what the question needs beside them."""

    brief: str
    plan: Plan
    what: Any = None


class Closer(Frozen):
    """A pick looked at closely."""

    replacement: Replacement
    fee: FairFee | None = None


Given = Any
"""The roster where there is one, then the context."""


def frontier_job(ask: Ask, *given: Given) -> Frontier | Problems:
    """The curve around the brief's budget; each point is reported as it comes. what: budgets in cents, or None."""
    return _with(ask, given, lambda study, context: frontier(study, ask.what, context.report))


def ahead_job(ask: Ask, *given: Given) -> Frontier | Problems:
    """Plans for budgets near the brief's, the nearest first; each is reported as it comes. what: budgets in cents."""
    return _with(ask, given, lambda study, context: frontier(study, ask.what, context.report, outward=True))


def cheapest_job(ask: Ask, *given: Given) -> Cheapest | Problems:
    """The cheapest plan for a reach. what: people."""
    return _with(ask, given, lambda study, context: cheapest_for(study, ask.what))


def worth_job(ask: Ask, *given: Given) -> tuple[Worth, ...] | Problems:
    """Every binding limit a step looser; each is reported as it comes."""
    return _with(ask, given, lambda study, context: worth_of_limits(study, context.report))


def price_job(ask: Ask, *given: Given) -> tuple[Price, ...] | Problems:
    """Every family of rules lifted; each is reported as it comes."""
    return _with(ask, given, lambda study, context: price_of_rules(study, context.report))


def replacements_job(ask: Ask, *given: Given) -> tuple[Replacement, ...] | Problems:
    """Every pick replaced; each is reported as it comes."""
    return _with(ask, given, lambda study, context: replacements(study, None, context.report))


def closer_job(ask: Ask, *given: Given) -> Closer | Problems:
    """One pick: who would replace her, and the most to pay her. what: (creator, package)."""

    def look(study: Study, context: Context) -> Closer:
        creator, package = ask.what
        said = replacement(study, creator)
        row = row_of(study.table, creator, package)
        context.report(Closer(replacement=said))
        return Closer(replacement=said, fee=None if row is None else fair_fee(study, row))

    return _with(ask, given, look)


def why_not_job(ask: Ask, *given: Given) -> WhyNot | Problems:
    """Why a creator is not in the plan. what: her id or handle."""
    return _with(ask, given, lambda study, context: why_not(study, creator_named(study, ask.what)))


def alternatives_job(ask: Ask, *given: Given) -> Alternatives | Problems:
    """Other plans; each is reported as it comes. what: the Wish."""

    def look(study: Study, context: Context) -> Alternatives:
        wish: Wish = ask.what
        return alternatives(study, wish, context.report)

    return _with(ask, given, look)


def sensitivity_job(ask: Ask, *given: Given) -> Sensitivity | Problems:
    """Which assumptions move the goal most; what is known is reported as it comes."""
    return _with(ask, given, lambda study, context: sensitivity(study, context.report))


def score_job(ask: Ask, *given: Given) -> Score | Problems:
    """A list made by hand, judged. what: its text."""

    def look(study: Study, context: Context) -> Score:
        return score(study, matched(study.table, study.roster, study.brief, read_list(ask.what)))

    return _with(ask, given, look)


def replan_job(ask: Ask, *given: Given) -> Replan | Refusal | Undecided | Problems:
    """The plan again after answers. what: (statuses, part of the goal that may be given up)."""
    roster, context = _parts(given)
    statuses: tuple[Status, ...]
    statuses, allowed = ask.what
    try:
        return replan(roster, Brief.read(ask.brief), ask.plan, statuses, allowed, _watch(context))
    except NoPlan as none:
        return none.outcome
    except BadInput as bad:
        return Problems(bad.problems)


def _with(ask: Ask, given: Given, look: Callable[[Study, Context], T]) -> T | Problems:
    roster, context = _parts(given)
    try:
        return look(_study(ask, roster, _watch(context)), context)
    except BadInput as bad:
        return Problems(bad.problems)


def _parts(given: Given) -> tuple[Roster | None, Context]:
    return (given[0], given[1]) if len(given) == 2 else (None, given[0])


def _watch(context: Context) -> Watch:
    return Watch(stop=context.cancel_event)


def _study(ask: Ask, roster: Roster | None, watch: Watch) -> Study:
    key = plan_key(ask.brief, ask.plan, roster)
    held = _studies.pop(key, None)
    study = Study.of(roster, Brief.read(ask.brief), watch, ask.plan) if held is None else held.watched(watch)
    _studies[key] = study
    while len(_studies) > KEPT:
        _studies.popitem(last=False)
    return study
