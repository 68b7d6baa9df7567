"""Reading the Parquet files of a catalogue: what goes wrong is a sentence, and a file that was changed is noticed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

import pyarrow as pa

from planner.problems import BadInput, Problem

# Arrow's own allocators keep what is freed for the thread that had it: with file after file on several threads, a plan
# out of a million creators takes 130 MB more with them, and no less time.
pa.set_memory_pool(pa.system_memory_pool())

_MAGIC = b"PAR1"
_TAIL = 8


@contextmanager
def reading(place: str) -> Iterator[None]:
    """Whatever of Arrow or the system fails inside becomes BadInput with this place."""
    try:
        yield
    except FileNotFoundError:
        raise BadInput([Problem(place, "", "is missing", "the file as it was; build the catalogue again")]) from None
    except (pa.ArrowException, OSError, KeyError) as error:
        why = " ".join(str(error).split())[:160]
        wrong = f"cannot be read ({why})"
        raise BadInput([Problem(place, "", wrong, "the file as it was; build the catalogue again")]) from None


def footer_of(file: pa.NativeFile) -> str:
    """Hex SHA-256 of the footer of a Parquet file: schema, statistics and the place of every page.

    The pages have checksums of their own. Raises OSError when the file has no footer.
    """
    size = file.size()
    tail = file.read_at(_TAIL, size - _TAIL) if size > _TAIL else b""
    length = int.from_bytes(tail[:4], "little")
    if tail[4:] != _MAGIC or length > size - _TAIL:
        raise OSError("it is not a whole Parquet file")
    return hashlib.sha256(file.read_at(length + _TAIL, size - _TAIL - length)).hexdigest()
