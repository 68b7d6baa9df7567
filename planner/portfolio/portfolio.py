"""Several campaigns that share a budget, as a client's planner asks for them. Money is in cents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from planner.brief.brief import Brief, GoalKind
from planner.brief.quantities import Cents, in_order
from planner.domain.roster import Frozen
from planner.problems import validated
from planner.units import SHARE
from planner.wording import money

FEWEST, MOST = 2, 12


class Member(Frozen):
    """One campaign of several. Its part of the budget is for the planner to find, between `least` and `most`."""

    brief: Brief = Field(description="As it is; its own budget is what it asked for and binds nobody: see most_cents")
    worth: float = Field(
        1.0, gt=0, le=1000, description="Worth of one unit of its goal, relative to the other campaigns"
    )
    least_cents: Cents | None = Field(None, description="What this campaign spends at least")
    most_cents: Cents | None = Field(None, description="What this campaign spends at most; None = all there is")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        in_order(self.least_cents, self.most_cents, "most_cents")
        return self


class Portfolio(Frozen):
    """Two to twelve campaigns and the budget that they share."""

    schema_version: Literal[1] = 1
    name: str = Field("Campaigns together", min_length=1, max_length=120)
    budget_cents: Cents = Field(description="For all campaigns together: cash, or every cost where their briefs say so")
    campaigns: tuple[Member, ...] = Field(min_length=FEWEST, max_length=MOST)
    creators: Literal["apart", "shared"] = Field(
        "apart", description="apart: nobody works for two of the campaigns; shared: whoever suits several may"
    )
    tolerance: Annotated[float, SHARE] = Field(
        0.001, gt=0, le=0.2, description="Gap to the best possible at which to stop"
    )
    time_limit: float = Field(60.0, gt=0, le=3600, description="Seconds; a backstop, the gap decides")

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        names = [member.brief.name for member in self.campaigns]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"has {', '.join(twice)} twice | campaigns with different names")
        for what, found in (
            ("currencies", sorted({member.brief.currency for member in self.campaigns})),
            ("budgets that cover", sorted({str(member.brief.costs.budget_covers) for member in self.campaigns})),
            ("goals", sorted({str(member.brief.goal.kind) for member in self.campaigns})),
        ):
            if len(found) > 1:
                raise ValueError(f"has campaigns with the {what} {', '.join(found)} | the same for all of them")
        if self.campaigns[0].brief.goal.kind is GoalKind.CHEAPEST:
            raise ValueError(
                "splits a budget between campaigns that ask for the cheapest plan | a goal that money buys"
            )
        least = sum(member.least_cents or 0 for member in self.campaigns)
        if least > self.budget_cents:
            raise ValueError(
                f"asks for at least {self.money(least)} of {self.money(self.budget_cents)} | no more than the budget"
            )
        return self

    @classmethod
    def read(cls, data: str | bytes | dict[str, Any]) -> Portfolio:
        """Validate JSON text or a mapping. Raises BadInput with every problem, named by its field."""
        with validated("the campaigns together"):
            return cls.model_validate_json(data) if isinstance(data, str | bytes) else cls.model_validate(data)

    @property
    def apart(self) -> bool:
        """True when nobody works for two of the campaigns."""
        return self.creators == "apart"

    @property
    def locale(self) -> str:
        """How the first campaign writes numbers."""
        return self.campaigns[0].brief.locale

    def money(self, cents: int) -> str:
        """An amount in the campaigns' currency."""
        return money(cents, self.campaigns[0].brief.currency, self.locale)

    def asked(self) -> Iterator[Brief]:
        """What is asked of each campaign: its brief, with all that it may spend for its budget.

        A rule on a part of the budget, such as the largest share for one creator, is then on that. A second goal is
        left aside: plans of several campaigns are compared by what they are worth together.
        """
        for member in self.campaigns:
            most = self.budget_cents if member.most_cents is None else min(member.most_cents, self.budget_cents)
            yield member.brief.model_copy(
                update={
                    "budget_cents": most,
                    "second_goal": None,
                    "tolerance": self.tolerance,
                    "time_limit": self.time_limit,
                }
            )

    def as_stated(self) -> Portfolio | None:
        """The same with each campaign held to its own budget, all of them scaled to the one that there is.

        None where a campaign states no budget, or where one may not have that much or that little.
        """
        stated = [member.brief.budget_cents for member in self.campaigns]
        total = sum(cents or 0 for cents in stated)
        if None in stated or not total:
            return None
        members = []
        for member, cents in zip(self.campaigns, stated, strict=True):
            most = (cents or 0) * self.budget_cents // total
            if most < (member.least_cents or 0) or (member.most_cents is not None and most > member.most_cents):
                return None
            members.append(member.model_copy(update={"most_cents": most}))
        return self.model_copy(update={"campaigns": tuple(members)})

    def likely(self) -> Iterator[Brief]:
        """What is asked of each campaign, with about the part of the budget that it may get.

        In the proportion of the budgets that the briefs state, else all alike; for whoever looks for creators first.
        """
        stated = self.as_stated()
        if stated is not None:
            yield from stated.asked()
            return
        for member, brief in zip(self.campaigns, self.asked(), strict=True):
            cents = max(self.budget_cents // len(self.campaigns), member.least_cents or 0)
            yield brief.model_copy(update={"budget_cents": min(cents, brief.budget_cents or cents)})
