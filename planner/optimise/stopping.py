"""When a search may stop, and how good what it has is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.optimise.lp import DEFAULT_SOLVER, Effort, SolverName
from planner.optimise.restricted import Selection


@dataclass(frozen=True)
class Stop:
    """When to stop: at this relative gap, or after these seconds; any = at the first plan.

    wanted: when all that is asked is whether some plan is worth at least this; None = the best plan is asked for.
    """

    gap: float
    seconds: float
    any: bool = False
    solver: SolverName = DEFAULT_SOLVER
    wanted: float | None = None

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
            return self.wanted * (1 - 2e-9)
        return -np.inf if selection is None else selection.value + 0.95 * self.gap * abs(selection.value)

    def enough(self, selection: Selection | None, bound: float) -> bool:
        """True when nothing better than this plan is asked for, if no plan is worth more than the bound."""
        if self.wanted is not None:
            return bound < self.wanted * (1 - 1e-9) or self.reached(selection)
        return selection is not None and (self.any or relative_gap(selection.value, bound) <= self.gap)

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
