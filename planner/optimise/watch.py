"""How a long solve is watched: it tells how far it is, and asks whether anybody still wants it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Progress:
    """Where a solve stands: phase in words, seconds since its start, best goal and bound so far (or None)."""

    phase: str
    seconds: float
    goal: float | None = None
    bound: float | None = None


class Cancelled(Exception):
    """Raised inside a solve when nobody wants its answer any more."""


@dataclass(frozen=True)
class Watch:
    """report: called with each Progress. stop: set from any thread to cancel; the solve ends within a second."""

    report: Callable[[Progress], None] = lambda progress: None
    stop: threading.Event = field(default_factory=threading.Event)
    started: float = field(default_factory=time.perf_counter)

    @property
    def seconds(self) -> float:
        """Since the solve was asked for."""
        return time.perf_counter() - self.started

    def tell(self, phase: str, goal: float | None = None, bound: float | None = None) -> None:
        """Report progress. Raises Cancelled when the stop event is set."""
        if self.stop.is_set():
            raise Cancelled
        self.report(Progress(phase, self.seconds, goal, bound))
