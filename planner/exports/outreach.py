"""Messages to creators as a table for mail merge: one row for each, with the parts of the message and the whole."""

from planner.exports.csv_file import csv_bytes
from planner.exports.dossier import Dossier
from planner.schedule.outreach import messages_of
from planner.wording import label

HEADINGS = ("email", "name", "handle", "platform", "subject", "deliverables", "dates", "offer", "message")


def outreach_csv(dossier: Dossier) -> bytes:
    """One row per message. Archetypes have nobody to write to: without a list there is the row of headings alone."""
    messages = messages_of(dossier.plan, dossier.dated_schedule, dossier.brief, dossier.roster)
    who = [(one.email, one.name or one.handle, one.handle, label(one.platform)) for one in messages]
    what = [(one.subject, one.what, one.dates, one.offer, one.body) for one in messages]
    return csv_bytes([HEADINGS, *(a + b for a, b in zip(who, what, strict=True))])
