"""Reach models against simulated people who do not follow them, after calibration from pairs.

Every world has `PEOPLE` people and `ACCOUNTS` accounts. A person sees an account or not; how likely is what the worlds
differ in. The models know 30 of the accounts pair by pair, and are asked how many different people the others reach.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.forecast import duplication, reach
from planner.forecast.assumptions import default_assumptions
from planner.forecast.calibration import Calibration, calibrate
from planner.forecast.overlap import OverlapTable

Floats = NDArray[np.float64]
Rng = np.random.Generator

PEOPLE, ACCOUNTS, MEASURED = 40_000, 170, 30
GROSS = (0.4, 1.5, 3.0)
MODELS = ("NBD", "NBD, default", "beta-binomial", "independence", "Kwerel", "pool")
HEAD = ("world", "gross / N", "true reach", "duplication", "kappa", *MODELS, "warned")


@dataclass(frozen=True)
class Trial:
    """One world at one gross reach: the true share reached, and each model's error relative to it."""

    world: str
    gross: float
    true: float
    calibration: Calibration
    errors: tuple[float, ...]

    @property
    def cells(self) -> tuple[str, ...]:
        """As a row of the table."""
        kappa = self.calibration.kappa
        return (
            self.world,
            f"{self.gross:g}",
            f"{100 * self.true:.1f} %",
            f"{self.calibration.duplication:.2f}",
            f"{kappa:.2f}" if kappa < 1000 else "chance",
            *(f"{100 * error:+.1f} %" for error in self.errors),
            "yes" if any("smaller market" in said for said in self.calibration.warnings) else "no",
        )


def _log_normal(rng: Rng) -> Floats:
    return np.exp(rng.normal(0, 0.8, PEOPLE))[:, None]


def _heavy(rng: Rng) -> Floats:
    return np.where(rng.random(PEOPLE) < 0.2, 5.0, 1.0)[:, None]


def _communities(rng: Rng) -> Floats:
    """Eight interests; people see accounts of their own four times as often."""
    mine, theirs = rng.integers(0, 8, PEOPLE), rng.integers(0, 8, ACCOUNTS)
    return np.where(mine[:, None] == theirs[None, :], 4.0, 1.0)


def _ring(rng: Rng) -> Floats:
    """Topics on a ring; people see accounts the more, the nearer they are."""
    mine, theirs = (rng.uniform(0, 2 * np.pi, n) for n in (PEOPLE, ACCOUNTS))
    return np.exp(1.2 * np.cos(mine[:, None] - theirs[None, :]))


def _unreachable(rng: Rng) -> Floats:
    return np.where(rng.random(PEOPLE) < 0.5, 0.0, 1.0)[:, None]


WORLDS: dict[str, Callable[[Rng], Floats]] = {
    "log-normal activity": _log_normal,
    "20 % heavy users": _heavy,
    "interest communities": _communities,
    "ring of topics": _ring,
    "half unreachable": _unreachable,
}


def trials(seed: int = 1) -> Iterator[Trial]:
    """Every world at every gross reach."""
    for at, (name, appetite) in enumerate(WORLDS.items()):
        rng = np.random.default_rng((seed, at))
        seen = _audiences(appetite(rng), rng)
        measured, others = seen[:, :MEASURED], seen[:, MEASURED:]
        found = calibrate(_pairs(measured), PEOPLE, default_assumptions())
        shares = others.mean(axis=0)
        for gross in GROSS:
            order = rng.permutation(len(shares))
            few = int(np.searchsorted(np.cumsum(shares[order]), gross)) + 1
            chosen = order[:few]
            true = float(others[:, chosen].any(axis=1).mean())
            modelled = _modelled(shares[chosen], found)
            yield Trial(name, gross, true, found, tuple(value / true - 1 for value in modelled))


def _audiences(appetite: Floats, rng: Rng) -> NDArray[np.bool_]:
    """Who sees what: shape (people, accounts); audiences are log-normal around 3.5 % of the people."""
    wanted = np.minimum(np.exp(rng.normal(np.log(0.035), 0.6, ACCOUNTS)), 0.3)
    appetite = np.broadcast_to(appetite / appetite.mean(), (PEOPLE, ACCOUNTS))
    seen = np.empty((PEOPLE, ACCOUNTS), bool)
    for account, share in enumerate(wanted):
        mine, low, high = appetite[:, account], 0.0, 50.0
        for _ in range(40):
            middle = (low + high) / 2
            low, high = (middle, high) if -np.expm1(-middle * mine).mean() < share else (low, middle)
        seen[:, account] = rng.random(PEOPLE) < -np.expm1(-high * mine)
    return seen


def _pairs(seen: NDArray[np.bool_]) -> OverlapTable:
    shared = seen.T.astype(np.float64) @ seen
    first, second = np.triu_indices(seen.shape[1], 1)
    names = tuple(f"account {i}" for i in range(seen.shape[1]))
    return OverlapTable(names, seen.sum(axis=0).astype(float), first, second, shared[first, second])


def _modelled(shares: Floats, found: Calibration) -> tuple[float, ...]:
    """Share reached, by each of `MODELS`."""
    usual = default_assumptions().number("nbd_kappa_mixed_niche")
    nbd, default = (
        float(reach.share_of_weight(reach.weight(shares, kappa).sum(), kappa)) for kappa in (found.kappa, usual)
    )
    pairs = duplication.exposures(reach.weight(shares, found.kappa), np.ones(len(shares)), found.kappa)
    total = float(shares.sum())
    return (
        nbd,
        default,
        beta_binomial_reach(total, pairs.pairs, len(shares)),
        reach.independent_share(shares),
        pairs.lower,
        reach.pool_share(shares),
    )


def beta_binomial(k: int, n: int, a: float, b: float) -> float:
    """Chance to see exactly k of n equal packages when the chance to see one is Beta(a, b) over people.

    Source: Metheringham, Journal of Advertising Research 4 (1964); the beta-binomial audience model.
    """

    def log_beta(x: float, y: float) -> float:
        return math.lgamma(x) + math.lgamma(y) - math.lgamma(x + y)

    return math.comb(n, k) * math.exp(log_beta(a + k, b + n - k) - log_beta(a, b))


def beta_binomial_reach(total: float, pairs: float, n: int) -> float:
    """Share reached by n packages under the beta-binomial model with this sum of shares and of pairwise overlaps.

    Packages are taken as equal: the model knows only their average. Falls back on independence of equal packages
    when pairs overlap no more than by chance.
    """
    if n == 0 or total <= 0:
        return 0.0
    mean = min(total / n, 1 - 1e-12)
    if n == 1:
        return mean
    both = 2 * pairs / (n * (n - 1))
    if both <= mean * mean * (1 + 1e-9):
        return -math.expm1(n * math.log1p(-mean))
    if both >= mean:
        return mean
    # E[p^2] / E[p] = (a + 1) / (a + b + 1) and E[p] = a / (a + b).
    size = (mean - both) / (both - mean * mean)
    return 1 - beta_binomial(0, n, mean * size, (1 - mean) * size)
