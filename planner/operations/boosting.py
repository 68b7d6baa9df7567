"""What each share of the spend behind posts buys, against creators alone."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from planner.brief.brief import Brief
from planner.explore.boosting import SHARES, ShareCurve, share_curve
from planner.explore.frontier import asked_about
from planner.explore.words import goal_words, unfinished
from planner.operations.base import Case, Question, Reply
from planner.wording import gap_words, percent


class BoostingQuestion(Question):
    """Which shares."""

    shares: tuple[Annotated[float, Field(ge=0, le=1)], ...] | None = Field(
        None, min_length=1, max_length=100, description="Shares of the spend, 0 to 1"
    )


def run(case: Case, asked: BoostingQuestion) -> Reply:
    """Answer. Raises BadInput for a brief without boosting, NoPlan."""
    study = case.study
    made = share_curve(study, asked.shares or SHARES)
    return Reply(made, _lines(made, asked_about(study).brief))


def _lines(made: ShareCurve, brief: Brief) -> Iterator[str]:
    yield made.sentence
    yield f"{'behind posts':>16}  {'money':>12}  {'goal':>22}  {'proven within':>13}  {'creators':>8}"
    for point in made.points:
        share = percent(point.share, 1, brief.locale)
        words = f"best, {share}" if point.limit == "free" else f"{point.limit} {share}"
        solution = point.solution
        if solution.kind != "plan":
            yield f"{words:>16}  {solution.sentence}"
            continue
        amount = brief.money(point.boost_cents)
        gap = gap_words(solution.gap, brief.locale)
        yield f"{words:>16}  {amount:>12}  {goal_words(brief, solution.goal):>22}  {gap:>13}  {solution.creators:>8}"
    if left := unfinished(len(made.points), made.asked, "share"):
        yield left


QUESTION, ANSWERS = BoostingQuestion, (ShareCurve,)
