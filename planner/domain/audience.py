"""Who a creator's audience is: shares by country, gender and age, as columns of a roster.

A column is called `audience country:de`, `audience gender:female` or `audience age:18-24`; its values are shares of
the creator's audience, 0 to 1, NaN where nobody has measured them. `audience age:65-` has no upper end.
"""

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum

import numpy as np
import pandas as pd

from planner.frozen import dataclass
from planner.problems import Problem

_PREFIX = "audience "
_AGES = re.compile(r"(\d{1,3})-(\d{0,3})")
SLACK = 0.0111
"""Shares printed in whole per cent may add up to a little more than all."""
_SHOWN = 20


class Trait(StrEnum):
    """What a share of the audience is by."""

    COUNTRY = "country"
    GENDER = "gender"
    AGE = "age"


@dataclass(frozen=True)
class Part:
    """A part of an audience. name: a country as the roster writes them, female or male, or ages such as 18-24."""

    trait: Trait
    name: str

    @property
    def column(self) -> str:
        """Name of its column in `Roster.creators`."""
        return f"{_PREFIX}{self.trait}:{self.name.strip().casefold()}"

    @property
    def ages(self) -> tuple[int, int]:
        """First and last year of an age band; without an upper end the last is 120. Raises ValueError if it is none."""
        found = _AGES.fullmatch(self.name)
        if found is None or (found[2] and int(found[2]) < int(found[1])):
            raise ValueError(f"{self.name} is no age band")
        return int(found[1]), int(found[2]) if found[2] else 120


def part_of(column: str) -> Part | None:
    """The part that a column holds, None when it is no audience column."""
    trait, colon, name = column.removeprefix(_PREFIX).partition(":")
    if not column.startswith(_PREFIX) or not colon or trait not in set(Trait) or not name:
        return None
    if trait == Trait.GENDER and name not in ("female", "male"):
        return None
    if trait == Trait.AGE and _AGES.fullmatch(name) is None:
        return None
    return Part(Trait(trait), name)


def audience_columns(columns: Iterable[object]) -> tuple[str, ...]:
    """Those of these columns that hold audience shares, sorted by name."""
    return tuple(sorted(str(name) for name in columns if part_of(str(name)) is not None))


def audience_problems(people: pd.DataFrame) -> Iterator[Problem]:
    """Creators whose shares are out of range or add up to more than all; people: `Roster.creators`."""
    names = audience_columns(people.columns)
    shown = 0
    for name in names:
        values = people[name].to_numpy(float)
        for row in np.flatnonzero((values < 0) | (values > 1)):
            place = f"{people['id'].iloc[int(row)]}, {name}"
            yield Problem(place, f"{values[row]:g}", "is not a share of an audience", "0 to 1 (0% to 100%)")
            shown += 1
            if shown == _SHOWN:
                return
    for trait in Trait:
        mine = [name for name in names if (part := part_of(name)) is not None and part.trait is trait]
        if not mine:
            continue
        total = np.nansum(people[mine].to_numpy(float), axis=1)
        for row in np.flatnonzero(total > 1 + SLACK)[:_SHOWN]:
            place = f"{people['id'].iloc[int(row)]}, audience by {trait}"
            wrong = "is what the shares add up to"
            yield Problem(place, f"{total[row] * 100:.4g}%", wrong, "shares that add up to at most 100%")
