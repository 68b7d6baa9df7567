"""Files of a catalogue in which a brief's filters leave nobody, as its manifest tells: they need not be read."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Self

from planner.brief.filters import FILTERS, LOWEST_TIER
from planner.catalogue.manifest import Kept
from planner.domain.attributes import values_in
from planner.frozen import dataclass
from planner.rules.base import Limit


def _values(cell: str) -> set[str]:
    return {value.casefold() for value in values_in(cell)}


@dataclass(frozen=True)
class Barred:
    """Whom filters remove, of what the manifest keeps of a file.

    platforms, countries: in small letters. fewest, most: followers beside which nobody passes; by_quality: the same of
    those filters from which a brief may except somebody.
    """

    platforms: frozenset[str]
    countries: frozenset[str]
    followers: tuple[float, float]
    by_quality: tuple[float, float]

    @classmethod
    def of(cls, filters: Iterable[Limit]) -> Self:
        """Whom these remove."""
        places: dict[str, set[str]] = {"platforms": set(), "countries": set()}
        spans = {LOWEST_TIER.group: [0.0, math.inf], "quality": [0.0, math.inf]}
        for limit in filters:
            parts = limit.looser.path.parts
            if len(parts) == 4 and parts[0] in places and parts[2:] == ("count", "max"):
                places[str(parts[0])].add(str(parts[1]).casefold())
            for one in (*FILTERS, LOWEST_TIER):
                if one.path == limit.looser.path and one.column == "followers":
                    span, end = spans[one.group], 0 if one.at_least else 1
                    span[end] = limit.setting
        low, high = (tuple(spans[group]) for group in (LOWEST_TIER.group, "quality"))
        return cls(frozenset(places["platforms"]), frozenset(places["countries"]), (low[0], low[1]), (high[0], high[1]))

    def by_place(self, kept: Kept) -> bool:
        """Whether nobody in a file is on a platform, or from a country, that passes."""
        return self.platforms.issuperset(kept.platforms) or all(map(self._of_country, kept.countries))

    def all_of(self, kept: Kept, excepted: bool) -> bool:
        """Whether nobody in a file passes. excepted: somebody may pass without the followers that others need."""
        fewest, most = kept.followers
        spans = (self.followers,) if excepted else (self.followers, self.by_quality)
        return self.by_place(kept) or any(most < low or fewest > high for low, high in spans)

    def _of_country(self, cell: str) -> bool:
        return not self.countries.isdisjoint(_values(cell))
