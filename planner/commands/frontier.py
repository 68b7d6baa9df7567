"""`frontier`: what more or less budget buys, and the cheapest plan for a reach."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

from planner.commands.exploring import Found, add_exploring, cents, whole

if TYPE_CHECKING:
    from planner.brief.brief import Brief
    from planner.commands.common import Commands
    from planner.explore.curve import Frontier
    from planner.explore.frontier import Cheapest
    from planner.explore.study import Study


def add(commands: Commands) -> None:
    """The command and its options."""
    parser = commands.add_parser(
        "frontier",
        help="what more or less budget buys",
        description="The best plan at each of many budgets, each with its proof; or the cheapest plan for a reach.",
    )
    add_exploring(parser, _found)
    parser.add_argument("--steps", type=whole(2, 200), default=20, metavar="N", help="points of the curve (20)")
    parser.add_argument("--budgets", nargs="+", type=cents, metavar="AMOUNT", help="these budgets, in currency units")
    parser.add_argument("--reach", type=whole(1, 10**10), metavar="PEOPLE", help="the cheapest plan for this reach")


def _found(asked: argparse.Namespace, study: Study) -> Found:
    from planner.explore.frontier import asked_about, budgets_for, cheapest_for, frontier

    if asked.reach is not None:
        cheapest = cheapest_for(study, asked.reach)
        return cheapest, _cheapest(cheapest, study.brief)
    around = asked_about(study).brief.budget_cents or study.base_solution.cost_cents
    made = frontier(study, asked.budgets or budgets_for(around, asked.steps))
    return made, _lines(made, asked_about(study).brief)


def _lines(made: Frontier, brief: Brief) -> Iterator[str]:
    from planner.explore.words import goal_words
    from planner.wording import money, percent

    gains = {step.to_cents: step for step in made.steps}
    yield f"{'budget':>14}  {'goal':>22}  {'proven within':>13}  {'creators':>8}  {'per 1,000 more':>22}"
    for point in made.points:
        budget = money(point.budget_cents, brief.currency, brief.locale)
        solution = point.solution
        if solution.kind != "plan":
            yield f"{budget:>14}  {solution.sentence}"
            continue
        step = gains.get(point.budget_cents)
        more = "" if step is None else goal_words(brief, step.per_thousand)
        yield (
            f"{budget:>14}  {goal_words(brief, solution.goal):>22}  {percent(solution.gap, 2, brief.locale):>13}"
            f"  {solution.creators:>8}  {more:>22}"
        )


def _cheapest(cheapest: Cheapest, brief: Brief) -> Iterator[str]:
    from planner.wording import count, money, percent

    solution, people = cheapest.solution, count(cheapest.reach, brief.locale)
    if solution.kind != "plan":
        yield f"{people} people: {solution.sentence}"
    else:
        cash = money(solution.cost_cents, brief.currency, brief.locale)
        gap = percent(solution.gap, 2, brief.locale)
        yield f"{people} people cost at least {cash} with {solution.creators} creators, proven within {gap}."
    if cheapest.note:
        yield cheapest.note
