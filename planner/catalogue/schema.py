"""The columns of a catalogue's files, and the way between them and a roster.

A file has one row per account. Its packages are in the column `packages`, a list of records, so that a creator is
always whole. Null is what nobody knows: a rate, a fee, a text that is blank. `docs/how-to/catalogue.md` lists them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, Self

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from planner.domain.attributes import attribute_columns
from planner.domain.audience import audience_columns
from planner.domain.rights import RIGHT_COLUMNS
from planner.domain.roster import (
    BASE_COLUMN,
    CREATOR_COLUMNS,
    FURTHER_FORMATS,
    OPTIONAL_NUMBERS,
    OPTIONAL_TEXTS,
    ORIGINAL_COLUMNS,
    PACKAGE_COLUMNS,
    RANGE_COLUMNS,
    UNKNOWN_FEE,
    Format,
    Frozen,
    Roster,
    number_columns,
)

PACKAGES = "packages"
"""The column of a file that holds each account's packages."""
ORDER = "order"
"""The column of a table on its way into a catalogue that says which row came first, and from which file."""
FILE_SHIFT = 40
"""Bits of `ORDER` below the number of the file: its rows."""
_TEXT = pa.large_string()
_CODED = pa.dictionary(pa.int32(), pa.string())
_FEW = ("platform", "country", "category", BASE_COLUMN)
_RIGHTS = tuple(RIGHT_COLUMNS.values())
_MAYBE_CENTS = ("fee_cents", *RANGE_COLUMNS, *_RIGHTS)
"""Amounts that may be unknown: null in a file, `UNKNOWN_FEE` in a roster."""
_WHOLE = ("followers", "available")


class Columns(Frozen):
    """The columns that every file of a catalogue has, in order; without `packages`, and without `creator` in them."""

    creators: tuple[str, ...]
    packages: tuple[str, ...]

    @classmethod
    def of(cls, rosters: Iterable[tuple[Iterable[str], Iterable[str]]]) -> Self:
        """What these rosters have between them; each as the names of its columns of creators and of packages."""
        people: dict[str, None] = dict.fromkeys(CREATOR_COLUMNS)
        offers: dict[str, None] = dict.fromkeys(PACKAGE_COLUMNS[1:])
        for creators, packages in rosters:
            people.update(dict.fromkeys(map(str, creators)))
            offers.update(dict.fromkeys(name for name in map(str, packages) if name != "creator"))
        texts = [name for name in (BASE_COLUMN, *OPTIONAL_TEXTS) if name in people]
        numbers = [name for name in OPTIONAL_NUMBERS if name in people]
        named = (*CREATOR_COLUMNS, *texts, *sorted(attribute_columns(people)), *numbers, *audience_columns(people))
        extra = [name for name in (*FURTHER_FORMATS, *RANGE_COLUMNS, *ORIGINAL_COLUMNS, *_RIGHTS) if name in offers]
        return cls(creators=named, packages=(*PACKAGE_COLUMNS[1:], *extra, *sorted(number_columns(offers))))

    @property
    def arrow(self) -> pa.Schema:
        """The schema of a file."""
        return _arrow(self)

    @property
    def wide(self) -> pa.Schema:
        """The schema of a table on its way into a catalogue: `ORDER` before all, and texts that are not coded."""
        return _arrow(self, wide=True)

    def conformed(self, table: pa.Table) -> pa.Table:
        """A table on its way, of some of these columns, with all of them; without `ORDER` its rows are in order."""
        offsets, records = opened_lists(table.column(PACKAGES))
        struct = self.wide.field(PACKAGES).type.value_type
        many = len(table)
        people = [table.column(ORDER) if ORDER in table.column_names else pa.array(np.arange(many))]
        people += [_fitted(table, self.wide.field(name), many) for name in self.creators]
        fields = [struct.field(at) for at in range(struct.num_fields)]
        offers = pa.StructArray.from_arrays([_fitted(records, one, len(records)) for one in fields], fields=fields)
        lists = pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), offers)
        return pa.table([*people, lists], schema=self.wide)

    def coded(self, table: pa.Table) -> pa.Table:
        """A conformed table as the table of a file."""
        offsets, records = opened_lists(table.column(PACKAGES))
        struct = self.arrow.field(PACKAGES).type.value_type
        fields = [struct.field(at) for at in range(struct.num_fields)]
        offers = pa.StructArray.from_arrays([_coded(records.column(one.name), one) for one in fields], fields=fields)
        lists = pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), offers)
        people = [_coded(table.column(name), self.arrow.field(name)) for name in self.creators]
        return pa.table([*people, lists], schema=self.arrow)

    def table(self, roster: Roster) -> pa.Table:
        """A roster as the table of a file; its columns must be among these."""
        people, offers = roster.creators, roster.packages
        ends = np.searchsorted(offers["creator"].to_numpy(np.int64), np.arange(len(people) + 1))
        struct = self.arrow.field(PACKAGES).type.value_type
        records = pa.StructArray.from_arrays(
            [_column(offers, field) for field in struct], fields=[struct.field(at) for at in range(struct.num_fields)]
        )
        lists = pa.ListArray.from_arrays(pa.array(ends, pa.int32()), records)
        return pa.table(
            [*(_column(people, self.arrow.field(name)) for name in self.creators), lists], schema=self.arrow
        )

    def people(self, table: pa.Table, names: Iterable[str]) -> pd.DataFrame:
        """Those of these columns of creators that a file has, as a roster has them."""
        return _frame({name: _series(table.column(name), name) for name in names if name in self.creators})

    def roster(self, table: pa.Table, source: str) -> Roster:
        """The roster in a table, whose rows are whole and sorted as those of a roster; nothing is checked.

        It has all of these columns, also those in which nothing is known of anybody in it.
        """
        return Roster(self.people(table, self.creators), _frame(self._offers(table)), source)

    def figures(self, table: pa.Table, source: str) -> Roster:
        """The roster in a table that has some of these columns, for arithmetic: few texts are categories."""
        people = {name: _categories(table.column(name), name) for name in self.creators if name in table.column_names}
        return Roster(_frame(people), _frame(self._offers(table, _categories)), source)

    def _offers(self, table: pa.Table, as_series: Callable[..., pd.Series] | None = None) -> dict[str, object]:
        as_series = as_series or _series
        offsets, records = opened_lists(table.column(PACKAGES))
        offers: dict[str, object] = {"creator": np.repeat(np.arange(len(table)), np.diff(offsets))}
        for name in self.packages:
            values = records.column(name)
            # A resource or score of which a package has nothing is 0 in a roster, not unknown.
            offers[name] = as_series(pc.fill_null(values, 0.0) if values.type == pa.float64() else values, name)
        return offers


def opened_lists(packages: pa.ChunkedArray) -> tuple[NDArray[np.int64], pa.Table]:
    """Where each account's packages begin, and the end, shape (accounts + 1,); and all packages as a table."""
    lists = packages.combine_chunks()
    if isinstance(lists, pa.ChunkedArray):
        lists = pa.concat_arrays(lists.chunks) if lists.num_chunks else pa.array([], lists.type)
    counts = pc.fill_null(pc.list_value_length(lists), 0).to_numpy()
    records = lists.flatten()
    kind = records.type
    return np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]), pa.table(
        records.flatten(), names=[kind.field(at).name for at in range(kind.num_fields)]
    )


@lru_cache(32)
def _arrow(columns: Columns, wide: bool = False) -> pa.Schema:
    def field(name: str) -> pa.Field:
        kind = _type(name)
        return pa.field(name, _TEXT if wide and kind == _CODED else kind)

    people = [pa.field(ORDER, pa.int64())] if wide else []
    people += [field(name) for name in columns.creators]
    struct = pa.struct([field(name) for name in columns.packages])
    return pa.schema([*people, pa.field(PACKAGES, pa.list_(pa.field("element", struct)))])


_USUAL = {"available": 1, "compensation": "cash"}


def _fitted(table: pa.Table, field: pa.Field, many: int) -> pa.ChunkedArray | pa.Array:
    """A column as a table on its way has it; what is not there is null, or nothing where it counts."""
    name = field.name
    usual = _USUAL.get(name, None if field.type != pa.int64() or name in _MAYBE_CENTS else 0)
    if name not in table.column_names:
        return pa.nulls(many, field.type) if usual is None else pa.repeat(pa.scalar(usual, field.type), many)
    values = table.column(name).cast(field.type)
    if usual is not None:
        values = pc.fill_null(values, usual)
    return values.combine_chunks()


def _coded(values: pa.ChunkedArray, field: pa.Field) -> pa.Array:
    """A column of a conformed table as a file has it."""
    array = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    if isinstance(array, pa.ChunkedArray):
        array = pa.concat_arrays(array.chunks) if array.num_chunks else pa.array([], array.type)
    return array.cast(pa.string()).dictionary_encode() if field.type == _CODED else array


def _type(name: str) -> pa.DataType:
    """Type of a column in a file; a name stands for one thing, wherever it is."""
    return _TYPES.get(name, _CODED if attribute_columns([name]) else pa.float64())


_TYPES: dict[str, pa.DataType] = {
    **dict.fromkeys(("id", "handle", "name", *OPTIONAL_TEXTS), _TEXT),
    **dict.fromkeys((*_FEW, "compensation", ORIGINAL_COLUMNS[0]), _CODED),
    **dict.fromkeys((*_WHOLE, *map(str, Format), *_MAYBE_CENTS, "commission_cents", ORIGINAL_COLUMNS[1]), pa.int64()),
}


def _column(frame: pd.DataFrame, field: pa.Field) -> pa.Array:
    """A roster's column as a file has it; one that the roster does not have is null, or 0 where it counts."""
    name, kind = field.name, field.type
    if name not in frame:
        counted = kind == pa.int64() and name not in _MAYBE_CENTS
        return pa.array(np.zeros(len(frame), np.int64)) if counted else pa.nulls(len(frame), kind)
    values = frame[name]
    if kind == pa.int64():
        numbers = values.to_numpy(np.int64)
        return pa.array(numbers, kind, mask=numbers == UNKNOWN_FEE if name in _MAYBE_CENTS else None)
    if kind == pa.float64():
        return pa.array(values.to_numpy(float), kind, from_pandas=True)
    texts = pa.array(values.astype(object), pa.large_string())
    texts = pc.if_else(pc.equal(texts, ""), None, texts)
    return texts if kind == _TEXT else texts.cast(pa.string()).dictionary_encode()


def _frame(columns: dict[str, Any]) -> pd.DataFrame:
    """Columns as a frame, which shares their memory."""
    arrays = {name: one.array if isinstance(one, pd.Series) else one for name, one in columns.items()}
    return pd.DataFrame(arrays, copy=False)


def _categories(values: pa.ChunkedArray | pa.Array, name: str) -> pd.Series:
    """A file's column as a roster has it, but texts that are coded as categories."""
    if values.type != _CODED:
        return _series(values, name)
    coded = values.unify_dictionaries().combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    if isinstance(coded, pa.ChunkedArray):
        return _series(values, name)
    texts = coded.dictionary.to_pylist()
    codes = coded.indices
    if codes.null_count:
        texts = texts if "" in texts else [*texts, ""]
        codes = pc.fill_null(codes, texts.index(""))
    return pd.Series(pd.Categorical.from_codes(codes.to_numpy(), texts))


def _series(values: pa.ChunkedArray | pa.Array, name: str) -> pd.Series:
    """A file's column as a roster has it."""
    kind = values.type
    if kind == pa.int64():
        if values.null_count:
            values = pc.fill_null(values, UNKNOWN_FEE if name in _MAYBE_CENTS else 0)
        return pd.Series(values.to_numpy())
    if kind == pa.float64():
        return pd.Series(values.to_numpy(zero_copy_only=False) if isinstance(values, pa.Array) else values.to_numpy())
    texts = values.cast(_TEXT)
    if texts.null_count:
        texts = pc.fill_null(texts, "")
    return pd.Series(pd.array(texts, dtype="str"))
