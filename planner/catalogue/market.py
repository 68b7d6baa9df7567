"""A question about a market: asked of a short list, which grows until the answer holds for everybody.

Whatever takes a roster and a brief is such a question: a plan, why not somebody, a frontier. The short list is a
roster that knows its market, so its forecast knows the rest of it (`planner.planning.forecast`), and what is proven of
the list is held against that rest. Where it does not hold, those who refute it join the list, and the question is asked
again.
"""

from __future__ import annotations

import math
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from planner.brief.brief import Brief
from planner.domain.roster import Roster
from planner.forecast.assumptions import Assumptions
from planner.forecast.table import Ints, PackageTable
from planner.optimise.proven import Proven
from planner.optimise.rest import Rest, Wider
from planner.optimise.watch import Watch
from planner.problems import Problem

ROUNDS = 40
"""Times that one question is asked at most; two or three are usual."""

T = TypeVar("T")


class Market(ABC):
    """A market and its present short list, for one question at a time.

    What implements it says who is outside the list, and adds creators to the list. It has `widen`, which its rests pass
    on what they are asked.
    """

    def __init__(self, roster: Roster) -> None:
        self._roster = roster
        self.proven = Proven()
        self._rounds, self._began, self._deadline = 0, 0.0, math.inf

    @property
    def roster(self) -> Roster:
        """The short list, which knows its market."""
        return replace(self._roster, market=self)

    @property
    @abstractmethod
    def fingerprint(self) -> str:
        """Of the whole market, whatever is on the short list."""

    @abstractmethod
    def problems(self, brief: Brief) -> Sequence[Problem]:
        """What the brief names that nobody in the whole market has, as `planner.crosscheck.cross_check` of a roster."""

    @abstractmethod
    def rest(self, table: PackageTable, brief: Brief, assumptions: Assumptions) -> Rest:
        """Everybody whom the short list leaves out, for the table that was forecast of it for this brief."""

    @abstractmethod
    def longer(self, creators: Ints) -> Roster:
        """The short list with these creators of the market too, and with all accounts of the same people."""

    def widen(self, creators: Ints) -> None:
        """Raise Wider with these, where there is a round left, and as much time as the last one took."""
        now = time.perf_counter()
        if len(creators) and self._rounds > 1 and now + (now - self._began) < self._deadline:
            raise Wider(creators)

    def ask(self, question: Callable[[Roster], T], watch: Watch) -> T:
        """The answer to a question, which is asked again of a longer list until it holds for everybody.

        After the last round, or near the watch's deadline, what is known is the answer: a weaker bound, or undecided.
        What the question raises is passed on.
        """
        self._deadline = watch.deadline
        for left in range(ROUNDS, 0, -1):
            self._rounds, self._began = left, time.perf_counter()
            try:
                return question(self.roster)
            except Wider as wider:
                watch.tell("Adding creators who could matter")
                self._roster = self.longer(wider.creators)
        raise AssertionError("a market asks for more creators in its last round")
