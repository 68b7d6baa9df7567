"""A list made by hand, judged: the rules it breaks, what it would achieve, and how far it is from the best plan."""

from collections.abc import Iterable, Iterator

from pydantic import Field

from planner.brief.brief import Brief
from planner.explore.score import Score, matched, read_list, score
from planner.explore.words import goal_words, names
from planner.operations.base import Case, Question, Reply


class ScoreQuestion(Question):
    """The list."""

    listed: str = Field(
        max_length=2_000_000, description="A handle on each line, or CSV with a header: creator, package, fee, platform"
    )

    def names(self) -> Iterable[str]:
        """See `Question`."""
        return (line.creator for line in read_list(self.listed))


def run(case: Case, asked: ScoreQuestion) -> Reply:
    """Answer. Raises BadInput, NoPlan."""
    study = case.study
    made = score(study, matched(study.table, study.roster, study.brief, read_list(asked.listed)))
    return Reply(made, _lines(made, study.brief))


def _lines(made: Score, brief: Brief) -> Iterator[str]:
    yield made.sentence
    yield from (f"  {said}" for said in made.broken)
    if made.greedy is not None:
        yield f"A spreadsheet's plan, best value for money first, achieves {goal_words(brief, made.greedy)}."
    if made.comes_in:
        yield f"The best plan has {names(made.comes_in)}, which are not on the list."
    if made.goes_out:
        yield f"The list has {names(made.goes_out)}, who are not in the best plan."
    yield from made.notes


QUESTION, ANSWERS = ScoreQuestion, (Score,)
