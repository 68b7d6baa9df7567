"""Messages to creators as a table for mail merge: one row for each, with the parts of the message and the whole."""

import csv
import io
from datetime import date

from planner.exports.dossier import Dossier
from planner.exports.download import Download, file_name
from planner.exports.text import clean
from planner.formula_escape import escaped
from planner.schedule import schedule_of
from planner.schedule.outreach import Message, messages_of
from planner.wording import label

HEADINGS = ("email", "name", "handle", "platform", "subject", "deliverables", "dates", "offer", "message")


def outreach_csv(dossier: Dossier, sender: str = "") -> Download:
    """UTF-8 with a byte order mark; every cell is quoted, and none of them is ever a formula.

    Archetypes have nobody to write to: without a list there is the row of headings alone.
    """
    today = dossier.made_on or date(2000, 1, 1)
    schedule = dossier.schedule or schedule_of(dossier.plan, dossier.brief, today, assumptions=dossier.assumptions)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow(HEADINGS)
    for message in messages_of(dossier.plan, schedule, dossier.brief, dossier.roster, sender):
        writer.writerow([escaped(clean(cell)) for cell in _row(message)])
    return Download(file_name(dossier.brief.name, "outreach", "csv"), "text/csv", out.getvalue().encode("utf-8-sig"))


def _row(message: Message) -> tuple[str, ...]:
    return (
        message.email,
        message.name or message.handle,
        message.handle,
        label(message.platform),
        message.subject,
        message.what,
        message.dates,
        message.offer,
        message.body,
    )
