"""The one call: a roster and a brief in, a Plan, a Refusal or an Undecided out."""

from __future__ import annotations

from planner.brief import Brief
from planner.crosscheck import cross_check
from planner.domain import Roster
from planner.forecast.archetypes import archetype_roster
from planner.forecast.assumptions import default_assumptions
from planner.forecast.packages import build_table
from planner.optimise import solve
from planner.optimise.watch import Watch
from planner.outcome import Outcome
from planner.problems import BadInput


def plan(roster: Roster | None, brief: Brief, watch: Watch | None = None) -> Outcome:
    """Plan a brief on a roster, or on the benchmarks' archetypes when there is none.

    watch: takes progress and carries the wish to cancel. Raises BadInput when the brief names what the roster
    does not have; a brief that cannot be met is not an error but a Refusal.
    """
    assumptions = default_assumptions().edited(brief.assumptions)
    roster = archetype_roster(brief, assumptions) if roster is None else roster
    problems = cross_check(roster, brief)
    if problems:
        raise BadInput(problems)
    table = build_table(roster, brief, assumptions)
    return solve(table, brief, roster, watch or Watch())
