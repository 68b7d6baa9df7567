"""The best plan of a brief on a roster, or why there is none."""

from planner import planning
from planner.campaign.verdict import verdict_of
from planner.exports.terminal import lines
from planner.operations.base import Case, Question, Reply
from planner.outcome import Plan, Refusal, Undecided


class PlanQuestion(Question):
    """Nothing more: the brief says it all."""


def run(case: Case, _asked: PlanQuestion) -> Reply:
    """A plan, a refusal or an honest undecided. Raises BadInput."""
    outcome = planning.plan(case.roster, case.brief, case.watch)
    verdict = verdict_of(outcome, case.brief, case.roster) if isinstance(outcome, Plan) else None
    return Reply(outcome, lines(outcome, case.brief, verdict))


QUESTION, ANSWERS = PlanQuestion, (Plan, Refusal, Undecided)
