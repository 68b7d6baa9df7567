"""The book of jobs: queue, newest per session, equal tasks merged, results remembered. No processes here."""

import itertools
import logging
import threading
import time
from typing import Protocol

from planner.sized_cache import SizedCache
from planner.workers.job import Job, JobState, Run, Task

_log = logging.getLogger(__name__)

QUIET = 1.0
"""Seconds without a question that somebody waits for, before anything is made ahead: what begins between two of them
would be ended at once, and a worker that does not end in time is started anew."""


class Taker(Protocol):
    """Somebody who takes runs off the queue."""

    def holds(self, task: Task) -> int:
        """How many of the task's shared values its worker already has."""
        ...

    def wake(self) -> None:
        """Look again at the state of the run that you took."""
        ...


class JobBook:
    """Thread-safe state of all jobs of a pool. ``remembered``: bytes of results kept for equal tasks."""

    def __init__(self, remembered: int) -> None:
        self._changed = threading.Condition()
        self._numbers = itertools.count(1)
        self._queue: list[Run] = []
        self._active: dict[tuple[str, str], Run] = {}
        self._newest: dict[str, Job] = {}
        self._results: SizedCache[tuple[str, str], bytes] = SizedCache(remembered)
        self._idle: list[Taker] = []
        self._closed = False
        self._asked = -QUIET

    def submit(self, session: str, task: Task) -> Job:
        """Claim the run of this task for a session and give up the session's older claim."""
        with self._changed:
            if self._closed:
                raise RuntimeError("the worker pool is shut down")
            older = self._newest.get(session)
            if older is not None and older.run.identity == task.identity:
                return older
            run = self._recall(task) or self._active.get(task.identity) or self._enqueue(task)
            job = Job(self, session, run)
            if run.state is JobState.DONE:
                job.ended.set()
            else:
                run.jobs.add(job)
                self._newest[session] = job
            if older is not None:
                self._drop(older)
            return job

    def drop(self, job: Job) -> None:
        """Give up one claim."""
        with self._changed:
            self._drop(job)

    def place(self, run: Run) -> int:
        """1 for the next run of the queue, 0 for a run that does not wait."""
        with self._changed:
            return self._queue.index(run) + 1 if run.state is JobState.QUEUED else 0

    def take(self, taker: Taker) -> tuple[Run, Task] | None:
        """Wait for a run and mark it running; None when the book is closed.

        Among idle takers the one goes first that already holds most of the shared values.
        """
        with self._changed:
            self._idle.append(taker)
            self._changed.notify_all()
            while not (self._closed or self._is_turn_of(taker)):
                self._changed.wait(self._quiet_in())
            self._idle.remove(taker)
            if self._closed:
                return None
            run = self._queue.pop(0)
            self._changed.notify_all()
            assert run.task is not None
            run.state, run.started, run.wake = JobState.RUNNING, time.monotonic(), taker.wake
            return run, run.task

    def progress(self, run: Run, value: bytes) -> None:
        """Note the latest progress."""
        run.progress = value

    def finish(self, run: Run, value: bytes) -> None:
        """Note the result and remember it for equal tasks; ignored when nobody wants it any more."""
        with self._changed:
            if run.state is not JobState.RUNNING:
                return
            run.value = value
            self._results.put(run.identity, value, len(value))
            self._end(run, JobState.DONE)

    def fail(self, run: Run, message: str, detail: str = "") -> None:
        """Note a failure; ignored when nobody waits any more."""
        with self._changed:
            if run.state is not JobState.RUNNING:
                return
            _log.warning("job %s failed: %s\n%s", run.identity, message, detail)
            run.failure = (message, detail)
            self._end(run, JobState.FAILED)

    def close(self) -> None:
        """Cancel everything and send the takers home."""
        with self._changed:
            self._closed = True
            for job in list(self._newest.values()):
                self._drop(job)
            self._changed.notify_all()

    def _recall(self, task: Task) -> Run | None:
        value = self._results.get(task.identity)
        if value is None:
            return None
        return Run(next(self._numbers), task.identity, None, JobState.DONE, value=value)

    def _enqueue(self, task: Task) -> Run:
        run = Run(next(self._numbers), task.identity, task)
        if task.ahead:
            self._queue.append(run)
        else:
            self._queue.insert(sum(not _is_ahead(waiting) for waiting in self._queue), run)
            self._asked = time.monotonic()
            self._give_way()
        self._active[run.identity] = run
        self._changed.notify_all()
        return run

    def _give_way(self) -> None:
        """End what is made ahead: it would take a core from somebody who waits."""
        for run in [run for run in self._active.values() if run.state is JobState.RUNNING and _is_ahead(run)]:
            for job in list(run.jobs):
                self._drop(job)

    def _is_turn_of(self, taker: Taker) -> bool:
        if not self._queue:
            return False
        task = self._queue[0].task
        assert task is not None
        busy = any(run.state is JobState.RUNNING for run in self._active.values())
        if task.ahead and (busy or time.monotonic() - self._asked < QUIET):
            return False
        held = [idle.holds(task) for idle in self._idle]
        return self._idle[held.index(max(held))] is taker

    def _quiet_in(self) -> float | None:
        """Seconds until what is made ahead may begin; None where something else has to change first."""
        left = self._asked + QUIET - time.monotonic()
        return left if left > 0 and self._queue and _is_ahead(self._queue[0]) else None

    def _drop(self, job: Job) -> None:
        run = job.run
        if job.ended.is_set():
            return
        job.dropped = True
        self._release(job)
        run.jobs.discard(job)
        if run.jobs:
            return
        if run.state is JobState.QUEUED:
            self._queue.remove(run)
        self._end(run, JobState.CANCELLED)
        if run.wake is not None:
            run.wake()

    def _end(self, run: Run, state: JobState) -> None:
        run.state, run.task = state, None
        if run.started is not None:
            run.ended = time.monotonic()
            seconds = round(run.ended - run.started, 3)
            fields = {"job": run.number, "function": run.identity[0], "state": state.value, "seconds": seconds}
            _log.info("job ended", extra={"fields": fields})
        self._active.pop(run.identity, None)
        # What is made ahead waits for the end of everything else.
        self._changed.notify_all()
        for job in run.jobs:
            self._release(job)
        run.jobs = set()

    def _release(self, job: Job) -> None:
        if self._newest.get(job.session) is job:
            del self._newest[job.session]
        job.ended.set()


def _is_ahead(run: Run) -> bool:
    return run.task is not None and run.task.ahead
