"""Files in and out: rosters as people have them, read with nothing lost and nothing guessed in silence."""

from planner.intake.read import read_roster
from planner.intake.reading import Column, ColumnUse, Field, Reading, ReadSettings, SetAside, Unknowns
from planner.intake.write import set_aside_csv, write_roster_csv

__all__ = [
    "Column",
    "ColumnUse",
    "Field",
    "ReadSettings",
    "Reading",
    "SetAside",
    "Unknowns",
    "read_roster",
    "set_aside_csv",
    "write_roster_csv",
]
