"""What earlier campaigns taught about single creators, as columns beside the roster's."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.brief.brief import OwnRecord
from planner.frozen import dataclass

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class OwnHistory:
    """One value per creator of a roster, NaN where no campaign has said anything.

    reach_rate: people whom one usual post reaches, per follower. engagement_rate: on the platform's usual base.
    chance: that a package is posted. worth: posts of theirs behind it, older ones for less; 0 without a record.
    """

    reach_rate: Floats
    engagement_rate: Floats
    chance: Floats
    worth: Floats

    @classmethod
    def of(cls, ids: pd.Series, history: Mapping[str, OwnRecord]) -> OwnHistory:
        """Look up creators by id; records of creators that the roster does not have are left alone."""
        columns, worth = np.full((3, len(ids)), np.nan), np.zeros(len(ids))
        if history:
            keys = ids.to_numpy(dtype=object)
            for row in np.flatnonzero(np.isin(keys, list(history))):
                record = history[keys[row]]
                found = (record.reach_rate, record.engagement_rate, record.chance)
                worth[row] = record.worth
                columns[:, row] = [np.nan if value is None else value for value in found]
        return cls(columns[0], columns[1], columns[2], worth)

    @property
    def has_reach(self) -> Bools:
        """Creators whose reach was measured in campaigns."""
        return ~np.isnan(self.reach_rate)

    def known(self, people: pd.DataFrame, bias: Floats) -> pd.DataFrame:
        """The creators as the forecast knows them: their own results before what roster and insights state.

        people: the roster's creators. bias: what stated reach is multiplied with, one value per creator.
        """
        followers = people["followers"].to_numpy(float)
        stated = people["measured_reach"].to_numpy(float) * bias
        rate = people["engagement_rate"].to_numpy(float)
        return people.assign(
            measured_reach=np.where(self.has_reach, self.reach_rate * followers, stated),
            median_views=people["median_views"].to_numpy(float) * bias,
            engagement_rate=np.where(np.isnan(self.engagement_rate), rate, self.engagement_rate),
        )
