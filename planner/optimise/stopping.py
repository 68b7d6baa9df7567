"""When a search may stop, and how good what it has is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from planner.frozen import dataclass
from planner.optimise.lp import DEFAULT_SOLVER, Effort, SolverName
from planner.optimise.restricted import Selection


@dataclass(frozen=True)
class Stop:
    """When to stop: at this relative gap, or after these seconds; any = at the first plan.

    wanted: when all that is asked is whether some plan is worth at least this; None = the best plan is asked for.
    beat: value of a plan that is known elsewhere; only better ones are looked for.
    """

    gap: float
    seconds: float
    any: bool = False
    solver: SolverName = DEFAULT_SOLVER
    wanted: float | None = None
    beat: float = -np.inf

    def beating(self, value: float) -> Stop:
        """The same, where plans worth no more than this are not looked for."""
        return replace(self, beat=max(self.beat, value))

    def known(self, selection: Selection | None) -> float:
        """Value of the best plan known; -inf where none is."""
        return max(self.beat, -np.inf if selection is None else selection.value)

    def least(self, selection: Selection | None) -> float:
        """Plans worth less are not listed: lists are short, so they go up to the very best."""
        if self.any:
            return -np.inf
        return self.wanted - 2e-9 * abs(self.wanted) if self.wanted is not None else self.known(selection)

    def effort(self, bound: float, seconds: float, nodes: int | None = None) -> Effort:
        """How hard to try on a part, when no plan is worth more than the bound. nodes: for a plan, not for a proof."""
        size = max(abs(bound), 1e-9)
        allowed = self.gap * size * (1e6 if self.any else 0.25 if nodes else 0.8)
        target = bound - 0.9 * self.gap * size
        target = target if self.wanted is None else min(target, self.wanted)
        return Effort(allowed, nodes, max(seconds, 0.01), self.solver, target=target)

    def beyond(self, selection: Selection | None) -> float:
        """Plans worth less than this are not looked for once this plan is known; -inf where any plan would do."""
        if self.wanted is not None:
            return self.wanted - 2e-9 * abs(self.wanted)
        known = self.known(selection)
        return known + 0.95 * self.gap * abs(known) if np.isfinite(known) else known

    def enough(self, selection: Selection | None, bound: float) -> bool:
        """True when nothing better than this plan is asked for, if no plan is worth more than the bound."""
        if self.wanted is not None:
            return bound < self.wanted * (1 - 1e-9) or self.reached(selection)
        if self.any:
            return selection is not None
        known = self.known(selection)
        return np.isfinite(known) and relative_gap(known, bound) <= self.gap

    def reached(self, selection: Selection | None) -> bool:
        """True for a plan that is worth what is wanted."""
        return selection is not None and self.wanted is not None and selection.value >= self.wanted * (1 - 1e-9)

    def needed(self, selection: Selection | None, bound: float) -> float:
        """Options that lose more than this cannot be in a plan that is looked for."""
        return max(0.0, bound - self.beyond(selection))


def relative_gap(value: float, bound: float) -> float:
    """How much better than `value` a plan could be, relative to it; 0 when the difference is rounding."""
    over = bound - value
    return 0.0 if over <= 1e-9 * max(1.0, min(abs(bound), abs(value))) else over / max(abs(value), 1e-9)
