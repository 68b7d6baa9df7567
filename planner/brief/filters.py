"""The quality filters, one row each: rules, refusals, reports, comparisons and the form are made from this tuple.

`planner.check` and the tests' oracle read the same fields a second time, on purpose.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from planner.frozen import dataclass
from planner.units import FIGURE, FOLLOWERS, INDEX, PORTION, RATE, Unit, Writing

if TYPE_CHECKING:
    from planner.brief.brief import Brief

Where = Literal["top", "rules", "closeness"]


@dataclass(frozen=True)
class Filter:
    """Creators whose figure is below a minimum, or above a maximum, are not considered.

    field: of `Quality`. column: of the package table, NaN where a creator's figure is not known. unit: of both.
    noun: the figure inside a sentence. clause: what else a sentence on it says. where: part of the form that has its
    control. hint: what its number field shows while empty. free: setting that asks for nothing.
    """

    field: str
    column: str
    at_least: bool
    unit: Unit
    noun: str
    where: Where
    hint: str = ""
    clause: str = ""
    group: str = "quality"
    free: float | None = None

    @property
    def path(self) -> str:
        """Its field in the brief."""
        return f"{self.group}.{self.field}"

    @property
    def passes_all(self) -> float:
        """The setting that every figure passes."""
        return 0.0 if self.at_least else self.unit.top

    def asked(self, brief: Brief) -> float | None:
        """The setting; None = not asked."""
        value: float | None = getattr(getattr(brief, self.group), self.field)
        return value

    def fails(self, values: NDArray[np.float64], asked: float, strict: bool) -> NDArray[np.bool_]:
        """True where a figure does not pass; an unknown one passes unless `strict`."""
        broken = values < asked if self.at_least else values > asked
        return np.asarray(broken | np.isnan(values) if strict else broken)

    @property
    def worst(self) -> float:
        """A figure that passes no setting."""
        return -math.inf if self.at_least else math.inf

    def figure(self, values: NDArray[np.float64], strict: bool) -> NDArray[np.float64]:
        """The figures, and for an unknown one what passes every setting, or none if `strict`."""
        return np.where(np.isnan(values), self.worst if strict else -self.worst, values)

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

    @property
    def title(self) -> str:
        """Its control, and the demand without its number: `Fit at least`."""
        return f"{self._capital} {'at least' if self.at_least else 'at most'}"

    def name(self, asked: float, writing: Writing) -> str:
        """The demand: `Fit of at least 0.45`, `At least 2,000 followers`."""
        shown = self.unit.exact(asked, writing)
        if self._counted:
            return f"{'At least' if self.at_least else 'At most'} {shown} {self.noun}{self.clause}"
        return f"{self._capital} of at least {shown}{self.clause}"

    def removed(self, asked: float, writing: Writing) -> str:
        """Whom it removes: `with fit below 0.45`, `with fewer than 2,000 followers`."""
        shown = self.unit.exact(asked, writing)
        if self._counted:
            return f"with {'fewer' if self.at_least else 'more'} than {shown} {self.noun}{self.clause}"
        return f"with {self.noun} below {shown}{self.clause}"

    @property
    def _counted(self) -> bool:
        """True for a figure that is so many of something: followers, or a share of them."""
        return self.unit.style == "count" or not self.at_least

    @property
    def _capital(self) -> str:
        return self.noun[0].upper() + self.noun[1:]

    def reason(self, value: float, asked: float, writing: Writing) -> str:
        """Why a creator with this figure does not pass: `Fit 0.32, below 0.45`."""
        if math.isnan(value):
            return f"Unknown {self.noun}"
        have, bound = self.unit.screen(value, writing), self.unit.exact(asked, writing)
        return f"{self._capital} {have}, {'below' if self.at_least else 'above'} {bound}"


FILTERS: tuple[Filter, ...] = (
    Filter("min_fit", "fit", True, INDEX, "fit", "top"),
    Filter("min_authenticity", "authenticity", True, INDEX, "authenticity", "top"),
    Filter("min_engagement_rate", "engagement_rate", True, RATE, "engagement rate", "rules", "%"),
    Filter("max_fake_share", "fake_share", False, PORTION, "suspicious followers", "top", "% of followers"),
    Filter("min_followers", "followers", True, FOLLOWERS, "followers", "rules", "followers"),
    Filter("max_followers", "followers", False, FOLLOWERS, "followers", "rules", "followers"),
    Filter("min_affinity", "affinity", True, INDEX, "closeness to the brand", "closeness"),
    Filter("min_values", "values_match", True, INDEX, "match of values", "closeness"),
    Filter("max_sponsored_load", "sponsored_load", False, PORTION, "sponsored posts", "closeness", "% of their posts"),
    Filter("min_comments", "comments", True, FIGURE, "comments per post", "rules", "on average"),
)
LOWEST_TIER = Filter(
    field="micro",
    column="followers",
    at_least=True,
    unit=FOLLOWERS,
    noun="followers",
    where="rules",
    clause=", where the lowest tier begins",
    group="tiers",
    free=1,
)
"""Always asked: with fewer followers a creator belongs to no tier of the pyramid. Unknown ones pass."""


def filter_at(path: str) -> Filter | None:
    """The filter that a field of the brief sets; None where it is no filter."""
    return next((one for one in (*FILTERS, LOWEST_TIER) if one.path == path), None)
