"""A creator with their packages, each field validated: what archetypes and tests make, and a roster is built from."""

from typing import Annotated, Self

import pandas as pd
from pydantic import Field, model_validator

from planner.domain.attributes import LONGEST_TEXT, column_of, is_attribute
from planner.domain.audience import audience_problems, part_of
from planner.domain.rights import Right
from planner.domain.roster import MAX_CENTS, MAX_FOLLOWERS, Base, Compensation, Format, Frozen, Platform, creator_id


class Package(Frozen):
    """One bookable thing of a creator: deliverables x compensation x price."""

    id: str = Field(min_length=1, max_length=120)
    deliverables: dict[Format, int] = Field(description="Posts of each format")
    compensation: Compensation = Compensation.CASH
    fee_cents: int | None = Field(None, ge=0, le=MAX_CENTS, description="Quote; None = not known, estimated")
    commission_cents: int = Field(0, ge=0, le=MAX_CENTS, description="Commission expected to fall due")
    right_fees: dict[Right, Annotated[int, Field(ge=0, le=MAX_CENTS)]] = Field(
        default_factory=dict, description="Quoted surcharges for rights, in cents; a right left out is estimated"
    )
    numbers: dict[str, float] = Field(default_factory=dict, description="Resource uses and score columns")


class Creator(Frozen):
    """A person or account that could be booked; an archetype when `available` is above 1."""

    handle: str = Field(min_length=1, max_length=120)
    platform: Platform
    followers: int = Field(ge=0, le=MAX_FOLLOWERS)
    packages: tuple[Package, ...] = Field(min_length=1)
    name: str = Field("", max_length=500)
    person: str = Field("", max_length=500, description="Whose account it is; equal for all accounts of one person")
    country: str = Field("", max_length=60)
    category: str = Field("", max_length=120)
    engagement_rate: float | None = Field(None, ge=0, le=1, description="0 to 1, relative to `engagement_base`")
    engagement_base: Base | None = Field(None, description="What it is relative to; None = what the platform's is")
    median_views: float | None = Field(None, ge=0, le=MAX_FOLLOWERS)
    measured_reach: float | None = Field(None, ge=0, le=MAX_FOLLOWERS, description="People per post, insights")
    fake_share: float | None = Field(None, ge=0, le=1)
    mass_share: float | None = Field(None, ge=0, le=1)
    fit: float | None = Field(None, ge=0, le=1)
    authenticity: float | None = Field(None, ge=0, le=1)
    follows_brand: bool | None = Field(None, description="None = not known")
    mentions_brand: bool | None = Field(None, description="Without being paid; None = not known")
    customer: bool | None = Field(None, description="Has bought from the brand; None = not known")
    values_match: float | None = Field(None, ge=0, le=1)
    sponsored_load: float | None = Field(None, ge=0, le=1, description="Part of their posts that are paid for")
    comments: float | None = Field(None, ge=0, le=MAX_FOLLOWERS, description="Per post, on average")
    availability: str = Field("", max_length=200, description="Waves or days, such as 1-4, 6; empty = always")
    available: int = Field(1, ge=1, le=1_000_000, description="How many of this archetype can be booked")
    email: str = Field("", max_length=500)
    agency: str = Field("", max_length=500)
    manager: str = Field("", max_length=500)
    notes: str = Field("", max_length=500)
    attributes: dict[str, str] = Field(
        default_factory=dict, description="Further texts by name, such as language: de; several values as de; en"
    )
    audience: dict[str, float] = Field(
        default_factory=dict, description="Shares of their audience by column, such as `audience country:de`"
    )

    @property
    def id(self) -> str:
        """Unique key of the account: platform and handle."""
        return creator_id(self.platform, self.handle)

    @model_validator(mode="after")
    def _audience_is_one(self) -> Self:
        if not self.audience:
            return self
        wrong = [name for name in self.audience if part_of(name) is None]
        if wrong:
            raise ValueError(f"has audience shares called {wrong} | names such as audience country:de")
        for problem in audience_problems(pd.DataFrame([{"id": self.id, **self.audience}])):
            raise ValueError(f"has {problem.value} in {problem.place}, which {problem.wrong} | {problem.accepted}")
        return self

    @model_validator(mode="after")
    def _attributes_fit(self) -> Self:
        wrong = [name for name in self.attributes if not is_attribute(column_of(name))]
        if wrong:
            raise ValueError(f"has attributes called {wrong} | names of their own, of at most 60 letters")
        if any(len(text) > LONGEST_TEXT for text in self.attributes.values()):
            raise ValueError(f"has an attribute that is too long | a text of at most {LONGEST_TEXT} characters")
        return self

    @model_validator(mode="after")
    def _packages_differ(self) -> Self:
        ids = [package.id for package in self.packages]
        if len(set(ids)) < len(ids):
            raise ValueError(f"has two packages of one name | package names that differ, not {ids}")
        return self
