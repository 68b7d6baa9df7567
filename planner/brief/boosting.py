"""What may be paid for beside posts: money behind them, and rights to them."""

from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import Field, model_validator

from planner.brief.quantities import Cents, CountBand, ShareBand
from planner.domain.rights import Right
from planner.domain.roster import Frozen

MOST_LEVELS = 5
"""Amounts behind one post: each makes another option of every package."""
Days = Annotated[int, Field(ge=1, le=3650)]


class Boosting(Frozen):
    """Money that may be put behind creators' posts as ads. A post without any is always possible too."""

    cents_per_post: tuple[Annotated[Cents, Field(ge=1)], ...] = Field(
        min_length=1, max_length=MOST_LEVELS, description="Amounts to choose from behind each post of a package"
    )
    days: Days = Field(30, description="Days that the ads run, for which creators allow them")
    spend: ShareBand = Field(ShareBand(), description="Money behind posts, of the cash spent")

    @model_validator(mode="after")
    def _levels_differ(self) -> Self:
        if len(set(self.cents_per_post)) < len(self.cents_per_post):
            raise ValueError("has an amount behind a post twice | each amount once")
        return self

    @property
    def levels(self) -> tuple[int, ...]:
        """Cents behind each post, ascending, without the level of nothing."""
        return tuple(sorted(self.cents_per_post))


class RightTerms(Frozen):
    """A right that creators may grant, for so long; whoever grants it gets a surcharge."""

    days: Days = Field(30, description="Days for which it is granted")
    everybody: bool = Field(False, description="Every package carries it; False = the plan chooses who grants it")
    count: CountBand = Field(CountBand(), description="Creators who grant it")
    category: str = Field(
        "", max_length=120, description="For exclusivity: competitors in this category; for contracts"
    )


def check_rights(rights: Mapping[Right, RightTerms], boosting: Boosting | None, usage_days: int | None) -> None:
    """Raise ValueError, in the user's words, for rights that would be paid for twice or make no sense."""
    if usage_days and Right.USAGE in rights:
        raise ValueError("pays for usage rights twice | usage_days, which estimated fees include, or rights.usage")
    allowed = rights.get(Right.ALLOWLISTING)
    if boosting is not None and allowed is not None and boosting.days > allowed.days:
        raise ValueError(
            f"runs ads for {boosting.days} days, longer than creators allow them ({allowed.days} days) | "
            f"rights.allowlisting.days of {boosting.days} or more, or fewer boosting.days"
        )
    for right, terms in rights.items():
        if terms.category and right is not Right.EXCLUSIVITY:
            raise ValueError(f"names a category for {right} | a category with exclusivity only")
