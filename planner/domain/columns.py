"""The columns of a frame as arrays, each read from it once.

A roster of a handful of creators is forecast again and again. Of that time, pandas takes more to hand over one column
after the other than all arithmetic on them does.
"""

from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]


class Columns:
    """The columns of a frame of n rows: arrays of shape (n,) that nobody may write to. Without the column: KeyError."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame
        self.names: tuple[str, ...] = tuple(frame.columns.tolist())
        self._there = frozenset(self.names)
        self._numbers: dict[str, Numbers] = {}
        self._whole: dict[str, Whole] = {}
        self._codes: dict[str, tuple[Whole, tuple[str, ...]]] = {}

    def __reduce__(self) -> tuple[type[Self], tuple[pd.DataFrame]]:
        """The frame alone: whoever gets it reads what they need."""
        return type(self), (self._frame,)

    def __len__(self) -> int:
        return len(self._frame)

    def __contains__(self, name: str) -> bool:
        return name in self._there

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
        found: NDArray[np.object_] = self._frame[name].to_numpy(dtype=object)
        return found

    def codes(self, name: str) -> tuple[Whole, tuple[str, ...]]:
        """A column of texts as numbers among those that differ, in the order in which they turn up; -1 where blank."""
        if name not in self._codes:
            codes, texts = pd.factorize(self._frame[name])
            self._codes[name] = codes, tuple(map(str, texts))
        return self._codes[name]

    def _kept(self, kept: dict[str, Any], name: str, kind: type[np.generic]) -> Any:
        found = kept[name] = self._frame[name].to_numpy(kind)
        found.flags.writeable = False
        return found
