"""The package tables of several campaigns as one, and vectors of it that are each campaign's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.forecast.table import ROW_ARRAYS, Bools, Codes, Ints, PackageTable
from planner.frozen import dataclass
from planner.rules.base import Vector

_SPECIAL = ("creator", "weights", "wave_weights", "counts")
"""Row arrays that are not simply put one below the other."""


@dataclass(frozen=True, eq=False, kw_only=True)
class JointTable(PackageTable):
    """Package tables of several campaigns as one, sorted by creator, then campaign.

    campaign: which one each row belongs to; own: its row number in that campaign's table. `weights` of a row are zero
    in the segments of other campaigns. What only rules read (stocks, countries, categories) is left to the tables.
    """

    campaign: Codes
    own: Ints

    def part(self, rows: slice | Ints) -> PackageTable:
        """These rows as a table."""
        return replace(super().part(rows), campaign=self.campaign[rows], own=self.own[rows])  # type: ignore[call-arg]


def joined(tables: Sequence[PackageTable], names: Sequence[str], apart: bool) -> JointTable:
    """The tables of several campaigns as one.

    apart: who is in several tables, by id or as the same person, is one creator of the joint table. Of short lists the
    joint table has no rest: a joint problem has one, see `planner.portfolio.rest`.
    """
    keys = [keys_of(table) if apart else np.char.add(f"{at}:", keys_of(table)) for at, table in enumerate(tables)]
    everybody, number = np.unique(np.concatenate(keys), return_inverse=True)
    ends = np.cumsum([len(table.available) for table in tables])
    creator = np.concatenate(
        [part[table.creator] for part, table in zip(np.split(number, ends[:-1]), tables, strict=True)]
    )
    # Of a person's accounts the one whom their packages belong to says how often they can be booked.
    available = np.zeros(len(everybody), np.int64)
    np.maximum.at(available, creator, np.concatenate([table.available[table.creator] for table in tables]))
    order = np.argsort(creator, kind="stable")
    values: dict[str, Any] = {one.name: getattr(tables[0], one.name) for one in fields(PackageTable)}
    for name in ROW_ARRAYS:
        if name not in _SPECIAL:
            values[name] = np.concatenate([getattr(table, name) for table in tables])[order]
    rows = len(order)
    values |= {
        "creator": creator[order],
        "available": available,
        "weights": _in_blocks(tables)[order],
        "wave_weights": np.zeros((rows, 0)),
        "counts": np.zeros((rows, 0), np.int64),
        "uses": {},
        "costs": {},
        "segments": tuple(
            replace(segment, name=f"{name}: {segment.name}")
            for name, table in zip(names, tables, strict=True)
            for segment in table.segments
        ),
        "creator_ids": everybody.astype(object),
        "parts": None,
        "persons": {},
        "rest": None,
        "campaign": np.repeat(np.arange(len(tables), dtype=np.int32), [len(table) for table in tables])[order],
        "own": np.concatenate([np.arange(len(table)) for table in tables])[order],
    }
    return JointTable(**values)


def keys_of(table: PackageTable) -> NDArray[np.str_]:
    """Whose account each creator of a table is: their id, or the person, in whatever table they stand; shape (m,)."""
    keys = [str(key) for key in table.creator_ids]
    for person, accounts in table.persons.items():
        for at in accounts:
            keys[at] = f"@{person}"
    return np.array(keys, np.str_)


def _in_blocks(tables: Sequence[PackageTable]) -> NDArray[np.float64]:
    """Weights of each table in the columns of its own segments."""
    whole = np.zeros((sum(len(table) for table in tables), sum(len(table.segments) for table in tables)))
    row = column = 0
    for table in tables:
        whole[row : row + len(table), column : column + len(table.segments)] = table.weights
        row, column = row + len(table), column + len(table.segments)
    return whole


@dataclass(frozen=True, eq=False)
class Own:
    """A vector of one campaign. at: its place in the portfolio; table: its own."""

    at: int
    vector: Vector
    table: PackageTable


@dataclass(frozen=True, eq=False)
class Blocks:
    """A vector on the joint table: on the rows of each of these campaigns that of its own, on all others nothing."""

    of: tuple[Own, ...]

    def __call__(self, part: PackageTable) -> NDArray[Any]:
        """The vector; shape (n,), whole numbers where all of its own are."""
        row = np.zeros(len(part), np.int64)
        for one in self.of:
            mine, own = mine_of(part, one.at, one.table)
            found = one.vector(own)
            row = row.astype(np.result_type(row, found), copy=False)
            row[mine] = found
        return row


def mine_of(part: PackageTable, at: int, table: PackageTable) -> tuple[Bools, PackageTable]:
    """Which rows of a part of the joint table are a campaign's, and the same rows of its own table."""
    assert isinstance(part, JointTable)
    mine = part.campaign == at
    return mine, table.view(part.own[mine])
