"""Reduced-cost loss of each option, for variable fixing: which options are worth deciding about, and which are not.

At the prices of a bound each creator has a best option (a package, or not being booked), and every other option
loses something. A plan that uses an option losing more than d is worth at most (bound - d). So a program need only
hold the options that lose at most d: the better of its own bound and (bound - d) holds for all (reduced-cost fixing;
Dantzig, Fulkerson and Johnson 1954).
"""

from collections.abc import Mapping
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from planner.forecast.table import Floats, Ints
from planner.frozen import dataclass
from planner.optimise.restricted import Band, Part


@dataclass(frozen=True)
class Fixed:
    """A branch of the search.

    Packages (rows of the table) are booked between a least and a most count, and the number of creators at the apex
    lies in a band.
    """

    packages: Mapping[int, tuple[int, int]]
    band: Band


PARTLY = 1e-6
"""A number of packages farther than this from a whole one is booked in part."""
SHARE = 8
"""Of each kind a core takes this part more, besides the options that lose least."""


class Choice:
    """Packages by creator, whatever they earn. index, owner: rows and creators, sorted by creator.

    available: of every creator of the table, shape (m,).
    """

    def __init__(self, index: Ints, owner: Ints, available: Ints) -> None:
        self.index, self.owner = index, owner
        self.first = np.flatnonzero(np.diff(owner, prepend=-1))
        self.of = np.repeat(np.arange(len(self.first)), np.diff(self.first, append=len(owner)))
        self.available = available[owner[self.first]] if len(self.first) else np.empty(0, np.int64)

    @property
    def creators(self) -> Ints:
        """The creators, sorted."""
        return np.asarray(self.owner[self.first])

    def __len__(self) -> int:
        return len(self.index)


class Options:
    """The options of a choice when each package earns this `value`."""

    def __init__(self, choice: Choice, value: Floats, fixed: Fixed | None = None) -> None:
        self._index, self._of, self._first = choice.index, choice.of, choice.first
        self._available = choice.available
        self._fixed = fixed
        top = np.maximum.reduceat(value, self._first) if len(choice) else np.empty(0)
        self._least = np.zeros(len(self._first))
        self._open = np.zeros(len(self._first), bool)
        self._extra = 0.0
        value = self._as_fixed(value, top) if fixed is not None and fixed.packages else value
        self._earned = np.maximum(top, self._least)
        self._value, self._top = value, top
        self._total = float(self._available @ self._earned) + self._extra

    @cached_property
    def loss(self) -> Floats:
        """What each package loses against its creator's best option."""
        return np.asarray(self._earned[self._of] - self._value)

    @cached_property
    def _best(self) -> Ints:
        """The best package of each creator whom it is best to book."""
        at_top = np.flatnonzero(self.loss <= 0)
        chosen = at_top[np.flatnonzero(np.diff(self._of[at_top], prepend=-1))]
        return np.asarray(chosen[self._earned[self._of[chosen]] > self._least[self._of[chosen]]])

    @cached_property
    def alternative(self) -> Floats:
        """What each option loses; in place of the best package: not to book the creator, which branches may forbid."""
        losses = self.loss.copy()
        losses[self._best] = (self._earned - self._least)[self._of[self._best]]
        return losses

    def mattering(self, loss: float) -> Ints:
        """Rows of the options that lose at most this, of every creator's best package, and of those a branch fixes."""
        wanted = (self.alternative <= loss) | self._open[self._of]
        wanted[self._best] = True
        fixed = [] if self._fixed is None else [*self._fixed.packages]
        return np.union1d(self._index[wanted], np.array(fixed, np.int64))

    @property
    def total(self) -> float:
        """What the best options earn altogether."""
        return self._total

    @property
    def guard(self) -> Floats:
        """What one more package of each creator may earn and change nothing; inf where a branch leaves no choice."""
        guard = np.where(np.isinf(self._least), np.inf, self._earned)
        # Of a creator who stands for many, another package could take the place of the second best.
        return np.where(self._open, np.minimum(guard, 0.0), guard)

    def __len__(self) -> int:
        return len(self._index)

    def _as_fixed(self, value: Floats, top: Floats) -> Floats:
        """Values under a branch's fixings: a forbidden package earns nothing, a forced one leaves no choice."""
        assert self._fixed is not None
        value = value.copy()
        ends = np.append(self._first, len(self._index))
        for row, (low, high) in self._fixed.packages.items():
            at = int(np.searchsorted(self._index, row))
            owner = int(self._of[at])
            own = slice(int(ends[owner]), int(ends[owner + 1]))
            if self._available[owner] > 1:
                if not self._open[owner]:
                    self._open[owner] = True
                    whole = float(self._available[owner]) * max(float(top[owner]), 0.0)
                    self._extra += self._most(own, value[own], int(self._available[owner])) - whole
                continue
            if high == 0:
                value[at] = -np.inf
            elif low > 0:
                kept = value[at]
                value[own] = -np.inf
                value[at] = kept
                # Unbooked is out of the question, however little they earn.
                self._least[owner] = -np.inf
            top[owner] = value[own].max()
        return value

    def _most(self, own: slice, value: Floats, available: int) -> float:
        """What a creator who stands for many earns at most when some of their packages are fixed."""
        assert self._fixed is not None
        bounds = [self._fixed.packages.get(row, (0, available)) for row in self._index[own].tolist()]
        least = np.array([low for low, _ in bounds])
        total, left = float(least @ value), available - int(least.sum())
        for at in np.argsort(-value).tolist():
            if value[at] <= 0 or left <= 0:
                break
            more = min(left, bounds[at][1] - bounds[at][0])
            total += more * float(value[at])
            left -= more
        return total

    def of(self, values: NDArray[np.int32]) -> NDArray[np.int32]:
        """Of an array over the table's rows, the part for these packages."""
        return values[self._index]

    def smallest(self, count: int) -> Floats:
        """The losses of the so many options that lose least, sorted."""
        losses = self.alternative
        if len(losses) > count:
            losses = np.partition(losses, count)[:count]
        return np.sort(losses)

    def earning(self, most: int, known: NDArray[np.bool_]) -> Ints:
        """Positions of the packages that earn most, one per creator, besides the known ones; `most` at most.

        Of a creator who stands for many, all that earn: what earns most may be what a branch forbids.
        """
        at_top = np.flatnonzero((self._value == self._top[self._of]) & (self._value > 1e-9))
        at_top = at_top[np.flatnonzero(np.diff(self._of[at_top], prepend=-1))]
        if self._open.any():
            at_top = np.union1d(at_top, np.flatnonzero(self._open[self._of] & (self._value > 1e-9)))
        at_top = at_top[~known[at_top]]
        if len(at_top) > most:
            at_top = at_top[np.argpartition(-self._value[at_top], most)[:most]]
        return np.asarray(np.sort(at_top))

    def holds_all(self, loss: float) -> bool:
        """True when a cut at this loss leaves no option out."""
        return not np.isfinite(loss) or bool((self.alternative <= loss).all())

    def within(self, loss: float) -> int:
        """Options that lose at most this."""
        return int(np.count_nonzero(self.alternative <= loss))

    def core(self, count: int, kinds: NDArray[np.int32], relaxed: tuple[Ints, Floats]) -> Part:
        """So many options that lose least, of each kind some more, and the rest as a relaxed plan books it.

        kinds: of each package, small whole numbers. A rare kind, such as macro creators, has few options among those
        that lose least, and yet decides the most. relaxed: rows that a relaxed plan books, and how often. Whatever it
        books in part is free. That of the others it is followed, and not the prices, matters where thousands are
        booked: prices are near the best ones, and of so many options hundreds are nearer.
        """
        rows, booked = relaxed
        loss = float(self.smallest(count)[-1])
        wanted = self.alternative <= loss
        alike = np.flatnonzero(self.alternative == loss)
        at = np.searchsorted(self._index, rows)
        if len(alike) > count:
            # Many that are worth nothing lose nothing: a few of them, and so many of those who lose more.
            more = float(self.smallest(count + len(alike))[-1])
            wanted = self.alternative <= more
            wanted[alike] = False
            wanted[alike[:: len(alike) // count]] = True
            # Without a goal all lose as much: what the relaxed plan books will do.
            wanted[at] |= more == loss
        for kind in range(int(kinds.max(initial=-1)) + 1):
            own = np.flatnonzero(kinds == kind)
            if len(own) > count // SHARE:
                own = own[np.argpartition(self.alternative[own], count // SHARE)[: count // SHARE]]
            wanted[own] = True
        whole = np.rint(booked)
        wanted[at[np.abs(booked - whole) > PARTLY]] = True
        return self._part(wanted, at[whole > 0], whole[whole > 0].astype(np.int64))

    def part(self, loss: float) -> Part:
        """Free: options that lose at most this, of creators who have a choice left. Held: the others' best."""
        return self._part(self.alternative <= loss, self._best, self._available[self._of[self._best]])

    def _part(self, wanted: NDArray[np.bool_], booked: Ints, times: Ints) -> Part:
        """Free: these options, and whatever else is booked of their creators. Held: what is booked of the others."""
        band = None if self._fixed is None else self._fixed.band
        wanted = wanted & np.isfinite(self.alternative)
        open_creator = self._open.copy()
        open_creator[self._of[wanted]] = True
        free = wanted | (open_creator[self._of] & (self.loss <= 0)) | self._open[self._of]
        # The best option of whoever has a choice is one of their choices, and so is what is booked of them.
        choice = open_creator[self._of[booked]]
        free[booked[choice]] = True
        held, times = booked[~choice], times[~choice]
        index = self._index[free]
        least = most = None
        if self._open.any():
            assert self._fixed is not None
            least, most = np.zeros(len(index), np.int64), np.full(len(index), np.iinfo(np.int64).max)
            for row, (low, high) in self._fixed.packages.items():
                at = int(np.searchsorted(index, row))
                if at < len(index) and index[at] == row:
                    least[at], most[at] = low, high
        return Part(index, self._index[held], times, least, most, band)
