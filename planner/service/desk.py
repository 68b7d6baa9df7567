"""The jobs and rosters of teams: asked for, looked at, cancelled, and there again after a restart of the server.

What was asked is kept before it is begun, and its answer once somebody has seen it. A job that a stopped server had not
ended is begun again when somebody asks for it: the same question has the same answer.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from http import HTTPStatus
from typing import Literal, TypeVar, cast
from uuid import uuid4

from pydantic import ValidationError

from planner.catalogue.offers import named
from planner.domain.roster import Frozen
from planner.jobs.operation import SECONDS, Call, NotUsable
from planner.operations.catalog import Operation, operation
from planner.operations.requests import Request, request_model
from planner.operations.sources import RosterList
from planner.outcome import Plan
from planner.problems import BadInput, Problem
from planner.service.refused import FAULT, ProblemDetails, Refused, read_as, unusable
from planner.service.teams import Team
from planner.service.underway import UnderWay
from planner.store.database import Database
from planner.store.errors import Changed
from planner.store.records import Records
from planner.store.times import utc_now
from planner.workers import Job, JobFailed, JobState, Task, WorkerPool

State = Literal["queued", "running", "done", "failed", "cancelled"]
KEPT_FOR = timedelta(days=7)
"""How long a roster and a job can be named by their ids."""
_JOB, _ANSWER, _ROSTER = "api-job", "api-answer", "api-roster"
_DAY = timedelta(days=1)
_BEYOND = SECONDS + 120.0
"""Seconds beyond the brief's own limit, after which a job that does not end by itself is ended."""
_HELD = 50
"""Ended jobs whose answers wait here to be seen."""
Value = TypeVar("Value", bound=Frozen)


class KeptJob(Frozen):
    """What was asked. request: JSON, with ids where ids were sent."""

    operation: str
    request: str
    cancelled: bool = False


class KeptAnswer(Frozen):
    """How it ended: the JSON of its result, or why there is none."""

    result: str | None = None
    problem: ProblemDetails | None = None


class KeptRoster(Frozen):
    """A roster as it was sent."""

    listed: RosterList


class Progress(Frozen):
    """Where the work stands: what is being done, for how long, the best goal and bound so far."""

    phase: str
    seconds: float
    goal: float | None = None
    bound: float | None = None


@dataclass(frozen=True)
class Look:
    """A job as it is now. result: JSON of a `Result` once it is done; problem: why it came to none."""

    id: str
    operation: str
    state: State
    place_in_queue: int = 0
    seconds: float = 0.0
    progress: Progress | None = None
    result: str | None = None
    problem: ProblemDetails | None = None

    @property
    def ended(self) -> bool:
        """Whether nothing more will come."""
        return self.state in ("done", "failed", "cancelled")


class Desk:
    """Everything that teams have asked. All methods may be called from any thread, and raise Refused and BadInput."""

    def __init__(self, pool: Callable[[], WorkerPool], database: Callable[[], Database]) -> None:
        self._pool = pool
        self._database = database
        self._lock = threading.Lock()
        self._jobs: dict[tuple[str, str], Job] = {}
        self._under_way = UnderWay(self._records, self._given_up)

    def keep_roster(self, team: Team, listed: RosterList) -> str:
        """Keep a roster and return its id, the same for the same roster."""
        records, key = self._records(team), listed.digest
        kept = records.get(_ROSTER, key, KeptRoster)
        # Put again now and then, so that it is there as long as any job that names it.
        if kept is None or kept.changed < utc_now() - KEPT_FOR / 7:
            with suppress(Changed):
                records.put(_ROSTER, key, KeptRoster(listed=listed), 0 if kept is None else kept.rev)
        return key

    def read_roster(self, team: Team, listed: RosterList) -> Job:
        """Have a roster read: the job's result is JSON of a `ReadRoster`, or `NotUsable`. Raises Refused: 429."""
        task = Task("planner.jobs.operation:roster_job", listed.model_dump_json().encode(), (), listed.digest)
        key = f"roster {uuid4().hex}"
        self._under_way.claim(team, key)
        return self._take(team, key, task)

    def roster(self, team: Team, key: str) -> RosterList:
        """A roster that was kept."""
        return self._kept(team, _ROSTER, key, KeptRoster, "roster_id").listed

    def request_of(self, team: Team, key: str) -> str:
        """JSON of what a job was asked."""
        return self._kept(team, _JOB, key, KeptJob, "plan_id").request

    def submit(self, team: Team, asked: Operation, body: bytes) -> Look:
        """Begin a job. Raises BadInput for what does not fit; Refused: 404 for ids not known, 429 for too many."""
        request = read_as(request_model(asked), body)
        if asked.needs_plan and request.plan is None and request.plan_id is None:
            raise BadInput([Problem("plan", "", "is missing", "a plan, or the id of the job that made it")])
        resolved = self._resolved(team, request)
        _catalogue(request)
        records, key = self._records(team), uuid4().hex
        _within_the_day(team, records)
        for kind in (_JOB, _ANSWER, _ROSTER):
            records.forget(kind, utc_now() - KEPT_FOR)
        if request.roster is not None:
            # Kept once, however many questions are asked about it.
            request = request.model_copy(update={"roster": None, "roster_id": self.keep_roster(team, request.roster)})
        kept = KeptJob(operation=asked.name, request=request.model_dump_json(exclude_defaults=True))
        self._under_way.claim(team, key)
        records.put(_JOB, key, kept, 0)
        self._begin(team, key, asked, resolved)
        return self.look(team, key)

    def look(self, team: Team, key: str) -> Look:
        """A job as it is now; one that a stopped server left is begun again. Raises Refused: 404 for no such id."""
        kept = self._kept(team, _JOB, key, KeptJob)
        asked = operation(kept.operation)
        answer = self._records(team).get(_ANSWER, key, KeptAnswer)
        if answer is not None:
            return _ended(key, asked, answer.value)
        if kept.cancelled:
            return Look(key, asked.name, "cancelled")
        with self._lock:
            job = self._jobs.get((team.name, key))
        if job is None:
            request = request_model(asked).model_validate_json(kept.request)
            job = self._begin(team, key, asked, self._resolved(team, request))
        return self._seen(team, key, asked, job)

    def cancel(self, team: Team, key: str) -> Look:
        """Give a job up; one that has ended stays as it is. Raises Refused as `look` does."""
        found = self.look(team, key)
        if found.ended:
            return found
        records = self._records(team)
        kept = records.get(_JOB, key, KeptJob)
        if kept is not None:
            with suppress(Changed):
                records.put(_JOB, key, kept.value.model_copy(update={"cancelled": True}), kept.rev)
        with self._lock:
            job = self._jobs.pop((team.name, key), None)
        if job is not None:
            job.cancel()
        return self.look(team, key)

    def _given_up(self, team: Team, key: str) -> bool:
        kept = self._records(team).get(_JOB, key, KeptJob)
        return kept is not None and kept.value.cancelled

    def has_ended(self, team: Team, key: str) -> bool:
        """Whether looking again would say that the job has ended. Reads nothing."""
        with self._lock:
            job = self._jobs.get((team.name, key))
        return job is None or job.ended.is_set()

    def progress(self, team: Team, key: str) -> Progress | None:
        """Where a job under way stands, as far as this process knows. Reads nothing."""
        with self._lock:
            job = self._jobs.get((team.name, key))
        return None if job is None else _progress(job.progress)

    def _seen(self, team: Team, key: str, asked: Operation, job: Job) -> Look:
        state = job.state
        if state not in (JobState.DONE, JobState.FAILED):
            at = (job.place_in_queue, job.elapsed, _progress(job.progress))
            return Look(key, asked.name, cast(State, state.value), *at)
        answer = _answer(job)
        records = self._records(team)
        with suppress(Changed):
            # Somebody else who looked may have kept it: it is the same.
            records.put(_ANSWER, key, answer, 0)
        with self._lock:
            self._jobs.pop((team.name, key), None)
        return _ended(key, asked, answer)

    def _begin(self, team: Team, key: str, asked: Operation, request: Request) -> Job:
        content = request.model_dump_json(exclude_defaults=True).encode()
        built = _catalogue(request)
        same = sha256(b"%b\n%b\n%b" % (asked.name.encode(), built.encode(), content)).hexdigest()
        limit, wide = request.brief.time_limit + _BEYOND, request.catalogue is not None
        task = Task("planner.jobs.operation:operation_job", Call(asked.name, content), (), same, limit, wide=wide)
        return self._take(team, key, task)

    def _take(self, team: Team, key: str, task: Task) -> Job:
        """Give a question to the pool."""
        with self._lock:
            job = self._jobs[team.name, key] = self._pool().submit(f"api/{team.name}/{key}", task)
            # Answers that nobody has come for are made again when somebody does.
            for old in [at for at, job in self._jobs.items() if job.ended.is_set()][:-_HELD]:
                del self._jobs[old]
        self._under_way.watch(team, key, job)
        return job

    def _resolved(self, team: Team, request: Request) -> Request:
        update: dict[str, object] = {}
        if request.roster_id is not None:
            update |= {"roster": self.roster(team, request.roster_id), "roster_id": None}
        if request.plan_id is not None:
            update |= {"plan": self._plan(team, request.plan_id), "plan_id": None}
        return request.model_copy(update=update)

    def _plan(self, team: Team, key: str) -> Plan:
        look = self.look(team, key) if self._records(team).get(_JOB, key, KeptJob) else None
        if look is None or look.operation != "plan" or look.result is None:
            problem = Problem("plan_id", key, "is no plan of this team", "the id of a job of plan that is done")
            raise Refused(HTTPStatus.NOT_FOUND, faults=[problem])
        try:
            return _Planned.model_validate_json(look.result).answer
        except ValidationError:
            wrong = "is a job that was refused or undecided"
            raise BadInput([Problem("plan_id", key, wrong, "the id of a job that made a plan")]) from None

    def _kept(self, team: Team, kind: str, key: str, model: type[Value], place: str = "job") -> Value:
        # A stranger's is not there, as if it had never been.
        found = self._records(team).get(kind, key, model)
        if found is None:
            accepted = f"an id of this team, at most {KEPT_FOR.days} days old"
            problem = Problem(place, key, "is not known", accepted)
            raise Refused(HTTPStatus.NOT_FOUND, faults=[problem])
        return found.value

    def _records(self, team: Team) -> Records:
        return Records(self._database(), team.actor)


def _catalogue(request: Request) -> str:
    """Fingerprint of the catalogue that is named, empty without one. Raises BadInput where it cannot be used."""
    return "" if request.catalogue is None else named(request.catalogue, request.brief.currency).fingerprint


def _within_the_day(team: Team, records: Records) -> None:
    """Raises Refused: 429 for a team that has had its jobs of 24 hours; they are counted where jobs are kept."""
    if team.jobs_a_day is None:
        return
    now = utc_now()
    made, first = records.since(_JOB, now - _DAY)
    if made >= team.jobs_a_day and first is not None:
        wait = max(1, round((first + _DAY - now).total_seconds()))
        raise Refused(
            HTTPStatus.TOO_MANY_REQUESTS,
            f"{team.name} has asked for {made:,} jobs in 24 hours, and may ask for {team.jobs_a_day:,}. "
            f"Accepted: a job in {wait:,} s.",
            headers={"Retry-After": str(wait)},
        )


class _Planned(Frozen):
    """A `Result` whose answer is a plan."""

    answer: Plan
    text: tuple[str, ...]
    roster: object


def _ended(key: str, asked: Operation, answer: KeptAnswer) -> Look:
    state: State = "done" if answer.result is not None else "failed"
    return Look(key, asked.name, state, result=answer.result, problem=answer.problem)


def result_of(job: Job) -> bytes:
    """JSON that a job which has ended came to. Raises Refused: 422 with what cannot be used, 500 for a fault."""
    try:
        found = job.result(0)
    except JobFailed as failed:
        # What has a trace is a fault: it stands in the log of the pool, and is nobody else's business.
        said = FAULT if failed.detail else str(failed)
        raise Refused(HTTPStatus.INTERNAL_SERVER_ERROR, said) from None
    if isinstance(found, NotUsable):
        raise unusable(found.problems, found.questions)
    assert isinstance(found, bytes)
    return found


def _answer(job: Job) -> KeptAnswer:
    try:
        return KeptAnswer(result=result_of(job).decode())
    except Refused as refused:
        return KeptAnswer(problem=refused.details)


def _progress(reported: object) -> Progress | None:
    if not hasattr(reported, "phase"):
        return None
    try:
        return Progress.model_validate(
            {name: getattr(reported, name) for name in ("phase", "seconds", "goal", "bound")}
        )
    except ValidationError:
        return None
