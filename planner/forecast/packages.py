"""Forecast of each package: from a roster, a brief and the assumptions to the package table.

The steps are those of a defensible media forecast: best evidence of one post's reach first, the part of it
in each segment, repeats, response, the chance that it happens, and the cost. All of it is arithmetic on
columns, so that a million packages take the same code as one.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache

import numpy as np
import pandas as pd

from planner.brief.attributes import asked_of
from planner.brief.brief import Brief, Goal
from planner.domain.platforms import formats_of
from planner.domain.roster import UNKNOWN_FEE, Platform, Roster
from planner.forecast import skewed, waves
from planner.forecast.assumptions import Assumptions
from planner.forecast.closeness import closeness_of, known_numbers
from planner.forecast.costs import ALL_KINDS, CASH_KINDS, beside_fee, costs_of, total
from planner.forecast.doubt import POSTING
from planner.forecast.history import OwnHistory
from planner.forecast.levels import LEVELS, ceiling_metric, level_codes, platform_of_format, reach_metric
from planner.forecast.lines import FORMAT_NAMES, Lines, codes_in, quoted_lines
from planner.forecast.offers import offered_lines, worth_of_stock
from planner.forecast.options import with_options, worthwhile
from planner.forecast.paid import cpm_cents, extras_of
from planner.forecast.persons import combined
from planner.forecast.pricing import Cpm, fees_of
from planner.forecast.response import bases_of, conversion_rates, engagements_per_post, honest_share
from planner.forecast.rhythm import busiest_fortnight, response_of, runs_of
from planner.forecast.slopes import Slopes
from planner.forecast.spreads import Spreads
from planner.forecast.surcharges import surcharges_of
from planner.forecast.table import COMPENSATIONS, Attribute, Bools, Codes, Extras, Floats, Ints, PackageTable
from planner.forecast.targeting import Targeting
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


@lru_cache(maxsize=16)
def _benchmarks(assumptions: Assumptions, platforms: frozenset[str]) -> Benchmarks:
    """The table as arrays, kept for the next forecast: without edits it is the same object each time."""
    return Benchmarks.of(assumptions, platforms)


def build_table(roster: Roster, brief: Brief, assumptions: Assumptions) -> PackageTable:
    """Forecast every package of a roster for a brief.

    The brief must have passed `planner.crosscheck.cross_check` with this roster; a resource or score that is not
    a roster column raises KeyError.
    """
    lines = bookable_lines(roster, brief, assumptions)
    by_account = forecast_lines(roster, lines, brief, assumptions)
    if brief.boosting is not None:
        by_account = by_account.part(worthwhile(by_account, lines.plain, brief))
    return combined(by_account, roster, assumptions)


def bookable_lines(roster: Roster, brief: Brief, assumptions: Assumptions) -> Lines:
    """The roster's packages and what else the brief has creators offered, before they are forecast."""
    times = waves.slots(brief, assumptions, date(2000, 1, 1))
    lines = quoted_lines(roster, brief, waves.free(roster, brief, times))
    if brief.offers is not None:
        quoted = forecast_lines(roster, lines, brief, assumptions)
        lines = offered_lines(lines, quoted, waves.free(roster, brief, times), (brief, assumptions))
    if brief.boosting is None and not brief.rights:
        return lines
    platform = codes_in(roster.creators["platform"], [str(p) for p in assumptions.platforms])
    return with_options(lines, ~np.isnan(cpm_cents(brief, assumptions)[platform])[lines.creator], brief)


def forecast_lines(roster: Roster, lines: Lines, brief: Brief, assumptions: Assumptions) -> PackageTable:
    """Forecast these packages of a roster's creators; lines: n, sorted by creator."""
    people, of, counts = roster.creators, lines.creator, lines.counts
    numbers = _benchmarks(assumptions, frozenset(map(str, people["platform"].unique())))
    platform = codes_in(people["platform"], [str(p) for p in assumptions.platforms])
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
    base = bases_of(known, own.engagement_rate, platform, numbers)
    per_post = engagements_per_post(known, (platform, level, base, evidence), one_post, numbers, assumptions)
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
    worth = fees.cents + lines.commission_cents + worth_of_stock(lines, brief)
    rights = surcharges_of(lines, worth, brief, assumptions)
    amounts = costs_of(lines, fees.cents, tier, (brief, assumptions), rights.cents)
    extras = extras_of(lines, rights.estimated, (platform[of], happens), brief, assumptions)

    seen = happens * impressions if extras is None else happens * impressions + extras.paid_impressions
    asked = {one.attribute: one.column for one in asked_of(brief)}
    targeting = Targeting.of(people, brief, assumptions)
    weights = targeting.weights(gross, of, _paid_by_segment(extras))
    wave_weights = weights
    if len(brief.waves) > 1:
        share = counts / runs_of(lines)[:, None]
        once = happens * _package_reach(one_post[of], share, followers[of], numbers, assumptions)
        wave_weights = targeting.weights(once, of, _paid_by_segment(extras, runs_of(lines)))
    return PackageTable(
        creator=of,
        available=people["available"].to_numpy(np.int64),
        tier=tier,
        platform=platform[of],
        compensation=lines.compensation,
        active=lines.active,
        cash_cents=total(amounts, CASH_KINDS),
        value_cents=total(amounts, ALL_KINDS),
        worth_cents=worth + rights.cents,
        fee_estimated=fees.estimated,
        fee_low_cents=fees.low,
        fee_high_cents=fees.high,
        evidence=evidence[of],
        engagement_base=base[of],
        own_posts=np.where(own.has_reach, own.worth, 0.0)[of],
        happens=happens,
        gross_reach=gross if extras is None else gross + extras.paid_reach,
        counts=counts,
        posts=counts.sum(axis=1),
        impressions=seen,
        engagements=engagements if extras is None else engagements + extras.paid_engagements,
        conversions=seen * conversion_rates(lines, brief),
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
        attributes={name: _attribute(people[column]).part(of) for name, column in asked.items()},
        costs=beside_fee(amounts),
        covers_full=brief.costs.full,
        segments=targeting.segments,
        target_measured=targeting.measured[of],
        shock_sd=assumptions.number("campaign_common_shock_log_sd"),
        creator_ids=people["id"].to_numpy(dtype=object),
        package_ids=lines.ids,
        platforms=assumptions.platforms,
        extras=extras,
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


def _paid_by_segment(extras: Extras | None, waves: Ints | int = 1) -> Floats | None:
    """People whom money behind posts adds in each segment, in one of so many waves; shape (n, segments)."""
    return None if extras is None else (extras.paid_reach / waves)[:, None] * extras.targets


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
    honest = honest_share(people, numbers.fake_share[platform, level], assumptions)
    has_measured, has_views = ~np.isnan(measured), ~np.isnan(views)
    base = np.where(has_measured, measured, np.where(has_views, views, usual_people * honest))
    evidence = np.where(has_measured, 1, np.where(has_views, 2, 3)).astype(np.int32)
    return base[:, None] * rate / usual[:, None], evidence


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


def _attribute(column: pd.Series) -> Attribute:
    codes, names = pd.factorize(column, sort=True)
    return Attribute(codes.astype(np.int32), tuple(str(name) for name in names))
