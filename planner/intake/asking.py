"""What a file leaves open: one question per ambiguity, with the choices and, where one is safe, a default."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Self

from planner.frozen import dataclass
from planner.problems import BadInput, Problem
from planner.wording import count, few

Answers = Mapping[str, str]
"""Key of a question -> what was answered."""


@dataclass(frozen=True)
class Choice:
    """One possible answer: its value in a mapping, and what the page says."""

    value: str
    words: str


_NAMED = 6


@dataclass(frozen=True)
class CountedTitle:
    """A title that counts. one, more: for one and for several, with {number} and {names}; names: of what is counted."""

    number: int
    one: str
    more: str
    names: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The title, with the first of the names."""
        words = self.one if self.number == 1 else self.more
        return words.replace("{number}", count(self.number)).replace("{names}", few(self.names, _NAMED))


@dataclass(frozen=True)
class Question:
    """Something the file does not say.

    key: its name in `Mapping.answers`. title: the question in words. problem: the same as bad input is told.
    choices: what can be answered; empty when a number is asked for. default: what holds until somebody answers; None
    when reading has to wait. suggested: the likeliest choice, for a form to begin with; never taken by itself.
    answer: what was answered. examples: values it is about, as typed, each with its reading. tally: how the title
    counts, where it does.
    """

    key: str
    title: str
    problem: Problem
    choices: tuple[Choice, ...]
    default: str | None = None
    suggested: str | None = None
    answer: str | None = None
    examples: tuple[str, ...] = ()
    tally: CountedTitle | None = None

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


def together(questions: Sequence[Question]) -> Question:
    """The same question about several sheets of a file, which share its answer, as one about all of them."""
    first, tallies = questions[0], [one.tally for one in questions if one.tally is not None]
    if len({one.more for one in tallies}) != 1 or len(tallies) < len(questions):
        return first
    names = tuple(dict.fromkeys(name for one in tallies for name in one.names))
    tally = replace(tallies[0], number=sum(one.number for one in tallies), names=names)
    choices = {choice.value: choice for one in questions for choice in one.choices[:-1]}
    return replace(
        first,
        title=tally.title,
        choices=(*choices.values(), first.choices[-1]),
        # Where sheets are read differently nothing holds for all of them.
        default=first.default if len({one.default for one in questions}) == 1 else None,
        examples=tuple(dict.fromkeys(example for one in questions for example in one.examples)),
        tally=tally,
    )


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
