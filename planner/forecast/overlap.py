"""Measured overlap of audiences: a table of pairs, or the unique share of each account; checked before it is used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from planner.frozen import dataclass
from planner.problems import BadInput, Problem
from planner.wording import count, percent

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ROUNDING = 0.01
"""Two readings of one pair may differ by so much of the smaller audience: tools print whole per cent."""
_MOST_PROBLEMS = 200


class Definition(StrEnum):
    """What a tool means by overlap.

    people: how many people both accounts share. smaller: their share of the smaller audience. each: their share of
    the first-named account's audience. anyone: per account, the share of its audience that follows any other account
    on the list; one minus it is what tools call the unique percentage.
    """

    PEOPLE = "people"
    SMALLER = "smaller"
    EACH = "each"
    ANYONE = "anyone"


@dataclass(frozen=True)
class Pair:
    """One row of a pair table. overlap: people, or a share 0 to 1, by the definition; place: such as `row 12`."""

    first: str
    second: str
    overlap: float
    place: str = ""


@dataclass(frozen=True, eq=False)
class OverlapTable:
    """Measured overlaps of accounts.

    names (m,), audiences (m,) people; first, second (n,) row numbers of accounts with first < second, shared (n,)
    people. A pair that is not listed is unknown.
    """

    names: tuple[str, ...]
    audiences: Floats
    first: Ints
    second: Ints
    shared: Floats

    @classmethod
    def of(cls, audiences: Mapping[str, float], pairs: Iterable[Pair], definition: Definition) -> OverlapTable:
        """Check and convert to people.

        Raises BadInput with the pairs that are impossible: unknown accounts, an overlap above an audience, a share
        above 1, one pair with two different overlaps.
        """
        names = tuple(audiences)
        sizes = np.array([float(audiences[name]) for name in names])
        problems = list(_audiences(names, sizes))
        if definition is Definition.ANYONE:
            accepted = "people, smaller or each for pairs"
            problems.append(Problem("definition", "anyone", "belongs to single accounts, not to pairs", accepted))
        number = {name: at for at, name in enumerate(names)}
        found: dict[tuple[int, int], tuple[float, str]] = {}
        for pair in pairs:
            problem = _pair(pair, number, sizes, definition)
            if problem is None:
                problem = _keep(pair, number, sizes, (definition, found))
            if problem is not None:
                problems.append(problem)
        if not problems and not found:
            problems.append(Problem("overlap table", "", "holds no pair", "at least one pair of accounts"))
        if problems:
            raise BadInput(problems[:_MOST_PROBLEMS])
        keys = sorted(found)
        ends = np.array(keys, np.int64)
        return cls(names, sizes, ends[:, 0], ends[:, 1], np.array([found[key][0] for key in keys]))

    @property
    def complete(self) -> bool:
        """True when every pair is listed."""
        return len(self.first) == len(self.names) * (len(self.names) - 1) // 2

    def filled(self, shared: float) -> OverlapTable:
        """With every pair: those not listed share so many people, at most the smaller of the two audiences."""
        first, second = np.triu_indices(len(self.names), 1)
        full = np.minimum(shared, np.minimum(self.audiences[first], self.audiences[second]))
        at = self.first * (2 * len(self.names) - self.first - 1) // 2 + self.second - self.first - 1
        full[at] = self.shared
        return OverlapTable(self.names, self.audiences, first.astype(np.int64), second.astype(np.int64), full)


@dataclass(frozen=True, eq=False)
class UniqueTable:
    """Accounts with the share of their audience that no other account on the list reaches; arrays of shape (m,)."""

    names: tuple[str, ...]
    audiences: Floats
    unique: Floats

    @classmethod
    def of(cls, audiences: Mapping[str, float], unique: Mapping[str, float]) -> UniqueTable:
        """Check. unique: share 0 to 1 by account. Raises BadInput with every account that does not fit."""
        names = tuple(audiences)
        sizes = np.array([float(audiences[name]) for name in names])
        problems = list(_audiences(names, sizes))
        for name, share in unique.items():
            if name not in audiences:
                problems.append(Problem(name, "", "has a unique share but no audience", "its number of followers"))
            elif not 0 <= share <= 1:
                problems.append(Problem(f"unique share of {name}", f"{share:g}", "is out of range", "0 to 1 (100%)"))
        missing = [name for name in names if name not in unique]
        problems.extend(Problem(name, "", "has no unique share", "a share from 0 to 1") for name in missing)
        if len(names) < 2:
            problems.append(Problem("unique shares", "", "need another account", "at least two accounts"))
        if problems:
            raise BadInput(problems[:_MOST_PROBLEMS])
        return cls(names, sizes, np.array([float(unique[name]) for name in names]))


def _audiences(names: tuple[str, ...], sizes: Floats) -> Iterable[Problem]:
    for name, size in zip(names, sizes.tolist(), strict=True):
        if not (np.isfinite(size) and size > 0):
            yield Problem(f"audience of {name}", f"{size:g}", "is not an audience", "a number of people above 0")


def _pair(pair: Pair, number: Mapping[str, int], sizes: Floats, definition: Definition) -> Problem | None:
    both = f"{pair.first} and {pair.second}"
    place = f"{pair.place}, {both}" if pair.place else both
    for name in (pair.first, pair.second):
        if name not in number:
            return Problem(place, name, "has no audience size", "an account of the table of audiences")
    if pair.first == pair.second:
        return Problem(place, "", "is an account paired with itself", "two different accounts")
    if not (np.isfinite(pair.overlap) and pair.overlap >= 0):
        return Problem(place, f"{pair.overlap:g}", "is not an overlap", "a number of at least 0")
    if definition is not Definition.PEOPLE and pair.overlap > 1:
        return Problem(place, percent(pair.overlap), "is above the whole audience", "a share from 0 to 1 (100%)")
    shared = _people(pair, number, sizes, definition)
    smaller = min(sizes[number[pair.first]], sizes[number[pair.second]])
    if shared > smaller * (1 + 1e-9) + 0.5:
        which = min((pair.first, pair.second), key=lambda name: sizes[number[name]])
        wrong = f"is an overlap above the audience of {which}, which is {count(smaller)}"
        return Problem(place, count(shared), wrong, f"at most {count(smaller)} people")
    return None


def _people(pair: Pair, number: Mapping[str, int], sizes: Floats, definition: Definition) -> float:
    if definition is Definition.PEOPLE:
        return pair.overlap
    one, two = sizes[number[pair.first]], sizes[number[pair.second]]
    return float(pair.overlap * (one if definition is Definition.EACH else min(one, two)))


def _keep(
    pair: Pair,
    number: Mapping[str, int],
    sizes: Floats,
    state: tuple[Definition, dict[tuple[int, int], tuple[float, str]]],
) -> Problem | None:
    """Put the pair with the others; two readings of one pair are averaged when rounding explains them."""
    definition, found = state
    one, two = sorted((number[pair.first], number[pair.second]))
    shared = min(_people(pair, number, sizes, definition), float(min(sizes[one], sizes[two])))
    if (one, two) not in found:
        found[one, two] = (shared, pair.place)
        return None
    other, where = found[one, two]
    room = ROUNDING * float(
        max(sizes[one], sizes[two]) if definition is Definition.EACH else min(sizes[one], sizes[two])
    )
    if abs(other - shared) > room:
        place = f"{pair.place}, {pair.first} and {pair.second}" if pair.place else f"{pair.first} and {pair.second}"
        earlier = f" in {where}" if where else ""
        wrong = f"is another overlap than the {count(other)} people{earlier}"
        return Problem(place, f"{count(shared)} people", wrong, "each pair once, or twice with one overlap")
    found[one, two] = ((other + shared) / 2, where)
    return None
