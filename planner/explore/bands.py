"""What another mix of tiers costs: a tier's share moved by a step or two, planned again, each with its proof."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np

from planner.brief.brief import Bands, Brief
from planner.brief.paths import Path, path_of
from planner.brief.quantities import ShareBand
from planner.domain.roster import Frozen, Tier
from planner.explore.solution import Solution
from planner.explore.study import Effort, Study
from planner.outcome import Plan
from planner.problems import BadInput

Whole = Literal["headcount", "spend"]
"""What a tier's share is a share of: the creators of the plan, or the cash that it spends; as in `Bands`."""
WHOLES: tuple[Whole, ...] = ("headcount", "spend")
EFFORT = Effort(gap=0.005, seconds=0.6, calm=True)
STEPS = 2
"""Shares offered to either side of the one that a plan has."""
COARSE, FINE, SMALL = 500, 200, 1_500
"""Distance of two shares, and the share below which they are closer, in basis points."""
AT_ITS_END = 0.02
"""A share this near to the end of its band is kept there by it: creators are whole."""


class Edge(Frozen):
    """A tier's share of a whole, moved from where a plan has it (`now`) to another (`to`); 0 to 1."""

    tier: Tier
    of: Whole
    now: float
    to: float

    @property
    def key(self) -> str:
        """Names it among the edges of a plan: `micro/headcount/0.65`."""
        return f"{self.tier}/{self.of}/{self.to:g}"

    @property
    def path(self) -> Path:
        """The band of the brief that it moves."""
        return path_of("pyramid", str(self.tier), self.of)

    def band(self, brief: Brief) -> ShareBand:
        """The band under which the share is moved: the end in the way gives way, else the other end follows."""
        held = getattr(brief.pyramid.get(self.tier, Bands()), self.of)
        low, high = held.min, held.max
        if self.to > self.now:
            if high is None or self.to <= high:
                return ShareBand(min=self.to, max=high)
            return ShareBand(min=low if high - self.now < AT_ITS_END else high, max=self.to)
        if low is None or self.to >= low:
            return ShareBand(min=low, max=self.to)
        return ShareBand(min=self.to, max=high if self.now - low < AT_ITS_END else low)

    def brief(self, brief: Brief) -> Brief:
        """The brief with that band. Raises BadInput where it contradicts the rest of the brief."""
        return brief.changed(self.path, self.band(brief).model_dump())


class Moved(Frozen):
    """An edge that was moved, and the best plan for the brief with its band."""

    edge: Edge
    solution: Solution


def edges_of(plan: Plan) -> tuple[Edge, ...]:
    """The shares next to those of a plan, in round amounts, the nearest first; none for a plan without creators."""
    found: list[tuple[int, Edge]] = []
    for of in WHOLES:
        parts = {one.tier: one.creators if of == "headcount" else one.cost_cents for one in plan.totals.tiers}
        whole = sum(parts.values())
        # Nobody can book half a creator: in a small plan one of them is more than a step.
        least = 10_000 / whole if whole and of == "headcount" else 0.0
        for tier in Tier if whole else ():
            now = parts.get(tier, 0) / whole
            found += [(rank, Edge(tier=tier, of=of, now=now, to=to)) for rank, to in _next_to(now, least)]
    return tuple(edge for _, edge in sorted(found, key=lambda one: one[0]))


def _next_to(now: float, least: float) -> list[tuple[int, float]]:
    """Round shares to either side, at least half a step away, with their rank from the nearest.

    least: of a step, in basis points.
    """
    points = now * 10_000
    step = COARSE if points >= SMALL else FINE
    step = max(step, int(np.ceil(least / step)) * step)
    below = int(np.floor((points - step / 2) / step)) * step
    above = int(np.ceil((points + step / 2) / step)) * step
    shares = [(rank, side) for rank in range(STEPS) for side in (below - rank * step, above + rank * step)]
    return [(rank, share / 10_000) for rank, share in shares if 0 <= share <= 10_000]


def moved(
    study: Study, edges: Sequence[Edge], report: Callable[[tuple[Moved, ...]], None] = lambda _: None
) -> tuple[Moved, ...]:
    """The best plan for each edge, in their order. report: called with all so far after each.

    Raises Cancelled.
    """
    found: list[Moved] = []
    for edge in edges:
        found.append(Moved(edge=edge, solution=_solution(study, edge)))
        report(tuple(found))
    return tuple(found)


def _solution(study: Study, edge: Edge) -> Solution:
    try:
        asked = study.changed(edge.brief(study.brief))
    except BadInput as bad:
        return Solution(kind="refusal", sentence=str(bad.problems[0]))
    start = study.base.selection or study.start
    return study.solution_near(asked, start, EFFORT)
