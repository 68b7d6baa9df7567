"""Where a command writes: tried before the work begins, and replaced whole or not at all."""

import contextlib
import os
import secrets
import stat
import sys
from collections.abc import Iterable, Iterator, Sequence

from planner.frozen import dataclass


class Unwritable(Exception):
    """A path that cannot be written to, as a sentence."""


@dataclass
class Target:
    """One file to write.

    kind: the option that names it, such as json or xlsx. path: "-" is standard output. draft: file beside it, which
    takes its place; "" for a device or a pipe, which are written through.
    """

    kind: str
    path: str
    draft: str = ""

    def write(self, data: bytes) -> None:
        """Put the data in place, whole. Raises Unwritable when the disk does not take it."""
        if self.path == "-":
            sys.stdout.write(data.decode())
            return
        self.write_parts((data,))

    def write_parts(self, parts: Iterable[bytes]) -> None:
        """The same with data that comes in parts; what raises meanwhile leaves nothing in place."""
        try:
            if not self.draft:
                _through(self.path, parts)
                return
            with open(self.draft, "wb") as file:
                file.writelines(parts)
                file.flush()
                os.fsync(file.fileno())
            os.replace(self.draft, os.path.realpath(self.path))
        except OSError as error:
            raise Unwritable(_sentence(self.kind, self.path, error.strerror or str(error))) from None


def _through(path: str, parts: Iterable[bytes]) -> None:
    """Write to what cannot be replaced: a device, a pipe, or what the shell has opened already."""
    if path in _STANDARD_OUTPUT:
        sys.stdout.flush()
        sys.stdout.buffer.writelines(parts)
        sys.stdout.buffer.flush()
        return
    with open(path, "wb") as file:
        file.writelines(parts)


_STANDARD_OUTPUT = ("/dev/stdout", "/dev/fd/1", "/proc/self/fd/1")


@contextlib.contextmanager
def prepared(wanted: Sequence[tuple[str, str]], inputs: Sequence[str]) -> Iterator[list[Target]]:
    """Targets of (kind, path) with a draft made beside each; drafts that were not used are gone afterwards.

    Raises Unwritable when a path is a folder, an input, given twice, or in a folder that takes no files.
    """
    targets: list[Target] = []
    taken = {os.path.realpath(path) for path in inputs}
    try:
        try:
            for kind, path in wanted:
                target = _target(kind, path, taken)
                # Noted before it is made: a signal may raise between any two steps, and what is noted is removed.
                targets.append(target)
                _make_draft(target)
            yield targets
        finally:
            _remove_drafts(targets)
    finally:
        _remove_drafts(targets)  # what a signal during the first time left


def _remove_drafts(targets: Sequence[Target]) -> None:
    for target in targets:
        if target.draft:
            with contextlib.suppress(OSError):
                os.unlink(target.draft)


def _make_draft(target: Target) -> None:
    """Make the draft, with the permissions of the file whose place it takes. Raises Unwritable."""
    if not target.draft:
        return
    real = os.path.realpath(target.path)
    try:
        os.close(os.open(target.draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        os.chmod(target.draft, os.stat(real).st_mode & 0o777 if os.path.exists(real) else 0o644)
    except (OSError, ValueError) as error:
        raise Unwritable(_sentence(target.kind, target.path, getattr(error, "strerror", None) or str(error))) from None


def _target(kind: str, path: str, taken: set[str]) -> Target:
    if path == "-":
        if kind in _TEXTS:
            return Target(kind, path)
        raise Unwritable(f"--{kind} '-': a {kind} file does not go to standard output. Accepted: the path of a file.")
    real = os.path.realpath(path)
    if real in taken:
        raise Unwritable(f"{_place(kind, path)}: is also another file of this command. Accepted: a path of its own.")
    if os.path.isdir(real):
        raise Unwritable(f"{_place(kind, path)}: is a folder. Accepted: the path of a file.")
    taken.add(real)
    mode = _mode(path)
    if mode is not None and (stat.S_ISBLK(mode) or stat.S_ISSOCK(mode)):
        raise Unwritable(f"{_place(kind, path)}: is a disk or a socket. Accepted: the path of a file.")
    if mode is not None and (not stat.S_ISREG(mode) or path.startswith(("/dev/", "/proc/"))):
        return Target(kind, path)
    return Target(kind, path, os.path.join(os.path.dirname(real), f".plan-{secrets.token_hex(8)}"))


def _mode(path: str) -> int | None:
    """What stands at a path, None when nothing does."""
    try:
        return os.stat(path).st_mode
    except (OSError, ValueError):
        return None


_TEXTS = ("json", "brief-out")
"""What may go to standard output."""


def _place(kind: str, path: str) -> str:
    """What names a path: an option, or a position, which stands in capitals."""
    return f"{kind if kind.isupper() else f'--{kind}'} '{path}'"


def _sentence(kind: str, path: str, why: str) -> str:
    return f"{_place(kind, path)}: cannot be written ({why}). Accepted: a path in a folder that takes files."
