"""Rows that name nobody below a creator, as a sheet with merged cells leaves them when it is saved as CSV."""

from dataclasses import replace

import numpy as np

from planner.intake.asking import Choice, Question
from planner.intake.cells.values import MISSING_NUMBER, is_missing, where
from planner.intake.columns.columns import Columns
from planner.intake.open.table import Table
from planner.intake.reading import Field
from planner.problems import Problem
from planner.wording import count

_WHO = (Field.HANDLE, Field.NAME, Field.PROFILE_URL, Field.PLATFORM, Field.FOLLOWERS)
_OFFERED = (Field.PACKAGE, Field.FEE, Field.REELS, Field.STORIES, Field.VIDEOS, Field.POSTS)


def with_creator_above(table: Table, columns: Columns, answer: str | None) -> tuple[Table, tuple[Question, ...]]:
    """Rows with a package and without a creator belong to the one above when somebody says so; a question about it."""
    who = [columns.fields[field].at for field in _WHO if field in columns.fields]
    offered = [columns.fields[field].at for field in _OFFERED if field in columns.fields]
    if not who or not offered or not len(table.cells):
        return table, ()
    nobody = _missing(table, who, np.arange(1, len(table.cells)))
    rows = np.setdiff1d(nobody, _missing(table, offered, nobody))
    if not len(rows):
        return table, ()
    listed = ", ".join(str(table.numbers[row]) for row in rows[:6]) + (" and more" if len(rows) > 6 else "")
    problem = Problem(f"row {listed}", "", "offers something and names nobody", "same, aside, or the creator typed in")
    choices = (Choice("same", "Yes, to the creator above"), Choice("aside", "No, leave them out until corrected"))
    said = "1 row names nobody. Does it" if len(rows) == 1 else f"{count(len(rows))} rows name nobody. Do they"
    title = f"{said} belong to the creator above?"
    known = answer if answer in ("same", "aside") else None
    question = Question("above", title, problem, choices, "aside", "same", known, (f"row {listed}",))
    if known != "same":
        return table, (question,)
    cells = table.cells.copy()
    others = [column.at for column in table.columns if column.at not in offered]
    for row in rows.tolist():
        empty = [at for at in others if not cells[row, at]]
        cells[row, empty] = cells[row - 1, empty]
    return replace(table, cells=cells), (question,)


def _missing(table: Table, columns: list[int], rows: np.ndarray) -> np.ndarray:
    """Those of these rows of the table in which all of these cells are empty."""
    for column in columns:
        texts = table.cells[rows, column]
        rows = rows[where(texts, lambda text: is_missing(text, MISSING_NUMBER))]
    return rows
