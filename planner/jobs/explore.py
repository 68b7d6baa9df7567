"""What the worker processes run for the explorer: a brief, its plan and a roster in, answers out, progress between.

A worker keeps the last studies, so that the next question about a plan finds forecast and columns in place.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from planner.brief.brief import Brief
from planner.campaign.campaign import Campaign
from planner.domain.roster import Frozen, Roster
from planner.explore.alternatives import alternatives
from planner.explore.bands import moved
from planner.explore.boosting import share_curve
from planner.explore.declines import declines
from planner.explore.frontier import cheapest_for, frontier
from planner.explore.labour import labour
from planner.explore.price import price_of_rules
from planner.explore.relief import relief
from planner.explore.replacement import FairFee, Replacement, fair_fee, replacement, replacements
from planner.explore.score import Score, matched, read_list, score
from planner.explore.sensitivity import sensitivity
from planner.explore.study import Study
from planner.explore.why_not import creator_named, why_not
from planner.explore.worth import worth_of_limits
from planner.jobs.plan import Given, Problems, parts_of, plan_key
from planner.jobs.whole import answered, watch_of
from planner.optimise.watch import Watch
from planner.outcome import Plan, Relieved
from planner.problems import BadInput
from planner.sized_cache import SizedCache

KEPT = 2
"""Studies that one worker holds."""
_studies: SizedCache[str, Study] = SizedCache(KEPT)


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
Job = Callable[..., object]
"""Takes an `Ask` and what is given; returns the answer, or `Problems`."""


def study_of(ask: Ask[What], roster: Roster | None, watch: Watch) -> Study:
    """The study of a plan, one of those that this worker holds where it has it. Raises BadInput."""
    # A short list of a catalogue has the catalogue's fingerprint however long it is.
    key = f"{plan_key(ask.brief, ask.plan, roster)} {0 if roster is None else len(roster)}"
    held = _studies.get(key)
    study = Study.of(roster, Brief.read(ask.brief), watch, ask.plan) if held is None else held.watched(watch)
    _studies.put(key, study, 1)
    return study


def _job(look: Callable[[Study, Any, Report], object], names: Callable[[Any], Iterable[str]] = lambda _: ()) -> Job:
    """What a worker runs for a question. look: answers it from the study of the plan and what the question needs.

    names: creators beside those of the plan whom the question is about.
    """

    def job(ask: Ask[Any], *given: Given) -> object:
        roster, context = parts_of(given)
        picked = (pick.creator for pick in ask.plan.by_account.picks)
        watch = watch_of(context)

        def looked(roster: Roster | None) -> object:
            return look(study_of(ask, roster, watch), ask.what, context.report)

        try:
            return answered(roster, Brief.read(ask.brief), (*picked, *names(ask.what)), looked, watch)
        except BadInput as bad:
            return Problems(bad.problems)

    return job


def _closer(study: Study, what: Chosen, report: Report) -> Closer:
    without = replacement(study, what.creator)
    report(Closer(replacement=without))
    row = study.table.row_of(what.creator, what.package)
    return Closer(replacement=without, fee=None if row is None else fair_fee(study, row))


def _relief(study: Study, what: tuple[str, ...], _report: Report) -> Relieved:
    return relief(study, Campaign(defaults=what).is_default)


def _score(study: Study, what: str, _report: Report) -> Score:
    return score(study, matched(study.table, study.roster, study.brief, read_list(what)))


frontier_job = _job(frontier)
"""The curve around the brief's budget; each point is reported as it comes. what: budgets in cents, or None."""
ahead_job = _job(lambda study, what, report: frontier(study, what, report, outward=True))
"""Plans for budgets near the brief's, the nearest first; each is reported as it comes. what: budgets in cents."""
edges_job = _job(moved)
"""Plans for other shares of the tiers, in the order asked; each is reported as it comes. what: the edges."""
cheapest_job = _job(lambda study, what, _report: cheapest_for(study, what))
"""The cheapest plan for a reach. what: people."""
worth_job = _job(lambda study, _what, report: worth_of_limits(study, report))
"""Every binding limit a step looser; each is reported as it comes."""
relief_job = _job(_relief)
"""The limit that leaves money over, taken away. what: paths that only a starting point asked for."""
price_job = _job(lambda study, _what, report: price_of_rules(study, report))
"""Every family of rules lifted; each is reported as it comes."""
labour_job = _job(lambda study, _what, _report: labour(study))
"""The same budget without and with the team's hours."""
boosting_job = _job(lambda study, _what, report: share_curve(study, report=report))
"""What each share of the spend behind posts buys; each point is reported as it comes."""
replacements_job = _job(lambda study, _what, report: replacements(study, None, report))
"""Every pick replaced; each is reported as it comes."""
declines_job = _job(lambda study, what, _report: declines(study, what))
"""The plan without several picks. what: ids of their accounts."""
closer_job = _job(_closer)
"""One pick: who would replace them, and the most to pay them. what: a `Chosen`."""
why_not_job = _job(lambda study, what, _report: why_not(study, creator_named(study, what)), lambda what: (what,))
"""Why a creator is not in the plan. what: their id or handle."""
alternatives_job = _job(alternatives)
"""Other plans; each is reported as it comes. what: a `Wish`."""
sensitivity_job = _job(lambda study, _what, report: sensitivity(study, report))
"""Which assumptions move the goal most; what is known is reported as it comes."""
score_job = _job(_score, lambda what: [line.creator for line in read_list(what)])
"""A list made by hand, judged. what: its text."""
