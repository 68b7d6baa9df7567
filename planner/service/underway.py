"""The jobs that are worked on, counted for each team over all processes that share the database.

Each process marks its own every few seconds, and looks whether another one was asked to give them up. The marks of a
process that was killed count no more after half a minute.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from http import HTTPStatus

from planner.domain.roster import Frozen
from planner.service.refused import Refused
from planner.service.teams import Team
from planner.store.errors import Changed, StoreError
from planner.store.records import Limit, Records
from planner.workers import Job

_KIND = "api-running"
_COUNTS_FOR = timedelta(seconds=30)
_MARK_SECONDS, _LOOK_SECONDS = 3.0, 0.1
_log = logging.getLogger(__name__)


class _Mark(Frozen):
    """Nothing but that the job is worked on."""


class UnderWay:
    """The jobs of this process. All methods may be called from any thread.

    given_up: whether a job was cancelled, at whatever process; reads the database.
    """

    def __init__(self, records: Callable[[Team], Records], given_up: Callable[[Team, str], bool]) -> None:
        self._records = records
        self._given_up = given_up
        self._lock = threading.Lock()
        self._turn = threading.Lock()
        self._jobs: dict[str, tuple[Team, Job]] = {}
        self._watching = False

    def claim(self, team: Team, key: str) -> None:
        """Count a job that is about to begin. Raises Refused: 429 for a team that has as many as it may have."""
        self._settle()
        if self._records(team).take(_KIND, key, _Mark(), Limit(team.jobs_at_once, _COUNTS_FOR)) is not None:
            raise Refused(
                HTTPStatus.TOO_MANY_REQUESTS,
                f"{team.name} has {team.jobs_at_once} jobs under way, and may have {team.jobs_at_once} at once. "
                "Accepted: a job once one of them has ended or is cancelled.",
                headers={"Retry-After": "5"},
            )

    def watch(self, team: Team, key: str, job: Job) -> None:
        """Count a job that has begun until it ends, and cancel it here when it is cancelled elsewhere."""
        with self._lock:
            self._jobs[key] = (team, job)
            if self._watching:
                return
            self._watching = True
        threading.Thread(target=self._watch, name="jobs-under-way", daemon=True).start()

    def _watch(self) -> None:
        marked = time.monotonic()
        while True:
            time.sleep(_LOOK_SECONDS)
            try:
                self._settle()
                if time.monotonic() - marked >= _MARK_SECONDS:
                    marked = time.monotonic()
                    self._mark()
            except StoreError as error:
                # The jobs go on; the database is tried again.
                _log.warning("the jobs under way could not be marked: %s", type(error).__name__)
                time.sleep(_MARK_SECONDS)
            with self._lock:
                if not self._jobs:
                    self._watching = False
                    return

    def _mark(self) -> None:
        # One at a time with `_settle`, so that nothing is marked that was just settled.
        with self._turn:
            for key, (team, job) in self._now():
                if self._given_up(team, key):
                    job.cancel()
                elif not job.ended.is_set():
                    self._records(team).refresh(_KIND, key, _Mark())

    def _settle(self) -> None:
        """Count no more what has ended."""
        with self._turn:
            for key, (team, job) in self._now():
                if job.ended.is_set():
                    self._release(team, key)

    def _release(self, team: Team, key: str) -> None:
        records = self._records(team)
        kept = records.get(_KIND, key, _Mark)
        if kept is not None:
            with suppress(Changed):
                records.remove(_KIND, key, kept.rev)
        with self._lock:
            self._jobs.pop(key, None)

    def _now(self) -> list[tuple[str, tuple[Team, Job]]]:
        with self._lock:
            return list(self._jobs.items())
