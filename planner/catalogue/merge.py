"""Rows of the same account as one: what the latest row says of it, and every package that any of them has."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from planner.catalogue.schema import FILE_SHIFT, ORDER, PACKAGES, Columns, opened_lists

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Merged:
    """A table with each account once, sorted by id; and what became of the rows.

    spare: number of the file of every row of which nothing is left, since a later row has all of its packages.
    shared: accounts that several files have.
    """

    table: pa.Table
    spare: Ints
    shared: int


def merged(table: pa.Table, columns: Columns) -> Merged:
    """Each account once, by the rule of rosters: the latest word counts, what it leaves open is filled from before."""
    table = table.take(pc.sort_indices(table, [("id", "ascending"), (ORDER, "ascending")])).combine_chunks()
    rows = len(table)
    first = _first_of_each(table.column("id"))
    ends = np.append(first[1:], rows)
    files = table.column(ORDER).to_numpy() >> FILE_SHIFT
    shared = int((np.minimum.reduceat(files, first) != np.maximum.reduceat(files, first)).sum()) if rows else 0
    offsets, records = opened_lists(table.column(PACKAGES))
    of_row = np.repeat(np.arange(rows), np.diff(offsets))
    of_account = np.repeat(np.arange(len(first)), ends - first)[of_row]
    kept = _latest(of_account, records)
    spare = files[~np.isin(np.arange(rows), of_row[kept])]
    counts = np.bincount(of_account[kept], minlength=len(first))
    struct = columns.wide.field(PACKAGES).type.value_type
    fields = [struct.field(at) for at in range(struct.num_fields)]
    taken = records.take(pa.array(kept))
    offers = pa.StructArray.from_arrays([_whole(taken.column(one.name)) for one in fields], fields=fields)
    lists = pa.ListArray.from_arrays(pa.array(np.concatenate([[0], np.cumsum(counts)]), pa.int32()), offers)
    if len(first) < rows:
        people = [_last_known(table.column(name), first) for name in (ORDER, *columns.creators)]
    else:
        people = [table.column(name) for name in (ORDER, *columns.creators)]
    return Merged(pa.table([*people, lists], schema=columns.wide), spare, shared)


def _first_of_each(ids: pa.ChunkedArray) -> Ints:
    """Row at which each id begins, in a sorted column."""
    if not len(ids):
        return np.empty(0, np.int64)
    array = _whole(ids)
    differs = pc.not_equal(array[1:], array[:-1]).to_numpy(zero_copy_only=False)
    return np.concatenate([[0], np.flatnonzero(differs) + 1])


def _latest(account: Ints, records: pa.Table) -> Ints:
    """Packages that stay, sorted by account and name: of those of one account with one name the last."""
    names = _whole(records.column("id"))
    keys = pa.table({"account": account, "name": names, "at": np.arange(len(account))})
    order = pc.sort_indices(keys, [("account", "ascending"), ("name", "ascending"), ("at", "ascending")]).to_numpy()
    sorted_names = names.take(pa.array(order))
    if len(order) < 2:
        return np.asarray(order, np.int64)
    same = pc.equal(sorted_names[1:], sorted_names[:-1]).to_numpy(zero_copy_only=False)
    same &= account[order[1:]] == account[order[:-1]]
    return np.asarray(order[np.append(~same, True)], np.int64)


def _last_known(column: pa.ChunkedArray, first: Ints) -> pa.Array:
    """Of each account the value of its latest row that has one. first: row at which each account begins."""
    array = _whole(column)
    if not array.null_count:
        return array.take(pa.array(np.append(first[1:], len(array)) - 1))
    known = pc.is_valid(array).to_numpy(zero_copy_only=False)
    last = np.maximum.reduceat(np.where(known, np.arange(len(array)), -1), first)
    return array.take(pa.array(last, mask=last < 0))


def _whole(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if isinstance(array, pa.ChunkedArray):
        return pa.concat_arrays(array.chunks) if array.num_chunks else pa.array([], array.type)
    return array
