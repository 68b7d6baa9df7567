"""Work on the shards of a catalogue: the same digits on 1, 2 and 4 workers, also when one is killed."""

from __future__ import annotations

import functools
import os
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.catalogue import rosters
from planner.catalogue import Catalogue
from planner.catalogue.on_cluster import OnCluster
from planner.catalogue.write import Size, catalogue_of
from planner.cluster.address import Share, Unusable
from planner.optimise.watch import Cancelled, Watch
from planner.problems import BadInput
from planner.workers import Task, WorkerPool
from tests.clusters import cluster_of, noted, priced, slow, until, worker_process


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    roster = next(rosters(300, seed=5))
    return catalogue_of(roster, tmp_path_factory.mktemp("shards") / "market", size=Size(creators=30, packages=75))


@pytest.fixture(scope="module")
def four() -> Iterator[OnCluster]:
    with cluster_of(4) as cluster:
        yield OnCluster(cluster.scheduler_address)


def test_any_number_of_workers_gives_the_same_digits(catalogue: Catalogue, four: OnCluster) -> None:
    work, shards = functools.partial(priced, 0.1), catalogue.shards
    here = [work(shard) for shard in shards]
    assert [number for number, _ in here] == list(range(len(shards))) and len(shards) > 8
    assert list(four.each(work, shards, Watch())) == here
    for workers in (1, 2):
        with cluster_of(workers) as cluster:
            assert list(OnCluster(cluster.scheduler_address).each(work, shards, Watch())) == here


def test_each_shard_keeps_its_worker_and_those_of_a_killed_one_move(catalogue: Catalogue, tmp_path: Path) -> None:
    log, numbers = tmp_path / "log", list(range(len(catalogue.shards)))
    work = functools.partial(noted, str(log))

    def places() -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for line in log.read_text().splitlines():
            pid, number = line.split()
            found.setdefault(pid, set()).add(number)
        log.unlink()
        return found

    with cluster_of(1) as cluster, worker_process(cluster.scheduler_address, tmp_path) as other:
        engine = OnCluster(cluster.scheduler_address)
        until(lambda: len(cluster.scheduler.workers) == 2, 10)
        assert list(engine.each(work, catalogue.shards, Watch())) == numbers
        first = places()
        assert {len(own) for own in first.values()} <= {len(numbers) // 2, len(numbers) // 2 + 1}
        assert list(engine.each(work, catalogue.shards, Watch())) == numbers
        assert places() == first
        passing = engine.each(work, catalogue.shards, Watch())
        found = [next(passing)]
        other.kill()
        assert found + list(passing) == numbers
        assert places()[str(os.getpid())] & first[str(other.pid)]


def test_a_job_has_the_only_thread_of_its_cluster_work_for_it(catalogue: Catalogue) -> None:
    with cluster_of(1) as cluster:
        pool = WorkerPool(cluster=Share(cluster.scheduler_address))
        asked = Task("tests.worker_jobs:over_the_cluster", catalogue.directory, (), "wide", wide=True)
        assert pool.submit("a", asked).result(20) == list(range(len(catalogue.shards)))
        pool.shutdown()


def test_a_cancel_ends_a_pass_within_a_second(catalogue: Catalogue, four: OnCluster) -> None:
    watch = Watch()
    passing = four.each(slow, catalogue.shards, watch)
    threading.Timer(0.2, watch.stop.set).start()
    began = time.monotonic()
    with pytest.raises(Cancelled):
        next(passing)
    assert time.monotonic() - began < 1


def test_a_worker_that_cannot_read_the_catalogue_is_named(four: OnCluster, catalogue: Catalogue) -> None:
    elsewhere = [replace(shard, directory="/not/mounted/here") for shard in catalogue.shards]
    with pytest.raises(BadInput, match=r"^worker tcp://[\d.:]+, catalogue '/not/mounted/here', file shards/00000"):
        list(four.each(functools.partial(priced, 0.1), elsewhere, Watch()))


def test_a_cluster_that_is_lost_during_a_pass_is_named(catalogue: Catalogue) -> None:
    with cluster_of(1) as cluster:
        passing = OnCluster(cluster.scheduler_address).each(functools.partial(priced, 0.1), catalogue.shards, Watch())
        next(passing)
    with pytest.raises(Unusable, match="PLANNER_CLUSTER: 'tcp://.*' was lost while it worked. Accepted: "):
        list(passing)
