"""`frontier`: what more or less budget buys, and the cheapest plan for a reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.commands.exploring import cents, exploring, whole

if TYPE_CHECKING:
    from planner.commands.common import Commands


def add(commands: Commands) -> None:
    """The command and its options."""
    parser = exploring(commands, "frontier")
    parser.add_argument("--steps", type=whole(2, 200), default=20, metavar="N", help="points of the curve (20)")
    parser.add_argument("--budgets", nargs="+", type=cents, metavar="AMOUNT", help="these budgets, in currency units")
    parser.add_argument("--reach", type=whole(1, 10**10), metavar="PEOPLE", help="the cheapest plan for this reach")
