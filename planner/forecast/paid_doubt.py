"""How uncertain it is what money behind posts brings: the price of a thousand impressions, and the people it finds."""

from __future__ import annotations

import numpy as np

from planner.forecast.assumptions import Assumptions
from planner.forecast.table import Codes, Floats, Ints, PackageTable
from planner.frozen import dataclass

_Z90 = 1.2815515655446004
"""Nine of ten draws of a normal lie below it."""


@dataclass(frozen=True, eq=False)
class PaidDoubt:
    """Of n picks: what the money adds, and the log sd of it.

    reach: share of each segment that the money behind one booking reaches where it is posted, shape (n, segments).
    share, engaged: parts of a booking's impressions and engagements that are bought, (n,). people: part of all people
    whom it reaches. cents: money behind one booking. platform: codes, since a price is off for all posts of a platform
    at once, by price_sd, shape (platforms,); post_sd: of the people whom one booking finds, on top of it, (n,).
    """

    reach: Floats
    share: Floats
    engaged: Floats
    people: Floats
    cents: Ints
    platform: Codes
    price_sd: Floats
    post_sd: Floats

    @classmethod
    def of(cls, table: PackageTable, rows: Ints, assumptions: Assumptions) -> PaidDoubt | None:
        """Look up these rows of the table; None where there is no money behind any of them."""
        cents = table.boost_cents[rows]
        if table.extras is None or not cents.any():
            return None
        extras = table.extras.part(rows)
        happens = np.maximum(table.happens[rows], 1e-12)
        ranges = [_log_sd(assumptions, str(platform)) for platform in assumptions.platforms]
        posts = np.maximum(table.posts[rows], 1)
        one = np.expm1(assumptions.number("paid_reach_log_sd") ** 2)
        return cls(
            reach=(extras.paid_reach / happens)[:, None] * extras.targets / table.sizes,
            share=_part(extras.paid_impressions, table.impressions[rows]),
            engaged=_part(extras.paid_engagements, table.engagements[rows]),
            people=_part(extras.paid_reach, table.gross_reach[rows]),
            cents=cents,
            platform=table.platform[rows],
            price_sd=np.array(ranges),
            post_sd=np.sqrt(np.log1p(one / posts)),
        )

    def price_draws(self, rng: np.random.Generator, draws: int) -> Floats:
        """What a price brings relative to its forecast, by platform and draw, mean 1; shape (platforms, draws)."""
        return _factor(rng.standard_normal((len(self.price_sd), draws)), self.price_sd[:, None])

    def post_draws(self, rng: np.random.Generator, part: slice, draws: int) -> Floats:
        """The same of the people found, by booking and draw; shape (part, draws)."""
        sd = self.post_sd[part, None]
        return _factor(rng.standard_normal((len(sd), draws)), sd)

    def own(self, part: slice) -> Floats:
        """Parts of the impressions and of the engagements of these bookings that are not bought, shape (part, 2)."""
        return 1 - np.stack([self.share[part], self.engaged[part]], axis=1)

    def mixed(self, variance: Floats, third: Floats) -> tuple[Floats, Floats]:
        """Log variance and third cumulant of all people of a booking, from those of its own reach; both (n,)."""
        own, bought = 1 - self.people, self.people
        paid = np.expm1(self.price_sd[self.platform] ** 2 + self.post_sd**2)
        return np.log1p(own**2 * np.expm1(variance) + bought**2 * paid), third * own**3


def _log_sd(assumptions: Assumptions, platform: str) -> float:
    """Log sd of a price, of whose range eight in ten are taken to lie inside; 0 where no ads are sold."""
    key = f"paid_cpm.{platform}.all"
    if key not in assumptions:
        return 0.0
    low, high = assumptions[key].ends
    return float(np.log(high / low) / (2 * _Z90)) if 0 < low < high else 0.0


def _part(some: Floats, whole: Floats) -> Floats:
    return np.divide(some, whole, out=np.zeros(len(some)), where=whole > 0)


def _factor(normal: Floats, sd: Floats) -> Floats:
    """Log-normal with mean 1."""
    return np.asarray(np.exp(sd * normal - sd**2 / 2))
