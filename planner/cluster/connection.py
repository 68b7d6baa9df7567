"""The connection of this process to a Dask scheduler: one for each address, made anew once it is lost."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar, cast

from planner.cluster.address import Unusable
from planner.cluster.edition import Edition, difference, edition
from planner.sized_cache import SizedCache

if TYPE_CHECKING:
    from distributed import Client, Future

T = TypeVar("T")

_log = logging.getLogger(__name__)

CONNECT_SECONDS = 4.0
ANSWER_SECONDS = 15.0
"""For a question to the scheduler, or for fetching a result."""
_FIRST = 3
"""Priority of what is kept, in the queue of the cluster: others wait for it, and it is done at once."""
_REFUSED_SECONDS = 2.0
"""How long a cluster that could not be reached is not tried again."""
KEPT_BYTES = 512 * 1024**2
"""Pickled values, such as rosters, that the cluster holds for this process."""
_RUNS = "the address of a Dask scheduler that runs, with workers of this planner (docs/how-to/cluster.md)"
_SAME = "the same planner with the same packages on the server, the scheduler and all workers"


class Cluster:
    """A scheduler and its workers. All methods may be called from any thread. ours: edition that they must have.

    Raises Unusable, from every method, when it cannot be reached or was lost.
    """

    def __init__(self, address: str, ours: Edition) -> None:
        self.address = address
        self._client = _client(address)
        self.topic = f"planner-{self._client.id}"
        """Under which workers report to this process."""
        self._kept: SizedCache[str, Future[Any]] = SizedCache(KEPT_BYTES)
        self._keeping = threading.Lock()
        self._listeners: dict[str, Callable[[bytes], None]] = {}
        try:
            self._check_versions(ours)
            self._client.subscribe_topic(self.topic, self._hear)
        except BaseException:
            self.close()
            raise

    @property
    def lost(self) -> bool:
        """Whether the scheduler is gone, or was gone for a moment: it then knows nothing of what it was given."""
        comm = self._client.scheduler_comm
        return self._client.status != "running" or comm is None or comm.closed()

    def threads(self) -> dict[str, int]:
        """Threads of each worker, by its address; empty while there is none."""
        return self._ask(lambda client: dict(client.nthreads()))

    def submit(self, work: Callable[..., Any], *arguments: Any, key: str, **options: Any) -> Future[Any]:
        """Have a worker call an importable function. options: those of `Client.submit`."""
        return self._ask(lambda client: client.submit(work, *arguments, key=key, pure=False, **options))

    def keep(self, key: str, pack: Callable[[], bytes]) -> Future[Any]:
        """Pickled bytes that the cluster holds under a content hash, sent there once.

        They are a task's result and not scattered, so that they come back by themselves when their worker dies.
        """
        with self._keeping:
            held = self._kept.get(key)
            if held is None or held.status not in ("pending", "finished"):
                value = pack()
                held = self.submit(_kept, value, key=f"planner-kept-{key}", priority=_FIRST)
                self._kept.add(key, held, len(value))
                self._kept.shrink(keep=(key,))
            return held

    def listen(self, key: str, hear: Callable[[bytes], None]) -> None:
        """Hand on what workers report for this key."""
        self._listeners[key] = hear

    def ignore(self, key: str) -> None:
        """Stop listening."""
        self._listeners.pop(key, None)

    def result(self, future: Future[Any]) -> Any:
        """What a finished task returned; raises what it raised."""
        from distributed import CancelledError

        try:
            return future.result(ANSWER_SECONDS)
        except (OSError, CancelledError):
            raise self.was_lost() from None

    def drop(self, future: Future[Any]) -> None:
        """Nobody waits for a task any more: it is called back, unless it has ended."""
        # A connection that is closed has given up everything already.
        with contextlib.suppress(RuntimeError, OSError):
            (future.release if future.done() else future.cancel)()

    def was_lost(self) -> Unusable:
        """The sentence for a cluster that went away; the next question makes a new connection."""
        _forget(self)
        return Unusable(self.address, "was lost while it worked", _RUNS)

    def has_no_workers(self) -> Unusable:
        """The sentence for a scheduler without anybody who works."""
        return Unusable(self.address, "has no workers", _RUNS)

    def close(self) -> None:
        """Let go of everything that the cluster holds for this process."""
        with contextlib.suppress(Exception):
            self._client.close(timeout=2.0)

    def _ask(self, question: Callable[[Client], T]) -> T:
        try:
            if not self.lost:
                return question(self._client)
        except OSError:
            _log.exception("the cluster does not answer")
        raise self.was_lost()

    def _hear(self, event: tuple[float, tuple[str, bytes]]) -> None:
        key, said = event[1]
        hear = self._listeners.get(key)
        if hear is not None:
            hear(said)

    def _check_versions(self, ours: Edition) -> None:
        scheduler = self._ask(lambda client: cast(Any, client.get_versions()))["scheduler"]["packages"]
        dask = tuple((name, version) for name, version in ours if name in ("dask", "distributed"))
        if apart := difference(tuple(scheduler.items()), dask):
            raise is_other(self.address, "its scheduler", apart)
        for worker, theirs in self._ask(lambda client: client.run(edition, on_error="return")).items():
            if apart := "no planner" if isinstance(theirs, BaseException) else difference(theirs, ours):
                raise is_other(self.address, f"its worker {worker}", apart)


def is_other(address: str, where: str, apart: str) -> Unusable:
    """The sentence for a worker or scheduler of another version."""
    return Unusable(address, f"has {apart} on {where}", _SAME)


def _kept(value: bytes) -> bytes:
    return value


def _client(address: str) -> Client:
    import dask
    from distributed import Client

    # A roster is sent with a task on purpose.
    dask.config.set({"distributed.admin.large-graph-warning-threshold": "10GB"})
    try:
        return Client(address, timeout=CONNECT_SECONDS, set_as_default=False, name="planner", direct_to_workers=True)
    except ImportError as error:
        # What Dask raises when both sides cannot speak with each other.
        raise Unusable(address, f"is of another version ({error})", _SAME) from None
    except Exception as error:  # noqa: BLE001 - whatever else listens there may answer anything
        _log.warning("the cluster at %s cannot be reached: %s", address, error)
        raise Unusable(address, "cannot be reached", _RUNS) from None


_connecting = threading.RLock()
_known: dict[str, Cluster] = {}
_refused: dict[str, tuple[float, Unusable]] = {}


def connected(address: str) -> Cluster:
    """The connection to this scheduler. Raises Unusable within some seconds when there is none."""
    with _connecting:
        known = _known.get(address)
        if known is not None and not known.lost:
            return known
        if known is not None:
            del _known[address]
            known.close()
        since, trouble = _refused.get(address, (-_REFUSED_SECONDS, None))
        if trouble is not None and time.monotonic() - since < _REFUSED_SECONDS:
            raise trouble
        try:
            made = _known[address] = Cluster(address, edition())
        except Unusable as new:
            _refused[address] = time.monotonic(), new
            raise
        return made


def _forget(cluster: Cluster) -> None:
    with _connecting:
        if _known.get(cluster.address) is cluster:
            del _known[cluster.address]
    cluster.close()
