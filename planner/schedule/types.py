"""What a schedule is made of. Days are dates, both ends inside; money is in cents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from planner.domain.roster import Format, Platform, Tier


class TaskKind(StrEnum):
    """The steps of working with a creator, in their order."""

    CONSULT = "consult"
    BRIEF = "brief"
    CREATE = "create"
    REVIEW = "review"
    PUBLISH = "publish"
    DEBRIEF = "debrief"


class TaskState(StrEnum):
    """Where a task stands on a day.

    done: results show it. late: results have come in, its time is over, and none shows it. due: under way, or
    beginning within a week. over: its time is over, and nothing is known. planned: later.
    """

    DONE = "done"
    LATE = "late"
    DUE = "due"
    OVER = "over"
    PLANNED = "planned"


@dataclass(frozen=True)
class Posted:
    """What results tell of a creator's posts. wave: from 1, None = tell it from the day; day: None = not known."""

    creator: str
    wave: int | None
    day: date | None
    posts: int


@dataclass(frozen=True)
class Task:
    """One step with one creator in one wave.

    creator: id; handle: name for people; count: 1, or how many of an archetype. wave: from 1.
    deliverables: what is published, for one of count; empty but for `publish`. days: suggested days of its posts.
    """

    creator: str
    handle: str
    platform: Platform
    tier: Tier
    count: int
    wave: int
    wave_name: str
    kind: TaskKind
    start: date
    end: date
    state: TaskState
    deliverables: tuple[tuple[Format, int], ...] = ()
    days: tuple[date, ...] = ()

    @property
    def posts(self) -> int:
        """Posts to publish, over all of count."""
        return self.count * sum(number for _, number in self.deliverables)


@dataclass(frozen=True)
class Payment:
    """Cash that falls due. what: in words. creator: id, empty for a cost of no creator. wave: from 1."""

    creator: str
    handle: str
    wave: int
    day: date
    cents: int
    what: str


@dataclass(frozen=True)
class WavePlan:
    """One wave: its days, and what it holds. cash_cents: of its packages, whenever it falls due."""

    number: int
    name: str
    first: date
    last: date
    creators: int
    posts: int
    cash_cents: int


@dataclass(frozen=True)
class Week:
    """From Monday to Sunday: cash that falls due, posts by their suggested days, tasks that begin and end."""

    monday: date
    cash_cents: int
    posts: int
    begins: int
    ends: int


@dataclass(frozen=True)
class Schedule:
    """A plan in time, as it stands on the day `today`.

    tasks: by creator in the order of the plan, then by wave and step. payments, weeks: by day.
    decided: False when the brief has no flight and the dates are the earliest that the lead times allow.
    notes: what does not work out, each with what would.
    """

    today: date
    decided: bool
    waves: tuple[WavePlan, ...]
    tasks: tuple[Task, ...]
    payments: tuple[Payment, ...]
    weeks: tuple[Week, ...]
    notes: tuple[str, ...]

    @property
    def first(self) -> date:
        """Day on which the first task begins, or the first wave."""
        return min([wave.first for wave in self.waves] + [task.start for task in self.tasks])

    @property
    def last(self) -> date:
        """Day on which the last task ends, or the last wave."""
        return max([wave.last for wave in self.waves] + [task.end for task in self.tasks])

    def of(self, state: TaskState) -> tuple[Task, ...]:
        """Tasks in a state, by the day on which they end."""
        return tuple(sorted((t for t in self.tasks if t.state is state), key=lambda t: (t.end, t.start, t.creator)))
