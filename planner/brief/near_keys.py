"""What a key that no brief has may be a slip for: `bugdet` for `budget_cents`, `fit_min` for `min_fit`."""

from collections.abc import Iterable
from dataclasses import replace

from pydantic import BaseModel
from rapidfuzz import fuzz, process

from planner.problems import NO_KEY, Problem

_ALIKE = 70


def with_near_keys(problems: Iterable[Problem], model: type[BaseModel]) -> tuple[Problem, ...]:
    """The same problems, with the nearest key of the model, or of a model in it, beside each that is none."""
    schema = model.model_json_schema()
    keys = {key for one in (schema, *schema.get("$defs", {}).values()) for key in one.get("properties", {})}
    words = {key: key.replace("_", " ") for key in sorted(keys)}
    found = []
    for one in problems:
        typed = one.place.rpartition(".")[2].replace("_", " ")
        near = (
            process.extractOne(typed, words, scorer=fuzz.WRatio, score_cutoff=_ALIKE) if one.wrong == NO_KEY else None
        )
        found.append(one if near is None else replace(one, accepted=f"{one.accepted}, such as {near[2]}"))
    return tuple(found)
