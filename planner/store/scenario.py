"""A scenario: a brief with its answer and everything the answer stands on, kept under a name.

As a file it is one JSON object, a key per line, that carries its schema version. A file of an older version opens by
migration, one of a newer version is refused untouched, a broken one says where. A bare brief (the file that the
command line reads) opens as a scenario without an answer.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError

from planner.brief.brief import Brief
from planner.domain.roster import Roster
from planner.forecast.assumptions import VERSION as ASSUMPTIONS_VERSION
from planner.outcome import Outcome
from planner.problems import BadInput, Problem, problems_of
from planner.store.roster_json import roster_data, roster_of
from planner.store.times import utc_now
from planner.version import MODEL_VERSION

SCHEMA_VERSION = 1
LONGEST_NAME = 120
BIGGEST_FILE = 100_000_000
_ID = re.compile("[0-9a-f]{32}")
OUTCOME: TypeAdapter[Outcome] = TypeAdapter(Annotated[Outcome, Field(discriminator="kind")])


@dataclass(frozen=True)
class Scenario:
    """One scenario. Make a new one with `Scenario.of`; `rev` and the times are then the store's.

    id: 32 hexadecimal digits, never reused.
    rev: 0 before it was stored, then one more with every save; a save names the revision that was seen.
    created, changed: aware, in UTC.
    baseline: others are compared with this one; at most one of a workspace is.
    outcome: the answer to exactly this brief on exactly this roster; None = not asked yet.
    roster: None = planned on the benchmarks' archetypes. roster_fingerprint is "" then.
    assumptions_version, model_version: what was shipped when the outcome was made; edits are in the brief.
    """

    id: str
    name: str
    brief: Brief
    outcome: Outcome | None
    roster: Roster | None = field(compare=False, repr=False)
    roster_fingerprint: str
    created: datetime
    changed: datetime
    rev: int = 0
    baseline: bool = False
    assumptions_version: str = ASSUMPTIONS_VERSION
    model_version: str = MODEL_VERSION

    @classmethod
    def of(cls, name: str, brief: Brief, outcome: Outcome | None, roster: Roster | None) -> Scenario:
        """A new scenario that no store has seen. Raises BadInput when the name cannot be used."""
        now = utc_now()
        fingerprint = "" if roster is None else roster.fingerprint
        return cls(new_id(), usable_name(name), brief, outcome, roster, fingerprint, now, now)

    @property
    def made_by_this_version(self) -> bool:
        """False when model or shipped assumptions have changed since, so that planning again may differ."""
        return (self.assumptions_version, self.model_version) == (ASSUMPTIONS_VERSION, MODEL_VERSION)


def new_id() -> str:
    """An id that nothing has had before."""
    return uuid.uuid4().hex


def usable_name(text: str) -> str:
    """The name without surrounding or doubled blanks. Raises BadInput when nothing is left or it is too long."""
    name = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if not 1 <= len(name) <= LONGEST_NAME:
        wrong = "is too long" if name else "is empty"
        raise BadInput([Problem("name", text, wrong, f"a name of 1 to {LONGEST_NAME} characters")])
    return name


def free_name(wanted: str, taken: Iterable[str]) -> str:
    """The name, or with a number behind it when it is taken."""
    names = {name.casefold() for name in taken}
    number, name = 1, wanted
    while name.casefold() in names:
        number += 1
        name = f"{wanted} {number}"
    return name


def scenario_json(scenario: Scenario) -> bytes:
    """The scenario as one file, complete: `read_scenario` gives back an equal one, its roster included."""
    data = {
        "kind": "scenario",
        "schema_version": SCHEMA_VERSION,
        "model_version": scenario.model_version,
        "assumptions_version": scenario.assumptions_version,
        "id": scenario.id,
        "name": scenario.name,
        "rev": scenario.rev,
        "created": scenario.created.isoformat(),
        "changed": scenario.changed.isoformat(),
        "baseline": scenario.baseline,
        "brief": scenario.brief.model_dump(mode="json"),
        "outcome": None if scenario.outcome is None else scenario.outcome.model_dump(mode="json"),
        "roster_fingerprint": scenario.roster_fingerprint,
        "roster": None if scenario.roster is None else roster_data(scenario.roster),
    }
    lines = [f"  {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in data.items()]
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def read_scenario(content: bytes, name: str = "") -> Scenario:
    """A scenario from a file, or from a brief's file, which then takes `name`. Changes nothing anywhere.

    Raises BadInput: with line and column when it is not JSON, with the field when a value does not fit, and when a
    newer planner wrote it.
    """
    data = parsed(content)
    if data.get("kind") != "scenario":
        if "kind" in data:
            accepted = "a scenario file, or a brief"
            raise BadInput([Problem("kind", str(data["kind"]), "is not a scenario", accepted)])
        brief = Brief.read(data)
        return Scenario.of(name or brief.name, brief, None, None)
    return scenario_of(migrated(data, SCHEMA_VERSION, MIGRATIONS))


def parsed(content: bytes) -> dict[str, Any]:
    """JSON bytes as a mapping. Raises BadInput with line and column when they are not that."""
    if len(content) > BIGGEST_FILE:
        raise BadInput([Problem("file", "", "is too large", f"at most {BIGGEST_FILE:,} bytes")])
    try:
        data = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadInput([Problem(f"byte {error.start + 1}", "", "is not UTF-8", "JSON text in UTF-8")]) from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise BadInput([Problem(where, "", f"is not JSON ({error.msg})", "a scenario file, complete")]) from None
    except (RecursionError, ValueError):
        raise BadInput([Problem("file", "", "is not usable JSON", "a scenario file")]) from None
    if not isinstance(data, dict):
        raise BadInput([Problem("file", "", "is not a JSON object", "a scenario file, or a brief")])
    return data


Migration = Callable[[dict[str, Any]], dict[str, Any]]
MIGRATIONS: Mapping[int, Migration] = {}
"""From each older schema version to the next one."""


def migrated(data: dict[str, Any], newest: int, steps: Mapping[int, Migration]) -> dict[str, Any]:
    """The content as `newest` has it. Raises BadInput when it is newer than that, or no version at all."""
    version = data.get("schema_version")
    if type(version) is not int or version < 1:
        typed = "" if version is None else str(version)
        raise BadInput([Problem("schema_version", typed, "is no version", f"a whole number from 1 to {newest}")])
    if version > newest:
        wrong = "was written by a newer planner; the file is left as it is"
        raise BadInput(
            [Problem("schema_version", str(version), wrong, f"version {newest} or older; or a newer planner")]
        )
    for step in range(version, newest):
        data = {**steps[step](data), "schema_version": step + 1}
    return data


def scenario_of(data: Mapping[str, Any]) -> Scenario:
    """A scenario from the content of the present version. Raises BadInput with every problem, by field."""
    problems = [
        Problem(key, "", "is not a key of a scenario", "one of " + ", ".join(_FIELDS)) for key in data.keys() - _FIELDS
    ]
    problems += [Problem(key, "", "is missing", "a scenario file, complete") for key in _FIELDS if key not in data]
    if problems:
        raise BadInput(problems)

    def take(read: Callable[[Any, str], Any], key: str) -> Any:
        try:
            return read(data[key], key)
        except ValidationError as error:
            problems.extend(_of_file(problem) for problem in problems_of(error, key))
        except BadInput as bad:
            problems.extend(bad.problems)
        return None

    taken = {key: take(read, key) for key, read in _READERS.items()}
    roster = taken["roster"]
    if not problems and taken["roster_fingerprint"] != ("" if roster is None else roster.fingerprint):
        wrong = "is not the fingerprint of the roster in this file, which was changed or damaged"
        problems.append(Problem("roster_fingerprint", taken["roster_fingerprint"][:12], wrong, "the file as exported"))
    if problems:
        raise BadInput(problems)
    return Scenario(**taken)


def _of_file(problem: Problem) -> Problem:
    """The problem without words that hold for a brief alone."""
    if problem.place.startswith("brief") or "key of the brief" not in problem.wrong:
        return problem
    return replace(problem, wrong="is not a key that is known here", accepted="only what this planner writes")


Reader = Callable[[Any, str], Any]


def _checked(accepted: str, fits: Callable[[Any], bool], wrong: str = "cannot be used here") -> Reader:
    """Reads a value that fits as it is; raises BadInput for any other."""

    def read(value: Any, key: str) -> Any:
        if fits(value):
            return value
        raise BadInput([Problem(key, str(value), wrong, accepted)])

    return read


def _read_name(value: Any, key: str) -> str:
    return usable_name(_text(value, key))


def _time(value: Any, key: str) -> datetime:
    try:
        time = datetime.fromisoformat(value)
        return time.astimezone(UTC) if time.tzinfo is not None else time.replace(tzinfo=UTC)
    except (TypeError, ValueError, OverflowError):
        raise BadInput([Problem(key, str(value), "is no time", "such as 2026-11-23T14:05:00+00:00")]) from None


_text = _checked("text of at most 200 characters", lambda value: isinstance(value, str) and len(value) <= 200)
_READERS: Mapping[str, Reader] = {
    "id": _checked("32 hexadecimal digits", lambda value: isinstance(value, str) and _ID.fullmatch(value) is not None),
    "name": _read_name,
    "rev": _checked("a whole number of at least 0", lambda value: type(value) is int and value >= 0, "is no revision"),
    "baseline": _checked("true or false", lambda value: isinstance(value, bool)),
    "brief": lambda value, _: Brief.model_validate(value),
    "outcome": lambda value, _: None if value is None else OUTCOME.validate_python(value),
    "roster": lambda value, key: None if value is None else roster_of(value, key),
    "roster_fingerprint": _text,
    "created": _time,
    "changed": _time,
    "model_version": _text,
    "assumptions_version": _text,
}
_FIELDS = ("kind", "schema_version", *_READERS)
