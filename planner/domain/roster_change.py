"""What differs between two rosters, in a few words."""

import pandas as pd

from planner.domain.roster import Roster


def roster_change(old: Roster, new: Roster) -> str:
    """`12 creators more, 3 gone, 8 with other numbers or prices`."""
    first, second = _rows(old), _rows(new)
    gone, more = len(first.keys() - second.keys()), len(second.keys() - first.keys())
    other = sum(first[name] != second[name] for name in first.keys() & second.keys())
    said = [f"{_creators(more)} more"] if more else []
    said += [f"{_creators(gone)} gone"] if gone else []
    said += [f"{other:,} with other numbers or prices"] if other else []
    return ", ".join(said) or "the same creators, from another file"


def _creators(number: int) -> str:
    return f"{number:,} creator{'' if number == 1 else 's'}"


def _rows(roster: Roster) -> dict[str, tuple[int, int]]:
    """Per creator a fingerprint of their own numbers and one of their packages."""
    people = pd.util.hash_pandas_object(roster.creators, index=False).to_numpy()
    offers = pd.util.hash_pandas_object(roster.packages.drop(columns="creator"), index=False).to_numpy()
    sums = [0] * len(people)
    for at, value in zip(roster.packages["creator"].to_numpy(), offers, strict=True):
        sums[at] += int(value)
    ids = roster.creators["id"]
    return {str(name): (int(own), sums[at]) for at, (name, own) in enumerate(zip(ids, people, strict=True))}
