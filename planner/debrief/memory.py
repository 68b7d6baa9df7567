"""What a workspace remembers of its campaigns: enough to learn from all of them again, in any order."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable

from pydantic import Field

from planner.brief.brief import OwnRecord
from planner.debrief.actual import Post, State
from planner.debrief.compare import Debrief, Line, reach_if_out
from planner.debrief.expected import Expected, Slot
from planner.domain.roster import Compensation, Format, Frozen, Platform, Tier
from planner.forecast import skewed
from planner.forecast.archetypes import FEE_METRIC
from planner.forecast.assumptions import Assumptions, default_assumptions, usual_for
from planner.forecast.levels import ceiling_metric


class Observation(Frozen):
    """One row of posts against what the shipped assumptions expect of it, in logs; None = the row has no such figure.

    reach: log of people reached over people expected. response: log of engagements over those expected, where rates
    are on followers; of engagements per person over those expected, where rates are on views.
    """

    creator: str
    platform: Platform
    level: str
    format: Format
    stated_reach: bool = Field(description="The expectation rests on insights or views, not on benchmark rates")
    stated_response: bool = Field(description="The roster gives the creator's own engagement rate")
    date: datetime.date
    posts: int = Field(ge=1)
    reach: float | None
    response: float | None


class Booking(Frozen):
    """One pick: did the creator agree, and which part of the posts appeared; what was paid against the fee curve."""

    creator: str
    platform: Platform
    level: str
    compensation: Compensation
    followers: int
    date: datetime.date
    accepted: bool | None = Field(description="None = no row says anything of the booking")
    posted: float | None = Field(None, ge=0, le=1, description="Part of the posts; None = declined, or still open")
    paid: float | None = Field(None, description="Log of the fee paid over the curve's; None = not known or not cash")


class Judged(Frozen):
    """One pick's forecast of reach and what came: `sd` and `third` are of its log, `forecast` is its mean."""

    creator: str
    platform: Platform
    tier: Tier
    forecast: float = Field(gt=0)
    sd: float = Field(gt=0)
    third: float = Field(0.0, description="Third cumulant of the log, 0 = not skewed")
    actual: float = Field(ge=0)

    @property
    def place(self) -> float:
        """Where the actual lies among what was expected: 0.5 is the middle, 0.1 and 0.9 the ends of the band."""
        if self.actual <= 0:
            return 0.0
        spread = self.sd**2, self.third
        return skewed.chance_below(math.log(self.actual / self.forecast) + float(skewed.lift(*spread)), *spread)


class CreatorBase(Frozen):
    """A creator's values under the shipped assumptions: the reference for their own results."""

    creator: str
    platform: Platform
    level: str
    usual_rate: float = Field(description="People per follower of one usual post")
    stated: bool
    engagement_rate: float | None = Field(description="Their own by the roster; None = the benchmark's")
    chance: float = Field(description="That a booking is posted once it is agreed")


class CampaignRecord(Frozen):
    """One debriefed campaign. `id` is that of its scenario: debriefed again, it replaces itself."""

    id: str = Field(min_length=1, max_length=64)
    name: str
    day: datetime.date = Field(description="Of the latest post")
    observations: tuple[Observation, ...] = ()
    bookings: tuple[Booking, ...] = ()
    judged: tuple[Judged, ...] = ()
    creators: tuple[CreatorBase, ...] = ()
    kappa: float | None = Field(None, gt=0, description="Overlap that the measured unique reach implies")


class Note(Frozen):
    """A consultation, kept with the creator. before: it was held before the content was made."""

    id: str
    creator: str
    before: bool
    text: str = Field(max_length=4000)
    day: datetime.date
    campaign: str = ""
    format: Format | None = None


class Undo(Frozen):
    """The fields of a brief that lessons change, before and after."""

    assumptions_before: dict[str, float]
    assumptions_after: dict[str, float]
    history_before: dict[str, OwnRecord]
    history_after: dict[str, OwnRecord]


class Memory(Frozen):
    """All that a workspace has learned from: campaigns and notes."""

    campaigns: tuple[CampaignRecord, ...] = ()
    notes: tuple[Note, ...] = ()

    def with_campaign(self, record: CampaignRecord) -> Memory:
        """With this campaign added, or replaced when it is known already."""
        others = [c for c in self.campaigns if c.id != record.id]
        ordered = sorted([*others, record], key=lambda c: (c.day, c.id))
        return self.model_copy(update={"campaigns": tuple(ordered)})

    def without_campaign(self, campaign: str) -> Memory:
        """As if this campaign had never been debriefed."""
        return self.model_copy(update={"campaigns": tuple(c for c in self.campaigns if c.id != campaign)})

    def with_note(self, note: Note) -> Memory:
        """With this note added; it replaces one of the same id."""
        others = [n for n in self.notes if n.id != note.id]
        return self.model_copy(update={"notes": (*others, note)})

    def without_note(self, note: str) -> Memory:
        """Without this note."""
        return self.model_copy(update={"notes": tuple(n for n in self.notes if n.id != note)})


def record_of(
    campaign: str, done: Debrief, kappa: float | None = None, today: datetime.date | None = None
) -> CampaignRecord:
    """What to remember of a debriefed campaign; rows without a date count as of the last post, or of `today`."""
    dates = [post.date for line in done.lines for post in line.actual.out if post.date is not None]
    day = max(dates, default=today or (done.days.end if done.days else datetime.date.today()))
    usual = usual_for(done.brief)
    return CampaignRecord(
        id=campaign,
        name=done.name,
        day=day,
        observations=tuple(o for line in done.named for o in _observations(line, day, usual)),
        bookings=tuple(_booking(line, day, done.brief.currency) for line in done.named),
        judged=tuple(_judged(done.named)),
        creators=tuple(_base(line.expected) for line in done.named),
        kappa=kappa,
    )


def _observations(line: Line, day: datetime.date, usual: Assumptions) -> Iterable[Observation]:
    expected = line.expected
    pick = expected.pick
    if pick.count != 1 or not expected.slots:
        return
    on_views = "views" in usual[f"engagement_rate.{pick.platform}.{expected.level}"].unit
    main = max(expected.slots, key=lambda slot: slot.posts * slot.reach)
    for post in line.actual.out:
        slot = next((s for s in expected.slots if s.format is post.format), None)
        hoped, answers = _hoped(post, slot, expected, usual)
        reach = None if not post.reach or hoped <= 0 else math.log(post.reach / hoped)
        response = None
        if post.engagements and answers > 0:
            response = math.log(post.engagements / answers)
            if on_views:
                response = None if reach is None else response - reach
        if reach is None and response is None:
            continue
        yield Observation(
            creator=line.creator,
            platform=pick.platform,
            level=expected.level,
            format=(slot or main).format,
            stated_reach=expected.stated,
            stated_response=pick.engagement_rate is not None,
            date=post.date or day,
            posts=max(1, post.posts),
            reach=reach,
            response=response,
        )


def _hoped(post: Post, slot: Slot | None, expected: Expected, usual: Assumptions) -> tuple[float, float]:
    """People and engagements that the shipped assumptions expect of a row's posts."""
    if slot is None:
        single = sum(s.posts * s.reach for s in expected.slots)
        stretch = sum(s.posts * s.usual_reach for s in expected.slots) / single if single else 1.0
        return expected.reach * stretch, sum(s.posts * s.usual_engagements for s in expected.slots)
    growth = usual.number("reach_growth_by_repeats")
    ceiling = max(usual.number(ceiling_metric(slot.format)) * expected.pick.followers, growth * slot.usual_reach)
    posts = max(1, post.posts)
    people = ceiling * (1 - (1 - slot.usual_reach / ceiling) ** posts) if ceiling else 0.0
    return people, posts * slot.usual_engagements


def _booking(line: Line, day: datetime.date, currency: str) -> Booking:
    actual, pick = line.actual, line.expected.pick
    declined = actual.state is State.DECLINED
    open_still = actual.state in (State.OPEN, State.SIGNED, State.PART)
    accepted = None if actual.state is State.OPEN else not declined
    return Booking(
        creator=line.creator,
        platform=pick.platform,
        level=line.expected.level,
        compensation=pick.compensation,
        followers=pick.followers,
        date=max((post.date for post in actual.out if post.date is not None), default=day),
        accepted=accepted,
        posted=None if declined or open_still else actual.posts / max(line.expected.posts, 1),
        paid=_paid(line, currency),
    )


def _paid(line: Line, currency: str) -> float | None:
    """Log ratio of the fee paid to that of the fee curve: benchmark at its level, followers to the elasticity."""
    pick, cost = line.expected.pick, line.actual.cost_cents
    if pick.compensation is not Compensation.CASH or not cost or line.actual.posts < line.expected.posts:
        return None
    usual = default_assumptions()
    if currency != "USD" and f"units_per_usd.{currency}.all" not in usual:
        return None
    total = 0.0
    for f, number in pick.deliverables.items():
        metric = FEE_METRIC.get((pick.platform, f))
        if number and metric is None:
            return None
        if number and metric is not None:
            # A story fee is for a set of stories.
            times = 1 if f is Format.STORY else number
            total += times * usual.number(metric, pick.platform, line.expected.level)
    level = line.expected.level
    known = level if f"archetype_followers.all.{level}" in usual else "macro"
    middle = usual.number("archetype_followers", tier=known)
    curve = total * (max(pick.followers, 1) / middle) ** usual.number("fee_follower_elasticity")
    units = 1.0 if currency == "USD" else usual.number("units_per_usd", currency)
    return math.log(cost / pick.count / 100 / (curve * units)) if curve > 0 else None


def _judged(lines: Iterable[Line]) -> Iterable[Judged]:
    for line in lines:
        forecast = reach_if_out(line.expected, line.actual)
        if line.inside is None or line.actual.reach is None or forecast <= 0 or line.expected.reach_log_sd <= 0:
            continue
        yield Judged(
            creator=line.creator,
            platform=line.expected.pick.platform,
            tier=line.expected.pick.tier,
            forecast=forecast,
            sd=line.expected.reach_log_sd,
            third=line.expected.reach_third,
            actual=line.actual.reach,
        )


def _base(expected: Expected) -> CreatorBase:
    pick = expected.pick
    return CreatorBase(
        creator=pick.creator,
        platform=pick.platform,
        level=expected.level,
        usual_rate=expected.usual_rate,
        stated=expected.stated,
        engagement_rate=pick.engagement_rate,
        chance=expected.usual_chance,
    )
