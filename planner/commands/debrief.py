"""`debrief`: results against a plan, what they teach, and what is kept aside."""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from planner.commands.common import BAD_INPUT, DONE, read
from planner.commands.declare import Command, json_of, option, read_from, targets
from planner.commands.lists import ANSWER, answers_of

if TYPE_CHECKING:
    from planner.commands.output_files import Target
    from planner.debrief.matching import Days
    from planner.debrief.uploads import Upload
    from planner.intake import Question

EPILOG = """\
exit status:
  0  a debrief     2  bad input

example:
  %(prog)s --scenario sample_data/campaign.json --results sample_data/results.csv
"""
_OVER = "the campaign has finished: missing posts are no longer expected"


def _run(asked: argparse.Namespace) -> int:
    from planner.store.scenario import BIGGEST_FILE

    data = read(asked.scenario, "--scenario", BIGGEST_FILE)
    files = [(path, read(path, "--results", None)) for path in asked.results]
    with targets(asked) as written:
        return _debriefed(asked, data, files, written)


def _debriefed(
    asked: argparse.Namespace, data: bytes, files: Sequence[tuple[str, bytes]], targets: Sequence[Target]
) -> int:
    from planner.debrief.compare import debrief
    from planner.debrief.report import lines, report_of
    from planner.debrief.uploads import Ledger
    from planner.intake.asking import check_answers
    from planner.outcome import Plan
    from planner.problems import BadInput, Problem
    from planner.seal import holds, seal_words
    from planner.store.scenario import read_scenario

    scenario = read_scenario(data)
    if not isinstance(scenario.outcome, Plan):
        place = f"--scenario '{asked.scenario}'"
        raise BadInput([Problem(place, "", "has no plan", "a scenario that was saved with its plan")])
    ledger, answers = Ledger(), answers_of(asked.answer)
    open_ones: dict[str, Question] = {}
    for path, content in files:
        upload, questions = _upload(path, content, scenario.brief.currency, answers)
        ledger = ledger.with_upload(upload)
        open_ones |= {question.key: question for question in questions}
    check_answers(answers, list(open_ones.values()))
    done = debrief(scenario, ledger, _days(asked), asked.over)
    if scenario.outcome.seal is not None:
        fits = "whole" if holds(scenario.outcome, scenario.brief) else "broken: plan or brief were changed since"
        print(f"{seal_words(scenario.outcome)}: {fits}.", file=sys.stderr)
    report = report_of(done)
    for target in targets:
        target.write(report.json())
    if asked.json != "-":
        print("\n".join(_indented(line) for line in lines(report, done.brief)))
    return DONE if report.rows_used else BAD_INPUT


def _indented(line: str) -> str:
    """A line without what a terminal would obey, its indentation kept."""
    from planner.exports.text import one_line

    words = line.lstrip(" ")
    return " " * (len(line) - len(words)) + one_line(words)


def _upload(path: str, data: bytes, currency: str, answers: dict[str, str]) -> tuple[Upload, tuple[Question, ...]]:
    """A file's rows and its questions; what cannot be read or is not used goes to standard error."""
    from planner.debrief.uploads import Upload
    from planner.exports.text import one_line
    from planner.intake import Mapping
    from planner.intake.results import read_results

    name = os.path.basename(path)
    reading = read_results(name, data, currency, Mapping(answers=answers))
    for problem in reading.set_aside:
        print(one_line(str(problem)), file=sys.stderr)
    for note in reading.notes:
        print(one_line(f"{name}: {note}"), file=sys.stderr)
    for question in reading.questions:
        if question.answer is None:
            choices = ", ".join(choice.value for choice in question.choices)
            print(one_line(f"{question.title} Answer with --answer {question.key}=... ({choices})"), file=sys.stderr)
    upload = Upload(id=hashlib.sha256(data).hexdigest()[:32], name=name, results=reading.results)
    return upload, (*reading.questions, *reading.of_columns)


def _days(asked: argparse.Namespace) -> Days | None:
    """When the campaign ran by the options. Raises BadInput."""
    from datetime import date

    from planner.debrief.matching import Days
    from planner.problems import BadInput, Problem

    if asked.start is None and asked.end is None:
        return None
    found = []
    for end in ("start", "end"):
        typed = getattr(asked, end)
        try:
            found.append(date.fromisoformat(typed or ""))
        except ValueError:
            wrong = "is not a valid date" if typed else "is missing"
            raise BadInput([Problem(f"--{end}", typed or "", wrong, "a day such as 2026-03-02")]) from None
    if found[0] > found[1]:
        raise BadInput([Problem("--end", asked.end, "is before --start", f"{asked.start} or later")])
    return Days(found[0], found[1])


COMMAND = Command(
    "debrief",
    "compare results with a plan",
    _run,
    (
        read_from("--scenario", "the campaign with its plan, JSON", required=True),
        read_from(
            "--results",
            "the results, CSV or XLSX; several files are merged, and each post counts once",
            required=True,
            action="append",
        ),
        ANSWER,
        option("--start", metavar="DAY", help="first day on which posts were due, such as 2026-03-02"),
        option("--end", metavar="DAY", help="last day; without these two, the scenario's dates"),
        option("--over", action="store_true", default=None, help=_OVER).one_of("ended"),
        option("--running", dest="over", action="store_false", help="the campaign still runs").one_of("ended"),
        json_of("debrief"),
    ),
    "Compare the results of a campaign with its plan, and show what they teach. Nothing is changed.",
    EPILOG,
)
