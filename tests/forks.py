"""Processes that are forked off a test, to be killed in the middle of their work."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable

import pytest


def child(work: Callable[[int], None]) -> tuple[int, int]:
    """Fork a process that does this work and writes to the pipe it is given; its id, and the pipe's other end."""
    if not hasattr(os, "fork"):
        pytest.skip("this system cannot fork: saves were not killed")
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        try:
            work(writing)
            os._exit(0)
        except BaseException:  # noqa: BLE001 a fork must never return into pytest
            traceback.print_exc()
            os._exit(1)
    os.close(writing)
    return pid, reading


def told(pipe: int, begun: bytes = b"") -> list[int]:
    """The whole numbers that a process has written, until its end of the pipe was closed; a half line is not one.

    begun: what was read from the pipe before.
    """
    with os.fdopen(pipe, "rb") as stream:
        lines = (begun + stream.read()).split(b"\n")
    return [int(line) for line in lines[:-1]]
