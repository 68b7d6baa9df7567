"""Answering a program's question in a worker process: JSON in, JSON out, problems as values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, cast

from pydantic import Field, TypeAdapter

from planner import planning
from planner.brief.brief import Brief
from planner.domain.roster import Frozen, Roster
from planner.explore.study import NoPlan, Study
from planner.exports.text import one_line
from planner.intake import Question as Open
from planner.intake import Reading, Unanswered
from planner.jobs.explore import Ask, study_of
from planner.jobs.whole import answered_out_of
from planner.operations.base import Case, Question, Reply
from planner.operations.catalog import operation
from planner.operations.requests import Request, request_model
from planner.operations.sources import RosterList, read_roster_list
from planner.optimise.watch import Watch
from planner.outcome import Plan
from planner.problems import BadInput, Problem
from planner.sized_cache import SizedCache
from planner.workers import Context

KEPT = 2
"""Rosters that one worker holds."""
SECONDS = 480.0
"""Beyond the brief's own limit, for questions that plan many times; what was found by then is the answer."""
_readings: SizedCache[str, Reading] = SizedCache(KEPT)


@dataclass(frozen=True)
class Call:
    """request: JSON of the operation's request, with roster and plan in it and not by their ids."""

    operation: str
    request: bytes


class ReadRoster(Frozen):
    """What a roster came to; nothing that was assumed or left out is silent."""

    creators: int
    packages: int
    set_aside: tuple[str, ...] = Field(description="Why rows are not used, with place, value and what is accepted")
    marked: tuple[str, ...] = Field(description="Cells in which something else is read than what stands there")
    notes: tuple[str, ...] = Field(description="What was assumed")


class Result(Frozen):
    """answer: as the operation says. text: the same in sentences. roster: None without one."""

    answer: Any
    text: tuple[str, ...]
    roster: ReadRoster | None


@dataclass(frozen=True)
class NotUsable:
    """Why there is no answer. questions: about a list, to be answered in its `answers`."""

    problems: tuple[Problem, ...]
    questions: tuple[Open, ...] = ()


def operation_job(call: Call, context: Context) -> bytes | NotUsable:
    """JSON of a `Result`, or what cannot be used. Raises Cancelled."""
    asked = operation(call.operation)
    request = request_model(asked).model_validate_json(call.request)
    watch = Watch(report=context.report, stop=context.cancel_event).within(request.brief.time_limit + SECONDS)
    try:
        question = asked.module.QUESTION.model_validate(
            {name: getattr(request, name) for name in asked.module.QUESTION.model_fields}
        )
        case = Case(request.brief, None, request.plan, watch, _studied)
        if request.catalogue is not None:
            return _out_of(request.catalogue, asked.module.run, case, question)
        reading = None if request.roster is None else _reading(request.roster, request)
        if reading is None:
            return _json(_reply(asked.module.run, case, question), None)
        brief = request.brief.knowing(reading.new_platforms, reading.exchange)
        case = replace(case, brief=brief, roster=reading.roster)
        return _json(_reply(asked.module.run, case, question), read_roster(reading))
    except Unanswered as waiting:
        return NotUsable(waiting.problems, waiting.questions)
    except BadInput as bad:
        return NotUsable(bad.problems)


def _out_of(name: str, run: Any, case: Case, question: Question) -> bytes:
    """The answer out of a catalogue of this server. Raises BadInput, Cancelled."""
    from planner.catalogue.offers import named

    offered = named(name, case.brief.currency)
    note = f"Everybody in {offered.name} is planned with."
    read = ReadRoster(
        creators=offered.creators, packages=offered.packages, set_aside=(), marked=(), notes=(one_line(note),)
    )
    picked = () if case.plan is None else (pick.creator for pick in case.plan.by_account.picks)

    def asked(roster: Roster | None) -> bytes:
        return _json(_reply(run, replace(case, roster=roster), question), read)

    return answered_out_of(offered, case.brief, (*picked, *question.names()), asked, case.watch)


def roster_job(listed: bytes, _context: Context) -> bytes | NotUsable:
    """JSON of a `ReadRoster` of a list (JSON), amounts without a sign being dollars; or what cannot be used."""
    try:
        reading = read_roster_list(RosterList.model_validate_json(listed), Brief(budget_cents=0))
        return read_roster(reading).model_dump_json().encode()
    except Unanswered as waiting:
        return NotUsable(waiting.problems, waiting.questions)
    except BadInput as bad:
        return NotUsable(bad.problems)


def read_roster(reading: Reading) -> ReadRoster:
    """A reading as it is reported."""
    assert reading.roster is not None
    return ReadRoster(
        creators=len(reading.roster.creators),
        packages=len(reading.roster.packages),
        set_aside=tuple(one_line(str(one)) for one in reading.set_aside),
        marked=tuple(one_line(str(one)) for one in reading.marked),
        notes=tuple(map(one_line, reading.notes)),
    )


def _reply(run: Any, case: Case, question: Any) -> Reply:
    try:
        return cast(Reply, run(case, question))
    except NoPlan as none:
        return Reply(none.outcome, [none.outcome.sentence])


def _json(reply: Reply, roster: ReadRoster | None) -> bytes:
    text = TypeAdapter(tuple[str, ...]).dump_json(tuple(map(one_line, reply.lines)))
    read = b"null" if roster is None else roster.model_dump_json().encode()
    return b'{"answer":%b,"text":%b,"roster":%b}' % (reply.json(), text, read)


def _reading(listed: RosterList, request: Request) -> Reading:
    brief = request.brief
    key = repr((listed.digest, brief.currency, sorted(brief.new_platforms.items())))
    found = _readings.get(key) or read_roster_list(listed, brief)
    _readings.put(key, found, 1)
    return found


def _studied(case: Case) -> Study:
    outcome = planning.plan(case.roster, case.brief, case.watch) if case.plan is None else case.plan
    if not isinstance(outcome, Plan):
        raise NoPlan(outcome)
    return study_of(Ask(case.brief.model_dump_json(), outcome, None), case.roster, case.watch)
