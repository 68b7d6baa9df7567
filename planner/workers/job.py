"""What is asked of the pool (``Task``, ``Shared``), what the function gets, and what the asker holds in return."""

import math
import pickle
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol


class JobFailed(Exception):
    """The job ended without a result. ``str()`` is one sentence for people; ``detail`` is for the log."""

    def __init__(self, message: str, detail: str = "") -> None:
        super().__init__(message)
        self.detail = detail


class JobCancelled(Exception):
    """The job was cancelled, or a newer one of the same session took its place."""


class JobState(StrEnum):
    """Where a job is. The last three are final."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


class Packed(bytes):
    """A value that is pickled already."""


def packed(value: Any) -> Packed:
    """A value as it travels. Raises whatever pickling raises."""
    return value if isinstance(value, Packed) else Packed(pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL))


@dataclass(frozen=True, slots=True)
class Shared:
    """A large value, such as a roster, that travels to each worker once and is kept there.

    ``key`` is a content hash: two values with one key are taken to be the same.
    """

    key: str
    value: Any = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Task:
    """One call: ``function(payload, *values of needs, context)``.

    ``function`` is ``"module:function"``, importable in a worker. ``payload`` and the result are picklable.
    ``key`` is a content hash of everything that the result depends on: tasks of one function and key are one.
    ``limit_seconds`` is wall time from the start of the run; the worker is killed when it has passed.
    ``ahead``: nobody waits for it. It runs while nothing else does, one at a time, and is cancelled by any other task.
    ``wide``: on a cluster it has the other threads work for it, so it takes none; one at a time for each Dask worker.
    """

    function: str
    payload: Any = field(repr=False)
    needs: tuple[Shared, ...]
    key: str
    limit_seconds: float = 120.0
    ahead: bool = False
    wide: bool = False

    @property
    def identity(self) -> tuple[str, str]:
        """Equal for tasks whose results are interchangeable."""
        return (self.function, self.key)


class Context:
    """The last argument of every job function.

    A caller without a pool (the command line) passes ``Context()``: never cancelled, progress goes nowhere.
    ``cancel_event`` is set once nobody waits for the job any more; the function then has half a second to
    return before its process is killed. ``seconds``: that the job has before that happens anyway.
    """

    def __init__(self, send: Callable[[Any], None] | None = None, seconds: float = math.inf) -> None:
        self.seconds = seconds
        self.cancel_event = threading.Event()
        self._send = send

    def cancelled(self) -> bool:
        """True once nobody waits for this job; whatever the function returns after that is thrown away."""
        return self.cancel_event.is_set()

    def report(self, progress: Any) -> None:
        """Make a picklable object, such as the best plan so far, the job's latest progress."""
        if self._send is not None:
            self._send(progress)


@dataclass(eq=False, slots=True)
class Run:
    """One execution of a task for all jobs that asked for it. Fields change under the book's lock only."""

    number: int
    identity: tuple[str, str]
    # None once ended, so that a finished job in somebody's session does not hold a roster in memory.
    task: Task | None
    state: JobState = JobState.QUEUED
    jobs: set["Job"] = field(default_factory=set)
    # Wakes the thread that looks after the worker, so that it notices a cancel.
    wake: Callable[[], None] | None = None
    started: float | None = None
    ended: float | None = None
    progress: bytes | None = None
    value: bytes | None = None
    failure: tuple[str, str] = ("", "")


class Book(Protocol):
    """What a job asks of the book of jobs."""

    def drop(self, job: "Job") -> None:
        """Give up one claim."""
        ...

    def place(self, run: Run) -> int:
        """1 for the next run of the queue, 0 for a run that does not wait."""
        ...


class Job:
    """One session's claim on a run. All members may be used from any thread.

    Cancelling touches this claim only; the run ends when its last claim is gone.
    """

    def __init__(self, book: Book, session: str, run: Run) -> None:
        self.session = session
        self.run = run
        self.dropped = False
        self.ended = threading.Event()
        self._book = book
        self._unpacking = threading.Lock()
        self._unpacked: tuple[Any] | None = None

    def __repr__(self) -> str:
        return f"<Job {self.run.number} of {self.session!r}: {self.state.value}>"

    @property
    def state(self) -> JobState:
        """The state as this session sees it."""
        return JobState.CANCELLED if self.dropped else self.run.state

    @property
    def place_in_queue(self) -> int:
        """1 is next; 0 means that the job does not wait (any more)."""
        return 0 if self.dropped else self._book.place(self.run)

    @property
    def progress(self) -> Any:
        """The latest object that the function reported, None before the first; kept after a cancel."""
        packed = self.run.progress
        return None if packed is None else pickle.loads(packed)

    @property
    def elapsed(self) -> float:
        """Seconds that the job has run, or ran; 0.0 while it waits and for a remembered result."""
        started, ended = self.run.started, self.run.ended
        if started is None:
            return 0.0
        return (time.monotonic() if ended is None else ended) - started

    def wait(self, timeout: float | None = None) -> bool:
        """Wait for the end, whichever it is, for at most ``timeout`` seconds; False when it has not come."""
        return self.ended.wait(timeout)

    def cancel(self) -> None:
        """Give up this claim at once; harmless on a job that has ended."""
        self._book.drop(self)

    def result(self, timeout: float | None = None) -> Any:
        """The function's return value, a copy of this job's own; waits ``timeout`` seconds for it.

        Raises JobCancelled, JobFailed (a sentence), or TimeoutError when the job has not ended in time.
        """
        if not self.wait(timeout):
            raise TimeoutError("the job has not ended yet")
        if self.state is JobState.CANCELLED:
            raise JobCancelled("The job was cancelled.")
        if self.run.value is None:
            raise JobFailed(*self.run.failure)
        with self._unpacking:
            if self._unpacked is None:
                # Pickled until here: sessions that share a run must not share objects that one could change.
                self._unpacked = (pickle.loads(self.run.value),)
            return self._unpacked[0]
