"""Who works on the shards of a catalogue: threads of this process, or a cluster where a setting names one."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import Protocol, TypeVar

from planner.catalogue.catalogue import Shard
from planner.cluster.address import configured
from planner.optimise.watch import Watch

T = TypeVar("T")
AHEAD = 2
"""Shards under way per thread: the results that wait for an earlier one stay few."""


class Engine(Protocol):
    """Does a work on every shard.

    Results come in the order of the shards, whoever was done first: what is summed over them is the same to the last
    digit with any number of workers.
    """

    def each(self, work: Callable[[Shard], T], shards: Sequence[Shard], watch: Watch) -> Iterator[T]:
        """Results in the order of the shards. Raises what the work raises, and Cancelled within a shard or two."""


@dataclass(frozen=True)
class Threads:
    """Threads of this process, as many as it may use cores; arithmetic on whole arrays runs beside each other."""

    count: int = 0

    @property
    def workers(self) -> int:
        """So many at once."""
        # Not every system says which cores a process may use.
        allowed = getattr(os, "sched_getaffinity", None)
        return self.count or (os.cpu_count() or 1 if allowed is None else len(allowed(0)))

    def each(self, work: Callable[[Shard], T], shards: Sequence[Shard], watch: Watch) -> Iterator[T]:
        """See `Engine`."""
        return _each(work, shards, watch, self.workers)


def usual() -> Engine:
    """The workers of the cluster that PLANNER_CLUSTER names, else threads. Raises BadInput for a wrong setting."""
    cluster = configured()
    return Threads() if cluster is None else _on_cluster(cluster.address)


@cache
def _on_cluster(address: str) -> Engine:
    from planner.catalogue.on_cluster import OnCluster

    # One for all plans of this process: it knows which worker has packed what.
    return OnCluster(address)


def _each(work: Callable[[Shard], T], shards: Sequence[Shard], watch: Watch, workers: int) -> Iterator[T]:
    waiting: deque[Future[T]] = deque()
    pool = ThreadPoolExecutor(workers, thread_name_prefix="shard")
    try:
        for shard in shards:
            waiting.append(pool.submit(work, shard))
            if len(waiting) >= workers * AHEAD:
                yield _result(waiting.popleft(), watch)
        while waiting:
            yield _result(waiting.popleft(), watch)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _result(future: Future[T], watch: Watch) -> T:
    watch.tell("Reading the market")
    return future.result()
