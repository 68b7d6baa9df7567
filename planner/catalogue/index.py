"""In which shard somebody is: hashes of account ids and of persons, sorted, each with the number of a shard."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import parquet

from planner.domain.persons import PERSON, is_person, person_key
from planner.domain.roster import Roster

_SCHEMA = pa.schema([pa.field("key", pa.uint64()), pa.field("shard", pa.int32())])
_ROWS = 100_000
"""Rows of a row group: as many are read to find somebody."""

Keys = NDArray[np.uint64]


def keys_of(roster: Roster) -> Keys:
    """Keys of all accounts and persons of a roster, each once, in no order."""
    names = roster.creators["id"].to_numpy(object)
    keys = [_hashed(names)]
    if PERSON in roster.creators:
        people = roster.creators[PERSON].unique()
        keys.append(_hashed(np.array([_person(name) for name in people if person_key(name)], object)))
    return np.unique(np.concatenate(keys))


def shards_of(path: Path, references: Iterable[str]) -> list[int]:
    """Shards in which somebody with one of these names can be, in order; a few more than those, at most."""
    asked = np.unique(_hashed(np.array([_person(one) if is_person(one) else one for one in references], object)))
    if not len(asked):
        return []
    found: list[NDArray[np.int64]] = []
    with parquet.ParquetFile(path, page_checksum_verification=True) as file:
        for at in range(file.metadata.num_row_groups):
            ends = file.metadata.row_group(at).column(0).statistics
            if np.searchsorted(asked, np.uint64(ends.min)) < np.searchsorted(asked, np.uint64(ends.max), side="right"):
                group = file.read_row_group(at, use_threads=False)
                mine = np.isin(group["key"].to_numpy(), asked)
                found.append(group["shard"].to_numpy()[mine].astype(np.int64))
    return np.unique(np.concatenate(found)).tolist() if found else []


def read_index(path: Path) -> NDArray[np.uint64]:
    """All keys and shards, sorted by both; shape (2, keys)."""
    with parquet.ParquetFile(path, page_checksum_verification=True) as file:
        table = file.read(use_threads=False)
    return np.stack([table["key"].to_numpy(), table["shard"].to_numpy().astype(np.uint64)])


def write_index(path: Path, keys: Keys, shards: NDArray[np.int32]) -> None:
    """Write the index; keys in any order, of each the shard it is in. Raises OSError."""
    order = np.argsort(keys, kind="stable")
    with parquet.ParquetWriter(path, _SCHEMA, write_page_checksum=True) as file:
        for start in range(0, len(order), _ROWS):
            rows = order[start : start + _ROWS]
            file.write_table(pa.table([pa.array(keys[rows]), pa.array(shards[rows])], schema=_SCHEMA))


def _hashed(names: NDArray[np.object_]) -> Keys:
    return pd.util.hash_array(names, categorize=False) if len(names) else np.empty(0, np.uint64)


def _person(reference: str) -> str:
    """One way of writing a person, equal for equal people and for no account's id."""
    return f"@{person_key(reference)}"
