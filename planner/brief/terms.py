"""The terms of a campaign: when it runs, what creators may be offered, how often they may post."""

from collections.abc import Collection
from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, field_validator, model_validator

from planner.brief.quantities import CashBand, Cents, Count, CountBand, Index, Share
from planner.domain.platforms import Platform
from planner.domain.roster import Compensation, Frozen


def _not_before(first: date | None, last: date | None, what: str) -> None:
    if first is not None and last is not None and last < first:
        raise ValueError(f"ends on {last}, before it starts on {first} | {what} that ends on {first} or later")


class Flight(Frozen):
    """The days on which posts of the campaign may appear."""

    start: date = Field(description="First day")
    end: date | None = Field(None, description="Last day; None = as long as its waves take")
    work_from: date | None = Field(None, description="First day on which creators can be asked; None = any day")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        _not_before(self.start, self.end, "a flight")
        return self


class Wave(Frozen):
    """A part of the campaign's time, with what may be spent and posted in it."""

    name: str = Field(min_length=1, max_length=80)
    start: date | None = Field(None, description="First day; None = the day after the wave before")
    end: date | None = Field(None, description="Last day; None = an even part of what is left of the flight")
    cash_cents: CashBand = Field(CashBand(), description="Cash of the packages of this wave")
    posts: CountBand = Field(CountBand(), description="Posts in this wave")
    creators: CountBand = Field(CountBand(), description="Creators who post in this wave")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        _not_before(self.start, self.end, "a wave")
        return self


def check_dates(flight: Flight | None, waves: tuple[Wave, ...]) -> None:
    """Raise ValueError, in the user's words, for a wave outside the flight or before the one that precedes it."""
    before: tuple[str, date] | None = None
    for wave in waves:
        for day in (wave.start, wave.end):
            if day is None:
                continue
            if flight is not None and (day < flight.start or (flight.end is not None and day > flight.end)):
                until = f" to {flight.end}" if flight.end is not None else " on"
                raise ValueError(
                    f"has {wave.name} on {day}, outside the flight | days from {flight.start}{until}, or another flight"
                )
            if before is not None and day <= before[1]:
                raise ValueError(
                    f"has {wave.name} on {day}, not after {before[0]}, which holds {before[1]} | "
                    "waves in the order of their days, without overlap"
                )
        latest = wave.end or wave.start
        if latest is not None:
            before = (wave.name, latest)


class Span(StrEnum):
    """Over which waves a package runs."""

    ONE_OFF = "one_off"
    EVERY_OTHER = "every_other"
    EVERY_WAVE = "every_wave"
    AMBASSADOR = "ambassador"


class ProductTerms(Frozen):
    """What a creator may get of the product."""

    resource: str = Field("product_units", min_length=1, description="The resource whose stock it comes from")
    worth_cents: Cents = Field(description="What one unit is worth to a creator: its price in a shop")
    most: Annotated[int, Field(ge=1, le=1_000)] = Field(5, description="Units for one post's fee, at most")


class EventTerms(Frozen):
    """What a creator gets who is invited."""

    resource: str = Field("event_seats", min_length=1, description="The resource that counts its seats")
    worth_cents: Cents = Field(description="What a seat is worth to a creator")


class AffiliateTerms(Frozen):
    """What a creator earns by what they sell."""

    commission: Share = Field(description="Part of each sale that is theirs")
    order_cents: Cents = Field(description="Money of one sale")

    @field_validator("commission", mode="before")
    @classmethod
    def _part_of_a_sale(cls, value: object) -> object:
        if isinstance(value, int | float) and value > 1:
            raise ValueError("is more than the whole sale | a share from 0 to 1, such as 0.15 for 15%")
        return value


MOST_OFFERED = 48
"""Packages of one creator that a brief may have offered at most."""


class Offers(Frozen):
    """What any creator may be offered beside the packages they have quoted."""

    ways: tuple[Compensation, ...] = Field((), description="Ways of paying")
    spans: tuple[Span, ...] = Field((), description="Over which waves; empty = as the roster has it")
    product: ProductTerms | None = None
    event: EventTerms | None = None
    affiliate: AffiliateTerms | None = None
    most: Annotated[int, Field(ge=1, le=MOST_OFFERED)] = Field(
        12, description="Packages of one creator to choose from, at most"
    )

    @model_validator(mode="after")
    def _terms_are_there(self) -> Self:
        for way, terms, needed in (
            (Compensation.PRODUCT, self.product, "product, with what a unit is worth"),
            (Compensation.HYBRID, self.product, "product, with what a unit is worth"),
            (Compensation.EVENT, self.event, "event, with what a seat is worth"),
            (Compensation.AFFILIATE, self.affiliate, "affiliate, with commission and the money of a sale"),
        ):
            if way in self.ways and terms is None:
                what = "a seat without an event" if way is Compensation.EVENT else f"{way} without its terms"
                raise ValueError(f"offers {what} | {needed}, or no {way} in ways")
        return self


class Pace(Frozen):
    """How often one creator may post for the brand."""

    posts_per_fortnight: Count | None = Field(None, description="Sponsored posts in any 14 days, at most")
    rest: Count | None = Field(None, description="Waves without a post between two waves with posts, at least")


class NewPlatform(Frozen):
    """What is known of a platform that the planner has no figures of: three numbers, one of them one of two prices."""

    reach: Annotated[float, Field(gt=0, le=10)] = Field(description="People who see one post, relative to followers")
    engagement: Share = Field(description="Engagements with one post, relative to followers")
    cents_per_thousand: Cents | None = Field(None, description="Price of a thousand people reached")
    cents_per_post: Cents | None = Field(None, description="Price of one post, where nobody has quoted")

    @model_validator(mode="after")
    def _has_a_price(self) -> Self:
        if (self.cents_per_thousand is None) == (self.cents_per_post is None):
            raise ValueError("needs one price | cents_per_thousand or cents_per_post")
        return self


class Scores(Frozen):
    """What somebody who knows a creator says of them; replaces the roster's figures. None = the roster's."""

    fit: Index | None = None
    authenticity: Index | None = None
    affinity: Index | None = Field(None, description="How close they are to the brand: follows, mentions, buys")
    values: Index | None = Field(None, description="How well their values match the brand's")
    sponsored_load: Share | None = Field(None, description="Part of their posts that are paid for")


def check_platforms(asked: Collection[Platform], new: Collection[Platform]) -> None:
    """Raise ValueError for figures of a platform that has some already, and for a rule on one that has none."""
    listed = [platform for platform in new if platform in Platform]
    if listed:
        raise ValueError(f"has figures of its own for {', '.join(listed)} | edited assumptions for those")
    unknown = [platform for platform in asked if platform not in {*Platform, *new}]
    if unknown:
        known = ", ".join(Platform)
        raise ValueError(
            f"has a rule for {', '.join(unknown)}, which is not known | one of {known}, or its numbers in new_platforms"
        )


def check_offers(offers: Offers | None, resources: Collection[str], waves: int) -> None:
    """Raise ValueError, in the user's words, for offers that the brief has no stock or no waves for."""
    if offers is None:
        return
    if offers.spans and not waves:
        raise ValueError("offers packages over waves, but has no waves | waves, or offers without spans")
    wanted = []
    if offers.product is not None and {Compensation.PRODUCT, Compensation.HYBRID} & set(offers.ways):
        wanted.append((offers.product.resource, "product"))
    if offers.event is not None and Compensation.EVENT in offers.ways:
        wanted.append((offers.event.resource, "a seat at an event"))
    for resource, what in wanted:
        if resource not in resources:
            raise ValueError(f"offers {what} without a stock of {resource} | resources.{resource}, with its stock")
