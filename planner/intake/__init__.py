"""Files in and out: rosters as people have them, read with nothing lost and nothing guessed in silence."""

from planner.intake.asking import Choice, Question
from planner.intake.mapping import ColumnChoice, Mapping
from planner.intake.reading import (
    Column,
    ColumnUse,
    Conflict,
    Field,
    Reading,
    ReadSettings,
    SetAside,
    Unanswered,
    Unknowns,
)
from planner.intake.roster.edits import Edit
from planner.intake.roster.read import Upload, read_roster, read_rosters
from planner.intake.roster.write import set_aside_csv, write_roster_csv

__all__ = [
    "Choice",
    "Column",
    "ColumnChoice",
    "ColumnUse",
    "Conflict",
    "Edit",
    "Field",
    "Mapping",
    "Question",
    "ReadSettings",
    "Reading",
    "SetAside",
    "Unanswered",
    "Unknowns",
    "Upload",
    "read_roster",
    "read_rosters",
    "set_aside_csv",
    "write_roster_csv",
]
