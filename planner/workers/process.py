"""One worker process as the server sees it: started, spoken to, and killed with all its offspring."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import cast

from planner.sized_cache import SizedCache
from planner.workers.job import Shared, Task, packed
from planner.workers.protocol import Cancel, Channel, Forget, Keep, Ready, Start

_PROJECT_ROOT = Path(__file__).resolve().parents[2]
_NICENESS = 10
# The numeric libraries of a worker must not spread over the cores that the server and the other workers use.
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS",
               "VECLIB_MAXIMUM_THREADS", "BLIS_NUM_THREADS")  # fmt: skip


@dataclass(frozen=True)
class WorkerSettings:
    """Of each worker process.

    ``preload``: modules that it imports at its start. ``memory_bytes`` bounds its address space, ``kept_bytes`` the
    shared values, pickled, that it holds. ``environment``: added to that of this process.
    """

    preload: tuple[str, ...] = ()
    memory_bytes: int = 6 * 1024**3
    kept_bytes: int = 256 * 1024**2
    environment: tuple[tuple[str, str], ...] = ()


class WorkerProcess:
    """A running worker. ``hear`` gets every message, and None at the end, in a thread of its own."""

    def __init__(self, settings: WorkerSettings, hear: Callable[["WorkerProcess", object], None]) -> None:
        self.ready = threading.Event()
        self.closed = threading.Event()
        self._hear = hear
        self._settings = settings
        # Keys of what the worker holds; their values are there, not here.
        self._held: SizedCache[str, None] = SizedCache(settings.kept_bytes)
        # Solvers leave their model files behind when they are killed: give them a place that goes with them.
        self._scratch = tempfile.mkdtemp(prefix="planner-worker-")
        try:
            self._process = self._spawn()
        except BaseException:
            shutil.rmtree(self._scratch, ignore_errors=True)
            raise
        self._channel = Channel(cast(FileIO, self._process.stdout), cast(FileIO, self._process.stdin))
        self._listener = threading.Thread(target=self._listen, daemon=True, name="worker listener")
        self._listener.start()

    @property
    def pid(self) -> int:
        """Process id, and on POSIX also the id of the process group."""
        return self._process.pid

    def holds(self, task: Task) -> int:
        """How many of the task's shared values this worker has."""
        return sum(shared.key in self._held for shared in task.needs)

    def start(self, number: int, task: Task) -> None:
        """Send what the task needs and is not there yet, then the task.

        Raises OSError when the worker is gone, and whatever pickling raises.
        """
        payload = packed(task.payload)
        for shared in task.needs:
            self._provide(shared)
        keys = tuple(shared.key for shared in task.needs)
        for dropped in self._held.shrink(keep=keys):
            self._channel.send(Forget(dropped))
        self._channel.send(Start(number, task.function, payload, keys, task.limit_seconds))

    def cancel(self, number: int) -> None:
        """Tell the worker that nobody waits for this job."""
        with contextlib.suppress(OSError):
            self._channel.send(Cancel(number))

    def kill(self) -> None:
        """End the worker, every process that it started, and its temporary files."""
        # The group before wait(): until then the worker's id cannot belong to anybody else.
        if hasattr(os, "killpg"):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        else:
            self._process.kill()
        self._process.wait()
        self._listener.join(1.0)
        self._channel.close()
        shutil.rmtree(self._scratch, ignore_errors=True)

    def _spawn(self) -> subprocess.Popen[bytes]:
        paths = [str(_PROJECT_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
        settled = dict.fromkeys(ONE_THREAD, "1") | dict.fromkeys(("TMPDIR", "TEMP", "TMP"), self._scratch)
        limits = [str(self._settings.memory_bytes), str(_NICENESS), self._scratch]
        return subprocess.Popen(  # noqa: S603 our own module in our own interpreter, without a shell
            [sys.executable, "-P", "-m", "planner.workers.child", *limits, *self._settings.preload],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            cwd=self._scratch,
            env={**os.environ, **settled, **dict(self._settings.environment), "PYTHONPATH": os.pathsep.join(paths)},
            # Its own session: Ctrl+C is the server's business, and one signal reaches all offspring.
            start_new_session=True,
        )

    def _provide(self, shared: Shared) -> None:
        if shared.key in self._held:
            self._held.get(shared.key)
            return
        value = packed(shared.value)
        self._channel.send(Keep(shared.key, value))
        self._held.add(shared.key, None, len(value))

    def _listen(self) -> None:
        try:
            with contextlib.suppress(EOFError, OSError):
                while True:
                    message = self._channel.receive()
                    if isinstance(message, Ready):
                        self.ready.set()
                    self._hear(self, message)
        finally:
            self.closed.set()
            self._hear(self, None)
