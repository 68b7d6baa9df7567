"""Plan again after some creators signed or declined, with as few other changes as possible."""

from collections.abc import Iterable

from pydantic import Field

from planner.campaign.replan import Replan, Reply, headline, replan
from planner.explore.why_not import creator_named
from planner.operations.base import Case, Question
from planner.operations.base import Reply as Answered
from planner.problems import BadInput, Problem


class ReplanQuestion(Question):
    """Who answered what."""

    answers: tuple[Reply, ...] = Field(min_length=1, max_length=10_000, description="One per creator who answered")
    allow: float = Field(0.02, ge=0, le=1, description="Share of the goal that may be given up to change fewer")

    def names(self) -> Iterable[str]:
        """See `Question`."""
        return (one.creator for one in self.answers)


def run(case: Case, asked: ReplanQuestion) -> Answered:
    """The plan now that some have answered. Raises BadInput without a plan, or for who is not in the roster."""
    if case.plan is None:
        raise BadInput([Problem("plan", "", "is missing", "the plan that creators were asked for")])
    study = case.study
    answers = [one.model_copy(update={"creator": creator_named(study, one.creator)}) for one in asked.answers]
    made = replan(case.roster, study.brief, case.plan, answers, asked.allow, case.watch)
    sure = () if made.fewest else ("It is not proven that no plan changes fewer picks.",)
    return Answered(made, (headline(made, study.brief), *(f"  {change.sentence}" for change in made.changes), *sure))


QUESTION, ANSWERS = ReplanQuestion, (Replan,)
