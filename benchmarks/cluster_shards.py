"""A plan out of a catalogue on threads and on a Dask cluster of this machine: what the cluster costs.

    python -m benchmarks.catalogue --rows 1000000 DIR
    python -m benchmarks.cluster_shards DIR                  # 1 and 2 threads, then 1, 2 and 4 workers, in two rounds
    python -m benchmarks.cluster_shards DIR --workers 2 --rounds 5

Every worker is a process with one thread, as `dask worker` starts it. The first plan forecasts the catalogue, the
second finds the forecast. `busy` adds up the processor seconds of all processes, for either plan. Picks, bound and
goal have to be the same each time, to the last digit.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any, TypeVar

import psutil

from benchmarks.cluster import dask_cluster
from planner.brief.brief import Brief
from planner.catalogue import Catalogue, Shard, packed
from planner.catalogue.engine import Engine, Threads
from planner.catalogue.on_cluster import OnCluster
from planner.catalogue.whole import CatalogueMarket
from planner.optimise.watch import Watch
from planner.outcome import Plan
from planner.planning import plan

T = TypeVar("T")
COUNTRIES = ("US", "GB", "DE", "FR")
AGES = ((18, 24), (25, 34), (35, 54))


@dataclass
class Timed:
    """An engine whose passes are timed, in seconds."""

    engine: Engine
    passes: list[float]

    def each(self, work: Callable[[Shard], T], shards: Sequence[Shard], watch: Watch) -> Iterator[T]:
        """See `Engine`."""
        began = time.perf_counter()
        yield from self.engine.each(work, shards, watch)
        self.passes.append(time.perf_counter() - began)


@dataclass(frozen=True)
class Round:
    """first, second: seconds of the two plans, and processor seconds of everybody. last: of the last pass."""

    first: float
    second: float
    busy: tuple[float, float]
    passes: int
    last: float


def brief(budget: int) -> Brief:
    """A reach campaign for so many dollars: twelve segments, and rules that couple all creators."""
    segments = [
        {"name": f"{country} {low}", "size": 2_000_000, "country": country, "ages": [low, high]}
        for country in COUNTRIES
        for low, high in AGES
    ]
    pyramid = {
        "micro": {"headcount": {"min": 0.5}, "spend": {"min": 0.2}},
        "mid": {"headcount": {"min": 0.1}},
        "macro": {"spend": {"max": 0.4}},
    }
    platforms = {"instagram": {"spend": {"max": 0.6}}, "tiktok": {"spend": {"min": 0.1}}}
    more = {"pyramid": pyramid, "pyramid_order": True, "platforms": platforms, "tolerance": 0.001, "time_limit": 60}
    return Brief.read({"name": "Benchmark", "budget_cents": budget * 100, "audience": segments, **more})


@contextmanager
def cluster(workers: int) -> Iterator[Engine]:
    """An engine of so many workers."""
    with dask_cluster(workers) as address:
        yield OnCluster(address)


def planned(catalogue: Catalogue, asked: Brief, engine: Engine) -> Plan:
    """The plan. Ends the program where there is none."""
    watch = Watch()
    found = CatalogueMarket.open(catalogue, asked, watch, engine).ask(lambda roster: plan(roster, asked, watch), watch)
    if not isinstance(found, Plan):
        raise SystemExit(f"There is no plan: {found}")
    return found


def measure(catalogue: Catalogue, asked: Brief, engine: Engine) -> tuple[Round, object]:
    """One round, and what has to be the same in each."""
    packed.close_all()
    seconds, busy, plans = [], [], []
    timed = Timed(engine, [])
    for _ in range(2):
        timed.passes.clear()
        began, worked = time.perf_counter(), _processor_seconds()
        plans.append(planned(catalogue, asked, timed))
        seconds.append(time.perf_counter() - began)
        busy.append(_processor_seconds() - worked)
    same = [(one.picks, one.proof.goal, one.proof.bound, one.proof.packages) for one in plans]
    if same[0] != same[1]:
        raise SystemExit("The second plan is another one.")
    return Round(*seconds, (busy[0], busy[1]), len(timed.passes), timed.passes[-1]), same[0]


def _processor_seconds() -> float:
    family = [psutil.Process(), *psutil.Process().children(recursive=True)]
    return sum(process.cpu_times().user + process.cpu_times().system for process in family)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", metavar="DIR")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--budget", type=int, default=400_000, help="in dollars")
    chosen = parser.parse_args()
    catalogue, asked = Catalogue.open(chosen.directory), brief(chosen.budget)
    print(f"{catalogue.creators:,} creators in {len(catalogue.shards)} shards")
    ways: list[tuple[str, Callable[[], Any]]] = [
        *((f"{count} threads", lambda count=count: nullcontext(Threads(count))) for count in (1, 2)),
        *((f"{count} workers", lambda count=count: cluster(count)) for count in chosen.workers),
    ]
    rounds: dict[str, list[Round]] = {name: [] for name, _ in ways}
    answers = []
    for _ in range(chosen.rounds):
        for name, way in ways:
            with way() as engine:
                found, answer = measure(catalogue, asked, engine)
            rounds[name].append(found)
            answers.append(answer)
    print(f"{'':10} {'first plan s':>22} {'second plan s':>22} {'busy s':>14} {'passes':>7} {'last pass s':>12}")
    for name, found in rounds.items():
        first, second = ([getattr(one, field) for one in found] for field in ("first", "second"))
        busy = [statistics.median(one.busy[at] for one in found) for at in (0, 1)]
        last = statistics.median(one.last for one in found)
        spent = f"{busy[0]:7.1f}{busy[1]:7.1f} {found[0].passes:7} {last:12.3f}"
        print(f"{name:10} {_spread(first):>22} {_spread(second):>22} {spent}")
    print("the same picks, goal and bound" if all(one == answers[0] for one in answers) else "NOT THE SAME PLAN")


def _spread(values: list[float]) -> str:
    return f"{statistics.median(values):.2f} ({min(values):.2f} to {max(values):.2f})"


if __name__ == "__main__":
    main()
