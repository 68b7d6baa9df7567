"""Files of a server's owner: TOML, a table for each thing that is allowed, named by an environment variable."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from planner.problems import BadInput, Problem, problems_of

Model = TypeVar("Model", bound=BaseModel)


def place_of(setting: str, environment: Mapping[str, str]) -> str:
    """What a setting names, for a sentence; empty where it names nothing."""
    named = environment.get(setting, "").strip()
    return f"{setting} '{named}'" if named else ""


def tables_in(
    setting: str,
    environment: Mapping[str, str],
    each: str,
    model: type[Model],
    check: Callable[[Model], object] = lambda _: None,
) -> tuple[Model, ...]:
    """The tables of the file that a setting names, each with its name; none where it names none.

    each: what a table stands for, such as `team`. check: raises BadInput for one that cannot be used all the same.
    Raises BadInput for a file that cannot be read, is not TOML, or has tables that are no such model.
    """
    place = place_of(setting, environment)
    if not place:
        return ()
    problems: list[Problem] = []
    found = []
    for name, table in _content(place, environment[setting].strip(), each).items():
        at = f"{place}, [{name}]"
        try:
            made = model.model_validate({**table, "name": name} if isinstance(table, dict) else table)
            check(made)
            found.append(made)
        except ValidationError as error:
            problems += problems_of(error, at)
        except BadInput as bad:
            problems += [replace(one, place=f"{at}, {one.place}") for one in bad.problems]
    if problems:
        raise BadInput(problems)
    return tuple(found)


def _content(place: str, path: str, each: str) -> dict[str, Any]:
    try:
        return tomllib.loads(Path(path).expanduser().read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput([Problem(place, "", f"cannot be read ({error.strerror})", "a readable TOML file")]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput([Problem(place, "", f"is not TOML ({error})", f"a table for each {each}")]) from None
