"""What people do after they have seen a post, and what that is worth: rates and prices that only the brand knows."""

from pydantic import Field

from planner.brief.quantities import Cents, Rate
from planner.domain.roster import Frozen

CLICK_COLUMN, CONVERSION_COLUMN = "click_rate", "conversion_rate"
"""Package columns of a roster that take the place of the brief's rates, where they are above 0."""


class Sales(Frozen):
    """Rates of response and their worth. None = not known; without both rates nothing is said of conversions."""

    click_rate: Rate | None = Field(None, description="Clicks per impression, 0 to 1")
    conversion_rate: Rate | None = Field(None, description="Conversions per click, 0 to 1")
    revenue_cents: Cents | None = Field(None, description="Revenue of one conversion")
    emv_cents: Cents | None = Field(
        None, description="What the user calls one engagement worth, for an earned media value; nothing is sold by it"
    )

    @property
    def has_rates(self) -> bool:
        """True when conversions can be forecast from the brief alone."""
        return self.click_rate is not None and self.conversion_rate is not None
