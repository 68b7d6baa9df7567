"""Who is not in the plan, and why: the bench with its reasons, those whom the brief bars, and everybody else."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from planner.brief.brief import Brief
from planner.domain.roster import Platform, Tier
from planner.exports.dossier import Dossier
from planner.forecast.table import PLATFORMS, TIERS, Ints, PackageTable
from planner.wording import count, decimal, percent

MOST = 2_000
"""Creators listed; a note tells how many more there are."""
BENCH, BARRED, OTHER = "Next best", "Barred by the brief", "Not chosen"


@dataclass(frozen=True)
class LeftOut:
    """A creator outside the plan with the package that reaches most for its cost.

    gain: what the goal would gain from her alone, None where it was not calculated. reach: in the audience.
    """

    creator: str
    handle: str
    platform: Platform
    tier: Tier
    followers: int
    package: str
    cost_cents: int
    reach: float | None
    gain: float | None
    group: str
    reason: str


def left_out(dossier: Dossier) -> tuple[tuple[LeftOut, ...], int]:
    """At most `MOST` creators, the bench first, and how many more there are."""
    table = dossier.table
    bench = {entry.creator: entry for entry in dossier.plan.bench}
    if table is None:
        return tuple(
            LeftOut(e.creator, e.handle, e.platform, e.tier, 0, e.package, e.cost_cents, None, e.gain, BENCH, e.reason)
            for e in dossier.plan.bench
        ), 0
    inside = {pick.creator for pick in dossier.plan.picks}
    best = _best_rows(table)
    named = {str(table.creator_ids[table.creator[row]]): int(row) for row in best}
    found = []
    for creator, entry in bench.items():
        row = _row_of(table, creator, entry.package)
        reach = None if row is None else _reach(table, row)
        followers = 0 if row is None else int(table.followers[row])
        found.append(
            LeftOut(
                creator,
                entry.handle,
                entry.platform,
                entry.tier,
                followers,
                entry.package,
                entry.cost_cents,
                reach,
                entry.gain,
                BENCH,
                entry.reason,
            )
        )
    others = [row for creator, row in named.items() if creator not in inside and creator not in bench]
    order = np.array(others, dtype=np.int64)
    reached = table.segment_reach(order).sum(axis=1) if len(order) else np.zeros(0)
    ranked = order[np.argsort(-reached, kind="stable")].tolist()
    listed = [*found, *(_left(table, dossier.brief, row) for row in ranked[: MOST - len(found)])]
    listed.sort(key=lambda one: (BENCH, OTHER, BARRED).index(one.group))
    return tuple(listed), max(0, len(ranked) + len(found) - MOST)


def _best_rows(table: PackageTable) -> Ints:
    """Of each creator the package with most people in the audience for its cash."""
    if not len(table):
        return np.empty(0, np.int64)
    reached = table.segment_reach(np.arange(len(table))).sum(axis=1)
    worth = reached / (table.cash_cents + 100.0)
    order = np.lexsort((-worth, table.creator))
    _, first = np.unique(table.creator[order], return_index=True)
    return np.asarray(order[first], dtype=np.int64)


def _row_of(table: PackageTable, creator: str, package: str) -> int | None:
    return next((int(row) for row in table.rows_of(creator) if str(table.package_ids[row]) == package), None)


def _reach(table: PackageTable, row: int) -> float:
    return float(table.segment_reach(np.array([row])).sum())


def _left(table: PackageTable, brief: Brief, row: int) -> LeftOut:
    creator = str(table.creator_ids[table.creator[row]])
    bars = list(_bars(table, brief, (creator, row)))
    return LeftOut(
        creator=creator,
        handle=creator.partition(":")[2],
        platform=PLATFORMS[table.platform[row]],
        tier=TIERS[table.tier[row]],
        followers=int(table.followers[row]),
        package=str(table.package_ids[row]),
        cost_cents=int(table.cash_cents[row]),
        reach=_reach(table, row),
        gain=None,
        group=BARRED if bars else OTHER,
        reason="; ".join(bars) or "Adds less for its cost than the next best",
    )


def _bars(table: PackageTable, brief: Brief, who: tuple[str, int]) -> Iterator[str]:
    """What the brief itself holds against her, in its words."""
    creator, row = who
    asked, locale = brief.quality, brief.locale
    if creator in brief.excluded:
        yield "Left out by the brief"
    if table.followers[row] < brief.tiers.micro:
        yield f"Fewer than {count(brief.tiers.micro, locale)} followers, where the lowest tier begins"
    if brief.largest_share is not None and brief.budget_cents is not None:
        cash = table.cash_cents[table.rows_of(creator)]
        if len(cash) and cash.min() > brief.largest_share * brief.budget_cents:
            yield f"Costs more than {percent(brief.largest_share, 1, locale)} of the budget"
    for name, values, bound, least in (
        ("fit", table.fit, asked.min_fit, True),
        ("authenticity", table.authenticity, asked.min_authenticity, True),
        ("engagement rate", table.engagement_rate, asked.min_engagement_rate, True),
        ("suspicious followers", table.fake_share, asked.max_fake_share, False),
        ("followers", table.followers, asked.min_followers, True),
    ):
        if bound is None:
            continue
        value = float(values[row])
        if math.isnan(value):
            if asked.strict:
                yield f"Unknown {name}"
        elif value < bound if least else value > bound:
            yield f"{name.capitalize()} {_said(name, value, locale)}, {'under' if least else 'over'} " + _said(
                name, bound, locale
            )


def _said(name: str, value: float, locale: str) -> str:
    if name == "followers":
        return count(value, locale)
    return decimal(value, 2, locale) if name in ("fit", "authenticity") else percent(value, 1, locale)
