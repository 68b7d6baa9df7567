"""Defaults fitted to real accounts, and how they do on accounts they were not fitted to.

`python -m benchmarks.real_fit FILE` prints each assumption as it is and as the file has it; with `--halves N` the file
is cut in two N times by chance, fitted on each half in turn, and judged on the other as `benchmarks.real` does.

Of each source the log of what a follower brings is a smooth curve of the log of followers (a parabola) with a shift of
each level that is shrunk towards it, a spread of each level that is shrunk towards a line, and one skewness, which is
taken for none below twice its standard error. Few parameters, each shared with its neighbours: cells of 100 to 500
accounts with a log sd of 1.4 are too noisy to be followed one by one.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.real import LEAST, Cell, cells_of
from benchmarks.report import table
from planner.forecast import skewed
from planner.forecast.assumptions import Assumptions, default_assumptions, shipped_evidence
from planner.forecast.levels import LEVELS, level_codes
from planner.forecast.table import Floats

HALFWAY, PARTS = 0.5, (0.0, 0.5, 1.0)
"""How far fits go towards published medians, and what else was tried."""
SHIFT, SLOPE, SPREAD = 0.1, 0.15, 0.05
"""Sd of levels, of their slopes and of their spreads around the curve: the priors of the shrinkage."""
_PUBLISHED = {
    "tiktok_creators": ("mean_likes_per_video_and_follower", "between_account_log_sd_likes_per_follower"),
    "tiktok_marketplace_vn": ("median_views_per_follower", "between_account_log_sd_views_per_follower"),
    "youtube_shorts_creators": ("mean_views_per_video_and_subscriber", "between_account_log_sd_views_per_subscriber"),
}
"""Medians and log sds over all accounts of a source, as rows of the evidence."""


@dataclass(frozen=True)
class Published:
    """What a source publishes of its accounts: medians per follower and log sds by level, NaN where it has none."""

    medians: Floats
    sds: Floats


@dataclass(frozen=True)
class Curve:
    """Log figure per follower at the middle of each level; by level, NaN where there are no accounts.

    mean: of the logs. slope: per log of followers. sd, skew: of accounts around it. left: of the sd of a level's
    accounts, the part that followers do not explain.
    """

    mean: Floats
    slope: Floats
    sd: Floats
    left: Floats
    skew: float

    @property
    def spread(self) -> tuple[Floats, Floats]:
        """Variance and third cumulant of each level."""
        return self.sd**2, self.skew * self.sd**3

    @property
    def of_accounts(self) -> Floats:
        """Mean over the accounts of each level, not of their logs."""
        return np.asarray(np.exp(self.mean + skewed.lift(*self.spread)))

    def towards(self, published: Published, part: float) -> Curve:
        """That part of the way to medians and log sds that were published of more accounts."""
        sd = np.where(np.isnan(published.sds), self.sd, (1 - part) * self.sd + part * published.sds * self.left)
        other = np.log(published.medians) - skewed.quantile(sd**2, self.skew * sd**3, 0.0)
        mean = np.where(np.isnan(other), self.mean, (1 - part) * self.mean + part * other)
        return replace(self, mean=mean, sd=sd)


def curve(logs: Floats, followers: Floats, assumptions: Assumptions, inside: bool = True) -> Curve:
    """Fit one source; logs of what a follower brings, and followers, one per account.

    inside: whether the planner knows a slope inside levels; without one the value of a level is that of its accounts.
    """
    middles = np.log([assumptions.number("level_middle_followers", tier=level) for level in LEVELS])
    level, x = level_codes(followers, assumptions), np.log(followers) - middles[2]
    coefficients = np.polyfit(x, logs, 2)
    around = logs - np.polyval(coefficients, x)
    mean, slope, sd, left, where = (np.full(len(LEVELS), np.nan) for _ in range(5))
    standard, counts = [], np.bincount(level, minlength=len(LEVELS))
    for at in np.unique(level):
        mine, n = around[level == at], counts[at]
        shift = mine.mean() * SHIFT**2 / (SHIFT**2 + mine.var() / n)
        mine = mine if inside else logs[level == at]
        where[at], sd[at] = x[level == at].mean(), mine.std()
        left[at] = min(1.0, mine.std() / logs[level == at].std())
        if inside:
            of_curve = np.polyval(np.polyder(coefficients), where[at])
            slope[at] = _between(of_curve, _slope(x[level == at], logs[level == at]))
        else:
            slope[at] = 0.0
        mean[at] = np.polyval(coefficients, where[at]) + shift + slope[at] * (middles[at] - middles[2] - where[at])
        standard.append((mine - mine.mean()) / mine.std())
    there = counts > 0
    line = np.polyval(np.polyfit(where[there], sd[there], 1, w=np.sqrt(counts[there])), where)
    kept = SPREAD**2 / (SPREAD**2 + sd**2 / (2 * np.maximum(counts, 1)))
    skew = float((np.concatenate(standard) ** 3).mean())
    skew = skew if abs(skew) > 2 * np.sqrt(6 / len(logs)) else 0.0
    return Curve(mean, slope, line + kept * (sd - line), left, skew)


def _slope(x: Floats, y: Floats) -> tuple[float, float]:
    """Slope of a line, and its standard error."""
    slope, level = np.polyfit(x, y, 1)
    return float(slope), float((y - slope * x - level).std() / x.std() / np.sqrt(len(x)))


def _between(of_curve: float, found: tuple[float, float]) -> float:
    """The curve's slope and a level's own, each as far as it is known."""
    slope, error = found
    own = SLOPE**2 / (SLOPE**2 + error**2)
    return own * slope + (1 - own) * of_curve


def fitted(
    frame: pd.DataFrame, published: Mapping[str, Published] | None = None, part: float = HALFWAY
) -> dict[str, float]:
    """Values of assumptions, in their units, by key. published: known of more accounts, by source; counts by a part."""
    usual = default_assumptions()
    by_source = {str(name): accounts for name, accounts in frame.groupby("source")}
    found: dict[str, float] = {}
    curves = {}
    for name, accounts in by_source.items():
        one = curve(_logs(accounts), accounts["followers"].to_numpy(float), usual)
        curves[name] = one if published is None else one.towards(published[name], part)
    if "youtube_shorts_creators" in curves:
        views = curves["youtube_shorts_creators"]
        rate = views.of_accounts * usual.number("unique_viewers_per_view", "youtube")
        found |= _levels("reach_rate_integration", "youtube", 3, rate)
        found |= _levels("between_creator_log_sd_tau", "youtube", 3, views.sd)
        found |= _levels("reach_rate_follower_slope", "youtube", 2, views.slope)
    if {"tiktok_creators", "tiktok_marketplace_vn"} <= set(curves):
        found |= _tiktok(curves["tiktok_marketplace_vn"], curves["tiktok_creators"], by_source, usual)
    return found


def _logs(accounts: pd.DataFrame) -> Floats:
    """Log of what a follower brings, in the source's own figure."""
    value = accounts["median_views"].fillna(accounts["mean_views"]).fillna(accounts["mean_likes"])
    return np.log(value.to_numpy(float) / accounts["followers"].to_numpy(float))


def _tiktok(views: Curve, likes: Curve, by_source: dict[str, pd.DataFrame], usual: Assumptions) -> dict[str, float]:
    """Views and response from the marketplace; likes, and the levels that the marketplace has not, from TIDES."""
    accounts = by_source["tiktok_marketplace_vn"]
    logs = np.log(accounts["engagement_percent_of_views"].to_numpy(float) / 100)
    response = curve(logs, accounts["followers"].to_numpy(float), usual, inside=False)
    usual_sd = usual.number("response_between_log_sd")
    percent = np.array([usual[f"engagement_rate.tiktok.{level}"].number for level in LEVELS])
    small = np.isnan(views.mean)
    percent = np.where(small, percent, np.sqrt(response.of_accounts * _of_totals(accounts, usual)))
    people = usual.number("unique_viewers_per_view", "tiktok")
    # An account's median becomes the mean of its posts.
    posts = np.exp(usual.number("within_creator_log_sd_sigma", "tiktok") ** 2 / 2)
    per_follower = np.where(small, likes.of_accounts / percent, views.of_accounts * posts)
    slope = np.where(small, likes.slope, views.slope)
    told = per_follower * people * usual.number("impressions_per_reached_person", "tiktok") * percent
    sd = np.where(small, np.sqrt(np.maximum(likes.sd**2 - usual_sd**2, 0.01)), views.sd)
    skew = np.where(small, likes.skew * (likes.sd / sd) ** 3, views.skew)
    found = {
        "engagement_from_followers_log_skew.tiktok.all": round(likes.skew, 2),
        "response_between_log_skew.all.all": round(response.skew, 2),
    }
    for metric, digits, values in (
        ("reach_rate_video", 3, per_follower * people),
        ("between_creator_log_sd_tau", 3, sd),
        ("between_creator_log_skew", 2, np.clip(skew, -0.9, 0.9)),
        ("reach_rate_follower_slope", 2, slope),
        ("engagement_rate_follower_slope", 2, likes.slope - slope),
        ("engagement_from_followers_log_sd", 3, likes.sd),
        ("engagement_where_views_unknown", 3, likes.of_accounts / told),
        ("engagement_rate", 3, np.where(small, np.nan, 100 * percent)),
        ("response_between_log_sd", 3, np.where(small, np.nan, response.sd)),
    ):
        found |= _levels(metric, "tiktok", digits, values)
    return found


def _of_totals(accounts: pd.DataFrame, usual: Assumptions) -> Floats:
    """Engagements of all accounts of a level over their views: what makes sums, in which large accounts weigh more."""
    level = level_codes(accounts["followers"].to_numpy(float), usual)
    views = accounts["median_views"].to_numpy(float)
    engaged = views * accounts["engagement_percent_of_views"].to_numpy(float) / 100
    total = np.bincount(level, views, len(LEVELS))
    return np.divide(np.bincount(level, engaged, len(LEVELS)), total, out=np.full(len(LEVELS), np.nan), where=total > 0)


def _levels(metric: str, platform: str, digits: int, values: Floats) -> dict[str, float]:
    """Rows of one metric, to so many digits: that count, or after the point for slopes and skewness."""
    made = {}
    for level, value in zip(LEVELS, values.tolist(), strict=True):
        if not np.isnan(value):
            exact = metric.endswith(("slope", "skew"))
            made[f"{metric}.{platform}.{level}"] = round(value, digits) if exact else float(f"{value:.{digits}g}")
    return made


def _said(metric: str) -> Floats:
    """Evidence of each level, or of all."""
    said = {row.key.rpartition(".")[2]: row.value for row in shipped_evidence() if row.key.startswith(f"{metric}.")}
    return np.array([said.get(level, said.get("all")) or np.nan for level in LEVELS], float)


def evidence() -> dict[str, Published]:
    """What the evidence has of each source."""
    return {name: Published(_said(median), _said(sd)) for name, (median, sd) in _PUBLISHED.items()}


def _as_published(frame: pd.DataFrame) -> dict[str, Published]:
    """What these accounts would publish: plain medians and log sds of each source and level."""
    usual, made = default_assumptions(), {}
    for name, accounts in frame.groupby("source"):
        logs, level = _logs(accounts), level_codes(accounts["followers"].to_numpy(float), usual)
        of_level = [logs[level == at] for at in range(len(LEVELS))]
        medians = [np.exp(np.median(mine)) if len(mine) else np.nan for mine in of_level]
        made[str(name)] = Published(
            np.array(medians), np.array([mine.std() if len(mine) else np.nan for mine in of_level])
        )
    return made


def thirds(frame: pd.DataFrame, times: int, least: int) -> Iterator[tuple[float, str, Cell]]:
    """Fit one third, count what it and a second publish by a part, judge the second and the third; so many cuts.

    Yields the part, "published" or "unseen" accounts, and a cell of at least so many of them.
    """
    for seed in range(times):
        of = np.random.default_rng(seed).integers(0, 3, len(frame))
        known = _as_published(frame[of < 2])
        for part in PARTS:
            assumptions = default_assumptions().edited(fitted(frame[of == 0], known, part))
            for which, name in ((1, "published"), (2, "unseen")):
                for cell in cells_of(frame[of == which].reset_index(drop=True), assumptions):
                    if cell.accounts >= least:
                        yield part, name, cell


def halves(frame: pd.DataFrame, times: int, least: int) -> list[Cell]:
    """Cells of at least so many accounts of every half, forecast from the other half."""
    found = []
    for seed in range(times):
        first = np.random.default_rng(seed).random(len(frame)) < 0.5
        for mine in (first, ~first):
            assumptions = default_assumptions().edited(fitted(frame[~mine]))
            found += [cell for cell in cells_of(frame[mine], assumptions) if cell.accounts >= least]
    return found


def _print(before: str, found: Sequence[Cell]) -> None:
    for of in dict.fromkeys(cell.of for cell in found):
        mine = [cell for cell in found if cell.of == of]
        inside, could = np.mean([(cell.inside, cell.faultless) for cell in mine], axis=0)
        bias = np.sqrt(np.mean([cell.bias**2 for cell in mine]))
        print(
            f"{before}{of}: {inside:.0%} of {len(mine)} cells inside both targets, {could:.0%} without fault; bias "
            f"{bias:.1%} (root of mean square), coverage {np.mean([cell.coverage for cell in mine]):.1%}",
            flush=True,
        )


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the fitted values, or their accuracy on halves."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.real_fit", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--halves", type=int, default=0, help="judge on halves, cut by chance so many times")
    parser.add_argument(
        "--thirds", type=int, default=0, help="what published medians are worth, on so many cuts in three"
    )
    parser.add_argument("--published", action="store_true", help="count the published medians of all accounts as well")
    asked = parser.parse_args(arguments)
    frame = pd.read_csv(asked.file)
    if asked.thirds:
        of_thirds = list(thirds(frame, asked.thirds, LEAST // 3))
        for part in PARTS:
            for name in ("published", "unseen"):
                _print(f"{part:.0%} {name}, ", [cell for own, which, cell in of_thirds if (own, which) == (part, name)])
        return 0
    if not asked.halves:
        usual = default_assumptions()
        known = evidence() if asked.published else None
        rows = [(key, f"{usual[key].value:g}", f"{value:g}") for key, value in fitted(frame, known).items()]
        print(table(("assumption", "is", "fitted"), rows))
        return 0
    _print("", halves(frame, asked.halves, LEAST // 2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
