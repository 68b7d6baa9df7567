"""The schedule as a calendar file (RFC 5545): all-day events that any calendar program can take in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from planner.brief.brief import Brief
from planner.domain.roster import Format, deliverables_text
from planner.exports.download import Download, file_name
from planner.exports.text import clean
from planner.schedule.types import Payment, Schedule, Task, TaskKind, TaskState
from planner.wording import label, money

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


def schedule_ics(schedule: Schedule, brief: Brief, made: datetime | None = None) -> Download:
    """Every task and payment as an event; made: time stamp, None = the schedule's day, so that files are alike.

    Taking the file in again updates events rather than doubling them: their ids depend on campaign, creator, wave
    and step only.
    """
    stamp = made or datetime(schedule.today.year, schedule.today.month, schedule.today.day, tzinfo=UTC)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Influencer mix planner//Calendar//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(brief.name)}",
    ]
    at = stamp.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    for task in schedule.tasks:
        lines.extend(_task(task, brief, at))
    for payment in schedule.payments:
        lines.extend(_payment(payment, brief, at))
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


def _task(task: Task, brief: Brief, stamp: str) -> Iterator[str]:
    who = task.handle + (f" x {task.count}" if task.count > 1 else "")
    counts = dict(task.deliverables)
    what = deliverables_text([counts.get(f, 0) for f in Format]) if counts else ""
    said = [f"{label(task.kind)} in {task.wave_name}", label(task.platform)]
    said += [what] if what else []
    said += ["Suggested days: " + ", ".join(day.isoformat() for day in task.days)] if task.days else []
    yield from _event(
        _uid(brief, task.creator, str(task.wave), task.kind),
        (task.start, task.end),
        f"{_VERB[task.kind]} {who}{f': {what}' if what else ''}",
        (". ".join(said), stamp),
    )
    yield f"CATEGORIES:{escaped(label(task.kind))}"
    yield "STATUS:" + ("CONFIRMED" if task.state is TaskState.DONE else "TENTATIVE")
    yield "END:VEVENT"


def _payment(payment: Payment, brief: Brief, stamp: str) -> Iterator[str]:
    amount = money(payment.cents, brief.currency, brief.locale)
    yield from _event(
        _uid(brief, payment.creator, str(payment.wave), f"pay {payment.what}"),
        (payment.day, payment.day),
        f"Pay {payment.handle} {amount}" if payment.handle else f"Pay {amount}, {payment.what}",
        (f"Due {payment.what}, wave {payment.wave}", stamp),
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
