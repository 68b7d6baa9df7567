"""Tables too large for memory, split into parts on disk and read back part by part."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from planner.catalogue.schema import Columns

MOST_PARTS = 200
"""Files that are open at once."""
_OPTIONS = pa.ipc.IpcWriteOptions(compression="lz4")


class Spill:
    """Parts of tables in a directory of its own. Tables may have different columns; a part is read with all of them."""

    def __init__(self, directory: Path, parts: int) -> None:
        directory.mkdir()
        self.directory, self.parts = directory, parts
        self._columns: Columns | None = None
        self._generation = 0
        self._writers: dict[int, pa.RecordBatchStreamWriter] = {}
        self._files: list[list[tuple[Path, Columns]]] = [[] for _ in range(parts)]

    def add(self, table: pa.Table, columns: Columns, part: NDArray[np.int64]) -> None:
        """Add a conformed table, each row to its part. Raises OSError."""
        if columns != self._columns:
            self.close()
            self._columns = columns
        table = table.combine_chunks()
        order = np.argsort(part, kind="stable")
        moved = table.take(pa.array(order)).combine_chunks()
        there, first = np.unique(part[order], return_index=True)
        for number, start, end in zip(there.tolist(), first, np.append(first[1:], len(order)), strict=True):
            self._writer(number, columns).write_table(moved.slice(start, end - start))

    def close(self) -> None:
        """Finish the files that are open. Raises OSError."""
        for writer in self._writers.values():
            writer.close()
        self._writers.clear()
        self._generation += 1

    def read(self, part: int, columns: Columns) -> pa.Table:
        """All rows of a part, with all of these columns; its files are removed. Raises OSError."""
        found = [columns.wide.empty_table()]
        for path, own in self._files[part]:
            with pa.OSFile(str(path)) as file, pa.ipc.open_stream(file) as stream:
                table = stream.read_all()
            found.append(table if own == columns else columns.conformed(table))
            path.unlink()
        self._files[part] = []
        return pa.concat_tables(found)

    def _writer(self, part: int, columns: Columns) -> pa.RecordBatchStreamWriter:
        writer = self._writers.get(part)
        if writer is None:
            path = self.directory / f"{part:03d}.{self._generation:06d}"
            writer = self._writers[part] = pa.ipc.new_stream(str(path), columns.wide, options=_OPTIONS)
            self._files[part].append((path, columns))
        return writer


def hashes(names: pa.ChunkedArray | pa.Array) -> NDArray[np.uint64]:
    """A hash of each text, the same on every machine."""
    return np.asarray(pd.util.hash_array(names.to_numpy(zero_copy_only=False), categorize=False))
