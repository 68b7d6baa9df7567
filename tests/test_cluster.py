"""The workers' jobs on a Dask cluster: the same answers, a cancel that ends them, and what is said when it fails."""

from __future__ import annotations

import itertools
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest

from planner.cluster import address, connection
from planner.cluster.address import Share, Unusable
from planner.cluster.connection import Cluster
from planner.cluster.edition import edition
from planner.outcome import Plan
from planner.planning import plan
from planner.service import hosting
from planner.workers import Job, JobFailed, JobState, Shared, Task, WorkerPool, errand
from tests.clusters import cluster_of, until, worker_process
from tests.random_cases import random_case
from tests.worker_jobs import Counted

ROOT = Path(__file__).resolve().parents[1]
numbers = itertools.count()


@contextmanager
def pool_on(where: str) -> Iterator[WorkerPool]:
    pool = WorkerPool(cluster=Share(where))
    try:
        yield pool
    finally:
        pool.shutdown()


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    with cluster_of(2) as cluster, pool_on(cluster.scheduler_address) as made:
        assert made.warm(10)
        yield made


def task(name: str, payload: Any = None, **more: Any) -> Task:
    return Task(f"tests.worker_jobs:{name}", payload, more.pop("needs", ()), f"cluster {next(numbers)}", **more)


def pids_in(path: Path) -> list[int]:
    return [int(pid) for pid in until(lambda: path.exists() and path.read_text().split())]


def gone(pids: list[int]) -> bool:
    def ended(pid: int) -> bool:
        try:
            return psutil.Process(pid).status() == "zombie"
        except psutil.NoSuchProcess:
            return True

    return all(ended(pid) for pid in pids)


def why_failed(job: Job) -> str:
    with pytest.raises(JobFailed) as failed:
        job.result(20)
    return str(failed.value)


# ---- what a job does there


def test_a_job_reports_and_fails_as_on_one_machine(pool: WorkerPool) -> None:
    climbing = pool.submit("a", task("climb", 3))
    until(lambda: climbing.progress == ("plan", 3))
    assert pool.submit("b", task("add", (2, 3))).result(10) == 5
    assert climbing.state is JobState.RUNNING
    climbing.cancel()
    assert why_failed(pool.submit("b", task("refuse"))) == "Row 3, fee: -5 is negative."
    assert why_failed(pool.submit("b", task("add", lambda: None))).startswith("The job could not be sent")
    assert "stopped unexpectedly" in why_failed(pool.submit("b", task("leave")))
    assert "within 0.2 seconds" in why_failed(pool.submit("b", task("climb", 1, limit_seconds=0.2)))


def test_a_plan_is_the_plan_of_one_machine(pool: WorkerPool) -> None:
    roster, brief = random_case(33)
    asked = Task("planner.jobs.plan:plan_job", brief.model_dump_json(), (Shared(roster.fingerprint, roster),), "plan")
    there, here = pool.submit("a", asked).result(30), plan(roster, brief)
    assert isinstance(here, Plan) and isinstance(there, Plan)
    assert (there.picks, there.totals, there.proof.bound) == (here.picks, here.totals, here.proof.bound)


def test_a_stubborn_job_is_killed_with_its_children_within_a_second(pool: WorkerPool, tmp_path: Path) -> None:
    job = pool.submit("a", task("stubborn", str(tmp_path / "pids")))
    pids = pids_in(tmp_path / "pids")
    assert len(pids) == 2 and not gone(pids)
    began = time.monotonic()
    job.cancel()
    until(lambda: gone(pids))
    assert time.monotonic() - began < 1.5, "half a second is given, the rest are busy cores"


def test_jobs_wait_in_line_for_the_threads_of_the_cluster(pool: WorkerPool) -> None:
    jobs = [pool.submit(name, task("climb", 1)) for name in "abc"]
    until(lambda: [job.place_in_queue for job in jobs] == [0, 0, 1])
    for job in jobs:
        job.cancel()


def test_a_shared_value_is_sent_to_the_cluster_once(pool: WorkerPool, monkeypatch: pytest.MonkeyPatch) -> None:
    roster = Shared("a roster of the cluster", Counted("roster"))
    pool.submit("a", task("arrivals", needs=(roster,))).result(10)
    monkeypatch.setattr(Counted, "__reduce__", lambda _: pytest.fail("pickled a second time"), raising=False)
    assert pool.submit("a", task("arrivals", needs=(roster,))).result(10)[1] == "roster"


# ---- what fails


def test_a_job_of_a_worker_that_is_killed_runs_again_on_another(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with cluster_of(0) as cluster, pool_on(cluster.scheduler_address) as pool:
        with worker_process(cluster.scheduler_address, tmp_path) as worker:
            try:
                job = pool.submit("a", task("second_time", str(log)))
                (first,) = pids_in(log)
                cluster.scale(1)
            finally:
                worker.kill()
        assert job.result(20) == "complete"
        until(lambda: gone([first]), 2.0)
        assert len(pids_in(log)) == 2


SERVER = """
import sys, time
from planner.cluster.address import Share
from planner.workers import Task, WorkerPool
WorkerPool(cluster=Share(sys.argv[1])).submit("a", Task("tests.worker_jobs:stubborn", sys.argv[2], (), "k"))
time.sleep(60)
"""


def test_the_jobs_of_a_server_that_is_killed_end(tmp_path: Path) -> None:
    with cluster_of(1) as cluster:
        command = [sys.executable, "-c", SERVER, cluster.scheduler_address, str(tmp_path / "pids")]
        with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL) as server:
            try:
                pids = until(lambda: pids_in(tmp_path / "pids"), 10.0)
            finally:
                server.kill()
        until(lambda: gone(pids), 2.0)


def test_a_cluster_that_is_lost_half_way_is_named_and_the_next_one_is_used(tmp_path: Path) -> None:
    with cluster_of(1) as cluster:
        where = cluster.scheduler_address
        pool = WorkerPool(cluster=Share(where))
        job = pool.submit("a", task("stubborn", str(tmp_path / "pids")))
        pids = pids_in(tmp_path / "pids")
    assert why_failed(job).startswith("This server’s cluster was lost while it worked.")
    until(lambda: gone(pids), 2.0)
    pool.shutdown()


def test_a_cluster_that_is_not_there_is_named_without_its_address(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(connection, "CONNECT_SECONDS", 0.3)
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        where = f"tcp://127.0.0.1:{nobody.getsockname()[1]}"
        with pool_on(where) as pool:
            job = pool.submit("a", task("add", (2, 3)))
            assert why_failed(job).startswith("This server’s cluster cannot be reached.")
            assert where in caplog.text and job.run.failure[1] == "", "a detail is the sign of a fault"
            assert not pool.warm(0.1)


def test_a_cluster_without_workers_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errand, "_WORKER_SECONDS", 0.1)
    with cluster_of(0) as cluster, pool_on(cluster.scheduler_address) as pool:
        assert not pool.warm(0.1)
        assert why_failed(pool.submit("a", task("add", (2, 3)))).startswith("This server’s cluster has no workers.")


def test_a_cluster_of_another_version_is_named_with_what_differs(
    pool: WorkerPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert pool._cluster is not None
    where, ours = pool._cluster.address, dict(edition())
    for name, place in (("distributed", "its scheduler"), ("numpy", "its worker tcp://")):
        other = tuple({**ours, name: "1.0"}.items())
        with pytest.raises(Unusable, match=f"has {name} {ours[name]} instead of 1.0 on {place}"):
            Cluster(where, other)
    # A worker that came later.
    monkeypatch.setattr(errand, "edition", lambda: tuple({**ours, "the planner's model": "2020.1"}.items()))
    assert "instead of 2020.1 on its worker" in why_failed(pool.submit("a", task("add", (2, 3))))


@pytest.mark.parametrize(
    "wrong", ["10.0.0.5:8786", "http://10.0.0.5:8786", "tcp://10.0.0.5", "tcp://h:99999", "tcp://h:8786/x"]
)
def test_a_setting_that_is_no_address_ends_the_server_with_a_sentence(
    wrong: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLANNER_CLUSTER", wrong)
    with pytest.raises(
        SystemExit, match=f"PLANNER_CLUSTER: '{re.escape(wrong)}' is no address of a cluster. Accepted: "
    ):
        hosting.routes(lambda: True)


def test_without_dask_the_setting_names_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    assert address.configured({}) is None
    assert address.configured({"PLANNER_CLUSTER": "tls://plans.internal:8786"}) == Share("tls://plans.internal:8786")
    monkeypatch.setattr(address, "find_spec", lambda _: None)
    with pytest.raises(Unusable, match=re.escape("pip install 'influencer-mix-planner[cluster]'")):
        address.configured({"PLANNER_CLUSTER": "tcp://plans.internal:8786"})
