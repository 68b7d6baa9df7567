"""What a file leaves open: one question per ambiguity, with the choices and, where one is safe, a default."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Self

from planner.frozen import dataclass
from planner.problems import BadInput, Problem

Answers = Mapping[str, str]
"""Key of a question -> what was answered."""


@dataclass(frozen=True)
class Choice:
    """One possible answer: its value in a mapping, and what the page says."""

    value: str
    words: str


@dataclass(frozen=True)
class Question:
    """Something the file does not say.

    key: its name in `Mapping.answers`. title: the question in words. problem: the same as bad input is told.
    choices: what can be answered; empty when a number is asked for. default: what holds until somebody answers; None
    when reading has to wait. suggested: the likeliest choice, for a form to begin with; never taken by itself.
    answer: what was answered. examples: values it is about, as typed, each with its reading.
    """

    key: str
    title: str
    problem: Problem
    choices: tuple[Choice, ...]
    default: str | None = None
    suggested: str | None = None
    answer: str | None = None
    examples: tuple[str, ...] = ()

    @property
    def holds(self) -> str | None:
        """The answer, else the default; None when neither is there."""
        return self.answer if self.answer is not None else self.default

    @property
    def values(self) -> tuple[str, ...]:
        """What can be answered."""
        return tuple(choice.value for choice in self.choices)

    def answered(self, answers: Answers) -> Self:
        """The same with its answer among these, which counts only if it is one of the choices."""
        said = answers.get(self.key)
        return replace(self, answer=said if said in self.values else None)


def open_ones(questions: Iterable[Question]) -> tuple[Question, ...]:
    """Those without an answer and without a default."""
    return tuple(question for question in questions if question.holds is None)


_ANSWERED_BEFORE = frozenset(
    "rate_unit audience_unit share_unit encoding header split sheet sheets platform footer likeness conflicts handle "
    "dates country".split()
)
"""Answers that may have settled a question before it came up."""


def check_answers(
    answers: Answers, asked: Iterable[Question], place: str = "--answer ", letters: Collection[str] = ()
) -> None:
    """Look at answers beside the questions. place: stands before the key. letters: of the columns, "" = not known yet.

    Raises BadInput for answers to what nobody asks, and for those that are none of the choices.
    """
    known = {question.key: question for question in asked}
    problems = []
    for key, value in answers.items():
        kind, _, rest = key.partition(".")
        question = known.get(key)
        if question is None and kind == "column" and rest:
            if letters and value not in letters:
                problems.append(
                    Problem(f"{place}{key}", value, "isn't a column of this file", "the letter of a column")
                )
        elif question is None and key not in _ANSWERED_BEFORE:
            listed = ", ".join(known) or "nothing is asked about this file"
            problems.append(Problem(place.rstrip(" ."), key, "isn't a question about this file", listed))
        elif question is not None and question.choices and value not in question.values:
            problems.append(Problem(f"{place}{key}", value, "is not one of the choices", ", ".join(question.values)))
    if problems:
        raise BadInput(problems)
