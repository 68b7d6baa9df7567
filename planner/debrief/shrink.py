"""Shrinkage: how far a few results move an estimate that rests on many.

Creators differ around their group with variance `between`, posts around their creator with variance `within`, all on
the log scale: the normal hierarchical model of empirical Bayes (Efron and Morris 1975), with weights that halve by age.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from planner.forecast import skewed

When = tuple[datetime.date, float]
"""The day as of which results are weighed, and the half-life of their weight in days."""


@dataclass(frozen=True)
class Spread:
    """Variances of logs: between the creators of a group, within one creator from post to post, of whole campaigns.

    third: third cumulant between creators, see `planner.forecast.skewed`.
    """

    between: float
    within: float
    campaign: float
    third: float = 0.0

    @property
    def one(self) -> float:
        """Variance of one post by a creator without earlier results."""
        return self.between + self.within

    @property
    def lift(self) -> float:
        """Log of the mean over the mean of logs, of one post: how far the usual log ratio lies below a forecast."""
        return _lift(self.one, self.third)

    def of_mean(self, posts: float) -> float:
        """Of a creator's mean over so many posts."""
        return self.between + self.within / posts

    def scaled(self, between: float, within: float) -> Spread:
        """Variances between creators and of posts times these; campaigns as before."""
        return replace(
            self, between=self.between * between, within=self.within * within, third=self.third * between**1.5
        )


@dataclass(frozen=True)
class Seen:
    """One result: a log ratio of what came to what was expected, as the mean of so many posts."""

    creator: str
    campaign: str
    date: datetime.date
    value: float
    posts: int = 1


@dataclass(frozen=True)
class Mean:
    """A group's mean after results.

    shift: log of its factor on the forecast. middle: log ratio of the group's median creator.
    creators, posts, campaigns: the evidence. borrowed: posts of sibling groups that inform it.
    doubt: standard error of the shift (log), None when it is not needed.
    """

    shift: float
    middle: float
    creators: int
    posts: int
    campaigns: tuple[str, ...]
    borrowed: int = 0
    doubt: float | None = None


def recency(date: datetime.date, as_of: datetime.date, half_life: float) -> float:
    """Weight of a result: 1 on the day (or later), a half after `half_life` days."""
    return float(0.5 ** (max(0, (as_of - date).days) / half_life))


def creator_means(seen: Iterable[Seen], as_of: datetime.date, half_life: float) -> dict[str, tuple[float, float]]:
    """Weighted mean and weighted number of posts of each creator; the same in any order of results."""
    gathered: dict[str, list[tuple[float, float]]] = {}
    for one in seen:
        weight = one.posts * recency(one.date, as_of, half_life)
        gathered.setdefault(one.creator, []).append((weight, one.value))
    means = {}
    for creator, parts in sorted(gathered.items()):
        total = math.fsum(weight for weight, _ in parts)
        if total > 0:
            means[creator] = (math.fsum(weight * value for weight, value in parts) / total, total)
    return means


def group_mean(seen: Sequence[Seen], spread: Spread, prior: float, when: When) -> Mean:
    """How far results move a group's mean when the prior weighs as much as `prior` creators seen once.

    A forecast is a mean, so under the prior a creator's log ratio is -(between + within)/2 on average, and less or more
    where creators are skewed. What moves a
    whole campaign moves all its creators at once, so that many creators of one campaign never count as many campaigns.
    """
    means = creator_means(seen, *when)
    weights = {creator: spread.one / spread.of_mean(n) for creator, (_, n) in means.items()}
    total = math.fsum(weights.values())
    campaigns = sorted({one.campaign for one in seen})
    if total <= 0 or not campaigns:
        return Mean(0.0, -spread.lift, 0, 0, ())
    average = math.fsum(weights[creator] * value for creator, (value, _) in means.items()) / total
    freshness = math.fsum(max(recency(o.date, *when) for o in seen if o.campaign == campaign) for campaign in campaigns)
    worth = spread.one / (spread.one / total + spread.campaign / freshness)
    middle = (worth * average - prior * spread.lift) / (prior + worth)
    return Mean(middle + spread.lift, middle, len(means), sum(one.posts for one in seen), tuple(campaigns))


def own_factor(mean: tuple[float, float], middle: float, spread: Spread) -> float:
    """Factor of a creator's own results on their group's forecast; 1 without results.

    mean: their weighted mean log ratio and the weighted number of posts. middle: that of their group's median creator.
    spread: as results showed it. The posterior `mu + B (ybar - mu)` with `B = between / (between + within / n)`, taken
    from medians back to means.
    """
    value, n = mean
    if spread.between <= 0 or n <= 0:
        return 1.0
    part = spread.between / spread.of_mean(n)
    left = 1 - part
    narrower = _lift(spread.between, spread.third) - _lift(spread.between * left, spread.third * left**3)
    return math.exp(part * (value - middle) - narrower)


def _lift(variance: float, third: float) -> float:
    return float(skewed.lift(variance, third))


def beta_mean(prior: float, strength: float, happened: float, of: float) -> float:
    """Mean of a chance: `strength` bookings at the prior, and `happened` of `of` bookings seen (weighted)."""
    return (prior * strength + happened) / (strength + of)
