"""What a key that no brief has may be a slip for: `bugdet` for `budget_cents`, `fit_min` for `quality.min_fit`."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from pydantic import BaseModel
from rapidfuzz import fuzz, process

from planner.problems import NO_KEY, Problem

Schema = Mapping[str, Any]
_ALIKE = 70
_STEP = 5
"""So much more alike has a key to be for each step down into another part of the brief."""
_EACH = {"items": "0", "patternProperties": "NAME", "additionalProperties": "NAME"}
"""What stands in a path for one of many."""


def with_near_keys(problems: Iterable[Problem], model: type[BaseModel]) -> tuple[Problem, ...]:
    """The same problems, with the nearest key of the model, or of a part of it, beside each that is none."""
    whole = model.model_json_schema()
    # The shortest path first, which is taken among keys of one name.
    paths = dict(sorted(_paths(whole, whole, ""), key=lambda pair: pair[0].count(".")))
    return tuple(_with_near(one, paths) if one.wrong == NO_KEY else one for one in problems)


def _with_near(problem: Problem, paths: Mapping[str, str]) -> Problem:
    parent, _, typed = problem.place.rpartition(".")
    words = {path: key for path, key in paths.items() if not _is_of(path, problem.place)}
    beside = {path: key for path, key in words.items() if _is_of(path.rpartition(".")[0], parent)}
    found = [
        near
        for some in (beside, words)
        if (near := process.extractOne(typed.replace("_", " "), some, scorer=fuzz.WRatio, score_cutoff=_ALIKE))
    ]
    if not found:
        return problem
    near = max(found, key=lambda one: one[1] - (0 if one[2] in beside else _STEP * one[2].count(".")))
    path = f"{parent}.{near[2].rpartition('.')[2]}".lstrip(".") if near[2] in beside else near[2]
    return replace(problem, accepted=f"{problem.accepted}, such as {path}")


def _is_of(path: str, place: str) -> bool:
    """True when a place is this one, whatever the name or the number of one among many."""
    parts, there = path.split("."), place.split(".")
    return len(parts) == len(there) and all(
        one in (other, "NAME") or (one == "0" and other.isdigit()) for one, other in zip(parts, there, strict=True)
    )


def _paths(whole: Schema, part: Schema, at: str, inside: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Every key of a schema by its path, in words; a part that is in itself is followed once."""
    if reference := part.get("$ref"):
        name = reference.rpartition("/")[2]
        if name not in inside:
            yield from _paths(whole, whole["$defs"][name], at, (*inside, name))
    for one in part.get("anyOf", ()):
        yield from _paths(whole, one, at, inside)
    for key, one in part.get("properties", {}).items():
        path = f"{at}.{key}".lstrip(".")
        yield path, key.replace("_", " ")
        yield from _paths(whole, one, path, inside)
    for kind, name in _EACH.items():
        each = part.get(kind)
        for one in (each.values() if kind == "patternProperties" else [each]) if isinstance(each, dict) else ():
            yield from _paths(whole, one, f"{at}.{name}".lstrip("."), inside)
