"""People with several accounts: what one person can be booked with, as rows of the package table.

A person is booked once, with at most one package on each of their accounts. Every choice of such packages is a row of
its own, so that whatever counts people or money row by row counts persons, and no rule has to look at two rows at once.
Accounts of one person share part of their audience: of the people whom the smaller ones reach, a share is reached by
the largest already, and adds nothing to the weight. Packages of several accounts that are sold at one price, a bundle,
are rows together and never alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from planner.domain.persons import bundles_of, people_of
from planner.domain.roster import Roster
from planner.forecast.assumptions import Assumptions
from planner.forecast.later import later
from planner.forecast.table import EXTRA_SUMS, Bools, Extras, Floats, Ints, PackageTable, Parts
from planner.frozen import dataclass
from planner.wording import person

T = TypeVar("T")
MOST_CHOICES = 5_000
"""Ways to book one person that are listed at most."""


def combined(table: PackageTable, roster: Roster, assumptions: Assumptions) -> PackageTable:
    """The table with a row for every way to book each person; the same table where nobody has several accounts."""
    table = table.changed(persons=people_of(roster.creators))
    persons = [accounts for accounts in table.persons.values() if len(accounts) > 1]
    if not persons or not len(table):
        return table
    bundle, sizes = _bundles(table, roster)
    choices = _choices(table, persons)
    if len(sizes) > 1:
        choices = choices[_whole(bundle, sizes, choices)]
    alone = np.flatnonzero(bundle == 0)
    group = np.arange(len(table.available))
    for accounts in persons:
        group[accounts[1:]] = accounts[0]
    width = int((choices >= 0).sum(axis=1).max(initial=1))
    members = np.full((len(alone) + len(choices), width), -1, np.int64)
    members[: len(alone), 0] = alone
    members[len(alone) :] = choices[:, :width]
    of = group[table.creator[members[:, 0]]]
    order = np.argsort(of, kind="stable")
    return _booked(table, Parts(table, members[order], of[order], bundle), assumptions.number("own_audience_overlap"))


def _bundles(table: PackageTable, roster: Roster) -> tuple[Ints, Ints]:
    """Bundle of each row of the table, 0 = it is sold by itself; and of each bundle how many packages it has."""
    bundle, sizes = np.zeros(len(table), np.int64), [0]
    offers = roster.packages
    for code, packages in enumerate(bundles_of(roster.creators, offers), 1):
        sizes.append(len(packages))
        for creator, name in zip(offers["creator"].iloc[packages], offers["id"].iloc[packages], strict=True):
            own = np.arange(table.starts[creator], table.starts[creator + 1])
            bundle[own[table.package_ids[own] == name][:1]] = code
    return bundle, np.array(sizes, np.int64)


def _whole(bundle: Ints, sizes: Ints, choices: Ints) -> Bools:
    """Whether a choice of packages has all of each bundle of which it has any."""
    codes = np.where(choices >= 0, bundle[choices], 0)
    booked = (codes[:, :, None] == codes[:, None, :]).sum(axis=2)
    return np.asarray(((codes == 0) | (booked == sizes[codes])).all(axis=1))


def _choices(table: PackageTable, persons: Sequence[Sequence[int]]) -> Ints:
    """Two packages or more of each person, each of another account; shape (choices, most accounts).

    Rows of the table, -1 where there is none. The largest account comes first, since it stands for the person; of
    equals, the first. Choices of fewer accounts come before those of more, and of the first accounts before others.
    """
    found = [np.empty((0, 1), np.int64)]
    for many in sorted({len(accounts) for accounts in persons}):
        accounts = np.array([one for one in persons if len(one) == many], np.int64)
        # One way more than an account has packages: it is left out.
        first, ways = table.starts[accounts], table.starts[accounts + 1] - table.starts[accounts] + 1
        after = np.cumprod(ways[:, ::-1], axis=1)[:, ::-1]
        who = np.repeat(np.arange(len(accounts)), after[:, 0])
        number = np.arange(len(who)) - np.repeat(np.cumsum(after[:, 0]) - after[:, 0], after[:, 0])
        which = number[:, None] // (after // ways)[who] % ways[who]
        size, before = (which > 0).sum(axis=1), (which > 0) @ (1 << np.arange(many)[::-1])
        order = np.argsort((who * (many + 1) + size << many) - before, kind="stable")
        order = order[size[order] > 1]
        rows = np.where(which[order] > 0, first[who[order]] + which[order] - 1, -1)
        followers = table.followers[np.minimum(first, len(table) - 1)]
        rows = np.take_along_axis(rows, np.argsort(-followers, axis=1, kind="stable")[who[order]], axis=1)
        found.append(np.take_along_axis(rows, np.argsort(rows < 0, axis=1, kind="stable"), axis=1))
    widest = max(part.shape[1] for part in found)
    return np.concatenate([np.pad(part, ((0, 0), (0, widest - part.shape[1])), constant_values=-1) for part in found])


def _booked(table: PackageTable, parts: Parts, overlap: float) -> PackageTable:
    """The table with one row for each choice of packages. parts: what is chosen, `account` being who is booked."""
    members = parts.members
    # Few people have several accounts, and what one account alone is booked with is its own row.
    several = np.flatnonzero((members[:, 1:] >= 0).any(axis=1))
    joint = _Several(table, members[several], overlap)
    rows = table.view(members[:, 0])

    def column(name: str) -> NDArray[Any]:
        if name == "wave_weights" and table.wave_weights is table.weights:
            return rows.weights
        values: NDArray[Any] = getattr(rows, name)
        values[several] = joint.columns[name]()
        return values

    for resource, use in joint.sums(table.uses).items():
        rows.uses[resource][several] = use
    for kind, cents in joint.sums(table.costs).items():
        rows.costs[kind][several] = cents
    if rows.extras is not None and table.extras is not None:
        for name, values in joint.extras(table.extras).items():
            getattr(rows.extras, name)[several] = values
    changes: dict[str, Any] = {name: later(partial(column, name)) for name in joint.columns}
    changes["weights"] = column("weights")
    return rows.changed(**changes, creator=parts.account, parts=replace(parts, account=rows.creator))


@dataclass(frozen=True, eq=False)
class _Several:
    """What people are booked with on several accounts, column by column.

    members: rows of the table, the largest account first, -1 where there is none; shape (k, accounts).
    """

    table: PackageTable
    members: Ints
    overlap: float

    @property
    def columns(self) -> dict[str, Callable[[], NDArray[Any]]]:
        """How each column is made that is not that of the largest account; each of k rows."""
        return {
            **{name: partial(self._sum, name) for name in _SUMS},
            **{name: partial(self._largest, name) for name in _LARGEST},
            **{name: partial(self._likely, name) for name in ("happens", "accepts", "posting")},
            **{name: partial(self._shared, name) for name in ("weights", "wave_weights")},
            "active": lambda: np.bitwise_or.reduce(self._each(self.table.active), axis=1),
            "target_measured": lambda: np.all(~self._there | self.table.target_measured[self.members], axis=1),
            "own_posts": lambda: np.where(self._there, self.table.own_posts[self.members], np.inf).min(axis=1),
            "fit": lambda: _mean_fit(self.table.fit, self.members, self._there),
            "package_ids": lambda: _names(self.table, self.members),
        }

    def sums(self, columns: Mapping[T, Ints]) -> dict[T, Ints]:
        """Uses or costs of all accounts."""
        return {key: self._each(values).sum(axis=1) for key, values in columns.items()}

    def extras(self, extras: Extras) -> dict[str, NDArray[Any]]:
        """Rights and money behind posts: sums over accounts, and every right that one of them carries."""
        return {
            **{name: self._each(getattr(extras, name)).sum(axis=1) for name in EXTRA_SUMS},
            "rights": np.bitwise_or.reduce(self._each(extras.rights), axis=1),
            "rights_estimated": self._each(extras.rights_estimated).any(axis=1),
        }

    @property
    def _there(self) -> Bools:
        return self.members >= 0

    def _each(self, values: NDArray[Any]) -> NDArray[Any]:
        """Values of every account, 0 where there is none; shape (k, accounts, ...)."""
        blank = self._there.reshape(*self.members.shape, *([1] * (values.ndim - 1)))
        return np.where(blank, values[self.members], np.zeros((), values.dtype))

    def _sum(self, name: str) -> NDArray[Any]:
        return np.asarray(self._each(getattr(self.table, name)).sum(axis=1))

    def _largest(self, name: str) -> NDArray[Any]:
        return np.asarray(self._each(getattr(self.table, name)).max(axis=1))

    def _likely(self, name: str) -> Floats:
        """What a person is booked with happens as often as its parts, weighted by the people each reaches."""
        shares = self._each(self.table.gross_reach)
        shares = np.where(shares.sum(axis=1, keepdims=True) > 0, shares, self._there)
        return np.asarray((self._each(getattr(self.table, name)) * shares).sum(axis=1) / shares.sum(axis=1))

    def _shared(self, name: str) -> Floats:
        """Weights, from those of the accounts, which share a part of their audience."""
        weights = self._each(getattr(self.table, name))
        most, total = weights.max(axis=1), weights.sum(axis=1)
        return np.asarray(most + (1 - self.overlap) * (total - most))


_SUMS = tuple(
    (
        "cash_cents value_cents worth_cents fee_low_cents fee_high_cents gross_reach counts posts impressions "
        "engagements conversions score second_score"
    ).split()
)
_LARGEST = ("tier", "fee_estimated", "evidence", "followers", "fortnight", "blocked")
"""What the most of the accounts have: the place in the pyramid is that of the largest, the evidence the weakest."""


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
