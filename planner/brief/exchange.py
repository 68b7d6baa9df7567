"""Rates at which fees in other currencies are converted: what the brief states, with its day and its source."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated

from pydantic import Field

from planner.domain.roster import Frozen

Code = Annotated[str, Field(pattern="^[A-Z]{3}$")]


class Exchange(Frozen):
    """What one unit of another currency is worth in the brief's."""

    rate: Annotated[float, Field(gt=0, le=1e9)] = Field(description="Worth of one unit in the brief's currency")
    on: date | None = Field(None, description="Day of the rate; None = not stated")
    source: str = Field("", max_length=200, description="Where it comes from, such as ECB reference rate")

    def words(self, code: str, own: str) -> str:
        """`1 EUR = 1.0842 USD, 2026-11-27, ECB reference rate`."""
        said = [f"1 {code} = {self.rate:.10g} {own}"]
        said += [str(self.on)] if self.on is not None else []
        return ", ".join([*said, self.source or "no source stated"])


def converted(cents: float, rate: float) -> int:
    """Cents of another currency in those of the brief's: once, exactly, halves up as a spreadsheet's ROUND does."""
    return int((Decimal(repr(cents)) * Decimal(repr(rate))).quantize(Decimal(1), ROUND_HALF_UP))
