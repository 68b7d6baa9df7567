"""Takes runs off the book and has the workers of a Dask cluster do them: one thread of this process for each run."""

from __future__ import annotations

import logging
import threading
import time

from planner.cluster.address import Share, Unusable
from planner.cluster.connection import connected
from planner.workers.book import JobBook
from planner.workers.errand import Errand
from planner.workers.job import Run, Task
from planner.workers.process import WorkerSettings

_log = logging.getLogger(__name__)

_COUNT_SECONDS = 2.0
"""How long the number of the cluster's threads is taken to be what it was."""


class Dispatcher:
    """Serves the book with a cluster.

    size: runs at once; None is the share of the cluster's threads. Others wait in the book, in their places.
    Runs that take no thread of the cluster do not count.
    """

    def __init__(self, book: JobBook, settings: WorkerSettings, share: Share, size: int | None) -> None:
        self._book = book
        self._settings = settings
        self._share = share
        self._size = size
        self._counted = (0.0, 1)
        self._ready = threading.Event()
        self._stopping = False
        self._underway: set[Errand] = set()
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._live, daemon=True, name="planner cluster")
        self._thread.start()

    def holds(self, _task: Task) -> int:
        """The cluster knows by itself who holds what."""
        return 0

    def wake(self) -> None:
        """Look again at the runs under way."""
        with self._changed:
            for errand in self._underway:
                errand.changed.set()

    def wait_ready(self, deadline: float) -> bool:
        """Whether the cluster is reached and has workers, by `deadline` on the monotonic clock."""
        while not self._stopping:
            try:
                if self._ready.wait(max(0.0, deadline - time.monotonic())) and connected(self._share.address).threads():
                    return True
            except Unusable:
                return False
            if time.monotonic() >= deadline:
                return False
        return False

    def stop(self) -> None:
        """Begin to end: give up what is under way. The book must be closed."""
        self._stopping = True
        self.wake()
        with self._changed:
            self._changed.notify_all()

    def join(self, timeout: float) -> None:
        """Wait for the end, in seconds."""
        deadline = time.monotonic() + timeout
        self._thread.join(timeout)
        with self._changed:
            while self._underway and (left := deadline - time.monotonic()) > 0:
                self._changed.wait(left)

    def _live(self) -> None:
        # Ahead of the first job: it takes a second to import Dask and to connect.
        self._count()
        self._ready.set()
        while self._has_room() and (taken := self._book.take(self)) is not None:
            run, task = taken
            errand = Errand(self._book, run, task, lambda: self._stopping)
            with self._changed:
                self._underway.add(errand)
            threading.Thread(target=self._serve, args=(errand, run), daemon=True, name="planner run").start()

    def _has_room(self) -> bool:
        """Wait until another run may begin; False when it is over."""
        while not self._stopping:
            most = self._count()
            with self._changed:
                if sum(not errand.task.wide for errand in self._underway) < most:
                    return True
                self._changed.wait(_COUNT_SECONDS)
        return False

    def _count(self) -> int:
        """How many runs may be under way: 1 at least, so that somebody hears of a cluster that cannot work."""
        at, most = self._counted
        if time.monotonic() - at > _COUNT_SECONDS:
            try:
                threads = sum(connected(self._share.address).threads().values())
            except Unusable as trouble:
                _log.warning("%s", trouble)
                threads = 0
            most = max(1, int(threads * self._share.share) if self._size is None else min(threads, self._size))
            self._counted = time.monotonic(), most
        return most

    def _serve(self, errand: Errand, run: Run) -> None:
        try:
            errand.do(self._share.address, self._settings)
        except Unusable as trouble:
            # Without a detail, which would make it a fault of the planner.
            _log.warning("%s", trouble)
            self._book.fail(run, trouble.for_people)
        except Exception:  # noqa: BLE001 - the thread's end must not leave somebody waiting
            _log.exception("a job of the cluster could not be followed")
            self._book.fail(run, "This server’s cluster did not answer as expected. Please try again.")
        finally:
            with self._changed:
                self._underway.discard(errand)
                self._changed.notify_all()
