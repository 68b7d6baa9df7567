"""A file opened: text cells below a header, and how they were found."""

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from planner.frozen import dataclass
from planner.intake.asking import Question
from planner.intake.cells.values import Bools, Fault
from planner.intake.reading import Column, Opened, SetAside, shown


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

    def places(self, rows: Sequence[int], most: int = 10) -> str:
        """The rows at these positions as the file numbers them: `3, 4, 9 and more`."""
        return ", ".join(str(self.numbers[row]) for row in rows[:most]) + (" and more" if len(rows) > most else "")

    def examples(self, column: Column, longest: int) -> str:
        """The first texts of a column, none longer than this: `12k, 48k, 1.2M`."""
        texts = [shown(text, longest) for text in self.cells[:, column.at] if text]
        return ", ".join(texts[:3])

    def kept(self, keep: Bools) -> Self:
        """The table of these rows alone; keep: shape (rows,)."""
        at = np.cumsum(keep) - 1
        merged = ((int(at[top]), int(at[end]), column) for top, end, column in self.merged)
        return replace(
            self,
            cells=self.cells[keep],
            numbers=self.numbers[keep],
            faults={(int(at[row]), column): fault for (row, column), fault in self.faults.items() if keep[row]},
            merged=tuple(one for one in merged if 0 <= one[0] < one[1]),
        )
