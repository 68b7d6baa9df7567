"""What more or less budget buys, and the cheapest plan for a reach."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from planner.brief.brief import Brief
from planner.domain.roster import MAX_CENTS
from planner.explore.curve import Frontier
from planner.explore.frontier import Cheapest, asked_about, budgets_for, cheapest_for, frontier
from planner.explore.words import goal_words, unfinished
from planner.operations.base import Case, Question, Reply
from planner.wording import count, counted, gap_words


class FrontierQuestion(Question):
    """Which budgets, or which reach."""

    steps: int = Field(20, ge=2, le=200, description="Points of the curve around the brief's budget")
    budgets: tuple[Annotated[int, Field(ge=0, le=MAX_CENTS)], ...] | None = Field(
        None, min_length=1, max_length=200, description="These budgets instead, in cents"
    )
    reach: int | None = Field(
        None, ge=1, le=10**10, description="The cheapest plan that reaches so many people, instead of a curve"
    )


def run(case: Case, asked: FrontierQuestion) -> Reply:
    """Answer. Raises BadInput, NoPlan."""
    study = case.study
    if asked.reach is not None:
        cheapest = cheapest_for(study, asked.reach)
        return Reply(cheapest, _cheapest(cheapest, study.brief))
    around = asked_about(study).brief.budget_cents or study.base_solution.cost_cents
    made = frontier(study, asked.budgets or budgets_for(around, asked.steps))
    return Reply(made, _lines(made, asked_about(study).brief))


def _lines(made: Frontier, brief: Brief) -> Iterator[str]:
    gains = {step.to_cents: step for step in made.steps}
    yield f"{'budget':>14}  {'goal':>22}  {'proven within':>13}  {'creators':>8}  {'per 1,000 more':>22}"
    for point in made.points:
        budget = brief.money(point.budget_cents)
        solution = point.solution
        if solution.kind != "plan":
            yield f"{budget:>14}  {solution.sentence}"
            continue
        step = gains.get(point.budget_cents)
        more = "" if step is None else goal_words(brief, step.per_thousand)
        yield (
            f"{budget:>14}  {goal_words(brief, solution.goal):>22}  {gap_words(solution.gap, brief.locale):>13}"
            f"  {solution.creators:>8}  {more:>22}"
        )
    if left := unfinished(len(made.points), made.asked, "budget"):
        yield left


def _cheapest(cheapest: Cheapest, brief: Brief) -> Iterator[str]:
    solution, people = cheapest.solution, count(cheapest.reach, brief.locale)
    if solution.kind != "plan":
        yield f"{people} people: {solution.sentence}"
    else:
        cash = brief.money(solution.cost_cents)
        gap = gap_words(solution.gap, brief.locale)
        yield f"{people} people cost at least {cash} with {counted(solution.creators, 'creator')}, proven within {gap}."
    if cheapest.note:
        yield cheapest.note


QUESTION, ANSWERS = FrontierQuestion, (Frontier, Cheapest)
