"""Who is not in the plan, and why: the bench with its reasons, those whom the brief bars, and everybody else."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from planner.campaign.status import Step
from planner.domain.roster import Platform, Tier
from planner.exports.dossier import Dossier
from planner.forecast.table import TIERS, Ints, PackageTable
from planner.outcome import BenchEntry
from planner.rules.reasons import Barred

MOST = 2_000
"""Creators listed; a note tells how many more there are."""
BENCH, BARRED, OTHER = "Next best", "Excluded by a rule", "Not chosen"
_ANSWERS = {Step.DECLINED: "Declined", Step.RELEASED: "Released"}


@dataclass(frozen=True)
class LeftOut:
    """A creator outside the plan with the package that reaches most for its cost.

    gain: what the goal would gain from them alone, None where it was not calculated. reach: in the audience.
    """

    creator: str
    handle: str
    platform: Platform
    tier: Tier
    followers: int | None
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
        return tuple(_benched(entry) for entry in dossier.plan.bench), 0
    # Whoever is booked on one of their accounts is not left out with another.
    inside = {int(at) for pick in dossier.plan.picks for at in table.creator[table.rows_of(pick.creator)]}
    best = _best_rows(table)
    named = {str(table.creator_ids[table.account[row]]): int(row) for row in best}
    found = [_benched(entry, table, table.row_of(creator, entry.package)) for creator, entry in bench.items()]
    answers = {creator: _ANSWERS[one.step] for creator, one in dossier.campaign.latest.items() if one.step in _ANSWERS}
    others = [row for name, row in named.items() if int(table.creator[row]) not in inside and name not in bench]
    if dossier.of_catalogue:
        # Whoever else is at hand is there by chance, and millions are not.
        spoken = {int(at) for one in (*dossier.brief.excluded, *answers) for at in table.accounts(one)}
        others = [row for row in others if int(table.account[row]) in spoken]
    order = np.array(others, dtype=np.int64)
    reached = table.segment_reach(order).sum(axis=1) if len(order) else np.zeros(0)
    ranked = order[np.argsort(-reached, kind="stable")].tolist()
    barred = Barred.of(dossier.brief, table)
    listed = [*found, *(_left(table, barred, row, answers) for row in ranked[: MOST - len(found)])]
    listed.sort(key=lambda one: (BENCH, OTHER, BARRED).index(one.group))
    return tuple(listed), max(0, len(ranked) + len(found) - MOST)


def _benched(entry: BenchEntry, table: PackageTable | None = None, row: int | None = None) -> LeftOut:
    return LeftOut(
        creator=entry.creator,
        handle=entry.handle,
        platform=entry.platform,
        tier=entry.tier,
        followers=None if table is None or row is None else int(table.followers[row]),
        package=entry.package,
        cost_cents=entry.cost_cents,
        reach=None if table is None or row is None else _reach(table, row),
        gain=entry.gain,
        group=BENCH,
        reason=entry.reason,
    )


def _best_rows(table: PackageTable) -> Ints:
    """Of each creator the package with most people in the audience for its cash."""
    if not len(table):
        return np.empty(0, np.int64)
    reached = table.segment_reach(np.arange(len(table))).sum(axis=1)
    worth = reached / (table.cash_cents + 100.0)
    order = np.lexsort((-worth, table.creator))
    _, first = np.unique(table.creator[order], return_index=True)
    return np.asarray(order[first], dtype=np.int64)


def _reach(table: PackageTable, row: int) -> float:
    return float(table.segment_reach(np.array([row])).sum())


def _left(table: PackageTable, barred: Barred, row: int, answers: Mapping[str, str]) -> LeftOut:
    creator = str(table.creator_ids[table.account[row]])
    reasons = [reason.words for reason in barred.reasons(table.rows_of(creator))]
    return LeftOut(
        creator=creator,
        handle=creator.partition(":")[2],
        platform=table.platforms[table.platform[row]],
        tier=TIERS[table.tier[row]],
        followers=int(table.followers[row]),
        package=str(table.package_ids[row]),
        cost_cents=int(table.cash_cents[row]),
        reach=_reach(table, row),
        gain=None,
        group=BARRED if reasons else OTHER,
        reason=answers.get(creator) or "; ".join(reasons) or "Adds less for its cost than the next best",
    )
