"""`frontier`: what more or less budget buys, and the cheapest plan for a reach."""

from __future__ import annotations

from planner.commands.declare import option
from planner.commands.exploring import cents, exploring, whole

COMMAND = exploring(
    "frontier",
    option("--steps", type=whole(2, 200), default=20, metavar="N", help="points of the curve (20)"),
    option("--budgets", nargs="+", type=cents, metavar="AMOUNT", help="these budgets, in currency units"),
    option("--reach", type=whole(1, 10**10), metavar="PEOPLE", help="the cheapest plan for this reach"),
)
