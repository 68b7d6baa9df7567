"""Lessons about single creators from their own results, and the record of them that a brief carries."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence

from planner.brief.brief import Brief, OwnRecord
from planner.debrief.lesson import Lesson, Own, Subject
from planner.debrief.memory import Booking, CreatorBase
from planner.debrief.shrink import Seen, beta_mean, creator_means, own_factor, recency
from planner.debrief.study import Study, reaches, responses
from planner.domain.platforms import formats_of
from planner.domain.roster import Compensation
from planner.forecast.assumptions import Assumptions, usual_for
from planner.forecast.levels import reach_metric
from planner.forecast.spreads import spread_key

CONTRACTED = (Compensation.CASH, Compensation.HYBRID)
POSTING = {True: "post_probability_contracted.all.all", False: "post_probability_product_incentive.all.all"}
"""Assumption of the chance that a post appears, by whether it is under contract."""


def creator_lessons(study: Study) -> Iterator[Lesson]:
    """One lesson per creator with results: their own factor on top of their group's, in order of creator ids."""
    latest = {base.creator: base for campaign in study.campaigns for base in campaign.creators}
    booked: dict[str, list[tuple[str, Booking]]] = {}
    for campaign in study.campaigns:
        for b in campaign.bookings:
            if b.posted is not None or b.accepted is False:
                booked.setdefault(b.creator, []).append((campaign.id, b))
    names = {campaign.id: campaign.name for campaign in study.campaigns}
    strength = study.usual.number("learning_prior_bookings")
    kept = {contracted: posting(study, contracted)[0] for contracted in POSTING}
    for creator, base in sorted(latest.items()):
        seen, bookings = study.by_creator.get(creator, []), booked.get(creator, [])
        if not seen and not bookings:
            continue
        chance = None
        if bookings:
            # The prior is the rate of all bookings: one failure is judged against what others deliver.
            usual = min(1.0, base.chance * kept[bookings[-1][1].compensation in CONTRACTED])
            chance = chance_of(study, usual, strength, [b for _, b in bookings])
        reach = _own_reach(study, base)
        yield Lesson(
            subject=Subject.CREATOR,
            title=creator,
            factor=1.0 if reach is None else reach,
            posts=sum(o.posts for _, o in seen),
            creators=1,
            campaigns=tuple(dict.fromkeys(names[campaign_id] for campaign_id, _ in (*seen, *bookings))),
            own=Own(
                base=base,
                reach=reach,
                response=_own_response(study, creator),
                chance=chance,
                worth=creator_means(reaches(seen), *study.when).get(creator, (0.0, 0.0))[1],
                until=max([o.date for _, o in seen] + [b.date for _, b in bookings]),
            ),
        )


def _own_reach(study: Study, base: CreatorBase) -> float | None:
    """The creator's factor over all formats: each result relative to the lesson of its own group; None = no result."""
    found = [(campaign_id, o) for campaign_id, o in study.by_creator.get(base.creator, []) if o.reach is not None]
    if not found:
        return None
    seen = []
    for campaign_id, o in found:
        group = ("stated", o.platform) if o.stated_reach else ("reach", o.platform, o.format, o.level)
        value = (o.reach or 0.0) - study.reach.mean(*group).middle
        seen.append(study.reach.fit.cleared(Seen(o.creator, campaign_id, o.date, value, o.posts)))
    usual = Counter({f: sum(o.posts for _, o in found if o.format is f) for f in formats_of(base.platform)})
    key = spread_key(base.platform, usual.most_common(1)[0][0])
    shown = study.spread(key, base.level, base.stated).scaled(*study.reach.scales[key])
    return own_factor(creator_means(seen, *study.when)[base.creator], 0.0, shown)


def _own_response(study: Study, creator: str) -> float | None:
    found = [(campaign_id, o) for campaign_id, o in study.by_creator.get(creator, []) if o.response is not None]
    if not found:
        return None
    last = found[-1][1]
    group = ("response", "stated") if last.stated_response else ("response", last.platform, last.level)
    seen = [study.response.fit.cleared(one) for one in responses(found)]
    mean = creator_means(seen, *study.when)[creator]
    shown = study.response_spread(last.platform, last.level, last.stated_response).scaled(
        *study.response.scales["response"]
    )
    return own_factor(mean, study.response.mean(*group).middle, shown)


def usual_reach_key(base: CreatorBase) -> str:
    """Assumption that scales the creator's usual post: the group's benchmark, or the bias of stated figures."""
    if base.stated:
        return f"stated_reach_bias.{base.platform}.all"
    return f"{reach_metric(base.platform, formats_of(base.platform)[0])}.{base.platform}.{base.level}"


def record_for(own: Own, brief: Brief, lesson: Lesson) -> OwnRecord:
    """The record for a brief: rates relative to the assumptions that this brief uses, to four digits."""
    usual = usual_for(brief)
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


def posting(study: Study, contracted: bool) -> tuple[float, list[tuple[str, Booking]]]:
    """Factor on the assumed chance of posting, and the bookings behind it, each with its campaign's id."""
    found = [
        (campaign.id, b)
        for campaign in study.campaigns
        for b in campaign.bookings
        if b.posted is not None and (b.compensation in CONTRACTED) is contracted
    ]
    usual = study.usual[POSTING[contracted]].number
    return chance_of(study, usual, study.usual.number("learning_prior_bookings"), [b for _, b in found]) / usual, found


def chance_of(study: Study, prior: float, strength: float, found: Sequence[Booking]) -> float:
    """Posterior mean of the chance that a booking is posted, 0 to 1; a declined booking counts as not posted.

    Beta-binomial with mean `prior` and `strength` bookings behind it; older bookings count for less.
    """
    weights = [recency(b.date, *study.when) for b in found]
    happened = math.fsum(w * (b.posted or 0.0) for w, b in zip(weights, found, strict=True))
    return beta_mean(prior, strength, happened, math.fsum(weights))
