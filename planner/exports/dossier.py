"""What a file tells: the plan, the brief it answers, the numbers it stands on, and what it is compared with."""

import hashlib
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from planner.brief.brief import Brief
from planner.campaign.campaign import Campaign
from planner.campaign.record import Entry
from planner.domain.roster import Roster
from planner.exports.lines import Line, lines_of
from planner.forecast.archetypes import archetype_roster
from planner.forecast.assumptions import Assumptions, assumptions_of
from planner.forecast.packages import build_table
from planner.forecast.table import Ints, PackageTable
from planner.outcome import Plan
from planner.problems import BadInput
from planner.schedule import Schedule, schedule_of

UNDATED = date(2000, 1, 1)
"""The day of what starts on no day, so that the same plan always makes the same bytes."""


@dataclass(frozen=True)
class Version:
    """Another plan beside this one, under the name that its scenario has."""

    name: str
    brief: Brief
    plan: Plan


@dataclass(frozen=True)
class Dossier:
    """Everything that an export draws on; each format is made from it in one place.

    roster: the one that was planned; None = the benchmarks' archetypes.
    made_on: the day to print; None prints none, so that the same plan always makes the same bytes.
    versions: other plans for the sheet and the slide that compare.
    campaign: where each creator stands; without one that is read from the brief.
    changes: the record of its changes, newest first, for the workbook.
    """

    plan: Plan
    brief: Brief
    roster: Roster | None = None
    made_on: date | None = None
    versions: tuple[Version, ...] = ()
    campaign: Campaign = field(default_factory=Campaign)
    changes: tuple[Entry, ...] = ()

    @cached_property
    def assumptions(self) -> Assumptions:
        """Those the plan was made with, the brief's edits included."""
        return assumptions_of(self.brief).in_currency(self.brief.currency)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The media plan: a line per creator, deliverable and wave."""
        return lines_of(self.plan, self.brief)

    @property
    def of_catalogue(self) -> bool:
        """True where the roster has only some of the creators who were planned with."""
        return self.roster is not None and self.roster.market is not None

    @property
    def table(self) -> PackageTable | None:
        """The forecast of the whole roster; None when the brief no longer fits it (a plan from an old file)."""
        return self._forecast[0]

    @property
    def trouble(self) -> str:
        """Why there is no forecast of the roster; empty when there is one."""
        return self._forecast[1]

    @cached_property
    def _forecast(self) -> tuple[PackageTable | None, str]:
        try:
            roster = archetype_roster(self.brief, self.assumptions) if self.roster is None else self.roster
            return build_table(roster, self.brief, self.assumptions), ""
        except (BadInput, KeyError, ValueError) as trouble:
            return None, str(trouble)

    @cached_property
    def rows(self) -> Ints | None:
        """Row of each pick in `table`; None unless every pick is found there."""
        from planner.forecast.outlook import rows_of

        try:
            return None if self.table is None else rows_of(self.plan, self.table)
        except KeyError:
            return None

    @cached_property
    def schedule(self) -> Schedule | None:
        """The plan in time; None without picks, or when neither the brief nor `made_on` gives a day to start from."""
        flight, today = self.brief.flight, self.made_on
        if today is None and flight is not None:
            today = flight.work_from or flight.start
        if today is None or not self.plan.picks:
            return None
        return schedule_of(self.plan, self.brief, today, assumptions=self.assumptions)

    @property
    def dated_schedule(self) -> Schedule:
        """The plan in time, from a fixed day where there is none to start from."""
        today = self.made_on or UNDATED
        return self.schedule or schedule_of(self.plan, self.brief, today, assumptions=self.assumptions)

    @cached_property
    def reference(self) -> str:
        """Twelve hexadecimal digits that tell this plan from others; in the workbook, to know it again."""
        picks = sorted((pick.creator, pick.package, pick.cost_cents) for pick in self.plan.picks)
        return hashlib.sha256(repr((self.brief.name, self.brief.currency, picks)).encode()).hexdigest()[:12]
