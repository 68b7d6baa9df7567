"""A question as a program sends it: brief, roster and plan, and beside them what the operation asks."""

from __future__ import annotations

from functools import cache
from typing import cast

from pydantic import Field, create_model, model_validator

from planner.brief.brief import Brief
from planner.domain.roster import Frozen
from planner.operations.catalog import Operation
from planner.operations.sources import RosterList
from planner.outcome import Plan

ROSTER_ID = r"^[0-9a-f]{64}$"
JOB_ID = r"^[0-9a-f]{32}$"


class Request(Frozen):
    """What every operation is asked with."""

    brief: Brief = Field(description="What the campaign must achieve and keep to; money in cents, shares 0 to 1")
    roster: RosterList | None = Field(
        None, description="The creators; without roster, roster_id and catalogue, types of creators at benchmark prices"
    )
    roster_id: str | None = Field(None, pattern=ROSTER_ID, description="A roster that was sent before")
    catalogue: str | None = Field(
        None, min_length=1, max_length=60, description="The name of a catalogue that this server offers"
    )
    plan: Plan | None = Field(None, description="A plan of this brief, instead of planning again")
    plan_id: str | None = Field(None, pattern=JOB_ID, description="The job that made the plan, instead of the plan")

    @model_validator(mode="after")
    def _each_once(self) -> Request:
        for names in (("roster", "roster_id", "catalogue"), ("plan", "plan_id")):
            given = [name for name in names if getattr(self, name) is not None]
            if len(given) > 1:
                raise ValueError(f"has {' and '.join(given)} | one of them")
        return self


@cache
def request_model(operation: Operation) -> type[Request]:
    """The model of an operation's request, such as WhyNotRequest."""
    name = "".join(part.capitalize() for part in operation.name.split("-"))
    bases = cast(tuple[type[Request], ...], (operation.module.QUESTION, Request))
    made = create_model(f"{name}Request", __base__=bases, __doc__=operation.description)
    return cast(type[Request], made)
