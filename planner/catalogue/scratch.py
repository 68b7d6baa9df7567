"""Directories for the time that a process runs; what a process that was killed left behind goes at the next start.

A process holds a lock on each of its directories. The system lets go of it when the process ends, however it ends, so
a directory of this user's that nobody holds is left over. Windows knows no such locks of directories: there nothing is
held, and nothing that was left behind is removed.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Self

PREFIX = "planner-market-"
LOCKS = os.name == "posix"
"""Whether the system has locks of directories."""
_NEW_SECONDS = 60.0
"""A directory that was just made may not be held yet."""


@dataclass(frozen=True)
class Scratch:
    """A directory that only this user may read. lock: a descriptor that holds it, None where nothing can."""

    directory: Path
    lock: int | None

    @classmethod
    def made(cls) -> Self:
        """A new one, after the leftovers of others are removed. Raises OSError."""
        if not LOCKS:
            return cls(Path(tempfile.mkdtemp(prefix=PREFIX)), None)
        import fcntl

        remove_leftovers()
        directory = tempfile.mkdtemp(prefix=PREFIX)
        lock = os.open(directory, os.O_RDONLY)
        # A file system without locks: nobody can hold it there, so nobody removes it either.
        with contextlib.suppress(OSError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return cls(Path(directory), lock)

    def remove(self) -> None:
        """Remove it with what is in it."""
        shutil.rmtree(self.directory, ignore_errors=True)
        if self.lock is not None:
            with contextlib.suppress(OSError):
                os.close(self.lock)


def remove_leftovers() -> None:
    """Remove this user's directories in the temporary directory that no process holds any more."""
    for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            _remove_unheld(path)


def _remove_unheld(path: Path) -> None:
    """Raises OSError where it is held, is not this user's, is a link, or is gone already."""
    import fcntl

    lock = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        found = os.fstat(lock)
        new = time.time() - found.st_mtime < _NEW_SECONDS
        if found.st_uid != os.getuid() or new:
            return
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(path, ignore_errors=True)
    finally:
        os.close(lock)
