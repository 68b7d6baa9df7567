"""What a campaign costs beside fees, and which of its two totals the budget limits."""

from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from planner.brief.quantities import Cents, Share
from planner.domain.costs import PAID_OUT, CostKind
from planner.domain.roster import Frozen


class Total(StrEnum):
    """A total of costs: what creators and carriers are paid, or everything that leaves the house."""

    CASH = "cash"
    FULL = "full"


class Costs(Frozen):
    """Costs beside fees, commission, shipping and stock. None and the defaults leave plans as they are.

    The agency's share is the brief's `agency_fee`. Shares are taken of the sum of the kinds that they name, per
    package, and rounded to the cent, halves up, as a spreadsheet rounds.
    """

    budget_covers: Total = Field(
        Total.CASH, description="What the budget limits: cash, or the full cost with stock, hours, fees and taxes"
    )
    hours: bool | None = Field(
        None, description="Count the team's hours in the full cost; None = where the budget covers the full cost"
    )
    hourly_cents: Cents | None = Field(None, description="Cost of one staff hour; None = the assumption's value")
    agency_on: tuple[CostKind, ...] = Field(
        (CostKind.FEE, *PAID_OUT), description="Costs that the agency's fee is a share of"
    )
    tax: Share | None = Field(None, description="Taxes that are not reclaimed, as a share of `tax_on`")
    tax_on: tuple[CostKind, ...] = Field(
        (CostKind.FEE, CostKind.COMMISSION, CostKind.RIGHTS, CostKind.BOOSTING, CostKind.AGENCY),
        description="Costs that the tax is a share of",
    )
    reserve: Share | None = Field(None, description="Kept for what nobody foresees, as a share of `reserve_on`")
    reserve_on: tuple[CostKind, ...] = Field(
        (CostKind.FEE, *PAID_OUT), description="Costs that the reserve is a share of"
    )

    @property
    def full(self) -> bool:
        """True when the budget covers the full cost."""
        return self.budget_covers is Total.FULL

    @property
    def counts_hours(self) -> bool:
        """True when the team's hours are part of the full cost."""
        return self.full if self.hours is None else self.hours

    @model_validator(mode="after")
    def _build_on_earlier_ones(self) -> Self:
        order = list(CostKind)
        for kind in (CostKind.AGENCY, CostKind.TAX, CostKind.RESERVE):
            on: tuple[CostKind, ...] = getattr(self, f"{kind}_on")
            before = order[: order.index(kind)]
            late = [str(one) for one in on if one not in before]
            if late or len(set(on)) < len(on) or not on:
                what = f"of {', '.join(late)}" if late else "of nothing" if not on else "of one cost twice"
                raise ValueError(
                    f"has {kind}_on as a share {what} | kinds of cost before it, each once: {', '.join(before)}"
                )
        return self
