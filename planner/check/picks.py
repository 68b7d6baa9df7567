"""The picks of a plan in plain Python numbers, as the independent check reads them from the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.domain.roster import Compensation, Tier
from planner.frozen import dataclass

if TYPE_CHECKING:
    from planner.forecast.table import PackageTable


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


def pick_of(table: PackageTable, row: int, times: int, full: bool = False) -> Pick:
    """The pick of a row of the table, booked so many times. full: the budget covers the full cost."""
    accounts = tuple(_account(table.base, int(part)) for part in table.members(row))
    return Pick(
        row=row,
        times=times,
        creator=accounts[0].creator,
        cash=int(table.cash_cents[row]),
        charged=int((table.value_cents if full else table.cash_cents)[row]),
        tier=list(Tier)[table.tier[row]].value,
        accounts=accounts,
        boost=sum(account.boost for account in accounts),
        grants=frozenset().union(*(account.grants for account in accounts)),
    )


def _account(table: PackageTable, row: int) -> Account:
    return Account(
        row=row,
        creator=str(table.creator_ids[table.creator[row]]),
        package=str(table.package_ids[row]),
        cash=int(table.cash_cents[row]),
        posts=int(table.posts[row]),
        boost=int(table.boost_cents[row]),
        rights_cents=int(table.rights_cents[row]),
        grants=_grants(table, row),
        parts={
            "platforms": frozenset([str(table.platforms[table.platform[row]])]),
            "compensation": frozenset([list(Compensation)[table.compensation[row]].value]),
            **{f"attribute {name}": _values(one.texts[one.codes[row]]) for name, one in table.attributes.items()},
        },
    )


def _grants(table: PackageTable, row: int) -> frozenset[str]:
    """The first, second and third binary digit stand for usage, allowlisting and exclusivity."""
    code = 0 if table.extras is None else int(table.extras.rights[row])
    return frozenset(name for at, name in enumerate(("usage", "allowlisting", "exclusivity")) if code // 2**at % 2)


def _values(cell: str) -> frozenset[str]:
    """Every value in a cell, and the cell itself, in small letters."""
    text = cell.casefold()
    for sign in ",|/\n":
        text = text.replace(sign, ";")
    return frozenset(one.strip() for one in (*text.split(";"), cell.casefold()) if one.strip())
