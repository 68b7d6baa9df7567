"""Products with a tall matrix whose digits are the same on any number of cores.

A library of linear algebra splits a large product among threads, which costs more than it saves where the matrix has
some dozens of columns, above all on a busy machine. Of a small block it computes each product at once.
"""

from __future__ import annotations

import numpy as np

from planner.forecast.table import Floats

BLOCK = 256
"""Rows of a block: OpenBLAS has no second thread for less than 9,216 numbers times a vector."""


class Blocks:
    """A matrix of n rows and m columns."""

    def __init__(self, matrix: Floats) -> None:
        self._rows, columns = matrix.shape
        padded = np.zeros((-(-self._rows // BLOCK) * BLOCK, columns))
        padded[: self._rows] = matrix
        self._blocks = padded.reshape(-1, BLOCK, columns)

    def times(self, vector: Floats) -> Floats:
        """The matrix times a vector (m,); shape (n,)."""
        return np.asarray((self._blocks @ vector).reshape(-1)[: self._rows])

    def sums(self, factors: Floats) -> Floats:
        """Sums of the rows, each times a factor (n,); shape (m,)."""
        padded = np.zeros(self._blocks.shape[0] * BLOCK)
        padded[: self._rows] = factors
        return np.asarray((padded.reshape(-1, 1, BLOCK) @ self._blocks).sum(axis=(0, 1)))

    def gram(self, factors: Floats) -> Floats:
        """Sum of each row's square with itself, times a factor (n,); shape (m, m)."""
        padded = np.zeros(self._blocks.shape[0] * BLOCK)
        padded[: self._rows] = factors
        weighted = self._blocks * padded.reshape(-1, BLOCK, 1)
        return np.asarray((weighted.transpose(0, 2, 1) @ self._blocks).sum(axis=0))
