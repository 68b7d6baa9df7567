"""Dask clusters for tests: workers in this process, which start at once, and one in a process that can be killed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from planner.catalogue import Shard

if TYPE_CHECKING:
    from distributed import LocalCluster

ROOT = Path(__file__).resolve().parents[1]


@contextmanager
def cluster_of(workers: int) -> Iterator[LocalCluster]:
    """A scheduler and workers of one thread each in this process, so that none of them has to start."""
    from distributed import LocalCluster

    made = LocalCluster(
        n_workers=workers, threads_per_worker=1, processes=False, protocol="tcp://", dashboard_address=":0"
    )
    try:
        yield made
    finally:
        made.close()


@contextmanager
def worker_process(address: str, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A worker of one thread, started as people start theirs, in this folder; killed at the end."""
    command = [sys.executable, "-m", "distributed.cli.dask_worker", address]
    with subprocess.Popen(
        [*command, "--no-nanny", "--nthreads=1", "--no-dashboard"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.DEVNULL,
    ) as worker:
        try:
            yield worker
        finally:
            worker.kill()


def until(true: Callable[[], Any], seconds: float = 5.0) -> Any:
    deadline = time.monotonic() + seconds
    while not (value := true()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)
    return value


def priced(price: float, shard: Shard) -> tuple[int, float]:
    """A sum that another order of its terms would change."""
    return shard.number, float(np.sum(np.sqrt(shard.roster().creators["followers"].to_numpy(float)) * price))


def worker_of(_shard: Shard) -> str:
    from distributed import get_worker

    return get_worker().address


def slow(shard: Shard) -> None:
    time.sleep(1.5)
