"""How far reach lies apart: creators around their benchmark, and one creator's posts around each other.

Both are standard deviations of logs. Every default is a mean: over the accounts of a platform, format and level, of the
mean of each account's posts. A log-normal's mean lies above its median by the factor exp(variance / 2), so that the
account in the middle, and its post in the middle, stay below the default; this module is where the two meet.
"""

from __future__ import annotations

import numpy as np

from planner.domain.platforms import formats_of
from planner.domain.roster import Format, Platform
from planner.forecast.assumptions import Assumptions
from planner.forecast.levels import LEVELS, platform_of_format
from planner.forecast.table import Floats
from planner.frozen import dataclass

WITHIN, BETWEEN = "within_creator_log_sd_sigma", "between_creator_log_sd_tau"
SKEW = "between_creator_log_skew"


@dataclass(frozen=True)
class Spreads:
    """Log sd of one post around its creator and of creators around their benchmark; skew: of the latter's logs.

    All have the shape (platforms, levels, formats), NaN where a platform has no such format.
    """

    within: Floats
    between: Floats
    skew: Floats

    @classmethod
    def of(cls, assumptions: Assumptions, wanted: frozenset[str] | None = None) -> Spreads:
        """Read the table once. wanted: platforms to read, None = all."""
        found = np.full((3, len(assumptions.platforms), len(LEVELS), len(Format)), np.nan)
        formats = tuple(Format)
        for p, platform in enumerate(assumptions.platforms):
            if wanted is not None and platform not in wanted:
                continue
            for f in formats_of(platform):
                for at, level in enumerate(LEVELS):
                    where = (p, at, formats.index(f))
                    found[0][where], found[1][where] = spread_of(assumptions, platform, f, level)
                    found[2][where] = assumptions.number(SKEW, spread_key(platform, f), level)
        return cls(*found)

    @property
    def third(self) -> Floats:
        """Third cumulant of the log between creators, see `planner.forecast.skewed`."""
        return np.asarray(self.skew * self.between**3)


def spread_key(platform: Platform, f: Format) -> str:
    """Key of the spreads of a format; no figure exists for stories, which scatter as posts of the same feed do."""
    return platform_of_format(platform, f).replace("story_frame", "feed")


def spread_of(assumptions: Assumptions, platform: Platform, f: Format, level: str) -> tuple[float, float]:
    """Log sd within one creator, and between creators of a level."""
    key = spread_key(platform, f)
    return assumptions.number(WITHIN, key, level), assumptions.number(BETWEEN, key, level)


def third_of(assumptions: Assumptions, key: str, level: str) -> float:
    """Third cumulant of the log between creators of a level; key: as `spread_key` makes it."""
    return assumptions.number(SKEW, key, level) * assumptions.number(BETWEEN, key, level) ** 3
