"""Forecast of each package: from a roster, a brief and the assumptions to the package table.

The steps are those of a defensible media forecast: best evidence of one post's reach first, the part of it
in each segment, repeats, response, the chance that it happens, and the cost. All of it is arithmetic on
columns, so that a million packages take the same code as one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

import numpy as np
import pandas as pd

from planner.brief.brief import Brief, Goal
from planner.brief.sales import CLICK_COLUMN, CONVERSION_COLUMN
from planner.domain.platforms import formats_of
from planner.domain.roster import BASE_COLUMN, UNKNOWN_FEE, Base, Platform, Roster
from planner.forecast import skewed, waves
from planner.forecast.assumptions import Assumptions
from planner.forecast.closeness import closeness_of, known_numbers
from planner.forecast.costs import ALL_KINDS, CASH_KINDS, beside_fee, costs_of, total
from planner.forecast.doubt import POSTING
from planner.forecast.history import OwnHistory
from planner.forecast.levels import LEVELS, ceiling_metric, level_codes, platform_of_format, reach_metric
from planner.forecast.lines import FORMAT_NAMES, Lines, quoted_lines
from planner.forecast.offers import offered_lines, worth_of_stock
from planner.forecast.persons import combined
from planner.forecast.pricing import Cpm, fees_of
from planner.forecast.rhythm import busiest_fortnight, response_of, runs_of
from planner.forecast.slopes import Slopes
from planner.forecast.spreads import Spreads
from planner.forecast.table import BASES, COMPENSATIONS, EVIDENCE, Bools, Codes, Floats, Ints, PackageTable
from planner.forecast.targeting import Targeting


@dataclass(frozen=True)
class Benchmarks:
    """Benchmark figures as arrays over platform (P) x level (L) x format (F), NaN where there is none.

    All are means over accounts, see `planner.forecast.spreads`. engagement_rate_unseen: of accounts of which no views
    are known, such that engagements per follower come out as measured; else the same as engagement_rate.
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
    def of(cls, assumptions: Assumptions) -> Benchmarks:
        """Read the table once; per platform, level and format."""
        platforms = assumptions.platforms
        shape = (len(platforms), len(LEVELS), len(FORMAT_NAMES))
        rate, impressions, cpm, low, high = (np.full(shape, np.nan) for _ in range(5))
        engagement, unseen, fake = np.zeros(shape[:2]), np.zeros(shape[:2]), np.zeros(shape[:2])
        on_views, to_people = np.zeros(shape[0], bool), np.full(shape[0], np.nan)
        for p, platform in enumerate(platforms):
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
            if f"unique_viewers_per_view.{platform}.all" in assumptions:
                to_people[p] = assumptions.number("unique_viewers_per_view", platform)
        ceiling = np.array([assumptions.number(ceiling_metric(f)) for f in FORMAT_NAMES])
        bias = np.array([assumptions.number("stated_reach_bias", platform) for platform in platforms])
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
            Spreads.of(assumptions),
            Slopes.of(assumptions),
            first,
        )

    def mean_over_median(self, platform: Codes, level: Codes, accounts: bool) -> Floats:
        """Mean of a usual creator's posts over the post in the middle; over that of the account in the middle too."""
        where = (platform, level, self.first[platform])
        variance, third = self.spreads.within[where] ** 2, np.zeros(len(platform))
        if accounts:
            variance, third = variance + self.spreads.between[where] ** 2, self.spreads.third[where]
        return np.asarray(np.exp(skewed.lift(variance, third) - skewed.quantile(variance, third, 0.0)))


@lru_cache(maxsize=8)
def _benchmarks(assumptions: Assumptions) -> Benchmarks:
    """The table as arrays, kept for the next forecast: without edits it is the same object each time."""
    return Benchmarks.of(assumptions)


def build_table(roster: Roster, brief: Brief, assumptions: Assumptions) -> PackageTable:
    """Forecast every package of a roster for a brief.

    The brief must have passed `planner.crosscheck.cross_check` with this roster; a resource or score that is not
    a roster column raises KeyError.
    """
    by_account = forecast_lines(roster, bookable_lines(roster, brief, assumptions), brief, assumptions)
    return combined(by_account, roster, assumptions)


def bookable_lines(roster: Roster, brief: Brief, assumptions: Assumptions) -> Lines:
    """The roster's packages and what else the brief has creators offered, before they are forecast."""
    times = waves.slots(brief, assumptions, date(2000, 1, 1))
    lines = quoted_lines(roster, brief, waves.free(roster, brief, times))
    if brief.offers is None:
        return lines
    quoted = forecast_lines(roster, lines, brief, assumptions)
    return offered_lines(lines, quoted, waves.free(roster, brief, times), (brief, assumptions))


def forecast_lines(roster: Roster, lines: Lines, brief: Brief, assumptions: Assumptions) -> PackageTable:
    """Forecast these packages of a roster's creators; lines: n, sorted by creator."""
    people, of, counts = roster.creators, lines.creator, lines.counts
    numbers = _benchmarks(assumptions)
    platform = _codes_in(people["platform"], [str(p) for p in assumptions.platforms])
    lines = _priced_by_post(lines, roster, brief)
    width = counts.shape[1]
    followers = people["followers"].to_numpy(float)
    level = level_codes(followers, assumptions)
    close = closeness_of(roster, brief, assumptions)
    times = waves.slots(brief, assumptions, date(2000, 1, 1))

    own = OwnHistory.of(people["id"], brief.history)
    known = own.known(people, numbers.stated_reach_bias[platform])
    one_post, evidence = _one_post(known, platform, level, numbers, assumptions)
    one_post = one_post[:, :width]
    evidence = np.where(own.has_reach, 0, evidence).astype(np.int32)
    reached = _package_reach(one_post[of], counts, followers[of], numbers, assumptions)
    posting = np.array([assumptions.number(POSTING[c]) for c in COMPENSATIONS])[lines.compensation]
    posting = np.where(np.isnan(own.chance[of]), posting, own.chance[of])
    happens = lines.accepts * posting
    gross = happens * reached
    impressions = np.nansum(counts * one_post[of] * numbers.impressions[platform[of], level[of], :width], axis=1)
    fit = close.fit
    base = _bases(known, own.engagement_rate, platform, numbers)
    per_post = _engagements_per_post(known, (platform, level, base, evidence), one_post, numbers, assumptions)
    response = assumptions.number("sponsored_vs_organic_multiplier") * (
        1 + assumptions.number("fit_multiplier_b") * (2 * np.where(np.isnan(fit), 0.5, fit) - 1)
    )
    engagements = happens * np.nansum(counts * per_post[of], axis=1) * response[of]
    engagements *= response_of(lines, times if brief.waves else (), assumptions)

    cpm = Cpm(
        *(prices[platform[of], level[of], :width] for prices in (numbers.cpm_usd, numbers.cpm_low, numbers.cpm_high))
    )
    fees = fees_of(lines, impressions, cpm, assumptions, (roster, brief))
    tier = _tiers(known, platform, brief, numbers, assumptions)[of]
    amounts = costs_of(lines, fees.cents, tier, (brief, assumptions))

    country, countries = _factor(people["country"])
    category, categories = _factor(people["category"])
    targeting = Targeting.of(people, brief, assumptions)
    weights = targeting.weights(gross, of)
    wave_weights = weights
    if len(brief.waves) > 1:
        share = counts / runs_of(lines)[:, None]
        once = happens * _package_reach(one_post[of], share, followers[of], numbers, assumptions)
        wave_weights = targeting.weights(once, of)
    return PackageTable(
        creator=of,
        available=people["available"].to_numpy(np.int64),
        tier=tier,
        platform=platform[of],
        compensation=lines.compensation,
        country=country[of],
        category=category[of],
        active=lines.active,
        countries=countries,
        categories=categories,
        cash_cents=total(amounts, CASH_KINDS),
        value_cents=total(amounts, ALL_KINDS),
        worth_cents=fees.cents + lines.commission_cents + worth_of_stock(lines, brief),
        fee_estimated=fees.estimated,
        fee_low_cents=fees.low,
        fee_high_cents=fees.high,
        evidence=evidence[of],
        engagement_base=base[of],
        own_posts=np.where(own.has_reach, own.worth, 0.0)[of],
        happens=happens,
        gross_reach=gross,
        counts=counts,
        posts=counts.sum(axis=1),
        impressions=happens * impressions,
        engagements=engagements,
        conversions=happens * impressions * _conversion_rates(lines, brief),
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
        comments=known_numbers(roster, "comments")[of],
        accepts=lines.accepts,
        posting=posting,
        fortnight=busiest_fortnight(lines, times),
        blocked=lines.blocked,
        uses=lines.uses(brief),
        costs=beside_fee(amounts),
        covers_full=brief.costs.full,
        segments=targeting.segments,
        target_measured=targeting.measured[of],
        shock_sd=assumptions.number("campaign_common_shock_log_sd"),
        creator_ids=people["id"].to_numpy(dtype=object),
        package_ids=lines.ids,
        platforms=assumptions.platforms,
    )


def _priced_by_post(lines: Lines, roster: Roster, brief: Brief) -> Lines:
    """What nobody has quoted on a platform that was added with the price of a post; an estimate, as others are."""
    prices = {str(name): one.cents_per_post for name, one in brief.new_platforms.items() if one.cents_per_post}
    if not prices:
        return lines
    each = roster.creators["platform"].map(prices).fillna(0).to_numpy(np.int64)[lines.creator]
    mine = (lines.fee_cents == UNKNOWN_FEE) & (each > 0)
    fee = np.where(mine, each * lines.counts.sum(axis=1), lines.fee_cents)
    ends = np.where(mine[:, None], fee[:, None], lines.fee_ends)
    return replace(lines, fee_cents=fee, fee_ends=ends, derived=lines.derived | mine)


def _score(lines: Lines, goal: Goal | None) -> Floats:
    if goal is None or goal.score is None:
        return np.zeros(len(lines))
    return np.asarray(lines.numbers[goal.score], float)


def _one_post(
    people: pd.DataFrame, platform: Codes, level: Codes, numbers: Benchmarks, assumptions: Assumptions
) -> tuple[Floats, Codes]:
    """People reached by one post per creator and format (NaN where the platform has no such format), and how known."""
    rate = numbers.reach_rate[platform, level]
    usual = rate[np.arange(len(rate)), numbers.first[platform]]
    followers = people["followers"].to_numpy(float)
    measured = people["measured_reach"].to_numpy(float)
    # Scraped files write 0 views where none were counted; a creator without any viewer is not meant.
    views = people["median_views"].replace(0, np.nan).to_numpy(float) * numbers.views_to_people[platform]
    # A few hits lift the mean of a creator's posts above the post in the middle.
    views = views * numbers.mean_over_median(platform, level, accounts=False)

    usual_people = followers * usual * numbers.slopes.reach_of(followers, platform, level)
    honest = _honest(people, numbers.fake_share[platform, level], assumptions)
    has_measured, has_views = ~np.isnan(measured), ~np.isnan(views)
    base = np.where(has_measured, measured, np.where(has_views, views, usual_people * honest))
    evidence = np.where(has_measured, 1, np.where(has_views, 2, 3)).astype(np.int32)
    return base[:, None] * rate / usual[:, None], evidence


def _honest(people: pd.DataFrame, usual_fake: Floats, assumptions: Assumptions) -> Floats:
    """Real followers relative to what the benchmark of the tier already holds, per creator; 1 where not known."""
    mass_weight = assumptions.number("mass_follower_weight")
    usual_mass = assumptions.number("mass_follower_share")
    fake = people["fake_share"].fillna(pd.Series(usual_fake)).to_numpy(float)
    mass = people["mass_share"].fillna(usual_mass).to_numpy(float)
    return np.asarray(np.clip(1 - fake - mass_weight * mass, 0, None) / (1 - usual_fake - mass_weight * usual_mass))


def _tiers(people: pd.DataFrame, platform: Codes, brief: Brief, numbers: Benchmarks, assumptions: Assumptions) -> Codes:
    """Tier of each creator: by followers, and by median views where a platform shows people what is not followed.

    A tier begins at the views that are usual for a creator whose followers begin it.
    """
    followers = people["followers"].to_numpy(float)
    cuts = [brief.tiers.mid, brief.tiers.macro]
    tier: Codes = np.searchsorted(cuts, followers, side="right").astype(np.int32)
    if not brief.tiers.by_views:
        return tier
    views = people["median_views"].to_numpy(float)
    levels = level_codes(np.array(cuts, float), assumptions)
    for p in range(len(assumptions.platforms)):
        mine = (platform == p) & (views > 0)
        if np.isnan(numbers.views_to_people[p]) or not mine.any():
            continue
        first = numbers.first[p]
        usual = np.array(cuts) * numbers.reach_rate[p, levels, first] / numbers.views_to_people[p]
        usual = usual * numbers.slopes.reach_of(np.array(cuts, float), np.full(len(cuts), p), levels)
        usual = usual / numbers.mean_over_median(np.full(len(cuts), p), levels, accounts=True)
        tier[mine] = np.searchsorted(np.maximum.accumulate(usual), views[mine], side="right")
    return tier


def _package_reach(
    one_post: Floats, counts: Ints | Floats, followers: Floats, numbers: Benchmarks, assumptions: Assumptions
) -> Floats:
    """People whom a package reaches at least once: repeats within a format, then formats, up to a ceiling."""
    growth = assumptions.number("reach_growth_by_repeats")
    rho = np.where(counts > 0, np.nan_to_num(one_post), 0.0)
    ceiling = np.maximum(numbers.ceiling[: rho.shape[1]] * followers[:, None], growth * rho)
    with np.errstate(divide="ignore", invalid="ignore"):
        by_format = np.where(rho > 0, ceiling * (1 - (1 - rho / ceiling) ** counts), 0.0)
        top = np.where(counts > 0, ceiling, 0.0).max(axis=1)
        missed = np.where(top[:, None] > 0, 1 - by_format / top[:, None], 1.0).prod(axis=1)
    return np.asarray(top * (1 - missed))


def _bases(people: pd.DataFrame, learned: Floats, platform: Codes, numbers: Benchmarks) -> Codes:
    """What each creator's engagement rate is relative to, as an index into `BASES`.

    The base stated with a rate holds for that rate only: benchmarks and what campaigns taught (learned, NaN = nothing)
    are on the platform's usual base.
    """
    usual = np.where(numbers.on_views[platform], BASES.index(Base.VIEWS), BASES.index(Base.FOLLOWERS))
    if BASE_COLUMN not in people:
        return np.asarray(usual, np.int32)
    stated = _codes_in(people[BASE_COLUMN], ["", *(str(base) for base in BASES)]) - 1
    own = (stated >= 0) & people["engagement_rate"].notna().to_numpy() & np.isnan(learned)
    return np.asarray(np.where(own, stated, usual), np.int32)


def _engagements_per_post(
    people: pd.DataFrame,
    codes: tuple[Codes, Codes, Codes, Codes],
    one_post: Floats,
    numbers: Benchmarks,
    assumptions: Assumptions,
) -> Floats:
    """Engagements on one post, per creator and format, before sponsored and fit factors.

    codes: platform, level, base of the rate and evidence of reach. A rate on views multiplies the views of the format,
    one on reach its people; a rate on followers holds for the platform's usual format, and other formats scale with
    their reach. A benchmark rate on followers is corrected for fake ones, as the benchmark reach is; a creator's own
    rate is not.
    """
    platform, level, base, evidence = codes
    own = people["engagement_rate"].to_numpy(float)
    unseen = evidence == EVIDENCE.index("benchmark rate")
    size = numbers.slopes.engagement_of(people["followers"].to_numpy(float), platform, level)
    usual = numbers.engagement_rate[platform, level]
    usual = np.where(unseen, numbers.engagement_rate_unseen[platform, level] * size, usual)
    rate = np.where(np.isnan(own), usual, own)[:, None]
    width = one_post.shape[1]
    views = one_post * numbers.impressions[platform, level, :width]
    bench = numbers.reach_rate[platform, level, :width]
    usual_reach = numbers.reach_rate[platform, level, numbers.first[platform]]
    honest = np.where(np.isnan(own), _honest(people, numbers.fake_share[platform, level], assumptions), 1.0)
    followers = people["followers"].to_numpy(float) * honest
    scaled = followers[:, None] * bench / usual_reach[:, None]
    by_base = {Base.FOLLOWERS: scaled, Base.VIEWS: views, Base.REACH: one_post}
    return np.asarray(rate * np.choose(base[:, None], [by_base[name] for name in BASES]))


def _conversion_rates(lines: Lines, brief: Brief) -> Floats:
    """Conversions per impression of each package: the roster's own rates where it has them, else the brief's."""
    rates = []
    for column, usual in ((CLICK_COLUMN, brief.sales.click_rate), (CONVERSION_COLUMN, brief.sales.conversion_rate)):
        stated = lines.numbers.get(column, np.zeros(len(lines)))
        rates.append(np.where(stated > 0, stated, usual or 0.0))
    return np.asarray(rates[0] * rates[1])


def _codes_in(column: pd.Series, names: list[str]) -> Codes:
    codes: Codes = pd.Categorical(column.astype(str), categories=names).codes.astype(np.int32)
    return codes


def _factor(column: pd.Series) -> tuple[Codes, tuple[str, ...]]:
    codes, names = pd.factorize(column, sort=True)
    return codes.astype(np.int32), tuple(str(name) for name in names)
