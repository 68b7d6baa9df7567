"""How long a question about a market is asked again of a longer list, and what stays known from round to round."""

from __future__ import annotations

import math
import time
from collections.abc import Hashable, Iterator
from contextlib import contextmanager

from planner.forecast.table import Ints
from planner.optimise.proven import Proven
from planner.optimise.rest import Wider
from planner.optimise.watch import Watch

ROUNDS = 40
"""Times that one question is asked at most; two or three are usual."""


class Rounds:
    """The rounds of one market, which answers one question at a time. A market that was asked nothing has none.

    proven: what is known for good, whatever is on the short list.
    """

    def __init__(self) -> None:
        self.proven = Proven()
        self._left, self._until = 0, math.inf
        self._began, self._reading = 0.0, 0.0
        self._spent: dict[Hashable, float] = {}
        self._missed: Hashable = None

    def each(self, watch: Watch) -> Iterator[int]:
        """Numbers of the rounds of a new question, which may last until the watch's deadline."""
        self._spent, self._reading = {}, 0.0
        self.proven.anew()
        for left in range(ROUNDS, 0, -1):
            self._left, self._until, self._began = left, watch.deadline, time.perf_counter()
            yield ROUNDS - left

    def widen(self, creators: Ints) -> None:
        """Raise Wider with these, where there is a round left, and as much time as the last one took."""
        now = time.perf_counter()
        if len(creators) and self._left > 1 and now + (now - self._began) + self._reading < self._until:
            raise Wider(creators)

    def until(self, deadline: float) -> None:
        """From now on, begin no round that would not end before this, by time.perf_counter."""
        self._until = deadline

    @contextmanager
    def sharing(self, what: Hashable, watch: Watch, seconds: float) -> Iterator[Watch]:
        """The watch of one part of the question, which has these seconds in all rounds together.

        what: equal for the same part in another round.
        """
        shared, began, outer = watch.within(seconds - self._spent.get(what, 0.0)), time.perf_counter(), self._until
        self._until = min(outer, shared.deadline)
        try:
            yield shared
        except Wider:
            self._spend(what, began)
            self._missed = what
            raise
        finally:
            self._until = outer

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Count the time in which the list is made longer to what it is made longer for."""
        began = time.perf_counter()
        yield
        self._reading = time.perf_counter() - began
        self._spend(self._missed, began)

    def _spend(self, what: Hashable, began: float) -> None:
        self._spent[what] = self._spent.get(what, 0.0) + time.perf_counter() - began
