"""`worth`: what each limit and each family of rules costs, and what every pick is worth to the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.commands.exploring import exploring

if TYPE_CHECKING:
    from planner.commands.common import Commands


def add(commands: Commands) -> None:
    """The command and its options."""
    parser = exploring(commands, "worth")
    parser.add_argument("--picks", action="store_true", help="also what the plan loses without each of its creators")
