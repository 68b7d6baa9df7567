"""A file opened: text cells below a header, and how they were found."""

from collections.abc import Mapping
from dataclasses import field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from planner.frozen import dataclass
from planner.intake.asking import Question
from planner.intake.cells.values import Fault
from planner.intake.reading import Column, Opened, SetAside


def nameless(column: Column) -> str:
    """What a column is called in a table that has no header."""
    return f"Column {column.letter}"


@dataclass(frozen=True)
class Table:
    """Text cells below a header.

    cells: shape (rows, columns), every cell a str without surrounding blanks; blank rows are not in it.
    numbers: row of each in the spreadsheet, the file's first row being 1.
    blank: rows without any text below the header. set_aside: rows with too few or too many cells, whose cells are in
    odd, by row. faults: cells that cannot be read whatever their column is, by position in `cells`. more: further
    sheets of the workbook with the same header, which are read too. merged: cells that reach over several rows: first
    and last position in `cells`, and column. typed: positions of columns that a program wrote as numbers. paths: where
    each row stands inside a document of records, such as `data[2].prices[0]`, by its number.
    """

    columns: tuple[Column, ...]
    cells: NDArray[np.object_]
    numbers: NDArray[np.int64]
    blank: int
    set_aside: tuple[SetAside, ...]
    notes: tuple[str, ...]
    opened: Opened
    questions: tuple[Question, ...] = ()
    odd: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    faults: Mapping[tuple[int, int], Fault] = field(default_factory=dict)
    more: tuple[str, ...] = ()
    merged: tuple[tuple[int, int, int], ...] = ()
    typed: frozenset[int] = frozenset()
    paths: Mapping[int, str] = field(default_factory=dict)

    @cached_property
    def readable(self) -> NDArray[np.object_]:
        """The cells, empty where nobody can read what stands there; shape (rows, columns)."""
        if not self.faults:
            return self.cells
        cells = self.cells.copy()
        for at in self.faults:
            cells[at] = ""
        return cells

    @property
    def header(self) -> tuple[str, ...]:
        """Texts of the header."""
        return tuple(column.header for column in self.columns)
