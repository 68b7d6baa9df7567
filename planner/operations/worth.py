"""What each limit and each family of rules costs, and what every pick is worth to the plan."""

from collections.abc import Iterator

from pydantic import Field

from planner.explore.report import Worths, worths
from planner.explore.study import Study
from planner.explore.words import amount
from planner.operations.base import Case, Question, Reply


class WorthQuestion(Question):
    """How much is looked at."""

    picks: bool = Field(False, description="Also what the plan loses without each of its creators; takes longer")


def run(case: Case, asked: WorthQuestion) -> Reply:
    """Answer. Raises BadInput, NoPlan."""
    study = case.study
    made = worths(study, asked.picks)
    return Reply(made, _lines(made, study))


def _lines(made: Worths, study: Study) -> Iterator[str]:
    if made.limits:
        yield "Relaxed by one step"
    for worth in made.limits:
        yield f"  {worth.name}, {worth.step}: {amount(study, worth.gain) if worth.gain > 0 else 'nothing'}"
    if made.rules:
        yield "Removed altogether"
    for price in made.rules:
        gained = amount(study, price.gain) if price.gain > 0 else "nothing"
        yield f"  {price.family} ({', '.join(price.rules)}): {gained}"
    if made.picks:
        yield "Each pick"
        yield from (f"  {said.sentence}" for said in made.picks)
    if made.sentence:
        yield made.sentence


QUESTION, ANSWERS = WorthQuestion, (Worths,)
