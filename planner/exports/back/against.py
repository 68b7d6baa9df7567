"""What an edited workbook is compared with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from planner.brief import Brief
from planner.domain import Roster
from planner.outcome import Pick, Plan


@dataclass(frozen=True)
class Against:
    """What the file is compared with: the plan on screen, its brief, and the roster it was made from."""

    plan: Plan
    brief: Brief
    roster: Roster | None

    @cached_property
    def picks(self) -> Mapping[str, Pick]:
        """The plan's picks by creator."""
        return {pick.creator: pick for pick in self.plan.picks}

    @cached_property
    def packages(self) -> Mapping[str, Mapping[str, int]]:
        """Packages of every creator of the roster, with the commission of each in cents."""
        if self.roster is None:
            return {}
        ids = self.roster.creators["id"].tolist()
        offers = self.roster.packages
        found: dict[str, dict[str, int]] = {creator: {} for creator in ids}
        for of, name, cents in zip(offers["creator"], offers["id"], offers["commission_cents"], strict=True):
            found[ids[of]][str(name)] = int(cents)
        return found
