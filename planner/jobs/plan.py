"""What the worker processes run: a brief as text and a roster in, an outcome or its problems out."""

import hashlib
from dataclasses import dataclass

from planner.brief.brief import Brief
from planner.campaign.planning import plan_calmly
from planner.domain.roster import Roster
from planner.jobs.whole import answered
from planner.optimise.watch import Cancelled, Watch
from planner.outcome import Outcome, Plan, Undecided
from planner.planning import plan
from planner.problems import BadInput, Problem
from planner.workers import Context

REFUSAL_SECONDS = 90.0
"""Wall time beyond the brief's own limit: a refusal searches for its conflict after the last solve."""


@dataclass(frozen=True)
class Problems:
    """A brief that names what the roster does not have; a value, because an exception loses its parts on the way."""

    found: tuple[Problem, ...]


Given = Roster | Context
"""The roster where there is one, then the context."""


def parts_of(given: tuple[Given, ...]) -> tuple[Roster | None, Context]:
    """What a job is given beside its question."""
    *rosters, context = given
    assert isinstance(context, Context)
    roster = rosters[0] if rosters else None
    assert isinstance(roster, Roster | None)
    return roster, context


def plan_key(brief: str, plan: Plan, roster: Roster | None) -> str:
    """Hex digest of a brief (JSON), a roster and the picks of a plan: equal for equal plans, however they were made."""
    picks = [f"{pick.creator}\t{pick.package}\t{pick.count}" for pick in plan.picks]
    content = "\n".join([brief, "" if roster is None else roster.fingerprint, *picks])
    return hashlib.sha256(content.encode()).hexdigest()


def plan_job(payload: str, *given: Given) -> Outcome | Problems:
    """Plan a brief (JSON) on a roster, or on the benchmarks' archetypes where none is given.

    Progress goes to the context, whose cancel event ends the search.
    """
    roster, context = parts_of(given)
    watch = Watch(report=context.report, stop=context.cancel_event)
    try:
        brief = Brief.read(payload)
        return answered(roster, brief, (), lambda roster: plan(roster, brief, watch), watch)
    except BadInput as bad:
        return Problems(bad.problems)


@dataclass(frozen=True)
class Calm:
    """A brief (JSON) of which some were asked already. wanted: creator and package; traded: see `plan_calmly`."""

    brief: str
    wanted: tuple[tuple[str, str], ...]
    traded: float


def calm_job(asked: Calm, roster: Roster, context: Context) -> Outcome | Problems:
    """Plan a brief on a roster, with as few changes as possible to who was asked."""
    try:
        watch = Watch(report=context.report, stop=context.cancel_event)
        brief, wanted = Brief.read(asked.brief), dict(asked.wanted)

        def calmly(roster: Roster | None) -> Outcome:
            return plan_calmly(brief, roster, wanted, asked.traded, watch)

        return answered(roster, brief, wanted, calmly, watch)
    except BadInput as bad:
        return Problems(bad.problems)
    except Cancelled:
        sentence = "Cancelled before a plan was proven."
        return Undecided(sentence=sentence, seconds=watch.seconds, roster=roster.fingerprint)
