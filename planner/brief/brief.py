"""What the marketer asks for. `None` is no limit, `0` is zero; shares are 0 to 1, money is in cents."""

import datetime
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from planner.brief.boosting import Boosting, RightTerms, check_rights
from planner.brief.costs import Costs
from planner.brief.exchange import Code, Exchange
from planner.brief.paths import Path
from planner.brief.quantities import (
    Amount,
    Cents,
    Confidence,
    Count,
    CountBand,
    Index,
    People,
    Shape,
    Share,
    ShareBand,
    SmallShare,
    in_order,
)
from planner.brief.sales import Sales
from planner.brief.terms import (
    Flight,
    NewPlatform,
    Offers,
    Pace,
    Scores,
    Wave,
    check_dates,
    check_offers,
    check_platforms,
)
from planner.domain.persons import is_person
from planner.domain.rights import Right
from planner.domain.roster import MAX_FOLLOWERS, Compensation, Frozen, Platform, Tier
from planner.problems import NO_KEY, BadInput, validated
from planner.units import ENGAGEMENTS, SHARE
from planner.wording import counted, knows_locale, money

MOST_FIXED = 3
"""Resources with a fixed cost: each of them doubles the planning."""


class Bands(Frozen):
    """Limits on one part of the plan: a tier, a platform, a country, a category, a way of paying."""

    count: CountBand = Field(default=CountBand(), description="Creators in it")
    headcount: ShareBand = Field(default=ShareBand(), description="Its share of all creators")
    spend: ShareBand = Field(default=ShareBand(), description="Its share of the cash spent")


class GoalKind(StrEnum):
    """What the plan is best at."""

    UNIQUE_REACH = "unique_reach"
    ENGAGEMENTS = "engagements"
    CONVERSIONS = "conversions"
    SCORE = "score"
    CHEAPEST = "cheapest"


class Goal(Frozen):
    """What the plan is best at; `score` names the roster column that a score goal adds up."""

    kind: GoalKind = GoalKind.UNIQUE_REACH
    score: str | None = Field(None, description="Roster column, for the goal `score`")

    @model_validator(mode="after")
    def _score_is_named(self) -> Self:
        if (self.kind is GoalKind.SCORE) != (self.score is not None):
            raise ValueError("names a score column only with the goal 'score', and must then | goal.score = a column")
        return self


class SecondGoal(Frozen):
    """What the plan is best at among those that are nearly best at the first goal."""

    goal: Goal
    tolerance: SmallShare = Field(0.02, description="Part of the first goal that may be given up for it")


Age = Annotated[int, Field(ge=0, le=120)]


class Segment(Frozen):
    """A part of the audience: people who can be reached on these platforms."""

    name: str = Field("My market", min_length=1, max_length=80)
    size: People = Field(description="People in it who can be reached")
    value: float = Field(1.0, ge=0, le=1000, description="Worth of one person reached, relative to others")
    country: str | None = Field(None, max_length=60, description="Country of these people; None = anywhere")
    audience_share: Share = Field(1.0, description="Part of an audience (of that country) that is in the segment")
    gender: Literal["female", "male"] | None = Field(
        None, description="Where a roster knows it, the audience's share takes the place of audience_share"
    )
    ages: tuple[Age, Age] | None = Field(None, description="First and last year; used like gender, and with it")
    kappa: Shape | None = Field(None, description="NBD shape; None = the assumption's value")
    one_niche: bool = Field(False, description="All creators serve one niche: kappa is then the default for that")
    floor: People | None = Field(None, description="Unique people to reach here at least")
    cap: People | None = Field(None, description="Unique people to reach here at most")
    seen_floor: People | None = Field(None, description="People here who see at least `seen_times` of the packages")
    seen_times: int = Field(2, ge=2, le=3, description="For seen_floor: 2 or 3")

    @model_validator(mode="after")
    def _fits(self) -> Self:
        in_order(self.floor, self.cap, "cap")
        if self.ages is not None and self.ages[0] > self.ages[1]:
            raise ValueError(f"has ages from {self.ages[0]} to {self.ages[1]} | the younger first, such as 18 to 34")
        for name, asked in (("floor", self.floor), ("cap", self.cap), ("seen_floor", self.seen_floor)):
            if asked is not None and asked >= self.size:
                raise ValueError(
                    f"has a {name} of {asked:,} that is not below its size of {self.size:,} | a smaller {name}"
                )
        return self

    @property
    def asks_for_traits(self) -> bool:
        """True when it is of one gender or of certain ages."""
        return self.gender is not None or self.ages is not None


class Resource(Frozen):
    """Anything limited beside cash: product units, event seats, review hours."""

    stock: Amount = Field(description="How much there is")
    unit_cost_cents: Cents = Field(0, description="Cost to the brand of one unit; part of full value, not of cash")
    shipping_cents: Cents = Field(0, description="Cash that goes out with each unit")
    fixed_cents: Cents = Field(0, description="Cash due once, with the first unit used: an event has to be held")


class Tiers(Frozen):
    """Followers at which a tier begins: at or above is in, below is out."""

    micro: People = 1_000
    mid: People = 50_000
    macro: People = 500_000
    by_views: bool = Field(
        True, description="Where median views are known on TikTok or YouTube, they decide instead of followers"
    )

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        for lower, upper in (("micro", "mid"), ("mid", "macro")):
            low, high = getattr(self, lower), getattr(self, upper)
            if low >= high:
                raise ValueError(
                    f"begin {lower} at {low:,} and {upper} at {high:,} followers | {lower} below {upper}, "
                    "so that no two tiers overlap"
                )
        return self


class Quality(Frozen):
    """Creators below (or above) these are not considered; unknown values pass unless `strict`."""

    min_fit: Index | None = Field(None, description="Fit with the brand")
    min_authenticity: Index | None = Field(None, description="How real the audience and its response are")
    min_engagement_rate: Share | None = Field(None, description="On the platform's usual base")
    max_fake_share: Share | None = Field(None, description="Part of the followers that are suspicious")
    min_followers: Count | None = Field(None, description="Followers")
    max_followers: Annotated[int, Field(ge=0, le=MAX_FOLLOWERS)] | None = Field(None, description="Followers")
    min_affinity: Index | None = Field(None, description="Closeness to the brand: follows it, mentions it, buys it")
    min_values: Index | None = Field(None, description="Match of values")
    max_sponsored_load: Share | None = Field(None, description="Part of a creator's posts that are paid for")
    min_comments: Count | None = Field(None, description="Comments per post, on average")
    strict: bool = Field(False, description="Unknown values do not pass")


class MustHave(Frozen):
    """A creator who is in every plan, perhaps in a certain package, perhaps at an agreed fee."""

    creator: str = Field(
        min_length=1,
        description="Creator id, such as instagram:lina.hart; or @ and a person of the roster, such as @Lina Hart, "
        "who is booked on any of their accounts",
    )
    package: str | None = None
    agreed_fee_cents: Cents | None = Field(None, description="Replaces the quote of that package")
    signed: bool = Field(False, description="Has signed; False = locked by somebody who plans")

    @model_validator(mode="after")
    def _of_one_account(self) -> Self:
        if is_person(self.creator) and (self.package is not None or self.agreed_fee_cents is not None):
            raise ValueError(
                f"names the person {self.creator} with a package or a fee, which belong to one account | the id of "
                "that account, such as instagram:lina.hart"
            )
        return self


class GroupRule(Frozen):
    """At most, or at least, so many of these creators; or all of them or none."""

    name: str = Field(min_length=1, max_length=80)
    creators: tuple[str, ...] = Field(min_length=1)
    at_most: Count | None = None
    at_least: Count | None = None
    together: bool = Field(False, description="All of them or none of them")
    only_with: str | None = Field(None, description="Any of them only if this creator is in the plan")


class OwnRecord(Frozen):
    """What a creator achieved in campaigns that were debriefed; beats roster and benchmark where it says something."""

    reach_rate: Annotated[float, Field(ge=0, le=1000)] | None = Field(
        None, description="People whom one usual post reaches, per follower"
    )
    engagement_rate: Annotated[float, Field(ge=0, le=10)] | None = Field(
        None, description="On the platform's usual base, before the sponsored factor"
    )
    chance: Annotated[float, Field(ge=0, le=1)] | None = Field(
        None, description="Chance that a package of theirs is posted"
    )
    posts: Count = Field(0, description="Posts behind it")
    worth: Annotated[float, Field(ge=0, le=1e6)] = Field(0.0, description="The same, older posts counting for less")
    campaigns: Count = Field(0, description="Campaigns behind it")
    until: datetime.date | None = Field(None, description="Day of the latest post behind it")


def _known_locale(value: str) -> str:
    if not knows_locale(value):
        raise ValueError("is not a locale that numbers can be written in | a language and a country, such as de_DE")
    return value


class Brief(Frozen):
    """One campaign's demands. A field left out, or None, is a demand not made."""

    schema_version: Literal[1] = 1
    name: str = Field("Untitled campaign", min_length=1, max_length=120)
    currency: str = Field("USD", pattern="^[A-Z]{3}$", description="ISO 4217 code of every money field")
    locale: Annotated[str, AfterValidator(_known_locale)] = Field(
        "en_US", pattern="^[a-z]{2}_[A-Z]{2}$", description="How numbers are written"
    )
    exchange: dict[Code, Exchange] = Field(
        default_factory=dict, description="Rates of other currencies that fees are quoted in, by code"
    )
    goal: Goal = Goal()
    second_goal: SecondGoal | None = Field(None, description="Decides between plans that are as good at the goal")
    budget_cents: Cents | None = Field(
        None, description="What `costs.budget_covers` says, cash as a rule; may be None only for the goal `cheapest`"
    )
    audience: tuple[Segment, ...] = Field((Segment(size=2_000_000),), min_length=1, max_length=24)
    reach_floor: People | None = Field(None, description="Unique people over all segments, at least")
    engagement_floor: Annotated[float, Field(ge=0, le=1e12), ENGAGEMENTS] | None = None
    confidence: Confidence | None = Field(
        None,
        description="Chance with which floors on reach and engagements are met, not that on frequency; None = the "
        "forecast meets them",
    )
    tiers: Tiers = Tiers()
    pyramid: dict[Tier, Bands] = Field(default_factory=dict)
    pyramid_order: bool = Field(False, description="At least as many micro as mid, and mid as macro")
    platforms: dict[Platform, Bands] = Field(default_factory=dict)
    new_platforms: dict[Platform, NewPlatform] = Field(
        default_factory=dict, description="Platforms that the planner has no figures of, with the three that it needs"
    )
    countries: dict[str, Bands] = Field(default_factory=dict)
    categories: dict[str, Bands] = Field(default_factory=dict)
    attributes: dict[str, dict[str, Bands]] = Field(
        default_factory=dict,
        description="Bands by text column of the roster and value, such as language and de; a cell with several values "
        "counts in each",
    )
    compensation: dict[Compensation, Bands] = Field(default_factory=dict)
    partnerships: Bands = Field(Bands(), description="Creators booked for two or more waves")
    offers: Offers | None = Field(None, description="What any creator may be offered; None = what they have quoted")
    pace: Pace = Pace()
    available_only: bool = Field(True, description="Nobody is booked for a wave in which they are not available")
    scores: dict[str, Scores] = Field(default_factory=dict, description="Own judgement of creators, by id")
    creators: CountBand = Field(CountBand(), description="Creators in the plan altogether")
    packages_per_person: Annotated[int, Field(ge=1, le=100)] | None = Field(
        None, description="Packages of one person with several accounts, at most; None = one on each account"
    )
    resources: dict[str, Resource] = Field(default_factory=dict, description="By roster column")
    largest_share: Share | None = Field(None, description="Largest part of the budget for one creator")
    largest_cents: Cents | None = Field(None, ge=1, description="The most that one creator gets")
    average_fit: Index | None = Field(None, description="Fit of the picks, on average, at least")
    quality: Quality = Quality()
    must_have: tuple[MustHave, ...] = ()
    excluded: tuple[str, ...] = Field(
        (), description="Creator ids; or @ and a person of the roster, of whose accounts none is booked"
    )
    exceptions: dict[str, Quality] = Field(
        default_factory=dict,
        description="By creator id: quality that is asked of this creator instead; a field left out is the brief's",
    )
    groups: tuple[GroupRule, ...] = ()
    flight: Flight | None = Field(None, description="When the campaign runs; None = not decided yet")
    waves: tuple[Wave, ...] = Field((), max_length=12, description="In order; the roster's column `wave` counts from 1")
    agency_fee: Share | None = Field(
        None, description="Share of `costs.agency_on`, for the gross cost of files and the full cost"
    )
    costs: Costs = Field(Costs(), description="Costs beside fees, and which total the budget limits")
    notes: dict[str, Annotated[str, Field(max_length=2_000)]] = Field(
        default_factory=dict, description="What people noted about a creator, by creator id"
    )
    usage_days: Annotated[int, Field(ge=0, le=3650)] | None = Field(
        None, description="Days of usage rights that estimated fees include; quotes are taken as they are"
    )
    boosting: Boosting | None = Field(None, description="Money behind posts; None = none")
    rights: dict[Right, RightTerms] = Field(
        default_factory=dict, description="Rights that creators may grant beside posting; others are not paid for"
    )
    sales: Sales = Field(Sales(), description="Rates of clicks and conversions, and what they are worth")
    assumptions: dict[str, float] = Field(default_factory=dict, description="Edited assumptions, by key")
    history: dict[str, OwnRecord] = Field(
        default_factory=dict, description="By creator id: what the forecast takes from earlier campaigns"
    )
    tolerance: Annotated[float, SHARE] = Field(
        0.001, gt=0, le=0.2, description="Gap to the best possible at which to stop"
    )
    time_limit: float = Field(20.0, gt=0, le=3600, description="Seconds; a backstop, the gap decides")

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.budget_cents is None and self.goal.kind is not GoalKind.CHEAPEST:
            raise ValueError(
                "asks for the most a budget can buy without a budget | budget_cents, or the goal 'cheapest'"
            )
        if self.second_goal is not None and self.second_goal.goal == self.goal:
            raise ValueError("has the same goal twice | a second goal that differs from the first")
        if self.largest_share is not None and self.budget_cents is None:
            raise ValueError("limits one creator's share of a budget that is not there | budget_cents")
        if self.currency in self.exchange:
            raise ValueError(f"has a rate for {self.currency}, its own currency | rates of other currencies")
        check_platforms(self.platforms, self.new_platforms)
        if both := {wanted.creator for wanted in self.must_have} & set(self.excluded):
            raise ValueError(
                f"has {', '.join(sorted(both))} in must_have and in excluded | each creator in one of the two"
            )
        for name, listed in (
            ("must_have", [wanted.creator for wanted in self.must_have]),
            ("excluded", list(self.excluded)),
            ("audience", [segment.name for segment in self.audience]),
            ("groups", [group.name for group in self.groups]),
            ("waves", [wave.name for wave in self.waves]),
        ):
            twice = sorted({entry for entry in listed if listed.count(entry) > 1})
            if twice:
                raise ValueError(f"has {', '.join(twice)} twice in {name} | each once")
        check_dates(self.flight, self.waves)
        check_offers(self.offers, self.resources, len(self.waves))
        check_rights(self.rights, self.boosting, self.usage_days)
        fixed = [name for name, resource in self.resources.items() if resource.fixed_cents]
        if len(fixed) > MOST_FIXED:
            raise ValueError(
                f"has {counted(len(fixed), 'resource')} with a fixed cost | "
                f"at most {MOST_FIXED}, each is tried both ways"
            )
        total = sum(segment.size for segment in self.audience)
        if self.reach_floor is not None and self.reach_floor >= total:
            raise ValueError(
                f"asks for a reach of {self.reach_floor:,} in an audience of {total:,} | less than the audience"
            )
        return self

    @classmethod
    def read(cls, data: str | bytes | dict[str, Any]) -> Self:
        """Validate JSON text or a mapping. Raises BadInput with every problem, named by its field."""
        try:
            with validated():
                if isinstance(data, str | bytes):
                    return cls.model_validate_json(data)
                return cls.model_validate(data)
        except BadInput as bad:
            if all(one.wrong != NO_KEY for one in bad.problems):
                raise
            from planner.brief.near_keys import with_near_keys

            raise BadInput(with_near_keys(bad.problems, cls)) from None

    def knowing(self, new: Mapping[Platform, NewPlatform], rates: Mapping[str, Exchange] | None = None) -> Self:
        """The brief with figures of these platforms and rates of currencies beside those it has; new ones win."""
        if not new and not rates:
            return self
        platforms, exchange = {**self.new_platforms, **new}, {**self.exchange, **(rates or {})}
        return self.model_copy(update={"new_platforms": platforms, "exchange": exchange})

    def money(self, cents: int) -> str:
        """An amount in the brief's currency, as its locale writes it."""
        return money(cents, self.currency, self.locale)

    def having(self, **fields: Any) -> Self:
        """A copy with these fields, validated as a whole. Raises BadInput with every problem, named by its field."""
        return self.read(self.model_copy(update=fields).model_dump(mode="json"))

    def changed(self, path: str, value: Any) -> "Brief":
        """A copy with one field changed, named as in the JSON: `pyramid.macro.count.min`; see `Path`.

        Raises BadInput when the value does not fit, KeyError when a brief has no such field.
        """
        return Path(path).set(self, value)
