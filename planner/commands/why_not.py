"""`why-not`: the price of having a creator in the plan, or the rule that forbids it."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from planner.commands.exploring import Found, add_exploring

if TYPE_CHECKING:
    from planner.commands.common import Commands
    from planner.explore.study import Study


def add(commands: Commands) -> None:
    """The command and its options."""
    parser = commands.add_parser(
        "why-not",
        help="why a creator is not in the plan",
        description="What adding a creator would cost, or which rule excludes them; for a pick, who would "
        "replace them.",
    )
    add_exploring(parser, _found)
    parser.add_argument("creators", nargs="+", metavar="CREATOR", help="handle, or platform:handle")


def _found(asked: argparse.Namespace, study: Study) -> Found:
    from planner.explore.report import WhyNots
    from planner.explore.why_not import creator_named, why_not

    ids = [creator_named(study, name) for name in asked.creators]
    made = WhyNots(creators=tuple(why_not(study, creator) for creator in ids))
    said = [" ".join([one.sentence, *([one.fee.sentence] if one.fee else [])]) for one in made.creators]
    return made, said
