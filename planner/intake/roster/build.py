"""The roster of the rows that are left once those of one creator agree."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.domain.attributes import attribute_columns
from planner.domain.audience import audience_columns
from planner.domain.rights import RIGHT_COLUMNS
from planner.domain.roster import (
    BASE_COLUMN,
    CREATOR_COLUMNS,
    FURTHER_FORMATS,
    OPTIONAL_NUMBERS,
    OPTIONAL_TEXTS,
    ORIGINAL_COLUMNS,
    PACKAGE_COLUMNS,
    RANGE_COLUMNS,
    UNKNOWN_FEE,
    Roster,
)
from planner.frozen import dataclass
from planner.intake.cells.values import Bools, numbered
from planner.intake.reading import Unknowns
from planner.intake.roster.draft import Frame, number_column
from planner.intake.roster.rows import Ints, Pool, first_of, known_in, of_creators, unknown


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
    frame = {name: values[used] for name, values in pool.frame.items()}
    whose, ids = numbered(frame["id"])
    order = np.argsort(np.array(ids, dtype=object), kind="stable")
    # In the order of a roster, so that there is nothing to arrange.
    whose = np.argsort(order)[whose]
    people, offers = _people(frame, whose), _offers(frame, numbers)
    roster = Roster.from_frames(pd.DataFrame(people), pd.DataFrame({"creator": whose, **offers}), source)
    rates, views, reach, fake = (
        np.isnan(people[name]) for name in ("engagement_rate", "median_views", "measured_reach", "fake_share")
    )
    left_open = Unknowns(
        fees=int((offers["fee_cents"] == UNKNOWN_FEE).sum()),
        engagement_rates=int(rates.sum()),
        views_and_reach=int((views & reach).sum()),
        fake_followers=int(fake.sum()),
        packages=int(pool.assumed[used].sum()),
    )
    first = first_of(whose, np.ones(len(whose), bool))
    return Built(roster, left_open, frame["row"][first], frame["draft"][first])


def _people(frame: Frame, whose: Ints) -> Frame:
    """Columns of the creators, each with the first value that one of their rows states."""
    first = first_of(whose, np.ones(len(whose), bool))
    people = {name: frame[name][first] for name in ("id", "handle", "platform")}
    people["available"] = np.ones(len(first), np.int64)
    for name in of_creators(frame):
        stated = first_of(whose, known_in(name, frame[name]))
        people[name] = frame[name][stated]
        people[name][stated < 0] = unknown(name)
    people["followers"] = people["followers"].astype(np.int64)
    further = (BASE_COLUMN, *OPTIONAL_TEXTS, *attribute_columns(people), *OPTIONAL_NUMBERS, *audience_columns(people))
    # A column of nothing costs as any other, and most lists have few of these.
    known = [name for name in further if name in people and known_in(name, people[name]).any()]
    return {name: people[name] for name in (*CREATOR_COLUMNS, *known)}


def _offers(frame: Frame, numbers: Sequence[str]) -> Frame:
    """Columns of the packages, without those in which nothing is said."""
    rights = tuple(RIGHT_COLUMNS.values())
    further = [name for name in FURTHER_FORMATS if frame[name].any()]
    further += [name for name in RANGE_COLUMNS if (frame[name] != UNKNOWN_FEE).any()]
    further += ORIGINAL_COLUMNS if (frame[ORIGINAL_COLUMNS[0]] != "").any() else ()
    further += rights if any((frame[name] != UNKNOWN_FEE).any() for name in rights) else ()
    offers = {"id": frame["package"], **{name: frame[name] for name in (*PACKAGE_COLUMNS[2:], *further)}}
    return offers | {name: frame[number_column(name)] for name in sorted(numbers)}
