"""The messages between the pool and a worker process, and the pipe they travel on.

A frame is eight bytes of length (big-endian) and one pickled message. Values of the caller travel as bytes
inside a message, so a value that cannot be unpickled spoils its own job and not the conversation.
"""

import pickle
import struct
import threading
from dataclasses import dataclass
from io import FileIO

_LENGTH = struct.Struct(">Q")


@dataclass(frozen=True, slots=True)
class Keep:
    """To the worker: hold this pickled shared value under its key."""

    key: str
    value: bytes


@dataclass(frozen=True, slots=True)
class Forget:
    """To the worker: let go of a shared value."""

    key: str


@dataclass(frozen=True, slots=True)
class Start:
    """To the worker: call ``module:function`` with the pickled payload and the shared values named.

    seconds: after which the worker is killed.
    """

    number: int
    function: str
    payload: bytes
    needs: tuple[str, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Cancel:
    """To the worker: nobody waits for this job any more."""

    number: int


@dataclass(frozen=True, slots=True)
class Ready:
    """From the worker: started, modules imported."""


@dataclass(frozen=True, slots=True)
class Progress:
    """From the worker: the latest pickled progress of a job."""

    number: int
    value: bytes


@dataclass(frozen=True, slots=True)
class Finished:
    """From the worker: the pickled return value of a job."""

    number: int
    value: bytes


@dataclass(frozen=True, slots=True)
class Broke:
    """From the worker: the job raised. ``message`` is for people, ``detail`` (the traceback) for the log."""

    number: int
    message: str
    detail: str


ToWorker = Keep | Forget | Start | Cancel
FromWorker = Ready | Progress | Finished | Broke


class Channel:
    """One end of the conversation: any thread may send, one thread receives.

    The streams are unbuffered: a buffered one holds a lock that a daemon thread may still own at exit.
    """

    def __init__(self, reader: FileIO, writer: FileIO) -> None:
        self._reader = reader
        self._writer = writer
        self._sending = threading.Lock()

    def send(self, message: ToWorker | FromWorker) -> None:
        """Write one frame; raises OSError when the other side is gone."""
        body = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
        rest = memoryview(_LENGTH.pack(len(body)) + body)
        with self._sending:
            while rest:
                rest = rest[self._writer.write(rest) or 0 :]

    def receive(self) -> object:
        """Read one message; raises EOFError when the other side is gone."""
        (length,) = _LENGTH.unpack(self._exactly(_LENGTH.size))
        return pickle.loads(self._exactly(length))

    def close(self) -> None:
        """Close both pipes."""
        self._reader.close()
        self._writer.close()

    def _exactly(self, length: int) -> bytearray:
        frame = bytearray(length)
        rest = memoryview(frame)
        while rest:
            count = self._reader.readinto(rest)
            if not count:
                raise EOFError("the other side of the pipe is gone")
            rest = rest[count:]
        return frame
