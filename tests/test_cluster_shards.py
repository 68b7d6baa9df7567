"""Work on the shards of a catalogue: the same digits on 1, 2 and 4 workers, also when one is killed."""

from __future__ import annotations

import functools
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.catalogue import rosters
from planner.catalogue import Catalogue
from planner.catalogue.on_cluster import OnCluster
from planner.catalogue.write import Size
from planner.cluster.address import Share, Unusable
from planner.optimise.watch import Cancelled, Watch
from planner.problems import BadInput
from planner.workers import JobState, Task, WorkerPool
from tests.catalogues import catalogue_of
from tests.clusters import cluster_of, priced, slow, until, worker_of

ROOT = Path(__file__).parents[1]


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


def test_each_shard_keeps_its_worker_whoever_asks(catalogue: Catalogue, four: OnCluster) -> None:
    first = list(four.each(worker_of, catalogue.shards, Watch()))
    assert sorted(Counter(first).values()) == [len(first) // 4 + (at >= 4 - len(first) % 4) for at in range(4)]
    assert list(four.each(worker_of, catalogue.shards[1:], Watch())) == first[1:]
    other = OnCluster(four.address)
    assert list(other.each(worker_of, catalogue.shards[3:], Watch())) == first[3:]
    assert list(other.each(worker_of, catalogue.shards, Watch())) == first


def test_a_plan_is_the_same_when_a_worker_is_killed_during_it(catalogue: Catalogue, tmp_path: Path) -> None:
    # Works travel with their code, which cannot be sent while probes of a coverage run are in it.
    command = [sys.executable, "-m", "tests.killed_worker", catalogue.directory, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0 and done.stdout.endswith("the same\n"), done.stdout + done.stderr


def test_a_job_has_the_only_thread_of_its_cluster_work_for_it(catalogue: Catalogue) -> None:
    with cluster_of(1) as cluster:
        pool = WorkerPool(cluster=Share(cluster.scheduler_address))
        asked = Task("tests.worker_jobs:over_the_cluster", catalogue.directory, (), "wide", wide=True)
        assert pool.submit("a", asked).result(20) == list(range(len(catalogue.shards)))
        busy = pool.submit("a", Task("tests.worker_jobs:climb", 1, (), "wide and busy", wide=True))
        until(lambda: busy.progress is not None)
        assert pool.submit("b", Task("tests.worker_jobs:add", (1, 2), (), "narrow")).result(20) == 3
        assert busy.state is JobState.RUNNING
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
