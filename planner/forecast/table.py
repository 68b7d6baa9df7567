"""The package table: everything that rules and optimiser read, one row per package, as columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field, replace
from functools import cached_property, lru_cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.domain.attributes import values_in
from planner.domain.costs import PAID_OUT, CostKind
from planner.domain.persons import is_person, person_key
from planner.domain.roster import Base, Compensation, Platform, Tier
from planner.forecast import reach
from planner.forecast.later import PutOff, later
from planner.frozen import dataclass

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Codes = NDArray[np.int32]
Bools = NDArray[np.bool_]

TIERS = tuple(Tier)
PLATFORMS = tuple(Platform)
"""Those of the table; a campaign may add some, which come after them: see `PackageTable.platforms`."""
COMPENSATIONS = tuple(Compensation)
EVIDENCE = ("own campaigns", "measured reach", "median views", "benchmark rate")
"""Where a package's reach comes from, best first."""

BASES = tuple(Base)
"""What an engagement rate may be relative to."""


@dataclass(frozen=True)
class TableSegment:
    """A segment as the forecast uses it: `size` people, `value` each, NBD shape `kappa`, floor and cap or None.

    seen_weight: total weight without which too few people see several packages; None = nobody asks for that.
    """

    name: str
    size: float
    value: float
    kappa: float
    floor: float | None = None
    cap: float | None = None
    seen_weight: float | None = None


@lru_cache(256)
def _holding(texts: tuple[str, ...], value: str) -> Bools:
    """Texts that have this value, in small letters, alone or among others."""
    return np.array([value in (one.casefold() for one in values_in(text)) for text in texts], bool)


@dataclass(frozen=True, eq=False)
class Attribute:
    """A text of each row's creator: codes, shape (n,), into texts, each as a cell has it, "" where it is not known."""

    codes: Codes
    texts: tuple[str, ...]

    def holds(self, value: str) -> Bools:
        """Rows whose cell has this value, alone or among others; case does not count. Shape (n,)."""
        return np.asarray(_holding(self.texts, value.strip().casefold())[self.codes])

    def part(self, rows: slice | Ints) -> Attribute:
        """That of these rows."""
        return Attribute(self.codes[rows], self.texts)


@dataclass(frozen=True, eq=False)
class Extras:
    """What n packages have beside posts: rights, as bits of `planner.domain.rights`, and what money behind them brings.

    What both cost is in the costs of the table. rights_estimated: somebody has to quote a surcharge still. paid_reach:
    people whom the money adds, wherever they are; paid_impressions, paid_engagements: what it adds to those. As all
    results they include that the package is posted. targets: the part of paid_reach in each segment, shape (segments,).
    """

    rights: Codes
    rights_estimated: Bools
    paid_reach: Floats
    paid_impressions: Floats
    paid_engagements: Floats
    targets: Floats

    def part(self, rows: slice | Ints) -> Extras:
        """Those of these rows."""
        return replace(
            self, **{name: getattr(self, name)[rows] for name in (*EXTRA_SUMS, "rights", "rights_estimated")}
        )


EXTRA_SUMS = ("paid_reach", "paid_impressions", "paid_engagements")
"""Fields of `Extras` that are summed over the accounts of a person."""


@dataclass(frozen=True, eq=False)
class Parts:
    """What the rows of a table are made of where people have several accounts.

    base: one row per package of an account. members: its rows that each of the n rows books, -1 where it books fewer;
    shape (n, most accounts). account: the largest account of each row, by its number in `creator_ids`; shape (n,).
    bundle: of each row of base, the bundle that it is sold in only, 0 = none.
    """

    base: PackageTable
    members: Ints
    account: Ints
    bundle: Ints

    @property
    def deals(self) -> Ints:
        """What each row books, packages that are sold together counted once; shape (n,)."""
        booked = self.members >= 0
        bundle = np.sort(np.where(booked, self.bundle[self.members], 0), axis=1)
        repeated = (bundle[:, 1:] > 0) & (bundle[:, 1:] == bundle[:, :-1])
        return np.asarray(booked.sum(axis=1) - repeated.sum(axis=1))

    @cached_property
    def booking(self) -> tuple[Ints, Ints]:
        """Accounts that rows book, sorted, and the row of each; shape (all that is booked,)."""
        row, place = np.nonzero(self.members >= 0)
        account = self.base.creator[self.members[row, place]]
        order = np.argsort(account, kind="stable")
        return account[order], row[order]

    def rows_of(self, accounts: Ints) -> Ints:
        """Rows that book one of these accounts, sorted."""
        account, row = self.booking
        ends = np.searchsorted(account, accounts), np.searchsorted(account, accounts, side="right")
        return np.unique(np.concatenate([row[low:high] for low, high in zip(*ends, strict=True)]))

    def reduced(self, vector: Callable[[PackageTable], NDArray[Any]], by: np.ufunc) -> NDArray[Any]:
        """What the parts of each row have in this vector, taken together by a ufunc, such as np.add; shape (n,)."""
        if 2 * len(self.members) > len(self.base):
            values, at = vector(self.base), self.members
        else:
            rows = np.unique(self.members)
            rows = rows[rows >= 0]
            values, at = vector(self.base.view(rows)), np.searchsorted(rows, self.members)
        found = values[at[:, 0]].astype(np.int64 if values.dtype.kind in "bi" else float)
        # Few people are booked on several accounts: what the others add is added where there are any.
        for place in range(1, self.members.shape[1]):
            several = np.flatnonzero(self.members[:, place] >= 0)
            found[several] = by(found[several], values[at[several, place]])
        return np.asarray(found)

    def part(self, rows: slice | Ints) -> Parts:
        """Those of these rows."""
        return Parts(self.base, self.members[rows], self.account[rows], self.bundle)


@dataclass(frozen=True, eq=False)
class PackageTable(PutOff):
    """n packages of m creators, sorted by creator, then package name. Columns may be put off until they are read.

    Where a person has several accounts, `creator` is their first account, and beside the packages of each account there
    is a row for every choice of packages of several, at most one of each; `parts` says what each row is made of. So a
    row is what one person is booked with, everywhere. None = nobody has several accounts.

    Row arrays have length n, `weights` has shape (n, segments). Money is in cents, rates and shares are 0 to 1
    (NaN = unknown), uses are in thousandths of a unit, reach is in people and already includes the
    probability that the package is posted, which is `happens`. fee_low_cents and fee_high_cents are the ends of
    an estimated fee or of a quote that is a range, else the fee. target_measured: the share of their audience in the
    segments was measured, not assumed. conversions are 0 where no rates are known.

    persons holds the numbers of the accounts of everybody whom the roster names as a person, by key.

    active holds the waves in which a package posts, as bits: 1 for the first, 2 for the second, 4 for the third;
    0 = the brief has no waves. Its cash and posts are spread evenly over them; wave_weights are those of one wave.
    blocked marks packages in waves in which the creator is not available, fortnight counts the posts of the busiest 14
    days. counts holds the posts of each format, shape (n, formats). accepts is the chance that a creator says yes,
    posting the chance that they then post: both are in reach and engagements already. worth_cents is what the package
    is worth to them. affinity, values_match, sponsored_load and comments (per post) are NaN where not known.

    attributes are those that the brief has bands on, by name of the brief; of a person, that of the first account.

    cash_cents is what creators are paid and carriers cost, value_cents the full cost. costs holds its parts by kind:
    those that some package has; the fee is what is left of the cash. covers_full: the budget covers it, not cash alone.

    fixed_cents is cash that is due whatever is picked, closed names resources of which nothing may be used; see
    `planner.optimise.fixed_costs`. second_score is the score column of the second goal. shock_sd is the standard
    deviation of the log of what the whole campaign achieves, relative to its forecast. extras is None where the brief
    has neither rights nor money behind posts. rest: of a short list everybody whom it leaves out, as a
    `planner.optimise.rest.Rest`; None where the table is everybody.
    """

    creator: Ints
    available: Ints
    tier: Codes
    platform: Codes
    compensation: Codes
    active: Codes
    cash_cents: Ints
    value_cents: Ints
    worth_cents: Ints
    fee_estimated: Bools
    fee_low_cents: Ints
    fee_high_cents: Ints
    evidence: Codes
    own_posts: Floats
    engagement_base: Codes
    target_measured: Bools
    happens: Floats
    gross_reach: Floats
    counts: Ints
    posts: Ints
    impressions: Floats
    engagements: Floats
    conversions: Floats
    weights: Floats
    wave_weights: Floats
    score: Floats
    second_score: Floats
    followers: Floats
    engagement_rate: Floats
    fake_share: Floats
    fit: Floats
    authenticity: Floats
    affinity: Floats
    values_match: Floats
    sponsored_load: Floats
    comments: Floats
    accepts: Floats
    posting: Floats
    fortnight: Ints
    blocked: Bools
    uses: Mapping[str, Ints]
    attributes: Mapping[str, Attribute]
    costs: Mapping[CostKind, Ints]
    covers_full: bool
    segments: tuple[TableSegment, ...]
    shock_sd: float
    creator_ids: NDArray[np.object_]
    package_ids: NDArray[np.object_]
    fixed_cents: int = 0
    closed: tuple[str, ...] = ()
    parts: Parts | None = None
    platforms: tuple[Platform, ...] = PLATFORMS
    persons: Mapping[str, Sequence[int]] = field(default_factory=dict)
    extras: Extras | None = None
    rest: object | None = None

    def __len__(self) -> int:
        return len(self.creator)

    @cached_property
    def starts(self) -> Ints:
        """Row at which each creator's packages begin, and n at the end; shape (m + 1,)."""
        each = np.bincount(self.creator, minlength=len(self.available))
        return np.concatenate([[0], np.cumsum(each)]).astype(np.int64)

    @cached_property
    def sizes(self) -> Floats:
        """People in each segment."""
        return np.array([segment.size for segment in self.segments])

    @cached_property
    def kappas(self) -> Floats:
        """NBD shape of each segment."""
        return np.array([segment.kappa for segment in self.segments])

    @cached_property
    def values(self) -> Floats:
        """Worth of one person reached in each segment."""
        return np.array([segment.value for segment in self.segments])

    @property
    def charged_cents(self) -> Ints:
        """What each package takes of the budget: its cash, or its full cost."""
        return self.value_cents if self.covers_full else self.cash_cents

    @property
    def fees(self) -> Ints:
        """Fee of each package: the cash that no other kind of cost explains."""
        cash = (self.costs[kind] for kind in PAID_OUT if kind in self.costs)
        return np.asarray(self.cash_cents - sum(cash, np.zeros(1, np.int64)))

    def part(self, rows: slice | Ints) -> PackageTable:
        """These rows as a table; a slice shares its memory. Creators and segments stay whole."""
        changes = {name: getattr(self, name)[rows] for name in ROW_ARRAYS}
        return self._rows(rows, {**changes, "creator_ids": self.creator_ids})

    def view(self, rows: Ints) -> PackageTable:
        """The same as `part`, which gathers a column when it is read; until then the whole table stays in memory."""
        return self._rows(rows, {name: later(partial(self._gathered, name, rows)) for name in ROW_ARRAYS})

    def _gathered(self, name: str, rows: Ints) -> NDArray[Any]:
        found: NDArray[Any] = getattr(self, name)[rows]
        return found

    def _rows(self, rows: slice | Ints, changes: dict[str, Any]) -> PackageTable:
        changes["uses"] = {name: use[rows] for name, use in self.uses.items()}
        changes["attributes"] = {name: one.part(rows) for name, one in self.attributes.items()}
        changes["costs"] = {kind: cents[rows] for kind, cents in self.costs.items()}
        changes["parts"] = None if self.parts is None else self.parts.part(rows)
        changes["extras"] = None if self.extras is None else self.extras.part(rows)
        return self.changed(**changes)

    @cached_property
    def boost_cents(self) -> Ints:
        """Money behind the posts of each row, in cents; shape (n,)."""
        return self.costs.get(CostKind.BOOSTING, np.zeros(len(self), np.int64))

    @cached_property
    def rights_cents(self) -> Ints:
        """Surcharges for the rights that each row carries, in cents; shape (n,)."""
        return self.costs.get(CostKind.RIGHTS, np.zeros(len(self), np.int64))

    @property
    def rights(self) -> Codes:
        """Rights that each row carries, as bits; shape (n,)."""
        return np.zeros(len(self), np.int32) if self.extras is None else self.extras.rights

    @property
    def account(self) -> Ints:
        """Number of the account that each row is shown as; of several, the largest. Shape (n,)."""
        return self.creator if self.parts is None else self.parts.account

    @property
    def base(self) -> PackageTable:
        """The same with a row per package of an account, whosever it is."""
        return self if self.parts is None else self.parts.base

    def total(self, vector: Callable[[PackageTable], NDArray[Any]]) -> NDArray[Any]:
        """A vector where it is summed over the accounts of a row; shape (n,)."""
        return self.reduced(vector, np.add)

    def reduced(self, vector: Callable[[PackageTable], NDArray[Any]], by: np.ufunc) -> NDArray[Any]:
        """A vector where the accounts of a row are taken together by a ufunc, such as np.minimum; shape (n,)."""
        return vector(self) if self.parts is None else self.parts.reduced(vector, by)

    def members(self, row: int) -> Ints:
        """Rows of `base` that a row books, its largest account first."""
        return np.array([row]) if self.parts is None else self.parts.members[row][self.parts.members[row] >= 0]

    def accounts(self, reference: str) -> Ints:
        """Numbers of the accounts that a brief means by an id or by `@` and a person; empty when there are none."""
        if is_person(reference):
            return np.array(self.persons.get(person_key(reference), ()), np.int64)
        at = int(np.searchsorted(self.creator_ids, reference)) if len(self.creator_ids) else 0
        known = at < len(self.creator_ids) and self.creator_ids[at] == reference
        return np.array([at] if known else [], np.int64)

    def numbers(self, references: Iterable[str]) -> Ints:
        """Numbers of the accounts that any of these mean. They differ from table to table; ids do not."""
        return np.array([at for one in references for at in self.accounts(one).tolist()], np.int64)

    def rows_of(self, reference: str) -> Ints:
        """Row numbers of what books an account, or one of a person's accounts; empty when there is none."""
        accounts = self.accounts(reference)
        if self.parts is not None and len(accounts):
            return self.parts.rows_of(accounts)
        spans = [np.arange(self.starts[at], self.starts[at + 1]) for at in accounts.tolist()]
        return np.concatenate(spans) if spans else np.empty(0, np.int64)

    def row_of(self, reference: str, package: str) -> int | None:
        """Row number of a creator's package, None where there is no such package."""
        rows = self.rows_of(reference)
        same = rows[self.package_ids[rows] == package]
        return int(same[0]) if len(same) else None

    def segment_reach(self, rows: Ints) -> Floats:
        """People of each segment whom each of these packages reaches on its own; shape (rows, segments)."""
        return reach.unique_reach(self.weights[rows], self.sizes, self.kappas)

    def totals_weight(self, rows: Ints, counts: Ints) -> Floats:
        """Weight of a plan in each segment; shape (segments,)."""
        return np.asarray(counts @ self.weights[rows])

    def unique_reach(self, rows: Ints, counts: Ints) -> Floats:
        """People of each segment whom a plan reaches at least once; shape (segments,)."""
        return reach.unique_reach(self.totals_weight(rows, counts), self.sizes, self.kappas)


ROW_ARRAYS = tuple(
    (
        "creator tier platform compensation active cash_cents value_cents worth_cents fee_estimated "
        "fee_low_cents fee_high_cents engagement_base target_measured evidence own_posts happens gross_reach counts "
        "posts impressions engagements conversions weights wave_weights score second_score followers engagement_rate "
        "fake_share fit authenticity affinity values_match sponsored_load comments accepts posting fortnight blocked "
        "package_ids"
    ).split()
)
