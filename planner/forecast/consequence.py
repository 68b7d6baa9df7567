"""What a source would do to a plan: the same picks, forecast anew by somebody who follows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from planner.brief.brief import Brief
from planner.domain.roster import Roster
from planner.forecast.archetypes import archetype_roster
from planner.forecast.assumptions import default_assumptions
from planner.forecast.outlook import rows_of
from planner.forecast.packages import build_table
from planner.outcome import Plan


@dataclass(frozen=True)
class Consequence:
    """Change of a plan's forecast, as a share of it: 0.1 = a tenth more."""

    unique_reach: float
    engagements: float


def consequence(plan: Plan, brief: Brief, roster: Roster | None, edits: Mapping[str, float]) -> Consequence:
    """What these assumptions, in their units, make of the plan's picks; nothing is planned anew.

    roster: the one that was planned, None = the benchmarks' archetypes. Raises BadInput for an edit that no assumption
    takes.
    """
    reached, engaged = [], []
    for changed in ({}, dict(edits)):
        assumptions = default_assumptions().edited({**brief.assumptions, **changed})
        people = archetype_roster(brief, default_assumptions()) if roster is None else _of_picks(plan, roster)
        table = build_table(people, brief, assumptions)
        rows = rows_of(plan, table)
        counts = np.array([pick.count for pick in plan.picks], np.int64)
        reached.append(float(table.unique_reach(rows, counts).sum()))
        engaged.append(float(counts @ table.engagements[rows]))
    return Consequence(_change(reached), _change(engaged))


def _change(values: list[float]) -> float:
    return values[1] / values[0] - 1 if values[0] else 0.0


def _of_picks(plan: Plan, roster: Roster) -> Roster:
    """The creators of the picks alone, each with all of their packages."""
    kept = np.flatnonzero(roster.creators["id"].isin({pick.creator for pick in plan.picks}).to_numpy())
    place = np.full(len(roster.creators), -1)
    place[kept] = np.arange(len(kept))
    of = place[roster.packages["creator"].to_numpy(np.int64)]
    packages = roster.packages.assign(creator=of)[of >= 0].reset_index(drop=True)
    return Roster(roster.creators.iloc[kept].reset_index(drop=True), packages, roster.source, roster.archetypes)
