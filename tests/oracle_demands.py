"""What a brief demands of every plan, each demand as margins over the listed plans."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.brief.brief import Bands
from planner.domain.costs import CostKind
from planner.domain.roster import Compensation, Tier
from planner.forecast.table import PackageTable
from tests.oracle_plans import Floats, Listed, Plans, bad_luck

LOOSE = 1e-6
"""Of a segment's size: nearer to a limit on reach than this, either answer is right."""


@dataclass(frozen=True)
class Demand:
    """One demand of the brief on every plan: met where the margin is at least 0.

    path: the field that makes it, with #0, #1 ... where one makes several. blur: how far from 0 a margin
    of real numbers may be taken for 0; for money and people it is 0.
    """

    path: str
    margin: NDArray[np.generic]
    blur: float = 0.0

    @property
    def met(self) -> NDArray[np.bool_]:
        """Plans that surely meet it."""
        return np.asarray(self.margin >= self.blur)

    @property
    def nearly(self) -> NDArray[np.bool_]:
        """Plans of which a tolerant reader may say that they meet it."""
        return np.asarray(self.margin >= -self.blur)


def demands_of(truth: Listed) -> Iterator[Demand]:
    """Every demand of the brief, in the order of its fields."""
    for made in (_amounts, _beside_posts, _people, _mix, _waves, _filters, _results):
        yield from made(truth)


def _amounts(truth: Listed) -> Iterator[Demand]:
    brief, table = truth.brief, truth.table
    if brief.budget_cents is not None:
        yield Demand("budget_cents", brief.budget_cents - truth.spent)
        if brief.largest_share is not None:
            dear = table.cash_cents * 10_000 > round(brief.largest_share * 10_000) * brief.budget_cents
            yield Demand("largest_share", -truth.picked(dear))
    if brief.largest_cents is not None:
        yield Demand("largest_cents", -truth.picked(table.cash_cents > brief.largest_cents))
    for name, resource in brief.resources.items():
        yield Demand(f"resources.{name}.stock", round(resource.stock * 1000) - truth.plans @ table.uses[name])


def _beside_posts(truth: Listed) -> Iterator[Demand]:
    brief, extras = truth.brief, truth.table.extras
    if brief.boosting is not None:
        nothing = np.zeros(len(truth.table), np.int64)
        behind, band = truth.plans @ truth.table.costs.get(CostKind.BOOSTING, nothing), brief.boosting.spend
        if band.min is not None:
            yield Demand("boosting.spend.min", 10_000 * behind - round(band.min * 10_000) * truth.cash)
        if band.max is not None:
            yield Demand("boosting.spend.max", round(band.max * 10_000) * truth.cash - 10_000 * behind)
    for right, terms in brief.rights.items():
        assert extras is not None
        granted = extras.rights // {"usage": 1, "allowlisting": 2, "exclusivity": 4}[right] % 2 == 1
        yield from _band(f"rights.{right}.count", truth.picked(granted), terms.count.min, terms.count.max)


def _people(truth: Listed) -> Iterator[Demand]:
    brief = truth.brief
    for at, wanted in enumerate(brief.must_have):
        named = truth.of(wanted.creator)
        if wanted.package is not None:
            named &= truth.by_account.package_ids == wanted.package
        yield Demand(f"must_have.{at}", truth.picked(truth.any(named)) - 1)
    for at, creator in enumerate(brief.excluded):
        yield Demand(f"excluded.{at}", -truth.picked(truth.any(truth.of(creator))))
    if brief.packages_per_person is not None and truth.table.parts is not None:
        bundle = truth.table.parts.bundle
        many = np.array(
            [sum(not bundle[at] for at in rows) + len({bundle[at] for at in rows} - {0}) for rows in truth.accounts]
        )
        yield Demand("packages_per_person", -truth.picked(many > brief.packages_per_person))
    yield from _band("creators", truth.heads, brief.creators.min, brief.creators.max)
    for at, group in enumerate(brief.groups):
        members = [truth.of(creator) for creator in sorted(group.creators)]
        inside = np.stack([truth.picked(truth.any(own)) > 0 for own in members]).astype(int)
        people = truth.picked(truth.any(np.logical_or.reduce(members)))
        if group.at_most is not None:
            yield Demand(f"groups.{at}.at_most", group.at_most - people)
        if group.at_least is not None:
            yield Demand(f"groups.{at}.at_least", people - group.at_least)
        if group.together and len(inside) > 1:
            yield from _several(f"groups.{at}.together", list(np.roll(inside, -1, axis=0) - inside))
        if group.only_with is not None:
            lead = (truth.picked(truth.any(truth.of(group.only_with))) > 0).astype(int)
            yield from _several(f"groups.{at}.only_with", list(lead - inside))


def _band(path: str, have: Plans, low: int | None, high: int | None) -> Iterator[Demand]:
    if low is not None:
        yield Demand(f"{path}.min", have - low)
    if high is not None:
        yield Demand(f"{path}.max", high - have)


def _several(path: str, margins: list[Plans]) -> Iterator[Demand]:
    for at, margin in enumerate(margins):
        yield Demand(f"{path}#{at}" if len(margins) > 1 else path, margin)


def _mix(truth: Listed) -> Iterator[Demand]:
    brief, table = truth.brief, truth.table
    tiers = np.searchsorted([brief.tiers.mid, brief.tiers.macro], table.followers, side="right")
    for tier, bands in brief.pyramid.items():
        yield from _bands(truth, f"pyramid.{tier}", bands, [tiers == list(Tier).index(tier)])
    yield from _bands(truth, "partnerships", brief.partnerships, [table.active & (table.active - 1) > 0])
    if brief.pyramid_order:
        micro, mid, macro = (truth.picked(tiers == tier) for tier in range(3))
        yield from _several("pyramid_order", [micro - mid, mid - macro])
    # A person is wherever one of their accounts is, and what each account costs is where it is.
    table = truth.by_account
    for platform, bands in brief.platforms.items():
        yield from _bands(truth, f"platforms.{platform}", bands, table.platform == table.platforms.index(platform))
    for way, bands in brief.compensation.items():
        yield from _bands(truth, f"compensation.{way}", bands, table.compensation == list(Compensation).index(way))
    for field, name, asked in (
        ("countries", "country", brief.countries),
        ("categories", "category", brief.categories),
        *((f"attributes.{name}", name, asked) for name, asked in brief.attributes.items()),
    ):
        for value, bands in asked.items():
            yield from _bands(truth, f"{field}.{value}", bands, _with_value(table, name, value))


def _with_value(table: PackageTable, name: str, value: str) -> NDArray[np.bool_]:
    """Packages of creators whose cell has this value, alone or beside others."""
    cells = [table.attributes[name].texts[code].lower() for code in table.attributes[name].codes.tolist()]
    found = []
    for cell in cells:
        words, word = [], ""
        for letter in f"{cell};":
            if letter in ";,|/\n":
                words.append(word.strip())
                word = ""
            else:
                word += letter
        found.append(value.strip().lower() in [*words, cell.strip()])
    return np.array(found, bool)


def _bands(
    truth: Listed, path: str, bands: Bands, inside: NDArray[np.bool_] | list[NDArray[np.bool_]]
) -> Iterator[Demand]:
    """inside: packages of accounts; or, in a list, rows of persons as a whole."""
    if isinstance(inside, list):
        (whole_rows,) = inside
        heads, cash = truth.picked(whole_rows), truth.plans @ np.where(whole_rows, truth.table.cash_cents, 0)
    else:
        heads = truth.picked(truth.any(inside))
        cash = truth.plans @ truth.sum(np.where(inside, truth.by_account.cash_cents, 0))
    yield from _band(f"{path}.count", heads, bands.count.min, bands.count.max)
    for name, part, whole, band in (
        ("headcount", heads, truth.heads, bands.headcount),
        ("spend", cash, truth.cash, bands.spend),
    ):
        if band.min is not None:
            yield Demand(f"{path}.{name}.min", 10_000 * part - round(band.min * 10_000) * whole)
        if band.max is not None:
            yield Demand(f"{path}.{name}.max", round(band.max * 10_000) * whole - 10_000 * part)


def _waves(truth: Listed) -> Iterator[Demand]:
    waves = truth.brief.waves
    for at, wave in enumerate(waves):
        own = truth.by_account
        cash, posts = (
            truth.plans @ truth.sum(_share_of_wave(truth, amounts, at)) for amounts in (own.cash_cents, own.posts)
        )
        for name, have, band in (("cash_cents", cash, wave.cash_cents), ("posts", posts, wave.posts)):
            yield from _band(f"waves.{at}.{name}", have, band.min, band.max)
        present = truth.picked(truth.any(_share_of_wave(truth, own.posts, at) > 0))
        yield from _band(f"waves.{at}.creators", present, wave.creators.min, wave.creators.max)
    table = truth.by_account
    if truth.brief.available_only and table.blocked.any():
        yield Demand("available_only", -truth.picked(truth.any(table.blocked)))
    pace = truth.brief.pace
    if pace.posts_per_fortnight is not None:
        yield Demand("pace.posts_per_fortnight", -truth.picked(truth.any(table.fortnight > pace.posts_per_fortnight)))
    if pace.rest is not None:
        # Bits of two waves that are nearer to each other than the rest asked for.
        near = [any(bits & bits >> step for step in range(1, pace.rest + 1)) for bits in table.active.tolist()]
        yield Demand("pace.rest", -truth.picked(truth.any(np.array(near, bool))))


def _share_of_wave(truth: Listed, amounts: NDArray[np.int64], at: int) -> NDArray[np.int64]:
    """What falls into a wave: nothing, or an even part, of which the package's first wave has the odd cents."""
    found = []
    for bits, amount in zip(truth.by_account.active.tolist(), amounts.tolist(), strict=True):
        mine = [wave for wave in range(12) if bits // 2**wave % 2]
        even = amount // max(len(mine), 1)
        odd = amount - even * len(mine) if mine[:1] == [at] else 0
        found.append(even + odd if at in mine else 0)
    return np.array(found, np.int64)


def _filters(truth: Listed) -> Iterator[Demand]:
    table, quality = truth.by_account, truth.brief.quality
    for name, have, sign in (
        ("min_fit", table.fit, 1),
        ("min_authenticity", table.authenticity, 1),
        ("min_engagement_rate", table.engagement_rate, 1),
        ("max_fake_share", table.fake_share, -1),
        ("min_followers", table.followers, 1),
        ("max_followers", table.followers, -1),
        ("min_affinity", table.affinity, 1),
        ("min_values", table.values_match, 1),
        ("max_sponsored_load", table.sponsored_load, -1),
        ("min_comments", table.comments, 1),
    ):
        asked = getattr(quality, name)
        if asked is not None:
            bars, strict = np.full(len(table), float(asked)), np.full(len(table), quality.strict)
            for creator, own in truth.brief.exceptions.items():
                rows = table.rows_of(creator)
                strict[rows] = own.strict
                if getattr(own, name) is not None:
                    bars[rows] = getattr(own, name)
            known = np.where(np.isnan(have), sign * np.where(strict, -np.inf, np.inf), have)
            yield Demand(f"quality.{name}", -truth.picked(truth.any(sign * known < sign * bars)))
    yield Demand("tiers.micro", -truth.picked(truth.any(table.followers < truth.brief.tiers.micro)))


def _often(truth: Listed, at: int, counts: NDArray[np.int64]) -> float:
    """Share of a segment that sees so many packages: what is left beside those who see none, one, or exactly two.

    The chance to see none of some packages is (1 + x / kappa)^-kappa of their weight x. To see only one is to see none
    of the others, but not none of all; to see only two, by inclusion and exclusion, likewise.
    """
    kappa, times = truth.table.segments[at].kappa, truth.brief.audience[at].seen_times
    weights = np.repeat(truth.table.weights[:, at], counts)

    def none_of(chosen: NDArray[np.bool_]) -> Floats:
        return np.asarray(np.exp(-kappa * np.log1p(chosen.astype(float) @ weights / kappa)))

    others = ~np.eye(len(weights), dtype=bool)
    nobody, alone = float(none_of(np.ones((1, len(weights)), bool))[0]), none_of(others)
    often = 1.0 - nobody - float((alone - nobody).sum())
    if times > 2 and len(weights) > 1:
        first, second = np.triu_indices(len(weights), 1)
        both = none_of(others[first] & others[second])
        often -= float((both - alone[first] - alone[second] + nobody).sum())
    return often


def _results(truth: Listed) -> Iterator[Demand]:
    brief, table = truth.brief, truth.table
    for at, segment in enumerate(brief.audience):
        if segment.floor is not None:
            sure = truth.reached[:, at] * bad_luck(truth)
            yield Demand(f"audience.{at}.floor", sure - segment.floor, LOOSE * segment.size)
        if segment.cap is not None:
            yield Demand(f"audience.{at}.cap", segment.cap - truth.reached[:, at], LOOSE * segment.size)
        if segment.seen_floor is not None:
            often = np.array([_often(truth, at, counts) for counts in truth.plans]) * segment.size
            yield Demand(f"audience.{at}.seen_floor", often - segment.seen_floor, LOOSE * segment.size)
    if brief.reach_floor is not None:
        total = sum(segment.size for segment in brief.audience)
        sure = truth.reached.sum(axis=1) * bad_luck(truth)
        yield Demand("reach_floor", sure - brief.reach_floor, LOOSE * total)
    if brief.engagement_floor is not None:
        engaged = truth.plans @ table.engagements * bad_luck(truth)
        yield Demand("engagement_floor", engaged - brief.engagement_floor, 1e-9 * brief.engagement_floor)
    if brief.average_fit is not None:
        fit = truth.plans @ np.where(np.isnan(table.fit), 0.5, table.fit)
        yield Demand("average_fit", fit - brief.average_fit * truth.heads, 1e-9)
