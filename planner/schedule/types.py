"""Types of a schedule. Date ranges include both ends; money is in cents."""

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
    """State of a task on a given day.

    done: confirmed by results. late: past its end and not confirmed by the results that came in. due: under way or
    starting within a week. over: past its end, without any results yet. planned: later.
    """

    DONE = "done"
    LATE = "late"
    DUE = "due"
    OVER = "over"
    PLANNED = "planned"


@dataclass(frozen=True)
class Posted:
    """Published posts of a creator, from results. wave: from 1, None = derived from the day; day: None = unknown."""

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
    """Cash due on a day. what: description. creator: id, "" for a cost that belongs to no creator. wave: from 1."""

    creator: str
    handle: str
    wave: int
    day: date
    cents: int
    what: str


@dataclass(frozen=True)
class WavePlan:
    """One wave with its days and totals. cash_cents: cost of its packages, regardless of when it is due."""

    number: int
    name: str
    first: date
    last: date
    creators: int
    posts: int
    cash_cents: int


@dataclass(frozen=True)
class Week:
    """Monday to Sunday: cash due, posts by suggested day, numbers of tasks that begin and end."""

    monday: date
    cash_cents: int
    posts: int
    begins: int
    ends: int


@dataclass(frozen=True)
class Schedule:
    """A plan's schedule, with states as of `today`.

    tasks: by creator in the order of the plan, then by wave and step. payments, weeks: by day.
    decided: False when the brief has no flight and the dates are the earliest that the lead times allow.
    notes: deadlines that cannot be met, each with a way to fix it.
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
