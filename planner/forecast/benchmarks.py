"""Benchmark figures of the assumptions as arrays, which forecasts look up by platform, level and format."""

from __future__ import annotations

import numpy as np

from planner.domain.platforms import formats_of
from planner.domain.roster import Platform
from planner.forecast import skewed
from planner.forecast.assumptions import Assumptions
from planner.forecast.levels import LEVELS, ceiling_metric, platform_of_format, reach_metric
from planner.forecast.lines import FORMAT_NAMES
from planner.forecast.slopes import Slopes
from planner.forecast.spreads import Spreads
from planner.forecast.table import Bools, Codes, Floats, Ints
from planner.frozen import dataclass


@dataclass(frozen=True)
class Benchmarks:
    """Benchmark figures as arrays over platform (P) x level (L) x format (F), NaN where there is none.

    All are means over accounts, see `planner.forecast.spreads`. engagement_rate_unseen: of accounts of which no views
    are known, such that engagements per follower come out as measured; else the same as engagement_rate. A platform
    that nobody is on has NaN or 0.
    """

    reach_rate: Floats
    impressions: Floats
    cpm_usd: Floats
    cpm_low: Floats
    cpm_high: Floats
    engagement_rate: Floats
    engagement_rate_unseen: Floats
    on_views: Bools
    views_to_people: Floats
    fake_share: Floats
    ceiling: Floats
    stated_reach_bias: Floats
    spreads: Spreads
    slopes: Slopes
    first: Ints
    """Usual format of each platform, (platforms,)."""

    @classmethod
    def of(cls, assumptions: Assumptions, wanted: frozenset[str] | None = None) -> Benchmarks:
        """Read the table once; per platform, level and format. wanted: platforms to read, None = all."""
        platforms = assumptions.platforms
        shape = (len(platforms), len(LEVELS), len(FORMAT_NAMES))
        rate, impressions, cpm, low, high = (np.full(shape, np.nan) for _ in range(5))
        engagement, unseen, fake = np.zeros(shape[:2]), np.zeros(shape[:2]), np.zeros(shape[:2])
        on_views, to_people, bias = np.zeros(shape[0], bool), np.full(shape[0], np.nan), np.full(shape[0], np.nan)
        for p, platform in enumerate(platforms):
            if wanted is not None and platform not in wanted:
                continue
            for f in formats_of(platform):
                where = platform_of_format(platform, f)
                for at, level in enumerate(LEVELS):
                    column = FORMAT_NAMES.index(f)
                    rate[p, at, column] = assumptions.number(reach_metric(platform, f), platform, level)
                    impressions[p, at, column] = assumptions.number("impressions_per_reached_person", where)
                    price = assumptions.row("cpm_for_fallback_fee", where.replace("story_frame", "feed"), level)
                    cpm[p, at, column] = price.number
                    low[p, at, column], high[p, at, column] = price.ends
            for at, level in enumerate(LEVELS):
                row = assumptions[f"engagement_rate.{platform}.{level}"]
                engagement[p, at] = row.number
                unseen[p, at] = row.number
                if f"engagement_where_views_unknown.{platform}.{level}" in assumptions:
                    unseen[p, at] *= assumptions.number("engagement_where_views_unknown", platform, level)
                on_views[p] = "views" in row.unit
                fake[p, at] = assumptions.number("suspicious_follower_share", Platform.INSTAGRAM, level)
            bias[p] = assumptions.number("stated_reach_bias", platform)
            if f"unique_viewers_per_view.{platform}.all" in assumptions:
                to_people[p] = assumptions.number("unique_viewers_per_view", platform)
        ceiling = np.array([assumptions.number(ceiling_metric(f)) for f in FORMAT_NAMES])
        first = np.array([FORMAT_NAMES.index(formats_of(platform)[0]) for platform in platforms])
        return cls(
            rate,
            impressions,
            cpm,
            low,
            high,
            engagement,
            unseen,
            on_views,
            to_people,
            fake,
            ceiling,
            bias,
            Spreads.of(assumptions, wanted),
            Slopes.of(assumptions, wanted),
            first,
        )

    def mean_over_median(self, platform: Codes, level: Codes, accounts: bool) -> Floats:
        """Mean of a usual creator's posts over the post in the middle; over that of the account in the middle too."""
        where = (platform, level, self.first[platform])
        variance, third = self.spreads.within[where] ** 2, np.zeros(len(platform))
        if accounts:
            variance, third = variance + self.spreads.between[where] ** 2, self.spreads.third[where]
        return np.asarray(np.exp(skewed.lift(variance, third) - skewed.quantile(variance, third, 0.0)))
