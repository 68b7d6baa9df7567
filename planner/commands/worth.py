"""`worth`: what each limit and each family of rules costs, and what every pick is worth to the plan."""

from __future__ import annotations

from planner.commands.declare import option
from planner.commands.exploring import exploring

COMMAND = exploring(
    "worth", option("--picks", action="store_true", help="also what the plan loses without each of its creators")
)
