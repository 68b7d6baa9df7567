"""Parts of a catalogue that are written one after the other, in the order of its shards."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

_SAMPLED = 32
"""One account in so many says where the parts begin; which ones depends on their ids alone."""
PART = 120_000
"""Accounts of a part: three shards."""

Pair = tuple[str, str]


def parts_for(accounts: int) -> int:
    """How many parts so many accounts make, at least one."""
    return max(1, -(-accounts // PART))


class Sample:
    """Some of all accounts, by platform, country and followers."""

    def __init__(self) -> None:
        self._found: list[pd.DataFrame] = []
        self.rows = 0

    def add(self, table: pa.Table, hashed: NDArray[np.uint64]) -> None:
        """Look at the rows of a table; hashed: of their ids."""
        self.rows += len(table)
        mine = np.flatnonzero(hashed % np.uint64(_SAMPLED) == 0)
        self._found.append(_keys(table.take(pa.array(mine))).assign(hashed=hashed[mine]))

    def parts(self) -> Parts:
        """Where the parts begin, of about `PART` accounts each."""
        found = pd.concat(self._found) if self._found else pd.DataFrame()
        found = found.drop_duplicates("hashed")
        if len(found) * _SAMPLED <= PART * 1.25:
            return Parts([], np.empty(0, np.int64))
        found = found.sort_values(["platform", "country", "less", "hashed"], kind="stable")
        many = round(len(found) * _SAMPLED / PART)
        at = found.iloc[np.linspace(0, len(found), many + 1)[1:-1].astype(np.int64)]
        pairs = list(zip(at["platform"], at["country"], strict=True))
        return Parts(pairs, at["less"].to_numpy(np.int64))


class Parts:
    """Accounts by platform, country and followers, in parts. pairs, less: where each part but the first begins."""

    def __init__(self, pairs: list[Pair], less: NDArray[np.int64]) -> None:
        self._pairs, self._less = pairs, less

    def __len__(self) -> int:
        return len(self._pairs) + 1

    def of(self, table: pa.Table) -> NDArray[np.int64]:
        """Part of each row of a table."""
        if not self._pairs:
            return np.zeros(len(table), np.int64)
        keys = _keys(table)
        less, part = keys["less"].to_numpy(np.int64), np.zeros(len(keys), np.int64)
        for pair, rows in keys.groupby(["platform", "country"], sort=False).indices.items():
            first, last = bisect_left(self._pairs, pair), bisect_right(self._pairs, pair)
            part[rows] = first + np.searchsorted(self._less[first:last], less[rows], side="right")
        return part


def _keys(table: pa.Table) -> pd.DataFrame:
    """Platform and country in small letters, and followers as a number that is least for most of them."""
    texts = {name: table.column(name).to_pandas().fillna("").str.casefold() for name in ("platform", "country")}
    return pd.DataFrame({**texts, "less": -table.column("followers").to_numpy()})
