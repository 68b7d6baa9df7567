"""`python -m planner`, installed as `mixplanner`: the planner without a browser."""

import atexit
import gc
import os
import sys
import threading
from typing import Never

QUICK = frozenset(
    "plan roster budgets frontier worth labour boosting sensitivity why-not alternatives replan score compare".split()
)
"""Commands that read a list, Parquet in a child process, plan and write files.

They exchange no table with processes that have Arrow and keep no database open. --catalogue makes one as the others."""


def _is_quick() -> bool:
    return sys.argv[1:2] != [] and sys.argv[1] in QUICK and not any(one.startswith("--cat") for one in sys.argv)


def _settle() -> None:
    """Settings of the whole process that libraries read while they load."""
    # A command is short, and what it loads stays: looking for garbage meanwhile costs a tenth of its time.
    gc.set_threshold(1_000_000, 20, 100)
    # There are none, and looking for them reads what every installed package says of itself.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # Plans are made on one thread, in workers too: starting others takes longer than all sums of a command.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if _is_quick():
        # Once so much was freed, glibc keeps what is freed: arrays of draws need not be taken from the system anew.
        bytes(30 << 20)
        # Pandas loads it unasked; without it texts are Python's own, with the same results.
        sys.modules["pyarrow"] = None  # type: ignore[assignment]


def _end(status: int) -> Never:
    """End the process, a quick command at once: the system frees what it loaded sooner than the interpreter would."""
    if not _is_quick() or threading.active_count() > 1 or sys.flags.dev_mode:
        # Threads are waited for, databases closed, and with `python -X dev` a profiler may want to write.
        gc.freeze()
        sys.exit(status)
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def run() -> None:
    """Run the command line, and end the interpreter with its exit status."""
    _settle()
    try:
        from planner.cli import main

        _end(main())
    except KeyboardInterrupt:
        # Stopped while it was still loading.
        print("Stopped.", file=sys.stderr)
        sys.exit(130)


if __name__ == "__main__":
    run()
