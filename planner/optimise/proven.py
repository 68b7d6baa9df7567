"""What is known of a brief for good: which of its demands can be met together, and what was found of each.

A question about a market is asked again when the short list grows, but what was proven of everybody stays proven, and
a plan that exists goes on existing. So a refusal that needs one more creator for its last change does not look for its
conflict again.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import field
from typing import Any, TypeVar, cast

from planner.brief.brief import Brief
from planner.forecast.table import PackageTable
from planner.frozen import dataclass

T = TypeVar("T")
Names = frozenset[str]


@dataclass
class Proven:
    """Facts about the demands of briefs on one market, or one table, by the brief and the names of demands."""

    _possible: dict[Hashable, dict[Names, bool]] = field(default_factory=dict)
    _found: dict[Hashable, Any] = field(default_factory=dict)
    _cut: set[Hashable] = field(default_factory=set)

    def possible(self, about: Hashable, names: Names) -> bool | None:
        """Whether these demands can all be met, as far as it follows from what is known."""
        for known, can in self._possible.get(about, {}).items():
            # What can be met, can be met without some of it; what cannot, cannot with more.
            if names <= known if can else known <= names:
                return can
        return None

    def note(self, about: Hashable, names: Names, can: bool | None) -> None:
        """Keep whether these demands can all be met; None = it is not known."""
        if can is not None:
            self._possible.setdefault(about, {})[names] = can

    def once(
        self,
        what: Hashable,
        find: Callable[[], T],
        good: Callable[[Any], bool] | None = None,
        cut: Callable[[], bool] | None = None,
    ) -> T:
        """What was found before, or is found now; None is looked for again, and so is what is not good.

        cut: whether time ended the search, so that another question had better look again.
        """
        if what in self._found:
            return cast("T", self._found[what])
        found = find()
        if found is not None and (good is None or good(found)):
            self._found[what] = found
            if cut is not None and cut():
                self._cut.add(what)
        return found

    def anew(self) -> None:
        """Begin another question: what time had cut short is looked for again."""
        for what in self._cut:
            del self._found[what]
        self._cut.clear()

    def has(self, what: Hashable) -> bool:
        """Whether it was found before."""
        return what in self._found


def about(brief: Brief, table: PackageTable) -> Hashable:
    """Equal where demands of equal names are equal, of a market or a table."""
    return brief.model_dump_json(), table.shock_sd, tuple(segment.seen_weight for segment in table.segments)
