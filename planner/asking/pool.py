"""Everybody who may be asked, as arrays: what each costs, uses and brings if they say yes, and how likely that is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from planner.asking.acceptance import Likely
from planner.brief.quantities import BASIS
from planner.explore.study import Study
from planner.forecast import reach
from planner.forecast.assumptions import Assumptions
from planner.forecast.costs import with_cash
from planner.forecast.table import TIERS, Bools, Floats, Ints, PackageTable
from planner.optimise.master import Prices
from planner.optimise.problem import Floor, Objective, Problem
from planner.optimise.relaxation import reduced_values, relaxed
from planner.rules import Limit
from planner.rules.results import margin_of

LEAST, MOST, PER_PICK = 30, 150, 3
"""People of each tier in the pool beside the plan: so many times its picks of that tier, within these ends."""
FLOORS = ("reach_floor", "audience", "frequency", "engagement_floor")
"""Rules on results, in whose floors the chance of a yes may be counted."""


@dataclass(frozen=True, eq=False)
class Pool:
    """n creators with the one package that each is asked for; then the same n at the fee that a raise asks for.

    table: the forecast if everybody says yes. rows: of the table, ascending, shape (n,). problem: the brief on it.
    likely: chances of a yes. cash: cents, shape (2n,). uses: of each limit, as its row has it, shape (2n, K). steers:
    the same but for shares, which are held at the size of the plan: of them the part alone, against `low` and `high`.
    sizes: of what these are shares of, shape (K,). prices: of the relaxation. weights: shape (n, S). gain: of the goal,
    shape (2n,). can_raise: whose raised fee no filter forbids, shape (n,). cheapest: the goal is to meet the rules for
    least. margin: by which floors are raised for the brief's confidence.
    """

    table: PackageTable
    problem: Problem
    rows: Ints
    likely: Likely
    cash: Ints
    uses: Floats
    steers: Floats
    sizes: Floats
    prices: Prices
    weights: Floats
    gain: Floats
    can_raise: Bools
    cheapest: bool
    margin: float

    @classmethod
    def of(cls, study: Study, also: Ints, assumptions: Assumptions) -> Pool:
        """The plan's picks, others that are named, and those who come nearest to being picked.

        study: on a forecast `if_yes`. also: rows of its table, of creators whom the plan may have. Raises Cancelled.
        """
        table, problem = study.table, study.problem
        prices = relaxed(problem, study.watch, study.base.columns).prices
        rows = _nearest(study, also, prices)
        ads = table.boost_cents[rows]
        asked = (table.cash_cents[rows] - ads) * (1 + assumptions.number("asking_raise"))
        raised = np.ceil(asked / 100).astype(np.int64) * 100 + ads
        dearer = table.cash_cents.copy()
        dearer[rows] = np.maximum(raised, table.cash_cents[rows])
        parts = [table.part(rows), with_cash(table, dearer, study.brief).part(rows)]
        gain = problem.objective.gain
        can = np.ones(len(rows), bool)
        for limit in study.limits:
            if limit.forbids:
                can &= limit.vector(parts[1]) <= 0
        uses, steers = ([_table(problem.limits, part, of) for part in parts] for of in (Limit.row, _steer))
        assert study.base.selection is not None
        plan, counts = table.part(study.base.selection.index), study.base.selection.counts
        wholes = [0.0 if one.part_of is None else float(counts @ one.part_of(plan)) for one in problem.limits]
        return cls(
            table=table,
            problem=problem,
            rows=rows,
            likely=Likely.of(table, rows, study.brief, assumptions),
            cash=np.concatenate([part.charged_cents for part in parts]),
            uses=np.concatenate(uses),
            steers=np.concatenate(steers),
            sizes=np.array(wholes),
            prices=prices,
            weights=table.weights[rows],
            gain=np.zeros(2 * len(rows))
            if gain is None
            else np.concatenate([np.asarray(gain(part), float) for part in parts]),
            can_raise=can,
            cheapest=study.cheapest,
            margin=margin_of(study.brief, table),
        )

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def objective(self) -> Objective:
        """The brief's goal."""
        return self.problem.objective

    @property
    def limits(self) -> tuple[Limit, ...]:
        """The brief's rules that are rows, K of them."""
        return self.problem.limits

    @property
    def floors(self) -> tuple[Floor, ...]:
        """Floors on the reach over several segments."""
        return self.problem.floors

    @cached_property
    def low(self) -> Floats:
        """Lower side of each row of `steers`; -inf where there is none."""
        return np.asarray(np.where(self.upper, -np.inf, self._bounds))

    @cached_property
    def high(self) -> Floats:
        """Upper side of each row of `steers`; inf where there is none."""
        return np.where(self.upper, self._bounds, np.inf)

    @cached_property
    def upper(self) -> Bools:
        """Rows that must not be above their bound."""
        return np.array([one.sense == "<=" for one in self.limits], bool)

    @cached_property
    def _bounds(self) -> Floats:
        shares = [one.bound if one.part_of is None else round(one.setting * BASIS) for one in self.limits]
        whole = np.array(
            [1.0 if one.part_of is None else size for one, size in zip(self.limits, self.sizes, strict=True)]
        )
        return np.asarray(np.array(shares, float) * whole)

    @cached_property
    def shares(self) -> Bools:
        """Rows that limit a share."""
        return np.array([one.part_of is not None for one in self.limits], bool)

    @cached_property
    def bounds(self) -> Floats:
        """Bound of each row of `uses`."""
        return np.array([one.bound for one in self.limits], float)

    @cached_property
    def slack(self) -> Floats:
        """What rounding may add to each row of `steers`: nothing where it counts cents, people or units."""
        whole = (self.steers == np.rint(self.steers)).all(axis=0)
        return np.where(whole, 0.0, 1e-9 * np.maximum(1.0, np.abs(self._bounds)))

    @cached_property
    def largest(self) -> Floats:
        """What one package uses of each row of `uses` at most."""
        return np.asarray(np.maximum(np.abs(self.uses).max(axis=0, initial=0.0), 1e-12))

    @cached_property
    def hard(self) -> Bools:
        """Rows that more people can only fill up: money, stocks, caps. Nothing asked later mends these."""
        return np.asarray(self.upper & ~self.shares & (self.uses >= 0).all(axis=0))

    @cached_property
    def adds(self) -> Floats:
        """What each adds to goal and floors at the relaxation's prices, less cash where that is the goal; (2n,)."""
        priced = (self.uses * self.problem.scales * self.prices.y)[:, self.counted].sum(axis=1)
        return np.asarray(np.concatenate([self.weights, self.weights]) @ self.prices.w - priced + self.gain)

    @cached_property
    def money(self) -> float | None:
        """Price of a cent in the relaxation; None where the budget is no limit, or money is the goal."""
        rows = [at for at, one in enumerate(self.limits) if one.rule == "budget"]
        return float(self.prices.y[rows[0]] * self.problem.scales[rows[0]]) if rows and not self.cheapest else None

    @cached_property
    def counted(self) -> Bools:
        """Floors on results that more people can only fill up."""
        floor = np.array([one.sense == ">=" and one.rule in FLOORS for one in self.limits], bool)
        return np.asarray(floor & (self.uses >= 0).all(axis=0))

    @cached_property
    def norm(self) -> Floats:
        """The same of `steers`: what is missed is counted in packages."""
        return np.asarray(np.maximum(np.abs(self.steers).max(axis=0, initial=0.0), 1e-12))

    @cached_property
    def fixed_cents(self) -> int:
        """Cash that is due whoever is booked."""
        return int(self.table.fixed_cents)

    def at(self, creator: str) -> int | None:
        """Place of a creator, by the id of any of their accounts; None when they are not in the pool."""
        found = np.flatnonzero(np.isin(self.rows, self.table.rows_of(creator)))
        return int(found[0]) if len(found) else None

    def of_creators(self, rows: Ints) -> Bools:
        """The creators of these rows of the table, in whichever package they are asked for; shape (n,)."""
        return np.isin(self.table.creator[self.rows], self.table.creator[rows])

    def places_of(self, names: Iterable[str]) -> Bools:
        """These creators; shape (n,)."""
        # A creator has one row here, whatever account of theirs is named.
        rows = [self.table.rows_of(name) for name in names]
        return np.isin(self.rows, np.concatenate(rows)) if rows else np.zeros(len(self), bool)


def if_yes(table: PackageTable) -> PackageTable:
    """The forecast if everybody says yes: the chance of that is taken out of reach and response, that of posting stays.

    Where nothing but quotes is offered the forecast holds no such chance, and the table is returned as it is.
    """
    if (table.accepts == 1).all():
        return table
    chance = np.where(table.accepts > 0, table.accepts, 1.0)

    def weight(of: Floats) -> Floats:
        share = reach.share_of_weight(of, table.kappas) / chance[:, None]
        return reach.weight(np.minimum(share, _MOST_SHARE), table.kappas)

    scaled = {
        name: getattr(table, name) / chance
        for name in ("gross_reach", "impressions", "engagements", "conversions", "happens")
    }
    return replace(
        table,
        weights=weight(table.weights),
        wave_weights=weight(table.wave_weights),
        accepts=np.ones(len(table)),
        **scaled,
    )


_MOST_SHARE = 0.95
"""Of a segment that one package may reach, as in the forecast."""


def counting(table: PackageTable, chance: Floats) -> PackageTable:
    """The forecast `if_yes` with these chances of a yes counted in: weights, and so floors, are then expected ones.

    chance: shape (rows of the table,). A floor that is met so is met on average, not for sure.
    """
    scaled = {
        name: getattr(table, name) * chance
        for name in ("gross_reach", "impressions", "engagements", "conversions", "happens")
    }
    return replace(
        table,
        weights=table.weights * chance[:, None],
        wave_weights=table.wave_weights * chance[:, None],
        accepts=chance,
        **scaled,
    )


def _table(limits: Sequence[Limit], part: PackageTable, of: Callable[[Limit, PackageTable], np.ndarray]) -> Floats:
    """One column for each limit; shape (rows of the part, K)."""
    return np.array([of(limit, part) for limit in limits], float).reshape(len(limits), len(part)).T


def _steer(limit: Limit, part: PackageTable) -> np.ndarray:
    """The limit's row; of a share the part alone, in basis points of what it is a part of."""
    return limit.row(part) if limit.part_of is None else BASIS * limit.vector(part)


def _nearest(study: Study, also: Ints, prices: Prices) -> Ints:
    """Rows of the pool: one for each creator, the plan's first, then by what they lose at the relaxation's prices."""
    table, problem = study.table, study.problem
    assert study.base.selection is not None
    chosen = study.base.selection.index
    rows: list[int] = []
    taken: set[int] = set()
    for row in (*chosen.tolist(), *also.tolist()):
        if int(table.creator[row]) not in taken:
            taken.add(int(table.creator[row]))
            rows.append(row)
    index, worth = [], []
    for part in problem.batches():
        index.append(part.index)
        worth.append(reduced_values(part, prices))
    every = np.concatenate(index) if index else np.empty(0, np.int64)
    order = every[np.argsort(-np.concatenate(worth), kind="stable")] if len(every) else every
    # By tier, since whoever declines is mostly replaced by somebody of their size.
    picks = np.bincount(table.tier[chosen], minlength=len(TIERS))
    left = np.clip(PER_PICK * picks, LEAST, MOST)
    for row in order.tolist():
        creator, tier = int(table.creator[row]), int(table.tier[row])
        if left[tier] and creator not in taken:
            taken.add(creator)
            rows.append(row)
            left[tier] -= 1
    return np.array(sorted(rows), np.int64)


def within(pool: Pool, who: Bools) -> bool:
    """True when no cap is overstepped even if all of these say yes."""
    used = pool.uses[: len(pool)][who].sum(axis=0)
    return bool((used <= pool.bounds)[pool.hard].all())
