"""Every format that a plan leaves in, each made in one place, for the page and the command line alike."""

from collections.abc import Callable
from dataclasses import dataclass

from planner.exports.dossier import Dossier
from planner.exports.download import Download, file_name
from planner.seal import seal_words


@dataclass(frozen=True)
class FileFormat:
    """key: option of the command line, and ending of the file unless that has another one.

    title: for people. make: from a dossier to the file. what: last part of the file's name.
    """

    key: str
    title: str
    mime: str
    icon: str
    make: Callable[[Dossier], Download]
    what: str = "plan"
    ending: str = ""

    def name(self, dossier: Dossier) -> str:
        """The file's name, known before it is made."""
        return file_name(dossier.brief.name, self.what, self.ending or self.key)


def _xlsx(dossier: Dossier) -> Download:
    from planner.exports.workbook import plan_workbook

    return plan_workbook(dossier)


def _pptx(dossier: Dossier) -> Download:
    from planner.exports.slides import plan_slides

    return plan_slides(dossier)


def _html(dossier: Dossier) -> Download:
    from planner.exports.report import plan_report

    return plan_report(dossier)


def _ics(dossier: Dossier) -> Download:
    from planner.exports.ics import schedule_ics

    return schedule_ics(dossier.dated_schedule, dossier.brief, seal=seal_words(dossier.plan))


def _csv(dossier: Dossier) -> Download:
    from planner.exports.csv_file import plan_csv

    return plan_csv(dossier.plan, dossier.brief)


def _outreach(dossier: Dossier) -> Download:
    from planner.exports.outreach import outreach_csv

    return outreach_csv(dossier)


def _json(dossier: Dossier) -> Download:
    from planner.exports.json_file import outcome_json

    return outcome_json(dossier.plan, dossier.brief.name)


_OFFICE = "application/vnd.openxmlformats-officedocument."
FORMATS = (
    FileFormat("xlsx", "Workbook", f"{_OFFICE}spreadsheetml.sheet", ":material/table_view:", _xlsx),
    FileFormat("pptx", "Slides", f"{_OFFICE}presentationml.presentation", ":material/slideshow:", _pptx),
    FileFormat("html", "Report, opens offline", "text/html", ":material/article:", _html),
    FileFormat("ics", "Calendar", "text/calendar; charset=utf-8", ":material/calendar_month:", _ics, "calendar"),
    FileFormat("csv", "Plan as a table, CSV", "text/csv", ":material/csv:", _csv),
    FileFormat("outreach", "Messages to creators, CSV", "text/csv", ":material/mail:", _outreach, "outreach", "csv"),
    FileFormat("json", "Plan for other programs, JSON", "application/json", ":material/data_object:", _json),
)
