"""The picks of a plan in plain Python numbers, as the independent check reads them from the table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from planner.domain.roster import Compensation, Tier
from planner.frozen import dataclass

if TYPE_CHECKING:
    from planner.forecast.table import PackageTable

T = TypeVar("T")


@dataclass(frozen=True)
class Account:
    """One package of one account in plain Python numbers. row: in the table by accounts."""

    row: int
    creator: str
    package: str
    cash: int
    posts: int
    boost: int
    rights_cents: int
    grants: frozenset[str]
    parts: dict[str, frozenset[str]]
    """What it is in each mix: `platforms` -> `tiktok`; of attributes every value: `attribute language` -> `de`."""


@dataclass(frozen=True)
class Pick:
    """What one person is booked with: a package on one account or more. Cents and thousandths are exact integers."""

    row: int
    times: int
    creator: str
    cash: int
    charged: int
    tier: str
    accounts: tuple[Account, ...]
    boost: int
    """Cents behind posts, part of the cash."""
    grants: frozenset[str]
    """Rights that they grant on any account."""


def picks_of(table: PackageTable, rows: Sequence[int], counts: Sequence[int], full: bool) -> list[Pick]:
    """The picks of these rows of the table, each booked so many times. full: the budget covers the full cost."""
    taken = np.array(rows, np.int64)
    members = taken[:, None] if table.parts is None else table.parts.members[taken]
    booked = [[one for one in own if one >= 0] for own in members.tolist()]
    accounts = iter(_accounts(table.base, [one for own in booked for one in own]))
    cash, tiers = table.cash_cents[taken].tolist(), [list(Tier)[code].value for code in table.tier[taken].tolist()]
    charged = table.value_cents[taken].tolist() if full else cash
    picks = []
    for at, own in enumerate(booked):
        mine = tuple(islice(accounts, len(own)))
        picks.append(
            Pick(
                row=int(rows[at]),
                times=int(counts[at]),
                creator=mine[0].creator,
                cash=cash[at],
                charged=charged[at],
                tier=tiers[at],
                accounts=mine,
                boost=sum(account.boost for account in mine),
                grants=mine[0].grants.union(*(account.grants for account in mine)),
            )
        )
    return picks


def _accounts(table: PackageTable, rows: list[int]) -> list[Account]:
    """Packages of a table by accounts; columns are read at once."""
    at = np.array(rows, np.int64)
    mixes = {
        "platforms": _meanings(table.platform[at].tolist(), table.platforms, _alone),
        "compensation": _meanings(table.compensation[at].tolist(), list(Compensation), _alone),
    }
    for name, one in table.attributes.items():
        mixes[f"attribute {name}"] = _meanings(one.codes[at].tolist(), one.texts, _values)
    rights = [0] * len(rows) if table.extras is None else table.extras.rights[at].tolist()
    each = list(zip(*mixes.values(), strict=True))
    parts = {own: dict(zip(mixes, own, strict=True)) for own in set(each)}
    columns = zip(
        rows,
        table.creator_ids[table.creator[at]].tolist(),
        table.package_ids[at].tolist(),
        table.cash_cents[at].tolist(),
        table.posts[at].tolist(),
        table.boost_cents[at].tolist(),
        table.rights_cents[at].tolist(),
        _meanings(rights, range(8), _grants),
        [parts[own] for own in each],
        strict=True,
    )
    return [Account(row, str(creator), str(package), *others) for row, creator, package, *others in columns]


def _meanings(codes: list[int], words: Sequence[T], meaning: Callable[[T], frozenset[str]]) -> list[frozenset[str]]:
    """What the word of each code means, found out once for each code."""
    known = {code: meaning(words[code]) for code in set(codes)}
    return [known[code] for code in codes]


def _alone(word: str) -> frozenset[str]:
    return frozenset([str(word)])


def _grants(code: int) -> frozenset[str]:
    """The first, second and third binary digit stand for usage, allowlisting and exclusivity."""
    return frozenset(name for at, name in enumerate(("usage", "allowlisting", "exclusivity")) if code // 2**at % 2)


def _values(cell: str) -> frozenset[str]:
    """Every value in a cell, and the cell itself, in small letters."""
    text = cell.casefold()
    for sign in ",|/\n":
        text = text.replace(sign, ";")
    return frozenset(one.strip() for one in (*text.split(";"), cell.casefold()) if one.strip())
