"""Which assumptions move the plan's goal most, over their own ranges."""

from collections.abc import Iterator

from pydantic import Field

from planner.explore.sensitivity import End, Sensitivity, sensitivity
from planner.explore.study import Study
from planner.explore.words import goal_words, unfinished
from planner.operations.base import Case, Question, Reply


class SensitivityQuestion(Question):
    """How many assumptions."""

    most: int = Field(10, ge=1, le=50, description="Assumptions to show, those that move the goal most")


def run(case: Case, asked: SensitivityQuestion) -> Reply:
    """Answer. Raises BadInput, NoPlan."""
    study = case.study
    made = sensitivity(study, most=asked.most)
    return Reply(made, _lines(made, study))


def _lines(made: Sensitivity, study: Study) -> Iterator[str]:
    yield f"As planned: {goal_words(study.brief, made.goal)}"
    for bar in made.bars:
        yield f"{bar.title}, {bar.where} ({bar.unit})"
        for end in (bar.low, bar.high):
            yield f"  at {end.value:g}: {goal_words(study.brief, end.kept)}{_anew(end, study)}"
    if left := unfinished(made.made, len(made.bars), "new plan"):
        yield left


def _anew(end: End, study: Study) -> str:
    breaks = "" if end.holds else ", but breaks the brief"
    return breaks + ("" if end.anew is None else f"; planned again {goal_words(study.brief, end.anew)}")


QUESTION, ANSWERS = SensitivityQuestion, (Sensitivity,)
