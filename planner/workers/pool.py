"""The pool: a handful of worker processes behind one queue."""

import atexit
import os
import threading
import time
from typing import Protocol

from planner.cluster.address import Share
from planner.workers.book import JobBook
from planner.workers.job import Job, Task
from planner.workers.process import WorkerSettings
from planner.workers.slot import Slot

_DEFAULT_SIZE = 2


class Serving(Protocol):
    """Whoever takes runs off the book and has them done, in threads of its own that start with it."""

    def wait_ready(self, deadline: float) -> bool:
        """Whether it can work, by `deadline` on the monotonic clock."""
        ...

    def stop(self) -> None:
        """Begin to end; the book must be closed."""
        ...

    def join(self, timeout: float) -> None:
        """Wait for the end, in seconds."""
        ...


class WorkerPool:
    """Runs tasks in long-lived worker processes. All methods may be called from any thread.

    ``size``: number of workers; None is two, or one on a single core; of a cluster, all of its share.
    ``settings``: what each worker imports at its start, and may hold.
    ``remembered``: bytes of results kept, so that an equal task is answered at once.
    ``cluster``: what to take of a Dask cluster, whose workers then start the processes; None is this machine.
    The processes start with the first task or with ``warm()``, and end with ``shutdown()`` or with the
    server, whichever way it ends.
    """

    def __init__(
        self,
        size: int | None = None,
        settings: WorkerSettings | None = None,
        remembered: int = 64 * 1024**2,
        cluster: Share | None = None,
    ) -> None:
        if size is not None and size < 1:
            raise ValueError(f"a worker pool needs at least one worker, not {size}")
        self._size = size
        self._cluster = cluster
        self._settings = settings or WorkerSettings()
        self._book = JobBook(remembered)
        self._starting = threading.Lock()
        self._slots: tuple[Serving, ...] = ()
        self._ended = False

    def warm(self, timeout: float = 0.0) -> bool:
        """Start the workers ahead of the first task; True when all are ready within ``timeout`` seconds."""
        deadline = time.monotonic() + timeout
        return all([slot.wait_ready(deadline) for slot in self._start()])

    def submit(self, session: str, task: Task) -> Job:
        """Queue a task. An older unfinished job of the same session is cancelled: the newest wins.

        A task with the function and key of a queued or running one joins it, also across sessions; one whose
        result is remembered is done at once. A session that needs two jobs side by side uses two names
        ("7/plan", "7/why").
        Raises RuntimeError after ``shutdown()``.
        """
        job = self._book.submit(session, task)
        self._start()
        return job

    def shutdown(self) -> None:
        """Cancel all jobs, kill the workers and all that they started; waits for them, at most 2 seconds."""
        with self._starting:
            self._ended = True
            slots, self._slots = self._slots, ()
        self._book.close()
        for slot in slots:
            slot.stop()
        deadline = time.monotonic() + 2.0
        for slot in slots:
            slot.join(max(0.0, deadline - time.monotonic()))
        atexit.unregister(self.shutdown)

    def _start(self) -> tuple[Serving, ...]:
        with self._starting:
            if not self._slots and not self._ended:
                self._slots = self._of_this_machine() if self._cluster is None else self._of_cluster(self._cluster)
                atexit.register(self.shutdown)
            return self._slots

    def _of_this_machine(self) -> tuple[Serving, ...]:
        slots: list[Slot] = []
        for number in range(1, (self._size or min(_DEFAULT_SIZE, os.cpu_count() or 1)) + 1):
            before = slots[-1] if slots else None
            slots.append(Slot(self._book, self._settings, f"planner worker {number}", before))
        return tuple(slots)

    def _of_cluster(self, share: Share) -> tuple[Serving, ...]:
        from planner.workers.dispatcher import Dispatcher

        return (Dispatcher(self._book, self._settings, share, self._size),)
