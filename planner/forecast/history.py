"""What earlier campaigns taught about single creators, as columns beside the roster's."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from planner.brief.brief import OwnRecord
from planner.domain.columns import Columns
from planner.frozen import dataclass

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Known:
    """Creators as the forecast knows them: their own results before what roster and insights state.

    One value per creator, NaN where nothing is known; people: what else the roster has of them.
    """

    people: Columns
    measured_reach: Floats
    median_views: Floats
    engagement_rate: Floats


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
    def of(cls, people: Columns, history: Mapping[str, OwnRecord]) -> OwnHistory:
        """Look up creators by id; records of creators that the roster does not have are left alone."""
        columns, worth = np.full((3, len(people)), np.nan), np.zeros(len(people))
        if history:
            keys = people.texts("id")
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

    def known(self, people: Columns, bias: Floats) -> Known:
        """What is known of these creators. bias: what stated reach is multiplied with, one value per creator."""
        stated = people.numbers("measured_reach") * bias
        rate = people.numbers("engagement_rate")
        return Known(
            people,
            np.where(self.has_reach, self.reach_rate * people.numbers("followers"), stated),
            people.numbers("median_views") * bias,
            np.where(np.isnan(self.engagement_rate), rate, self.engagement_rate),
        )
