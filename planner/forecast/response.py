"""How people respond to posts: engagements by what their rate is relative to, and conversions."""

from __future__ import annotations

import numpy as np

from planner.brief.brief import Brief
from planner.brief.sales import CLICK_COLUMN, CONVERSION_COLUMN
from planner.domain.columns import Columns
from planner.domain.roster import BASE_COLUMN, Base
from planner.forecast.assumptions import Assumptions
from planner.forecast.benchmarks import Benchmarks
from planner.forecast.history import Known
from planner.forecast.lines import Lines, codes_in
from planner.forecast.pairs import Pairs
from planner.forecast.table import BASES, EVIDENCE, Codes, Floats


def honest_share(people: Columns, usual_fake: Floats, assumptions: Assumptions) -> Floats:
    """Real followers relative to what the benchmark of the tier already holds, per creator; 1 where not known."""
    mass_weight = assumptions.number("mass_follower_weight")
    usual_mass = assumptions.number("mass_follower_share")
    fake, mass = people.numbers("fake_share"), people.numbers("mass_share")
    fake, mass = np.where(np.isnan(fake), usual_fake, fake), np.where(np.isnan(mass), usual_mass, mass)
    return np.asarray(np.clip(1 - fake - mass_weight * mass, 0, None) / (1 - usual_fake - mass_weight * usual_mass))


def bases_of(known: Known, learned: Floats, platform: Codes, numbers: Benchmarks) -> Codes:
    """What each creator's engagement rate is relative to, as an index into `BASES`.

    The base stated with a rate holds for that rate only: benchmarks and what campaigns taught (learned, NaN = nothing)
    are on the platform's usual base.
    """
    usual = np.where(numbers.on_views[platform], BASES.index(Base.VIEWS), BASES.index(Base.FOLLOWERS))
    if BASE_COLUMN not in known.people:
        return np.asarray(usual, np.int32)
    stated = codes_in(known.people, BASE_COLUMN, BASES)
    own = (stated >= 0) & ~np.isnan(known.engagement_rate) & np.isnan(learned)
    return np.asarray(np.where(own, stated, usual), np.int32)


def engagements_per_post(
    known: Known,
    codes: tuple[Codes, Codes, Codes, Codes],
    one_post: tuple[Pairs, Floats],
    numbers: Benchmarks,
    assumptions: Assumptions,
) -> Floats:
    """Engagements on one post, per package and format, before sponsored and fit factors.

    codes: platform, level, base of the rate and evidence of reach, of each creator. one_post: people whom a post of
    each pair reaches. A rate on views multiplies the views of the format, one on reach its people; a rate on followers
    holds for the platform's usual format, and other formats scale with their reach. A benchmark rate on followers is
    corrected for fake ones, as the benchmark reach is; a creator's own rate is not.
    """
    platform, level, base, evidence = codes
    pairs, reached = one_post
    own, followers = known.engagement_rate, known.people.numbers("followers")
    unseen = evidence == EVIDENCE.index("benchmark rate")
    size = numbers.slopes.engagement_of(followers, platform, level)
    usual = numbers.engagement_rate[platform, level]
    usual = np.where(unseen, numbers.engagement_rate_unseen[platform, level] * size, usual)
    rate = np.where(np.isnan(own), usual, own)
    views = reached * pairs.figures(numbers.impressions)
    usual_reach = numbers.reach_rate[platform, level, numbers.first[platform]]
    honest = np.where(np.isnan(own), honest_share(known.people, numbers.fake_share[platform, level], assumptions), 1.0)
    scaled = (followers * honest)[pairs.creator] * pairs.figures(numbers.reach_rate) / usual_reach[pairs.creator]
    by_base = {Base.FOLLOWERS: scaled, Base.VIEWS: views, Base.REACH: reached}
    return np.asarray(rate[pairs.creator] * np.choose(base[pairs.creator], [by_base[name] for name in BASES]))


def conversion_rates(lines: Lines, brief: Brief) -> Floats:
    """Conversions per impression of each package: the roster's own rates where it has them, else the brief's."""
    rates = []
    for column, usual in ((CLICK_COLUMN, brief.sales.click_rate), (CONVERSION_COLUMN, brief.sales.conversion_rate)):
        stated = lines.numbers.get(column, np.zeros(len(lines)))
        rates.append(np.where(stated > 0, stated, usual or 0.0))
    return np.asarray(rates[0] * rates[1])
