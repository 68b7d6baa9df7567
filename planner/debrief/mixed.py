"""All groups of a subject learned together: a linear mixed model, solved exactly.

A result (log of what came over what was expected) is the sum of its group's shift, of what moved its whole campaign, of
its creator and of the luck of its post. Shifts are partly common to the market and to their platform, so that a group
with few results borrows from its siblings. With variances given, all effects follow from one linear system (Henderson
1975); how much groups have in common is averaged over, each possibility weighted by its likelihood.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.debrief.shrink import Mean, Seen, Spread, When, recency

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
SHARES = tuple((m / 10, p / 10) for m in (0, 3, 6, 9) for p in (0, 3, 6, 9) if m + p <= 9)
"""Parts of a shift's variance that may be common to the market and to the platform: a grid to average over."""


@dataclass(frozen=True)
class Kind:
    """One group: its results, and the spread that they showed. family: platform; "" = borrows from nobody.

    doubt: log sd of the shift before any result; None = as uncertain as the prior's number of creators implies.
    """

    name: tuple[str, ...]
    family: str
    spread: Spread
    seen: tuple[Seen, ...]
    doubt: float | None = None

    def variance(self, prior: float) -> float:
        """Of the shift before any result, when the prior weighs as much as so many creators seen once."""
        return max(self.spread.one / prior if self.doubt is None else self.doubt**2, 1e-9)


@dataclass(frozen=True)
class Fit:
    """Estimates of groups, by name, and by how much (log) each campaign as a whole was above its average."""

    groups: dict[tuple[str, ...], Mean]
    campaigns: dict[str, float]

    def cleared(self, one: Seen) -> Seen:
        """The result without what moved its whole campaign."""
        value = one.value - self.campaigns.get(one.campaign, 0.0)
        return Seen(one.creator, one.campaign, one.date, value, one.posts)


@dataclass(frozen=True)
class _System:
    """Normal equations of groups' shifts and campaigns' effects, creators absorbed; shapes (k, k) and (k,)."""

    left: Floats
    right: Floats


def fit(kinds: Sequence[Kind], prior: float, when: When) -> Fit:
    """Learn all groups at once when the prior weighs as much as `prior` creators seen once in each.

    A forecast is a mean, so under the prior a log ratio is minus half its variance on average (and what the skewness of
    creators adds): from medians to means.
    Results of groups of one subject only; kinds without results are moved by their siblings alone.
    """
    rows = [(g, one) for g, kind in enumerate(kinds) for one in kind.seen]
    campaigns = sorted({one.campaign for _, one in rows})
    offsets = np.array([-kind.spread.lift - kind.spread.campaign / 2 for kind in kinds])
    if not rows:
        return Fit({kind.name: Mean(0.0, float(at), 0, 0, ()) for kind, at in zip(kinds, offsets, strict=True)}, {})
    system = _equations(kinds, rows, campaigns, offsets, when)
    fresh = dict.fromkeys(campaigns, 0.0)
    for _, one in rows:
        fresh[one.campaign] = max(fresh[one.campaign], recency(one.date, *when))
    # Campaign effects count for less with age, as posts do.
    shock = max(max(kind.spread.campaign for kind in kinds), 1e-9)
    precision = np.array([max(fresh[campaign], 1e-9) / shock for campaign in campaigns])
    effects, doubts = _averaged(kinds, system, precision, prior)
    return Fit(
        groups={
            kind.name: _mean(kinds, g, (float(effects[g]), float(doubts[g])), float(offsets[g]))
            for g, kind in enumerate(kinds)
        },
        campaigns={campaign: float(effects[len(kinds) + at]) for at, campaign in enumerate(campaigns)},
    )


def _mean(kinds: Sequence[Kind], g: int, found: tuple[float, float], offset: float) -> Mean:
    kind, (shift, doubt) = kinds[g], found
    siblings = [one for other in kinds if kind.family and other.family == kind.family for one in other.seen]
    posts = sum(one.posts for one in kind.seen)
    return Mean(
        shift=shift,
        middle=offset + shift,
        creators=len({one.creator for one in kind.seen}),
        posts=posts,
        campaigns=tuple(sorted({one.campaign for one in kind.seen or siblings})),
        borrowed=max(0, sum(one.posts for one in siblings) - posts),
        doubt=doubt,
    )


def _equations(
    kinds: Sequence[Kind], rows: Sequence[tuple[int, Seen]], campaigns: Sequence[str], offsets: Floats, when: When
) -> _System:
    group = np.array([g for g, _ in rows])
    place = {campaign: len(kinds) + at for at, campaign in enumerate(campaigns)}
    campaign = np.array([place[one.campaign] for _, one in rows])
    # A creator who states their own figures is compared with these: another effect than against a benchmark.
    blocks: dict[tuple[str, bool], int] = {}
    creator = np.array([blocks.setdefault((one.creator, bool(kinds[g].family)), len(blocks)) for g, one in rows])
    value = np.array([one.value for _, one in rows]) - offsets[group]
    within = np.array([max(kind.spread.within, 1e-9) for kind in kinds])
    precise: Floats = np.array([one.posts * recency(one.date, *when) for _, one in rows]) / within[group]
    size = len(kinds) + len(campaigns)
    left: Floats = np.zeros((size, size))
    for a in (group, campaign):
        for b in (group, campaign):
            np.add.at(left, (a, b), precise)
    right: Floats = np.bincount(group, precise * value, size).astype(float)
    right += np.bincount(campaign, precise * value, size)
    # Creators are absorbed: their effects are integrated out of the normal equations.
    q = np.zeros((len(blocks), size))
    np.add.at(q, (creator, group), precise)
    main = q.argmax(axis=1)
    np.add.at(q, (creator, campaign), precise)
    between = np.array([max(kind.spread.between, 1e-9) for kind in kinds])[main]
    known = 1 / (1 / between + np.bincount(creator, precise, len(blocks)))
    left -= q.T @ (known[:, None] * q)
    right -= q.T @ (known * np.bincount(creator, precise * value, len(blocks)))
    return _System(left, right)


def _averaged(kinds: Sequence[Kind], system: _System, precision: Floats, prior: float) -> tuple[Floats, Floats]:
    """Effects of groups, then of campaigns, each with its sd: the mixture over what groups may have in common."""
    variance = np.array([kind.variance(prior) for kind in kinds])
    families = sorted({kind.family for kind in kinds})
    family = np.array([families.index(kind.family) for kind in kinds])
    borrows = np.array([bool(kind.family) for kind in kinds])
    pairs = np.outer(borrows, borrows)
    # Groups share one common factor, so it varies no more than the best-known group.
    common = variance[borrows].min() if borrows.any() else 0.0
    found, variances, evidence = [], [], []
    for market, platform in SHARES if borrows.sum() > 1 else ((0.0, 0.0),):
        together = common * (market * pairs + platform * pairs * (family[:, None] == family[None, :]))
        covariance = together + np.diag(variance - np.diag(together))
        left = system.left.copy()
        many = len(kinds)
        left[:many, :many] += np.linalg.inv(covariance)
        left[range(many, len(left)), range(many, len(left))] += precision
        effects = np.linalg.solve(left, system.right)
        found.append(effects)
        variances.append(np.diag(np.linalg.inv(left)))
        log_det = np.linalg.slogdet(left)[1] + np.linalg.slogdet(covariance)[1]
        evidence.append((float(system.right @ effects) - log_det) / 2)
    weights = np.exp(np.array(evidence) - max(evidence))
    weights /= weights.sum()
    mean = weights @ np.array(found)
    variance = weights @ (np.array(variances) + (np.array(found) - mean) ** 2)
    return np.asarray(mean), np.sqrt(variance)


def scales(kinds: Sequence[Kind], prior: float) -> tuple[float, float]:
    """Variances that results show relative to those assumed: between creators, and within one from post to post.

    The likelihood of posts around their creator's mean and of creators' means around that of their group, at its
    highest under priors that weigh as much as `prior` creators each and are centred on 1. Every post counts as one:
    age makes it count for less, not scatter more. kinds: of one key of spreads; values without campaigns' effects.
    """
    squares, free = 0.0, 0
    means: list[tuple[float, float, float, float]] = []
    for kind in kinds:
        own: dict[str, list[Seen]] = {}
        for one in kind.seen:
            own.setdefault(one.creator, []).append(one)
        cells = []
        for _, found in sorted(own.items()):
            n = sum(one.posts for one in found)
            mean = math.fsum(one.posts * one.value for one in found) / n
            squares += math.fsum(one.posts * (one.value - mean) ** 2 for one in found) / kind.spread.within
            free += len(found) - 1
            cells.append((mean, n))
        if len(cells) > 1:
            weights = [1 / kind.spread.of_mean(n) for _, n in cells]
            middle = math.fsum(w * mean for w, (mean, _) in zip(weights, cells, strict=True)) / math.fsum(weights)
            # The middle is estimated from the same creators, which costs one degree of freedom.
            lost = len(cells) / (len(cells) - 1)
            means += [
                (kind.spread.between, kind.spread.within / n, lost * (mean - middle) ** 2, 1 / lost)
                for mean, n in cells
            ]
    b, w, square, weight = np.array(means).reshape(-1, 4).T
    low, high = np.full(2, -3.0), np.full(2, 3.0)
    for _ in range(4):
        grid = [np.linspace(a, b, 13) for a, b in zip(low, high, strict=True)]
        between, within = np.meshgrid(*grid, indexing="ij")
        height = -(prior * (between + np.exp(-between)) + prior * (within + np.exp(-within))) / 2
        height -= (free * within + squares * np.exp(-within)) / 2
        variance = np.multiply.outer(np.exp(between), b) + np.multiply.outer(np.exp(within), w)
        height -= (np.log(variance) + square / variance) @ weight / 2
        at = np.unravel_index(int(height.argmax()), height.shape)
        best = np.array([grid[0][at[0]], grid[1][at[1]]])
        step = np.array([grid[0][1] - grid[0][0], grid[1][1] - grid[1][0]])
        low, high = best - 2 * step, best + 2 * step
    return float(np.exp(best[0])), float(np.exp(best[1]))
