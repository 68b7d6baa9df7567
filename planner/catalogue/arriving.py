"""Parquet in the planner's own column names as tables on their way into a catalogue, without a look at single cells.

One row per account with a column `packages`, as in the files of a catalogue; or one row per package, with the columns
of the packages beside those of the account, `package` being the name of the package.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from planner.catalogue.checks import Fault, faults_in
from planner.catalogue.schema import PACKAGES, Columns
from planner.domain.attributes import column_of
from planner.domain.countries import code_named
from planner.domain.platforms import Format
from planner.domain.roster import creator_columns, creator_id, deliverables_text
from planner.intake.cells.texts import platform_of
from planner.intake.columns.roles import recognised
from planner.intake.reading import Column, refusal, shown

_PACKAGE = "package"
_NEEDED = ("handle", "platform", "followers")
_BATCH = 65_536
_OFFER = (*map(str, Format), "compensation", "fee_cents", "commission_cents")


@dataclass(frozen=True)
class Own:
    """How a file in the planner's own names is read. renamed: column of the file by name of the domain."""

    file: str
    nested: bool
    columns: Columns
    renamed: dict[str, str]
    ignored: tuple[str, ...]
    names: tuple[str, ...]

    def place(self, column: str) -> Column:
        """Where a column of the domain, or `packages.fee_cents`, stands in the file."""
        source = self.renamed.get(column, PACKAGES if self.nested else column.removeprefix(f"{PACKAGES}."))
        return Column(column, self.names.index(source)) if source in self.names else Column(column, 0)


def own_of(file: str, schema: pa.Schema) -> Own | None:
    """How to read a Parquet file by its schema; None where some of its names are not the planner's own."""
    names = {name: name for name in schema.names}
    if not set(_NEEDED) <= set(names) or len(names) < len(schema.names):
        return None
    nested = PACKAGES in names and pa.types.is_list(schema.field(PACKAGES).type)
    if not nested and _PACKAGE not in names and "fee_cents" not in names:
        return None
    offers = [str(schema.field(PACKAGES).type.value_type.field(at).name)
              for at in range(schema.field(PACKAGES).type.value_type.num_fields)] if nested else []  # fmt: skip
    known = creator_columns(names)
    renamed, ignored, numbers = {name: name for name in known}, [], []
    for name in names:
        kind = schema.field(name).type
        flat = not nested and name in (_PACKAGE, *_own_offers())
        if name in known or name in (PACKAGES, "order") or flat:
            continue
        if recognised(name) is not None and not nested:
            # Somebody else's word for a column: what it means is for the intake to find.
            return None
        if _is_text(kind):
            renamed[column_of(name)] = name
        elif not nested and _is_number(kind):
            numbers.append(name)
        else:
            ignored.append(name)
    if not nested:
        offers = [name for name in (*_own_offers(), *numbers) if name in names]
    return Own(file, nested, Columns.of([(renamed, offers)]), renamed, tuple(ignored), tuple(names))


def _own_offers() -> tuple[str, ...]:
    from planner.domain.rights import RIGHT_COLUMNS
    from planner.domain.roster import ORIGINAL_COLUMNS, RANGE_COLUMNS

    return (*_OFFER, *RANGE_COLUMNS, *ORIGINAL_COLUMNS, *RIGHT_COLUMNS.values())


def _is_text(kind: pa.DataType) -> bool:
    inner = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(pa.types.is_string(inner) or pa.types.is_large_string(inner) or pa.types.is_string_view(inner))


def _is_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind))


@dataclass(frozen=True)
class Arrived:
    """Rows of a file: a conformed table of those that can be used, its rows in the file from 0, and the others."""

    table: pa.Table
    rows: np.ndarray
    read: int
    first: int
    faults: tuple[Fault, ...]


def arriving(file: parquet.ParquetFile, own: Own) -> Iterator[Arrived]:
    """The rows of a file, some ten thousand at a time. Raises BadInput when a column cannot be what its name says."""
    first = 0
    wanted = sorted({*own.renamed.values(), *_source_offers(own, file.schema_arrow)})
    for batch in file.iter_batches(_BATCH, columns=wanted, use_threads=False):
        table = pa.Table.from_batches([batch])
        made = _cleaned(own, table)
        faults, good = [], np.ones(len(made), bool)
        for fault in faults_in(made):
            rows = fault.rows & good
            if rows.any():
                faults.append(Fault(fault.column, rows, fault.wrong, fault.accepted, fault.values))
                good &= ~rows
        kept = np.flatnonzero(good)
        yield Arrived(
            made if good.all() else made.filter(pa.array(good)), kept + first, len(made), first, tuple(faults)
        )
        first += len(made)


def _source_offers(own: Own, schema: pa.Schema) -> list[str]:
    return (
        [PACKAGES] if own.nested else [n for n in (_PACKAGE, *own.columns.packages) if n in schema.names and n != "id"]
    )


def _cleaned(own: Own, table: pa.Table) -> pa.Table:
    """A batch as a conformed table: blanks null, platforms and countries by their keys, ids made."""
    people = {name: _column(table, source) for name, source in own.renamed.items()}
    for name, values in people.items():
        if _is_text(values.type):
            people[name] = _text(values)
    people["platform"] = _each(people["platform"], _platform)
    if "country" in people:
        people["country"] = _each(people["country"], _country)
    people["handle"] = pc.utf8_ltrim(people["handle"], "@")
    people["id"] = _ids(people["platform"], people["handle"])
    people.setdefault("name", people["handle"])
    people["name"] = pc.coalesce(people["name"], people["handle"])
    for name, values in people.items():
        if _is_text(values.type) and not _is_text(own.columns.wide.field(name).type):
            raise _refused(
                own, own.renamed[name], table.column(own.renamed[name]).type, own.columns.wide.field(name).type
            )
    arrays = pa.table({**people, PACKAGES: table.column(PACKAGES) if own.nested else _one_each(own, table)})
    try:
        return own.columns.conformed(arrays)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        raise _wrong_type(own, arrays) from None


def _column(table: pa.Table, name: str) -> pa.ChunkedArray:
    values = table.column(name)
    if pa.types.is_dictionary(values.type):
        values = values.cast(values.type.value_type)
    if pa.types.is_boolean(values.type) or pa.types.is_decimal(values.type):
        values = values.cast(pa.float64())
    if pa.types.is_floating(values.type):
        values = pc.if_else(pc.is_nan(values), None, values)
    return values.cast(pa.large_string()) if _is_text(values.type) else values


def _wrong_type(own: Own, table: pa.Table) -> Exception:
    """Which column is of another type, as BadInput."""
    schema = own.columns.wide
    struct = schema.field(PACKAGES).type.value_type
    records = table.column(PACKAGES).combine_chunks().flatten()
    typed = [(own.renamed.get(name, name), table.column(name), schema.field(name).type)
             for name in table.column_names if name != PACKAGES]  # fmt: skip
    for at in range(records.type.num_fields):
        name = records.type.field(at).name
        typed.append((f"{PACKAGES}.{name}" if own.nested else name, records.field(at), struct.field(name).type))
    for name, values, wanted in typed:
        try:
            values.cast(wanted)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
            return _refused(own, name, values.type, wanted)
    return refusal(shown(own.file), "has columns that cannot be read", "the columns of docs/how-to/catalogue.md")


def _refused(own: Own, name: str, kind: pa.DataType, wanted: pa.DataType) -> Exception:
    words = {pa.int64(): "whole numbers", pa.float64(): "numbers"}.get(wanted, "texts")
    place = f"{shown(own.file)}, column {shown(name)}"
    return refusal(place, f"is of another type ({shown(str(kind))})", words)


def _text(values: pa.ChunkedArray) -> pa.ChunkedArray:
    trimmed = pc.utf8_trim_whitespace(values)
    return pc.if_else(pc.equal(trimmed, ""), None, trimmed)


def _each(values: pa.ChunkedArray, read: object) -> pa.Array:
    """Texts read value by value, each different one once."""
    if not _is_text(values.type):
        return values
    coded = values.combine_chunks().dictionary_encode()
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.unify_dictionaries().combine_chunks()
    words = pa.array([read(one) for one in coded.dictionary.to_pylist()], pa.large_string())  # type: ignore[operator]
    return words.take(coded.indices)


def _platform(text: str) -> str:
    return platform_of(text) or text


def _country(text: str) -> str:
    return code_named(text) or text


def _ids(platform: pa.Array, handle: pa.ChunkedArray) -> pa.Array:
    """Account ids; letters beyond ASCII are folded one by one, as rosters do."""
    handles = handle.combine_chunks() if isinstance(handle, pa.ChunkedArray) else handle
    if isinstance(handles, pa.ChunkedArray):
        handles = pa.concat_arrays(handles.chunks)
    lower = pc.ascii_lower(handles)
    foreign = np.flatnonzero(pc.invert(pc.fill_null(pc.string_is_ascii(handles), True)).to_numpy(zero_copy_only=False))
    if len(foreign):
        texts = lower.to_numpy(zero_copy_only=False)
        texts[foreign] = [creator_id("", handles[int(row)].as_py())[1:] for row in foreign]
        lower = pa.array(texts, pa.large_string())
    return pc.binary_join_element_wise(platform, lower, pa.scalar(":", pa.large_string()))


def _one_each(own: Own, table: pa.Table) -> pa.Array:
    """A list of one package for each row of a file with one row per package."""
    fields = {}
    for name in own.columns.packages:
        if name in table.column_names and name != "id":
            fields[name] = _column(table, name)
    fields["id"] = (
        _text(_column(table, _PACKAGE)) if _PACKAGE in table.column_names else pa.nulls(len(table), pa.large_string())
    )
    fields["id"] = pc.coalesce(fields["id"], _named(table, fields))
    arrays = [one.combine_chunks() if isinstance(one, pa.ChunkedArray) else one for one in fields.values()]
    records = pa.StructArray.from_arrays(arrays, names=list(fields))
    return pa.ListArray.from_arrays(pa.array(np.arange(len(table) + 1), pa.int32()), records)


def _named(table: pa.Table, fields: dict[str, pa.Array]) -> pa.Array:
    """Names of packages by what is posted."""
    counts = np.zeros((len(table), len(Format)), np.int64)
    for at, name in enumerate(map(str, Format)):
        if name in fields and _is_number(fields[name].type):
            counts[:, at] = pc.fill_null(fields[name].cast(pa.int64()), 0).to_numpy()
    kinds, which = np.unique(counts, axis=0, return_inverse=True)
    return pa.array([deliverables_text(one) for one in kinds.tolist()], pa.large_string()).take(pa.array(which.ravel()))
