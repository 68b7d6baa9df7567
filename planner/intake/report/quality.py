"""The quality report: what was read, merged, set aside, estimated, and what deserves a look before it is believed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.domain.roster import Roster
from planner.forecast.assumptions import Assumptions
from planner.forecast.fees import FeeRanges, fee_ranges
from planner.forecast.levels import LEVELS, level_codes
from planner.frozen import dataclass
from planner.intake.reading import Reading, shown
from planner.wording import compact, count, counted, label, money, percent

MOST, MOST_FEES = 2_000, 20_000
"""Doubts and estimated fees that a report lists; more are counted."""
Ints = NDArray[np.int64]


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
            (r.rows_set_aside, "to fix"),
            (r.rows_blank, "blank"),
            (r.rows_totals, "not creators" if r.rows_totals != 1 else "not a creator"),
        ]
        said = ", ".join(f"{count(number)} {word}" for number, word in parts if number or word == "used")
        return f"{count(r.rows_read)} {'row' if r.rows_read == 1 else 'rows'} read: {said}"


def quality_of(reading: Reading, currency: str, assumptions: Assumptions) -> Quality:
    """Look at a reading with the eyes of the benchmarks. Raises KeyError for a currency without a rate."""
    roster = reading.roster
    if roster is None:
        return Quality(reading, currency)
    assumptions = assumptions.with_platforms(reading.new_platforms, currency)
    ranges = fee_ranges(roster, currency, assumptions)
    looks = [*_of_people(roster, assumptions), _of_quotes(roster, ranges, assumptions, currency)]
    missing = np.flatnonzero(ranges.estimated)
    handles = roster.creators["handle"].to_numpy(dtype=object)
    of = roster.packages["creator"].to_numpy(np.int64)
    names = roster.packages["id"].to_numpy(dtype=object)
    fees = tuple(
        EstimatedFee(
            str(handles[of[row]]), str(names[row]), place_of(reading, int(of[row])),
            int(ranges.low[row]), int(ranges.typical[row]), int(ranges.high[row]),
        )
        for row in missing[:MOST_FEES].tolist()
    )  # fmt: skip
    listed = tuple(
        Doubt(str(handles[creator]), place_of(reading, creator), *looks[look].told(row))
        for creator, look, row in _in_order(looks)
    )
    return Quality(reading, currency, fees, listed, len(missing), sum(len(look.rows) for look in looks))


def _in_order(looks: list[_Look]) -> list[tuple[int, int, int]]:
    """Creator, check and row of the first doubts, by creator; only these are put into words."""
    creators = np.concatenate([look.creators for look in looks])
    number = np.concatenate([np.full(len(look.rows), at) for at, look in enumerate(looks)])
    rows = np.concatenate([look.rows for look in looks])
    order = np.lexsort((number, creators))[:MOST]
    return [(int(creators[at]), int(number[at]), int(rows[at])) for at in order]


def place_of(reading: Reading, creator: int) -> str:
    """Where a creator of the roster stands: `row 12`, with the file when there are several."""
    if creator >= len(reading.origins):
        return ""
    file, row = (int(number) for number in reading.origins[creator])
    of = reading.files[file] if file < len(reading.files) else None
    parts = [shown(of.file)] if of is not None and of.file else []
    if of is not None and sum(other.position == of.position for other in reading.files) > 1:
        parts.append(f"sheet '{shown(of.opened.sheet, 30)}'")
    return ", ".join([*parts, f"row {row}"])


@dataclass(frozen=True)
class _Look:
    """Rows that one check finds doubtful, and how it tells one of them: kind, value, why."""

    rows: Ints
    creators: Ints
    told: Callable[[int], tuple[str, str, str]]


def _of_people(roster: Roster, assumptions: Assumptions) -> Iterator[_Look]:
    people = roster.creators
    followers = people["followers"].to_numpy(float)
    engagement = people["engagement_rate"].to_numpy(float)
    platforms = people["platform"].to_numpy(dtype=object)
    usual = _usual_engagement(people, followers, assumptions)
    times = assumptions.number("doubtful_engagement_times")

    def rate(row: int) -> tuple[str, str, str]:
        side = "far above" if engagement[row] > usual[row] else "far below"
        accounts = f"{label(str(platforms[row]))} accounts with {compact(followers[row])} followers"
        return (
            "engagement rate",
            percent(engagement[row], 2),
            f"{side} what {accounts} have, about {percent(usual[row])}",
        )

    yield _look((engagement > times * usual) | (engagement < usual / times), rate)
    most, least = assumptions.number("doubtful_people_times"), assumptions.number("doubtful_least_views")
    for name, words in (("median_views", "median views"), ("measured_reach", "measured reach")):
        yield from _seen(people[name].to_numpy(float), followers, (most, least), words)
    fake = people["fake_share"].to_numpy(float)
    more = "more than is normal for such an account"
    yield _look(
        fake > assumptions.number("doubtful_fake_share"), lambda row: ("suspicious followers", percent(fake[row]), more)
    )
    real = people["authenticity"].to_numpy(float)
    lower = "lower than a brand partner's should be"
    yield _look(
        real < assumptions.number("doubtful_authenticity"), lambda row: ("authenticity", percent(real[row]), lower)
    )
    yield _look(followers == 0, lambda _: ("followers", "0", "too few to reach anyone"))


def _seen(
    seen: NDArray[np.float64], followers: NDArray[np.float64], ends: tuple[float, float], words: str
) -> Iterator[_Look]:
    most, least = ends
    yield _look(
        (seen > most * followers) & (seen > 0),
        lambda row: (words, count(seen[row]), f"far more than the {counted(followers[row], 'follower')}"),
    )
    yield _look(
        (seen < least * followers) & (seen > 0),
        lambda row: (words, count(seen[row]), f"far below the {counted(followers[row], 'follower')}"),
    )


def _look(mask: np.ndarray, told: Callable[[int], tuple[str, str, str]]) -> _Look:
    rows = np.flatnonzero(mask)
    return _Look(rows, rows, told)


def _usual_engagement(people: pd.DataFrame, followers: NDArray[np.float64], assumptions: Assumptions) -> np.ndarray:
    """Benchmark rate of each creator's platform and level, shape (creators,)."""
    level = level_codes(followers, assumptions)
    usual = np.full(len(people), np.nan)
    platforms = people["platform"].to_numpy(dtype=object)
    for platform in set(platforms):
        for at, name in enumerate(LEVELS):
            usual[(platforms == platform) & (level == at)] = assumptions.number("engagement_rate", str(platform), name)
    return usual


def _of_quotes(roster: Roster, ranges: FeeRanges, assumptions: Assumptions, currency: str) -> _Look:
    times = assumptions.number("doubtful_quote_times")
    offers = roster.packages
    quoted = offers["fee_cents"].to_numpy(np.int64)
    names = offers["id"].to_numpy(dtype=object)
    cash = (offers["compensation"] == "cash").to_numpy()
    odd = (quoted > ranges.high * times) | (quoted < ranges.low / times)

    def quote(row: int) -> tuple[str, str, str]:
        usual = f"{money(int(ranges.low[row]), currency)} to {money(int(ranges.high[row]), currency)}"
        side = "far above" if quoted[row] > ranges.high[row] else "far below"
        why = f"{side} what such a package usually costs, {usual}"
        if quoted[row] == 0:
            why = f"unusual for a cash deal, which typically costs {usual}"
        return f"fee of {shown(str(names[row]))}", money(int(quoted[row]), currency), why

    rows = np.flatnonzero(~ranges.estimated & cash & odd)
    return _Look(rows, offers["creator"].to_numpy(np.int64)[rows], quote)
