"""When a campaign runs: its flight and its waves."""

from __future__ import annotations

from datetime import date
from typing import Self

from pydantic import Field, model_validator

from planner.domain import Frozen
from planner.quantities import CashBand, CountBand


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
