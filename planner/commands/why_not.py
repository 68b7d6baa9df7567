"""`why-not`: the price of having a creator in the plan, or the rule that forbids it."""

from __future__ import annotations

from planner.commands.declare import option
from planner.commands.exploring import exploring

COMMAND = exploring("why-not", option("creators", nargs="+", metavar="CREATOR", help="handle, or platform:handle"))
