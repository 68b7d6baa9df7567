"""People with several accounts: what one person can be booked with, as rows of the package table.

A person is booked once, with at most one package on each of their accounts. Every choice of such packages is a row of
its own, so that whatever counts people or money row by row counts persons, and no rule has to look at two rows at once.
Accounts of one person share part of their audience: of the people whom the smaller ones reach, a share is reached by
the largest already, and adds nothing to the weight. Packages of several accounts that are sold at one price, a bundle,
are rows together and never alone.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.domain.persons import bundles_of, people_of
from planner.domain.roster import Roster
from planner.forecast.assumptions import Assumptions
from planner.forecast.table import EXTRA_SUMS, Extras, Floats, Ints, PackageTable, Parts
from planner.wording import person

MOST_CHOICES = 5_000
"""Ways to book one person that are listed at most."""


def combined(table: PackageTable, roster: Roster, assumptions: Assumptions) -> PackageTable:
    """The table with a row for every way to book each person; the same table where nobody has several accounts."""
    table = replace(table, persons=people_of(roster.creators))
    persons = [accounts for accounts in table.persons.values() if len(accounts) > 1]
    if not persons:
        return table
    bundle, sizes = _bundles(table, roster)
    choices = [choice for accounts in persons for choice in _choices(table, accounts)]
    if len(sizes) > 1:
        choices = [choice for choice in choices if _whole(bundle, sizes, choice)]
    alone = np.flatnonzero(bundle == 0)
    group = np.arange(len(table.available))
    for accounts in persons:
        group[accounts] = min(accounts)
    width = max(map(len, choices), default=1)
    members = np.full((len(alone) + len(choices), width), -1, np.int64)
    members[: len(alone), 0] = alone
    followers = table.followers.tolist()
    for at, choice in enumerate(choices, len(alone)):
        # The largest account stands for the person; of equals, the first.
        members[at, : len(choice)] = sorted(choice, key=lambda row: (-followers[row], row))
    of = group[table.creator[members[:, 0]]]
    order = np.lexsort((np.arange(len(members)), of))
    found = _rows(table, members[order], of[order], assumptions.number("own_audience_overlap"))
    assert found.parts is not None
    return replace(found, parts=replace(found.parts, bundle=bundle))


def _bundles(table: PackageTable, roster: Roster) -> tuple[Ints, list[int]]:
    """Bundle of each row of the table, 0 = it is sold by itself; and of each bundle how many packages it has."""
    bundle, sizes = np.zeros(len(table), np.int64), [0]
    offers = roster.packages
    for code, packages in enumerate(bundles_of(roster.creators, offers), 1):
        sizes.append(len(packages))
        for creator, name in zip(offers["creator"].iloc[packages], offers["id"].iloc[packages], strict=True):
            own = np.arange(table.starts[creator], table.starts[creator + 1])
            bundle[own[table.package_ids[own] == name][:1]] = code
    return bundle, sizes


def _whole(bundle: Ints, sizes: Sequence[int], choice: Sequence[int]) -> bool:
    """Whether a choice of packages has all of each bundle of which it has any."""
    booked = Counter(bundle[list(choice)].tolist())
    return all(number == sizes[code] for code, number in booked.items() if code)


def _choices(table: PackageTable, accounts: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Two packages or more, each of another account; rows of the table."""
    own = [range(int(table.starts[at]), int(table.starts[at + 1])) for at in accounts]
    for size in range(2, len(own) + 1):
        for chosen in itertools.combinations(own, size):
            yield from itertools.product(*chosen)


def _rows(table: PackageTable, members: Ints, of: Ints, overlap: float) -> PackageTable:
    """The table with one row for each choice. members: rows of the table, -1 where there is none."""
    several = np.flatnonzero((members[:, 1:] >= 0).any(axis=1))
    # Few people have several accounts, and what one account alone is booked with is its own row.
    rows = table.part(members[:, 0])
    booked = _booked(table, members[several], overlap)
    for name in (*_SUMS, *_LARGEST, *_OTHERS):
        getattr(rows, name)[several] = getattr(booked, name)
    for resource, use in booked.uses.items():
        rows.uses[resource][several] = use
    for kind, cents in booked.costs.items():
        rows.costs[kind][several] = cents
    if rows.extras is not None and booked.extras is not None:
        for name in (*EXTRA_SUMS, "rights", "rights_estimated"):
            getattr(rows.extras, name)[several] = getattr(booked.extras, name)
    if table.wave_weights is table.weights:
        rows = replace(rows, wave_weights=rows.weights)
    parts = Parts(table, members, rows.creator, np.zeros(len(table), np.int64))
    return replace(rows, creator=of, parts=parts)


def _booked(table: PackageTable, members: Ints, overlap: float) -> PackageTable:
    """One row for each choice of packages of several accounts; what `_rows` does not read is that of the first."""
    there = members >= 0

    def each(values: NDArray[Any], empty: float) -> NDArray[Any]:
        blank = there.reshape(*there.shape, *([1] * (values.ndim - 1)))
        return np.where(blank, values[members], np.asarray(empty, values.dtype))

    changes: dict[str, Any] = {}
    for name in _SUMS:
        changes[name] = each(getattr(table, name), 0).sum(axis=1).astype(getattr(table, name).dtype)
    for name in _LARGEST:
        changes[name] = each(getattr(table, name), 0).max(axis=1)
    changes["active"] = np.bitwise_or.reduce(each(table.active, 0), axis=1)
    changes["target_measured"] = np.where(there, table.target_measured[members], True).all(axis=1)
    changes["own_posts"] = np.where(there, table.own_posts[members], np.inf).min(axis=1)
    changes["fit"] = _mean_fit(table.fit, members, there)
    for name in ("happens", "accepts", "posting"):
        # What a person is booked with happens as often as its parts, weighted by the people each reaches.
        shares = each(table.gross_reach, 0)
        shares = np.where(shares.sum(axis=1, keepdims=True) > 0, shares, there)
        changes[name] = (each(getattr(table, name), 0) * shares).sum(axis=1) / shares.sum(axis=1)
    changes["weights"] = _shared(each(table.weights, 0), overlap)
    changes["wave_weights"] = _shared(each(table.wave_weights, 0), overlap)
    changes["uses"] = {name: each(use, 0).sum(axis=1) for name, use in table.uses.items()}
    changes["costs"] = {kind: each(cents, 0).sum(axis=1) for kind, cents in table.costs.items()}
    changes["extras"] = None if table.extras is None else _extras(table.extras, members, there)
    changes["package_ids"] = _names(table, members)
    return replace(table.part(members[:, 0]), **changes)


_SUMS = tuple(
    (
        "cash_cents value_cents worth_cents fee_low_cents fee_high_cents gross_reach counts posts impressions "
        "engagements conversions score second_score"
    ).split()
)
_LARGEST = ("tier", "fee_estimated", "evidence", "followers", "fortnight", "blocked")
"""What the most of the accounts have: the place in the pyramid is that of the largest, the evidence the weakest."""
_OTHERS = ("active target_measured own_posts fit happens accepts posting weights wave_weights package_ids").split()
"""What else is not that of the largest account."""


def _extras(extras: Extras, members: Ints, there: NDArray[np.bool_]) -> Extras:
    """Rights and money behind posts of each row: sums over its accounts, and every right that one of them carries."""
    sums = {name: np.where(there, getattr(extras, name)[members], 0).sum(axis=1) for name in EXTRA_SUMS}
    return replace(
        extras,
        **sums,
        rights=np.bitwise_or.reduce(np.where(there, extras.rights[members], 0), axis=1).astype(np.int32),
        rights_estimated=np.asarray((there & extras.rights_estimated[members]).any(axis=1)),
    )


def _shared(weights: Floats, overlap: float) -> Floats:
    """Weight of each row, shape (n, segments), from those of its accounts, shape (n, accounts, segments)."""
    most, total = weights.max(axis=1), weights.sum(axis=1)
    return np.asarray(most + (1 - overlap) * (total - most))


def _mean_fit(fit: Floats, members: Ints, there: NDArray[np.bool_]) -> Floats:
    """Fit of a person: the mean of their accounts, of which an unknown one counts as the middle, as anywhere."""
    own = np.where(there, fit[members], np.nan)
    unknown = np.isnan(own).all(axis=1)
    mean = np.where(there, np.nan_to_num(own, nan=0.5), 0.0).sum(axis=1) / there.sum(axis=1)
    return np.where(unknown, np.nan, mean)


def _names(table: PackageTable, members: Ints) -> NDArray[np.object_]:
    """Names of the packages: `1 reel + 2 videos of @lina (TikTok)` for more than one account."""
    names = table.package_ids[members[:, 0]].astype(object)
    rows = np.unique(members[:, 1:])
    rows = rows[rows >= 0]
    owners = [person(str(account)) for account in table.creator_ids[table.creator[rows]].tolist()]
    own = dict(zip(rows.tolist(), zip(table.package_ids[rows].tolist(), owners, strict=True), strict=True))
    for at, others in enumerate(members[:, 1:].tolist()):
        more = [f"{own[row][0]} of {own[row][1]}" for row in others if row >= 0]
        names[at] = " + ".join([str(names[at]), *more])
    return names


def expanded(table: PackageTable, rows: Ints, counts: Ints) -> tuple[PackageTable, Ints, Ints, Ints]:
    """A plan by accounts: table, rows and counts of each, and which of the plan's rows each belongs to.

    Weights are as they count in the plan: those of one person's accounts add up to what the person adds.
    """
    if table.parts is None:
        return table, rows, counts, np.arange(len(rows))
    parts = table.parts.members[rows]
    at, place = np.nonzero(parts >= 0)
    index, base = parts[at, place], table.parts.base
    changes: Mapping[str, Floats] = {
        name: _scaled(getattr(table, name)[rows], getattr(base, name)[index], at)
        for name in ("weights", "wave_weights")
    }
    order = np.argsort(index, kind="stable")
    flat = replace(base.part(index[order]), **{name: values[order] for name, values in changes.items()})  # type: ignore[arg-type]
    return flat, np.arange(len(order)), counts[at[order]], at[order]


def _scaled(whole: Floats, parts: Floats, at: Ints) -> Floats:
    """Weights of the parts, so that they add up to those of the whole."""
    total = np.zeros_like(whole)
    np.add.at(total, at, parts)
    factor = np.divide(whole, total, out=np.ones_like(whole), where=total > 0)
    return np.asarray(parts * factor[at])
