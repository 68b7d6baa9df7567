"""What a file leaves open: one question per ambiguity, with the choices and, where one is safe, a default."""

from collections.abc import Iterable
from dataclasses import dataclass

from planner.problems import Problem


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


def open_ones(questions: Iterable[Question]) -> tuple[Question, ...]:
    """Those without an answer and without a default."""
    return tuple(question for question in questions if question.holds is None)
