"""`labour`: the same budget without and with the team's hours."""

from __future__ import annotations

from planner.commands.exploring import exploring

COMMAND = exploring("labour")
