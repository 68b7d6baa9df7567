"""A new roster laid over the one that is loaded: who is new, who changed, who stays as they were."""

import numpy as np
import pandas as pd

from planner.domain.attributes import attribute_columns
from planner.domain.persons import PERSON
from planner.domain.rights import RIGHT_COLUMNS
from planner.domain.roster import (
    CONTACT_COLUMNS,
    FURTHER_FORMATS,
    ORIGINAL_COLUMNS,
    PACKAGE_COLUMNS,
    RANGE_COLUMNS,
    RATE_COLUMNS,
    Roster,
    creator_columns,
)
from planner.frozen import dataclass

_FILLED = ("name", "country", "category")


@dataclass(frozen=True)
class Merged:
    """Two rosters as one. added, changed, same: creators of the new one; kept: creators that only the old one has."""

    roster: Roster
    added: int
    changed: int
    same: int
    kept: int


def merge_rosters(old: Roster, new: Roster) -> Merged:
    """The old roster with what the new one knows: its creators and packages win, what it leaves open stays."""
    before, after = old.creators.set_index("id", drop=False), new.creators.set_index("id", drop=False)
    both = after.index.intersection(before.index)
    merged = after.copy()
    for name in RATE_COLUMNS:
        merged.loc[both, name] = after.loc[both, name].fillna(before.loc[both, name])
    further = attribute_columns([*before.columns, *merged.columns])
    carried = [name for name in (PERSON, *CONTACT_COLUMNS, *further) if name in before or name in merged]
    carried = list(dict.fromkeys(carried))
    for frame in (before, merged):
        for name in carried:
            frame[name] = frame.get(name, "")
    for name in (*_FILLED, *carried):
        told = merged.loc[both, name].to_numpy(dtype=object)
        merged.loc[both, name] = np.where(told == "", before.loc[both, name].to_numpy(dtype=object), told)
    people = pd.concat([before.drop(index=both), merged], ignore_index=True)
    offers = _offers(old, new)
    at = pd.Series(np.arange(len(people)), index=people["id"])
    offers["creator"] = at.loc[offers["of"]].to_numpy()
    numbers = [name for name in dict.fromkeys([*old.numbers, *new.numbers])]
    source = new.source if not old.source or old.source == new.source else f"{old.source} + {new.source}"
    roster = Roster.from_frames(
        people[list(creator_columns(people.columns))],
        offers[[*PACKAGE_COLUMNS, *(name for name in _OPTIONAL if name in offers), *numbers]],
        source[:200],
        old.archetypes,
    )
    changed = _changed(old, roster, both)
    return Merged(roster, len(after) - len(both), changed, len(both) - changed, len(before) - len(both))


_OPTIONAL = (*FURTHER_FORMATS, *RANGE_COLUMNS, *ORIGINAL_COLUMNS, *RIGHT_COLUMNS.values())
"""Columns of packages that a roster only has where something is said of them."""


def _offers(old: Roster, new: Roster) -> pd.DataFrame:
    """Packages of both, `of` naming the creator; where both have one of a name, the new one's."""
    frames = []
    for roster in (old, new):
        ids = roster.creators["id"].to_numpy(dtype=object)
        frames.append(roster.packages.assign(of=ids[roster.packages["creator"].to_numpy(np.int64)]))
    together = pd.concat(frames, ignore_index=True)
    return together.drop_duplicates(["of", "id"], keep="last").reset_index(drop=True)


def _changed(old: Roster, merged: Roster, both: pd.Index) -> int:
    """Creators of both whose figures or packages are not what they were."""
    one, two = _lines(old, both), _lines(merged, both)
    return sum(one[creator] != two[creator] for creator in both)


def _lines(roster: Roster, wanted: pd.Index) -> dict[str, tuple[object, ...]]:
    """Everything that a roster says of each creator, so that it can be compared."""
    chosen = roster.creators[roster.creators["id"].isin(wanted)]
    lines = {
        row[0]: [_plain(row[1:])]
        for row in chosen[list(creator_columns(chosen.columns))].itertuples(index=False, name=None)
    }
    ids = roster.creators["id"].to_numpy(dtype=object)
    owners = ids[roster.packages["creator"].to_numpy(np.int64)]
    of_them = np.isin(roster.packages["creator"], chosen.index)
    columns = [name for name in roster.packages.columns if name != "creator"]
    offers = roster.packages.loc[of_them, columns].itertuples(index=False, name=None)
    for owner, row in zip(owners[of_them], offers, strict=True):
        lines[owner].append(tuple((n, v) for n, v in zip(columns, _plain(row), strict=True) if v != 0))
    return {owner: tuple(told) for owner, told in lines.items()}


def _plain(row: tuple[object, ...]) -> tuple[object, ...]:
    return tuple(None if isinstance(value, float) and value != value else value for value in row)
