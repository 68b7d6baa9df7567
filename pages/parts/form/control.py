"""What one widget of the brief form shows of a brief, and what it writes back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from planner.brief.brief import Brief

Data = dict[str, Any]


@dataclass(frozen=True)
class Control:
    """One widget of the form.

    name: its key. shows: the widget's value for a brief. writes: puts a widget's value into the brief's data.
    paths: fields of the brief that it sets; a problem or a limit there belongs to this control. options: what it offers
    to choose from, where an option that is not chosen says something.
    """

    name: str
    shows: Callable[[Brief], Any]
    writes: Callable[[Data, Any], None]
    paths: tuple[str, ...]
    options: tuple[str, ...] = ()

    def owns(self, place: str) -> bool:
        """True when a field of the brief is set by this control."""
        return any(place == path or place.startswith(f"{path}.") for path in self.paths)
