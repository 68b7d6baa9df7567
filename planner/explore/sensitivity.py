"""Which assumptions move a plan's goal most: each alone to the ends of its own range, plan kept and plan made anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from pydantic import Field

from planner.brief.brief import Brief
from planner.check import check, goal_value
from planner.domain.roster import Frozen, Roster
from planner.domain.roster_parts import part_of
from planner.explore.study import Study
from planner.forecast.archetypes import archetype_roster
from planner.forecast.assumptions import Assumption, Assumptions, Noted, assumptions_of
from planner.forecast.packages import build_table
from planner.outcome import Plan
from planner.planning import plan

MOST = 10
"""Assumptions shown and planned again: those that move the goal most."""
_GAP, _SECONDS = 0.005, 5.0
"""How well plans are made anew: the bars differ by per cents, so a tenth of that is enough."""
_LEAST = 1e-4
"""Part of the goal below which an assumption moves nothing worth telling."""
_REPORT_EVERY = 8


class End(Frozen):
    """One end of an assumption's range."""

    value: float = Field(description="In the unit of the assumption's row")
    kept: float = Field(description="Goal of the plan as it is")
    holds: bool = Field(description="The plan still meets the brief")
    anew: float | None = Field(None, description="Goal of the plan made for this value; None = none, or not made yet")


class Bar(Frozen):
    """One assumption with the goal at both ends of its range."""

    key: str
    title: str
    where: str
    unit: str
    low: End
    high: End

    @property
    def swing(self) -> float:
        """Distance of the kept plan's goals."""
        return abs(self.high.kept - self.low.kept)


class Sensitivity(Frozen):
    """Bars, the longest first. tried of `all` assumptions are done; made of the bars are planned again."""

    goal: float
    bars: tuple[Bar, ...] = ()
    tried: int = 0
    all: int = 0
    made: int = 0

    @property
    def share(self) -> float:
        """How far it is, 0 to 1: trying is a quarter of the work."""
        tried = self.tried / self.all if self.all else 1.0
        made = self.made / len(self.bars) if self.bars else 0.0
        return 0.25 * tried + 0.75 * made if self.tried == self.all else 0.25 * tried


def sensitivity(study: Study, report: Callable[[Sensitivity], None] = lambda _: None, most: int = MOST) -> Sensitivity:
    """Tornado of the plan in hand. report: takes what is known so far. Raises Cancelled.

    Every assumption with a range goes to its low and to its high end, all others as they are. The kept plan is
    recomputed at both; for the `most` longest bars the brief is planned again as well, within half a per cent.
    """
    brief = study.brief
    assumptions = assumptions_of(brief)
    ranged = [row for row in assumptions if row.ends[0] < row.ends[1]]
    kept = _Kept.of(study)
    noted = Noted(assumptions)
    base = kept.goal(noted)[0]
    bars: list[Bar] = []
    for tried, row in enumerate(ranged, 1):
        study.watch.tell("Trying assumptions")
        # What the forecast of these picks does not read cannot move them.
        if row.key in noted.read and (found := _bar(kept, row, assumptions)).swing > _LEAST * abs(base):
            bars.append(found)
        if tried % _REPORT_EVERY == 0:
            report(Sensitivity(goal=base, bars=_longest(bars, most), tried=tried, all=len(ranged)))
    shown = list(_longest(bars, most))
    made = 0
    for at, bar in enumerate(shown):
        if study.watch.late:
            break
        ends = [end.model_copy(update={"anew": _anew(study, bar.key, end)}) for end in (bar.low, bar.high)]
        shown[at] = bar.model_copy(update={"low": ends[0], "high": ends[1]})
        made = at + 1
        report(Sensitivity(goal=base, bars=tuple(shown), tried=len(ranged), all=len(ranged), made=made))
    return Sensitivity(goal=base, bars=tuple(shown), tried=len(ranged), all=len(ranged), made=made)


def _longest(bars: list[Bar], most: int) -> tuple[Bar, ...]:
    return tuple(sorted(bars, key=lambda bar: (-bar.swing, bar.key))[:most])


@dataclass(frozen=True, eq=False)
class _Kept:
    """The plan's picks on a roster of their creators alone, which is quick to forecast again."""

    brief: Brief
    roster: Roster
    picks: tuple[tuple[str, str, int], ...]

    @classmethod
    def of(cls, study: Study) -> _Kept:
        table, rows, counts = study.table, study.start.index, study.start.counts
        picks = tuple(
            (str(table.creator_ids[table.account[row]]), str(table.package_ids[row]), int(number))
            for row, number in zip(rows.tolist(), counts.tolist(), strict=True)
        )
        if study.roster.archetypes:
            return cls(study.brief, study.roster, picks)
        # With all columns of the whole list: the brief may ask for one of which nothing is known of these creators.
        mine = np.isin(study.roster.people.texts("id"), [creator for creator, _, _ in picks])
        return cls(study.brief, part_of(study.roster, mine), picks)

    def goal(self, assumptions: Assumptions) -> tuple[float, bool]:
        """The plan's goal under these assumptions, and whether it meets the brief."""
        if not self.picks:
            return 0.0, True
        roster = self.roster
        if roster.archetypes:
            roster = archetype_roster(self.brief, assumptions, frozenset(creator for creator, _, _ in self.picks))
        table = build_table(roster, self.brief, assumptions)
        rows = [table.row_of(creator, package) for creator, package, _ in self.picks]
        if any(row is None for row in rows):
            return 0.0, False
        taken = np.array(rows, np.int64)
        counts = [number for _, _, number in self.picks]
        table = table.part(taken)
        own = list(range(len(taken)))
        return goal_value(table, self.brief, own, counts), not check(table, self.brief, own, counts)


def _bar(kept: _Kept, row: Assumption, assumptions: Assumptions) -> Bar:
    low, high = _ends(kept, row, assumptions)
    return Bar(key=row.key, title=row.title, where=row.where, unit=row.unit, low=low, high=high)


def _ends(kept: _Kept, row: Assumption, assumptions: Assumptions) -> Iterator[End]:
    for number in row.ends:
        value = number * 100 if row.unit.startswith("percent") else number
        goal, holds = kept.goal(assumptions.edited({row.key: value}))
        yield End(value=value, kept=goal, holds=holds)


def _anew(study: Study, key: str, end: End) -> float | None:
    """The goal of the best plan for this value; never worse than the plan in hand where that still holds."""
    brief = study.brief
    asked = brief.model_copy(
        update={
            "assumptions": {**brief.assumptions, key: end.value},
            "tolerance": max(brief.tolerance, _GAP),
            "time_limit": min(brief.time_limit, _SECONDS),
        }
    )
    study.watch.tell("Planning again")
    outcome = plan(None if study.roster.archetypes else study.roster, asked, study.watch)
    if not isinstance(outcome, Plan):
        return end.kept if end.holds else None
    goal = outcome.proof.goal
    if not end.holds:
        return goal
    return min(goal, end.kept) if study.cheapest else max(goal, end.kept)
