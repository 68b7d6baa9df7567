"""What commands share: exit status, options of the inputs, and reading them with one sentence for what is wrong."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from planner.domain.platforms import Platform

if TYPE_CHECKING:
    from pydantic import BaseModel

    from planner.brief.brief import Brief
    from planner.domain.roster import Roster
    from planner.intake import Question, Reading

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

DONE, FAILED, BAD_INPUT, REFUSED, UNDECIDED, INTERRUPTED = 0, 1, 2, 3, 4, 130
STATUS = {"plan": DONE, "refusal": REFUSED, "undecided": UNDECIDED}
"""Exit status of each kind of outcome."""
BIGGEST_BRIEF = 5_000_000
_SHOWN = 12
"""Cells of a roster named beside a plan; the command for rosters lists them all."""
PLATFORMS = tuple(map(str, Platform))


class Unreadable(Exception):
    """An input file that cannot be read, as a sentence."""


def add_inputs(parser: argparse.ArgumentParser, required: bool = True) -> None:
    """The options that name the brief and the roster."""
    words = "the campaign, JSON (see the schema command)"
    parser.add_argument("--brief", required=required, metavar="FILE", help=words)
    parser.add_argument(
        "--roster", metavar="FILE", help="creators, CSV or XLSX; without it, types of creators are planned"
    )
    parser.add_argument(
        "--platform", choices=PLATFORMS, help="platform of all creators, if the roster has no such column"
    )
    parser.add_argument(
        "--answer", action="append", default=[], metavar="KEY=VALUE", help="answer to a question about the roster"
    )


def inputs(asked: argparse.Namespace) -> list[str]:
    """Paths that a command reads, so that none is written over."""
    return [path for path in (asked.brief, asked.roster) if path]


def wanted(asked: argparse.Namespace, *kinds: str) -> list[tuple[str, str]]:
    """Kind and path of each file that is to be written, for `prepared`."""
    return [(kind, path) for kind in kinds if (path := getattr(asked, kind.replace("-", "_")))]


def as_json(model: BaseModel) -> bytes:
    """A value as a file of JSON."""
    return (model.model_dump_json(indent=2) + "\n").encode()


def read_roster(asked: argparse.Namespace) -> bytes | None:
    """Bytes of the roster, None when none is named. Raises Unreadable."""
    return None if asked.roster is None else read(asked.roster, "--roster", None)


def read_data(asked: argparse.Namespace) -> tuple[bytes, bytes | None]:
    """Bytes of the brief and of the roster, if one is named. Raises Unreadable."""
    return read(asked.brief, "--brief", BIGGEST_BRIEF), read_roster(asked)


def read_inputs(asked: argparse.Namespace, data: tuple[bytes, bytes | None]) -> tuple[Brief, Roster | None]:
    """The brief and the roster; what was set aside goes to standard error. Raises BadInput."""
    from planner.brief.brief import Brief
    from planner.crosscheck import currency_problems
    from planner.problems import BadInput

    brief = Brief.read(decoded(data[0], asked.brief))
    if unpriced := currency_problems(brief):
        raise BadInput(unpriced)
    if data[1] is None:
        return brief, None
    reading = read_roster_data(asked, data[1], brief)
    return brief.knowing(reading.new_platforms), reading.roster


def _first(listed: Sequence[object]) -> Iterator[str]:
    """The first of many cells, and where the others are."""
    yield from map(str, listed[:_SHOWN])
    if len(listed) > _SHOWN:
        yield f"and {len(listed) - _SHOWN} more like these; the roster command lists them all"


def read_roster_file(asked: argparse.Namespace, data: bytes | None, brief: Brief) -> Roster | None:
    """The roster of --roster, None without one; what was set aside goes to standard error. Raises BadInput."""
    return None if data is None else read_roster_data(asked, data, brief).roster


def read_roster_data(asked: argparse.Namespace, data: bytes, brief: Brief) -> Reading:
    """The file of --roster with the answers of --answer, of which at least one row can be used. Raises BadInput."""
    from planner.exports.text import one_line
    from planner.intake import Mapping as Chosen
    from planner.intake import ReadSettings, Upload, read_rosters
    from planner.problems import BadInput, Problem

    platform = Platform(asked.platform) if asked.platform else None
    settings = ReadSettings(
        platform=platform, currency=brief.currency, new_platforms=tuple(brief.new_platforms.items())
    )
    answers = answers_of(getattr(asked, "answer", []))
    reading = read_rosters([Upload(os.path.basename(asked.roster), data, Chosen(answers=answers))], settings)
    check_answers(answers, {question.key: question for question in reading.questions})
    for said in (*reading.notes, *_first(reading.set_aside), *_first(reading.marked)):
        print(one_line(str(said)), file=sys.stderr)
    if reading.roster is None:
        wrong = "has no row that can be used"
        raise BadInput([Problem(f"--roster '{asked.roster}'", "", wrong, "at least one usable creator")])
    return reading


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


def decoded(data: bytes, path: str, option: str = "--brief", what: str = "a brief") -> str:
    """A file as text, once it is known to be JSON. Raises BadInput with the line that is not."""
    import json

    from planner.problems import BadInput, Problem

    place = f"{option} '{path}'"
    try:
        text = data.decode("utf-8-sig")
        twice: list[str] = []
        json.loads(text, object_pairs_hook=lambda pairs: _noted(pairs, twice))
    except UnicodeDecodeError:
        raise BadInput([Problem(place, "", "is not text in UTF-8", "JSON text in UTF-8")]) from None
    except json.JSONDecodeError as error:
        where = f"{place}, line {error.lineno}, column {error.colno}"
        raise BadInput([Problem(where, "", f"is not JSON ({error.msg})", f"{what} in JSON")]) from None
    except (RecursionError, ValueError):
        raise BadInput([Problem(place, "", "is not usable JSON", f"{what} in JSON")]) from None
    if twice:
        raise BadInput([Problem(place, key, "stands twice in one object", "every key once") for key in twice])
    return text


def _noted(pairs: list[tuple[str, object]], twice: list[str]) -> dict[str, object]:
    """An object of JSON; keys that stand twice in it are added to `twice`."""
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found and key not in twice:
            twice.append(key)
        found[key] = value
    return found


def answers_of(said: Sequence[str]) -> dict[str, str]:
    """Answers of the option --answer by key. Raises BadInput for what is none."""
    from planner.problems import BadInput, Problem

    answers = {}
    for text in said:
        key, sign, value = text.partition("=")
        if not sign or not key:
            raise BadInput([Problem("--answer", text, "is not an answer", "the key of a question, =, and a choice")])
        answers[key.strip()] = value.strip()
    return answers


ANSWERED_BEFORE = (
    *("rate_unit", "audience_unit", "encoding", "header", "split", "sheet", "sheets", "platform", "footer"),
    *("likeness", "conflicts", "handle", "dates"),
)
"""Answers that may have settled a question before it came up."""


def check_answers(answers: Mapping[str, str], known: Mapping[str, Question], letters: Collection[str] = ()) -> None:
    """Look at answers beside the questions. letters: of the columns, "" = not known yet.

    Raises BadInput for answers to what nobody asks, and for those that are none of the choices.
    """
    from planner.problems import BadInput, Problem

    problems = []
    for key, value in answers.items():
        kind, _, rest = key.partition(".")
        question = known.get(key)
        if question is None and kind == "column" and rest:
            if letters and value not in letters:
                problems.append(Problem(f"--answer {key}", value, "is no column of the file", "the letter of a column"))
        elif question is None and key not in ANSWERED_BEFORE:
            listed = ", ".join(known) or "nothing is asked about this file"
            problems.append(Problem("--answer", key, "is no question about this file", listed))
        elif question is not None and question.choices and value not in question.values:
            problems.append(Problem(f"--answer {key}", value, "is not one of the choices", ", ".join(question.values)))
    if problems:
        raise BadInput(problems)


def asked_for(questions: Sequence[Question]) -> list[str]:
    """Open questions, each with the option that answers it and its choices, a line each."""
    from planner.exports.text import one_line

    lines = []
    for question in questions:
        free = "a number" if question.key.startswith("rate.") else "a name"
        choices = ", ".join(choice.value for choice in question.choices) or free
        lines.append(one_line(f"{question.problem} Answer with --answer {question.key}=... ({choices})"))
        lines.extend(one_line(f"  {choice.value}: {choice.words}") for choice in question.choices)
    return lines


def refuse(sentences: Sequence[str]) -> int:
    """Say what is wrong, a line each, and return the exit status of bad input."""
    for sentence in sentences:
        print(" ".join(sentence.split()), file=sys.stderr)
    return BAD_INPUT
