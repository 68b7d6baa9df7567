"""A field for an amount, a share or people, typed as the campaign's country writes them: `45.000`, `2,5`, `45k`."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pages.parts.session import state
from pages.parts.words import plain
from planner.intake.typed import typed_number, typed_text
from planner.problems import BadInput, Problem
from planner.units import Unit, Writing

_CALLED = ("Creator", "part", "name")
"""Columns of tables with what a row is called."""


@dataclass(frozen=True)
class NumberField:
    """One such field.

    key: of its widget. unit: decides what is accepted. least, most: bounds of the value, both allowed.
    """

    key: str
    unit: Unit
    writing: Writing
    least: float = 0
    most: float | None = None

    def draw(self, place: Any, title: str, first: float | None = None, **look: Any) -> float | None:
        """The field with what is wrong, or how it was read, below it; None while it is empty or wrong.

        place: a container, or Streamlit itself. first: value before anything was typed. look: what else a text field
        takes.
        """
        shown = typed_text(first, self.unit, self.writing)
        typed = place.text_input(title, value=shown, key=self.key, **look) or ""
        if (problem := self._problem(typed)) is not None:
            place.error(plain(f"“{problem.value}” {problem.wrong}. Accepted: {problem.accepted}.", 300))
            return None
        value = self._value(typed)
        read = typed_text(value, self.unit, self.writing)
        if typed.strip() != read:
            place.caption(plain(f"Read as {read}"))
        return value

    def held(self) -> float | None:
        """What the widget holds, for its callback. Raises BadInput."""
        return self._value(state.sent(self.key, str) or "")

    @property
    def wrong(self) -> bool:
        """True while the widget holds something that cannot be used; an empty one is fine."""
        return self._problem(state.sent(self.key, str) or "") is not None

    def _problem(self, typed: str) -> Problem | None:
        try:
            self._value(typed)
        except BadInput as bad:
            return bad.problems[0]
        return None

    def _value(self, typed: str) -> float | None:
        value = typed_number(typed, self.unit, self.writing, "number")
        if value is None:
            return None
        if value < self.least:
            raise self._outside(typed, "below", self.least, "more")
        if self.most is not None and value > self.most:
            raise self._outside(typed, "above", self.most, "less")
        return value

    def _outside(self, typed: str, side: str, bound: float, way: str) -> BadInput:
        limit = typed_text(bound, self.unit, self.writing)
        return BadInput([Problem("number", typed, f"is {side} {limit}", f"{limit} or {way}")])


def as_texts(frame: pd.DataFrame, columns: Collection[str], unit: Unit, writing: Writing) -> pd.DataFrame:
    """A table to be edited, numbers of these columns written as the country writes them; empty where there is none."""
    shown = frame.copy()
    for name in columns:
        shown[name] = [typed_text(None if pd.isna(value) else float(value), unit, writing) for value in frame[name]]
    return shown


def as_numbers(frame: pd.DataFrame, columns: Mapping[str, str], unit: Unit, writing: Writing) -> pd.DataFrame:
    """The table with what was typed into these columns as numbers, None where nothing was.

    columns: their titles, by name. Raises BadInput with every cell that cannot be read, by what its row is called:
    people sort these tables, and none shows the numbers of its rows.
    """
    read, problems = frame.copy(), list[Problem]()
    called = next((frame[name].tolist() for name in _CALLED if name in frame), [None] * len(frame))
    rows = [f"row {at}" if pd.isna(name) or not name else str(name) for at, name in enumerate(called, start=1)]
    for name, title in columns.items():
        values: list[float | None] = []
        for row, typed in zip(rows, frame[name], strict=True):
            try:
                values.append(typed_number("" if pd.isna(typed) else str(typed), unit, writing, f"{row}, {title}"))
            except BadInput as bad:
                values.append(None)
                problems += bad.problems
        read[name] = pd.Series(values, index=frame.index, dtype=object)
    if problems:
        raise BadInput(problems)
    return read
