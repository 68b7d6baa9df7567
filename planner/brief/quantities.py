"""Quantities that briefs are written in: shares, money, counts, and bands of them."""

from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, model_validator

from planner.domain.roster import MAX_CENTS, MAX_FOLLOWERS, RESOURCE_SCALE, Frozen
from planner.units import AMOUNT, INDEX, MONEY, PEOPLE, RATE, SHARE

BASIS = 10_000
"""Shares are exact in hundredths of a per cent, so that a limit on a share is a row of integers."""


def _whole_basis_points(value: float) -> float:
    if abs(value * BASIS - round(value * BASIS)) > 1e-6:
        raise ValueError("is finer than a hundredth of a per cent | a share with at most four decimals")
    return round(value * BASIS) / BASIS


def _whole_thousandths(value: float) -> float:
    if abs(value * RESOURCE_SCALE - round(value * RESOURCE_SCALE)) > 1e-6:
        raise ValueError("has more than three decimals | a number with at most three decimals")
    return round(value * RESOURCE_SCALE) / RESOURCE_SCALE


Share = Annotated[float, Field(ge=0, le=1), AfterValidator(_whole_basis_points), SHARE]
Index = Annotated[float, Field(ge=0, le=1), AfterValidator(_whole_basis_points), INDEX]
"""A mark from 0 to 1, such as fit; written as a number, not as per cent."""
Rate = Annotated[float, Field(ge=0, le=1), RATE]
"""A share as fine as one likes: it makes no row of integers."""
SmallShare = Annotated[float, Field(ge=0, le=0.2), AfterValidator(_whole_basis_points), SHARE]
Cents = Annotated[int, Field(ge=0, le=MAX_CENTS), MONEY]
Count = Annotated[int, Field(ge=0, le=10_000_000)]
Amount = Annotated[float, Field(ge=0, le=1e9), AfterValidator(_whole_thousandths), AMOUNT]
People = Annotated[int, Field(ge=1, le=MAX_FOLLOWERS), PEOPLE]
LEAST_SHAPE = 0.1
"""NBD shape below which one package weighs as much as all others together can: nobody measures such audiences."""
Shape = Annotated[float, Field(ge=LEAST_SHAPE, le=1e6)]
Confidence = Annotated[float, Field(gt=0.5, lt=1), AfterValidator(_whole_basis_points), SHARE]


def in_order(low: float | None, high: float | None, what: str) -> None:
    """Raise ValueError, in the user's words, when a minimum is above its maximum; what: the name of the maximum."""
    if low is not None and high is not None and low > high:
        raise ValueError(f"has a minimum of {low:g} above its maximum of {high:g} | a minimum up to the {what}")


class Band(Frozen):
    """Between two ends, either of which may be open."""

    min: Any = None
    max: Any = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        in_order(self.min, self.max, "maximum")
        return self


class CountBand(Band):
    """Between so many and so many creators."""

    min: Count | None = None
    max: Count | None = None


class CashBand(Band):
    """Between so much and so much cash, in cents."""

    min: Cents | None = None
    max: Cents | None = None


class ShareBand(Band):
    """Between this share and that share, 0 to 1."""

    min: Share | None = None
    max: Share | None = None
