"""`alternatives`: other plans that are nearly as good, and who is in all of them."""

from __future__ import annotations

import argparse

from planner.commands.declare import option
from planner.commands.exploring import exploring, share, whole


def _loss(text: str) -> float:
    """A share for --worse, for argparse."""
    from planner.explore.alternatives import MOST_WORSE

    worse = share(text)
    if worse > MOST_WORSE:
        raise argparse.ArgumentTypeError(f"'{text}': accepted is a share from 0% to {MOST_WORSE:.0%}")
    return worse


COMMAND = exploring(
    "alternatives",
    option("--plans", type=whole(1, 100), default=5, metavar="K", help="how many (5)"),
    option("--different", type=whole(1, 1_000), default=3, metavar="D", help="picks that differ (3)"),
    option("--worse", type=_loss, default=0.05, metavar="E", help="part of the goal to give up, to 50%% (5%%)"),
)
