"""The one call: a file in, a reading out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from planner.intake.columns import map_columns
from planner.intake.fields import read_fields
from planner.intake.files import Table, read_table
from planner.intake.reading import Field, Reading, ReadSettings, Unknowns, shown
from planner.intake.rows import build_roster, merge_equal, reject_conflicts
from planner.intake.values import Bools
from planner.wording import count

_TOTAL_WORDS = frozenset(("total", "totals", "total:", "grand total", "sum", "overall"))
_FOOTER = 3
"""Only among so many last rows is a `Total` taken for a sum: an account may be called so."""


def read_roster(name: str, data: bytes, settings: ReadSettings | None = None) -> Reading:
    """Read a CSV or XLSX file, recognised by its content.

    Every row is used, merged with an equal one, set aside with its problem, blank, or a total.
    Raises BadInput when the file as a whole cannot be read, or when something about all of it must be asked:
    its platform, the unit of its engagement rates, two columns under one header.
    """
    settings = settings or ReadSettings()
    table = read_table(name, data)
    columns = map_columns(table, settings)
    below = len(table.cells) + len(table.set_aside) + table.blank
    totals = _totals(table, columns.fields[Field.HANDLE].at)
    notes = [*table.notes, *columns.notes]
    if totals.any():
        rows = ", ".join(str(row) for row in table.numbers[totals])
        notes.append(f"Not a creator: the sum in row {rows}.")
        table = replace(table, cells=table.cells[~totals], numbers=table.numbers[~totals])
    draft = read_fields(table, columns, settings)
    reject_conflicts(draft)
    merged = merge_equal(draft)
    used = ~draft.bad & ~merged
    roster, unknown = build_roster(draft, used, shown(name))
    notes.extend(draft.notes)
    notes.extend(_said(int(merged.sum()), table.blank, unknown))
    order = sorted([*table.set_aside, *draft.set_aside], key=lambda p: (p.row, p.column.at if p.column else -1))
    return Reading(
        roster=roster,
        rows_read=below,
        rows_used=int(used.sum()),
        rows_merged=int(merged.sum()),
        rows_blank=table.blank,
        rows_totals=int(totals.sum()),
        set_aside=tuple(order),
        notes=tuple(notes),
        columns=columns.uses,
        unknown=unknown,
    )


def _totals(table: Table, handle: int) -> Bools:
    size = len(table.cells)
    totals = np.zeros(size, bool)
    for row in range(max(0, size - _FOOTER), size):
        first = next((text for text in table.cells[row] if text), "")
        totals[row] = any(text.casefold() in _TOTAL_WORDS for text in (first, table.cells[row, handle]))
    return totals


def _said(merged: int, blank: int, unknown: Unknowns) -> list[str]:
    numbers = (
        (merged, "row{s} merged with an equal one"),
        (blank, "blank row{s} left out"),
        (
            unknown.packages,
            "row{s} without a package: one usual post of the platform is assumed, paid in cash",
        ),
        (unknown.fees, "package{s} without a quote: the fee is estimated"),
        (
            unknown.engagement_rates,
            "creator{s} without an engagement rate: the benchmark of the tier is used",
        ),
    )
    return [f"{count(n)} {text.format(s='' if n == 1 else 's')}." for n, text in numbers if n]
