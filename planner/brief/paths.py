"""The place of a field in a brief: read, set and cleared in one way, with its words and its unit."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from planner.brief.filters import filter_at
from planner.frozen import dataclass
from planner.units import NUMBER, Unit
from planner.wording import label, person

if TYPE_CHECKING:
    from planner.brief.brief import Brief

Part = str | int
NAMES = {"must_have": "creator", "groups": "name", "waves": "name", "audience": "name"}
"""The field by which entries of a list are known to people."""


class Path(str):
    """A field of a brief as files name it: `pyramid.macro.count.min`, `must_have.0`; equal to its text.

    Names of fields, keys of mappings and positions in lists are joined by dots. Keys may hold dots themselves: the
    schema tells which is which.

    parts: names and keys as text, positions as numbers; none for the whole brief.
    """

    parts: tuple[Part, ...]

    def __new__(cls, text: str = "") -> Path:
        """Parse a text. Raises KeyError when a brief has no such place."""
        path = super().__new__(cls, text)
        path.parts = _parsed(str(text))
        return path

    def __reduce__(self) -> tuple[Callable[..., Path], tuple[Part, ...]]:
        """Travels between processes as its parts."""
        return path_of, self.parts

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """As a field of a file it is its text."""

        def read(text: str) -> Path:
            try:
                return cls(text)
            except KeyError:
                raise ValueError("is not a field of a brief | the place of a field, such as creators.max") from None

        return core_schema.no_info_after_validator_function(read, core_schema.str_schema())

    def get(self, brief: Brief) -> Any:
        """What the brief has there; None where it has no such key or entry."""
        at: Any = brief
        for part in self.parts:
            if isinstance(part, int):
                at = at[part] if part < len(at) else None
            else:
                at = at.get(part) if isinstance(at, Mapping) else getattr(at, part)
            if at is None:
                return None
        return at

    def set(self, brief: Brief, value: Any) -> Brief:
        """A copy with this value there; None removes an entry of a list. Raises BadInput when it does not fit."""
        data = brief.model_dump(mode="json")
        self.write(data, value)
        return type(brief).read(data)

    def clear(self, brief: Brief) -> Brief:
        """A copy that asks for nothing there. Raises BadInput where a brief needs a value."""
        return self.set(brief, None)

    def write(self, data: Any, value: Any) -> None:
        """Set it in the data of a brief, as JSON has it."""
        *parents, last = self.parts
        for part in parents:
            if isinstance(part, str) and data.get(part) is None:
                data[part] = {}
            data = data[part]
        if isinstance(last, int) and value is None:
            del data[last]
        else:
            data[last] = value

    @property
    def schema(self) -> Any:
        """Type of the field, None and annotations left out."""
        return _unwrapped(_annotation(self.parts))[0]

    @property
    def unit(self) -> Unit:
        """Unit of its values."""
        one = filter_at(self)
        if one is not None:
            return one.unit
        return next((fact for fact in _unwrapped(_annotation(self.parts))[1] if isinstance(fact, Unit)), NUMBER)

    def label(self, brief: Brief | None = None) -> str:
        """Its words: `Macro share of creators at most`. brief: the one whose entries of lists are named."""
        one = filter_at(self)
        if one is not None and one.group == "quality":
            return one.title
        parts = [part if isinstance(part, str) else self._name(at, brief) for at, part in enumerate(self.parts)]
        if parts and parts[0] in _HEADS:
            return ": ".join([_HEADS[parts[0]], *map(person, parts[1:2]), *(_word(part) for part in parts[2:])])
        shown = [part for part in parts if part not in _SILENT]
        words = " ".join(_word(part) for part in shown or parts)
        return words[:1].upper() + words[1:]

    def _name(self, at: int, brief: Brief | None) -> str:
        """How people know the entry of a list at this place of the path."""
        entry: Any = brief
        for part in self.parts[: at + 1] if brief is not None else ():
            entry = entry[part] if isinstance(part, int) else getattr(entry, part)
        field = NAMES.get(str(self.parts[0])) if at == 1 else None
        return str(self.parts[at] if entry is None else getattr(entry, field) if field else entry)


def path_of(*parts: Part) -> Path:
    """The path through these names, keys and positions. Raises KeyError when a brief has no such place."""
    _annotation(parts)
    path = str.__new__(Path, ".".join(map(str, parts)))
    path.parts = parts
    return path


_HEADS = {
    "budget_cents": "Budget",
    "reach_floor": "Unique reach at least",
    "engagement_floor": "Engagements at least",
    "must_have": "Must have",
    "excluded": "Without",
    "largest_share": "Largest share of the budget for one creator",
    "largest_cents": "Most for one creator",
    "average_fit": "Average fit at least",
    "pyramid_order": "More creators the lower the tier",
}
_SILENT = (
    "pyramid",
    "platforms",
    "countries",
    "categories",
    "attributes",
    "compensation",
    "resources",
    "kind",
    "assumptions",
)
_TAILS = {
    "min": "at least",
    "max": "at most",
    "headcount": "share of creators",
    "spend": "share of spend",
    "count": "creators",
    "unit_cost_cents": "cost of one",
    "cash_cents": "cash",
}


def _word(part: str) -> str:
    return person(part) if ":" in part else _TAILS.get(part) or label(part.removesuffix("_cents"))


@lru_cache(maxsize=4096)
def _parsed(text: str) -> tuple[Part, ...]:
    from planner.brief.brief import Brief

    found = next(_readings(text, Brief), None) if text else ()
    if found is None:
        raise KeyError(text)
    return found


def _readings(text: str, annotation: Any) -> Iterator[tuple[Part, ...]]:
    """Every way to read a text as a path into a type, those with the shortest keys first."""
    inside = _inside(annotation)
    if isinstance(inside, Mapping):
        name, _, rest = text.partition(".")
        heads: Sequence[tuple[Part, str, Any]] = [(name, rest, inside[name])] if name in inside else []
    elif isinstance(inside, _Keyed):
        dots = [at for at, letter in enumerate(text) if letter == "."]
        heads = [
            *((text[:at], text[at + 1 :], inside.value) for at in dots if text[at + 1 :]),
            (text, "", inside.value),
        ]
    elif isinstance(inside, _Listed):
        name, _, rest = text.partition(".")
        heads = [(int(name), rest, inside.value)] if name.isdecimal() else []
    else:
        return
    for head, rest, value in heads:
        if rest:
            yield from ((head, *tail) for tail in _readings(rest, value))
        elif isinstance(inside, _Keyed) or not text.endswith("."):
            yield (head,)


@dataclass(frozen=True)
class _Keyed:
    """A mapping from names to values of one type."""

    value: Any


@dataclass(frozen=True)
class _Listed:
    """A list of values of one type."""

    value: Any


def _inside(annotation: Any) -> Mapping[str, Any] | _Keyed | _Listed | None:
    """What a type holds: fields, values by key, entries; None for a plain value."""
    core = _unwrapped(annotation)[0]
    if isinstance(core, type) and issubclass(core, BaseModel):
        return _fields(core)
    arguments = typing.get_args(core)
    if typing.get_origin(core) is dict:
        return _Keyed(arguments[1])
    return _Listed(arguments[0]) if typing.get_origin(core) is tuple else None


def _unwrapped(annotation: Any) -> tuple[Any, tuple[Any, ...]]:
    """A type without None and annotations, and what was annotated."""
    facts: tuple[Any, ...] = ()
    while True:
        if typing.get_origin(annotation) is Annotated:
            annotation, *more = typing.get_args(annotation)
            facts += tuple(more)
        elif typing.get_origin(annotation) in (types.UnionType, typing.Union):
            annotation = next(one for one in typing.get_args(annotation) if one is not type(None))
        else:
            return annotation, facts


@lru_cache(maxsize=4096)
def _annotation(parts: tuple[Part, ...]) -> Any:
    from planner.brief.brief import Brief

    at: Any = Brief
    for part in parts:
        inside = _inside(at)
        if inside is None:
            raise KeyError(".".join(map(str, parts)))
        at = inside[str(part)] if isinstance(inside, Mapping) else inside.value
    return at


@cache
def _fields(model: type[BaseModel]) -> Mapping[str, Any]:
    hints = typing.get_type_hints(model, include_extras=True)
    return {name: hints[name] for name in model.model_fields}
