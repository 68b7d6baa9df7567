"""What goes without saying of a plan: that it books somebody."""

from planner.brief.brief import Brief, GoalKind
from planner.brief.paths import Path
from planner.forecast.table import PackageTable
from planner.rules import Limit, Looser
from planner.rules.base import ones
from planner.units import CREATORS

SOMEBODY = Limit(
    rule="somebody",
    name="At least one creator is booked",
    sense=">=",
    bound=1,
    unit=CREATORS,
    vector=ones,
    setting=1,
    looser=Looser(Path(""), "drop"),
)
"""What goes without saying: nobody asks for a plan of nobody, although it meets every share and every upper limit."""


def asks_for_somebody(brief: Brief, table: PackageTable) -> bool:
    """False where a plan of nobody is an answer: the cheapest plan, no money, room for no creator, no packages."""
    wanted = brief.budget_cents != 0 and brief.creators.max != 0
    # Of a short list without packages there are those of everybody else.
    packages = len(table) > 0 or table.rest is not None
    return wanted and brief.goal.kind is not GoalKind.CHEAPEST and packages
