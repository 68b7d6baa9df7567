"""`why-not`: the price of having a creator in the plan, or the rule that forbids it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.commands.exploring import exploring

if TYPE_CHECKING:
    from planner.commands.common import Commands


def add(commands: Commands) -> None:
    """The command and its options."""
    parser = exploring(commands, "why-not")
    parser.add_argument("creators", nargs="+", metavar="CREATOR", help="handle, or platform:handle")
