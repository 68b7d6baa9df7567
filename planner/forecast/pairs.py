"""Packages and the formats they post, as pairs: most packages have one format of eleven, or two."""

from __future__ import annotations

import numpy as np

from planner.forecast.lines import FORMAT_NAMES
from planner.forecast.table import Floats, Ints
from planner.frozen import dataclass


@dataclass(frozen=True, eq=False)
class Pairs:
    """c pairs of a package and a format of which it has posts, format after format; n packages.

    package: its row; creator: whose it is; count: posts of the format; all (c,). starts: where each format's pairs
    begin, and c at the end, (formats + 1,). cell: where an array of benchmarks has the creator's platform and level
    and the format, (c,).
    """

    packages: int
    package: Ints
    creator: Ints
    count: Ints
    starts: Ints
    cell: Ints

    @classmethod
    def of(cls, counts: Ints, creator: Ints, place: Ints) -> Pairs:
        """Those of packages by their posts of each format, (n, formats).

        creator: of each package, (n,). place: platform and level of each creator, as a number: platform times levels
        and level.
        """
        rows = [np.flatnonzero(counts[:, at]) for at in range(counts.shape[1])]
        starts = np.cumsum([0, *map(len, rows)])
        package = np.concatenate(rows)
        whose = creator[package]
        form = np.repeat(np.arange(len(rows)), np.diff(starts))
        return cls(len(counts), package, whose, counts[package, form], starts, place[whose] * len(FORMAT_NAMES) + form)

    def figures(self, benchmarks: Floats) -> Floats:
        """The benchmark of each pair, of an array over platforms, levels and formats; (c,)."""
        return np.asarray(benchmarks.reshape(-1)[self.cell])

    def by_format(self, values: Floats) -> Floats:
        """The value of each pair's format, of an array over formats; (c,)."""
        return np.repeat(values[: len(self.starts) - 1], np.diff(self.starts))

    def sum(self, values: Floats | Ints) -> Floats:
        """Sum over the formats of each package, 0 where it posts nothing; what is NaN counts nothing; (n,)."""
        known = np.where(np.isnan(values), 0.0, values)
        return np.bincount(self.package, weights=known, minlength=self.packages).astype(float)

    def largest(self, values: Floats) -> Floats:
        """The largest value over the formats of each package, at least 0; (n,)."""
        found = np.zeros(self.packages)
        for low, high in zip(self.starts[:-1].tolist(), self.starts[1:].tolist(), strict=True):
            rows = self.package[low:high]
            found[rows] = np.maximum(found[rows], values[low:high])
        return found

    def product(self, values: Floats) -> Floats:
        """Product over the formats of each package, 1 where it posts nothing; (n,)."""
        found = np.ones(self.packages)
        for low, high in zip(self.starts[:-1].tolist(), self.starts[1:].tolist(), strict=True):
            found[self.package[low:high]] *= values[low:high]
        return found
