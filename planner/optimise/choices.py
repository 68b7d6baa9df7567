"""The options of creators in a list of plans: nobody, one of their packages, or several bookings of an archetype."""

import itertools
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.forecast.table import Floats, Ints
from planner.frozen import dataclass
from planner.optimise.problem import Columns

MOST_OPTIONS = 400
"""Ways to book one creator (or archetype)."""


@dataclass(frozen=True, eq=False)
class Choices:
    """The options of every creator, one creator after the other; o options of c creators.

    first: where each creator's options begin, and o at the end, (c + 1,). loss: of each option against the creator's
    best, which earns `top`, (o,) and (c,). package: the place of the package that an option books once, -1 for nobody,
    (o,). several: in place of that, where somebody can be booked several times: the places of each creator's packages,
    and how often each option books each of them, shape (options, packages).
    """

    first: Ints
    loss: Floats
    top: Floats
    package: Ints
    several: tuple[tuple[Ints, Ints], ...] | None = None

    def sums(self, rows: NDArray[Any]) -> NDArray[Any]:
        """What each option comes to in rows of the packages, shape (o, ...)."""
        if self.several is None:
            return np.concatenate([rows, np.zeros((1, *rows.shape[1:]), rows.dtype)])[self.package]
        return np.concatenate([rows[:0], *(counts @ rows[at] for at, counts in self.several)])

    def booked(self, options: Ints, packages: int) -> Ints:
        """How often a plan of these options, one of each creator, books each of so many packages."""
        booked = np.zeros(packages, np.int64)
        if self.several is None:
            places = self.package[options]
            booked[places[places >= 0]] = 1
            return booked
        for (at, counts), option in zip(self.several, (options - self.first[:-1]).tolist(), strict=True):
            booked[at] = counts[option]
        return booked


def choices_of(columns: Columns, earned: Floats, copies: Ints, fixed: Mapping[int, tuple[int, int]]) -> Choices | None:
    """The options of every creator of these columns, sorted by creator; None where one has too many.

    earned: by each package, (n,). copies: how often each creator of the table can be booked. fixed: rows of the table
    that are booked between so and so often.
    """
    starts = np.flatnonzero(np.diff(columns.creator, prepend=-1))
    ends = np.append(starts[1:], len(columns.index))[: len(starts)]
    available = copies[columns.creator]
    least, most = np.zeros(len(columns.index), np.int64), available.astype(np.int64)
    for row, bounds in fixed.items():
        here = columns.index == row
        least[here], most[here] = bounds
    if (available == 1).all():
        return _of_single(earned, (starts, ends), least, most)
    several, losses, tops = [], [], []
    for low, high, number in zip(starts.tolist(), ends.tolist(), available[starts].tolist(), strict=True):
        counts = _counts(tuple(zip(least[low:high].tolist(), most[low:high].tolist(), strict=True)), number)
        if counts is None:
            return None
        worth = counts @ earned[low:high]
        tops.append(float(worth.max(initial=-np.inf)))
        losses.append(tops[-1] - worth)
        several.append((np.arange(low, high), counts))
    first = np.append(0, np.cumsum([len(one) for one in losses]))
    return Choices(first, np.concatenate(losses), np.array(tops), np.empty(0, np.int64), tuple(several))


def _of_single(earned: Floats, groups: tuple[Ints, Ints], least: Ints, most: Ints) -> Choices:
    """The options where creators are booked once at most: nobody, or a package, between the bounds of each."""
    starts, ends = groups
    creators, packages = len(starts), len(earned)
    owner = np.repeat(np.arange(creators), ends - starts)
    forced = np.bincount(owner[least > 0], minlength=creators)
    # Nobody comes before a creator's packages.
    nobody, there = starts + np.arange(creators), np.arange(packages) + owner + 1
    package, worth, of = (
        np.full(packages + creators, -1),
        np.zeros(packages + creators),
        np.empty(packages + creators, int),
    )
    package[there], worth[there], of[there], of[nobody] = np.arange(packages), earned, owner, np.arange(creators)
    may = np.empty(packages + creators, bool)
    may[there], may[nobody] = (most >= 1) & (forced[owner] == (least > 0)), forced == 0
    package, worth, of = package[may], worth[may], of[may]
    top = np.full(creators, -np.inf)
    np.maximum.at(top, of, worth)
    first = np.append(0, np.cumsum(np.bincount(of, minlength=creators)))
    return Choices(first, top[of] - worth, top, package)


@lru_cache(256)
def _counts(bounds: tuple[tuple[int, int], ...], available: int) -> Ints | None:
    """Every way to book packages between so and so often, together at most as often as available."""
    size = len(bounds)
    if available == 1:
        counts = np.vstack([np.zeros((1, size), np.int64), np.eye(size, dtype=np.int64)])
        low, high = (np.array([one[end] for one in bounds], np.int64) for end in (0, 1))
        return np.asarray(counts[((counts >= low) & (counts <= high)).all(axis=1)])
    ranges = [range(low, min(high, available) + 1) for low, high in bounds]
    if np.prod([float(len(one)) for one in ranges]) > 100 * MOST_OPTIONS:
        return None
    every = [choice for choice in itertools.product(*ranges) if sum(choice) <= available]
    return np.array(every, np.int64).reshape(len(every), size) if len(every) <= MOST_OPTIONS else None
