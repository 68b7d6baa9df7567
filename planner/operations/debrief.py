"""Results against a plan, and what they teach."""

from datetime import date

from pydantic import Field

from planner.debrief.compare import debrief
from planner.debrief.matching import Days
from planner.debrief.report import Report, lines, report_of
from planner.debrief.uploads import Ledger, Upload
from planner.intake import Mapping
from planner.intake.asking import check_answers
from planner.intake.results import read_results
from planner.operations.base import Case, Question, Reply
from planner.operations.sources import ResultsList
from planner.problems import BadInput, Problem
from planner.store.scenario import Scenario, usable_name


class DebriefQuestion(Question):
    """What came of the campaign, and when it ran."""

    results: ResultsList
    start: date | None = Field(None, description="First day on which posts were due; None = by the brief")
    end: date | None = Field(None, description="Last day")
    over: bool | None = Field(None, description="The campaign has finished: missing posts are no longer expected")


def run(case: Case, asked: DebriefQuestion) -> Reply:
    """The debrief. Raises BadInput, and Unanswered with open questions about the results."""
    if case.plan is None:
        raise BadInput([Problem("plan", "", "is missing", "the plan that the campaign was booked by")])
    given = asked.results
    reading = read_results(*given.file, case.brief.currency, Mapping(answers=given.answers))
    check_answers(given.answers, reading.questions, "results.answers.")
    upload = Upload(id=given.digest[:32], name="results.csv", results=reading.results)
    scenario = Scenario.of(usable_name(case.brief.name), case.brief, case.plan, case.roster)
    report = report_of(debrief(scenario, Ledger().with_upload(upload), _days(asked), asked.over))
    return Reply(report, [*lines(report, case.brief), *map(str, reading.set_aside), *reading.notes])


def _days(asked: DebriefQuestion) -> Days | None:
    if asked.start is None and asked.end is None:
        return None
    if asked.start is None or asked.end is None:
        missing = "start" if asked.start is None else "end"
        raise BadInput([Problem(missing, "", "is missing", "both start and end, or neither")])
    if asked.start > asked.end:
        raise BadInput([Problem("end", str(asked.end), "is before start", f"{asked.start} or later")])
    return Days(asked.start, asked.end)


QUESTION, ANSWERS = DebriefQuestion, (Report,)
