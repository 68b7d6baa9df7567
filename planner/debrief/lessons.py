"""The lessons of all debriefed campaigns: old value, new value and evidence. Nothing here changes a brief."""

import datetime
import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from planner.brief.brief import Brief
from planner.brief.quantities import LEAST_SHAPE
from planner.debrief.lesson import Edit, Lesson, Subject
from planner.debrief.memory import Booking, Memory
from planner.debrief.own import CONTRACTED, POSTING, chance_of, creator_lessons, posting
from planner.debrief.shrink import Mean, Seen, Spread, group_mean, recency
from planner.debrief.study import Study
from planner.domain.platforms import formats_of
from planner.forecast.assumptions import MOST_REACH, REACH_UNITS, Assumption, usual_for
from planner.forecast.doubt import reach_doubt_key, response_doubt_key, stated_doubt_key
from planner.forecast.levels import LEVELS, reach_metric
from planner.forecast.spreads import BETWEEN, WITHIN
from planner.wording import label

SPONSORED = "sponsored_vs_organic_multiplier.all.all"
_LEAST = 0.005
"""A change of less than half a per cent teaches nothing."""


def learn(memory: Memory, brief: Brief, as_of: datetime.date | None = None) -> tuple[Lesson, ...]:
    """All lessons of a workspace's campaigns for a brief, read from scratch: no order of uploads or debriefs matters.

    as_of: the day from which age counts; None = that of the latest campaign. What a brief edits is what is shown as
    old, but never what is learned from: lessons start from the shipped assumptions.
    """
    if not memory.campaigns:
        return ()
    day = as_of or max(campaign.day for campaign in memory.campaigns)
    campaigns = tuple(sorted(memory.campaigns, key=lambda c: (c.day, c.id)))
    study = Study(campaigns, brief, day, usual_for(brief))
    lessons = [
        *_reach(study),
        *_stated(study),
        *_response(study),
        *_posting(study),
        *_acceptance(study),
        *_fees(study),
        *_overlap(study),
        *_spreads(study),
        *creator_lessons(study),
    ]
    return tuple(lessons)


def _reach(study: Study) -> Iterator[Lesson]:
    for platform in study.usual.platforms:
        for f in formats_of(platform):
            for level in LEVELS:
                mean = study.reach.mean("reach", platform, f, level)
                key = f"{reach_metric(platform, f)}.{platform}.{level}"
                title = f"{label(platform)} {f}, {label(level).lower()}"
                yield from _lesson(study, Subject.REACH, title, mean, [key, reach_doubt_key(platform, f, level)])


def _stated(study: Study) -> Iterator[Lesson]:
    for platform in study.usual.platforms:
        mean = study.reach.mean("stated", platform)
        title = f"Insights and views on {label(platform)}"
        yield from _lesson(
            study, Subject.STATED, title, mean, [f"stated_reach_bias.{platform}.all", stated_doubt_key(platform)]
        )


def _response(study: Study) -> Iterator[Lesson]:
    for platform in study.usual.platforms:
        for level in LEVELS:
            mean = study.response.mean("response", platform, level)
            title = f"Engagement rate on {label(platform)}, {label(level).lower()}"
            keys = [f"engagement_rate.{platform}.{level}", response_doubt_key(platform, level)]
            yield from _lesson(study, Subject.RESPONSE, title, mean, keys)
    mean = study.response.mean("response", "stated")
    yield from _lesson(study, Subject.RESPONSE, "Sponsored posts against creators’ own rates", mean, [SPONSORED])


def _spreads(study: Study) -> Iterator[Lesson]:
    """How far results scatter around forecasts: the width of later bands."""
    for key, seen in sorted(study.reach.seen.items()):
        if not seen:
            continue
        campaigns = tuple(sorted({one.campaign for one in seen}))
        behind = (len({one.creator for one in seen}), sum(one.posts for one in seen), campaigns)
        where = " ".join(label(word) for word in key.split("_"))
        between, within = study.reach.scales[key]
        for scale, title, metric in (
            (between, f"How much creators differ, {where}", BETWEEN),
            (within, f"How much a creator’s posts differ, {where}", WITHIN),
        ):
            rows = [row.key for row in study.usual if row.key.startswith(f"{metric}.{key}.")]
            yield from _lesson(study, Subject.SPREAD, title, Mean(math.log(scale) / 2, 0.0, *behind), rows)


def _lesson(study: Study, subject: Subject, title: str, mean: Mean, keys: Sequence[str]) -> Iterator[Lesson]:
    """The lesson that multiplies these assumptions, unless the change is too small to report.

    A key that begins with "doubt" is the uncertainty of the others; it becomes the uncertainty that the results leave.
    """
    factor = math.exp(mean.shift)
    edits = tuple(_doubt(study, k, mean) if k.startswith("doubt") else _edit(study, k, factor) for k in keys)
    narrower = any(edit.new < (1 - _LEAST) * (study.usual[edit.key].value or 0.0) for edit in edits[1:])
    if edits and (abs(factor - 1) >= _LEAST or (narrower and mean.posts)):
        behind = (mean.posts, mean.creators, study.names(mean))
        yield Lesson(subject, title, factor, *behind, edits, borrowed=mean.borrowed)


def _edit(study: Study, key: str, factor: float) -> Edit:
    row = study.usual[key]
    assert row.value is not None
    return Edit(key, study.brief.assumptions.get(key, row.value), fitting(row, row.value * factor))


def _doubt(study: Study, key: str, mean: Mean) -> Edit:
    row = study.usual[key]
    assert row.value is not None
    left = row.value if mean.doubt is None else min(mean.doubt, row.value)
    return Edit(key, study.brief.assumptions.get(key, row.value), fitting(row, left))


def fitting(row: Assumption, value: float) -> float:
    """A value that the assumption accepts, with four digits that count."""
    top = 100.0 if row.unit.startswith("percent") else 1.0 if row.unit.startswith(("share", "probability")) else None
    top = MOST_REACH if row.unit in REACH_UNITS else top
    value = value if top is None else min(value, top)
    least = LEAST_SHAPE if row.unit == "shape" else 0.0
    return float(f"{max(value, least):.4g}")


def _posting(study: Study) -> Iterator[Lesson]:
    titles = {True: "Posts under contract appear", False: "Posts for product, events or commission appear"}
    for contracted, key in POSTING.items():
        factor, found = posting(study, contracted)
        if found:
            campaigns = tuple(sorted({campaign_id for campaign_id, _ in found}))
            mean = Mean(math.log(factor), 0.0, len({b.creator for _, b in found}), len(found), campaigns)
            for lesson in _lesson(study, Subject.POSTING, titles[contracted], mean, [key]):
                yield replace(lesson, edits=(*lesson.edits, _bookings(study, key, [b for _, b in found])))


def _bookings(study: Study, key: str, found: Sequence[Booking]) -> Edit:
    """The chance of posting after these bookings; older ones weigh less."""
    row = study.usual[f"{key.partition('.')[0]}_bookings.all.all"]
    assert row.value is not None
    worth = row.value + math.fsum(recency(b.date, *study.when) for b in found)
    return Edit(row.key, study.brief.assumptions.get(row.key, row.value), fitting(row, worth))


def _acceptance(study: Study) -> Iterator[Lesson]:
    """How many creators take what they have quoted: Beta counts over bookings for cash of which anything is known."""
    key = "acceptance_of_quote.all.all"
    found = [
        (campaign.id, b)
        for campaign in study.campaigns
        for b in campaign.bookings
        if b.accepted is not None and b.compensation in CONTRACTED
    ]
    if not found:
        return
    answers = [b.model_copy(update={"posted": float(bool(b.accepted))}) for _, b in found]
    usual = study.usual[key].number
    chance = chance_of(study, usual, study.usual.number("learning_prior_bookings"), answers)
    mean = Mean(
        math.log(chance / usual),
        0.0,
        len({b.creator for _, b in found}),
        len(found),
        tuple(sorted({i for i, _ in found})),
    )
    yield from _lesson(study, Subject.ACCEPTANCE, "Creators accept what they quoted", mean, [key])


def _fees(study: Study) -> Iterator[Lesson]:
    spread = Spread(study.usual.number("fee_log_sd_around_curve") ** 2, 0.0, 0.0)
    for platform in study.usual.platforms:
        for level in LEVELS:
            seen = [
                Seen(b.creator, campaign.id, b.date, b.paid)
                for campaign in study.campaigns
                for b in campaign.bookings
                if (b.platform, b.level) == (platform, level) and b.paid is not None
            ]
            mean = group_mean(seen, spread, study.prior, study.when)
            if mean.posts:
                end = f".{platform}.{level}"
                keys = [row.key for row in study.usual if row.key.startswith("fee_") and row.key.endswith(end)]
                title = f"{label(platform)}, {label(level).lower()}"
                yield from _lesson(study, Subject.FEES, title, mean, keys)


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
