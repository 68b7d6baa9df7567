"""`python -m tests.killed_worker CATALOGUE FOLDER`: a plan on a cluster, one of whose two workers is killed under way.

It prints "the same" where picks, totals and proof are those of a plan made here; anything else is an error.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from subprocess import Popen
from typing import Any

from planner.brief.brief import Brief, Segment
from planner.catalogue import Catalogue, Shard, shortlist, whole
from planner.catalogue.engine import Engine, Threads
from planner.catalogue.on_cluster import OnCluster
from planner.catalogue.whole import CatalogueMarket
from planner.optimise.watch import Watch
from planner.outcome import Plan
from planner.planning import plan
from tests.clusters import cluster_of, until, worker_process

BRIEF = Brief(budget_cents=900_000, audience=(Segment(name="All", size=400_000),), tolerance=1e-6)


class Killing(OnCluster):
    """Kills a worker in the middle of the second pass."""

    def __init__(self, address: str, worker: Popen[bytes]) -> None:
        super().__init__(address)
        self.worker, self.passes = worker, 0

    def each(self, work: Callable[[Shard], Any], shards: Sequence[Shard], watch: Watch) -> Iterator[Any]:
        self.passes += 1
        for at, found in enumerate(super().each(work, shards, watch)):
            if (self.passes, at) == (2, 1):
                self.worker.kill()
            yield found


def planned(catalogue: Catalogue, engine: Engine) -> Plan:
    """The plan, worked on by an engine."""
    market = CatalogueMarket.open(catalogue, BRIEF, Watch(), engine)
    made = market.ask(lambda roster: plan(roster, BRIEF, Watch()), Watch())
    assert isinstance(made, Plan)
    return made


def main(directory: str, folder: str) -> None:
    """Plan there and here, and compare."""
    # Of a small catalogue all creators would be on the short list, and no pass would be made.
    whole.ALL, whole.SAMPLE, shortlist.CREATORS = 0, 5, 10
    catalogue = Catalogue.open(Path(directory))
    with cluster_of(1) as cluster, worker_process(cluster.scheduler_address, Path(folder)) as worker:
        until(lambda: len(cluster.scheduler.workers) == 2, 10)
        killing = Killing(cluster.scheduler_address, worker)
        there, here = planned(catalogue, killing), planned(catalogue, Threads(2))
        assert len(cluster.scheduler.workers) == 1 and killing.passes > 2
    for one in ("picks", "totals"):
        assert getattr(there, one) == getattr(here, one), one
    for one in ("goal", "bound", "packages"):
        assert getattr(there.proof, one) == getattr(here.proof, one), one
    print("the same")


if __name__ == "__main__":
    main(*sys.argv[1:])
