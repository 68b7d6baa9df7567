"""`boosting`: what each share of the spend behind posts buys, against creators alone."""

from __future__ import annotations

from planner.commands.declare import option
from planner.commands.exploring import exploring, share

COMMAND = exploring(
    "boosting",
    option("--shares", nargs="+", type=share, metavar="SHARE", help="shares of the spend to try, such as 10%%"),
)
