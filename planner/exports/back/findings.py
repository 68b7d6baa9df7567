"""What is gathered while the rows of an edited media plan are read."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from planner.exports.back.against import Against
from planner.exports.back.changes import Change, What
from planner.exports.back.sheet import MediaPlan, Row
from planner.intake.reading import shown
from planner.outcome import Pick
from planner.problems import Problem


@dataclass(frozen=True)
class Lines:
    """A pick of the plan and its rows in the file."""

    pick: Pick
    rows: Sequence[Row]


@dataclass
class Findings:
    """The sheet, what it is compared with, and the changes and problems found so far."""

    sheet: MediaPlan
    against: Against
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, place: str, value: str, wrong: str, accepted: str) -> None:
        """Note what cannot be taken; value: as typed."""
        self.problems.append(Problem(place, shown(value), wrong, accepted))

    def changed(self, what: What, place: str, pick: Pick, words: tuple[str, str], fee: int | None = None) -> None:
        """Note a change of a pick; words: before and after."""
        change = Change(what, pick.creator, pick.handle, place, *words, fee_cents=fee, package=pick.package)
        self.changes.append(change)

    def money(self, cents: int) -> str:
        """An amount in the brief's currency and locale."""
        return self.against.brief.money(cents)
