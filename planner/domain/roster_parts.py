"""Parts of rosters, and rosters put together."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.domain.roster import Roster


def part_of(roster: Roster, keep: NDArray[np.bool_]) -> Roster:
    """The accounts that are marked, each with all of its packages. keep: shape (creators,)."""
    number = np.cumsum(keep) - 1
    of = roster.packages["creator"].to_numpy(np.int64)
    offers = roster.packages[keep[of]].assign(creator=number[of[keep[of]]])
    people = roster.creators[keep].reset_index(drop=True)
    return Roster(people, offers.reset_index(drop=True), roster.source, roster.archetypes)


def together(parts: Sequence[Roster], source: str) -> Roster:
    """Several rosters as one. Raises ValueError where they share an account, as `Roster.from_frames` does."""
    starts = np.cumsum([0, *(len(part) for part in parts)])[:-1]
    offers = [
        part.packages.assign(creator=part.packages["creator"] + at) for part, at in zip(parts, starts, strict=True)
    ]
    people = pd.concat([part.creators for part in parts], ignore_index=True)
    return Roster.from_frames(people, pd.concat(offers, ignore_index=True), source)
