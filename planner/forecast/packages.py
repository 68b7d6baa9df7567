"""Forecast of each package: from a roster, a brief and the assumptions to the package table.

The steps are those of a defensible media forecast: best evidence of one post's reach first, the part of it
in each segment, repeats, response, the chance that it happens, and the cost. All of it is arithmetic on
columns, so that a million packages take the same code as one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.brief.attributes import asked_of
from planner.brief.brief import Brief, Goal
from planner.domain.attributes import attribute_columns
from planner.domain.audience import audience_columns
from planner.domain.columns import Columns
from planner.domain.roster import CONTACT_COLUMNS, UNKNOWN_FEE, Roster
from planner.forecast import waves
from planner.forecast.assumptions import Assumptions
from planner.forecast.benchmarks import Benchmarks
from planner.forecast.closeness import closeness_of, known_numbers
from planner.forecast.costs import ALL_KINDS, CASH_KINDS, beside_fee, costs_of, total
from planner.forecast.doubt import POSTING
from planner.forecast.history import Known, OwnHistory
from planner.forecast.later import later
from planner.forecast.levels import LEVELS, level_codes
from planner.forecast.lines import Lines, codes_in, quoted_lines
from planner.forecast.offers import offered_lines, worth_of_stock
from planner.forecast.options import with_options, worthwhile
from planner.forecast.paid import cpm_cents, extras_of
from planner.forecast.pairs import Pairs
from planner.forecast.persons import combined
from planner.forecast.pricing import fees_of
from planner.forecast.response import bases_of, conversion_rates, engagements_per_post, honest_share
from planner.forecast.rhythm import busiest_fortnight, response_of, runs_of
from planner.forecast.surcharges import surcharges_of
from planner.forecast.table import COMPENSATIONS, Attribute, Codes, Extras, Floats, Ints, PackageTable
from planner.forecast.targeting import Targeting, columns_of


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


def columns_read(brief: Brief, columns: Sequence[str]) -> tuple[str, ...]:
    """Those of these columns of a roster's creators that `build_table` reads for a brief; the others change nothing."""
    asked = {one.column for one in asked_of(brief)} | set(columns_of(brief.audience, columns))
    unread = {"handle", "name", "category", *CONTACT_COLUMNS, *attribute_columns(columns), *audience_columns(columns)}
    return tuple(name for name in columns if name in asked or name not in unread)


def bookable_lines(roster: Roster, brief: Brief, assumptions: Assumptions) -> Lines:
    """The roster's packages and what else the brief has creators offered, before they are forecast."""
    times = waves.slots(brief, assumptions, date(2000, 1, 1))
    lines = quoted_lines(roster, brief, waves.free(roster, brief, times))
    if brief.offers is not None:
        quoted = forecast_lines(roster, lines, brief, assumptions)
        lines = offered_lines(lines, quoted, waves.free(roster, brief, times), (brief, assumptions))
    if brief.boosting is None and not brief.rights:
        return lines
    platform = codes_in(roster.people, "platform", assumptions.platforms)
    return with_options(lines, ~np.isnan(cpm_cents(brief, assumptions)[platform])[lines.creator], brief)


def forecast_lines(roster: Roster, lines: Lines, brief: Brief, assumptions: Assumptions) -> PackageTable:
    """Forecast these packages of a roster's creators; lines: n, sorted by creator.

    What not every question needs is computed when it is asked for.
    """
    people, of = roster.people, lines.creator
    numbers = _benchmarks(assumptions, frozenset(people.codes("platform")[1]))
    platform = codes_in(people, "platform", assumptions.platforms)
    lines = _priced_by_post(lines, roster, brief)
    followers = people.numbers("followers")
    level = level_codes(followers, assumptions)
    close = closeness_of(roster, brief, assumptions)
    times = waves.slots(brief, assumptions, date(2000, 1, 1))

    own = OwnHistory.of(people, brief.history)
    known = own.known(people, numbers.stated_reach_bias[platform])
    usual_post, evidence = _usual_post(known, platform, level, numbers, assumptions)
    evidence = np.where(own.has_reach, 0, evidence).astype(np.int32)
    pairs = Pairs.of(lines.counts, of, platform.astype(np.int64) * len(LEVELS) + level)
    one_post = usual_post[pairs.creator] * pairs.figures(numbers.reach_rate)
    one_post /= numbers.reach_rate[platform, level, numbers.first[platform]][pairs.creator]
    reached = _package_reach(pairs, one_post, pairs.count, (followers, numbers, assumptions))
    posting = np.array([assumptions.number(POSTING[c]) for c in COMPENSATIONS])[lines.compensation]
    posting = np.where(np.isnan(own.chance[of]), posting, own.chance[of])
    happens = lines.accepts * posting
    gross = happens * reached
    impressions = pairs.sum(pairs.count * one_post * pairs.figures(numbers.impressions))
    base = bases_of(known, own.engagement_rate, platform, numbers)

    def engagements() -> Floats:
        per_post = engagements_per_post(
            known, (platform, level, base, evidence), (pairs, one_post), numbers, assumptions
        )
        fit = np.where(np.isnan(close.fit), 0.5, close.fit)
        response = 1 + assumptions.number("fit_multiplier_b") * (2 * fit - 1)
        response = assumptions.number("sponsored_vs_organic_multiplier") * response
        found = happens * pairs.sum(pairs.count * per_post) * response[of]
        found *= response_of(lines, times if brief.waves else (), assumptions)
        return np.asarray(found if extras is None else found + extras.paid_engagements)

    fees = fees_of(lines, impressions, (pairs, numbers), assumptions, (roster, brief))
    tier = _tiers(known, platform, brief, numbers, assumptions)[of]
    worth = fees.cents + lines.commission_cents + worth_of_stock(lines, brief)
    rights = surcharges_of(lines, worth, brief, assumptions)
    amounts = costs_of(lines, fees.cents, tier, (brief, assumptions), rights.cents)
    extras = extras_of(lines, rights.estimated, (platform[of], happens), brief, assumptions)

    seen = happens * impressions if extras is None else happens * impressions + extras.paid_impressions
    asked = {one.attribute: one.column for one in asked_of(brief)}
    targeting = Targeting.of(people, brief, assumptions)
    weights = targeting.weights(gross, of, _paid_by_segment(extras))

    def wave_weights() -> Floats:
        if len(brief.waves) <= 1:
            return weights
        share = pairs.count / runs_of(lines)[pairs.package]
        once = happens * _package_reach(pairs, one_post, share, (followers, numbers, assumptions))
        return targeting.weights(once, of, _paid_by_segment(extras, runs_of(lines)))

    def of_creator(values: NDArray[Any]) -> Any:
        return later(lambda: values[of])

    return PackageTable(
        creator=of,
        available=people.whole("available"),
        tier=tier,
        platform=of_creator(platform),
        compensation=lines.compensation,
        active=lines.active,
        cash_cents=total(amounts, CASH_KINDS),
        value_cents=later(lambda: total(amounts, ALL_KINDS)),
        worth_cents=later(lambda: worth + rights.cents),
        fee_estimated=fees.estimated,
        fee_low_cents=later(lambda: fees.low),
        fee_high_cents=later(lambda: fees.high),
        evidence=of_creator(evidence),
        engagement_base=of_creator(base),
        own_posts=later(lambda: np.where(own.has_reach, own.worth, 0.0)[of]),
        happens=happens,
        gross_reach=gross if extras is None else gross + extras.paid_reach,
        counts=lines.counts,
        posts=later(lambda: lines.counts.sum(axis=1)),
        impressions=seen,
        engagements=later(engagements),
        conversions=later(lambda: seen * conversion_rates(lines, brief)),
        weights=weights,
        wave_weights=later(wave_weights),
        score=_score(lines, brief.goal),
        second_score=_score(lines, None if brief.second_goal is None else brief.second_goal.goal),
        followers=of_creator(followers),
        engagement_rate=later(lambda: people.numbers("engagement_rate")[of]),
        fake_share=later(lambda: people.numbers("fake_share")[of]),
        fit=of_creator(close.fit),
        authenticity=of_creator(close.authenticity),
        affinity=of_creator(close.affinity),
        values_match=of_creator(close.values),
        sponsored_load=of_creator(close.sponsored_load),
        comments=later(lambda: known_numbers(roster, "comments")[of]),
        accepts=lines.accepts,
        posting=posting,
        fortnight=later(lambda: busiest_fortnight(lines, times)),
        blocked=lines.blocked,
        uses=lines.uses(brief),
        attributes={name: _attribute(people, column).part(of) for name, column in asked.items()},
        costs=beside_fee(amounts),
        covers_full=brief.costs.full,
        segments=targeting.segments,
        target_measured=of_creator(targeting.measured),
        shock_sd=assumptions.number("campaign_common_shock_log_sd"),
        creator_ids=later(lambda: people.texts("id")),
        package_ids=later(lambda: lines.ids),
        platforms=assumptions.platforms,
        extras=extras,
    )


def _priced_by_post(lines: Lines, roster: Roster, brief: Brief) -> Lines:
    """What nobody has quoted on a platform that was added with the price of a post; an estimate, as others are."""
    prices = {str(name): one.cents_per_post for name, one in brief.new_platforms.items() if one.cents_per_post}
    if not prices:
        return lines
    which = codes_in(roster.people, "platform", list(prices))
    each = np.array([*prices.values(), 0], np.int64)[which][lines.creator]
    mine = (lines.fee_cents == UNKNOWN_FEE) & (each > 0)
    fee = np.where(mine, each * lines.counts.sum(axis=1), lines.fee_cents)
    ends = np.where(mine[:, None], fee[:, None], lines.fee_ends)
    return lines.changed(fee_cents=fee, fee_ends=ends, derived=lines.derived | mine)


def _paid_by_segment(extras: Extras | None, waves: Ints | int = 1) -> Floats | None:
    """People whom money behind posts adds in each segment, in one of so many waves; shape (n, segments)."""
    return None if extras is None else (extras.paid_reach / waves)[:, None] * extras.targets


def _score(lines: Lines, goal: Goal | None) -> Floats:
    if goal is None or goal.score is None:
        return np.zeros(len(lines))
    return np.asarray(lines.numbers[goal.score], float)


def _usual_post(
    known: Known, platform: Codes, level: Codes, numbers: Benchmarks, assumptions: Assumptions
) -> tuple[Floats, Codes]:
    """People reached by one post of the platform's usual format per creator, and how that is known."""
    usual = numbers.reach_rate[platform, level, numbers.first[platform]]
    followers, measured, views = known.people.numbers("followers"), known.measured_reach, known.median_views
    # Scraped files write 0 views where none were counted; a creator without any viewer is not meant.
    views = np.where(views == 0, np.nan, views) * numbers.views_to_people[platform]
    # A few hits lift the mean of a creator's posts above the post in the middle.
    views = views * numbers.mean_over_median(platform, level, accounts=False)

    usual_people = followers * usual * numbers.slopes.reach_of(followers, platform, level)
    honest = honest_share(known.people, numbers.fake_share[platform, level], assumptions)
    has_measured, has_views = ~np.isnan(measured), ~np.isnan(views)
    base = np.where(has_measured, measured, np.where(has_views, views, usual_people * honest))
    return base, np.where(has_measured, 1, np.where(has_views, 2, 3)).astype(np.int32)


def _tiers(known: Known, platform: Codes, brief: Brief, numbers: Benchmarks, assumptions: Assumptions) -> Codes:
    """Tier of each creator: by followers, and by median views where a platform shows people what is not followed.

    A tier begins at the views that are usual for a creator whose followers begin it.
    """
    followers = known.people.numbers("followers")
    cuts = [brief.tiers.mid, brief.tiers.macro]
    tier: Codes = np.searchsorted(cuts, followers, side="right").astype(np.int32)
    if not brief.tiers.by_views:
        return tier
    views = known.median_views
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
    pairs: Pairs, one_post: Floats, counts: Ints | Floats, of: tuple[Floats, Benchmarks, Assumptions]
) -> Floats:
    """People whom a package reaches at least once: repeats within a format, then formats, up to a ceiling.

    one_post: people reached by one post; counts: posts; both of each pair. of: followers of each creator, and figures.
    """
    followers, numbers, assumptions = of
    growth = assumptions.number("reach_growth_by_repeats")
    rho = np.nan_to_num(one_post)
    ceiling = np.maximum(pairs.by_format(numbers.ceiling) * followers[pairs.creator], growth * rho)
    with np.errstate(divide="ignore", invalid="ignore"):
        by_format = np.where(rho > 0, ceiling * (1 - (1 - rho / ceiling) ** counts), 0.0)
        top = pairs.largest(ceiling)
        above = top[pairs.package]
        missed = pairs.product(np.where(above > 0, 1 - by_format / above, 1.0))
    return np.asarray(top * (1 - missed))


def _attribute(people: Columns, column: str) -> Attribute:
    if column not in people:
        # As in the picks of a plan of whom nobody is known to speak anything: a column of blanks is not kept.
        return Attribute(np.full(len(people), -1, np.int32), ())
    names = sorted(people.codes(column)[1])
    return Attribute(codes_in(people, column, names), tuple(names))
