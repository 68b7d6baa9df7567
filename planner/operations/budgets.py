"""The same campaign at several budgets, side by side."""

from typing import Annotated

from pydantic import Field

from planner.campaign.budgets import at_budgets
from planner.campaign.campaign import Campaign
from planner.domain.roster import MAX_CENTS
from planner.explore.compared import SideBySide, side_by_side
from planner.operations.base import Case, Question, Reply
from planner.operations.compare import MOST, lines


class BudgetsQuestion(Question):
    """Which budgets."""

    budgets: tuple[Annotated[int, Field(ge=0, le=MAX_CENTS)], ...] | None = Field(
        None, min_length=1, max_length=MOST, description="In cents; none: 80%, 100% and 125% of the brief's"
    )


def run(case: Case, asked: BudgetsQuestion) -> Reply:
    """A column for each budget, the lowest first; a refusal is an answer too. Raises BadInput."""
    variants = at_budgets(Campaign(), case.brief, case.roster, asked.budgets or (), case.watch)
    made = side_by_side([(one.name, one.brief, one.outcome) for one in variants])
    return Reply(made, lines(made, case.brief))


QUESTION, ANSWERS = BudgetsQuestion, (SideBySide,)
