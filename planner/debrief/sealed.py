"""The record of sealed forecasts: a chain to which lines are only added, so that later edits show.

A line is a forecast when it was sealed, or what came of it. Each carries the digest of the line before, as entries of
a ledger do; a line that was changed or taken out breaks the chain, and the page says where. What a chain cannot show
is that its end was cut off: so the record's length and last digest are kept apart from its lines (`Head`), and each
seal carries its line, and with it the length of the record at that time, into every file of its plan. Every sealed
forecast counts, those of which nobody has reported anything as well.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from pydantic import Field

from planner.domain.roster import Frozen
from planner.outcome import Band, Plan, RecordPlace, Seal


class SealedLine(Frozen):
    """A line of the record. reach: the forecast's P10 to P90 of unique reach; came: people, None on a forecast."""

    number: int = Field(ge=1)
    before: str = Field(max_length=64, description="Digest of the line before; empty on the first")
    seal: str = Field(min_length=64, max_length=64)
    name: str = Field(max_length=500)
    at: datetime
    reach: Band
    came: float | None = Field(None, ge=0)

    @property
    def digest(self) -> str:
        """What the next line carries."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


class Head(Frozen):
    """How long a record is, and the digest of its last line: kept apart from the lines."""

    lines: int = Field(ge=1)
    digest: str = Field(min_length=64, max_length=64)


@dataclass(frozen=True)
class SealedResult:
    """A sealed forecast with what came of it, as last reported; None = nothing yet. reports: how many there were."""

    name: str
    seal: str
    sealed: datetime
    reach: Band
    came: float | None
    reports: int

    @property
    def inside(self) -> bool | None:
        """Whether it ended between P10 and P90; None while nothing is known."""
        return None if self.came is None else self.reach.p10 <= self.came <= self.reach.p90


@dataclass(frozen=True)
class SealedRecord:
    """All lines in their order."""

    lines: tuple[SealedLine, ...] = ()

    @classmethod
    def of(cls, lines: Iterable[SealedLine]) -> SealedRecord:
        """From lines in any order."""
        return cls(tuple(sorted(lines, key=lambda line: line.number)))

    @property
    def head(self) -> Head | None:
        """What is to be kept apart of this record; None without lines."""
        return Head(lines=len(self.lines), digest=self.lines[-1].digest) if self.lines else None

    @property
    def place(self) -> RecordPlace:
        """Where the next plan that is sealed will stand."""
        first, last = (self.lines[0].digest, self.lines[-1].digest) if self.lines else ("", "")
        return RecordPlace(line=len(self.lines) + 1, before=last, first=first)

    def gone(self, head: Head | None, seals: Iterable[Seal] = ()) -> int | None:
        """Number of a line that stood here once and does not any more; None when none is known of.

        head: as it was kept. seals: of plans at hand, each of which knows its own line; those of other records, which
        begin with another line, are ignored.
        """
        at = len(self.lines)
        lost = []
        if head is not None and (head.lines > at or self.lines[head.lines - 1].digest != head.digest):
            lost.append(min(head.lines, at + 1))
        for seal in seals:
            place = seal.place
            if place is None or not (self.lines and place.first == self.lines[0].digest):
                continue
            if place.line > at or self.lines[place.line - 1].seal != seal.digest:
                lost.append(min(place.line, at + 1))
        return min(lost, default=None)

    def forecast(self, plan: Plan, name: str) -> SealedLine | None:
        """The line that a sealed plan adds; None when it is there, or has no seal or no range. `at` is the seal's."""
        if plan.seal is None or plan.bands is None or any(line.seal == plan.seal.digest for line in self.lines):
            return None
        return self._next(plan.seal.digest, name, plan.seal.sealed, plan.bands.unique_reach, None)

    def outcome(self, seal: str, came: float, at: datetime) -> SealedLine | None:
        """The line that a result adds to a sealed forecast; None when that is missing or has this result already."""
        mine = [line for line in self.lines if line.seal == seal]
        if not mine or (mine[-1].came is not None and round(mine[-1].came) == round(came)):
            return None
        return self._next(seal, mine[0].name, at, mine[0].reach, came)

    def _next(self, seal: str, name: str, at: datetime, reach: Band, came: float | None) -> SealedLine:
        before = self.lines[-1].digest if self.lines else ""
        return SealedLine(
            number=len(self.lines) + 1, before=before, seal=seal, name=name[:500], at=at, reach=reach, came=came
        )

    @property
    def broken(self) -> int | None:
        """Number of the first line that does not follow from the one before; None when the chain is whole."""
        before = ""
        for at, line in enumerate(self.lines, 1):
            if line.number != at or line.before != before:
                return at
            before = line.digest
        return None

    @property
    def results(self) -> tuple[SealedResult, ...]:
        """Every sealed forecast, in the order in which they were sealed."""
        found = []
        for line in self.lines:
            if line.came is None:
                said = [other.came for other in self.lines if other.seal == line.seal and other.came is not None]
                came = said[-1] if said else None
                found.append(SealedResult(line.name, line.seal, line.at, line.reach, came, len(said)))
        return tuple(found)
