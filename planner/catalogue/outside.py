"""Everybody of a catalogue who is not in the short list, as `planner.optimise.rest.Rest` asks for them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.catalogue.catalogue import Catalogue
from planner.catalogue.engine import Engine
from planner.catalogue.packed import Spec
from planner.catalogue.passes import Ask, Merged, Priced
from planner.catalogue.rounds import Rounds
from planner.catalogue.vectors import Wanted
from planner.forecast.table import Ints
from planner.optimise.master import Prices
from planner.optimise.problem import Problem
from planner.optimise.proven import Proven
from planner.optimise.rest import Answered, Question, Start
from planner.optimise.watch import Watch


@dataclass
class Clock:
    """Seconds that the last pass of a market took; the first one, which may forecast everybody, counts like any."""

    seconds: float = 0.0


@dataclass(frozen=True, eq=False)
class Outside:
    """The rest of a catalogue.

    taken: numbers of all accounts in the short list, sorted. rounds: those of the question in hand. clock: what the
    last pass took. starts: prices that are known of problems.
    """

    catalogue: Catalogue
    engine: Engine
    spec: Spec
    taken: Ints
    rounds: Rounds
    clock: Clock
    starts: tuple[Start, ...] = ()

    @property
    def seconds(self) -> float:
        """See `Rest`."""
        return self.clock.seconds

    @property
    def proven(self) -> Proven:
        """See `Rest`."""
        return self.rounds.proven

    def start(self, problem: Problem) -> Prices | None:
        """See `Rest`."""
        return next((prices for one in self.starts if (prices := one.at(problem)) is not None), None)

    def lacks(self, platform: str) -> bool:
        """See `Rest`."""
        return all(platform not in shard.kept.platforms for shard in self.catalogue.shards)

    def answers(self, problem: Problem, questions: Sequence[Question], watch: Watch) -> list[Answered]:
        """See `Rest`. Raises BadInput when a shard was changed, or where there is no room."""
        segments = len(problem.table.segments)
        ask = Ask(self.spec, Wanted.of(problem), problem.scales, segments, self.taken)
        began = time.perf_counter()
        answers = asked(ask, questions, (self.catalogue, self.engine), watch)
        self.clock.seconds = time.perf_counter() - began
        return answers

    def widen(self, creators: Ints) -> None:
        """See `Rest`."""
        self.rounds.widen(np.unique(creators))

    def until(self, deadline: float) -> None:
        """See `Rest`."""
        self.rounds.until(deadline)


def asked(ask: Ask, questions: Sequence[Question], of: tuple[Catalogue, Engine], watch: Watch) -> list[Answered]:
    """One pass over all shards in which somebody may pass the filters."""
    catalogue, engine = of
    merged = [Merged(question, min(ask.most, question.most)) for question in questions]
    work = Priced(ask, tuple(questions), [-np.inf] * len(questions))
    # One shard at least says that there is nobody.
    shards = [shard for shard in catalogue.shards if ask.asks(shard)] or catalogue.shards[:1]
    for said in engine.each(work, shards, watch):
        for at, one in enumerate(said):
            merged[at].add(one)
            work.floors[at] = merged[at].floor
    return [one.answered() for one in merged]
