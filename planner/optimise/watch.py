"""Progress reporting, cancellation and the deadline of a solve."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from dataclasses import field, replace

from planner.frozen import dataclass


@dataclass(frozen=True)
class Progress:
    """Where a solve stands: phase in words, seconds since its start, best goal and bound so far (or None)."""

    phase: str
    seconds: float
    goal: float | None = None
    bound: float | None = None


class Cancelled(Exception):
    """Raised inside a solve when nobody wants its answer any more."""


class OutOfTime(Exception):
    """Raised where the deadline ends a computation that has nothing to show yet; never leaves the optimiser."""


@dataclass(frozen=True)
class Watch:
    """One question's progress, cancellation and deadline, shared by every solve that it takes.

    report: called with each Progress. stop: set from any thread to cancel; the solve ends within a second.
    deadline: by time.perf_counter, inf = none; what has been found by then is the answer.
    """

    report: Callable[[Progress], None] = lambda _: None
    stop: threading.Event = field(default_factory=threading.Event)
    started: float = field(default_factory=time.perf_counter)
    deadline: float = math.inf

    @property
    def seconds(self) -> float:
        """Since the solve was asked for."""
        return time.perf_counter() - self.started

    @property
    def left(self) -> float:
        """Seconds until the deadline, never below 0."""
        return max(0.0, self.deadline - time.perf_counter())

    @property
    def late(self) -> bool:
        """True from the deadline on."""
        return time.perf_counter() >= self.deadline

    def within(self, seconds: float) -> Watch:
        """The same with these seconds at most from now on, and never more than are left."""
        return replace(self, deadline=min(self.deadline, time.perf_counter() + seconds))

    def among(self, questions: int) -> Watch:
        """A watch for the first of so many questions, which begins now and has an even part of what is left."""
        return replace(self, started=time.perf_counter()).within(self.left / questions)

    def beyond(self, seconds: float) -> Watch:
        """The same with these seconds from now on, but never more of them than that after the deadline."""
        return replace(self, deadline=min(time.perf_counter(), self.deadline) + seconds)

    def anew(self, seconds: float) -> Watch:
        """The same with these seconds from now on, whatever was left."""
        return replace(self, deadline=time.perf_counter() + seconds)

    def tell(self, phase: str, goal: float | None = None, bound: float | None = None) -> None:
        """Report progress. Raises Cancelled when the stop event is set."""
        if self.stop.is_set():
            raise Cancelled
        self.report(Progress(phase, self.seconds, goal, bound))
