"""The worker process: ``python -m planner.workers.child MEMORY_BYTES NICENESS SCRATCH [MODULE ...]``.

The main thread reads control messages from standard input, so that a cancel is heard while a job computes;
a second thread runs the jobs one after another. The end of standard input means that the server is gone:
the worker then ends itself together with every process that it started, such as a command-line solver.
"""

import contextlib
import faulthandler
import gc
import importlib
import os
import pickle
import queue
import shutil
import signal
import sys
import threading
import traceback
from io import FileIO
from typing import Any, NoReturn

from planner.workers.job import Context
from planner.workers.protocol import Broke, Cancel, Channel, Finished, Forget, Keep, Progress, Ready, Start


def main() -> NoReturn:
    """Serve until standard input ends, then take the whole process group down."""
    memory_bytes, niceness, scratch, *modules = sys.argv[1:]
    channel = _claim_pipes()
    faulthandler.enable()
    _limit(int(memory_bytes), int(niceness))
    desk = _Desk(channel)
    threading.Thread(target=desk.work, args=(modules,), daemon=True, name="jobs").start()
    try:
        while True:
            desk.obey(channel.receive())
    except (EOFError, OSError):
        _leave(scratch)


class _Desk:
    """The jobs of this process and the shared values that they read."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._starts: queue.SimpleQueue[tuple[Start, Context]] = queue.SimpleQueue()
        self._contexts: dict[int, Context] = {}
        self._packed: dict[str, bytes] = {}
        self._values: dict[str, Any] = {}

    def obey(self, message: object) -> None:
        """Main thread: act on one control message without ever waiting for a job."""
        match message:
            case Start():
                context = Context(lambda progress: self._report(message.number, progress), message.seconds)
                self._contexts[message.number] = context
                self._starts.put((message, context))
            case Cancel():
                if wanted := self._contexts.get(message.number):
                    wanted.cancel_event.set()
            case Keep():
                self._packed[message.key] = message.value
            case Forget():
                self._packed.pop(message.key, None)
                self._values.pop(message.key, None)

    def work(self, modules: list[str]) -> None:
        """Job thread: import what most jobs need, then run jobs one after another."""
        try:
            self._serve(modules)
        except BaseException:  # noqa: BLE001 - such as no memory for an answer: the server sees the end and starts another
            traceback.print_exc()
            os._exit(1)

    def _serve(self, modules: list[str]) -> None:
        # What is imported stays: there is no garbage to look for in it, now or later.
        gc.disable()
        for module in modules:
            try:
                importlib.import_module(module)
            except Exception:  # noqa: BLE001 - whatever an import raises
                # The job that needs the module will fail with the reason; the log has it already.
                traceback.print_exc()
        gc.freeze()
        gc.enable()
        self._answer(Ready())
        while True:
            start, context = self._starts.get()
            self._answer(self._run(start, context))
            self._contexts.pop(start.number, None)

    def _run(self, start: Start, context: Context) -> Finished | Broke:
        try:
            module, _, name = start.function.partition(":")
            function = getattr(importlib.import_module(module), name)
            shared = [self._value(key) for key in start.needs]
            value = function(pickle.loads(start.payload), *shared, context)
            return Finished(start.number, pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL))
        except MemoryError:
            return Broke(start.number, "The solver process ran out of memory.", traceback.format_exc())
        except BaseException as error:  # noqa: BLE001 - a library's PanicException or sys.exit() must not end the job thread
            return Broke(start.number, str(error) or type(error).__name__, traceback.format_exc())

    def _value(self, key: str) -> Any:
        # Unpickled here and not on arrival: it may take long, and the main thread has to stay awake.
        if key in self._packed:
            self._values[key] = pickle.loads(self._packed.pop(key))
        return self._values[key]

    def _report(self, number: int, progress: Any) -> None:
        self._answer(Progress(number, pickle.dumps(progress, protocol=pickle.HIGHEST_PROTOCOL)))

    def _answer(self, message: Ready | Progress | Finished | Broke) -> None:
        with contextlib.suppress(OSError):  # the server is gone; the main thread sees it too and leaves
            self._channel.send(message)


def _claim_pipes() -> Channel:
    """Move the conversation off the standard streams, where solvers print and which grandchildren inherit."""
    reader, writer = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return Channel(FileIO(reader, "rb"), FileIO(writer, "wb"))


def _limit(memory_bytes: int, niceness: int) -> None:
    """Give way to the server, and bound the address space; each only where the system knows how."""
    if hasattr(os, "nice"):
        os.nice(niceness)
    try:
        import resource
    except ImportError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = memory_bytes if hard == resource.RLIM_INFINITY else min(memory_bytes, hard)
    # macOS knows the limit and may refuse to set it; a worker without one is better than none.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


def _leave(scratch: str) -> NoReturn:
    """End this process and all that it started, and remove the files that solvers left."""
    leads_group = hasattr(os, "killpg") and os.getpgrp() == os.getpid()
    if leads_group:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        os.killpg(os.getpid(), signal.SIGTERM)  # first the others, so that nobody writes while we tidy up
    shutil.rmtree(scratch, ignore_errors=True)
    if leads_group:
        os.killpg(os.getpid(), signal.SIGKILL)
    os._exit(0)


if __name__ == "__main__":
    main()
