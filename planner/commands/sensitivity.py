"""`sensitivity`: which assumptions move the plan's goal most, over their own ranges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.commands.exploring import exploring, whole

if TYPE_CHECKING:
    from planner.commands.common import Commands


def add(commands: Commands) -> None:
    """The command and its options."""
    parser = exploring(commands, "sensitivity")
    parser.add_argument("--most", type=whole(1, 50), default=10, metavar="N", help="assumptions to show (10)")
