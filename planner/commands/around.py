"""Commands that explore around a plan, whose questions are their options and nothing more."""

from __future__ import annotations

from functools import partial

from planner.commands.declare import option
from planner.commands.exploring import exploring
from planner.commands.typed import cents, share, whole

COMMANDS = (
    exploring(
        "frontier",
        option("--steps", type=whole(2, 200), default=20, metavar="N", help="points of the curve (20)"),
        option("--budgets", nargs="+", type=cents, metavar="AMOUNT", help="these budgets, in currency units"),
        option("--reach", type=whole(1, 10**10), metavar="PEOPLE", help="the cheapest plan for this reach"),
    ),
    exploring(
        "worth", option("--picks", action="store_true", help="also what the plan loses without each of its creators")
    ),
    exploring("labour"),
    exploring(
        "boosting",
        option("--shares", nargs="+", type=share, metavar="SHARE", help="shares of the spend to try, such as 10%%"),
    ),
    exploring(
        "sensitivity", option("--most", type=whole(1, 50), default=10, metavar="N", help="assumptions to show (10)")
    ),
    exploring("why-not", option("creators", nargs="+", metavar="CREATOR", help="handle, or platform:handle")),
    exploring(
        "alternatives",
        option("--plans", type=whole(1, 100), default=5, metavar="K", help="how many (5)"),
        option("--different", type=whole(1, 1_000), default=3, metavar="D", help="picks that differ (3)"),
        option(
            "--worse",
            type=partial(share, most=0.5),
            default=0.05,
            metavar="E",
            help="part of the goal to give up, to 50%% (5%%)",
        ),
    ),
)
