"""`sensitivity`: which assumptions move the plan's goal most, over their own ranges."""

from __future__ import annotations

from planner.commands.declare import option
from planner.commands.exploring import exploring, whole

COMMAND = exploring(
    "sensitivity", option("--most", type=whole(1, 50), default=10, metavar="N", help="assumptions to show (10)")
)
