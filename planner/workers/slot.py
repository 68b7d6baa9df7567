"""A slot of the pool: one thread that keeps one worker process alive and takes runs through it."""

from __future__ import annotations

import logging
import queue
import threading
import time

from planner.workers.book import JobBook
from planner.workers.job import JobState, Run, Task
from planner.workers.process import WorkerProcess, WorkerSettings
from planner.workers.protocol import Broke, Finished, Progress

_log = logging.getLogger(__name__)

_CANCEL_GRACE_SECONDS, _WIDE_GRACE_SECONDS = 0.5, 6.0
"""Until a job that was cancelled is killed. A wide one has much to lose: what its worker forecast of a catalogue."""
_START_SECONDS = 60.0
_STOPPED = "The solver process stopped unexpectedly (it may have run out of memory). Please try again."
_NOT_STARTED = "The solver process could not be started. Please try again; the server's log says why."


class Slot:
    """Looks after one worker. The thread starts with the object, the worker once that of the slot before is ready.

    Workers that import their libraries all at once keep the first visitor, who needs only one of them, waiting.
    """

    def __init__(self, book: JobBook, settings: WorkerSettings, name: str, before: Slot | None = None) -> None:
        self._book = book
        self._settings = settings
        self._before = before
        self._worker: WorkerProcess | None = None
        # What the worker said (with who said it: a killed one may still speak), or None for a wake.
        self._heard: queue.SimpleQueue[tuple[WorkerProcess, object] | None] = queue.SimpleQueue()
        self._stopping = False
        self._thread = threading.Thread(target=self._live, daemon=True, name=name)
        self._thread.start()

    def holds(self, task: Task) -> int:
        """How many of the task's shared values the worker has."""
        worker = self._worker
        return 0 if worker is None or worker.closed.is_set() else worker.holds(task)

    def wake(self) -> None:
        """Look again at the run in hand."""
        self._heard.put(None)

    def wait_ready(self, deadline: float) -> bool:
        """Wait until the worker has imported its modules; ``deadline`` on the monotonic clock, in seconds."""
        while (worker := self._worker) is None or not worker.ready.is_set():
            ended = worker is not None and worker.closed.is_set()
            if ended or self._stopping or time.monotonic() >= deadline:
                return False
            time.sleep(0.01)
        return True

    def stop(self) -> None:
        """Begin to end: kill the worker and let the thread finish. The book must be closed."""
        self._stopping = True
        self.wake()

    def join(self, timeout: float) -> None:
        """Wait for the end, in seconds."""
        self._thread.join(timeout)

    def _live(self) -> None:
        if self._before is not None:
            self._before.wait_ready(time.monotonic() + _START_SECONDS)
        self._replace()
        while (taken := self._book.take(self)) is not None:
            run, task = taken
            try:
                self._serve(run, task)
            except Exception:  # noqa: BLE001 - the thread must live on: without it nobody takes runs
                _log.exception("a worker could not be served")
                self._book.fail(run, _STOPPED)
                self._replace()
        self._discard()

    def _serve(self, run: Run, task: Task) -> None:
        worker = self._ready_worker(run)
        if worker is None:
            return
        try:
            worker.start(run.number, task)
        except OSError:
            self._book.fail(run, _STOPPED)
            self._replace()
            return
        except Exception as error:  # noqa: BLE001 - whatever pickling raises
            self._book.fail(run, f"The job could not be sent to the solver process: {error}")
            return
        if not self._follow(worker, run, task):
            self._replace()

    def _follow(self, worker: WorkerProcess, run: Run, task: Task) -> bool:
        """Listen until the run ends; False when the worker is dead or has to be killed."""
        deadline = time.monotonic() + task.limit_seconds
        grace = _WIDE_GRACE_SECONDS if task.wide else _CANCEL_GRACE_SECONDS
        told = False
        while not self._stopping:
            if run.state is JobState.CANCELLED and not told:
                told = True
                worker.cancel(run.number)
                deadline = min(deadline, time.monotonic() + grace)
            try:
                event = self._next(deadline)
            except queue.Empty:
                limit = f"{task.limit_seconds:g} seconds"
                self._book.fail(run, f"The solver was stopped because it had not finished within {limit}.")
                return False
            if worker.closed.is_set() and event is None:
                self._book.fail(run, _STOPPED)
                return False
            match event:
                case Progress(number, value) if number == run.number:
                    self._book.progress(run, value)
                case Finished(number, value) if number == run.number:
                    self._book.finish(run, value)
                    return True
                case Broke(number, message, detail) if number == run.number:
                    self._book.fail(run, message, detail)
                    return True
        return False

    def _ready_worker(self, run: Run) -> WorkerProcess | None:
        """A worker that waits for a job; None when there is none, or when nobody wants the run any more."""
        if self._worker is None or self._worker.closed.is_set():
            self._replace()
        worker = self._worker
        deadline = time.monotonic() + _START_SECONDS
        while worker is not None and not worker.ready.is_set():
            if run.state is JobState.CANCELLED or self._stopping:
                return None
            try:
                self._next(deadline)
            except queue.Empty:
                self._discard()
            if self._worker is None or worker.closed.is_set():
                worker = None
        if worker is None:
            self._book.fail(run, _NOT_STARTED)
        return worker

    def _next(self, deadline: float) -> object:
        """The next message of the present worker, or None when something else is worth a look."""
        event = self._heard.get(timeout=max(0.0, deadline - time.monotonic()))
        return event[1] if event is not None and event[0] is self._worker else None

    def _replace(self) -> None:
        """Kill the present worker and start another, unless the pool is ending."""
        self._discard()
        if self._stopping:
            return
        try:
            self._worker = WorkerProcess(self._settings, lambda *heard: self._heard.put(heard))
        except OSError:
            _log.exception("a worker process could not be started")

    def _discard(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.kill()
