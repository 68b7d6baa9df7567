"""Forecast of each package: from a roster, a brief and the assumptions to the package table.

The steps are those of a defensible media forecast: best evidence of one post's reach first, the part of it
in each segment, repeats, response, the chance that it happens, and the cost. All of it is arithmetic on
columns, so that a million packages take the same code as one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from planner.brief import Brief, Goal
from planner.domain import FORMATS_OF, RESOURCE_SCALE, UNKNOWN_FEE, Compensation, Platform, Roster
from planner.forecast import reach, waves
from planner.forecast.assumptions import Assumptions
from planner.forecast.closeness import closeness_of
from planner.forecast.history import OwnHistory
from planner.forecast.lines import FORMAT_NAMES, Lines, quoted_lines
from planner.forecast.offers import offered_lines, worth_of_stock
from planner.forecast.rhythm import busiest_fortnight, response_of, runs_of
from planner.forecast.table import (
    COMPENSATIONS,
    PLATFORMS,
    Bools,
    Codes,
    Floats,
    Ints,
    PackageTable,
    TableSegment,
)

LEVELS = ("nano", "micro", "mid", "macro", "mega")
_REACH_METRIC = {"post": "feed", "reel": "reel", "story": "story", "video": "video", "integration": "integration"}
_POSTING = {
    Compensation.CASH: "post_probability_contracted",
    Compensation.HYBRID: "post_probability_contracted",
    Compensation.PRODUCT: "post_probability_product_incentive",
    Compensation.EVENT: "post_probability_product_incentive",
    Compensation.AFFILIATE: "post_probability_product_incentive",
}


@dataclass(frozen=True)
class Benchmarks:
    """Benchmark figures as arrays over platform (P) x level (L) x format (F), NaN where there is none."""

    reach_rate: Floats
    impressions: Floats
    cpm_usd: Floats
    engagement_rate: Floats
    on_views: Bools
    views_to_people: Floats
    fake_share: Floats
    ceiling: Floats
    stated_reach_bias: Floats

    @classmethod
    def of(cls, assumptions: Assumptions) -> Benchmarks:
        """Read the table once; per platform, level and format."""
        shape = (len(PLATFORMS), len(LEVELS), len(FORMAT_NAMES))
        rate, impressions, cpm = np.full(shape, np.nan), np.full(shape, np.nan), np.full(shape, np.nan)
        engagement, fake = np.zeros(shape[:2]), np.zeros(shape[:2])
        on_views, to_people = np.zeros(shape[0], bool), np.full(shape[0], np.nan)
        for p, platform in enumerate(PLATFORMS):
            for f in FORMATS_OF[platform]:
                where = platform_of_format(platform, f)
                for at, level in enumerate(LEVELS):
                    column = FORMAT_NAMES.index(f)
                    rate[p, at, column] = assumptions.number(reach_metric(platform, f), platform, level)
                    impressions[p, at, column] = assumptions.number("impressions_per_reached_person", where)
                    cpm[p, at, column] = assumptions.number(
                        "cpm_for_fallback_fee", where.replace("story_frame", "feed")
                    )
            for at, level in enumerate(LEVELS):
                row = assumptions[f"engagement_rate.{platform}.{level}"]
                engagement[p, at] = row.number
                on_views[p] = "views" in row.unit
                fake[p, at] = assumptions.number("suspicious_follower_share", Platform.INSTAGRAM, level)
            if f"unique_viewers_per_view.{platform}.all" in assumptions:
                to_people[p] = assumptions.number("unique_viewers_per_view", platform)
        ceiling = np.array(
            [assumptions.number("reach_ceiling_c_feed" if f == "post" else f"reach_ceiling_{f}") for f in FORMAT_NAMES]
        )
        bias = np.array([assumptions.number("stated_reach_bias", platform) for platform in PLATFORMS])
        return cls(rate, impressions, cpm, engagement, on_views, to_people, fake, ceiling, bias)


def reach_metric(platform: str, f: str) -> str:
    """Name of the benchmark reach rate of a format on a platform."""
    if platform in (Platform.FACEBOOK, Platform.X):
        return "reach_rate_post"
    if platform == Platform.YOUTUBE:
        return "reach_rate_integration"
    return f"reach_rate_{_REACH_METRIC[f]}"


def platform_of_format(platform: str, f: str) -> str:
    """Key of the per-format benchmarks: Instagram's formats each have their own."""
    if platform != Platform.INSTAGRAM:
        return str(platform)
    return {"post": "instagram_feed", "reel": "instagram_reel", "story": "instagram_story_frame"}[f]


def level_codes(followers: Floats, assumptions: Assumptions) -> Codes:
    """Benchmark level of each follower count: index into `LEVELS`."""
    edges = [assumptions.number(f"{level}_from_followers") for level in LEVELS[1:]]
    return np.searchsorted(edges, followers, side="right").astype(np.int32)


def build_table(roster: Roster, brief: Brief, assumptions: Assumptions) -> PackageTable:
    """Forecast every package of a roster for a brief.

    The brief must have passed `planner.crosscheck.cross_check` with this roster; a resource or score that is not
    a roster column raises KeyError.
    """
    times = waves.slots(brief, assumptions, date(2000, 1, 1))
    lines = quoted_lines(roster, brief, waves.free(roster, brief, times))
    if brief.offers is not None:
        quoted = forecast_lines(roster, lines, brief, assumptions)
        lines = offered_lines(lines, quoted, waves.free(roster, brief, times), (brief, assumptions))
    return forecast_lines(roster, lines, brief, assumptions)


def forecast_lines(roster: Roster, lines: Lines, brief: Brief, assumptions: Assumptions) -> PackageTable:
    """Forecast these packages of a roster's creators; lines: n, sorted by creator."""
    people, of, counts = roster.creators, lines.creator, lines.counts
    numbers = Benchmarks.of(assumptions)
    platform = _codes_in(people["platform"], [str(p) for p in PLATFORMS])
    followers = people["followers"].to_numpy(float)
    level = level_codes(followers, assumptions)
    close = closeness_of(roster, brief, assumptions)
    times = waves.slots(brief, assumptions, date(2000, 1, 1))

    own = OwnHistory.of(people["id"], brief.history)
    known = own.known(people, numbers.stated_reach_bias[platform])
    one_post, evidence = _one_post(known, platform, level, numbers, assumptions)
    evidence = np.where(own.has_reach, 0, evidence).astype(np.int32)
    reached = _package_reach(one_post[of], counts, followers[of], numbers, assumptions)
    posting = np.array([assumptions.number(_POSTING[c]) for c in COMPENSATIONS])[lines.compensation]
    posting = np.where(np.isnan(own.chance[of]), posting, own.chance[of])
    happens = lines.accepts * posting
    gross = happens * reached
    impressions = np.nansum(counts * one_post[of] * numbers.impressions[platform[of], level[of]], axis=1)
    fit = close.fit
    per_post = _engagements_per_post(known, platform, level, one_post, numbers)
    response = assumptions.number("sponsored_vs_organic_multiplier") * (
        1 + assumptions.number("fit_multiplier_b") * (2 * np.where(np.isnan(fit), 0.5, fit) - 1)
    )
    engagements = happens * np.nansum(counts * per_post[of], axis=1) * response[of]
    engagements *= response_of(lines, times if brief.waves else (), assumptions)

    fee, estimated = _fees(lines, impressions, platform, level, (brief, assumptions))
    fee, estimated = _agreed(fee, estimated, lines, (roster, brief))
    uses = lines.uses(brief)
    cash = fee + lines.commission_cents + lines.shipping_cents(brief)
    value = cash.copy()
    for name, resource in brief.resources.items():
        value += np.rint(uses[name] * (resource.unit_cost_cents / RESOURCE_SCALE)).astype(np.int64)

    country, countries = _factor(people["country"])
    category, categories = _factor(people["category"])
    segments = _segments(brief, assumptions)
    weights = _weights(gross, country[of], countries, brief, assumptions)
    wave_weights = weights
    if len(brief.waves) > 1:
        share = counts / runs_of(lines)[:, None]
        once = happens * _package_reach(one_post[of], share, followers[of], numbers, assumptions)
        wave_weights = _weights(once, country[of], countries, brief, assumptions)
    return PackageTable(
        creator=of,
        available=people["available"].to_numpy(np.int64),
        tier=np.searchsorted([brief.tiers.mid, brief.tiers.macro], followers, side="right").astype(np.int32)[of],
        platform=platform[of],
        compensation=lines.compensation,
        country=country[of],
        category=category[of],
        active=lines.active,
        countries=countries,
        categories=categories,
        cash_cents=cash,
        value_cents=value,
        worth_cents=fee + lines.commission_cents + worth_of_stock(lines, brief),
        fee_estimated=estimated,
        evidence=evidence[of],
        own_posts=np.where(own.has_reach, own.worth, 0.0)[of],
        happens=happens,
        gross_reach=gross,
        counts=counts,
        posts=counts.sum(axis=1),
        impressions=happens * impressions,
        engagements=engagements,
        weights=weights,
        wave_weights=wave_weights,
        score=_score(lines, brief.goal),
        second_score=_score(lines, None if brief.second_goal is None else brief.second_goal.goal),
        followers=followers[of],
        engagement_rate=people["engagement_rate"].to_numpy(float)[of],
        fake_share=people["fake_share"].to_numpy(float)[of],
        fit=fit[of],
        authenticity=close.authenticity[of],
        affinity=close.affinity[of],
        values_match=close.values[of],
        sponsored_load=close.sponsored_load[of],
        accepts=lines.accepts,
        posting=posting,
        fortnight=busiest_fortnight(lines, times),
        blocked=lines.blocked,
        uses=uses,
        segments=segments,
        shock_sd=assumptions.number("campaign_common_shock_log_sd"),
        creator_ids=people["id"].to_numpy(dtype=object),
        package_ids=lines.ids,
    )


def _score(lines: Lines, goal: Goal | None) -> Floats:
    if goal is None or goal.score is None:
        return np.zeros(len(lines))
    return np.asarray(lines.numbers[goal.score], float)


def _one_post(
    people: pd.DataFrame, platform: Codes, level: Codes, numbers: Benchmarks, assumptions: Assumptions
) -> tuple[Floats, Codes]:
    """People reached by one post per creator and format (NaN where the platform has no such format), and how known."""
    rate = numbers.reach_rate[platform, level]
    first = np.array([FORMAT_NAMES.index(FORMATS_OF[p][0]) for p in PLATFORMS])[platform]
    usual = rate[np.arange(len(rate)), first]
    followers = people["followers"].to_numpy(float)
    measured = people["measured_reach"].to_numpy(float)
    # Scraped files write 0 views where none were counted; a creator without any viewer is not meant.
    views = people["median_views"].replace(0, np.nan).to_numpy(float) * numbers.views_to_people[platform]

    mass_weight = assumptions.number("mass_follower_weight")
    usual_fake = numbers.fake_share[platform, level]
    usual_mass = assumptions.number("mass_follower_share")
    fake = people["fake_share"].fillna(pd.Series(usual_fake)).to_numpy(float)
    mass = people["mass_share"].fillna(usual_mass).to_numpy(float)
    honest = np.clip(1 - fake - mass_weight * mass, 0, None) / (1 - usual_fake - mass_weight * usual_mass)

    has_measured, has_views = ~np.isnan(measured), ~np.isnan(views)
    base = np.where(has_measured, measured, np.where(has_views, views, followers * usual * honest))
    evidence = np.where(has_measured, 1, np.where(has_views, 2, 3)).astype(np.int32)
    return base[:, None] * rate / usual[:, None], evidence


def _package_reach(
    one_post: Floats, counts: Ints | Floats, followers: Floats, numbers: Benchmarks, assumptions: Assumptions
) -> Floats:
    """People whom a package reaches at least once: repeats within a format, then formats, up to a ceiling."""
    growth = assumptions.number("reach_growth_by_repeats")
    rho = np.where(counts > 0, np.nan_to_num(one_post), 0.0)
    ceiling = np.maximum(numbers.ceiling * followers[:, None], growth * rho)
    with np.errstate(divide="ignore", invalid="ignore"):
        by_format = np.where(rho > 0, ceiling * (1 - (1 - rho / ceiling) ** counts), 0.0)
        top = np.where(counts > 0, ceiling, 0.0).max(axis=1)
        missed = np.where(top[:, None] > 0, 1 - by_format / top[:, None], 1.0).prod(axis=1)
    return np.asarray(top * (1 - missed))


def _engagements_per_post(
    people: pd.DataFrame, platform: Codes, level: Codes, one_post: Floats, numbers: Benchmarks
) -> Floats:
    """Engagements on one post, per creator and format, before sponsored and fit factors.

    A rate on views multiplies the views of the format; a rate on followers holds for the platform's usual
    format, and other formats scale with their reach.
    """
    own = people["engagement_rate"].to_numpy(float)
    rate = np.where(np.isnan(own), numbers.engagement_rate[platform, level], own)[:, None]
    views = one_post * numbers.impressions[platform, level]
    first = np.array([FORMAT_NAMES.index(FORMATS_OF[p][0]) for p in PLATFORMS])[platform]
    bench = numbers.reach_rate[platform, level]
    scaled = people["followers"].to_numpy(float)[:, None] * bench / bench[np.arange(len(bench)), first][:, None]
    return np.asarray(rate * np.where(numbers.on_views[platform][:, None], views, scaled))


def _fees(
    lines: Lines,
    impressions: Floats,
    platform: Codes,
    level: Codes,
    context: tuple[Brief, Assumptions],
) -> tuple[Ints, Bools]:
    """Fees in cents: a quote always wins; else what the impressions cost at the benchmark CPM, in whole units."""
    brief, assumptions = context
    quoted, counts, of = lines.fee_cents, lines.counts, lines.creator
    estimated = quoted == UNKNOWN_FEE
    if not estimated.any():
        return quoted.copy(), lines.derived.copy()
    cpm = Benchmarks.of(assumptions).cpm_usd[platform, level][of]
    posts = counts.sum(axis=1)
    weighted = np.nansum(counts * np.nan_to_num(cpm), axis=1) / np.maximum(posts, 1)
    discount = np.select(
        [posts >= 6, posts >= 3],
        [assumptions.number("package_discount_6plus_posts"), assumptions.number("package_discount_3_5_posts")],
        0.0,
    )
    rate = 1.0 if brief.currency == "USD" else assumptions.number("units_per_usd", brief.currency)
    least = assumptions.number("least_estimated_fee")
    guess = np.rint(np.maximum(impressions / 1000 * weighted * (1 - discount), least) * rate).astype(np.int64) * 100
    return np.where(estimated, guess, quoted), estimated | lines.derived


def _agreed(fee: Ints, estimated: Bools, lines: Lines, context: tuple[Roster, Brief]) -> tuple[Ints, Bools]:
    """Fees with those that were agreed with must-haves in place of the quotes; what follows from them is derived."""
    roster, brief = context
    agreed = {wanted.creator: wanted for wanted in brief.must_have if wanted.agreed_fee_cents is not None}
    if not agreed:
        return fee, estimated
    ids = roster.creators["id"].to_numpy(dtype=object)[lines.creator]
    for row in np.flatnonzero(np.isin(ids, list(agreed))):
        wanted = agreed[ids[row]]
        if lines.ids[row] == wanted.package or (wanted.package is None and not lines.derived[row]):
            fee[row], estimated[row] = wanted.agreed_fee_cents or 0, False
    return fee, estimated


def _segments(brief: Brief, assumptions: Assumptions) -> tuple[TableSegment, ...]:
    usual = assumptions.number("nbd_kappa_mixed_niche")
    return tuple(
        TableSegment(s.name, float(s.size), s.value, usual if s.kappa is None else s.kappa, s.floor, s.cap)
        for s in brief.audience
    )


def _weights(
    gross: Floats, country: Codes, countries: tuple[str, ...], brief: Brief, assumptions: Assumptions
) -> Floats:
    """Weight of each package in each segment; shape (n, segments)."""
    clip = assumptions.number("reach_rate_clip")
    columns = []
    usual = assumptions.number("nbd_kappa_mixed_niche")
    for segment in brief.audience:
        share: Floats | float = segment.audience_share
        if segment.country is not None:
            same = np.array([name.casefold() == segment.country.casefold() for name in countries])[country]
            share = segment.audience_share * np.where(
                same,
                assumptions.number("in_target_share_same_country"),
                assumptions.number("in_target_share_other_country"),
            )
        r = np.minimum(gross * share / segment.size, clip)
        columns.append(reach.weight(r, usual if segment.kappa is None else segment.kappa))
    return np.ascontiguousarray(np.stack(columns, axis=1))


def _codes_in(column: pd.Series, names: list[str]) -> Codes:
    codes: Codes = pd.Categorical(column.astype(str), categories=names).codes.astype(np.int32)
    return codes


def _factor(column: pd.Series) -> tuple[Codes, tuple[str, ...]]:
    codes, names = pd.factorize(column, sort=True)
    return codes.astype(np.int32), tuple(str(name) for name in names)
