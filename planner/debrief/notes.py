"""Search in consultation notes, results by format, and lessons."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from planner.debrief.lesson import Lesson
from planner.debrief.memory import Memory
from planner.wording import counted, decimal, label


@dataclass(frozen=True)
class Found:
    """One entry. kind: "note", "format" or "lesson"; creator: id, "" when it is not about one creator."""

    kind: str
    title: str
    text: str
    creator: str
    campaign: str


def remembered(memory: Memory, lessons: Sequence[Lesson]) -> tuple[Found, ...]:
    """All entries: notes (latest first), results by format, lessons."""
    return (*_notes(memory), *_formats(memory), *(_lesson(lesson) for lesson in lessons))


def search(found: Sequence[Found], words: str) -> tuple[Found, ...]:
    """Entries that contain every word, regardless of case and order; all entries without a word."""
    asked = words.casefold().split()
    return tuple(
        one
        for one in found
        if all(word in f"{one.kind} {one.title} {one.text} {one.creator} {one.campaign}".casefold() for word in asked)
    )


def _notes(memory: Memory) -> Iterator[Found]:
    for note in sorted(memory.notes, key=lambda n: (n.day, n.id), reverse=True):
        when = "Before" if note.before else "After"
        about = f", {note.format}" if note.format is not None else ""
        yield Found(
            "note", f"{when} the content{about}, {note.day.isoformat()}", note.text, note.creator, note.campaign
        )


def _formats(memory: Memory) -> Iterator[Found]:
    """Results of each creator's posts by format and campaign."""
    for campaign in memory.campaigns:
        kinds = dict.fromkeys((o.creator, o.format) for o in campaign.observations)
        for creator, f in kinds:
            mine = [o for o in campaign.observations if (o.creator, o.format) == (creator, f)]
            reach = [o.reach for o in mine if o.reach is not None]
            said = f"{sum(o.posts for o in mine)} posted"
            if reach:
                times = decimal(math.exp(sum(reach) / len(reach)), 2)
                said += f", {times} times the people that the benchmarks expect"
            yield Found("format", label(str(f)).capitalize(), said, creator, campaign.name)


def _lesson(lesson: Lesson) -> Found:
    behind = f"{decimal(lesson.factor, 2)} times what was assumed, from {counted(lesson.posts, 'post')}"
    if lesson.borrowed:
        behind += f" of its own and {lesson.borrowed} of its platform"
    creator = lesson.title if lesson.own is not None else ""
    return Found("lesson", f"{lesson.subject}: {lesson.title}", behind, creator, ", ".join(lesson.campaigns))
