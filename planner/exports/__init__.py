"""What leaves the planner: files of a plan, each from one place. Text in them is inert.

Each name is loaded when it is first asked for: the command line prints a plan without what writes workbooks.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from planner.exports.csv_file import plan_csv
    from planner.exports.dossier import Dossier, Version
    from planner.exports.download import Download
    from planner.exports.formats import FORMATS, FileFormat
    from planner.exports.ics import schedule_ics
    from planner.exports.json_file import brief_schema, outcome_json
    from planner.exports.outreach import outreach_csv
    from planner.exports.workbook import plan_workbook

__all__ = [
    "FORMATS",
    "Dossier",
    "Download",
    "FileFormat",
    "Version",
    "brief_schema",
    "outcome_json",
    "outreach_csv",
    "plan_csv",
    "plan_workbook",
    "schedule_ics",
]

_HOME = {
    "FORMATS": "formats",
    "Dossier": "dossier",
    "Download": "download",
    "FileFormat": "formats",
    "Version": "dossier",
    "brief_schema": "json_file",
    "outcome_json": "json_file",
    "outreach_csv": "outreach",
    "plan_csv": "csv_file",
    "plan_workbook": "workbook",
    "schedule_ics": "ics",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
