"""The schedule as a calendar file (RFC 5545): all-day events that any calendar program can take in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta

from planner.brief.brief import Brief
from planner.domain.roster import Format, deliverables_text
from planner.exports.download import Download, file_name
from planner.exports.text import clean
from planner.schedule.types import Payment, Schedule, Task, TaskKind, TaskState
from planner.wording import count, label, money

LINE_BYTES = 75
"""Longest line in bytes, its end not counted (RFC 5545, 3.1)."""
MIME = "text/calendar; charset=utf-8"
_VERB = {
    TaskKind.CONSULT: "Ask",
    TaskKind.BRIEF: "Brief",
    TaskKind.CREATE: "Content from",
    TaskKind.REVIEW: "Review",
    TaskKind.PUBLISH: "Posts by",
    TaskKind.DEBRIEF: "Debrief",
}


def schedule_ics(schedule: Schedule, brief: Brief, made: datetime | None = None, seal: str = "") -> Download:
    """Every step of a wave as one event with its creators, payments of a day as one; nobody wants 1,200 of them.

    made: time stamp, None = the schedule's day, so that files are alike. seal: what is said of the plan's, "" = none.
    Taking the file in again updates events rather than doubling them: their ids depend on campaign, wave and step only.
    """
    stamp = made or datetime(schedule.today.year, schedule.today.month, schedule.today.day, tzinfo=UTC)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Influencer mix planner//Calendar//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(brief.name)}",
        *([f"X-WR-CALDESC:{escaped(seal)}"] if seal else []),
    ]
    at = stamp.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    for tasks in _grouped(schedule.tasks):
        lines.extend(_step(tasks, brief, at))
    for payments in _due(schedule.payments):
        lines.extend(_payment(payments, brief, at))
    lines.append("END:VCALENDAR")
    data = "".join(f"{folded(line)}\r\n" for line in lines).encode()
    return Download(file_name(brief.name, "calendar", "ics"), MIME, data)


def escaped(text: str) -> str:
    """Text as a value: backslash, semicolon, comma and line ends escaped, control characters replaced."""
    safe = clean(text).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return safe.replace("\n", "\\n").replace("\t", " ")


def folded(line: str) -> str:
    """A line in pieces of at most 75 bytes, each continued by a space; no character is cut in two."""
    pieces, piece, size = [], "", 0
    for character in line:
        more = len(character.encode())
        if size + more > LINE_BYTES:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + character, size + more
    return "\r\n".join([*pieces, piece])


def _grouped(tasks: Iterable[Task]) -> Iterator[tuple[Task, ...]]:
    """Tasks of one wave and step together, in the order of waves and steps."""
    groups: dict[tuple[int, TaskKind], list[Task]] = {}
    for task in tasks:
        groups.setdefault((task.wave, task.kind), []).append(task)
    kinds = list(TaskKind)
    for key in sorted(groups, key=lambda key: (key[0], kinds.index(key[1]))):
        yield tuple(groups[key])


def _step(tasks: tuple[Task, ...], brief: Brief, stamp: str) -> Iterator[str]:
    """One step of one wave, with all creators whom it is about."""
    first = tasks[0]
    many = sum(task.count for task in tasks)
    who = _who(first) if len(tasks) == 1 else f"{count(many, brief.locale)} creators"
    said = [f"{label(first.kind)} in {first.wave_name}"]
    said += [", ".join(_line(task) for task in tasks)]
    yield from _event(
        _uid(brief, str(first.wave), first.kind),
        (min(task.start for task in tasks), max(task.end for task in tasks)),
        f"{_VERB[first.kind]} {who}, {first.wave_name}",
        (". ".join(said), stamp),
    )
    yield f"CATEGORIES:{escaped(label(first.kind))}"
    done = all(task.state is TaskState.DONE for task in tasks)
    yield "STATUS:" + ("CONFIRMED" if done else "TENTATIVE")
    yield "END:VEVENT"


def _who(task: Task) -> str:
    return task.handle + (f" x {task.count}" if task.count > 1 else "")


def _line(task: Task) -> str:
    """A creator of a step: name, platform, and what is published."""
    counts = dict(task.deliverables)
    what = deliverables_text([counts.get(f, 0) for f in Format]) if counts else ""
    return f"{_who(task)} ({label(task.platform)}{f': {what}' if what else ''})"


def _due(payments: Iterable[Payment]) -> Iterator[tuple[Payment, ...]]:
    """Payments of one day, wave and reason together, by day."""
    groups: dict[tuple[date, int, str], list[Payment]] = {}
    for payment in payments:
        groups.setdefault((payment.day, payment.wave, payment.what), []).append(payment)
    yield from (tuple(groups[key]) for key in sorted(groups))


def _payment(payments: tuple[Payment, ...], brief: Brief, stamp: str) -> Iterator[str]:
    first = payments[0]
    whole = money(sum(payment.cents for payment in payments), brief.currency, brief.locale)
    if len(payments) > 1:
        title = f"Pay {count(len(payments), brief.locale)} creators {whole}"
    else:
        title = f"Pay {first.handle} {whole}" if first.handle else f"Pay {whole}, {first.what}"
    named = [payment for payment in payments if payment.handle]
    each = ", ".join(f"{one.handle} {money(one.cents, brief.currency, brief.locale)}" for one in named)
    said = [f"Due {first.what}, wave {first.wave}", *([each] if len(payments) > 1 else [])]
    yield from _event(
        _uid(brief, str(first.wave), f"pay {first.what}"), (first.day, first.day), title, (". ".join(said), stamp)
    )
    yield "CATEGORIES:payment"
    yield "END:VEVENT"


def _event(uid: str, days: tuple[date, date], summary: str, also: tuple[str, str]) -> Iterator[str]:
    """The lines that every event has; the end of an all-day event is the day after its last one."""
    description, stamp = also
    yield "BEGIN:VEVENT"
    yield f"UID:{uid}"
    yield f"DTSTAMP:{stamp}"
    yield f"DTSTART;VALUE=DATE:{days[0]:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{days[1] + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{escaped(summary)}"
    yield f"DESCRIPTION:{escaped(description)}"
    yield "TRANSP:TRANSPARENT"


def _uid(brief: Brief, *parts: str) -> str:
    digest = hashlib.sha256("\x1f".join((brief.name, *parts)).encode()).hexdigest()
    return f"{digest[:32]}@influencer-mix-planner"
