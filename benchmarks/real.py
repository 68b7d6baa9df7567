"""Forecasts against real accounts: `python -m benchmarks.real FILE`, with `--json OUT`, `--half` and `--fit`.

FILE has a row per account: source, platform, followers, posts, median_views, mean_views, mean_likes,
engagement_percent_of_views. Every account is forecast with the planner's own code from the figures declared known,
and compared with its measured ones: views where the source has views, likes where it has only those.

- followers: nothing else is known. Accounts with views are judged by the people who see a usual post, others by likes.
- followers and rate: the account's own engagement rate is known too; judged by engagements.
- views: its views are known, and no rate; judged by engagements.

A source gives means or medians of an account's posts, so one account is one value, without the luck of a single post.
A file is one market: doubt about how far a market lies from the benchmarks is left out, since all accounts of a cell
share it.

Bias is that of the band's middle: P50 over what came in the middle, less 1, which is what P10 and P90 are around. Bias
of the mean, the convention of the table of assumptions, stands beside it: the sum of forecasts over the sum of what
came. It is the less certain of the two, since a few accounts make most of a sum. "By chance" says how often a forecast
that knows the distribution itself would be inside both targets with as many accounts: no forecast does better.
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
from planner.forecast import skewed
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
FAULTLESS = 200
"""Files drawn from the forecast itself, to see how often chance alone takes a cell out of its targets."""
FORMAT = {Platform.TIKTOK: Format.VIDEO, Platform.YOUTUBE: Format.VIDEO}
HEAD = (
    "source",
    "platform",
    "tier",
    "known",
    "judged by",
    "accounts",
    "bias",
    "of the mean",
    "in P10-P90",
    "by chance",
    "sums: bias",
    "in P10-P90",
    "by chance",
)
FITTED = ("source", "tier", "accounts", "median per follower", "log sd", "mean per follower")


@dataclass(frozen=True)
class Cell:
    """Accounts of one source, platform and tier under what is known of them.

    bias: of the forecast in the middle, relative to what came in the middle: +0.1 = a tenth too high. coverage: share
    that came to between P10 and P90. of: "picks", or "sums of 30" accounts drawn together. bias_of_mean: of the sum of
    all forecasts. faultless: share of files, drawn from the forecast itself, that are inside both targets.
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
    bias_of_mean: float
    faultless: float

    @property
    def inside(self) -> bool:
        """Whether both targets are met."""
        return _inside(self.bias, self.coverage)


def _inside(bias: float, coverage: float) -> bool:
    return abs(bias) <= 0.15 and 0.75 <= coverage <= 0.85


@dataclass(frozen=True, eq=False)
class Case:
    """Accounts of a source under one thing known: what came, and the forecast; shape (accounts,).

    variance, third: of the log of what comes relative to its forecast mean, see `planner.forecast.skewed`.
    """

    source: str
    platform: Platform
    known: str
    judged: str
    level: np.ndarray
    came: Floats
    mean: Floats
    variance: Floats
    third: Floats

    def cells(self) -> Iterator[Cell]:
        """Two per tier: picks and sums."""
        for at, level in enumerate(LEVELS):
            mine = self.level == at
            if not mine.any():
                continue
            came, mean, spread = self.came[mine], self.mean[mine], (self.variance[mine], self.third[mine])
            rng = np.random.default_rng(7)
            alone = np.arange(len(came))[:, None]
            together = rng.integers(0, len(came), (SUMS, TOGETHER))
            drawn = mean[:, None] * _draw(rng, spread, FAULTLESS)
            for of, members in (("picks", alone), (f"sums of {TOGETHER}", together)):
                bands = _pick_bands(mean, spread) if of == "picks" else _sum_bands(mean, spread, members)
                bias, coverage = _judged(came, members, bands)
                yield Cell(
                    platform=str(self.platform),
                    tier=level,
                    known=self.known,
                    of=of,
                    accounts=len(came),
                    bias=bias,
                    coverage=coverage,
                    source=self.source,
                    judged=self.judged,
                    bias_of_mean=float(mean.sum() / came.sum() - 1),
                    faultless=float(np.mean([_inside(*_judged(one, members, bands)) for one in drawn.T])),
                )


def _judged(came: Floats, members: np.ndarray, bands: Floats) -> tuple[float, float]:
    """Bias and coverage of groups of accounts, shape (groups, accounts in each), with P10, P50, P90, (groups, 3)."""
    total = came[members].sum(axis=1)
    inside = np.mean((bands[:, 0] <= total) & (total <= bands[:, 2]))
    return float(np.expm1(np.median(np.log(bands[:, 1] / total)))), float(inside)


def _draw(rng: np.random.Generator, spread: tuple[Floats, Floats], draws: int) -> Floats:
    """Factors of mean 1 as the planner draws them, shape (accounts, draws)."""
    lean, normal = rng.standard_normal((2, len(spread[0]), draws))
    return skewed.factors(lean, normal, (spread[0][:, None], spread[1][:, None]), np.ones_like(normal))


def _pick_bands(mean: Floats, spread: tuple[Floats, Floats]) -> Floats:
    middle = np.log(mean) - skewed.lift(*spread)
    return np.exp(np.stack([middle + skewed.quantile(*spread, z) for z in (-Z90, 0.0, Z90)], axis=1))


def _sum_bands(mean: Floats, spread: tuple[Floats, Floats], members: np.ndarray) -> Floats:
    """Of sums over accounts drawn with replacement, from draws."""
    rng, made = np.random.default_rng(8), []
    for some in members:
        drawn = mean[some, None] * _draw(rng, (spread[0][some], spread[1][some]), 400)
        made.append(np.percentile(drawn.sum(axis=0), [10, 50, 90]))
    return np.array(made)


def cells_of(frame: pd.DataFrame, assumptions: Assumptions | None = None) -> list[Cell]:
    """All cells of a file, forecast with these assumptions; None = as they are shipped."""
    assumptions = default_assumptions() if assumptions is None else assumptions
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
        yield _case((source, platform, "followers", "reach"), accounts, median * people, assumptions)
        known = accounts.assign(engagement_rate=rate)
        yield _case((source, platform, "followers and rate", "engagements"), known, median * rate, assumptions)
        known = accounts.assign(views=median)
        yield _case((source, platform, "views", "engagements"), known, median * rate, assumptions)
    elif not np.isnan(mean).all():
        yield _case((source, platform, "followers", "reach"), accounts, mean * people, assumptions)
    else:
        likes = accounts["mean_likes"].to_numpy(float)
        yield _case((source, platform, "followers", "engagements"), accounts, likes, assumptions)


def _case(what: tuple[str, Platform, str, str], accounts: pd.DataFrame, came: Floats, assumptions: Assumptions) -> Case:
    """Forecast the accounts. Of those with median views, what came is the post in the middle, not the mean of posts."""
    source, platform, known, judged = what
    median = not accounts["median_views"].isna().all()
    roster = _roster(accounts, platform)
    found = build_table(roster, Brief(budget_cents=0, assumptions={}), assumptions)
    rows, ones = np.arange(len(found)), np.ones(len(found), np.int64)
    booked = Bookings.of(found, rows, ones, roster, assumptions)
    level = level_codes(accounts["followers"].to_numpy(float), assumptions)
    within = Spreads.of(assumptions).within[PLATFORMS.index(platform), level, list(Format).index(FORMAT[platform])]
    # What comes is an account's mean or median, without the luck of its single posts.
    variance, third = np.maximum(booked.reach_var - within**2, 0.0), booked.reach_third
    mean = found.gross_reach / found.happens
    if judged == "engagements":
        # Nobody paid for these posts.
        mean = found.engagements / found.happens / assumptions.number("sponsored_vs_organic_multiplier")
        follow_third = booked.follow_third
        if known == "views":
            variance, follow_third = np.zeros(len(mean)), np.zeros(len(mean))
        answers = np.maximum(booked.response_var - assumptions.number("response_within_log_sd") ** 2, 0.0)
        variance, third = variance * booked.follows**2 + answers, follow_third + booked.response_third
    if median:
        mean = mean * np.exp(-(within**2) / 2)
    return Case(source, platform, known, judged, level, came, mean, variance, third)


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
    """The file's figures per follower: median, spread and log-normal mean over the accounts of each source and tier."""
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
    """One half of the accounts, by a hash of the row."""
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
        said = [f"{pick.bias:+.1%}", f"{pick.bias_of_mean:+.1%}", f"{pick.coverage:.1%}", f"{pick.faultless:.0%}"]
        said += [f"{whole.bias:+.1%}", f"{whole.coverage:.1%}", f"{whole.faultless:.0%}"]
        rows.append((pick.source, pick.platform, pick.tier, pick.known, pick.judged, f"{pick.accounts:,}", *said))
    print(table(HEAD, rows))
    judged = [cell for cell in found if cell.accounts >= LEAST]
    good, could = sum(cell.inside for cell in judged), sum(cell.faultless for cell in judged)
    print(f"\n{good} of {len(judged)} cells of at least {LEAST} accounts: |bias| at most 15 %, coverage 75 % to 85 %.")
    print(f"A forecast without fault would be inside in {could:.1f} of them on average: the rest is chance.")
    if asked.json is not None:
        asked.json.write_text(json.dumps([asdict(cell) for cell in found], indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
