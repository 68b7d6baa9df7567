"""Whole lines in one column: a CSV file that was pasted into a sheet, or quoted line by line."""

import csv
from collections.abc import Sequence
from itertools import islice

from planner.intake.asking import Answers, Choice, Question
from planner.intake.open.delimited import DELIMITERS
from planner.intake.open.pasted import messages
from planner.intake.reading import Unanswered, shown
from planner.problems import Problem

_LOOKED_AT, _MOST = 60, 0.8


def taken_apart(
    place: str, rows: list[list[str]], delimiter: str, answers: Answers
) -> tuple[list[list[str]], tuple[Question, ...], int]:
    """Messages and lines in one column taken apart when somebody says so; a question; rows added as a header."""
    said, asked = messages(place, rows, delimiter, answers)
    if said is not None:
        return said, asked, 1
    return (rows, asked, 0) if asked else (*split_lines(place, rows, answers), 0)


def split_lines(place: str, rows: list[list[str]], answers: Answers) -> tuple[list[list[str]], tuple[Question, ...]]:
    """The rows, split when somebody says so. Raises Unanswered when lines sit in one column and nobody has."""
    sign = _separator(rows)
    if sign is None:
        return rows, ()
    first = next(row[0] for row in rows if row and row[0].strip())
    problem = Problem(place, shown(first, 60), f"has each line in one column, separated by {DELIMITERS[sign]}",
                      "yes to splitting them, or a column for every value")  # fmt: skip
    choices = (Choice("yes", f"Yes, split at {DELIMITERS[sign]}"), Choice("no", "No, it is one column"))
    question = Question("split", "Each line is in a single column. Split it up?", problem, choices, None, "yes")
    question = question.answered(answers)
    if question.answer is None:
        raise Unanswered([question])
    if question.answer == "no":
        return rows, (question,)
    return [next(csv.reader([row[0]], delimiter=sign), []) if row else [] for row in rows], (question,)


def _separator(rows: Sequence[Sequence[str]]) -> str | None:
    """The sign that separates values inside the only column, None when there are several columns or no such sign."""
    some = list(islice((row for row in rows if any(cell.strip() for cell in row)), _LOOKED_AT))
    if len(some) < 2 or any(any(cell.strip() for cell in row[1:]) for row in some):
        return None
    for sign in DELIMITERS:
        numbers = [row[0].count(sign) for row in some]
        usual = max(set(numbers), key=numbers.count)
        if usual >= 2 and numbers.count(usual) >= _MOST * len(numbers):
            return sign
    return None
