"""What is not known of a whole kind of creators: how far a benchmark may lie from what this market does.

A kind is a platform, format and level. All its creators share the deviation, so that no number of them averages it
out; part of it is common to the platform and to the whole market. Learned campaigns narrow it, see
`planner.debrief.lessons`. Deviations are log-normal with mean 1: a default is the mean of what may be.
"""

from __future__ import annotations

import numpy as np

from planner.domain.platforms import formats_of
from planner.domain.roster import Compensation, Format, Platform
from planner.forecast.assumptions import Assumptions
from planner.forecast.levels import LEVELS, reach_metric
from planner.forecast.table import COMPENSATIONS, Codes, Floats, Ints
from planner.frozen import dataclass

_FORMATS = tuple(Format)
_FIRST_PLATFORMS = 5
"""Platforms that are always drawn, so that a campaign without any other has the draws that it had before there were."""
POSTING = {
    Compensation.CASH: "post_probability_contracted",
    Compensation.HYBRID: "post_probability_contracted",
    Compensation.PRODUCT: "post_probability_product_incentive",
    Compensation.EVENT: "post_probability_product_incentive",
    Compensation.AFFILIATE: "post_probability_product_incentive",
}
"""Assumption of the chance that a post appears, by what is paid with."""


def reach_doubt_key(platform: Platform, f: Format, level: str) -> str:
    """Assumption that says how well the reach rate of a kind is known."""
    return f"doubt_{reach_metric(platform, f)}.{platform}.{level}"


def stated_doubt_key(platform: Platform) -> str:
    """Assumption that says how well insights and views of a platform are known to come true."""
    return f"doubt_stated_reach_bias.{platform}.all"


def response_doubt_key(platform: Platform, level: str) -> str:
    """Assumption that says how well the engagement rate of a platform and level is known."""
    return f"doubt_engagement_rate.{platform}.{level}"


@dataclass(frozen=True)
class Doubt:
    """Log sd of each kind: reach (platforms, levels, formats), stated (platforms,), response (platforms, levels).

    market, platform: part of the variance in common to all, and to a platform beyond that. posting: mean chance and
    bookings it is worth, by way of paying, shape (ways, 2).
    """

    reach: Floats
    stated: Floats
    response: Floats
    market: float
    platform: float
    posting: Floats

    @classmethod
    def of(cls, assumptions: Assumptions) -> Doubt:
        """Read the table once."""
        platforms = assumptions.platforms
        reach = np.zeros((len(platforms), len(LEVELS), len(_FORMATS)))
        response = np.zeros(reach.shape[:2])
        for p, platform in enumerate(platforms):
            for at, level in enumerate(LEVELS):
                response[p, at] = assumptions[response_doubt_key(platform, level)].number
                for f in formats_of(platform):
                    reach[p, at, _FORMATS.index(f)] = assumptions[reach_doubt_key(platform, f, level)].number
        chances = [
            (assumptions.number(POSTING[way]), assumptions.number(f"{POSTING[way]}_bookings")) for way in COMPENSATIONS
        ]
        return cls(
            reach,
            np.array([assumptions[stated_doubt_key(platform)].number for platform in platforms]),
            response,
            assumptions.number("doubt_common_to_market"),
            assumptions.number("doubt_common_to_platform"),
            np.array(chances),
        )


@dataclass(frozen=True, eq=False)
class Kinds:
    """Picks as members of kinds, shape (n,): log sd of what their kind may deviate, and which kind it is."""

    sd: Floats
    platform: Codes
    kind: Ints
    market: float
    family: float

    def draw(self, rng: np.random.Generator, draws: int) -> Floats:
        """Factors of mean 1, shape (n, draws): equal luck for all of a kind, in part for all of a platform."""
        return self.deviations(rng, draws)[:]

    def deviations(self, rng: np.random.Generator, draws: int) -> Deviations:
        """The same, worked out for a block of picks at a time."""
        common = np.sqrt(self.market) * rng.standard_normal(draws)
        platforms = np.sqrt(self.family) * rng.standard_normal((_FIRST_PLATFORMS, draws))
        further = int(self.platform.max(initial=0)) + 1 - _FIRST_PLATFORMS
        if further > 0:
            platforms = np.vstack([platforms, np.sqrt(self.family) * rng.standard_normal((further, draws))])
        kinds, which = np.unique(self.kind, return_inverse=True)
        own = np.sqrt(max(1 - self.market - self.family, 0.0)) * rng.standard_normal((len(kinds), draws))
        return Deviations(self.sd, common + platforms, own, self.platform, which)


@dataclass(frozen=True, eq=False)
class Deviations:
    """Drawn factors of n picks, as `Kinds.draw` describes them.

    sd: log sd of each, (n,). platforms, own: normals in common to each platform and of each kind, (kinds, draws);
    platform, kind: which are theirs, (n,).
    """

    sd: Floats
    platforms: Floats
    own: Floats
    platform: Codes
    kind: Ints

    def __getitem__(self, part: slice) -> Floats:
        """Factors of these picks, shape (part, draws)."""
        sd = self.sd[part, None]
        logs = self.platforms[self.platform[part]] + self.own[self.kind[part]]
        logs *= sd
        logs -= sd**2 / 2
        return np.exp(logs, out=logs)


def posting_draws(chances: Floats, bookings: Floats, rng: np.random.Generator, draws: int) -> Floats:
    """Chances of posting that are worth so many bookings, drawn (Beta); shape (kinds, draws)."""
    above, below = chances * bookings, (1 - chances) * bookings
    # A chance of 0 or 1 leaves nothing to draw.
    drawn = rng.beta(np.maximum(above, 1e-9)[:, None], np.maximum(below, 1e-9)[:, None], (len(chances), draws))
    return np.asarray(np.where(((chances > 0) & (chances < 1))[:, None], drawn, chances[:, None]))
