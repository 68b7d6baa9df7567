"""What a plan may come to: seeded draws of the whole campaign, through the same reach formula as the forecast.

In every draw each booking happens or not, and what happens is worth its forecast times four log-normal factors of
mean 1: one for the campaign, common to all; one for its kind, as far as benchmarks may be off; one for the creator, as
far as they are unknown, whose log may be skewed (see `planner.forecast.skewed`); one for the spread of their posts,
smaller the more there are. Engagements carry two more, for the response. The sum of a few log-normal posts is taken as
log-normal with their mean and variance (Fenton, IRE Transactions 8, 1960). Cash differs from the plan where bookings
fail, and where fees are estimates.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from planner.domain.roster import Roster
from planner.forecast import reach, skewed
from planner.forecast.assumptions import Assumptions
from planner.forecast.doubt import Doubt, Kinds, posting_draws
from planner.forecast.levels import LEVELS, level_codes
from planner.forecast.paid_doubt import PaidDoubt
from planner.forecast.spreads import Spreads
from planner.forecast.table import EVIDENCE, Floats, Ints, PackageTable
from planner.frozen import dataclass
from planner.outcome import Band

SEED = 20_26
DRAWS = 2_000
_LEAST_DRAWS = 500
_CELLS = 4_000_000
"""Reach curves evaluated at most: larger plans, which vary less, get fewer draws."""
_Z90 = 1.2815515655446004
"""Nine of ten draws of a normal lie below it."""
_BLOCK = 256


@dataclass(frozen=True, eq=False)
class Bookings:
    """The picks of a plan as the draws see them; arrays of shape (n,), log variances of one booking that happens.

    counts: how many. accepts, posting: chance that a creator says yes, and that they then post. reach_var,
    response_var: of reach and, on top of it, of engagements. follows: how far engagements follow reach, 1 = in
    proportion, less where engagements per follower are known to vary less than reach does. reach_third, follow_third,
    response_third: third cumulants of the same logs, of reach, of engagements as they follow it, and of the response.
    fee_sd: log sd of the cash of one booking, 0 for one quoted figure. conversion_sd: log sd of conversions on top of
    reach, of the campaign and of one creator. shock_sd: of the campaign as a whole. due: part of the cash that is spent
    on one who said yes and never posts. kinds, answers: what kinds of creators may be off by in common, in reach and in
    response. chances: of posting by way of paying, and the bookings they are worth, shape (ways, 2); way: of each,
    (n,), -1 for creators whose own record says it. clip: largest share of a segment that one booking may reach.
    rights_sd: as fee_sd, of surcharges for rights. paid: what money behind posts may bring; None = there is none.
    """

    rows: Ints
    counts: Ints
    accepts: Floats
    posting: Floats
    reach_var: Floats
    response_var: Floats
    follows: Floats
    reach_third: Floats
    follow_third: Floats
    response_third: Floats
    fee_sd: Floats
    rights_sd: Floats
    conversion_sd: tuple[float, float]
    shock_sd: float
    due: float
    clip: float
    kinds: Kinds
    answers: Kinds
    chances: Floats
    way: Ints
    paid: PaidDoubt | None

    @property
    def happens(self) -> Floats:
        """Chance of each."""
        return np.asarray(self.accepts * self.posting)

    @property
    def reach_spread(self) -> tuple[Floats, Floats]:
        """Variance and third cumulant of the log of one booking's reach."""
        return self.reach_var, self.reach_third

    @property
    def follow_spread(self) -> tuple[Floats, Floats]:
        """The same of engagements, as far as they follow reach."""
        return self.reach_var * self.follows**2, self.follow_third

    @property
    def response_spread(self) -> tuple[Floats, Floats]:
        """The same of the response."""
        return self.response_var, self.response_third

    @property
    def engagement_spread(self) -> tuple[Floats, Floats]:
        """The same of engagements as a whole."""
        return self.reach_var * self.follows**2 + self.response_var, self.follow_third + self.response_third

    @classmethod
    def of(cls, table: PackageTable, rows: Ints, counts: Ints, roster: Roster, assumptions: Assumptions) -> Bookings:
        """Look up how uncertain these rows of the table are."""
        posts = table.counts[rows].astype(float)
        evidence, platform = table.evidence[rows], table.platform[rows]
        spreads, level = Spreads.of(assumptions), level_codes(table.followers[rows], assumptions)
        width = posts.shape[1]
        within, between = (each[platform, level, :width] for each in (spreads.within, spreads.between))
        many = np.maximum(posts.sum(axis=1), 1)
        by_format = np.expm1(within**2)
        reach_within = np.log1p((posts * np.nan_to_num(by_format)).sum(axis=1) / many**2)
        first = np.where(posts > 0, posts, 0).argmax(axis=1)
        at = np.arange(len(rows))
        apart, around = np.nan_to_num(between[at, first]), np.nan_to_num(within[at, first], nan=1.0)
        unknown = _left(assumptions)[evidence] * apart
        # Of a creator with posts of their own, what they leave open: the posterior variance under the same spreads.
        told = apart * around / np.sqrt(np.maximum(apart**2 * table.own_posts[rows] + around**2, 1e-12))
        unknown = np.where(evidence == 0, told, unknown)
        own_rate = np.where(np.isnan(table.engagement_rate[rows]), 1.0, assumptions.number("between_sd_left_own_rate"))
        spread = np.log1p(np.expm1(assumptions.number("response_within_log_sd") ** 2) / many)
        answering = own_rate * _by_level(assumptions, "response_between_log_sd")[platform, level]
        response, response_third = answering**2, assumptions.number("response_between_log_skew") * answering**3
        # Engagements per follower were measured, not put together from views and a rate.
        total = _by_level(assumptions, "engagement_from_followers_log_sd")[platform, level]
        last = len(EVIDENCE) - 1
        reach_third = np.where(evidence == last, np.nan_to_num(spreads.third[platform, level][at, first]), 0.0)
        direct = (evidence == last) & np.isnan(table.engagement_rate[rows]) & ~np.isnan(total)
        whole = np.where(direct, total, 0.0) ** 2
        response = np.where(direct, np.maximum(whole - unknown**2, 0.0), response)
        follows = np.where(direct & (whole < unknown**2), np.sqrt(whole / np.maximum(unknown**2, 1e-12)), 1.0)
        leans = _by_level(assumptions, "engagement_from_followers_log_skew")[platform, level]
        follow_third = np.where(direct, np.nan_to_num(leans) * whole**1.5, reach_third)
        response_third = np.where(direct, 0.0, response_third)
        doubt = Doubt.of(assumptions)
        known = np.select([evidence == 0, evidence == last], [told / np.maximum(apart, 1e-12), 1.0], 0.0)
        off = np.where(
            (evidence == 0) | (evidence == last), doubt.reach[platform, level, first], doubt.stated[platform]
        )
        # Of a creator's own record, what it leaves open is what their kind still says.
        off = np.where(evidence == 0, off * np.minimum(known, 1.0) ** 2, off)
        answers = np.where(np.isnan(table.engagement_rate[rows]), doubt.response[platform, level], 0.0)
        group = (platform.astype(np.int64) * len(LEVELS) + level) * (posts.shape[1] + 1)
        group += np.where(evidence == last, first, posts.shape[1])
        way = table.compensation[rows].astype(np.int64)
        way = np.where(np.isclose(table.posting[rows], doubt.posting[way, 0]), way, -1)
        shared = (doubt.market, doubt.platform)
        guessed, guess = table.fee_estimated[rows] | roster.archetypes, assumptions.number("fee_log_sd_around_curve")
        surcharges = np.zeros(len(rows), bool) if table.extras is None else table.extras.rights_estimated[rows]
        return cls(
            rows=rows,
            counts=counts,
            accepts=table.accepts[rows],
            posting=table.posting[rows],
            reach_var=reach_within + unknown**2,
            response_var=spread + response,
            follows=follows,
            reach_third=reach_third,
            follow_third=follow_third,
            response_third=response_third,
            fee_sd=np.where(guessed, guess, _of_range(table, rows)),
            rights_sd=np.where(surcharges, guess, 0.0),
            conversion_sd=(
                assumptions.number("conversion_common_log_sd"),
                assumptions.number("conversion_between_log_sd"),
            ),
            shock_sd=assumptions.number("campaign_common_shock_log_sd"),
            due=assumptions.number("cash_due_without_post"),
            clip=assumptions.number("reach_rate_clip"),
            kinds=Kinds(off, platform, group, *shared),
            answers=Kinds(answers, platform, platform * len(LEVELS) + level, *shared),
            chances=doubt.posting,
            way=way,
            paid=PaidDoubt.of(table, rows, assumptions),
        )


def _of_range(table: PackageTable, rows: Ints) -> Floats:
    """Log sd of quotes that are a range, of which eight in ten are taken to end within it; 0 for one figure."""
    low, high = (np.maximum(cents[rows], 1) for cents in (table.fee_low_cents, table.fee_high_cents))
    return np.asarray(np.log(high / low) / (2 * _Z90))


@dataclass(frozen=True, eq=False)
class Draws:
    """What came out, one value per draw: reach has shape (draws, segments), the rest (draws,)."""

    reach: Floats
    engagements: Floats
    impressions: Floats
    conversions: Floats
    cost_cents: Floats
    posts: Floats

    @property
    def unique_reach(self) -> Floats:
        """People over all segments; shape (draws,)."""
        return np.asarray(self.reach.sum(axis=1))


def draws_for(picks: int, segments: int) -> int:
    """How many draws a plan gets, so that it takes a fraction of a second whatever its size."""
    return int(np.clip(_CELLS / max(picks * segments, 1), _LEAST_DRAWS, DRAWS))


def simulate(table: PackageTable, booked: Bookings, draws: int | None = None, seed: int = SEED) -> Draws:
    """Draw the campaign; the same seed gives the same draws. draws: None = as many as `draws_for` says."""
    n, segments = len(booked.rows), len(table.segments)
    many = draws_for(n, segments) if draws is None else draws
    rng = np.random.default_rng(seed)
    shock = _factor(rng.standard_normal(many), np.full(many, booked.shock_sd**2))
    weight = np.zeros((many, segments))
    engagements, impressions, conversions, cost, posts = (np.zeros(many) for _ in range(5))
    together, apart = booked.conversion_sd
    kinds, answers = booked.kinds.deviations(rng, many), booked.answers.deviations(rng, many)
    lucks = _lucks(rng, table, booked, many)
    for luck in lucks if n <= _BLOCK else _ahead(lucks):
        part, done, bought = luck.part, luck.done.astype(float), luck.bought
        rows, p, count = booked.rows[part], booked.happens[part, None], booked.counts[part, None].astype(float)
        common = shock * kinds[part]
        people = common * skewed.factors(luck.reach[0], luck.reach[1], _column(booked.reach_spread, part), done)
        each = np.divide(1.0, p, out=np.zeros_like(p), where=p > 0)
        alone = reach.share_of_weight(table.weights[rows], table.kappas) * each
        r = np.empty_like(people)
        for s in range(segments):
            if booked.paid is None:
                np.multiply(alone[:, s, None], people, out=r)
            else:
                ads = booked.paid.reach[part, s, None]
                r = np.maximum(alone[:, s, None] - ads, 0.0) * people + ads * bought
            reach.weigh(np.minimum(r, booked.clip, out=r), float(table.kappas[s]))
            weight[:, s] += np.multiply(r, done, out=r).sum(axis=0)
        own = None if booked.paid is None else booked.paid.own(part)
        # What is worked out for one result after another stands where the last one stood: new memory takes longest.
        seen = np.multiply(done, each, out=r)
        seen *= people if own is None else own[:, 0, None] * people + (1 - own[:, 0, None]) * bought
        impressions += table.impressions[rows] @ seen
        if luck.sales is not None:
            rate = _factor(luck.sales, _of_mean(np.float64(apart**2), done))
            conversions += table.conversions[rows] @ (seen * rate)
        engaged = skewed.factors(luck.reach[0], luck.reach[1], _column(booked.follow_spread, part), done)
        engaged *= skewed.factors(luck.response[0], luck.response[1], _column(booked.response_spread, part), done)
        if own is None:
            engaged *= common * answers[part]
        else:
            engaged = own[:, 1, None] * common * answers[part] * engaged + (1 - own[:, 1, None]) * bought
        engagements += table.engagements[rows] @ np.multiply(np.multiply(done, each, out=r), engaged, out=r)
        fee = _factor(luck.fee, _of_mean(booked.fee_sd[part, None] ** 2, count))
        due = done + booked.due * (luck.signed - done)
        rights, behind = table.rights_cents[rows], table.boost_cents[rows]
        cost += (table.cash_cents[rows] - rights - behind) @ (due * fee)
        if luck.rights is not None:
            extra = _factor(luck.rights, _of_mean(booked.rights_sd[part, None] ** 2, count))
            # Nobody pays for ads with a post that never appears.
            cost += rights @ (due * extra) + behind @ done
        posts += table.posts[rows] @ done
    reached = reach.unique_reach(weight, table.sizes, table.kappas)
    conversions = conversions * _factor(rng.standard_normal(many), np.full(many, together**2))
    return Draws(reached, engagements, impressions, conversions, cost, posts)


@dataclass(frozen=True, eq=False)
class _Luck:
    """The random numbers of one block of picks, each of shape (part, draws): normals, where nothing else is written.

    signed, done: how many say yes, and then post. bought: what money behind posts brings relative to its forecast, 1.0
    where there is none. reach, response: two each, the first of which leans. sales, rights: None where nobody sells,
    or the brief has neither rights nor money behind posts.
    """

    part: slice
    signed: Ints
    done: Ints
    reach: Floats
    bought: Floats | float
    sales: Floats | None
    response: Floats
    fee: Floats
    rights: Floats | None


def _lucks(rng: np.random.Generator, table: PackageTable, booked: Bookings, many: int) -> Iterator[_Luck]:
    """The random numbers of all picks, a block at a time."""
    prices = None if booked.paid is None else booked.paid.price_draws(rng, many)
    chances = posting_draws(booked.chances[:, 0], booked.chances[:, 1], rng, many)
    for low in range(0, len(booked.rows), _BLOCK):
        part = slice(low, low + _BLOCK)
        rows, way = booked.rows[part], booked.way[part]
        shape = len(rows), many
        signed = successes(rng, np.broadcast_to(booked.counts[part, None], shape), booked.accepts[part, None])
        posting = np.where(way[:, None] < 0, booked.posting[part, None], chances[way])
        yield _Luck(
            part=part,
            signed=signed,
            done=successes(rng, signed, posting),
            reach=rng.standard_normal((2, *shape))[::-1],
            bought=1.0
            if booked.paid is None or prices is None
            else prices[booked.paid.platform[part]] * booked.paid.post_draws(rng, part, many),
            sales=rng.standard_normal(shape) if (table.conversions[rows] > 0).any() else None,
            response=rng.standard_normal((2, *shape)),
            fee=rng.standard_normal(shape),
            rights=None if table.extras is None else rng.standard_normal(shape),
        )


def _ahead(blocks: Iterator[_Luck]) -> Iterator[_Luck]:
    """The same blocks, of which a second thread makes the next one while one is worked on."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as second:
        coming = second.submit(next, blocks, None)
        while (block := coming.result()) is not None:
            coming = second.submit(next, blocks, None)
            yield block


def successes(rng: np.random.Generator, trials: Ints, chance: Floats) -> Ints:
    """The same as `rng.binomial(trials, chance)`, digit for digit, which sets itself up for each number anew.

    Where nothing is tried twice, a uniform number is compared with the chance of the rarer outcome, as it does too, and
    none is drawn where nothing can succeed. trials: shape (n, draws); chance: of a shape that broadcasts to it.
    """
    if trials.max(initial=0) > 1:
        return rng.binomial(trials, chance)
    tried = (trials > 0) & (chance > 0)
    luck = np.empty(trials.shape)
    luck[tried] = rng.random(np.count_nonzero(tried))
    fails, rare = 1 - chance, chance <= 0.5
    return np.asarray(tried & ((luck <= np.where(rare, fails, 1 - fails)) ^ rare), np.int64)


def band(values: Floats) -> Band:
    """P10, P50 and P90 of draws."""
    low, middle, high = np.percentile(values, [10, 50, 90]).tolist()
    return Band(p10=low, p50=middle, p90=high)


def pick_bands(table: PackageTable, booked: Bookings) -> tuple[tuple[Band, Band], ...]:
    """Reach and engagements of each pick if it happens: a skewed log-normal, so in closed form.

    Of several of one kind, all are taken to happen.
    """
    each = np.divide(booked.counts, booked.happens, out=np.zeros(len(booked.rows)), where=booked.happens > 0)
    made = []
    common = booked.shock_sd**2 + booked.kinds.sd**2
    spread = booked.reach_spread if booked.paid is None else booked.paid.mixed(*booked.reach_spread)
    for of_one, (var, third), shared in (
        (table.gross_reach[booked.rows], spread, common),
        (table.engagements[booked.rows], booked.engagement_spread, common + booked.answers.sd**2),
    ):
        of_all, third = skewed.of_mean(var, third, booked.counts.astype(float))
        made.append(_bands(of_one * each, of_all + shared, third))
    return tuple(zip(*made, strict=True))


def _bands(mean: Floats, variance: Floats, third: Floats) -> list[Band]:
    """P10, P50 and P90 of skewed log-normals with these means."""
    middle = np.log(np.maximum(mean, 1e-300)) - skewed.lift(variance, third)
    ends = [np.exp(middle + skewed.quantile(variance, third, z)).tolist() for z in (-_Z90, 0.0, _Z90)]
    return [Band(p10=low, p50=half, p90=high) for low, half, high in zip(*ends, strict=True)]


def _column(spread: tuple[Floats, Floats], part: slice) -> tuple[Floats, Floats]:
    return spread[0][part, None], spread[1][part, None]


def _factor(normal: Floats, variance: Floats) -> Floats:
    """Log-normal with mean 1."""
    return np.asarray(np.exp(np.sqrt(variance) * normal - variance / 2))


def _of_mean(variance: Floats | np.float64, many: Floats) -> Floats:
    """Log variance of the mean of so many independent log-normals of mean 1."""
    return np.asarray(np.log1p(np.expm1(variance) / np.maximum(many, 1.0)))


def _by_level(assumptions: Assumptions, metric: str) -> Floats:
    """A figure of accounts by platform and level, such as the log sd of engagements per follower; NaN where none is."""
    found = np.full((len(assumptions.platforms), len(LEVELS)), np.nan)
    for p, platform in enumerate(assumptions.platforms):
        for at, level in enumerate(LEVELS):
            wheres = (f"{platform}.{level}", f"{platform}.all", "all.all")
            if any(f"{metric}.{where}" in assumptions for where in wheres):
                found[p, at] = assumptions.number(metric, platform, level)
    return found


def _left(assumptions: Assumptions) -> Floats:
    """Part of the spread between creators that stays unknown, by evidence; own campaigns tell it themselves."""
    keys = [f"between_sd_left_{name.replace(' ', '_')}" for name in EVIDENCE[1:-1]]
    return np.array([1.0, *(assumptions.number(key) for key in keys), 1.0])
