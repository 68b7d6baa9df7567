"""`alternatives`: other plans that are nearly as good, and who is in all of them."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

from planner.commands.exploring import Found, add_exploring, share, whole

if TYPE_CHECKING:
    from planner.commands.common import Commands
    from planner.explore.alternatives import Alternatives
    from planner.explore.study import Study


def add(commands: Commands) -> None:
    """The command and its options."""
    parser = commands.add_parser(
        "alternatives",
        help="other plans that are nearly as good",
        description="Other plans, each different from all before it in some picks, and only a little worse.",
    )
    add_exploring(parser, _found)
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


def _found(asked: argparse.Namespace, study: Study) -> Found:
    from planner.explore.alternatives import Wish, alternatives

    made = alternatives(study, Wish(asked.plans, asked.different, asked.worse))
    return made, _lines(made, study)


def _lines(made: Alternatives, study: Study) -> Iterator[str]:
    from planner.explore.solution import incoming
    from planner.explore.words import goal_words, names
    from planner.wording import percent

    best = made.plans[0]
    for at, plan in enumerate(made.plans):
        goal = goal_words(study.brief, plan.goal)
        if at == 0:
            yield f"Best: {goal}, {plan.creators} creators."
            continue
        comes, goes = names(incoming(best, plan)), names(incoming(plan, best))
        yield f"{at}: {goal}; {comes} in, {goes} out."
    if made.sentence:
        yield made.sentence
    yield f"In all {len(made.plans)} plans: {', '.join(rate.handle for rate in made.core) or 'nobody'}."
    for rate in made.rates:
        if not rate.core:
            yield f"  {percent(rate.rate, 0, study.brief.locale):>5}  {rate.handle}"
