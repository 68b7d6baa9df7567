"""Cells that name several accounts, `IG: @lina / TT: @linah`: the first is read, with its part of the other cells."""

import re
from dataclasses import replace

import numpy as np

from planner.intake.cells.texts import platform_of_link
from planner.intake.cells.values import where
from planner.intake.columns.columns import Columns
from planner.intake.open.table import Table
from planner.intake.reading import Field, shown
from planner.wording import few

_BETWEEN = re.compile(r"\s+[/|+&]\s+|\s*[,;|\n]\s*")
_NAMED = re.compile(r"(?:^|[\s:])@[\w.]{2,40}$")
_LISTED = 8


def with_first_accounts(table: Table, columns: Columns) -> tuple[Table, tuple[str, ...]]:
    """A table in which each cell of handles names one account, and a note about those that named more."""
    named = [columns.fields[field] for field in (Field.HANDLE, Field.PROFILE_URL) if field in columns.fields]
    cells, rows = table.cells.copy(), dict[int, str]()
    for column in named:
        for row in np.flatnonzero(where(cells[:, column.at], _is_several)).tolist():
            rows.setdefault(row, str(cells[row, column.at]))
            number = len(_parts(cells[row, column.at]))
            # 48K / 12K beside two accounts are theirs in this order.
            for at in range(cells.shape[1]):
                parts = _parts(cells[row, at])
                cells[row, at] = parts[0] if len(parts) == number else cells[row, at]
    if not rows:
        return table, ()
    which = f"row {few(rows, _LISTED, lambda row: str(table.numbers[row]))}"
    example = shown(next(iter(rows.values())), 60)
    note = f"Several accounts in one cell, such as '{example}' ({which}): only the first is read."
    return replace(table, cells=cells), (f"{note} Give each a row of its own to plan with all of them.",)


def _parts(text: str) -> list[str]:
    return [part for part in _BETWEEN.split(text.strip()) if part]


def _is_several(text: str) -> bool:
    """Every part of the text names an account by its link or with its @."""
    if "@" not in text and "/" not in text:
        return False
    parts = _parts(text)
    return len(parts) > 1 and all(_NAMED.search(part) or platform_of_link(part) for part in parts)
