"""Log-normals whose logs may be skewed: the spread of accounts around a benchmark, as accounts have it.

The log of a factor is `X = a |u| + b v` less its mean, u and v standard normal: a skew-normal (Azzalini, Scandinavian
Journal of Statistics 12, 1985), of which the normal is the case a = 0. It is given by the variance of X and its third
cumulant, which is its skewness times the cube of its sd. Where independent normals are added, variances add up and the
third cumulant stays, so that what creators, posts and campaigns contribute is again of this family. All functions take
arrays of one shape or shapes that broadcast.
"""

import math

import numpy as np

from planner.forecast.table import Floats

Value = Floats | float
MOST = 0.99
"""Largest skewness of a skew-normal, nearly."""
_MEAN = math.sqrt(2 / math.pi)
_VARIANCE = 1 - 2 / math.pi
_THIRD = _MEAN * (4 / math.pi - 1)
_FOURTH = 8 * (math.pi - 3) / math.pi**2
"""Mean, variance, third and fourth cumulant of |u|."""
_STEP = 0.003
_GRID = _STEP * np.arange(-3_000, 3_001)
_LOG_MEAN_OF_ABS = _GRID**2 / 2 + np.log(list(map(math.erfc, (_GRID / -math.sqrt(2)).tolist())))
"""log E exp(a |u|) = a²/2 + log(2 Phi(a)) at each point of the grid."""


def parts(variance: Value, third: Value) -> tuple[Floats, Floats]:
    """The weights a and b of |u| and v."""
    variance, third = np.asarray(variance, float), np.asarray(third, float)
    bounded = np.clip(third, -MOST * variance**1.5, MOST * variance**1.5)
    a = np.cbrt(bounded / _THIRD)
    return np.asarray(a), np.sqrt(np.maximum(variance - a**2 * _VARIANCE, 0.0))


def lift(variance: Value, third: Value) -> Floats:
    """Log of the mean of exp(X) over exp of the mean of X: half the variance where nothing is skewed."""
    a, b = parts(variance, third)
    return np.asarray(np.interp(a, _GRID, _LOG_MEAN_OF_ABS) - a * _MEAN + b**2 / 2)


def quantile(variance: Value, third: Value, z: float) -> Floats:
    """X at the probability that a standard normal has below z, by Cornish and Fisher's expansion."""
    variance, third = np.asarray(variance, float), np.asarray(third, float)
    a, _ = parts(variance, third)
    sd = np.sqrt(variance)
    with np.errstate(divide="ignore", invalid="ignore"):
        skew = np.where(sd > 0, a**3 * _THIRD / sd**3, 0.0)
        peak = np.where(sd > 0, a**4 * _FOURTH / sd**4, 0.0)
    shape = z + (z**2 - 1) * skew / 6 + (z**3 - 3 * z) * peak / 24 - (2 * z**3 - 5 * z) * skew**2 / 36
    return np.asarray(sd * shape)


def factors(lean: Floats, normal: Floats, spread: tuple[Floats, Floats], many: Floats) -> Floats:
    """Means of so many independent factors exp(X) of mean 1, as one draw each.

    lean, normal: draws of standard normals for u and v, of shape (n, draws), as is `many`. spread: variance and third
    cumulant of one X, of shape (n, 1).
    """
    most = int(many.max(initial=1.0))
    variance, third = of_mean(*spread, np.arange(1, most + 1, dtype=float)[None, :])
    a, b = parts(variance, third)
    less = a * _MEAN + lift(variance, third)
    if most > 1:
        at = np.maximum(many.astype(np.int64), 1) - 1
        a, b, less = (np.take_along_axis(part, at, axis=1) for part in (a, b, less))
    logs = a * np.abs(lean)
    logs += b * normal
    logs -= less
    return np.exp(logs, out=logs)


def of_mean(variance: Floats, third: Floats, many: Floats) -> tuple[Floats, Floats]:
    """Variance and third cumulant of the log of the mean of so many independent factors.

    The mean of log-normals as log-normal (Fenton, IRE Transactions 8, 1960), as it was where there is one, and with the
    exact variance of the mean where there are many.
    """
    times = np.maximum(many, 1.0)
    # Coefficient of variation, squared: E exp(2X) / (E exp(X))² - 1.
    apart = np.expm1(lift(4 * variance, 8 * third) - 2 * lift(variance, third))
    one = np.log1p(apart)
    return np.asarray(np.log1p(apart / times) + (variance - one) / times**2), np.asarray(third / times**2)


def chance_below(x: float, variance: float, third: float) -> float:
    """Probability that X is below x: over |u|, the normal's probability of the rest."""
    a, b = (float(part) for part in parts(variance, third))
    at = np.linspace(0.0, 8.0, 801)
    weight = np.exp(-(at**2) / 2)
    below = [0.5 * math.erfc(-z / math.sqrt(2)) for z in ((x - a * (at - _MEAN)) / max(b, 1e-9)).tolist()]
    return float(weight @ np.array(below) / weight.sum())
