"""Cells mended on the page: laid over the file as it came, which stays as it is."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from planner.frozen import dataclass
from planner.intake.open.table import Table


@dataclass(frozen=True)
class Edit:
    """A row as it should be: its number in the file, all its cells, and its sheet when several are read."""

    row: int
    cells: tuple[str, ...]
    sheet: str = ""


def edited(table: Table, edits: Sequence[Edit]) -> Table:
    """A table in which these rows are what the edits say; rows that were too long or too short fit in again."""
    edits = [edit for edit in edits if edit.sheet in ("", table.opened.sheet)]
    if not edits:
        return table
    width = len(table.columns)
    by_row = {edit.row: tuple(cell.strip() for cell in (*edit.cells, *[""] * width)[:width]) for edit in edits}
    cells, numbers = table.cells.copy(), table.numbers
    at_row = {int(number): at for at, number in enumerate(numbers)}
    faults = dict(table.faults)
    fresh = {row: new for row, new in by_row.items() if row in table.odd}
    for row, new in by_row.items():
        if row in at_row:
            at = at_row[row]
            for column, text in enumerate(new):
                if text != cells[at, column]:
                    faults.pop((at, column), None)
            cells[at] = list(new)
    if fresh:
        more = np.array([list(new) for new in fresh.values()], dtype=object).reshape(-1, width)
        cells, numbers = np.concatenate([cells, more]), np.concatenate([numbers, np.array(list(fresh), np.int64)])
    return replace(
        table,
        cells=cells,
        numbers=numbers,
        set_aside=tuple(problem for problem in table.set_aside if problem.row not in fresh),
        odd={row: old for row, old in table.odd.items() if row not in fresh},
        faults=faults,
    )
