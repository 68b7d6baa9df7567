"""What commands share: exit status, options of the inputs, and reading them with one sentence for what is wrong."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from planner.domain.platforms import Platform

if TYPE_CHECKING:
    from pydantic import BaseModel

    from planner.store.scenario import Scenario


DONE, FAILED, BAD_INPUT, REFUSED, UNDECIDED, INTERRUPTED = 0, 1, 2, 3, 4, 130
STATUS = {"plan": DONE, "refusal": REFUSED, "undecided": UNDECIDED}
"""Exit status of each kind of outcome."""
BIGGEST_BRIEF = 5_000_000
PLATFORMS = tuple(map(str, Platform))


class Unreadable(Exception):
    """An input file that cannot be read, as a sentence."""


def as_json(model: BaseModel) -> bytes:
    """A value as a file of JSON."""
    return (model.model_dump_json(indent=2) + "\n").encode()


def read_roster(asked: argparse.Namespace) -> bytes | None:
    """Bytes of the roster, None when none is named. Raises Unreadable, BadInput."""
    from planner.commands.elsewhere import read_list

    if asked.roster is None:
        return None
    data = read_list(asked, asked.roster, "--roster")
    # Here few calls are open; deep among imports Python may get and give back a piece of its stack at every call.
    import pandas  # noqa: F401

    return data


def read_data(asked: argparse.Namespace) -> tuple[bytes, bytes | None]:
    """Bytes of the brief and of the roster, if one is named. Raises Unreadable, BadInput."""
    return read(asked.brief, "--brief", BIGGEST_BRIEF), read_roster(asked)


def read(path: str, option: str, biggest: int | None) -> bytes:
    """A file's bytes. biggest: bytes accepted, None = any number. Raises Unreadable."""
    try:
        if biggest is not None and os.path.isfile(path) and os.path.getsize(path) > biggest:
            raise Unreadable(f"{option} '{path}': is too large. Accepted: a file of at most {biggest:,} bytes.")
        with open(path, "rb") as file:
            return file.read()
    except IsADirectoryError:
        raise Unreadable(f"{option} '{path}': is a folder. Accepted: a file.") from None
    except FileNotFoundError:
        raise Unreadable(f"{option} '{path}': does not exist. Accepted: the path of a file.") from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise Unreadable(f"{option} '{path}': cannot be read ({why}). Accepted: a readable file.") from None


def read_campaign(path: str, command: str) -> Scenario:
    """A scenario's or a brief's file, one of several. Raises Unreadable, and BadInput with the file in each place."""
    from dataclasses import replace

    from planner.problems import BadInput
    from planner.store.scenario import BIGGEST_FILE, read_scenario

    try:
        return read_scenario(read(path, command, BIGGEST_FILE))
    except BadInput as bad:
        raise BadInput([replace(problem, place=f"'{path}', {problem.place}") for problem in bad.problems]) from None


def decoded(data: bytes, path: str, option: str = "--brief", what: str = "a brief") -> str:
    """A file as text, once it is known to be JSON. Raises BadInput with the line that is not."""
    import json

    from planner.json_keys import repeated_keys
    from planner.problems import BadInput, Problem

    place = f"{option} '{path}'"
    try:
        text = data.decode("utf-8-sig")
        twice = repeated_keys(text)
    except UnicodeDecodeError:
        raise BadInput([Problem(place, "", "is not text in UTF-8", "JSON text in UTF-8")]) from None
    except json.JSONDecodeError as error:
        where = f"{place}, line {error.lineno}, column {error.colno}"
        raise BadInput([Problem(where, "", f"is not JSON ({error.msg})", f"{what} in JSON")]) from None
    except (RecursionError, ValueError):
        raise BadInput([Problem(place, "", "is not usable JSON", f"{what} in JSON")]) from None
    if twice:
        raise BadInput([Problem(place, key, "appears twice in one object", "every key once") for key in twice])
    return text


def refuse(sentences: Sequence[str]) -> int:
    """Print what is wrong, a line each, and return the exit status of bad input, whoever still reads it."""
    try:
        for sentence in sentences:
            print(" ".join(sentence.split()), file=sys.stderr)
        sys.stderr.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
    return BAD_INPUT
