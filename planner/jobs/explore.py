"""What the worker processes run for the explorer: a brief, its plan and a roster in, answers out, progress between.

A worker keeps the last studies, so that the next question about a plan finds forecast and columns in place.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from planner.brief.brief import Brief
from planner.campaign.campaign import Campaign
from planner.domain.roster import Frozen, Roster
from planner.explore.alternatives import Alternatives, Wish, alternatives
from planner.explore.bands import Edge, Moved, moved
from planner.explore.boosting import ShareCurve, share_curve
from planner.explore.curve import Frontier
from planner.explore.declines import Declines, declines
from planner.explore.frontier import Cheapest, cheapest_for, frontier
from planner.explore.labour import Labour, labour
from planner.explore.price import Price, price_of_rules
from planner.explore.relief import relief
from planner.explore.replacement import FairFee, Replacement, fair_fee, replacement, replacements
from planner.explore.score import Score, matched, read_list, score
from planner.explore.sensitivity import Sensitivity, sensitivity
from planner.explore.study import Study, row_of
from planner.explore.why_not import WhyNot, creator_named, why_not
from planner.explore.worth import Worth, worth_of_limits
from planner.jobs.plan import Problems, plan_key
from planner.jobs.whole import answered
from planner.optimise.watch import Watch
from planner.outcome import Plan, Relieved
from planner.problems import BadInput
from planner.workers import Context

KEPT = 2
"""Studies that one worker holds."""
_studies: OrderedDict[str, Study] = OrderedDict()

T = TypeVar("T")
What = TypeVar("What")


@dataclass(frozen=True)
class Ask(Generic[What]):
    """brief: as JSON. plan: the plan that is explored. what: what the question needs beside them."""

    brief: str
    plan: Plan
    what: What


@dataclass(frozen=True)
class Chosen:
    """A creator and the package that the plan books of them, both by id."""

    creator: str
    package: str


class Closer(Frozen):
    """A pick looked at closely."""

    replacement: Replacement
    fee: FairFee | None = None


Report = Callable[[Any], None]
"""Where what is known so far goes."""
Given = Roster | Context
"""The roster where there is one, then the context."""


def frontier_job(ask: Ask[tuple[int, ...] | None], *given: Given) -> Frontier | Problems:
    """The curve around the brief's budget; each point is reported as it comes. what: budgets in cents, or None."""
    return _with(ask, given, lambda study, report: frontier(study, ask.what, report))


def ahead_job(ask: Ask[tuple[int, ...]], *given: Given) -> Frontier | Problems:
    """Plans for budgets near the brief's, the nearest first; each is reported as it comes. what: budgets in cents."""
    return _with(ask, given, lambda study, report: frontier(study, ask.what, report, outward=True))


def edges_job(ask: Ask[tuple[Edge, ...]], *given: Given) -> tuple[Moved, ...] | Problems:
    """Plans for other shares of the tiers, in the order asked; each is reported as it comes. what: the edges."""
    return _with(ask, given, lambda study, report: moved(study, ask.what, report))


def cheapest_job(ask: Ask[int], *given: Given) -> Cheapest | Problems:
    """The cheapest plan for a reach. what: people."""
    return _with(ask, given, lambda study, _report: cheapest_for(study, ask.what))


def worth_job(ask: Ask[None], *given: Given) -> tuple[Worth, ...] | Problems:
    """Every binding limit a step looser; each is reported as it comes."""
    return _with(ask, given, lambda study, report: worth_of_limits(study, report))


def relief_job(ask: Ask[tuple[str, ...]], *given: Given) -> Relieved | Problems:
    """The limit that leaves money over, taken away. what: paths that only a starting point asked for."""

    def is_default(path: str) -> bool:
        return Campaign(defaults=ask.what).is_default(path)

    return _with(ask, given, lambda study, _report: relief(study, is_default))


def price_job(ask: Ask[None], *given: Given) -> tuple[Price, ...] | Problems:
    """Every family of rules lifted; each is reported as it comes."""
    return _with(ask, given, lambda study, report: price_of_rules(study, report))


def labour_job(ask: Ask[None], *given: Given) -> Labour | Problems:
    """The same budget without and with the team's hours."""
    return _with(ask, given, lambda study, _report: labour(study))


def boosting_job(ask: Ask[None], *given: Given) -> ShareCurve | Problems:
    """What each share of the spend behind posts buys; each point is reported as it comes."""
    return _with(ask, given, lambda study, report: share_curve(study, report=report))


def replacements_job(ask: Ask[None], *given: Given) -> tuple[Replacement, ...] | Problems:
    """Every pick replaced; each is reported as it comes."""
    return _with(ask, given, lambda study, report: replacements(study, None, report))


def declines_job(ask: Ask[tuple[str, ...]], *given: Given) -> Declines | Problems:
    """The plan without several picks. what: ids of their accounts."""
    return _with(ask, given, lambda study, _report: declines(study, ask.what))


def closer_job(ask: Ask[Chosen], *given: Given) -> Closer | Problems:
    """One pick: who would replace them, and the most to pay them."""

    def look(study: Study, report: Report) -> Closer:
        without = replacement(study, ask.what.creator)
        report(Closer(replacement=without))
        row = row_of(study.table, ask.what.creator, ask.what.package)
        return Closer(replacement=without, fee=None if row is None else fair_fee(study, row))

    return _with(ask, given, look)


def why_not_job(ask: Ask[str], *given: Given) -> WhyNot | Problems:
    """Why a creator is not in the plan. what: their id or handle."""
    return _with(ask, given, lambda study, _report: why_not(study, creator_named(study, ask.what)), (ask.what,))


def alternatives_job(ask: Ask[Wish], *given: Given) -> Alternatives | Problems:
    """Other plans; each is reported as it comes."""
    return _with(ask, given, lambda study, report: alternatives(study, ask.what, report))


def sensitivity_job(ask: Ask[None], *given: Given) -> Sensitivity | Problems:
    """Which assumptions move the goal most; what is known is reported as it comes."""
    return _with(ask, given, lambda study, report: sensitivity(study, report))


def score_job(ask: Ask[str], *given: Given) -> Score | Problems:
    """A list made by hand, judged. what: its text."""

    def look(study: Study, _report: Report) -> Score:
        return score(study, matched(study.table, study.roster, study.brief, read_list(ask.what)))

    try:
        return _with(ask, given, look, [line.creator for line in read_list(ask.what)])
    except BadInput as bad:
        return Problems(bad.problems)


def _with(
    ask: Ask[What], given: tuple[Given, ...], look: Callable[[Study, Report], T], names: Iterable[str] = ()
) -> T | Problems:
    """names: creators beside those of the plan whom the question is about."""
    roster, context = _parts(given)
    picked = (pick.creator for pick in ask.plan.by_account.picks)
    watch = _watch(context)

    def looked(roster: Roster | None) -> T:
        return look(study_of(ask, roster, watch), context.report)

    try:
        return answered(roster, Brief.read(ask.brief), (*picked, *names), looked, watch)
    except BadInput as bad:
        return Problems(bad.problems)


def _parts(given: tuple[Given, ...]) -> tuple[Roster | None, Context]:
    *rosters, context = given
    assert isinstance(context, Context)
    roster = rosters[0] if rosters else None
    assert isinstance(roster, Roster | None)
    return roster, context


def _watch(context: Context) -> Watch:
    return Watch(stop=context.cancel_event)


def study_of(ask: Ask[What], roster: Roster | None, watch: Watch) -> Study:
    """The study of a plan, one of those that this worker holds where it has it. Raises BadInput."""
    # A short list of a catalogue has the catalogue's fingerprint however long it is.
    key = f"{plan_key(ask.brief, ask.plan, roster)} {0 if roster is None else len(roster)}"
    held = _studies.pop(key, None)
    study = Study.of(roster, Brief.read(ask.brief), watch, ask.plan) if held is None else held.watched(watch)
    _studies[key] = study
    while len(_studies) > KEPT:
        _studies.popitem(last=False)
    return study
