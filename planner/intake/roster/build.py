"""The roster of the rows that are left once those of one creator agree."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.domain.rights import RIGHT_COLUMNS
from planner.domain.roster import (
    FURTHER_FORMATS,
    ORIGINAL_COLUMNS,
    PACKAGE_COLUMNS,
    RANGE_COLUMNS,
    UNKNOWN_FEE,
    Roster,
    creator_columns,
)
from planner.frozen import dataclass
from planner.intake.cells.values import Bools, Texts
from planner.intake.reading import Unknowns
from planner.intake.roster.draft import number_column
from planner.intake.roster.rows import Pool, first_of, is_text, known_in, of_creators


@dataclass(frozen=True)
class Built:
    """A roster, what in it is unknown, and where each of its creators stands: number of the draft and row."""

    roster: Roster | None
    unknown: Unknowns
    rows: NDArray[np.int64]
    files: NDArray[np.int64]


def build_roster(pool: Pool, used: Bools, source: str, numbers: Sequence[str]) -> Built:
    """The roster of the rows that are used; None when no row is."""
    if not used.any():
        return Built(None, Unknowns(), np.empty(0, np.int64), np.empty(0, np.int64))
    frame = pool.frame.loc[used].reset_index(drop=True)
    codes, _ = pd.factorize(frame["id"])
    first = first_of(codes, np.ones(len(codes), bool))
    people = frame.iloc[first].reset_index(drop=True)
    for name in of_creators(frame):
        values = frame[name].to_numpy()
        stated = first_of(codes, known_in(name, values))
        if ((stated == first) | (stated < 0)).all():
            # The first row of each says all there is.
            continue
        people[name] = _filled(values, stated, "" if is_text(name) else np.nan)
    people["available"] = 1
    renamed = {"package": "id"} | {number_column(name): name for name in numbers}
    offers = frame.drop(columns="id").rename(columns=renamed).assign(creator=codes)
    columns = [*PACKAGE_COLUMNS, *FURTHER_FORMATS, *RANGE_COLUMNS, *ORIGINAL_COLUMNS, *RIGHT_COLUMNS.values(), *numbers]
    roster = Roster.from_frames(people[list(creator_columns(people.columns))], offers[columns], source)
    order = np.argsort(people["id"].to_numpy(dtype=object), kind="stable")
    unknown = Unknowns(
        fees=int((roster.packages["fee_cents"] == UNKNOWN_FEE).sum()),
        engagement_rates=int(people["engagement_rate"].isna().sum()),
        views_and_reach=int((people["median_views"].isna() & people["measured_reach"].isna()).sum()),
        fake_followers=int(people["fake_share"].isna().sum()),
        packages=int(pool.assumed[used].sum()),
    )
    return Built(roster, unknown, people["row"].to_numpy(np.int64)[order], people["draft"].to_numpy(np.int64)[order])


def _filled(values: Texts, stated: NDArray[np.int64], unknown: str | float) -> Texts:
    filled: Texts = values[np.maximum(stated, 0)].astype(object)
    filled[stated < 0] = unknown
    return filled
