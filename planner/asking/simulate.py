"""What a way of asking leads to, in drawn worlds: who says yes, for what fee, and what is left to do in later rounds.

All ways meet the same worlds (common random numbers), and the same seed draws the same worlds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from planner.asking.acceptance import Acceptance
from planner.asking.fill import Books, Columns, fill
from planner.asking.pool import Pool
from planner.forecast.assumptions import Assumptions
from planner.forecast.table import Bools, Floats, Ints


class Counting(StrEnum):
    """In which rounds the chance of a yes counts: an expected floor asks more people, and those who are surer."""

    NEVER = "never"
    LAST = "last"
    ALWAYS = "always"


LEAST_WORLDS, AT_ONCE, FROM_NOBODY = 60, 12, 4
"""Worlds are so many at least. Where no more are drawn, since each takes long, so many of them come between two looks
at the clock: the last where everybody is chosen anew."""


@dataclass(frozen=True)
class Policy:
    """A way of asking. rounds: 1 or more. stand_by: whoever is next is asked as soon as somebody says no.

    only_plan: nobody but the picks of the plan is ever asked.
    """

    counting: Counting
    rounds: int
    stand_by: bool = True
    only_plan: bool = False

    def counts(self, number: int) -> bool:
        """True where the chance of a yes counts in round `number`, from 1."""
        return self.counting is Counting.ALWAYS or (self.counting is Counting.LAST and number == self.rounds)


@dataclass(frozen=True, eq=False)
class Worlds:
    """How everybody in the pool would answer; shape (W, n) each.

    yes: they accept, the rest does not. raises: of those, at a raised fee only. says_no: of the rest, early in the
    round instead of by silence.
    """

    yes: Bools
    raises: Bools
    says_no: Bools

    @classmethod
    def drawn(cls, pool: Pool, acceptance: Acceptance, assumptions: Assumptions, many: int, seed: int) -> Worlds:
        """Draw the chances of the tiers, then answers; answers within a tier go together as far as it is unknown."""
        rng = np.random.default_rng(seed)
        tiers = acceptance.draw(rng.random((many, len(acceptance.values))))
        answer, raising, saying = rng.random((3, many, len(pool)))
        return cls(
            yes=answer < pool.likely.chances(tiers),
            raises=raising < assumptions.number("asking_raise_share"),
            says_no=saying < assumptions.number("asking_says_no"),
        )

    def __len__(self) -> int:
        return len(self.yes)

    def first(self, many: int) -> Worlds:
        """The first so many of them."""
        return self._part(slice(many))

    def parts(self, at_once: int = AT_ONCE) -> Iterator[Worlds]:
        """Some at a time."""
        step = at_once if len(self) <= LEAST_WORLDS else len(self)
        return (self._part(slice(low, low + step)) for low in range(0, len(self), step))

    def _part(self, of: slice) -> Worlds:
        return Worlds(self.yes[of], self.raises[of], self.says_no[of])


@dataclass(frozen=True, eq=False)
class Begun:
    """What is known before the first round; shape (2n,) each.

    signed: at which fee. out: asked already and not answered. gone: declined, released, or excluded for good.
    raised: have answered with a raised fee.
    """

    signed: Bools
    out: Bools
    gone: Bools
    raised: Bools

    @classmethod
    def nobody(cls, pool: Pool) -> Begun:
        """No one has been asked."""
        none = np.zeros(2 * len(pool), bool)
        return cls(none, none, none, none)


@dataclass(frozen=True, eq=False)
class Runs:
    """What came of a policy in each world.

    team: who is booked at which fee, (W, 2n). asked: in which round, 0 = never, (W, n). committed: the most cash that
    was ever signed or offered at one time, in cents, (W,).
    """

    team: Bools
    asked: Ints
    committed: Ints

    def __len__(self) -> int:
        return len(self.team)

    @classmethod
    def joined(cls, parts: Sequence[Runs]) -> Runs:
        """Of worlds in parts, those of all."""
        team, asked, committed = (
            np.concatenate([getattr(one, name) for one in parts]) for name in ("team", "asked", "committed")
        )
        return cls(team, asked, committed)

    def first(self, many: int) -> Runs:
        """Of the first so many worlds."""
        return Runs(self.team[:many], self.asked[:many], self.committed[:many])

    @property
    def contacted(self) -> Ints:
        """People asked in each world; shape (W,)."""
        return np.asarray((self.asked > 0).sum(axis=1))

    @property
    def rounds(self) -> Ints:
        """Rounds in which anybody was asked; shape (W,)."""
        return np.asarray(self.asked.max(axis=1, initial=0))


@dataclass(frozen=True, eq=False)
class Start:
    """How asking begins: what is known, whom the first round asks, (n,), and the expected chance of each yes, (n,)."""

    begun: Begun
    first: Bools
    chance: Floats


def run(pool: Pool, policy: Policy, start: Start, worlds: Worlds) -> Runs:
    """Follow a policy in each world."""
    state = _State.of(pool, start, worlds)
    if policy.only_plan:
        state.free[:, : len(pool)] &= start.first
    for number in range(1, policy.rounds + 1):
        counted = np.ones(2 * len(pool))
        if policy.counts(number):
            counted[: len(pool)] = start.chance
        if number == 1:
            state.offer(np.concatenate([start.first, np.zeros(len(pool), bool)]) & state.free)
        state.ask(counted, number)
        if policy.stand_by:
            state.hear_early()
            state.ask(counted, number)
        state.hear()
    # Whoever asked for more in the last round may still be taken, and nobody else is asked.
    state.free[:] = False
    state.ask(np.ones(2 * len(pool)), policy.rounds)
    return Runs(state.team, state.asked, state.committed)


def clairvoyant(pool: Pool, start: Start, worlds: Worlds) -> Runs:
    """The team of somebody who knows all answers beforehand, by the same greedy rule: what not knowing them costs."""
    state = _State.of(pool, start, worlds)
    n = len(pool)
    state.free[:, :n] &= worlds.yes & ~worlds.raises
    state.raised[:, n:] |= worlds.yes & worlds.raises & pool.can_raise & ~state.known
    state.out[:] = False
    state.ask(np.ones(2 * n), 1)
    state.hear()
    return Runs(state.team, state.asked, state.committed)


@dataclass(eq=False)
class _State:
    """All worlds at one moment; shape (W, 2n) but for asked (W, n), committed (W,) and known (n,)."""

    pool: Pool
    worlds: Worlds
    team: Bools
    out: Bools
    raised: Bools
    free: Bools
    asked: Ints
    committed: Ints
    known: Bools

    @classmethod
    def of(cls, pool: Pool, start: Start, worlds: Worlds) -> _State:
        n, many, begun = len(pool), len(worlds), start.begun
        known = np.asarray((begun.signed | begun.out | begun.gone | begun.raised).reshape(2, n).any(axis=0))
        free = np.zeros((many, 2 * n), bool)
        free[:, :n] = ~known
        return cls(
            pool=pool,
            worlds=worlds,
            team=np.repeat(begun.signed[None], many, axis=0),
            out=np.repeat(begun.out[None], many, axis=0),
            raised=np.repeat(begun.raised[None], many, axis=0),
            free=free,
            asked=np.repeat(begun.out[None, :n].astype(np.int64), many, axis=0),
            committed=np.zeros(many, np.int64),
            known=known,
        )

    def offer(self, who: Bools) -> None:
        """Make these an offer. who: shape (W, 2n), at their quotes."""
        self.out |= who
        self.free &= ~np.tile(who[:, : len(self.pool)], 2)

    def ask(self, counted: Floats, number: int) -> None:
        """Ask whoever is next, and agree to raised fees where they are worth it. counted: chances, shape (2n,)."""
        pool, n = self.pool, len(self.pool)
        sure, hoped = (Columns.of(pool, chance) for chance in (np.ones(2 * n), counted))
        books = Books.of(self.team, sure).and_(Books.of(self.out, hoped))
        found = fill(pool, books, self.free | (self.raised & ~self.team), hoped)
        self.team[:, n:] |= found[:, n:]
        self.raised &= ~found
        found[:, n:] = False
        self.offer(found)
        self.asked = np.where((self.asked == 0) & self.out[:, :n], number, self.asked)
        self.committed = np.maximum(self.committed, (self.team | self.out) @ pool.cash)

    def hear_early(self) -> None:
        """Those who say no before the round is half over."""
        n = len(self.pool)
        self.out[:, :n] &= self.worlds.yes | ~self.worlds.says_no

    def hear(self) -> None:
        """All other answers; silence is a no, since offers end with their round."""
        n, worlds = len(self.pool), self.worlds
        answered = self.out[:, :n] & worlds.yes
        self.team[:, :n] |= answered & ~worlds.raises
        self.raised[:, n:] |= answered & worlds.raises & self.pool.can_raise
        self.out[:] = False
