"""Several columns under one header: reconciled where they agree, else a question."""

import re
from collections import defaultdict
from collections.abc import Iterable

import numpy as np

from planner.intake.asking import Answers, Choice, Question
from planner.intake.cells.money import currency_of
from planner.intake.cells.values import AMOUNT, MISSING_NUMBER, Bools, Texts, is_missing, read_numbers
from planner.intake.columns.roles import Header
from planner.intake.open.table import Table
from planner.intake.reading import MONEY_FIELDS, Column, shown
from planner.problems import Problem
from planner.wording import counted

_ROUNDED = 0.06
"""`212.1M` beside 212100000: how far a shortened number may be from the whole one."""


def the_one(
    table: Table, columns: list[Column], known: bool, answers: Answers
) -> tuple[list[Column], str | None, Question | None]:
    """The column to read among those with one header, or all of them; a note; a question when they differ.

    known: the header is one that the planner reads, so that it matters which is taken.
    """
    filled = [column for column in columns if any(table.cells[:, column.at])]
    if len(filled) < 2:
        return (filled or columns[:1]), None, None
    letters = ", ".join(column.letter for column in columns)
    name = shown(columns[0].header)
    for candidate in filled:
        others = [column for column in filled if column != candidate]
        if all(_same_in_plain(table.cells[:, candidate.at], table.cells[:, other.at]) for other in others):
            note = (
                f"{counted(len(columns), 'column')} are called {name} ({letters}); they agree, and "
                f"{candidate.letter} is used because it holds plain numbers."
            )
            return [candidate], note, None
    first = table.cells[:, filled[0].at]
    if all(np.array_equal(first, table.cells[:, other.at]) for other in filled[1:]):
        return filled[:1], f"{counted(len(columns), 'column')} are called {name} ({letters}); they are the same.", None
    if not known:
        return columns, None, None
    problem = Problem(
        " and ".join(str(column) for column in filled),
        "",
        "share one header and hold different values",
        "a header of its own for every column, or one of them chosen",
    )
    choices = tuple(Choice(column.letter, f"Column {column.letter}: {table.examples(column, 16)}") for column in filled)
    title = f"{counted(len(filled), 'column')} are called {name}. Which is read?"
    question = Question(f"same.{columns[0].letter}", title, problem, choices).answered(answers)
    return [column for column in filled if column.letter == question.answer], None, question


def in_other_currencies(table: Table, headers: Iterable[Header], own: str) -> dict[Column, Column]:
    """Prices in other currencies, each with the column that has the same price in the campaign's, filled as far."""
    groups = defaultdict[tuple[object, ...], list[tuple[Column, bool]]](list)
    for header in headers:
        role = header.role
        if role is not None and role.field in MONEY_FIELDS and role.currency is not None:
            is_own = currency_of(role.currency, own) == own
            groups[role.field, role.platform, role.posts].append((header.column, is_own))
    found = {}
    for alike in groups.values():
        ours = [column for column, is_own in alike if is_own]
        for column, is_own in alike:
            there = ~_missing(table.cells[:, column.at])
            same = (one for one in ours if not (there & _missing(table.cells[:, one.at])).any())
            if not is_own and (best := next(same, None)) is not None:
                found[column] = best
    return found


def _same_in_plain(candidate: Texts, other: Texts) -> bool:
    """True when the candidate is a plain number wherever both are filled, and the other rounds it."""
    both = ~(_missing(candidate) | _missing(other))
    if not both.any() or not all(re.fullmatch(r"\d+(\.\d+)?", text) for text in candidate[both]):
        return False
    one, two = read_numbers(candidate[both], AMOUNT).values, read_numbers(other[both], AMOUNT).values
    return bool(np.all(np.abs(one - two) <= _ROUNDED * np.maximum(one, two)))


def _missing(texts: Texts) -> Bools:
    return np.array([is_missing(text, MISSING_NUMBER) for text in texts], dtype=bool)
