"""People behind accounts: whose several accounts are, and how a brief names a person instead of an account.

A brief names an account by its id, `instagram:lina.hart`, and a person by `@` and what the roster's column `person`
has, `@Lina Hart`. A person stands for all of their accounts. Case and spaces do not tell two people apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd
    from numpy.typing import NDArray

PERSON = "person"
"""Optional text column of creators: whose account it is. Accounts with the same text are of one person; empty = own."""
BUNDLE = "bundle"
"""Optional number column of packages: those of one person with the same number above 0 have one price, and are booked
together or not at all. The price is the sum of their fees."""
_MARK = "@"


def is_person(reference: str) -> bool:
    """True for `@Lina Hart`, a person; False for `instagram:lina.hart`, an account."""
    return reference.startswith(_MARK)


def reference_to(person: str) -> str:
    """How a brief names this person: `@Lina Hart`."""
    return _MARK + " ".join(person.split())


def person_key(name: str) -> str:
    """Equal for equal people; of a name, or of a reference to it."""
    return " ".join(name.removeprefix(_MARK).casefold().split())


def people_of(creators: pd.DataFrame) -> dict[str, list[int]]:
    """Row numbers of the accounts of everybody whom the column `person` names, by key."""
    if PERSON not in creators:
        return {}
    codes, keys = person_codes(creators)
    found: dict[str, list[int]] = {key: [] for key in sorted(keys)}
    # Most have no name of a person, in a large roster nearly all.
    [rows] = (codes >= 0).nonzero()
    for row, code in zip(rows.tolist(), codes[rows].tolist(), strict=True):
        found[keys[code]].append(row)
    return found


def person_codes(creators: pd.DataFrame) -> tuple[NDArray[np.int64], list[str]]:
    """Whose each account is, as a number among the keys that are returned too, or -1; shape (creators,)."""
    codes, names = creators[PERSON].factorize()
    keys: dict[str, int] = {}
    # A cell that is no text has code -1, the last of these.
    each = [keys.setdefault(key, len(keys)) if (key := person_key(str(name))) else -1 for name in names.tolist()]
    return np.array([*each, -1], np.int64)[codes], list(keys)


def persons_of(creators: pd.DataFrame) -> dict[str, list[int]]:
    """Row numbers of the accounts of each person who has several, by key."""
    return {key: rows for key, rows in people_of(creators).items() if len(rows) > 1}


def references_to(creators: pd.DataFrame) -> list[str]:
    """How a brief names each person who has several accounts, as the roster writes them."""
    return [reference_to(str(creators[PERSON].iloc[rows[0]])) for rows in persons_of(creators).values()]


def bundles_of(creators: pd.DataFrame, packages: pd.DataFrame) -> list[list[int]]:
    """Row numbers of the packages of each bundle of a person with several accounts."""
    if BUNDLE not in packages or not (packages[BUNDLE] > 0).any():
        return []
    whose = {row: key for key, rows in persons_of(creators).items() for row in rows}
    bundled = packages.loc[packages[BUNDLE] > 0, ["creator", BUNDLE]]
    bundled = bundled.assign(person=bundled["creator"].map(whose)).dropna()
    return [[int(row) for row in rows] for rows in bundled.groupby(["person", BUNDLE]).groups.values()]


def accounts_of(creators: pd.DataFrame, references: Iterable[str]) -> set[str]:
    """Ids of all accounts that these references stand for; what nobody has stands for nothing."""
    asked = set(references)
    found = {one for one in asked if not is_person(one)}
    if len(found) < len(asked):
        people, ids = people_of(creators), creators["id"]
        found |= {str(ids.iloc[row]) for one in asked - found for row in people.get(person_key(one), ())}
    return found


def check_persons(creators: pd.DataFrame) -> None:
    """Raise ValueError where one of several accounts of a person can be booked more than once."""
    for rows in persons_of(creators).values() if (creators["available"] > 1).any() else ():
        many = creators.iloc[rows]
        many = many[many["available"] > 1]
        if len(many):
            raise ValueError(
                f"{many['id'].iloc[0]} can be booked {many['available'].iloc[0]} times, but is an account of "
                f"{many[PERSON].iloc[0]}, who is one person"
            )
