"""The best plan of a brief on a roster, or why there is none."""

from collections.abc import Iterator
from dataclasses import replace

from planner import planning
from planner.brief.brief import Brief
from planner.explore.relief import explained
from planner.exports.terminal import lines
from planner.operations.base import Case, Question, Reply
from planner.outcome import Outcome, Plan, Refusal, Undecided
from planner.wording import count, label


class PlanQuestion(Question):
    """Nothing more: the brief says it all."""


def run(case: Case, _asked: PlanQuestion) -> Reply:
    """A plan, a refusal or an honest undecided. Raises BadInput."""
    outcome = planning.plan(case.roster, case.brief, case.watch)
    # In a market a limit that is taken away asks for a forecast of everybody: `worth` says what it is worth.
    if isinstance(outcome, Plan) and (case.roster is None or case.roster.market is None):
        planned = replace(case, plan=outcome)
        outcome = explained(outcome, lambda: planned.study)
    return Reply(outcome, [*lines(outcome, case.brief, case.roster), *_picks(outcome, case.brief)])


def _picks(outcome: Outcome, brief: Brief) -> Iterator[str]:
    """A line for each creator."""
    if not isinstance(outcome, Plan):
        return
    yield "Picks"
    for pick in outcome.picks:
        who = f"@{pick.handle} ({label(pick.platform)}, {label(pick.tier)})"
        often = "" if pick.count == 1 else f"{pick.count} x "
        fee = brief.money(pick.cost_cents)
        estimated = ", estimated" if pick.fee_estimated else ""
        new = count(pick.incremental_reach, brief.locale)
        yield f"  {who}: {often}{pick.package}, {fee}{estimated}; {new} people whom nobody else in the plan reaches"


QUESTION, ANSWERS = PlanQuestion, (Plan, Refusal, Undecided)
