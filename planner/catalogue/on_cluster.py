"""Works on the shards of a catalogue with the workers of a Dask cluster.

Each shard has its place: the same worker works on it in every pass, whoever asks, and so finds what it made of it
before. What is made of a shard depends on nothing but the shard and the work, and results are handed on in the order of
the shards. So any number of workers gives the same digits, also when one is lost and its shards move to others.
"""

from __future__ import annotations

import contextlib
import functools
import pickle
import queue
import threading
import time
import uuid
import zlib
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

from planner.catalogue.catalogue import Shard
from planner.catalogue.travel import Packed, packed, unpacked
from planner.cluster.address import Unusable
from planner.cluster.connection import Cluster, connected, is_other
from planner.cluster.edition import Edition, difference, edition
from planner.optimise.watch import Watch
from planner.problems import BadInput, Problem

if TYPE_CHECKING:
    from distributed import Future

T = TypeVar("T")
TASKS = 8
"""Of a pass, for each thread: few, since each costs some milliseconds, and several, so that none has to wait long."""
AHEAD = 2
"""Tasks under way for each thread."""
_LOOK_SECONDS = 0.1
"""Between two looks at whether somebody still waits for the answer."""
_COUNT_SECONDS = 0.5
"""Between two looks at which workers are left."""
_PRIORITY = 1
"""That of the jobs of the web app: whoever asked first comes first, and neither waits for all of the other."""


@dataclass(frozen=True)
class _Refused:
    """Why a worker could not use a shard; as a value, since an exception loses its parts on the way."""

    problems: tuple[Problem, ...]


@dataclass(frozen=True, eq=False)
class _Part:
    """Shards of one worker that are worked on in one task, by their places among those asked for."""

    worker: str
    at: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class _Arrived:
    """What came of a task. error: that of the work. again: it did not arrive, such as when its worker died."""

    part: _Part
    results: list[Any]
    error: Exception | None = None
    again: bool = False


@dataclass(eq=False)
class OnCluster:
    """An `Engine` of a cluster. address: of its scheduler.

    `each` raises Unusable when the cluster cannot be reached, has no workers, or is lost.
    """

    address: str
    _places: dict[tuple[str, int], str] = field(default_factory=dict)
    _placing: threading.Lock = field(default_factory=threading.Lock)

    def each(self, work: Callable[[Shard], T], shards: Sequence[Shard], watch: Watch) -> Iterator[T]:
        """See `Engine`. The work travels by cloudpickle, its results by pickle."""
        a_pass = _Pass(connected(self.address), work, tuple(shards), self._placed)
        try:
            yield from a_pass.results(watch)
        finally:
            a_pass.end()

    def _placed(self, shards: Sequence[Shard], workers: Sequence[str]) -> list[str]:
        """The worker of each shard: the one that it had, else in turn by number.

        So everybody who asks comes to the same worker, and finds what it has forecast for others.
        """
        with self._placing:
            keys = [(shard.directory, shard.number) for shard in shards]
            for directory, number in keys:
                if self._places.get((directory, number)) not in workers:
                    turn = zlib.crc32(directory.encode()) + number
                    self._places[directory, number] = workers[turn % len(workers)]
            return [self._places[key] for key in keys]


class _Pass:
    """One work on all shards."""

    def __init__(
        self,
        cluster: Cluster,
        work: Callable[[Shard], Any],
        shards: tuple[Shard, ...],
        placed: Callable[[Sequence[Shard], Sequence[str]], list[str]],
    ) -> None:
        self._cluster = cluster
        self._work = work
        self._shards = shards
        self._placed = placed
        self._arrived: queue.SimpleQueue[_Arrived] = queue.SimpleQueue()
        self._missed: set[_Part] = set()
        self._waiting: dict[str, deque[_Part]] = {}
        self._threads: dict[str, int] = {}
        self._underway: dict[_Part, Future[Any]] = {}
        self._found: dict[int, Any] = {}

    def results(self, watch: Watch) -> Iterator[Any]:
        """What each shard came to, in order. Raises Cancelled."""
        self._divide(range(len(self._shards)))
        counted = time.monotonic()
        for at in range(len(self._shards)):
            while at not in self._found:
                watch.tell("Reading the market")
                self._send()
                if self._cluster.lost:
                    raise self._cluster.was_lost()
                if time.monotonic() - counted > _COUNT_SECONDS:
                    self._move()
                    counted = time.monotonic()
                self._take()
            found = self._found.pop(at)
            if isinstance(found, _Refused):
                raise BadInput(found.problems)
            yield found

    def end(self) -> None:
        """Nobody waits any more."""
        for future in self._underway.values():
            self._cluster.drop(future)

    def _divide(self, asked: Sequence[int]) -> None:
        """Make tasks of these shards, each for its place, those that are needed first in front."""
        self._threads = self._cluster.threads()
        if not self._threads:
            raise self._cluster.has_no_workers()
        places = self._placed([self._shards[at] for at in asked], sorted(self._threads))
        for worker, count in self._threads.items():
            own = [at for at, place in zip(asked, places, strict=True) if place == worker]
            size = -(-len(own) // (TASKS * max(1, count))) or 1
            parts = [_Part(worker, tuple(own[low : low + size])) for low in range(0, len(own), size)]
            self._waiting.setdefault(worker, deque()).extendleft(reversed(parts))

    def _send(self) -> None:
        """Send as many tasks as keep the workers busy.

        Not all at once: a work may know by then what the shards before came to, and bring less back.
        """
        busy = Counter(part.worker for part in self._underway)
        for worker, parts in self._waiting.items():
            while parts and busy[worker] < AHEAD * self._threads.get(worker, 1):
                part = parts.popleft()
                busy[worker] += 1
                self._underway[part] = self._sent(part, packed(self._work))

    def _sent(self, part: _Part, work: Packed) -> Future[Any]:
        key = f"planner-shards-{uuid.uuid4().hex}"
        shards = tuple(self._shards[at] for at in part.at)
        where = {"workers": [part.worker], "priority": _PRIORITY}
        specs = {
            name: self._cluster.keep(name, functools.partial(pickle.dumps, spec, pickle.HIGHEST_PROTOCOL))
            for name, spec in work.specs.items()
        }
        future = self._cluster.submit(_worked, (key, edition()), shards, work.body, specs, key=key, **where)
        future.add_done_callback(functools.partial(self._fetch, part))
        return future

    def _fetch(self, part: _Part, future: Future[Any]) -> None:
        """In a thread of Dask: bring results here. Ends when the task is dropped because its worker is gone."""
        try:
            found = _Arrived(part, future.result())
        except Exception as error:  # noqa: BLE001 - for whoever waits for it
            found = _Arrived(part, [], error if future.status == "error" else None, again=True)
        self._arrived.put(found)

    def _take(self) -> None:
        """Wait a moment for results."""
        from distributed import KilledWorker

        with contextlib.suppress(queue.Empty):
            found = self._arrived.get(timeout=_LOOK_SECONDS)
            if found.part not in self._underway:
                return
            if isinstance(found.error, KilledWorker):
                wrong = "lost several workers one after the other under the same shards"
                raise Unusable(self._cluster.address, wrong, "workers with more memory")
            if found.error is not None:
                raise found.error
            if found.again:
                self._missed.add(found.part)
                return
            del self._underway[found.part]
            # Fewer results than shards where one is refused, which is as far as anybody will look.
            self._found.update(zip(found.part.at, found.results, strict=False))

    def _move(self) -> None:
        """Divide the shards of workers that are gone among the others, and send again what did not arrive."""
        there = self._cluster.threads()
        gone = [part for part in self._underway if part.worker not in there or part in self._missed]
        self._missed.clear()
        for part in gone:
            self._cluster.drop(self._underway.pop(part))
        gone += [part for worker in list(self._waiting) if worker not in there for part in self._waiting.pop(worker)]
        if gone:
            self._divide(sorted(at for part in gone for at in part.at))


def _worked(asked: tuple[str, Edition], shards: tuple[Shard, ...], body: bytes, specs: dict[str, bytes]) -> list[Any]:
    """On a worker: the results of these shards, up to the first that cannot be used. asked: task and planner."""
    from distributed import get_worker

    worker, (key, planner) = get_worker(), asked
    if apart := difference(edition(), planner):
        return [_Refused(is_other(worker.scheduler.address, f"its worker {worker.address}", apart).problems)]
    work = unpacked(body, specs)
    found: list[Any] = []
    for shard in shards:
        task = worker.state.tasks.get(key)
        if task is None or task.state not in ("executing", "long-running"):
            break
        try:
            found.append(work(shard))
        except BadInput as bad:
            where = f"worker {worker.address}, "
            found.append(_Refused(tuple(replace(one, place=where + one.place) for one in bad.problems)))
            break
    return found
