"""Merged cells: rows that name nobody below a creator, as a saved CSV has them, and one fee for several packages."""

from dataclasses import replace

import numpy as np

from planner.intake.asking import Answers, Choice, CountedTitle, Question
from planner.intake.cells.values import MISSING_NUMBER, is_missing, where
from planner.intake.columns.columns import Columns
from planner.intake.columns.shapes import ABOVE
from planner.intake.open.table import Table
from planner.intake.reading import MONEY_FIELDS, Field, shown
from planner.problems import Problem

_WHO = (Field.HANDLE, Field.NAME, Field.PROFILE_URL, Field.PLATFORM, Field.FOLLOWERS)
_ACCOUNT = (Field.HANDLE, Field.NAME, Field.PROFILE_URL, Field.PLATFORM)
_OFFERED = (Field.PACKAGE, Field.FEE, Field.REELS, Field.STORIES, Field.VIDEOS, Field.POSTS)


def with_creator_above(table: Table, columns: Columns, answers: Answers) -> tuple[Table, tuple[Question, ...]]:
    """Rows with a package and without a creator belong to the one above when somebody says so; a question about it."""
    who = [columns.fields[field].at for field in _WHO if field in columns.fields]
    offered = [columns.fields[field].at for field in _OFFERED if field in columns.fields]
    if not who or not offered or not len(table.cells):
        return table, ()
    nobody = _missing(table, who, np.arange(1, len(table.cells)))
    rows = np.setdiff1d(nobody, _missing(table, offered, nobody))
    if not len(rows):
        return table, ()
    listed = table.places(rows.tolist(), 6)
    problem = Problem(f"row {listed}", "", "has an offer but no creator", "the creator, or a choice for these rows")
    choices = (Choice("same", "Yes, to the creator above"), Choice("aside", "No, leave them out until corrected"))
    one, more = "{number} row has no creator. Does it", "{number} rows have no creator. Do they"
    tally = CountedTitle(len(rows), f"{one} belong to the creator above?", f"{more} belong to the creator above?")
    question = Question("above", tally.title, problem, choices, "aside", "same", None, (f"row {listed}",), tally)
    question = question.answered(answers)
    if question.answer != "same":
        return table, (question,)
    cells = table.cells.copy()
    others = [column.at for column in table.columns if column.at not in offered]
    for row in rows.tolist():
        empty = [at for at in others if not cells[row, at]]
        cells[row, empty] = cells[row - 1, empty]
    return replace(table, cells=cells), (question,)


def with_platform_above(table: Table, columns: Columns, answer: str | None) -> Table:
    """Rows without a platform take that of the row above when somebody says so."""
    column = columns.fields.get(Field.PLATFORM)
    if column is None or answer != ABOVE:
        return table
    cells = table.cells.copy()
    for row in range(1, len(cells)):
        if is_missing(cells[row, column.at]):
            cells[row, column.at] = cells[row - 1, column.at]
    return replace(table, cells=cells)


def with_shared_fees(table: Table, columns: Columns, answers: Answers) -> tuple[Table, tuple[Question, ...]]:
    """One price merged over several rows pays for all of them, or for each, as somebody says; a question about it."""
    shared = [cell for cell in table.merged if _is_shared(table, columns, cell)]
    if not shared:
        return table, ()
    top, bottom, at = shared[0]
    column = table.columns[at]
    place = f"{column}, rows {table.numbers[top]} to {table.numbers[bottom]}"
    typed = str(table.cells[top, at])
    problem = Problem(place, typed, "is one fee across several rows", "a choice of what it covers")
    choices = (
        Choice("together", "All of them together"),
        Choice("each", "Each of them"),
        Choice("unknown", "I don't know: estimate these fees"),
    )
    title = f"One fee in {column} spans several rows, such as {shown(typed, 20)}. What does it cover?"
    question = Question("shared_fee", title, problem, choices, None, "together").answered(answers)
    if question.answer in (None, "each"):
        return table, (question,)
    cells, fee = table.cells.copy(), columns.fields.get(Field.FEE)
    for top, bottom, at in shared:
        if question.answer == "unknown":
            cells[top : bottom + 1, at] = ""
        elif fee is not None and at == fee.at and _one_creator(table, columns, (top, bottom)):
            _as_one(cells[top : bottom + 1], columns)
        else:
            # What it leaves for the others of them, nobody knows.
            cells[top + 1 : bottom + 1, at] = ""
    return replace(table, cells=cells), (question,)


def _is_shared(table: Table, columns: Columns, cell: tuple[int, int, int]) -> bool:
    """True for a price that stands for rows which are not one package of one creator."""
    top, bottom, at = cell
    ats = {columns.fields[field].at for field in MONEY_FIELDS if field in columns.fields}
    if not table.cells[top, at] or at not in ats | {price.column.at for price in columns.prices}:
        return False
    if not _one_creator(table, columns, (top, bottom)):
        return True
    # A price for a format is the same on every row of a creator, and makes one package.
    return at in ats and len({tuple(row) for row in table.cells[top : bottom + 1]}) > 1


def _one_creator(table: Table, columns: Columns, rows: tuple[int, int]) -> bool:
    """True when rows from the first to the last are of one account, by what names it."""
    top, bottom = rows
    named = [columns.fields[field].at for field in _ACCOUNT if field in columns.fields]
    return len({tuple(row) for row in table.cells[top : bottom + 1, named]}) < 2


def _as_one(rows: np.ndarray, columns: Columns) -> None:
    """Make rows equal, what they offer added up, so that they are merged and counted as such."""
    offered = [columns.fields[field].at for field in _OFFERED if field in columns.fields and field is not Field.FEE]
    for at in range(rows.shape[1]):
        texts = [text for text in rows[:, at] if text]
        whole = " + ".join(texts) if at in offered else next(iter(texts), "")
        counts = [int(text) for text in texts if text.isdecimal()] if at in offered else []
        rows[:, at] = str(sum(counts)) if counts and len(counts) == len(texts) else whole


def _missing(table: Table, columns: list[int], rows: np.ndarray) -> np.ndarray:
    """Those of these rows of the table in which all of these cells are empty."""
    for column in columns:
        texts = table.cells[rows, column]
        rows = rows[where(texts, lambda text: is_missing(text, MISSING_NUMBER))]
    return rows
