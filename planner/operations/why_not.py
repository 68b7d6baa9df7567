"""The price of having a creator in the plan, or the rule that forbids it."""

from collections.abc import Iterable

from pydantic import Field

from planner.explore.report import WhyNots
from planner.explore.why_not import creator_named, why_nots
from planner.operations.base import Case, Question, Reply


class WhyNotQuestion(Question):
    """Whom it is about."""

    creators: tuple[str, ...] = Field(min_length=1, max_length=100, description="Handles, or platform:handle")

    def names(self) -> Iterable[str]:
        """See `Question`."""
        return self.creators


def run(case: Case, asked: WhyNotQuestion) -> Reply:
    """Answer. Raises BadInput, NoPlan."""
    study = case.study
    ids = [creator_named(study, name) for name in asked.creators]
    made = WhyNots(creators=why_nots(study, ids))
    lines = (" ".join([one.sentence, *([one.fee.sentence] if one.fee else [])]) for one in made.creators)
    return Reply(made, lines)


QUESTION, ANSWERS = WhyNotQuestion, (WhyNots,)
