"""The columns of a frame as arrays, read from it once.

A roster of a handful of creators is forecast again and again. Of that time, pandas takes more to hand over one column
after the other than all arithmetic on them does.
"""

from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]
Array = NDArray[Any]
"""A column, or the like of an array that pandas keeps texts in."""
Arrays = dict[str, Array]
FEW = 1_000
"""Rows up to which pandas takes longer to begin than to go through them."""


class Columns:
    """The columns of a frame of n rows: arrays of shape (n,) that nobody may write to. Without the column: KeyError."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame
        self._arrays = arrays_of(frame)
        self._numbers: dict[str, Numbers] = {}
        self._whole: dict[str, Whole] = {}
        self._codes: dict[str, tuple[Whole, tuple[str, ...]]] = {}

    def __reduce__(self) -> tuple[type[Self], tuple[pd.DataFrame]]:
        """The frame alone: whoever gets it reads what they need."""
        return type(self), (self.frame,)

    def __len__(self) -> int:
        return len(self.frame)

    @property
    def names(self) -> tuple[str, ...]:
        """Of all columns, in their order."""
        return tuple(self._arrays)

    def __contains__(self, name: str) -> bool:
        return name in self._arrays

    def numbers(self, name: str) -> Numbers:
        """A column of numbers; NaN where not known."""
        found = self._numbers.get(name)
        return self._kept(self._numbers, name, np.float64) if found is None else found

    def whole(self, name: str) -> Whole:
        """A column of whole numbers."""
        found = self._whole.get(name)
        return self._kept(self._whole, name, np.int64) if found is None else found

    def texts(self, name: str) -> NDArray[np.object_]:
        """A column of texts."""
        return np.asarray(self._arrays[name], object)

    def codes(self, name: str) -> tuple[Whole, tuple[str, ...]]:
        """A column of texts as numbers among those that differ, in the order in which they turn up; -1 where blank."""
        if name not in self._codes:
            seen: dict[Any, int] = {}
            few = [seen.setdefault(one, len(seen)) for one in self.texts(name).tolist()] if len(self) <= FEW else []
            if few and all(type(text) is str for text in seen):
                self._codes[name] = np.array(few, np.int64), tuple(seen)
            else:
                codes, texts = pd.factorize(self._arrays[name])
                self._codes[name] = codes, tuple(map(str, texts))
        return self._codes[name]

    def hashes(self) -> NDArray[np.uint64]:
        """Of each row what `pd.util.hash_pandas_object` makes of it, without its number."""
        columns = self._hashes() if len(self) <= FEW else None
        if columns is None:
            whole: NDArray[np.uint64] = pd.util.hash_pandas_object(self.frame, index=False).to_numpy()
            return whole
        # As it puts columns together, which is how Python's tuples once were.
        found, times = np.full(len(self), 0x345678, np.uint64), 1_000_003
        for left, column in zip(range(len(columns), 0, -1), columns, strict=True):
            found = (found ^ column) * np.uint64(times)
            times += 82_520 + 2 * left
        return found + np.uint64(97_531)

    def _hashes(self) -> NDArray[np.uint64] | None:
        """Hashes of all cells, those of one type at once; shape (columns, n). None where that is not the same."""
        arrays = list(self._arrays.values())
        found = np.empty((len(arrays), len(self)), np.uint64)
        done = 0
        for kind, read_as in (("float64", float), ("int64", np.int64), ("str", object)):
            rows = [at for at, one in enumerate(arrays) if one.dtype == kind]
            if rows:
                cells = np.concatenate([np.asarray(arrays[at], read_as) for at in rows])
                if read_as is object and pd.isna(cells).any():
                    return None
                found[rows] = pd.util.hash_array(cells, categorize=False).reshape(len(rows), len(self))
                done += len(rows)
        return found if done == len(arrays) else None

    def _kept(self, kept: dict[str, Any], name: str, kind: type[np.generic]) -> Any:
        found = kept[name] = np.asarray(self._arrays[name], kind).view()
        found.flags.writeable = False
        return found


def arrays_of(frame: pd.DataFrame) -> Arrays:
    """The columns of a frame as it holds them, which nobody may write to."""
    # Nothing public has them: `frame[name]` makes a series of each first, which takes twenty times as long.
    quick = getattr(frame, "_iter_column_arrays", None)
    arrays = (column.values for _, column in frame.items()) if quick is None else quick()
    return dict(zip(frame.columns.tolist(), arrays, strict=True))
