"""Accounts on their way into a roster: the values read so far, and everything found wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from planner.intake.asking import Question
from planner.intake.cells.formats import Formats
from planner.intake.cells.values import Bools, Fault, Floats, Kind, Numbers, Texts, Written, read_numbers
from planner.intake.columns.columns import Columns
from planner.intake.columns.shapes import View
from planner.intake.open.table import Table
from planner.intake.reading import Column, Field, ReadSettings, SetAside, shown


@dataclass(frozen=True)
class Context:
    """What holds for a whole file: settings, how its numbers are written, answers; its name if there are several."""

    settings: ReadSettings
    formats: Formats
    answers: dict[str, str]
    file: str = ""


@dataclass
class Draft:
    """Accounts of one view on their way into a roster: domain columns plus `row`, and everything found wrong so far.

    at: position of each in the table. bad: rows set aside. assumed: rows whose package is only assumed.
    """

    table: Table
    view: View
    columns: Columns
    written: Mapping[int, Written]
    frame: pd.DataFrame
    bad: Bools
    file: str = ""
    set_aside: list[SetAside] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    assumed: Bools = field(default_factory=lambda: np.empty(0, bool))

    def column(self, wanted: Field) -> Column | None:
        """The column of a field, None when the file has none."""
        return self.view.fields.get(wanted)

    def texts(self, column: Column) -> Texts:
        """What stands in a column."""
        texts: Texts = self.table.cells[self.view.rows, column.at]
        return texts

    def cells(self, wanted: Field) -> Texts | None:
        """The texts of a field, None when the file has no such column."""
        column = self.column(wanted)
        return None if column is None else self.texts(column)

    def reject(self, row: int, column: Column | None, fault: Fault) -> None:
        """Set a row aside for what stands in this column."""
        self.bad[row] = True
        typed = shown(self.table.cells[self.frame["at"].iloc[row], column.at], 80) if column else ""
        number = int(self.frame["row"].iloc[row])
        self.set_aside.append(
            SetAside(number, column, typed, fault.wrong, fault.accepted, self.table.opened.sheet, self.file)
        )

    def numbers(self, wanted: Field, kind: Kind) -> Numbers | None:
        """A column of numbers, its faults not yet noted."""
        column = self.column(wanted)
        return None if column is None else self.read(column, kind)

    def read(self, column: Column, kind: Kind) -> Numbers:
        """Numbers as this column writes them."""
        return read_numbers(self.texts(column), kind.as_written(self.written.get(column.at)))

    def taken(self, wanted: Field, read: Numbers | None) -> Floats:
        """Note the faults of a column and give its values; all unknown when there is no column."""
        if read is None:
            return np.full(len(self.frame), np.nan)
        for row, fault in read.faults.items():
            self.reject(row, self.column(wanted), fault)
        return read.values


def number_column(name: str) -> str:
    """Where a number column of the file stands in a draft, so that none hides a column of the domain."""
    return f"number {name}"
