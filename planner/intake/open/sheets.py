"""Which sheets of a workbook hold the table: the first one with a header, and others with the same header."""

from collections.abc import Mapping as Read

from planner.frozen import dataclass
from planner.intake.asking import Choice, Question
from planner.intake.columns.names import folded
from planner.intake.mapping import Mapping
from planner.intake.open.header import known_words
from planner.intake.reading import shown
from planner.problems import Problem
from planner.wording import count, counted

_HEADER = 2
"""So many known words make a header."""
_OFFERED = 12
_TOGETHER = 12
"""So many sheets at most are one list; each is opened by itself."""


@dataclass(frozen=True)
class Sheets:
    """sheet: to be read first. more: others with the same header, read too. notes, questions: what to say of it."""

    sheet: str
    more: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()


def choose(place: str, first: str, heads: Read[str, list[list[str]]], mapping: Mapping) -> Sheets:
    """Look at the first rows of all visible sheets. first: the one that is read when nothing speaks for another."""
    found = {name: _header(rows) for name, rows in heads.items()}
    with_header = [name for name, header in found.items() if header]
    answer = mapping.answers.get("sheet")
    sheet = answer if answer is not None and answer in heads else first
    notes, questions = [], []
    if sheet == first and not found.get(first):
        tables = [name for name, rows in heads.items() if _is_table(rows)]
        others = with_header or ([] if first in tables else tables)
        sheet = others[0] if others else first
    if sheet != first:
        notes.append(f"The first sheet, '{shown(first)}', has no list of creators, so we read '{shown(sheet)}'.")
        problem = Problem(place, first, "is the first sheet and has no list of creators", "a choice of sheet")
        choices = tuple(Choice(name, shown(name)) for name in list(heads)[:_OFFERED])
        title = "Which sheet holds the creators?"
        questions.append(Question("sheet", title, problem, choices, sheet, None, answer if answer in heads else None))
    alike = tuple(name for name in with_header if name != sheet and found[name] == found.get(sheet))
    if len(alike) >= _TOGETHER:
        alike = alike[: _TOGETHER - 1]
        notes.append(f"Only {_TOGETHER} sheets are read together.")
    if not alike:
        return Sheets(sheet, (), tuple(notes), tuple(questions))
    listed = ", ".join(shown(name, 30) for name in (sheet, *alike))
    problem = Problem(place, listed, "have the same header", "all, or one")
    choices = (Choice("all", f"All {count(len(alike) + 1)}: {listed}"), Choice("one", f"Only '{shown(sheet)}'"))
    title = f"{counted(len(alike) + 1, 'sheet')} have the same header. Read them as one list?"
    questions.append(Question("sheets", title, problem, choices, "all").answered(mapping.answers))
    return Sheets(sheet, () if questions[-1].answer == "one" else alike, tuple(notes), tuple(questions))


def _is_table(rows: list[list[str]]) -> bool:
    """True for what has a header and a row below it, whatever language they are in."""
    return sum(sum(bool(cell.strip()) for cell in row) > 1 for row in rows) > 1


def _header(rows: list[list[str]]) -> frozenset[str]:
    """Folded words of the row with most known ones; empty when no row is a header."""
    best = max(rows, key=known_words, default=[])
    if known_words(best) < _HEADER:
        return frozenset()
    return frozenset(folded(cell) for cell in best if cell.strip())
