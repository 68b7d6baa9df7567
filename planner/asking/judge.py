"""What a way of asking came to over all worlds: chances, the goal, money, people and rounds."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
from pydantic import Field

from planner.asking.pool import FLOORS, Pool
from planner.asking.simulate import Runs
from planner.brief.brief import Brief
from planner.domain.roster import Frozen
from planner.forecast import reach
from planner.forecast.table import Bools, Floats
from planner.forecast.uncertainty import band
from planner.optimise.answer import goal_shown
from planner.outcome import Band


class Ending(Frozen):
    """Figures over the drawn worlds.

    chance: that every floor on results is met, None where the brief has none. rules: part of the worlds in which the
    team that was signed meets every rule. goal, spend: means; overspent: part of the worlds above the budget.
    """

    chance: float | None
    rules: float
    goal: float
    goal_band: Band
    reach: float
    spend_cents: float
    spend_band: Band
    most_cents: int = Field(description="The most that was signed or offered at any time in any world")
    overspent: float
    contacted: float
    contacted_band: Band
    booked: float
    rounds: float
    by_round: tuple[float, ...] = Field((), description="People asked in each round, on average")
    worlds: int


def ending(pool: Pool, brief: Brief, runs: Runs, rounds: int) -> Ending:
    """Add up the teams of all worlds."""
    used = runs.team @ pool.uses
    weight = runs.team.reshape(len(runs.team), 2, len(pool)).any(axis=1) @ pool.weights
    reached = reach.unique_reach(weight, pool.table.sizes, pool.table.kappas)
    goal = pool.objective.constant + runs.team @ pool.gain + reached @ pool.objective.people
    shown = np.array([goal_shown(brief, float(value)) for value in goal])
    spend = runs.team @ pool.cash + pool.fixed_cents
    budget = math.inf if brief.budget_cents is None else brief.budget_cents
    each = chances(pool, brief, used, reached)
    return Ending(
        chance=None if each is None else float(each.mean()),
        rules=float(_meets(pool, used, reached).mean()),
        goal=float(shown.mean()),
        goal_band=band(shown),
        reach=float(reached.sum(axis=1).mean()),
        spend_cents=float(spend.mean()),
        spend_band=band(spend.astype(float)),
        most_cents=int(runs.committed.max(initial=0)) + pool.fixed_cents,
        overspent=float((spend > budget).mean()),
        contacted=float(runs.contacted.mean()),
        contacted_band=band(runs.contacted.astype(float)),
        booked=float(runs.team.sum(axis=1).mean()),
        rounds=float(runs.rounds.mean()),
        by_round=tuple(float((runs.asked == number).sum(axis=1).mean()) for number in range(1, rounds + 1)),
        worlds=len(runs.team),
    )


def chances(pool: Pool, brief: Brief, used: Floats, reached: Floats) -> Floats | None:
    """Chance that the team of each world meets every floor on results, shape (W,); None where there is no floor.

    With a confidence in the brief the forecast may miss by the campaign's common shock, log-normal of mean 1, as in
    `planner.rules.results.margin_of`; it moves all floors together, so the nearest one decides. Without one a floor
    is met or not, as forecast.
    """
    found: list[Floats] = []
    for at, limit in enumerate(pool.limits):
        if limit.rule in FLOORS and limit.sense == ">=":
            read = limit.reading or float
            people = np.array([read(float(one)) * limit.margin for one in used[:, at]])
            found.append(people / max(limit.setting, 1e-12))
    found += [reached @ floor.worth / _asked(floor.least, pool) for floor in pool.floors]
    if not found:
        return None
    ratio = np.maximum(np.min(found, axis=0), 1e-300)
    shock = pool.table.shock_sd
    if brief.confidence is None or shock <= 0:
        return np.asarray(ratio >= 1 - 1e-9, float)
    normal = NormalDist()
    return np.array([normal.cdf((math.log(one) - shock**2 / 2) / shock) for one in ratio])


def _asked(least: float, pool: Pool) -> float:
    """A floor over several segments as the brief has it, without the margin for confidence."""
    return max(least / pool.margin, 1e-12)


def _meets(pool: Pool, used: Floats, reached: Floats) -> Bools:
    margin = 1e-9 * np.maximum(1.0, np.abs(used))
    fine = np.where(pool.upper, used <= pool.bounds + margin, used >= pool.bounds - margin)
    # Whether one certain creator says yes is no question of how others are asked.
    met = np.asarray(fine[:, [limit.rule != "must_have" for limit in pool.limits]].all(axis=1))
    for floor in pool.floors:
        met &= reached @ floor.worth >= floor.least * (1 - 1e-9)
    return met
