"""One run on a Dask cluster: sent, followed, and called back when nobody wants it any more."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from planner.cluster.address import Unusable
from planner.cluster.connection import Cluster, connected, is_other
from planner.cluster.edition import edition
from planner.workers.book import JobBook
from planner.workers.job import JobState, Run, Task, packed
from planner.workers.process import WorkerSettings
from planner.workers.relay import Ended, Order, serve

if TYPE_CHECKING:
    from distributed import Future

_LOOK_SECONDS = 0.5
"""Between two looks at a run that nobody has woken."""
_WORKER_SECONDS = 20.0
"""How long a job waits for a worker of a cluster that has none."""
_AFTER_LIMIT_SECONDS = 15.0
"""How much later than its limit a job must have ended, or else its worker does not answer."""
_BEFORE, _AHEAD = 1, 0
"""Priorities in the queue of the cluster, which several servers may share."""
_WORKERS_STOPPED = "The cluster’s workers stopped while they ran this job (they may have run out of memory)."


class Errand:
    """Follows a run. changed: set from any thread when it is worth a look. over: whether the pool is ending."""

    def __init__(self, book: JobBook, run: Run, task: Task, over: Callable[[], bool]) -> None:
        self._book = book
        self._run = run
        self.task = task
        self._over = over
        self.changed = threading.Event()
        # When a worker began with it: once more where that worker died.
        self._began: float | None = None

    def do(self, address: str, settings: WorkerSettings) -> None:
        """Have it done by the cluster at this address. Raises Unusable."""
        task, cluster = self.task, connected(address)
        key = f"planner-job-{uuid.uuid4().hex}"
        try:
            sent = replace(task, payload=packed(task.payload), needs=())
            kept = [cluster.keep(shared.key, partial(packed, shared.value)) for shared in task.needs]
        except Unusable:
            raise
        except Exception as error:  # noqa: BLE001 - whatever pickling raises
            self._book.fail(self._run, f"The job could not be sent to the solver process: {error}")
            return
        order = Order(key, cluster.topic, edition(), sent, tuple(shared.key for shared in task.needs), settings)
        cluster.listen(key, self._hear)
        try:
            future = cluster.submit(serve, order, *kept, key=key, priority=_AHEAD if task.ahead else _BEFORE)
            future.add_done_callback(lambda _: self.changed.set())
            try:
                if self._followed(cluster, future, task.limit_seconds):
                    self._conclude(cluster, future)
            finally:
                cluster.drop(future)
        finally:
            cluster.ignore(key)

    def _hear(self, said: bytes) -> None:
        if said:
            self._book.progress(self._run, said)
        else:
            self._began = time.monotonic()

    def _followed(self, cluster: Cluster, future: Future[Any], limit_seconds: float) -> bool:
        """Wait for the end; False when there is nothing to wait for any more."""
        sent = time.monotonic()
        while self._run.state is JobState.RUNNING and not self._over():
            if future.status != "pending":
                return True
            if cluster.lost:
                raise cluster.was_lost()
            now = time.monotonic()
            if self._began is None and now - sent > _WORKER_SECONDS:
                sent = now
                if not cluster.threads():
                    raise cluster.has_no_workers()
            if self._began is not None and now - self._began > limit_seconds + _AFTER_LIMIT_SECONDS:
                self._book.fail(self._run, f"The cluster did not answer within {limit_seconds:g} seconds.")
                return False
            self.changed.wait(_LOOK_SECONDS)
            self.changed.clear()
        return False

    def _conclude(self, cluster: Cluster, future: Future[Any]) -> None:
        from distributed import KilledWorker

        if future.status not in ("finished", "error"):
            raise cluster.was_lost()
        try:
            ended = cluster.result(future)
        except KilledWorker:
            self._book.fail(self._run, _WORKERS_STOPPED)
            return
        except (ImportError, AttributeError) as error:
            raise is_other(cluster.address, "one of its workers", f"a planner that cannot be used ({error})") from None
        assert isinstance(ended, Ended)
        if ended.apart:
            raise is_other(cluster.address, *ended.apart)
        if ended.value is None:
            self._book.fail(self._run, *(ended.failure or ("The job was given up by its worker.", "")))
        else:
            self._book.finish(self._run, ended.value)
