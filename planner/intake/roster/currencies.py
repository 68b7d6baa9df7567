"""Amounts whose currency stands in a column of its own: each gets the code, so that it is read as it was meant."""

from dataclasses import replace

import numpy as np

from planner.intake.cells.formats import quoted_in
from planner.intake.cells.money import currency_of
from planner.intake.cells.values import is_missing
from planner.intake.columns.columns import Columns
from planner.intake.open.table import Table
from planner.intake.reading import Field

_AMOUNTS = (Field.FEE, Field.COMMISSION)


def with_currencies(table: Table, columns: Columns, own: str) -> Table:
    """The table with the code of the currency column behind each amount that names none itself.

    own: currency of the campaign. What is no currency is put there too, and then told as an unknown one.
    """
    column = columns.fields.get(Field.CURRENCY)
    if column is None:
        return table
    amounts = [found.at for field in _AMOUNTS if (found := columns.fields.get(field)) is not None]
    amounts += [price.column.at for price in columns.prices]
    amounts += [found.at for of in columns.by_platform.values() for field, found in of.items() if field in _AMOUNTS]
    cells, codes = table.cells.copy(), table.cells[:, column.at]
    for row in np.flatnonzero(codes != "").tolist():
        said = str(codes[row])
        code = currency_of(said, own) or said.upper()
        for at in amounts:
            text = str(cells[row, at])
            if not is_missing(said) and any(c.isdigit() for c in text) and not quoted_in(text, own, None):
                cells[row, at] = f"{text} {code}"
    return replace(table, cells=cells)
