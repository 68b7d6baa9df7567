"""Everybody whom a table leaves out, and how what is proven of the table is held against them.

A plan out of a market of millions is searched in a short list, which is a table like any other. What is proven of it
rests on prices (see claims.py). At any prices a package that the table leaves out earns something, too, and three
things of all of them together decide whether what was proven holds for everybody: how much they earn altogether where
they earn anything, what the one that earns most earns, and which ones come near. So prices go out, and these come back.
See docs/decisions/0049-the-rest-of-a-market.md.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol, cast

import numpy as np

from planner.forecast.table import TIERS, Floats, Ints, PackageTable
from planner.frozen import dataclass
from planner.optimise.master import Prices
from planner.optimise.proven import Proven
from planner.optimise.watch import Watch
from planner.wording import counted

if TYPE_CHECKING:
    from planner.optimise.problem import Problem

APEX = len(TIERS) - 1
MOST = 50_000
"""Packages that come back for one question at most, unless it asks for fewer."""
FIRST = 2_000
"""Creators who join a short list at least while its relaxation is still far from everybody's."""


class Wider(Exception):
    """Raised where a short list decides nothing: these creators, by their numbers in the market, have to join it."""

    def __init__(self, creators: Ints) -> None:
        super().__init__(f"{counted(len(creators), 'creator')} outside the short list matter")
        self.creators = creators


class Missed:
    """Those whom questions miss on a short list: whoever is missed by several is asked for at once."""

    def __init__(self) -> None:
        self._creators: list[Ints] = []

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        if isinstance(error, Wider):
            self._creators.append(error.creators)
        return isinstance(error, Wider)

    def ask(self, watch: Watch | None = None) -> None:
        """Raise Wider with all of them; nothing where nobody was missed, or from the watch's deadline on."""
        if self._creators and not (watch is not None and watch.late):
            raise Wider(np.unique(np.concatenate(self._creators)))


@dataclass(frozen=True, eq=False)
class Question:
    """Prices, and from where on a package is asked for by name: where it earns at least -loss.

    most: of more packages those that earn most. aims: False where only the demands are priced, and the goal is worth
    nothing. The prices of the limits are as many as the problem's, or one more, which is that of a creator of the
    highest tier.
    """

    prices: Prices
    aims: bool = True
    loss: float = 0.0
    most: int = MOST


@dataclass(frozen=True, eq=False)
class Others:
    """Packages that no table has; n of them, K limits, S segments.

    creator: number in the market, (n,), sorted; available (n,); gain (n,); rows (n, K + 1), scaled as the problem's;
    the last of them counts creators of the highest tier; weights (n, S). rounding: by which part of itself each number
    may be off; 0 for what was never rounded.
    """

    creator: Ints
    available: Ints
    gain: Floats
    rows: Floats
    weights: Floats
    rounding: float = 0.0

    def __len__(self) -> int:
        return len(self.creator)

    def at(self, rows: Ints) -> Others:
        """Those at these places."""
        return Others(
            self.creator[rows],
            self.available[rows],
            self.gain[rows],
            self.rows[rows],
            self.weights[rows],
            self.rounding,
        )

    def earned(self, question: Question) -> Floats:
        """What each earns at most, (n,): its reduced value, and what rounding may have taken from it."""
        y = question.prices.y
        rows = self.rows[:, : len(y)]
        value = self.weights @ question.prices.w - rows @ y
        size = self.weights @ question.prices.w + np.abs(rows) @ np.abs(y) if self.rounding else np.zeros(len(self))
        if question.aims:
            value, size = value + self.gain, size + np.abs(self.gain) * bool(self.rounding)
        return np.asarray(value + self.rounding * size)

    def answer(self, question: Question) -> Answered:
        """What these say to a question."""
        earned = self.earned(question)
        first = np.flatnonzero(np.diff(self.creator, prepend=-1))
        best = np.maximum.reduceat(earned, first) if len(first) else np.empty(0)
        more = float(self.available[first] @ np.maximum(best, 0.0))
        near, complete = np.flatnonzero(earned >= -question.loss), question.loss
        if len(near) > question.most:
            near = near[np.argsort(-earned[near], kind="stable")[: question.most + 1]]
            complete = -float(earned[near[-1]])
            near = np.sort(near[:-1])
        elif len(near) == len(earned):
            complete = np.inf
        return Answered(more, float(earned.max(initial=-np.inf)), self.at(near), complete, len(self))


@dataclass(frozen=True, eq=False)
class Answered:
    """What everybody outside the table says at some prices.

    more: no plan earns more through them: the sum over creators of what the best package of each earns, where it earns
    anything, as often as it can be booked. top: what the best of all packages earns, -inf where there is none.
    near: packages that earn most, by name. complete: every package that is not among them earns at most -complete; inf
    where all are among them. packages: so many there are that the problem lets in.

    Sums are rounded up, never down, and are the same whoever computes them, in how many parts.
    """

    more: float
    top: float
    near: Others
    complete: float
    packages: int


@dataclass(frozen=True, eq=False)
class Start:
    """Prices near the best ones of a problem, whoever is in its table.

    asked: what tells the problem from others. prices: of one unit of each limit's row as it is, before it is scaled.
    """

    asked: Hashable
    prices: Prices

    @classmethod
    def of(cls, problem: Problem, prices: Prices) -> Start:
        """From prices of the problem's scaled rows."""
        return cls(_asked(problem), replace(prices, y=prices.y * problem.scales))

    def at(self, problem: Problem) -> Prices | None:
        """Prices of this problem's scaled rows; None where it is another."""
        if _asked(problem) != self.asked:
            return None
        return replace(self.prices, y=self.prices.y / problem.scales)


def _asked(problem: Problem) -> Hashable:
    limits = tuple((limit.name, limit.sense, limit.bound) for limit in problem.limits)
    floors = tuple((floor.worth.tobytes(), floor.least) for floor in problem.floors)
    aim = problem.objective
    return limits, floors, aim.gain is None, aim.people.tobytes()


class Rest(Protocol):
    """Everybody whom a table leaves out.

    Whole creators: no creator, and no person with several accounts, is partly in the table. They are forecast for the
    same brief under the same assumptions, and are let in or not by the problem's own filters. A rest never changes:
    when creators join the short list, the next table has another rest.
    """

    @property
    def seconds(self) -> float:
        """That one pass takes, as far as is known: a question in hand is given so much more time."""

    def start(self, problem: Problem) -> Prices | None:
        """Prices near the best ones of a problem, where such are known."""

    @property
    def proven(self) -> Proven:
        """What is known of the market for good; the same for the next table, when creators join the short list."""

    def lacks(self, platform: str) -> bool:
        """Whether nobody of the whole market is on a platform."""

    def answers(self, problem: Problem, questions: Sequence[Question], watch: Watch) -> list[Answered]:
        """What they say to each question, in one pass over all of them.

        Limits are evaluated by `limit.row`, a hopeless one as nothing: its bound would be as much higher as they have
        altogether. They are scaled by `problem.scales`; filters are `problem.lets_in`, the goal is
        `problem.objective.gain`. Raises Cancelled.
        """

    def widen(self, creators: Ints) -> None:
        """Ask for these to join the short list, by their numbers: raises Wider.

        Returns where the short list is not made longer any more; then the weaker bound is what is known.
        """

    def until(self, deadline: float) -> None:
        """Make the short list longer only where whoever asks again can be done by then, by time.perf_counter."""


def in_passes(table: PackageTable, number: float) -> float:
    """Seconds that so many passes over everybody outside a table take; 0 where there is nobody."""
    return 0.0 if table.rest is None else number * cast(Rest, table.rest).seconds


def known_of(table: PackageTable) -> Proven:
    """What is known for good of the market that a table is a part of; nothing yet where the table is all there is."""
    return Proven() if table.rest is None else cast(Rest, table.rest).proven


def half_more(problem: Problem) -> int:
    """How many creators join at a time, so that a list that is far too short is long enough after a few rounds."""
    return max(FIRST, len(problem.table.available) // 2)


def joining(near: Others, question: Question, most: int) -> Ints:
    """Creators whose best package earns most at these prices, `most` of them at most; sorted."""
    earned = near.earned(question)
    first = np.flatnonzero(np.diff(near.creator, prepend=-1))
    best = np.maximum.reduceat(earned, first) if len(first) else np.empty(0)
    top = np.argsort(-best, kind="stable")[:most]
    return np.sort(near.creator[first[top]])


_COLUMNS = ("creator", "available", "gain", "rows", "weights")


def joined(parts: Sequence[Answered], question: Question) -> Answered:
    """The answer of all from the answers of parts that share no creator, in the order of their numbers."""
    creator, available, gain, rows, weights = (
        np.concatenate([getattr(part.near, name) for part in parts]) for name in _COLUMNS
    )
    near = Others(creator, available, gain, rows, weights, max(part.near.rounding for part in parts))
    complete = min(part.complete for part in parts)
    if len(near) > question.most:
        kept = near.answer(replace(question, loss=np.inf))
        near, complete = kept.near, min(complete, kept.complete)
    more, packages = sum(part.more for part in parts), sum(part.packages for part in parts)
    return Answered(more, max(part.top for part in parts), near, complete, packages)
