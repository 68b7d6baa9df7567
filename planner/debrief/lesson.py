"""A lesson: the assumptions that it changes, by how much, and the evidence."""

import datetime
from dataclasses import dataclass
from enum import StrEnum

from planner.debrief.memory import CreatorBase


class Subject(StrEnum):
    """Subjects of lessons, in the order in which they are listed."""

    REACH = "Reach"
    STATED = "Stated reach"
    RESPONSE = "Response"
    POSTING = "Posting"
    ACCEPTANCE = "Acceptance"
    FEES = "Fees"
    OVERLAP = "Overlap"
    SPREAD = "Spread"
    CREATOR = "Creators"


@dataclass(frozen=True)
class Edit:
    """One assumption: its key, what the brief uses now and what it would use, in the unit of the assumption."""

    key: str
    old: float
    new: float


@dataclass(frozen=True)
class Own:
    """A creator's results relative to the shipped assumptions and to their group's lesson.

    reach, response: factors on their group's forecast, None = no result. chance: that a booking is posted,
    None = no booking. worth: posts behind reach, older ones for less. base: their values under the shipped assumptions.
    """

    base: CreatorBase
    reach: float | None
    response: float | None
    chance: float | None
    worth: float
    until: datetime.date


@dataclass(frozen=True)
class Lesson:
    """One thing learned. edits: assumptions that it changes; own: the creator whom it is about, with what is known.

    factor: new value over that of the shipped assumptions. posts, creators, campaigns: the evidence; borrowed:
    posts of other formats and levels of its platform, which count as far as these have shown to move together.
    """

    subject: Subject
    title: str
    factor: float
    posts: int
    creators: int
    campaigns: tuple[str, ...]
    edits: tuple[Edit, ...] = ()
    own: Own | None = None
    borrowed: int = 0

    @property
    def known(self) -> Edit | None:
        """Uncertainty of what it changes, as a log sd before and after; None when no spread describes it."""
        return next((edit for edit in self.edits if edit.key.startswith("doubt")), None)

    @property
    def id(self) -> str:
        """Name of the lesson, the same whatever its numbers."""
        return f"{self.subject}: {self.title}"
