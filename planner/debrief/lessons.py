"""What all debriefed campaigns teach: old value, new value, and what stands behind it. Nothing here changes a brief."""

from __future__ import annotations

import datetime
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from planner.brief import Brief, OwnRecord
from planner.debrief.expected import spread_key
from planner.debrief.memory import Booking, CreatorBase, Memory
from planner.debrief.shrink import (
    Mean,
    Seen,
    Spread,
    beta_mean,
    creator_means,
    group_mean,
    own_factor,
    recency,
)
from planner.debrief.study import Study, reaches, responses
from planner.domain import FORMATS_OF, Compensation, Platform
from planner.forecast.assumptions import Assumption, Assumptions, default_assumptions
from planner.forecast.packages import LEVELS, reach_metric
from planner.wording import label

SPONSORED = "sponsored_vs_organic_multiplier.all.all"
_CONTRACTED = (Compensation.CASH, Compensation.HYBRID)
_LEAST = 0.005
"""A change of less than half a per cent teaches nothing."""


class Subject(StrEnum):
    """What a lesson is about, in the order in which people read."""

    REACH = "Reach"
    STATED = "Stated reach"
    RESPONSE = "Response"
    POSTING = "Posting"
    FEES = "Fees"
    OVERLAP = "Overlap"
    SPREAD = "Spread"
    CREATOR = "Creators"


@dataclass(frozen=True)
class Edit:
    """One assumption: its key, what the brief uses now and what it would use, in the unit of the assumption."""

    key: str
    old: float
    new: float


@dataclass(frozen=True)
class Own:
    """What a creator's results say, relative to the shipped assumptions and to her group's lesson.

    reach, response: factors on what her group's forecast says, None = no result. chance: that a booking is posted,
    None = no booking. worth: posts behind reach, older ones for less. base: what the shipped assumptions say of her.
    """

    base: CreatorBase
    reach: float | None
    response: float | None
    chance: float | None
    worth: float
    until: datetime.date


@dataclass(frozen=True)
class Lesson:
    """One thing learned. edits: assumptions that it changes; own: the creator whom it is about, with what is known.

    factor: new over what the shipped assumptions say. posts, creators, campaigns: what stands behind it.
    """

    subject: Subject
    title: str
    factor: float
    posts: int
    creators: int
    campaigns: tuple[str, ...]
    edits: tuple[Edit, ...] = ()
    own: Own | None = None

    @property
    def id(self) -> str:
        """Name of the lesson, the same whatever its numbers."""
        return f"{self.subject}: {self.title}"


def learn(memory: Memory, brief: Brief, as_of: datetime.date | None = None) -> tuple[Lesson, ...]:
    """All lessons of a workspace's campaigns for a brief, read from scratch: no order of uploads or debriefs matters.

    as_of: the day from which age counts; None = that of the latest campaign. What a brief edits is what is shown as
    old, but never what is learned from: lessons start from the shipped assumptions.
    """
    if not memory.campaigns:
        return ()
    day = as_of or max(campaign.day for campaign in memory.campaigns)
    campaigns = tuple(sorted(memory.campaigns, key=lambda c: (c.day, c.id)))
    study = Study(campaigns, brief, day, default_assumptions())
    shifts: dict[tuple[str, ...], Mean] = {}
    lessons = [
        *_reach(study, shifts),
        *_stated(study, shifts),
        *_response(study, shifts),
        *_posting(study),
        *_fees(study),
        *_overlap(study),
        *_spreads(study),
        *_creators(study, shifts),
    ]
    return tuple(lessons)


def _reach(study: Study, shifts: dict[tuple[str, ...], Mean]) -> Iterator[Lesson]:
    for platform in Platform:
        for f in FORMATS_OF[platform]:
            for level in LEVELS:
                kind = (platform, f, level, False)
                seen = reaches(
                    (id, o) for id, o in study.found if (o.platform, o.format, o.level, o.stated_reach) == kind
                )
                mean = study.group(seen, spread_key(platform, f), False)
                shifts["reach", platform, f, level] = mean
                if mean.posts:
                    key = f"{reach_metric(platform, f)}.{platform}.{level}"
                    title = f"{label(platform)} {f}, {label(level).lower()}"
                    yield from _lesson(study, Subject.REACH, title, mean, [key])


def _stated(study: Study, shifts: dict[tuple[str, ...], Mean]) -> Iterator[Lesson]:
    for platform in Platform:
        seen = reaches((id, o) for id, o in study.found if o.platform is platform and o.stated_reach)
        mean = study.group(seen, spread_key(platform, FORMATS_OF[platform][0]), True)
        shifts["stated", platform] = mean
        if mean.posts:
            key = f"stated_reach_bias.{platform}.all"
            yield from _lesson(study, Subject.STATED, f"Insights and views on {label(platform)}", mean, [key])


def _response(study: Study, shifts: dict[tuple[str, ...], Mean]) -> Iterator[Lesson]:
    for platform in Platform:
        for level in LEVELS:
            kind = (platform, level, False)
            seen = responses((id, o) for id, o in study.found if (o.platform, o.level, o.stated_response) == kind)
            mean = study.group(seen, "response", False)
            shifts["response", platform, level] = mean
            if mean.posts:
                title = f"Engagement rate on {label(platform)}, {label(level).lower()}"
                yield from _lesson(study, Subject.RESPONSE, title, mean, [f"engagement_rate.{platform}.{level}"])
    seen = responses((id, o) for id, o in study.found if o.stated_response)
    mean = study.group(seen, "response", True)
    shifts["response", "stated"] = mean
    if mean.posts:
        yield from _lesson(study, Subject.RESPONSE, "Sponsored posts against creators’ own rates", mean, [SPONSORED])


def _spreads(study: Study) -> Iterator[Lesson]:
    """How far results scatter around forecasts: the width of later bands."""
    for key, groups in sorted(study.reach_groups.items()):
        seen = [one for found, _ in groups for one in found]
        campaigns = tuple(sorted({one.campaign for one in seen}))
        creators = len({one.creator for one in seen})
        mean = Mean(math.log(study.scales[key]) / 2, 0.0, creators, sum(one.posts for one in seen), campaigns)
        keys = [f"within_creator_log_sd_sigma.{key}.all", f"between_creator_log_sd_tau.{key}.all"]
        title = " ".join(label(word) for word in key.split("_"))
        yield from _lesson(study, Subject.SPREAD, f"How far {title} scatters", mean, keys)


def _lesson(study: Study, subject: Subject, title: str, mean: Mean, keys: Sequence[str]) -> Iterator[Lesson]:
    """The lesson that multiplies these assumptions, unless it changes nothing worth telling."""
    factor = math.exp(mean.shift)
    edits = tuple(_edit(study, key, factor) for key in keys if key in study.usual)
    if edits and abs(factor - 1) >= _LEAST:
        yield Lesson(subject, title, factor, mean.posts, mean.creators, study.names(mean), edits)


def _edit(study: Study, key: str, factor: float) -> Edit:
    row = study.usual[key]
    assert row.value is not None
    return Edit(key, study.brief.assumptions.get(key, row.value), fitting(row, row.value * factor))


def fitting(row: Assumption, value: float) -> float:
    """A value that the assumption accepts, with four digits that count."""
    top = 100.0 if row.unit.startswith("percent") else 1.0 if row.unit.startswith(("share", "probability")) else None
    value = value if top is None else min(value, top)
    return float(f"{max(value, 0.0):.4g}")


def _posting(study: Study) -> Iterator[Lesson]:
    strength = study.usual.number("learning_prior_bookings")
    ways = (
        ("post_probability_contracted.all.all", "Posts under contract appear", True),
        ("post_probability_product_incentive.all.all", "Posts for product, events or commission appear", False),
    )
    for key, title, contracted in ways:
        found = [
            (campaign.id, b)
            for campaign in study.campaigns
            for b in campaign.bookings
            if b.posted is not None and (b.compensation in _CONTRACTED) is contracted
        ]
        if not found or key not in study.usual:
            continue
        chance = _chance(study, study.usual[key].number, strength, [b for _, b in found])
        factor = chance / study.usual[key].number
        campaigns = tuple(sorted({id for id, _ in found}))
        mean = Mean(math.log(factor), 0.0, len({b.creator for _, b in found}), len(found), campaigns)
        yield from _lesson(study, Subject.POSTING, title, mean, [key])


def _chance(study: Study, prior: float, strength: float, found: Sequence[Booking]) -> float:
    """Chance that a booking is posted, after these; a booking that was declined counts as not posted."""
    weights = [recency(b.date, *study.when) for b in found]
    happened = math.fsum(w * (b.posted or 0.0) for w, b in zip(weights, found, strict=True))
    return beta_mean(prior, strength, happened, math.fsum(weights))


def _fees(study: Study) -> Iterator[Lesson]:
    spread = Spread(study.usual.number("fee_log_sd_around_curve") ** 2, 0.0, 0.0)
    for platform in Platform:
        for level in LEVELS:
            # A fee curve is a typical price, the middle of what is asked: logs need no correction to a mean.
            seen = [
                Seen(b.creator, campaign.id, b.date, b.paid - spread.one / 2)
                for campaign in study.campaigns
                for b in campaign.bookings
                if (b.platform, b.level) == (platform, level) and b.paid is not None
            ]
            mean = group_mean(seen, spread, 1.0, study.prior, study.when)
            if mean.posts:
                keys = [row.key for row in study.usual if _is_fee(row.key, platform, level)]
                title = f"{label(platform)}, {label(level).lower()}"
                yield from _lesson(study, Subject.FEES, title, mean, keys)


def _is_fee(key: str, platform: str, level: str) -> bool:
    return key.startswith("fee_") and key.endswith(f".{platform}.{level}")


def _overlap(study: Study) -> Iterator[Lesson]:
    key = "nbd_kappa_mixed_niche.all.all"
    found = [campaign for campaign in study.campaigns if campaign.kappa is not None]
    if not found:
        return
    prior = math.log(study.usual[key].number)
    weights = [recency(campaign.day, *study.when) for campaign in found]
    moved = math.fsum(w * (math.log(c.kappa or 1.0) - prior) for w, c in zip(weights, found, strict=True))
    mean = Mean(moved / (study.prior + math.fsum(weights)), 0.0, 0, 0, tuple(c.id for c in found))
    yield from _lesson(study, Subject.OVERLAP, "How much audiences overlap (kappa)", mean, [key])


def _creators(study: Study, shifts: dict[tuple[str, ...], Mean]) -> Iterator[Lesson]:
    """One lesson per creator with results: her own factor on top of her group's."""
    latest = {base.creator: base for campaign in study.campaigns for base in campaign.creators}
    booked: dict[str, list[tuple[str, Booking]]] = {}
    for campaign in study.campaigns:
        for b in campaign.bookings:
            if b.posted is not None or b.accepted is False:
                booked.setdefault(b.creator, []).append((campaign.id, b))
    names = {campaign.id: campaign.name for campaign in study.campaigns}
    strength = study.usual.number("learning_prior_bookings")
    for creator, base in sorted(latest.items()):
        seen, bookings = study.by_creator.get(creator, []), booked.get(creator, [])
        if not seen and not bookings:
            continue
        chance = _chance(study, base.chance, strength, [b for _, b in bookings]) if bookings else None
        reach = _own_reach(study, base, shifts)
        yield Lesson(
            subject=Subject.CREATOR,
            title=creator,
            factor=1.0 if reach is None else reach,
            posts=sum(o.posts for _, o in seen),
            creators=1,
            campaigns=tuple(dict.fromkeys(names[id] for id, _ in (*seen, *bookings))),
            own=Own(
                base=base,
                reach=reach,
                response=_own_response(study, creator, shifts),
                chance=chance,
                worth=creator_means(reaches(seen), *study.when).get(creator, (0.0, 0.0))[1],
                until=max([o.date for _, o in seen] + [b.date for _, b in bookings]),
            ),
        )


def _own_reach(study: Study, base: CreatorBase, shifts: dict[tuple[str, ...], Mean]) -> float | None:
    """Her factor over all her formats: each result relative to the lesson of its own group."""
    found = [(id, o) for id, o in study.by_creator.get(base.creator, []) if o.reach is not None]
    if not found:
        return None
    seen = []
    for id, o in found:
        group = ("stated", o.platform) if o.stated_reach else ("reach", o.platform, o.format, o.level)
        seen.append(Seen(o.creator, id, o.date, (o.reach or 0.0) - shifts[group].middle, o.posts))
    usual = Counter({f: sum(o.posts for _, o in found if o.format is f) for f in FORMATS_OF[base.platform]})
    key = spread_key(base.platform, usual.most_common(1)[0][0])
    shown = study.spread(key, base.stated).scaled(study.scales[key])
    return own_factor(creator_means(seen, *study.when)[base.creator], 0.0, shown)


def _own_response(study: Study, creator: str, shifts: dict[tuple[str, ...], Mean]) -> float | None:
    found = [(id, o) for id, o in study.by_creator.get(creator, []) if o.response is not None]
    if not found:
        return None
    last = found[-1][1]
    group = ("response", "stated") if last.stated_response else ("response", last.platform, last.level)
    mean = creator_means(responses(found), *study.when)[creator]
    shown = study.response_spread(last.stated_response).scaled(study.scales["response"])
    return own_factor(mean, shifts[group].middle, shown)


def usual_reach_key(base: CreatorBase) -> str:
    """Assumption that scales the creator's usual post: her group's benchmark, or the bias of what is stated."""
    if base.stated:
        return f"stated_reach_bias.{base.platform}.all"
    return f"{reach_metric(base.platform, FORMATS_OF[base.platform][0])}.{base.platform}.{base.level}"


def record_for(own: Own, brief: Brief, lesson: Lesson) -> OwnRecord:
    """The record that the brief would carry, fitted to the assumptions that this brief uses."""
    usual = default_assumptions()
    rate = None
    if own.reach is not None:
        key = usual_reach_key(own.base)
        value = usual[key].value or 1.0
        rate = own.base.usual_rate * own.reach * brief.assumptions.get(key, value) / value
    engagement = None
    if own.response is not None:
        engagement = _engagement_rate(own, brief, usual)
    return OwnRecord(
        reach_rate=None if rate is None else min(float(f"{rate:.4g}"), 1000.0),
        engagement_rate=None if engagement is None else min(float(f"{engagement:.4g}"), 10.0),
        chance=None if own.chance is None else float(f"{own.chance:.4g}"),
        posts=lesson.posts,
        worth=float(f"{own.worth:.4g}"),
        campaigns=len(lesson.campaigns),
        until=own.until,
    )


def _engagement_rate(own: Own, brief: Brief, usual: Assumptions) -> float:
    if own.base.engagement_rate is not None:
        return own.base.engagement_rate * (own.response or 1.0)
    key = f"engagement_rate.{own.base.platform}.{own.base.level}"
    row = usual[key]
    value = row.value or 1.0
    return row.number * brief.assumptions.get(key, value) / value * (own.response or 1.0)
