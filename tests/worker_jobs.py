"""Job functions that the tests of the worker pool run inside worker processes."""

import ctypes
import functools
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from planner.workers import Context

_unpickled: list[str] = []


class Counted:
    """A shared value that notes in its process each time it arrives there."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        _unpickled.append(self.name)


def add(payload: tuple[int, int], context: Context) -> int:
    return sum(payload)


def echo(payload: bytes, shared: bytes, context: Context) -> bytes:
    return payload + shared


def where(payload: Any, context: Context) -> dict[str, Any]:
    facts: dict[str, Any] = {"pid": os.getpid(), "temp": tempfile.gettempdir()}
    facts["seconds"] = context.seconds
    facts["threads"] = os.environ["OMP_NUM_THREADS"]
    if hasattr(os, "nice"):
        facts["nice"] = os.nice(0)
    return facts


def shout(payload: Any, context: Context) -> str:
    """Print on the standard streams the way a native solver and its child processes do."""
    print("Python prints")
    os.write(1, b"\x00\x00\x00\x00\x00\x00\x00\x05hello")
    subprocess.run([sys.executable, "-c", "print('a child prints')"], check=True)
    return sys.stdin.read()


def log_and_wait(payload: tuple[str, float], context: Context) -> str:
    """Note the start in a file, then compute until the time is over or nobody wants the answer."""
    path, seconds = payload
    with open(path, "a") as log:
        log.write("started\n")
    context.cancel_event.wait(seconds)
    return "cancelled" if context.cancelled() else "complete"


def stubborn(path: str, context: Context) -> None:
    """A native solver that does not listen, with a child process of its own."""
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    Path(path).write_text(f"{os.getpid()} {child.pid}")
    time.sleep(60)


def deaf(path: str, context: Context) -> None:
    """A step of a native solver that does not listen, and ends soon."""
    Path(path).write_text("started\n")
    time.sleep(0.8)


def leave(payload: Any, context: Context) -> None:
    os._exit(3)


def abort(payload: Any, context: Context) -> None:
    os.abort()


def crash(payload: Any, context: Context) -> None:
    ctypes.string_at(0)


def devour(payload: int, context: Context) -> int:
    return len(bytearray(payload))


def arrivals(payload: Any, shared: Counted, context: Context) -> tuple[int, str, int]:
    """Process id, the value's name, and how often this value has arrived in this process."""
    return os.getpid(), shared.name, _unpickled.count(shared.name)


def climb(steps: int, context: Context) -> int:
    """Report steps, then wait for the cancel."""
    for step in range(1, steps + 1):
        context.report(("plan", step))
    context.cancel_event.wait(20)
    return steps


def refuse(payload: Any, context: Context) -> None:
    raise ValueError("Row 3, fee: -5 is negative.")


def quit_politely(payload: Any, context: Context) -> None:
    sys.exit("bye")


def unpicklable(payload: Any, context: Context) -> Any:
    return lambda: None


def fresh_list(payload: Any, context: Context) -> list[int]:
    return [1]


def second_time(path: str, context: Context) -> str:
    """Never end where it runs first, whatever becomes of its context; answer at once where it runs again."""
    with open(path, "a") as log:
        log.write(f"{os.getpid()}\n")
    if len(Path(path).read_text().split()) == 1:
        time.sleep(60)
    return "complete"


def over_the_cluster(directory: str, context: Context) -> list[int]:
    """Have the workers of the cluster that runs this job look at each shard of a catalogue."""
    from planner.catalogue import Catalogue
    from planner.catalogue.on_cluster import OnCluster
    from planner.cluster.address import configured
    from planner.optimise.watch import Watch
    from tests.clusters import priced

    here = configured()
    assert here is not None
    work = functools.partial(priced, 0.1)
    return [number for number, _ in OnCluster(here.address).each(work, Catalogue.open(directory).shards, Watch())]
