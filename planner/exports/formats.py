"""Every format that a plan leaves in, each made in one place, for the page and the command line alike."""

from dataclasses import dataclass
from pkgutil import resolve_name

from planner.exports.dossier import Dossier
from planner.exports.download import file_name


@dataclass(frozen=True)
class FileFormat:
    """key: option of the command line, and ending of the file unless that has another one.

    title: for people. maker: the function that makes it of a dossier, whose module is loaded when the first is made.
    what: last part of the file's name.
    """

    key: str
    title: str
    mime: str
    icon: str
    maker: str
    what: str = "plan"
    ending: str = ""

    def name(self, dossier: Dossier) -> str:
        """The file's name, known before it is made."""
        return file_name(dossier.brief.name, self.what, self.ending or self.key)

    def make(self, dossier: Dossier) -> bytes:
        """The file."""
        made: bytes = resolve_name(f"planner.exports.{self.maker}")(dossier)
        return made


_OFFICE = "application/vnd.openxmlformats-officedocument."
XLSX, PPTX = f"{_OFFICE}spreadsheetml.sheet", f"{_OFFICE}presentationml.presentation"
ICS, CSV, JSON = "text/calendar; charset=utf-8", "text/csv", "application/json"
FORMATS = (
    FileFormat("xlsx", "Workbook", XLSX, ":material/table_view:", "workbook:plan_workbook"),
    FileFormat("pptx", "Slides", PPTX, ":material/slideshow:", "slides:plan_slides"),
    FileFormat("html", "Report, opens offline", "text/html", ":material/article:", "report:plan_report"),
    FileFormat("ics", "Calendar", ICS, ":material/calendar_month:", "ics:plan_ics", "calendar"),
    FileFormat("csv", "Plan as a table, CSV", CSV, ":material/csv:", "csv_file:plan_csv"),
    FileFormat(
        "outreach", "Messages to creators, CSV", CSV, ":material/mail:", "outreach:outreach_csv", "outreach", "csv"
    ),
    FileFormat("json", "Plan for other programs, JSON", JSON, ":material/data_object:", "json_file:plan_json"),
)
