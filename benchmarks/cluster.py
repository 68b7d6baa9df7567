"""What a job costs on this machine's own worker processes, on a Dask cluster of this machine, and on Dask alone.

    python -m benchmarks.cluster        # start, a small plan, a cancel, memory: the ways in turn, in several rounds

Two workers each. `own` are the planner's processes; `cluster` is a scheduler and two workers of Dask, each of which has
a process of ours do the work; `bare` is the same without ours: jobs in the threads of Dask's workers, which are asked
to stop and cannot be made to.
"""

from __future__ import annotations

import pickle
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psutil

from benchmarks.world import BUDGETS, make_brief, make_roster, make_table
from planner.brief.brief import Brief
from planner.cluster.address import Share
from planner.cluster.connection import connected
from planner.domain.roster import Roster
from planner.intake import read_roster
from planner.jobs.plan import plan_job
from planner.outcome import Plan
from planner.workers import Context, Shared, Task, WorkerPool, WorkerSettings

ROOT = Path(__file__).parents[1]
ROUNDS, PLANS, CANCELS = 3, 9, 4
WORKERS = 2
SETTINGS = WorkerSettings(("planner.jobs.plan",))
LONG = 20_000
"""Creators of the plan that is cancelled: it would take many seconds."""


@dataclass(frozen=True)
class Question:
    """A brief and its roster. number: of the question, which makes its brief one that no cache knows."""

    brief: Brief
    roster: Roster
    number: int = 0

    @property
    def text(self) -> str:
        """The brief as JSON."""
        return self.brief.model_copy(update={"name": f"Benchmark {self.number}"}).model_dump_json()


@dataclass(frozen=True)
class Figures:
    """Of one round, in seconds. start: until the first plan. cancel: of two long plans, until a small one is answered.

    memory: megabytes, each process by its share of what several use.
    """

    start: float
    plan: float
    cancel: float
    memory: float


Ask = Callable[[Question], Any]
"""Begins with a plan; what it returns has `result` and `cancel`."""


@contextmanager
def own() -> Iterator[Ask]:
    """The planner's own processes."""
    yield from _of_pool(WorkerPool(WORKERS, SETTINGS))


@contextmanager
def on_cluster() -> Iterator[Ask]:
    """The same on the workers of a cluster."""
    with dask_cluster(WORKERS) as address:
        yield from _of_pool(WorkerPool(settings=SETTINGS, cluster=Share(address)))


@contextmanager
def bare() -> Iterator[Ask]:
    """Dask without our processes."""
    with dask_cluster(WORKERS) as address:
        cluster = connected(address)

        def ask(question: Question) -> Any:
            key = f"bare-{question.number}"
            roster = cluster.keep(question.roster.fingerprint, lambda: pickle.dumps(question.roster))
            return cluster.submit(_in_thread, question.text, roster, key, key=key)

        yield ask
        cluster.close()


WAYS = {"own": own, "cluster": on_cluster, "bare": bare}


def _of_pool(pool: WorkerPool) -> Iterator[Ask]:
    def ask(question: Question) -> Any:
        shared = (Shared(question.roster.fingerprint, question.roster),)
        task = Task("planner.jobs.plan:plan_job", question.text, shared, str(question.number))
        return pool.submit(f"session {question.number}", task)

    if not pool.warm(60):
        raise SystemExit("The workers did not start.")
    yield ask
    pool.shutdown()


_rosters: dict[int, Roster] = {}


def _in_thread(brief: str, roster: bytes, key: str) -> object:
    from distributed import get_worker

    tasks, context = get_worker().state.tasks, Context()

    def watch() -> None:
        while (task := tasks.get(key)) is not None and task.state == "executing":
            time.sleep(0.05)
        context.cancel_event.set()

    threading.Thread(target=watch, daemon=True).start()
    if hash(roster) not in _rosters:
        _rosters[hash(roster)] = pickle.loads(roster)  # noqa: S301 this program wrote it
    return plan_job(brief, _rosters[hash(roster)], context)


@contextmanager
def dask_cluster(workers: int) -> Iterator[str]:
    """Address of a scheduler with workers of one thread each, in processes of their own as `dask` starts them."""
    with _dask("scheduler", "--host=127.0.0.1", "--port=0", "--no-dashboard") as scheduler:
        assert scheduler.stderr is not None
        address = next(line.split()[-1] for line in scheduler.stderr if "Scheduler at:" in line)
        threading.Thread(target=scheduler.stderr.read, daemon=True).start()
        with _dask(
            "worker", address, "--nthreads=1", f"--nworkers={workers}", "--no-dashboard", "--memory-limit=0"
        ) as of:
            assert of.stderr is not None
            threading.Thread(target=of.stderr.read, daemon=True).start()
            deadline = time.monotonic() + 60
            while len(connected(address).threads()) < workers and time.monotonic() < deadline:
                time.sleep(0.05)
            yield address
            connected(address).close()


@contextmanager
def _dask(*words: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "dask", *words]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.terminate()


def measure(way: Callable[[], Any], small: Question, long: Question) -> Figures:
    """One round of a way. The second plans are for the caches, and the memory is that after everything."""
    before, began = _memory(), time.perf_counter()
    with way() as ask:
        _plan(ask, small)
        started = time.perf_counter() - began
        for number in range(1, 2 * WORKERS):
            _plan(ask, replace(small, number=number))
        plans = [_plan(ask, replace(small, number=10 + number)) for number in range(PLANS)]
        cancels = [
            _cancel(ask, replace(long, number=100 + at), replace(small, number=200 + at)) for at in range(CANCELS)
        ]
        return Figures(started, statistics.median(plans), statistics.median(cancels), _memory() - before)


def _plan(ask: Ask, question: Question) -> float:
    began = time.perf_counter()
    if not isinstance(ask(question).result(60), Plan):
        raise SystemExit("There is no plan.")
    return time.perf_counter() - began


def _cancel(ask: Ask, long: Question, small: Question) -> float:
    """Seconds from giving up two long plans, which hold both workers, to the answer of a small one."""
    given_up = [ask(replace(long, number=long.number + 1000 * at)) for at in range(WORKERS)]
    time.sleep(0.7)
    began = time.perf_counter()
    for one in given_up:
        one.cancel()
    _plan(ask, small)
    return time.perf_counter() - began


def _memory() -> float:
    family = [psutil.Process(), *psutil.Process().children(recursive=True)]
    return sum(process.memory_full_info().pss for process in family) / 1e6


def _questions() -> tuple[Question, Question]:
    roster = read_roster("roster.csv", (ROOT / "sample_data/roster.csv").read_bytes()).roster
    assert roster is not None
    small = Question(Brief.read((ROOT / "sample_data/brief.json").read_text()), roster)
    table = make_table(LONG, 1)
    return small, Question(make_brief(table, BUDGETS["large"], tolerance=1e-6), make_roster(table))


def main() -> None:
    """Measure and print."""
    small, long = _questions()
    found: dict[str, list[Figures]] = {name: [] for name in WAYS}
    for _ in range(ROUNDS):
        for name, way in WAYS.items():
            found[name].append(measure(way, small, long))
    print("median (range) of", ROUNDS, "rounds")
    for name, rounds in found.items():
        for figure in ("start", "plan", "cancel", "memory"):
            values = [getattr(one, figure) for one in rounds]
            print(f"{name:8} {figure:7} {statistics.median(values):8.3f}  ({min(values):.3f} to {max(values):.3f})")


if __name__ == "__main__":
    main()
