"""Columns of plain values as the table that every list is read from, without a look at single records.

What comes out is what `planner.intake.open.documents` and `planner.intake.records.unfold` make of the same rows.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from planner.intake.open.child_parquet import INDEX, MAX_BYTES, MAX_FIELDS, digits_of, shortened
from planner.intake.open.files import with_damage
from planner.intake.open.table import Table
from planner.intake.reading import Column, Opened
from planner.intake.records.table import few_enough
from planner.intake.records.unfold import unfold


def table_of(batch: pa.Table) -> Table | None:
    """Rows of a Parquet file as a table; None where the records have to be looked at one by one.

    That is where a column holds anything but numbers, texts, and yes or no, and where a reader would refuse the file.
    """
    names = [name for name in batch.column_names if not name.startswith(INDEX)]
    if not 0 < len(set(names)) == len(names) <= MAX_FIELDS or not len(batch) or batch.nbytes > MAX_BYTES:
        return None
    if not all(_is_plain(batch.schema.field(name).type) for name in names):
        return None
    # What each column is called is known from one record.
    [line] = unfold([{name: str(at) for at, name in enumerate(names)}]).lines
    headers, notes = few_enough(list(line.cells))
    cells = np.empty((len(batch), len(headers)), object)
    typed = set()
    for at, header in enumerate(headers):
        values = batch.column(names[int(line.cells[header])])
        cells[:, at], numbers = _texts(values)
        if numbers or not cells[:, at].any():
            typed.add(at)
    good = (cells != "").any(axis=1)
    table = Table(
        columns=tuple(Column(header, at) for at, header in enumerate(headers)),
        cells=cells[good],
        numbers=np.flatnonzero(good) + 1,
        blank=int((~good).sum()),
        set_aside=(),
        notes=tuple(notes),
        opened=Opened("Parquet", header_row=0),
        typed=frozenset(typed),
    )
    return with_damage(table)


def _is_plain(kind: pa.DataType) -> bool:
    texts = kind.value_type if pa.types.is_dictionary(kind) else kind
    if pa.types.is_string(texts) or pa.types.is_large_string(texts):
        return True
    numbers = pa.types.is_integer(kind) or pa.types.is_float32(kind) or pa.types.is_float64(kind)
    return bool(numbers or pa.types.is_boolean(kind) or pa.types.is_null(kind))


def _texts(column: pa.ChunkedArray) -> tuple[list[str], bool]:
    """Cells of a column, and whether it holds nothing but numbers."""
    kind, values = column.type, column.to_pylist()
    if pa.types.is_boolean(kind):
        return ["" if value is None else "yes" if value else "no" for value in values], False
    if pa.types.is_integer(kind):
        return ["" if value is None else str(value) for value in values], True
    if pa.types.is_floating(kind):
        digits = digits_of(kind)
        short = [None if value is None else shortened(value, digits) for value in values]
        return ["" if value is None else str(value) for value in short], not any(isinstance(v, str) for v in short)
    return ["" if value is None else value.strip() for value in values], False
