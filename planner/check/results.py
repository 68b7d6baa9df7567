"""Goals and floors on results, recomputed from the table: reach by the NBD model, engagements, chance, average fit."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from planner.brief.brief import Brief, GoalKind
from planner.check.picks import Pick
from planner.wording import count, percent

if TYPE_CHECKING:
    from planner.forecast.table import PackageTable

REACH_TOLERANCE = 1e-6
"""Of a segment's size: floors and caps on unique reach."""
RELATIVE_TOLERANCE = 1e-9
"""Of the amount asked for: engagements and average fit, which are sums of real numbers."""
CHANCE_TOLERANCE = 1e-12
"""Of the chance with which a floor is met, for the arithmetic of the normal distribution."""


def goal_value(table: PackageTable, brief: Brief, rows: Sequence[int], counts: Sequence[int]) -> float:
    """The goal that a plan reaches: worth of the people reached, engagements, score, or cents of cash."""
    taken = [(int(row), int(times)) for row, times in zip(rows, counts, strict=True)]
    kind = brief.goal.kind
    if kind is GoalKind.CHEAPEST:
        cents = table.value_cents if brief.costs.budget_covers == "full" else table.cash_cents
        spent = sum(int(cents[row]) * times for row, times in taken)
        return float(spent + fixed_cost(table, brief, [row for row, _ in taken]))
    if kind is GoalKind.UNIQUE_REACH:
        return math.fsum(segment.value * _reached(table, brief, at, taken) for at, segment in enumerate(brief.audience))
    columns = {GoalKind.ENGAGEMENTS: table.engagements, GoalKind.CONVERSIONS: table.conversions}
    column = columns.get(kind, table.score)
    return math.fsum(float(column[row]) * times for row, times in taken)


def fixed_cost(table: PackageTable, brief: Brief, rows: Sequence[int]) -> int:
    """Cents that fall due because at least one unit of a resource is used."""
    held = (name for name in brief.resources if any(int(table.uses[name][row]) for row in rows))
    return sum(brief.resources[name].fixed_cents for name in held)


def missed_results(table: PackageTable, brief: Brief, picks: list[Pick]) -> Iterator[str]:  # noqa: C901 one line for each demand, as the brief lists them
    """A sentence for each floor and cap on results that the picks miss."""
    taken = [(pick.row, pick.times) for pick in picks]
    reached = [_reached(table, brief, at, taken) for at in range(len(brief.audience))]

    def written(number: float) -> str:
        return count(number, brief.locale) if math.isfinite(number) else "an unknown number of"

    surely = ""
    if brief.confidence is not None:
        surely = f" with {percent(brief.confidence, 2, brief.locale)} confidence"
    for at, (segment, people) in enumerate(zip(brief.audience, reached, strict=True)):
        slack = REACH_TOLERANCE * segment.size
        # Written so that a number that is not a number breaks the limit.
        if segment.floor is not None and not _surely(table, brief, people + slack, segment.floor):
            yield f"{segment.name}: {written(people)} people reached, fewer than {written(segment.floor)}{surely}."
        if segment.cap is not None and not people <= segment.cap + slack:
            yield f"{segment.name}: {written(people)} people reached, more than {written(segment.cap)}."
        if segment.seen_floor is not None:
            often = _seen_often(table, brief, at, taken)
            if not often >= segment.seen_floor - slack:
                asked = f"{written(segment.seen_floor)} who are to see {segment.seen_times} creators"
                yield f"{segment.name}: {written(often)} people see so many, fewer than the {asked}."
    everybody, total = math.fsum(reached), sum(segment.size for segment in brief.audience)
    if brief.reach_floor is not None and not _surely(
        table, brief, everybody + REACH_TOLERANCE * total, brief.reach_floor
    ):
        yield f"{written(everybody)} people are reached, fewer than {written(brief.reach_floor)}{surely}."
    if brief.engagement_floor is not None:
        engaged = math.fsum(float(table.engagements[row]) * times for row, times in taken)
        if not _surely(table, brief, engaged * (1 + RELATIVE_TOLERANCE), brief.engagement_floor):
            asked = written(brief.engagement_floor)
            yield f"{written(engaged)} engagements are expected, fewer than {asked}{surely}."
    if brief.average_fit is not None and picks:
        people = sum(times for _, times in taken)
        fits = (0.5 if math.isnan(table.fit[row]) else float(table.fit[row]) for row, _ in taken)
        fit = math.fsum(one * times for one, (_, times) in zip(fits, taken, strict=True)) / people
        if not fit >= brief.average_fit - RELATIVE_TOLERANCE:
            yield f"The average fit is {fit:.4f}, under {brief.average_fit:.4f}."


def _surely(table: PackageTable, brief: Brief, expected: float, floor: float) -> bool:
    """Whether a floor is met: by the forecast, or with the brief's confidence under a log-normal shock of mean 1."""
    if brief.confidence is None or table.shock_sd == 0 or floor == 0:
        return expected >= floor
    if not expected > 0:
        return False
    from statistics import NormalDist  # only a confidence needs it

    sd = table.shock_sd
    chance = NormalDist(math.log(expected) - sd * sd / 2, sd).cdf(math.log(floor))
    return 1 - chance >= brief.confidence - CHANCE_TOLERANCE


def _reached(table: PackageTable, brief: Brief, at: int, taken: list[tuple[int, int]]) -> float:
    """People of a segment who see at least one package: N (1 - (1 + L / kappa)^-kappa), the NBD model."""
    kappa = table.segments[at].kappa
    weights = table.weights[[row for row, _ in taken], at].tolist()
    weight = math.fsum(one * times for one, (_, times) in zip(weights, taken, strict=True))
    return brief.audience[at].size * (1.0 - math.exp(-kappa * math.log1p(weight / kappa)))


def _seen_often(table: PackageTable, brief: Brief, at: int, taken: list[tuple[int, int]]) -> float:
    """People of a segment who see two or three packages at least, in closed form.

    With E(x) = (1 + x / kappa)^-kappa nobody sees packages of weight x: E(L) see none, E(L - w) - E(L) only that of
    weight w, and E(L - v - w) - E(L - v) - E(L - w) + E(L) only those two.
    """
    kappa, segment = table.segments[at].kappa, brief.audience[at]
    weights = [float(table.weights[row, at]) for row, times in taken for _ in range(times)]
    total = math.fsum(weights)

    def unseen(out: float) -> float:
        return math.exp(-kappa * math.log1p(max(total - out, 0.0) / kappa))

    nobody = unseen(0.0)
    alone = [unseen(weight) for weight in weights]
    seen = 1.0 - nobody - math.fsum(one - nobody for one in alone)
    if segment.seen_times > 2:
        seen -= math.fsum(
            unseen(weights[i] + weights[j]) - alone[i] - alone[j] + nobody
            for i in range(len(weights))
            for j in range(i)
        )
    return segment.size * seen
