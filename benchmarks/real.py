"""Forecasts against real accounts: `python -m benchmarks.real FILE`, with `--json OUT`, `--half` and `--fit`.

FILE has a row per account: source, platform, followers, posts, median_views, mean_views, mean_likes,
engagement_percent_of_views. Every account is forecast with the planner's own code from what one says is known, and held
against what it measured: views where the source has views, likes where it has only those.

- followers: nothing else is known. Accounts with views are judged by the people who see a usual post, others by likes.
- followers and rate: the account's own engagement rate is known too; judged by engagements.
- views: its views are known, and no rate; judged by engagements.

A source gives means or medians of an account's posts, so one account is one value, without the luck of a single post.
A file is one market: doubt about how far a market lies from the benchmarks is left out, since all accounts of a cell
share it.
"""

from __future__ import annotations

import argparse
import json
import sys
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.report import table
from planner.brief.brief import Brief
from planner.domain.roster import CREATOR_COLUMNS, PACKAGE_COLUMNS, Base, Format, Platform, Roster
from planner.forecast.assumptions import Assumptions, default_assumptions
from planner.forecast.levels import LEVELS, level_codes
from planner.forecast.packages import build_table
from planner.forecast.spreads import Spreads
from planner.forecast.table import PLATFORMS, Floats
from planner.forecast.uncertainty import Bookings

Z90 = 1.2815515655446004
LEAST = 100
"""Accounts in a cell from which on it is judged."""
TOGETHER, SUMS = 30, 2_000
FORMAT = {Platform.TIKTOK: Format.VIDEO, Platform.YOUTUBE: Format.VIDEO}
HEAD = (
    "source",
    "platform",
    "tier",
    "known",
    "judged by",
    "accounts",
    "bias",
    "in P10-P90",
    "sums: bias",
    "in P10-P90",
)
FITTED = ("source", "tier", "accounts", "median per follower", "log sd", "mean per follower")


@dataclass(frozen=True)
class Cell:
    """Accounts of one source, platform and tier under what is known of them.

    bias: of the forecast in the middle, relative to what came in the middle: +0.1 = a tenth too high. coverage: share
    that came to between P10 and P90. of: "picks", or "sums of 30" accounts drawn together.
    """

    platform: str
    tier: str
    known: str
    of: str
    accounts: int
    bias: float
    coverage: float
    source: str
    judged: str


@dataclass(frozen=True, eq=False)
class Case:
    """Accounts of a source under one thing known: what came, and the forecast as log-normal; shape (accounts,)."""

    source: str
    platform: Platform
    known: str
    judged: str
    level: np.ndarray
    came: Floats
    mean: Floats
    sd: Floats

    def cells(self) -> Iterator[Cell]:
        """Two per tier: picks and sums."""
        for at, level in enumerate(LEVELS):
            mine = self.level == at
            if not mine.any():
                continue
            came, mean, sd = self.came[mine], self.mean[mine], self.sd[mine]
            fixed = (str(self.platform), level, self.known)
            middle = np.log(mean) - sd**2 / 2
            off = middle - np.log(came)
            inside = float(np.mean(np.abs(off) <= Z90 * sd))
            yield Cell(*fixed, "picks", len(came), float(np.expm1(np.median(off))), inside, self.source, self.judged)
            yield Cell(*fixed, f"sums of {TOGETHER}", len(came), *_sums(came, mean, sd), self.source, self.judged)


def _sums(came: Floats, mean: Floats, sd: Floats) -> tuple[float, float]:
    """Bias and coverage of sums over accounts drawn with replacement; each forecast as the sum of log-normals."""
    rng = np.random.default_rng(7)
    off, inside = [], []
    for _ in range(SUMS):
        some = rng.integers(0, len(came), TOGETHER)
        drawn = mean[some] * np.exp(sd[some] * rng.standard_normal((400, TOGETHER)) - sd[some] ** 2 / 2)
        low, middle, high = np.percentile(drawn.sum(axis=1), [10, 50, 90])
        total = came[some].sum()
        off.append(np.log(middle / total))
        inside.append(low <= total <= high)
    return float(np.expm1(np.median(off))), float(np.mean(inside))


def cells_of(frame: pd.DataFrame) -> list[Cell]:
    """All cells of a file."""
    assumptions = default_assumptions()
    found = []
    for (source, platform), accounts in frame.groupby(["source", "platform"], sort=True):
        for case in _cases(str(source), Platform(platform), accounts.reset_index(drop=True), assumptions):
            found.extend(case.cells())
    return found


def _cases(source: str, platform: Platform, accounts: pd.DataFrame, assumptions: Assumptions) -> Iterator[Case]:
    median, mean = accounts["median_views"].to_numpy(float), accounts["mean_views"].to_numpy(float)
    rate = accounts["engagement_percent_of_views"].to_numpy(float) / 100
    people = assumptions.number("unique_viewers_per_view", platform)
    if not np.isnan(median).all():
        yield _case((source, platform, "followers", "reach"), accounts, median * people, True)
        known = accounts.assign(engagement_rate=rate)
        yield _case((source, platform, "followers and rate", "engagements"), known, median * rate, True)
        known = accounts.assign(views=median)
        yield _case((source, platform, "views", "engagements"), known, median * rate, True)
    elif not np.isnan(mean).all():
        yield _case((source, platform, "followers", "reach"), accounts, mean * people, False)
    else:
        likes = accounts["mean_likes"].to_numpy(float)
        yield _case((source, platform, "followers", "engagements"), accounts, likes, False)


def _case(what: tuple[str, Platform, str, str], accounts: pd.DataFrame, came: Floats, median: bool) -> Case:
    """Forecast the accounts. median: what came is the post in the middle of an account, not the mean of its posts."""
    source, platform, known, judged = what
    assumptions = default_assumptions()
    roster = _roster(accounts, platform)
    found = build_table(roster, Brief(budget_cents=0, assumptions={}), assumptions)
    rows, ones = np.arange(len(found)), np.ones(len(found), np.int64)
    booked = Bookings.of(found, rows, ones, roster, assumptions)
    level = level_codes(accounts["followers"].to_numpy(float), assumptions)
    within = Spreads.of(assumptions).within[PLATFORMS.index(platform), level, list(Format).index(FORMAT[platform])]
    between = np.maximum(booked.reach_var - within**2, 0.0)
    mean = found.gross_reach / found.happens
    if judged == "engagements":
        # Nobody paid for these posts.
        mean = found.engagements / found.happens / assumptions.number("sponsored_vs_organic_multiplier")
        answers = np.maximum(booked.response_var - assumptions.number("response_within_log_sd") ** 2, 0.0)
        between = (0.0 if known == "views" else between * booked.follows**2) + answers
    if median:
        mean = mean * np.exp(-(within**2) / 2)
    return Case(source, platform, known, judged, level, came, mean, np.sqrt(np.broadcast_to(between, len(mean))))


def _roster(accounts: pd.DataFrame, platform: Platform) -> Roster:
    """The accounts as a roster, one post each."""
    n = len(accounts)
    ids = [f"{platform}:a{at:06d}" for at in range(n)]
    creators = pd.DataFrame(
        {
            "id": ids,
            "handle": [name.partition(":")[2] for name in ids],
            "platform": str(platform),
            "followers": accounts["followers"].astype(np.int64),
            "engagement_rate": accounts.get("engagement_rate", np.nan),
            "engagement_base": str(Base.VIEWS),
            "median_views": accounts.get("views", np.nan),
            "country": "",
            "category": "",
            "available": 1,
        }
    )
    packages = pd.DataFrame({"creator": np.arange(n), "id": "one", **{str(f): 0 for f in Format}})
    packages = packages.assign(compensation="cash", fee_cents=0, commission_cents=0)
    packages[str(FORMAT[platform])] = 1
    columns = list(dict.fromkeys((*CREATOR_COLUMNS, "engagement_base")))
    return Roster(creators.reindex(columns=columns), packages[list(PACKAGE_COLUMNS)], "Real accounts")


def fitted(frame: pd.DataFrame) -> list[tuple[str, ...]]:
    """What the file says per follower: median, spread and log-normal mean over the accounts of each source and tier."""
    rows = []
    for source, accounts in frame.groupby("source", sort=True):
        value = accounts["median_views"].fillna(accounts["mean_views"]).fillna(accounts["mean_likes"])
        logs = np.log(value / accounts["followers"])
        level = level_codes(accounts["followers"].to_numpy(float), default_assumptions())
        for at, name in enumerate(LEVELS):
            mine = logs[level == at]
            if len(mine) > 1:
                middle, sd = float(np.median(mine)), float(mine.std())
                rows.append(
                    (
                        str(source),
                        name,
                        f"{len(mine):,}",
                        f"{np.exp(middle):.3f}",
                        f"{sd:.2f}",
                        f"{np.exp(middle + sd**2 / 2):.3f}",
                    )
                )
    return rows


def _half(frame: pd.DataFrame, which: int) -> pd.DataFrame:
    """One half of the accounts, by a hash of what a row says."""
    marks = [zlib.crc32(repr(row).encode()) % 2 for row in frame.itertuples(index=False, name=None)]
    return frame[np.array(marks) == which].reset_index(drop=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; write the cells."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.real", description=(__doc__ or "").partition(":")[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--json", type=Path, help="write the cells here")
    parser.add_argument("--half", type=int, choices=(0, 1), help="only this half of the accounts")
    parser.add_argument("--fit", action="store_true", help="print what the file says per follower")
    asked = parser.parse_args(arguments)
    frame = pd.read_csv(asked.file)
    if asked.half is not None:
        frame = _half(frame, asked.half)
    if asked.fit:
        print(table(FITTED, fitted(frame)))
        return 0
    found = cells_of(frame)
    rows = []
    for pick, whole in zip(found[::2], found[1::2], strict=True):
        said = (f"{pick.bias:+.1%}", f"{pick.coverage:.1%}", f"{whole.bias:+.1%}", f"{whole.coverage:.1%}")
        rows.append((pick.source, pick.platform, pick.tier, pick.known, pick.judged, f"{pick.accounts:,}", *said))
    print(table(HEAD, rows))
    judged = [cell for cell in found if cell.accounts >= LEAST]
    good = sum(abs(cell.bias) <= 0.15 and 0.75 <= cell.coverage <= 0.85 for cell in judged)
    print(f"\n{good} of {len(judged)} cells of at least {LEAST} accounts: |bias| at most 15 %, coverage 75 % to 85 %.")
    if asked.json is not None:
        asked.json.write_text(json.dumps([asdict(cell) for cell in found], indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
