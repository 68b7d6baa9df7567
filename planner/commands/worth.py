"""`worth`: what each limit and each family of rules costs, and what every pick is worth to the plan."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

from planner.commands.exploring import Found, add_exploring

if TYPE_CHECKING:
    from planner.commands.common import Commands
    from planner.explore.report import Worths
    from planner.explore.study import Study


def add(commands: Commands) -> None:
    """The command and its options."""
    parser = commands.add_parser(
        "worth",
        help="what limits, rules and picks are worth",
        description="Relax each limit at its bound by one step, remove each group of rules, and with --picks replace "
        "each pick; the plan is made again each time.",
    )
    add_exploring(parser, _found)
    parser.add_argument("--picks", action="store_true", help="also what the plan loses without each of its creators")


def _found(asked: argparse.Namespace, study: Study) -> Found:
    from planner.explore.report import worths

    made = worths(study, asked.picks)
    return made, _lines(made, study)


def _lines(made: Worths, study: Study) -> Iterator[str]:
    from planner.explore.words import amount

    yield "Relaxed by one step"
    for worth in made.limits:
        yield f"  {worth.name}, {worth.step}: {amount(study, worth.gain) if worth.gain > 0 else 'nothing'}"
    yield "Removed altogether"
    for price in made.rules:
        gained = amount(study, price.gain) if price.gain > 0 else "nothing"
        yield f"  {price.family} ({', '.join(price.rules)}): {gained}"
    if made.picks:
        yield "Each pick"
        yield from (f"  {said.sentence}" for said in made.picks)
