"""The schedule as an iCalendar file (RFC 5545) of all-day events."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from planner.brief.brief import Brief
from planner.domain.roster import Format, deliverables_text
from planner.exports.dossier import Dossier
from planner.exports.text import clean
from planner.schedule.types import Payment, Schedule, Task, TaskKind, TaskState
from planner.seal import seal_words
from planner.wording import counted, label

LINE_BYTES = 75
"""Longest line in bytes without its line break (RFC 5545, 3.1)."""
_VERB = {
    TaskKind.CONSULT: "Ask",
    TaskKind.BRIEF: "Brief",
    TaskKind.CREATE: "Content from",
    TaskKind.REVIEW: "Review",
    TaskKind.PUBLISH: "Posts by",
    TaskKind.DEBRIEF: "Debrief",
}


@dataclass(frozen=True)
class _Event:
    """One all-day event. key: parts that identify it within a campaign. end: its last day. status: "" = none."""

    key: tuple[str, ...]
    start: date
    end: date
    summary: str
    description: str
    category: str
    status: str = ""


def plan_ics(dossier: Dossier) -> bytes:
    """The calendar of a plan, with its seal."""
    return schedule_ics(dossier.dated_schedule, dossier.brief, seal_words(dossier.plan))


def schedule_ics(schedule: Schedule, brief: Brief, seal: str = "") -> bytes:
    """One event per step of a wave with all its creators, and one per payment day, wave and reason.

    Their time stamp is the schedule's day, so that equal schedules give equal files. seal: note on the plan, "" = none.
    Event ids depend only on campaign, wave and step, so importing the file again updates events.
    """
    stamp = datetime(schedule.today.year, schedule.today.month, schedule.today.day, tzinfo=UTC)
    events = [
        *(_step(tasks, brief) for tasks in _grouped(schedule.tasks)),
        *(_payment(payments, brief) for payments in _due(schedule.payments)),
    ]
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Influencer mix planner//Calendar//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(brief.name)}",
        *([f"X-WR-CALDESC:{escaped(seal)}"] if seal else []),
        *(line for event in events for line in _lines(event, brief, stamp)),
        "END:VCALENDAR",
    ]
    return "".join(f"{folded(line)}\r\n" for line in lines).encode()


def escaped(text: str) -> str:
    """Text as a value: backslash, semicolon, comma and line breaks escaped, control characters replaced."""
    safe = clean(text).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return safe.replace("\n", "\\n").replace("\t", " ")


def folded(line: str) -> str:
    """The line folded to at most 75 bytes, never inside a character; continuations begin with a space."""
    pieces, piece, size = [], "", 0
    for character in line:
        more = len(character.encode())
        if size + more > LINE_BYTES:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + character, size + more
    return "\r\n".join([*pieces, piece])


def _grouped(tasks: Iterable[Task]) -> Iterator[tuple[Task, ...]]:
    """Tasks grouped by wave and step, in that order."""
    groups: dict[tuple[int, TaskKind], list[Task]] = {}
    for task in tasks:
        groups.setdefault((task.wave, task.kind), []).append(task)
    kinds = list(TaskKind)
    for key in sorted(groups, key=lambda key: (key[0], kinds.index(key[1]))):
        yield tuple(groups[key])


def _step(tasks: tuple[Task, ...], brief: Brief) -> _Event:
    """One step of one wave, with all creators it concerns."""
    first = tasks[0]
    many = sum(task.count for task in tasks)
    who = _who(first) if len(tasks) == 1 else counted(many, "creator", brief.locale)
    done = all(task.state is TaskState.DONE for task in tasks)
    return _Event(
        key=(str(first.wave), first.kind),
        start=min(task.start for task in tasks),
        end=max(task.end for task in tasks),
        summary=f"{_VERB[first.kind]} {who}, {first.wave_name}",
        description=f"{label(first.kind)} in {first.wave_name}. {', '.join(_line(task) for task in tasks)}",
        category=label(first.kind),
        status="CONFIRMED" if done else "TENTATIVE",
    )


def _who(task: Task) -> str:
    return task.handle + (f" x {task.count}" if task.count > 1 else "")


def _line(task: Task) -> str:
    """A creator of a step: name, platform, and what is published."""
    counts = dict(task.deliverables)
    what = deliverables_text([counts.get(f, 0) for f in Format]) if counts else ""
    return f"{_who(task)} ({label(task.platform)}{f': {what}' if what else ''})"


def _due(payments: Iterable[Payment]) -> Iterator[tuple[Payment, ...]]:
    """Payments grouped by day, wave and reason, in that order."""
    groups: dict[tuple[date, int, str], list[Payment]] = {}
    for payment in payments:
        groups.setdefault((payment.day, payment.wave, payment.what), []).append(payment)
    yield from (tuple(groups[key]) for key in sorted(groups))


def _payment(payments: tuple[Payment, ...], brief: Brief) -> _Event:
    first = payments[0]
    whole = brief.money(sum(payment.cents for payment in payments))
    if len(payments) > 1:
        title = f"Pay {counted(len(payments), 'creator', brief.locale)} {whole}"
    else:
        title = f"Pay {first.handle} {whole}" if first.handle else f"Pay {whole}, {first.what}"
    named = [payment for payment in payments if payment.handle]
    each = ", ".join(f"{one.handle} {brief.money(one.cents)}" for one in named)
    return _Event(
        key=(str(first.wave), f"pay {first.what}"),
        start=first.day,
        end=first.day,
        summary=title,
        description=f"Due {first.what}, wave {first.wave}{f'. {each}' if len(payments) > 1 else ''}",
        category="payment",
    )


def _lines(event: _Event, brief: Brief, stamp: datetime) -> list[str]:
    """The content lines of an event; DTEND is exclusive, so the day after its last day."""
    digest = hashlib.sha256("\x1f".join((brief.name, *event.key)).encode()).hexdigest()
    return [
        "BEGIN:VEVENT",
        f"UID:{digest[:32]}@influencer-mix-planner",
        f"DTSTAMP:{stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{event.start:%Y%m%d}",
        f"DTEND;VALUE=DATE:{event.end + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{escaped(event.summary)}",
        f"DESCRIPTION:{escaped(event.description)}",
        "TRANSP:TRANSPARENT",
        f"CATEGORIES:{escaped(event.category)}",
        *([f"STATUS:{event.status}"] if event.status else []),
        "END:VEVENT",
    ]
