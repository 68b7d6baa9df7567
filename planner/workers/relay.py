"""What a Dask worker runs for a job: a worker process of ours does the work, so that a cancel really ends it.

Each Dask worker has a pool with as many processes as it has threads, and one more for jobs that have others work for
them. They live as long as it does: when it is killed their standard input ends, and they with it.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from planner.cluster.address import SETTING
from planner.cluster.edition import Edition, difference, edition
from planner.workers.job import Job, JobState, Packed, Shared, Task
from planner.workers.pool import WorkerPool
from planner.workers.process import WorkerSettings

if TYPE_CHECKING:
    from distributed import Worker

_LOOK_SECONDS = 0.05
"""Between two looks at whether the job is still wanted, and at what it reports."""
_CLOSING = ("closing", "closed", "failed")
"""States in which a Dask worker ends; what it did is done again elsewhere."""


@dataclass(frozen=True, slots=True)
class Order:
    """A job on its way to a worker.

    key: of the Dask task. topic: under which to report that a process has begun (no bytes), then its progress.
    planner: edition of whoever asks.
    task: the call, without its shared values. needs: their keys. settings: of new processes.
    """

    key: str
    topic: str
    planner: Edition
    task: Task
    needs: tuple[str, ...]
    settings: WorkerSettings


@dataclass(frozen=True, slots=True)
class Ended:
    """How a job ended. value: what it returned, pickled; None when it failed."""

    value: bytes | None = None
    failure: tuple[str, str] | None = None
    apart: tuple[str, str] | None = None
    """Where the planner is of another version, and in what; nothing was done then."""


def serve(order: Order, *values: bytes) -> Ended:
    """Run a job in a process beside this Dask worker, and end it once its task is no longer wanted.

    values: the pickled shared values that the job needs.
    """
    from distributed import Reschedule, get_worker, secede

    worker = get_worker()
    apart = difference(edition(), order.planner)
    if apart:
        return Ended(apart=(f"its worker {worker.address}", apart))
    needs = tuple(Shared(key, Packed(value)) for key, value in zip(order.needs, values, strict=True))
    job = _pool_of(worker, order).submit(order.key, replace(order.task, needs=needs))
    if order.task.wide:
        # What it waits for is done by this worker's threads too.
        secede()
    reported: bytes | None = None
    while not job.wait(_LOOK_SECONDS):
        closing = worker.status.name in _CLOSING
        if closing or not _wanted(worker, order.key):
            job.cancel()
            if closing:
                raise Reschedule
            return Ended()
        said = b"" if reported is None and job.state is JobState.RUNNING else job.run.progress
        if said is not None and said is not reported:
            reported = said
            worker.log_event(order.topic, [order.key, said])
    return _ended(job)


def _ended(job: Job) -> Ended:
    run = job.run
    return Ended(run.value) if run.state is JobState.DONE else Ended(failure=run.failure)


def _wanted(worker: Worker, key: str) -> bool:
    """False once whoever asked has cancelled or is gone."""
    task = worker.state.tasks.get(key)
    return task is not None and task.state in ("executing", "long-running")


_pools: dict[tuple[str, bool], WorkerPool] = {}
_making = threading.Lock()


def _pool_of(worker: Worker, order: Order) -> WorkerPool:
    wide = order.task.wide
    with _making:
        if (worker.address, wide) not in _pools:
            there = ((SETTING, worker.scheduler.address),)
            size = 1 if wide else worker.state.nthreads
            settings = replace(order.settings, environment=there)
            _pools[worker.address, wide] = WorkerPool(size, settings, remembered=0)
        return _pools[worker.address, wide]
