"""The comparison of two lists as one file."""

from __future__ import annotations

from planner.domain.roster import Frozen
from planner.refresh.changes import Changes
from planner.refresh.effects import Effects


class Refreshed(Frozen):
    """What changed, and what it does to the plan; None where no plan was given."""

    changes: Changes
    effects: Effects | None = None
