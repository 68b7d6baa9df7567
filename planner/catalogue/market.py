"""A question about a market: asked of a short list, which grows until the answer holds for everybody.

Whatever takes a roster and a brief is such a question: a plan, why not somebody, a frontier. The short list is a
roster that knows its market, so its forecast knows the rest of it (`planner.planning.forecast`), and what is proven of
the list is held against that rest. Where it does not hold, those who refute it join the list, and the question is asked
again.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from planner.brief.brief import Brief
from planner.catalogue.rounds import Rounds
from planner.domain.roster import Roster
from planner.forecast.assumptions import Assumptions
from planner.forecast.table import Ints, PackageTable
from planner.optimise.rest import Rest, Wider
from planner.optimise.watch import Watch
from planner.problems import Problem

T = TypeVar("T")


class Market(ABC):
    """A market and its present short list, for one question at a time.

    What implements it says who is outside the list, and adds creators to the list. Its rests pass on to its `rounds`
    who is to join, and what is proven.
    """

    def __init__(self, roster: Roster) -> None:
        self._roster = roster
        self.rounds = Rounds()

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
    def longer(self, creators: Ints, watch: Watch) -> Roster:
        """The short list with these creators of the market too, and with all accounts of the same people.

        Raises Cancelled.
        """

    def ask(self, question: Callable[[Roster], T], watch: Watch) -> T:
        """The answer to a question, which is asked again of a longer list until it holds for everybody.

        After the last round, or near the watch's deadline, what is known is the answer: a weaker bound, or undecided.
        What the question raises is passed on.
        """
        for _ in self.rounds.each(watch):
            try:
                return question(self.roster)
            except Wider as wider:
                watch.tell("Adding creators who could matter")
                with self.rounds.reading():
                    self._roster = self.longer(wider.creators, watch)
        raise AssertionError("a market asks for more creators in its last round")
