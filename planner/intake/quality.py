"""The quality report: what was read, merged, set aside, estimated, and what deserves a look before it is believed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.domain import Roster
from planner.forecast.assumptions import Assumptions
from planner.forecast.fees import FeeRanges, fee_ranges
from planner.forecast.packages import LEVELS, level_codes
from planner.intake.reading import Reading, shown
from planner.wording import compact, count, label, money, percent

MOST = 5_000
"""Lines of one kind in a report; more are counted."""


@dataclass(frozen=True)
class Doubt:
    """A figure that was used and deserves a look. place: `row 12`; kind: what it is about."""

    creator: str
    place: str
    kind: str
    value: str
    why: str


@dataclass(frozen=True)
class EstimatedFee:
    """A package without a quote: planned with `typical`, cents, between `low` and `high`."""

    creator: str
    package: str
    place: str
    low: int
    typical: int
    high: int


@dataclass(frozen=True)
class Quality:
    """A reading with what the forecast makes of it. doubts_found, fees_found: all of them, listed or not."""

    reading: Reading
    currency: str
    fees: tuple[EstimatedFee, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    fees_found: int = 0
    doubts_found: int = 0

    @property
    def sentence(self) -> str:
        """`312 rows read: 309 used, 3 set aside`: what leaves and what stays is what came."""
        r = self.reading
        parts = [
            (r.rows_used, "used"),
            (r.rows_merged, "merged"),
            (r.rows_set_aside, "set aside"),
            (r.rows_blank, "blank"),
            (r.rows_totals, "no creators"),
        ]
        said = ", ".join(f"{count(number)} {word}" for number, word in parts if number or word == "used")
        return f"{count(r.rows_read)} {'row' if r.rows_read == 1 else 'rows'} read: {said}"


def quality_of(reading: Reading, currency: str, assumptions: Assumptions) -> Quality:
    """Look at a reading with the eyes of the benchmarks. Raises KeyError for a currency without a rate."""
    roster = reading.roster
    if roster is None:
        return Quality(reading, currency)
    ranges = fee_ranges(roster, currency, assumptions)
    doubts = [*_of_people(roster, assumptions), *_of_quotes(roster, ranges, assumptions, currency)]
    doubts.sort(key=lambda found: (found[0], found[1].kind))
    missing = np.flatnonzero(ranges.estimated)
    handles = roster.creators["handle"].to_numpy(dtype=object)
    of = roster.packages["creator"].to_numpy(np.int64)
    names = roster.packages["id"].to_numpy(dtype=object)
    fees = tuple(
        EstimatedFee(
            str(handles[of[row]]), str(names[row]), place_of(reading, int(of[row])),
            int(ranges.low[row]), int(ranges.typical[row]), int(ranges.high[row]),
        )
        for row in missing[:MOST].tolist()
    )  # fmt: skip
    listed = tuple(Doubt(d.creator, place_of(reading, creator), d.kind, d.value, d.why) for creator, d in doubts[:MOST])
    return Quality(reading, currency, fees, listed, len(missing), len(doubts))


def place_of(reading: Reading, creator: int) -> str:
    """Where a creator of the roster stands: `row 12`, with the file when there are several."""
    if creator >= len(reading.origins):
        return ""
    file, row = (int(number) for number in reading.origins[creator])
    name = reading.files[file].file if file < len(reading.files) else ""
    return f"{shown(name)}, row {row}" if name else f"row {row}"


def _of_people(roster: Roster, assumptions: Assumptions) -> Iterator[tuple[int, Doubt]]:
    people = roster.creators
    handles = people["handle"].to_numpy(dtype=object)
    followers = people["followers"].to_numpy(float)
    engagement = people["engagement_rate"].to_numpy(float)
    usual = _usual_engagement(people, followers, assumptions)
    times = assumptions.number("doubtful_engagement_times")

    def doubt(row: int, kind: str, value: str, why: str) -> tuple[int, Doubt]:
        return row, Doubt(str(handles[row]), "", kind, value, why)

    for row in _where((engagement > times * usual) | (engagement < usual / times)):
        kind = label(str(people["platform"].iloc[row]))
        side = "far above" if engagement[row] > usual[row] else "far below"
        why = f"{side} what {kind} accounts with {compact(followers[row])} followers have, about {percent(usual[row])}"
        yield doubt(row, "engagement rate", percent(engagement[row], 2), why)
    most, least = assumptions.number("doubtful_people_times"), assumptions.number("doubtful_least_views")
    for name, words in (("median_views", "median views"), ("measured_reach", "measured reach")):
        seen = people[name].to_numpy(float)
        for row in _where((seen > most * followers) & (seen > 0)):
            yield doubt(row, words, count(seen[row]), f"far more than the {count(followers[row])} followers")
        for row in _where((seen < least * followers) & (seen > 0)):
            yield doubt(row, words, count(seen[row]), f"hardly anybody of the {count(followers[row])} followers")
    fake = people["fake_share"].to_numpy(float)
    for row in _where(fake > assumptions.number("doubtful_fake_share")):
        yield doubt(row, "suspicious followers", percent(fake[row]), "more than accounts of this kind should have")
    real = people["authenticity"].to_numpy(float)
    for row in _where(real < assumptions.number("doubtful_authenticity")):
        yield doubt(row, "authenticity", percent(real[row]), "lower than a partner for a brand should have")
    for row in _where(followers == 0):
        yield doubt(row, "followers", "0", "nobody follows this account")


def _usual_engagement(people: pd.DataFrame, followers: NDArray[np.float64], assumptions: Assumptions) -> np.ndarray:
    """Benchmark rate of each creator's platform and level, shape (creators,)."""
    level = level_codes(followers, assumptions)
    usual = np.full(len(people), np.nan)
    platforms = people["platform"].to_numpy(dtype=object)
    for platform in set(platforms):
        for at, name in enumerate(LEVELS):
            usual[(platforms == platform) & (level == at)] = assumptions.number("engagement_rate", str(platform), name)
    return usual


def _of_quotes(
    roster: Roster, ranges: FeeRanges, assumptions: Assumptions, currency: str
) -> Iterator[tuple[int, Doubt]]:
    times = assumptions.number("doubtful_quote_times")
    offers = roster.packages
    quoted = offers["fee_cents"].to_numpy(np.int64)
    cash = (offers["compensation"] == "cash").to_numpy()
    handles = roster.creators["handle"].to_numpy(dtype=object)
    of = offers["creator"].to_numpy(np.int64)
    high, low = ranges.high * times, ranges.low / times
    for row in _where(~ranges.estimated & cash & ((quoted > high) | (quoted < low))):
        usual = f"{money(int(ranges.low[row]), currency)} to {money(int(ranges.high[row]), currency)}"
        name = f"{offers['id'].iloc[row]}"
        if quoted[row] == 0:
            why = f"paid in cash and free; usual is {usual}"
        else:
            side = "far above" if quoted[row] > ranges.high[row] else "far below"
            why = f"{side} what such a package usually costs, {usual}"
        yield (
            int(of[row]),
            Doubt(str(handles[of[row]]), "", f"fee of {shown(name)}", money(int(quoted[row]), currency), why),
        )


def _where(mask: np.ndarray) -> list[int]:
    found: list[int] = np.flatnonzero(mask).tolist()
    return found
