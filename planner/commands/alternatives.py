"""`alternatives`: other plans that are nearly as good, and who is in all of them."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from planner.commands.exploring import exploring, share, whole

if TYPE_CHECKING:
    from planner.commands.common import Commands


def add(commands: Commands) -> None:
    """The command and its options."""
    parser = exploring(commands, "alternatives")
    parser.add_argument("--plans", type=whole(1, 100), default=5, metavar="K", help="how many (5)")
    parser.add_argument("--different", type=whole(1, 1_000), default=3, metavar="D", help="picks that differ (3)")
    parser.add_argument(
        "--worse", type=_loss, default=0.05, metavar="E", help="part of the goal to give up, to 50%% (5%%)"
    )


def _loss(text: str) -> float:
    """A share for --worse, for argparse."""
    from planner.explore.alternatives import MOST_WORSE

    worse = share(text)
    if worse > MOST_WORSE:
        raise argparse.ArgumentTypeError(f"'{text}': accepted is a share from 0% to {MOST_WORSE:.0%}")
    return worse
