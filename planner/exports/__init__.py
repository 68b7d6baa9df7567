"""What leaves the planner: files of a plan, each from one place. Text in them is inert."""

from planner.exports.csv_file import plan_csv
from planner.exports.dossier import Dossier, Version
from planner.exports.download import Download
from planner.exports.formats import FORMATS, FileFormat
from planner.exports.ics import schedule_ics
from planner.exports.json_file import brief_schema, outcome_json
from planner.exports.workbook import plan_workbook

__all__ = [
    "FORMATS",
    "Dossier",
    "Download",
    "FileFormat",
    "Version",
    "brief_schema",
    "outcome_json",
    "plan_csv",
    "plan_workbook",
    "schedule_ics",
]
