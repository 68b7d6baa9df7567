"""What a source would do to a plan: the same picks, forecast anew by somebody who follows it."""

from collections.abc import Mapping, Sequence

import numpy as np

from planner.brief.brief import Brief
from planner.brief.terms import MOST_OFFERED
from planner.domain.roster import Roster
from planner.domain.roster_parts import part_of
from planner.forecast.archetypes import archetype_roster
from planner.forecast.assumptions import assumptions_of, default_assumptions
from planner.forecast.outlook import rows_of
from planner.forecast.packages import bookable_lines, build_table, forecast_lines
from planner.forecast.persons import combined
from planner.frozen import dataclass
from planner.outcome import Plan


@dataclass(frozen=True)
class Consequence:
    """Change of a plan's forecast, as a share of it: 0.1 = a tenth more."""

    unique_reach: float
    engagements: float
    cash: float


def consequences(
    plan: Plan, brief: Brief, roster: Roster | None, sources: Sequence[Mapping[str, float]]
) -> tuple[Consequence, ...]:
    """What the assumptions of each source, in their units, make of the plan's picks; nothing is planned anew.

    roster: the one that was planned, None = the benchmarks' archetypes. Raises BadInput for an edit that no assumption
    takes.
    """
    booked = archetype_roster(brief, default_assumptions()) if roster is None else _of_picks(plan, roster)
    counts = np.array([pick.count for pick in plan.picks], np.int64)
    # Which packages are the best to offer is an assumption too: of all that can be offered, the plan's are among them.
    offered = brief if brief.offers is None else brief.changed("offers.most", MOST_OFFERED)

    def forecast(edits: Mapping[str, float]) -> tuple[float, float, float]:
        assumptions = assumptions_of(brief).edited(edits)
        table = build_table(booked, offered, assumptions)
        try:
            rows = rows_of(plan, table)
        except KeyError:
            # A package would not be offered at all: then what the plan offers, at its terms, is forecast.
            lines = bookable_lines(booked, brief, assumptions_of(brief))
            table = combined(forecast_lines(booked, lines, brief, assumptions), booked, assumptions)
            rows = rows_of(plan, table)
        people = float(table.unique_reach(rows, counts).sum())
        return people, float(counts @ table.engagements[rows]), float(counts @ table.cash_cents[rows])

    usual = forecast({})
    return tuple(Consequence(*map(_change, usual, forecast(edits))) for edits in sources)


def _change(before: float, after: float) -> float:
    return after / before - 1 if before else 0.0


def _of_picks(plan: Plan, roster: Roster) -> Roster:
    """The accounts of the picks alone, each with all of its packages."""
    picked = {pick.creator for pick in plan.by_account.picks}
    return part_of(roster, roster.creators["id"].isin(picked).to_numpy(bool))
