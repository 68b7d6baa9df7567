"""The quality filters, one row each: rules, refusals, reports, comparisons and the form are made from this tuple.

`planner.check` and the tests' oracle read the same fields a second time, on purpose.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from planner.units import COMMENTS, FOLLOWERS, INDEX, PORTION, RATE, Unit, Writing

if TYPE_CHECKING:
    from planner.brief.brief import Brief

Where = Literal["top", "rules", "closeness"]


@dataclass(frozen=True)
class Filter:
    """Creators whose figure is below a minimum, or above a maximum, are not considered.

    field: of `Quality`. column: of the package table, NaN where a creator's figure is not known. unit: of both.
    noun: the figure inside a sentence. asks: the demand as a sentence. removes: whom it removes.
    title, hint, nudge: of its control: its name, what is counted, one click of its number field.
    where: the part of the form that has its control.
    """

    field: str
    column: str
    at_least: bool
    unit: Unit
    noun: str
    asks: str
    removes: str
    title: str
    where: Where
    hint: str = ""
    nudge: float = 1.0
    group: str = "quality"
    free: float | None = None

    @property
    def path(self) -> str:
        """Its field in the brief."""
        return f"{self.group}.{self.field}"

    def asked(self, brief: Brief) -> float | None:
        """The setting; None = not asked."""
        value: float | None = getattr(getattr(brief, self.group), self.field)
        return value

    def fails(self, values: NDArray[np.float64], asked: float, strict: bool) -> NDArray[np.bool_]:
        """True where a figure does not pass; an unknown one passes unless `strict`."""
        broken = values < asked if self.at_least else values > asked
        return np.asarray(broken | np.isnan(values) if strict else broken)

    def looser(self, values: NDArray[np.float64], asked: float) -> tuple[float, ...]:
        """Settings at which further figures pass, from the one asked for on."""
        known = values[~np.isnan(values)]
        step = {"percent": 1e-4, "decimal": 1e-2}.get(self.unit.style, 1.0)
        rounded = np.floor(known / step + 1e-6) if self.at_least else np.ceil(known / step - 1e-6)
        grid = np.unique(np.round(rounded * step, 4))
        steps = grid[grid < asked][::-1] if self.at_least else grid[grid > asked]
        if step == 1:
            steps = steps[steps >= 1]
        return tuple(float(value) for value in np.clip(steps, 0, self.unit.top))

    def name(self, asked: float, writing: Writing) -> str:
        """The demand: `Fit of at least 0.45`."""
        return self.asks.format(self.unit.exact(asked, writing))

    def removed(self, asked: float, writing: Writing) -> str:
        """Whom it removes: `with fit below 0.45`."""
        return self.removes.format(self.unit.exact(asked, writing))

    def reason(self, value: float, asked: float, writing: Writing) -> str:
        """Why a creator with this figure does not pass: `Fit 0.32, below 0.45`."""
        if math.isnan(value):
            return f"Unknown {self.noun}"
        have, bound = self.unit.screen(value, writing), self.unit.exact(asked, writing)
        return f"{self.noun[0].upper()}{self.noun[1:]} {have}, {'below' if self.at_least else 'above'} {bound}"


FILTERS: tuple[Filter, ...] = (
    Filter(
        field="min_fit",
        column="fit",
        at_least=True,
        unit=INDEX,
        noun="fit",
        asks="Fit of at least {}",
        removes="with fit below {}",
        title="Fit at least",
        where="top",
    ),
    Filter(
        field="min_authenticity",
        column="authenticity",
        at_least=True,
        unit=INDEX,
        noun="authenticity",
        asks="Authenticity of at least {}",
        removes="with authenticity below {}",
        title="Authenticity at least",
        where="top",
    ),
    Filter(
        field="min_engagement_rate",
        column="engagement_rate",
        at_least=True,
        unit=RATE,
        noun="engagement rate",
        asks="Engagement rate of at least {}",
        removes="with an engagement rate below {}",
        title="Engagement rate at least",
        where="rules",
        hint="%",
        nudge=0.1,
    ),
    Filter(
        field="max_fake_share",
        column="fake_share",
        at_least=False,
        unit=PORTION,
        noun="suspicious followers",
        asks="At most {} suspicious followers",
        removes="with more than {} suspicious followers",
        title="Suspicious followers at most",
        where="top",
        hint="% of followers",
    ),
    Filter(
        field="min_followers",
        column="followers",
        at_least=True,
        unit=FOLLOWERS,
        noun="followers",
        asks="At least {} followers",
        removes="with fewer than {} followers",
        title="Followers at least",
        where="rules",
        hint="followers",
        nudge=1_000,
    ),
    Filter(
        field="min_affinity",
        column="affinity",
        at_least=True,
        unit=INDEX,
        noun="closeness to the brand",
        asks="Closeness to the brand of at least {}",
        removes="with closeness to the brand below {}",
        title="Closeness at least",
        where="closeness",
    ),
    Filter(
        field="min_values",
        column="values_match",
        at_least=True,
        unit=INDEX,
        noun="match of values",
        asks="Match of values of at least {}",
        removes="with a match of values below {}",
        title="Match of values at least",
        where="closeness",
    ),
    Filter(
        field="max_sponsored_load",
        column="sponsored_load",
        at_least=False,
        unit=PORTION,
        noun="sponsored posts",
        asks="At most {} sponsored posts",
        removes="with more than {} sponsored posts",
        title="Share of sponsored posts at most",
        where="closeness",
        hint="% of their posts",
        nudge=5.0,
    ),
    Filter(
        field="min_comments",
        column="comments",
        at_least=True,
        unit=COMMENTS,
        noun="comments per post",
        asks="At least {} comments per post on average",
        removes="with fewer than {} comments per post on average",
        title="Comments per post at least",
        where="rules",
        hint="on average",
        nudge=5,
    ),
)
LOWEST_TIER = Filter(
    field="micro",
    column="followers",
    at_least=True,
    unit=FOLLOWERS,
    noun="followers",
    asks="At least {} followers, where the lowest tier begins",
    removes="with fewer than {} followers, where the lowest tier begins",
    title="Micro",
    where="rules",
    group="tiers",
    free=1,
)
"""Always asked: with fewer followers a creator belongs to no tier of the pyramid. Unknown ones pass."""


def filter_at(path: str) -> Filter | None:
    """The filter that a field of the brief sets; None where it is no filter."""
    return next((one for one in (*FILTERS, LOWEST_TIER) if one.path == path), None)
