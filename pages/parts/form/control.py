"""What one widget of the brief form shows of a brief, and what it writes back."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from planner.brief.brief import Brief
from planner.brief.paths import Path
from planner.intake.typed import typed_number, typed_text
from planner.problems import BadInput, Problem
from planner.units import Unit

Data = dict[str, Any]
_TYPED = ("money", "percent")
_MADE = 1024
"""Controls that are remembered by their paths: each run needs all of the form's, twice."""


@dataclass(frozen=True)
class Control:
    """One widget of the form.

    name: its key. shows: the widget's value for a brief. writes: puts a widget's value into the brief's data.
    paths: fields of the brief that it sets; a problem or a limit there belongs to this control. options: what it offers
    to choose from, where an option that is not chosen says something. unit: of a number that is typed as text, as the
    brief's country writes it; None where the widget holds the value itself.
    """

    name: str
    shows: Callable[[Brief], Any]
    writes: Callable[[Data, Any], None]
    paths: tuple[str, ...]
    options: tuple[str, ...] = ()
    unit: Unit | None = None

    def shown(self, brief: Brief) -> Any:
        """What its widget holds for a brief."""
        value = self.shows(brief)
        return value if self.unit is None else typed_text(value, self.unit, brief)

    def read(self, held: Any, brief: Brief) -> Any:
        """The value that its widget means; one that is no text is the value. Raises BadInput."""
        if self.unit is None or not isinstance(held, str):
            return held
        return typed_number(held, self.unit, brief, next(iter(self.paths), self.name))

    def holds(self, held: Any, brief: Brief) -> bool:
        """True when its widget means what the brief says, however it was typed; False also for what it cannot read."""
        return self.problem(held, brief) is None and bool(self.read(held, brief) == self.shows(brief))

    def problem(self, held: Any, brief: Brief) -> Problem | None:
        """What is wrong with a text that is no number of its unit."""
        try:
            self.read(held, brief)
        except BadInput as bad:
            return bad.problems[0]
        return None

    def owns(self, place: str) -> bool:
        """True when a field of the brief is set by this control."""
        return place == self.name or any(place == path or place.startswith(f"{path}.") for path in self.paths)


@lru_cache(_MADE)
def number(path: str, name: str = "") -> Control:
    """A number or nothing, in units of the widget: whole currency, per cent. name: of the control, if not the path.

    Amounts, shares, decimals and people are typed as text; what is counted one by one has a field with steps.
    """
    at = Path(path)
    scale, whole = at.unit.widget, at.schema is int and at.unit.widget == 1

    def shows(brief: Brief) -> float | int | None:
        value = at.get(brief)
        if value is None:
            return None
        return int(value) if whole else round(float(value) / scale, 4)

    def writes(data: Data, value: float | None) -> None:
        if value is not None:
            value = round(value * scale) if at.schema is int else round(value * scale, 6)
        at.write(data, value)

    typed = at.schema is not int or at.unit.style in _TYPED or at.unit.step is None
    return Control(name or path, shows, writes, (at,), unit=at.unit if typed else None)


@lru_cache(_MADE)
def text(path: str) -> Control:
    """A text, or one of a few."""
    at = Path(path)
    return Control(path, lambda b: str(at.get(b) or ""), at.write, (at,))


@lru_cache(_MADE)
def switch(path: str) -> Control:
    """Yes or no."""
    at = Path(path)
    return Control(path, lambda b: bool(at.get(b)), at.write, (at,))


@lru_cache(_MADE)
def slider(path: str) -> Control:
    """A share from 0 to 1; 0 asks for nothing."""
    at = Path(path)

    def writes(data: Data, value: float) -> None:
        at.write(data, None if value == 0 else round(value, 4))

    return Control(path, lambda b: round(float(at.get(b) or 0.0), 4), writes, (at,))


@lru_cache(_MADE)
def share_range(path: str) -> Control:
    """Two ends in whole per cent; 0 and 100 ask for nothing."""
    least, most = Path(f"{path}.min"), Path(f"{path}.max")

    def shows(brief: Brief) -> tuple[int, int]:
        low, high = least.get(brief), most.get(brief)
        return 0 if low is None else round(low * 100), 100 if high is None else round(high * 100)

    def writes(data: Data, value: tuple[int, int]) -> None:
        low, high = value
        least.write(data, low / 100 if low > 0 else None)
        most.write(data, high / 100 if high < 100 else None)

    return Control(path, shows, writes, (Path(path),))
