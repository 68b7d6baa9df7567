"""How often people are reached, and what may be said of unique reach when only pairs of audiences are known.

Shares are 0 to 1 of one segment. The NBD model of `planner.forecast.reach` is a mixture: a person with activity g
(gamma, mean 1, shape kappa) sees a package of weight lambda with the chance 1 - exp(-lambda g), and packages
independently of each other. Given g the number of packages seen is a sum of independent yes-or-no draws, whose
distribution is an exact convolution; the mixture over g is a numerical integral, exact to about 1e-12.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from planner.forecast import reach
from planner.frozen import dataclass

Floats = NDArray[np.float64]

_CHANCE_ONLY = 1e7
"""Shape from which people differ so little that one person stands for all."""
_CELLS = 4_000_000
"""Chances of packages and people at once, at most: 32 MB."""
_TAIL = 40.0
"""exp(-40): what lies beyond is below the last digit of a double."""


@dataclass(frozen=True)
class Exposures:
    """Shares of a segment by how many packages a person sees, and what pairs say of the total.

    once, twice, thrice: share reached by at least one, two, three packages.
    pairs: sum over all pairs of packages of the share that both reach.
    lower: the least share that can be reached at least once with these shares and pairs (Kwerel).
    """

    once: float
    twice: float
    thrice: float
    pairs: float
    lower: float


def exposures(weights: ArrayLike, counts: ArrayLike, kappa: float) -> Exposures:
    """Exposures to packages of these NBD weights, shape (n,), each booked `counts` times, shape (n,)."""
    return exposures_in(np.asarray(weights, float)[:, None], counts, [kappa])[0]


def exposures_in(weights: Floats, counts: ArrayLike, kappas: Iterable[float]) -> list[Exposures]:
    """Exposures in each of several segments. weights: shape (n, segments); counts: (n,); kappas: one a segment."""
    counts = np.asarray(counts, float)
    kept = counts > 0
    columns, counts = np.ascontiguousarray(weights[kept].T), counts[kept]
    if not len(counts):
        return [Exposures(0.0, 0.0, 0.0, 0.0, 0.0) for _ in columns]
    segments = [
        _Segment(own, kappa, *_activity(kappa, float(counts @ own))) for own, kappa in zip(columns, kappas, strict=True)
    ]
    found: list[Exposures] = []
    while segments:
        # Side by side, so that packages are gone through once; not all, where there are too many to hold.
        ends = np.cumsum([len(one.mass) for one in segments])
        many = max(int(np.searchsorted(ends * len(counts), _CELLS, side="right")), 1)
        found.extend(_side_by_side(segments[:many], counts))
        segments = segments[many:]
    return found


@dataclass(frozen=True, eq=False)
class _Segment:
    """Packages of these weights, shape (n,), among people of these activities, who are so many; both (activities,)."""

    weights: Floats
    kappa: float
    activity: Floats
    mass: Floats


def _side_by_side(segments: Sequence[_Segment], counts: Floats) -> Iterator[Exposures]:
    ends = np.cumsum([0, *(len(one.mass) for one in segments)]).tolist()
    spans = [slice(low, high) for low, high in pairwise(ends)]
    chances = np.empty((len(counts), ends[-1]))
    for one, span in zip(segments, spans, strict=True):
        p = np.multiply(one.weights[:, None], -one.activity, out=chances[:, span])
        np.negative(np.expm1(p, out=p), out=p)
    tails = _convolved(chances, counts)
    for one, span in zip(segments, spans, strict=True):
        p = chances[:, span]
        _, twice, thrice = (np.ascontiguousarray(tails[:, span]) @ one.mass).tolist()
        seen = counts @ p
        pairs = float(((seen * seen - counts @ (p * p)) / 2) @ one.mass)
        shares = reach.share_of_weight(one.weights, one.kappa)
        lower = kwerel_lower(float(counts @ shares), pairs, int(counts.sum()))
        once = float(reach.share_of_weight(float(counts @ one.weights), one.kappa))
        # Rounding must not put a bound of the model above the model.
        yield Exposures(once, twice, thrice, pairs, min(max(lower, float(shares.max())), once))


def seen_by(weights: ArrayLike, counts: ArrayLike, kappa: float, times: int) -> float:
    """Share that sees at least two or three of these packages, each once or not at all; times: 2 or 3."""
    found = exposures(weights, counts, kappa)
    return found.twice if times == 2 else found.thrice


def _activity(kappa: float, total: float) -> tuple[Floats, Floats]:
    """Values of g and their probability mass: the trapezoidal rule on the log scale, where the density is smooth.

    Left of the range nobody is reached. Source of the rule's accuracy: Trefethen and Weideman, SIAM Review 56 (2014).
    """
    if kappa >= _CHANCE_ONLY:
        return np.ones(1), np.ones(1)
    spread = 1 / math.sqrt(kappa)
    left = min(-9 * spread, -(_TAIL + math.log1p(total)) / (kappa + 1)) if kappa < 50 else -9 * spread
    right = math.log1p(9 * spread + _TAIL / kappa)
    step = min(0.12, 0.25 * spread)
    u = np.arange(left, right + step, step)
    log_density = kappa * (math.log(kappa) + u) - kappa * np.exp(u) - math.lgamma(kappa)
    return np.exp(u), np.exp(log_density) * step


def _convolved(p: Floats, counts: Floats) -> Floats:
    """Chance of at least 1, 2, 3 successes per column; p has shape (n, columns), each row drawn counts times."""
    none, one, two = np.ones(p.shape[1]), np.zeros(p.shape[1]), np.zeros(p.shape[1])
    more, q = np.empty(p.shape[1]), np.empty(p.shape[1])
    for row, c in zip(p, counts.tolist(), strict=True):
        np.subtract(1, row, out=q)
        if c == 1:
            # Nearly all are booked once: in place, since there may be thousands of them.
            np.add(np.multiply(two, q, out=two), np.multiply(row, one, out=more), out=two)
            np.add(np.multiply(one, q, out=one), np.multiply(none, row, out=more), out=one)
            np.multiply(none, q, out=none)
            continue
        zero = q**c
        first = c * row * q ** (c - 1)
        second = c * (c - 1) / 2 * row * row * q ** np.maximum(c - 2, 0)
        none, one, two = none * zero, one * zero + none * first, two * zero + one * first + none * second
    return np.stack([1 - none, 1 - none - one, np.maximum(1 - none - one - two, 0.0)])


def kwerel_lower(total: float, pairs: float, events: int) -> float:
    """Least chance of at least one of `events` events, given the sum of chances and of pairwise joint chances.

    2 S1 / (k + 1) - 2 S2 / (k (k + 1)) with k = 1 + floor(2 S2 / S1). No better bound exists on S1 and S2 alone.
    Source: Dawson and Sankoff (1967); Kwerel, J. Am. Stat. Assoc. 70 (1975).
    """
    if total <= 0 or events < 1:
        return 0.0
    k = min(1 + math.floor(2 * pairs / total + 1e-12), max(events - 1, 1))
    return max(0.0, 2 * total / (k + 1) - 2 * pairs / (k * (k + 1)))
