"""How rates fall or rise with followers inside a level: a benchmark rate is that of a creator in the level's middle."""

from __future__ import annotations

import numpy as np

from planner.forecast.assumptions import Assumptions
from planner.forecast.levels import LEVELS
from planner.forecast.table import Codes, Floats
from planner.frozen import dataclass

REACH, ENGAGEMENT = "reach_rate_follower_slope", "engagement_rate_follower_slope"


@dataclass(frozen=True)
class Slopes:
    """Logs of rates per log of followers, shape (platforms, levels); 0 where nothing is known.

    engagement: of rates on views of accounts whose views are unknown. middle: followers for which each level's rates
    are given, (levels,).
    """

    reach: Floats
    engagement: Floats
    middle: Floats

    @classmethod
    def of(cls, assumptions: Assumptions, wanted: frozenset[str] | None = None) -> Slopes:
        """Read the table once. wanted: platforms to read, None = all."""
        found = np.zeros((2, len(assumptions.platforms), len(LEVELS)))
        for metric, values in zip((REACH, ENGAGEMENT), found, strict=True):
            for p, platform in enumerate(assumptions.platforms):
                if wanted is not None and platform not in wanted:
                    continue
                for at, level in enumerate(LEVELS):
                    if any(f"{metric}.{platform}.{tier}" in assumptions for tier in (level, "all")):
                        values[p, at] = assumptions.number(metric, platform, level)
        middle = np.array([assumptions.number("level_middle_followers", tier=level) for level in LEVELS])
        return cls(found[0], found[1], middle)

    def reach_of(self, followers: Floats, platform: Codes, level: Codes) -> Floats:
        """What multiplies a level's reach rate for creators of this size; all of one shape."""
        return self._times(followers, level, self.reach[platform, level])

    def engagement_of(self, followers: Floats, platform: Codes, level: Codes) -> Floats:
        """The same for its engagement rate on views where views are unknown."""
        return self._times(followers, level, self.engagement[platform, level])

    def _times(self, followers: Floats, level: Codes, slope: Floats) -> Floats:
        return np.asarray((np.maximum(followers, 1.0) / self.middle[level]) ** slope)
