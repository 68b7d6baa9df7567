"""The worker pool: who gets a worker, what becomes of a job that dies, and that nothing is left behind."""

import itertools
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from planner.workers import Job, JobCancelled, JobFailed, JobState, Shared, Task, WorkerPool, WorkerSettings, process
from tests.worker_jobs import Counted

ROOT = Path(__file__).resolve().parents[1]
numbers = itertools.count()
GIVES_WAY = process._NICENESS


@pytest.fixture(scope="module", autouse=True)
def no_way_given() -> Iterator[None]:
    """Workers give way to other tests too, and on busy cores would take longer to start than anything here may wait."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(process, "_NICENESS", 0)
        yield


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    pool = WorkerPool(size=1)
    assert pool.warm(10)
    yield pool
    pool.shutdown()


@pytest.fixture
def pair() -> Iterator[WorkerPool]:
    pool = WorkerPool(size=2)
    assert pool.warm(10)
    yield pool
    pool.shutdown()


def task(name: str, payload: Any = None, *, key: str | None = None, **more: Any) -> Task:
    """A task of tests/worker_jobs.py, unlike any other unless a key is given."""
    key = f"test {next(numbers)}" if key is None else key
    return Task(f"tests.worker_jobs:{name}", payload, more.pop("needs", ()), key, **more)


def until(true: Callable[[], Any], seconds: float = 5.0) -> Any:
    deadline = time.monotonic() + seconds
    while not (value := true()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)
    return value


def starts(path: Path) -> int:
    return path.read_text().count("started") if path.exists() else 0


def pids_in(path: Path) -> list[int]:
    return [int(pid) for pid in until(lambda: path.exists() and path.read_text().split())]


def test_workers_start_one_after_the_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    starts = tmp_path / "starts"
    monkeypatch.setenv("SLOW_STARTS", str(starts))
    pool = WorkerPool(2, WorkerSettings(("tests.worker_slow_start",)))
    assert pool.warm(20)
    pool.shutdown()
    times = ([float(word) for word in line.split()] for line in starts.read_text().splitlines())
    (_, ready), (begun, _) = sorted(times)
    assert begun > ready, "the first visitor needs one worker, and waits longer where all import at once"


def gone(pids: list[int]) -> bool:
    def ended(pid: int) -> bool:
        try:
            return psutil.Process(pid).status() == "zombie"
        except psutil.NoSuchProcess:
            return True

    return all(ended(pid) for pid in pids)


def running(job: Job) -> bool:
    return job.state is JobState.RUNNING


# ---- results


def test_a_result_comes_back(pool: WorkerPool) -> None:
    job = pool.submit("a", task("add", (2, 3)))
    assert job.wait(5)
    assert job.result() == 5
    assert job.state is JobState.DONE
    assert job.place_in_queue == 0
    assert 0 < job.elapsed < 5
    job.cancel()
    assert job.state is JobState.DONE, "a cancel after the end changes nothing"


def test_a_worker_gives_way_and_keeps_to_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "_NICENESS", GIVES_WAY)
    pool = WorkerPool(size=1)
    facts = pool.submit("a", task("where")).result(60)
    pool.shutdown()
    assert facts["pid"] != psutil.Process().pid
    assert facts["nice"] >= 10
    assert facts["threads"] == "1" and facts["seconds"] == task("where").limit_seconds
    assert "planner-worker-" in facts["temp"]


def test_printing_solvers_do_not_disturb_the_conversation(pool: WorkerPool) -> None:
    assert pool.submit("a", task("shout")).result(5) == ""
    assert pool.submit("a", task("add", (1, 1))).result(5) == 2


def test_progress_is_seen_while_the_job_runs_and_after_its_cancel(pool: WorkerPool) -> None:
    job = pool.submit("a", task("climb", 3))
    assert until(lambda: job.progress == ("plan", 3))
    assert job.state is JobState.RUNNING
    job.cancel()
    assert job.progress == ("plan", 3)


def test_large_values_pass_both_ways(pool: WorkerPool) -> None:
    many = b"x" * 20_000_000
    assert pool.submit("a", task("echo", many, needs=(Shared("many", many),))).result(5) == many * 2


# ---- failures


def test_an_exception_comes_back_as_its_sentence(pool: WorkerPool) -> None:
    job = pool.submit("a", task("refuse"))
    with pytest.raises(JobFailed) as failure:
        job.result(5)
    assert str(failure.value) == "Row 3, fee: -5 is negative."
    assert "Traceback" in failure.value.detail
    assert job.state is JobState.FAILED


@pytest.mark.parametrize(
    ("name", "payload", "words"),
    [
        ("quit_politely", None, "bye"),
        ("unpicklable", None, "pickle|local object"),
        ("no_such_function", None, "no_such_function"),
        ("add", lambda: None, "could not be sent to the solver process"),
        ("devour", 7 * 1024**3, "ran out of memory"),
    ],
)
def test_a_job_that_cannot_work_fails_alone(pool: WorkerPool, name: str, payload: Any, words: str) -> None:
    before = pool.submit("a", task("where")).result(5)["pid"]
    with pytest.raises(JobFailed, match=words):
        pool.submit("a", task(name, payload)).result(5)
    assert pool.submit("a", task("where")).result(5)["pid"] == before


@pytest.mark.parametrize("name", ["leave", "abort", "crash"])
def test_a_dying_worker_takes_only_its_own_job(pool: WorkerPool, name: str) -> None:
    dying, waiting = pool.submit("a", task(name)), pool.submit("b", task("add", (1, 2)))
    assert waiting.result(10) == 3
    with pytest.raises(JobFailed, match="stopped unexpectedly"):
        dying.result(0)


def test_a_worker_that_dies_between_jobs_is_replaced(pool: WorkerPool) -> None:
    pid = pool.submit("a", task("where")).result(5)["pid"]
    psutil.Process(pid).kill()
    until(lambda: gone([pid]))
    time.sleep(0.1)
    assert pool.submit("a", task("where")).result(5)["pid"] != pid


def test_a_job_is_stopped_at_its_limit(pool: WorkerPool, tmp_path: Path) -> None:
    job = pool.submit("a", task("stubborn", str(tmp_path / "pids"), limit_seconds=0.4))
    with pytest.raises(JobFailed, match="had not finished within 0.4 seconds"):
        job.result(3)
    assert pool.submit("a", task("add", (1, 2))).result(5) == 3
    until(lambda: gone(pids_in(tmp_path / "pids")), 2.0)


# ---- cancelling, and the newest of a session


def test_six_quick_submits_are_not_six_runs(pool: WorkerPool, tmp_path: Path) -> None:
    log = tmp_path / "log"
    jobs = [pool.submit("slider", task("log_and_wait", (str(log), 0.3))) for _ in range(6)]
    assert jobs[-1].result(5) == "complete"
    assert starts(log) <= 2
    for job in jobs[:-1]:
        assert job.state is JobState.CANCELLED
        with pytest.raises(JobCancelled):
            job.result(0)


def test_other_sessions_keep_their_jobs_and_their_places(pool: WorkerPool, tmp_path: Path) -> None:
    first = pool.submit("a", task("climb", 1))
    until(lambda: running(first))
    second, third = pool.submit("b", task("add", (1, 1))), pool.submit("c", task("add", (1, 2)))
    assert (first.place_in_queue, second.place_in_queue, third.place_in_queue) == (0, 1, 2)
    assert third.elapsed == 0.0
    assert not third.wait(0.05)
    second.cancel()
    assert (second.place_in_queue, third.place_in_queue) == (0, 1)
    first.cancel()
    assert third.result(5) == 3


def test_what_is_made_ahead_gives_way_to_whoever_waits(pair: WorkerPool, tmp_path: Path) -> None:
    ahead = pair.submit("a/ahead", task("log_and_wait", (str(tmp_path / "ahead"), 30.0), ahead=True))
    until(lambda: starts(tmp_path / "ahead"))
    exact = pair.submit("b", task("add", (2, 3)))
    assert exact.result(5) == 5 and ahead.wait(1)
    assert ahead.state is JobState.CANCELLED


def test_what_is_made_ahead_waits_for_everything_else_and_runs_one_at_a_time(pair: WorkerPool, tmp_path: Path) -> None:
    busy = pair.submit("a", task("log_and_wait", (str(tmp_path / "busy"), 30.0)))
    until(lambda: starts(tmp_path / "busy"))
    first, second = (pair.submit(f"{name}/ahead", task("log_and_wait", (str(tmp_path / name), 0.5), ahead=True))
                     for name in ("a", "b"))  # fmt: skip
    assert not first.wait(0.3) and not starts(tmp_path / "a")
    busy.cancel()
    until(lambda: running(first))
    assert second.state is JobState.QUEUED
    assert first.result(5) == second.result(5) == "complete"


def test_somebody_who_waits_stands_before_what_is_made_ahead(pool: WorkerPool, tmp_path: Path) -> None:
    busy = pool.submit("a", task("log_and_wait", (str(tmp_path / "busy"), 30.0)))
    until(lambda: starts(tmp_path / "busy"))
    ahead = pool.submit("a/ahead", task("add", (1, 1), ahead=True))
    exact = pool.submit("b", task("add", (2, 2)))
    assert (exact.place_in_queue, ahead.place_in_queue) == (1, 2)
    busy.cancel()
    assert exact.result(5) == 4 and ahead.result(5) == 2


def test_a_cooperative_job_ends_at_once_and_keeps_its_worker(pool: WorkerPool, tmp_path: Path) -> None:
    pid = pool.submit("b", task("where")).result(5)["pid"]
    job = pool.submit("a", task("log_and_wait", (str(tmp_path / "log"), 60)))
    until(lambda: starts(tmp_path / "log"))
    began = time.monotonic()
    job.cancel()
    assert job.wait(0) and job.state is JobState.CANCELLED
    assert pool.submit("b", task("where")).result(5)["pid"] == pid
    assert time.monotonic() - began < 1


def test_a_wide_job_may_end_its_step_so_that_what_its_worker_holds_is_kept(pool: WorkerPool, tmp_path: Path) -> None:
    pid = pool.submit("b", task("where")).result(5)["pid"]
    job = pool.submit("a", task("deaf", str(tmp_path / "log"), wide=True))
    until(lambda: starts(tmp_path / "log"))
    job.cancel()
    assert pool.submit("b", task("where")).result(5)["pid"] == pid


def test_a_stubborn_job_is_killed_with_its_children(pool: WorkerPool, tmp_path: Path) -> None:
    job = pool.submit("a", task("stubborn", str(tmp_path / "pids")))
    pids = pids_in(tmp_path / "pids")
    assert len(pids) == 2 and not gone(pids)
    waiting = pool.submit("b", task("add", (1, 2)))
    job.cancel()
    until(lambda: gone(pids), 2.0)
    assert waiting.result(5) == 3


# ---- equal tasks


def test_equal_tasks_of_two_sessions_run_once_until_both_cancel(pool: WorkerPool, tmp_path: Path) -> None:
    log = tmp_path / "log"
    wanted = task("log_and_wait", (str(log), 60))
    ours, again, theirs = (pool.submit(session, wanted) for session in ("a", "a", "b"))
    until(lambda: starts(log))
    assert again is ours
    assert running(ours) and running(theirs), "the only worker serves both"
    ours.cancel()
    assert ours.state is JobState.CANCELLED
    assert not theirs.wait(0.2) and running(theirs)
    theirs.cancel()
    assert theirs.wait(0)
    assert starts(log) == 1
    later = pool.submit("b", wanted)
    until(lambda: starts(log) == 2)
    later.cancel()


def test_a_result_is_remembered_but_not_shared_as_an_object(pool: WorkerPool) -> None:
    wanted = task("fresh_list")
    first, second = pool.submit("a", wanted), pool.submit("b", wanted)
    first.result(5).append(2)
    assert second.result(5) == [1]
    third = pool.submit("c", wanted)
    assert third.state is JobState.DONE and third.elapsed == 0.0
    assert third.result(0) == [1]


def test_failures_and_old_results_are_not_remembered(tmp_path: Path) -> None:
    pool = WorkerPool(size=1, remembered=len(pickle.dumps("complete", protocol=pickle.HIGHEST_PROTOCOL)))
    log = str(tmp_path / "log")
    for key in ("one", "two", "one", "one"):
        pool.submit("a", task("log_and_wait", (log, 0), key=key)).result(5)
    assert starts(tmp_path / "log") == 3
    for _ in range(2):
        job = pool.submit("a", task("refuse", key="bad"))
        assert job.wait(5) and job.state is JobState.FAILED and job.elapsed > 0
    pool.shutdown()


# ---- shared values


def test_a_shared_value_travels_once_and_again_to_a_new_worker(pool: WorkerPool) -> None:
    roster = Shared("roster 1", Counted("roster 1"))
    seen = [pool.submit("a", task("arrivals", needs=(roster,))).result(5) for _ in range(3)]
    assert len({pid for pid, _, _ in seen}) == 1
    assert [arrived for _, _, arrived in seen] == [1, 1, 1]
    pool.submit("a", task("leave")).wait(5)
    pid, name, arrived = pool.submit("a", task("arrivals", needs=(roster,))).result(5)
    assert (name, arrived) == ("roster 1", 1) and pid != seen[0][0]


def test_the_least_used_shared_value_makes_room() -> None:
    values = {name: Shared(name, Counted(name)) for name in "xyz"}
    most = 2 * len(pickle.dumps(Counted("x"), protocol=pickle.HIGHEST_PROTOCOL))
    pool = WorkerPool(1, WorkerSettings(kept_bytes=most))
    arrived = [pool.submit("a", task("arrivals", needs=(values[name],))).result(5)[2] for name in "xyxzxy"]
    assert arrived == [1, 1, 1, 1, 1, 2]
    pool.shutdown()


def test_the_worker_that_has_the_roster_gets_the_job(pair: WorkerPool) -> None:
    roster = Shared("roster 2", Counted("roster 2"))
    pids = {pair.submit("a", task("arrivals", needs=(roster,))).result(5)[0] for _ in range(8)}
    assert len(pids) == 1


# ---- two workers, and the end


def test_two_workers_work_side_by_side(pair: WorkerPool) -> None:
    jobs = [pair.submit(session, task("climb", 1)) for session in "abc"]
    until(lambda: sum(running(job) for job in jobs) == 2)
    assert [job.place_in_queue for job in jobs] == [0, 0, 1]


def test_shutdown_leaves_nothing_and_takes_no_more(tmp_path: Path) -> None:
    pool = WorkerPool(size=2)
    temp = Path(pool.submit("a", task("where")).result(5)["temp"])
    job = pool.submit("a", task("stubborn", str(tmp_path / "pids")))
    pids = pids_in(tmp_path / "pids")
    began = time.monotonic()
    pool.shutdown()
    assert time.monotonic() - began < 1
    until(lambda: gone(pids) and not temp.exists(), 2.0)
    assert job.state is JobState.CANCELLED
    with pytest.raises(RuntimeError, match="shut down"):
        pool.submit("a", task("add", (1, 1)))


# It sleeps in short steps: a signal that comes just before a system call is heard at its end.
SERVER = """
import sys, time
from planner.workers import Task, WorkerPool, process
process._NICENESS = 0
pool = WorkerPool(size=2)
assert pool.warm(10)
print(pool.submit("a", Task("tests.worker_jobs:where", None, (), "k")).result()["temp"], flush=True)
pool.submit("a", Task("tests.worker_jobs:stubborn", sys.argv[1], (), "k"))
for _ in range(600 if sys.argv[2] == "wait" else 10):
    time.sleep(0.1)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no signals that end a process")
@pytest.mark.parametrize("end", ["SIGKILL", "SIGTERM", "SIGINT", None], ids=str)
def test_a_server_that_ends_leaves_nothing_behind(tmp_path: Path, end: str | None) -> None:
    command = [sys.executable, "-c", SERVER, str(tmp_path / "pids"), "wait" if end else "return"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout is not None
        temp = Path(server.stdout.readline().strip())
        pids = pids_in(tmp_path / "pids")
        family = {*pids, *(child.pid for child in psutil.Process(server.pid).children(recursive=True))}
        assert len(family) == 3, "two workers and the child of one"
        if end:
            server.send_signal(signal.Signals[end])
        server.wait(5)
        until(lambda: gone(list(family)), 2.0)
        until(lambda: not temp.exists(), 1.0)
