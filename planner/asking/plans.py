"""The plans that asking begins with: the best one, and the best where the chance of a yes counts."""

from __future__ import annotations

from collections.abc import Callable

from planner.brief.brief import Brief
from planner.check import check
from planner.domain.roster import Roster
from planner.explore.study import NoPlan, Study, bookings_of
from planner.forecast.table import Ints, PackageTable
from planner.optimise import solve
from planner.optimise.watch import Watch
from planner.outcome import Outcome, Plan, Undecided

PARTS = 3
"""Each plan has such a part of the time that is left, so that most of it is there for what may come of asking."""


def in_market(roster: Roster, brief: Brief, watch: Watch) -> tuple[Plan, Roster]:
    """The best plan in a whole market, and the short list on which it was found. Raises NoPlan, BadInput, Cancelled."""
    from planner.catalogue.opening import settled

    lists: list[Roster] = []

    def find(own: Watch) -> Outcome:
        outcome, short = settled(roster, brief, own)
        lists.append(short)
        return outcome

    outcome = _patient(find, watch)
    if not isinstance(outcome, Plan):
        raise NoPlan(outcome)
    return outcome, lists[-1]


def best(table: PackageTable, brief: Brief, roster: Roster, known: Plan | None, watch: Watch) -> Plan:
    """The best plan. known: one that is taken where no other is found in time and nothing speaks against it.

    Raises NoPlan, Cancelled.
    """
    outcome = _patient(lambda own: solve(table, brief, roster, own), watch)
    if isinstance(outcome, Undecided) and known is not None:
        start = bookings_of(table, known.picks)
        if not check(table, brief, start.index.tolist(), start.counts.tolist()):
            return known
    if not isinstance(outcome, Plan):
        raise NoPlan(outcome)
    return outcome


def surest(study: Study, counted: PackageTable) -> Ints:
    """Rows of the best plan in which the chance of a yes counts; those of the plan where there is none."""
    assert study.base.selection is not None
    outcome = solve(counted, study.brief, study.roster, study.watch)
    return bookings_of(counted, outcome.picks).index if isinstance(outcome, Plan) else study.base.selection.index


def _patient(find: Callable[[Watch], Outcome], watch: Watch) -> Outcome:
    """What is found in a part of the time; in all of it where that was too short, since nobody is asked without it."""
    outcome = find(watch.among(PARTS))
    return find(watch) if isinstance(outcome, Undecided) and not watch.late else outcome
