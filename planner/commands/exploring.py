"""What the exploring commands share: a brief, a roster, perhaps a plan that is there already; text out, JSON out."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Protocol

from planner.commands.common import (
    BIGGEST_BRIEF,
    DONE,
    STATUS,
    Unreadable,
    add_inputs,
    inputs,
    read,
    read_data,
    read_inputs,
    refuse,
)

if TYPE_CHECKING:
    from planner.explore.study import Study
    from planner.outcome import Plan

EPILOG = "exit status: 0 answered, 2 bad input, 3 the brief itself is refused, 4 undecided"


class Answer(Protocol):
    """What a command found, as JSON."""

    def model_dump_json(self, *, indent: int | None = None) -> str:
        """Its text."""


Found = tuple[Answer, Iterable[str]]
"""An answer and its lines for a terminal."""


def add_exploring(parser: argparse.ArgumentParser) -> None:
    """Options of every exploring command."""
    add_inputs(parser)
    parser.add_argument("--plan", metavar="FILE", help="a plan of this brief as JSON, so that it is not made anew")
    parser.add_argument("--json", metavar="OUT", help="write the answer as JSON; - is standard output, alone")
    parser.epilog = EPILOG


def explore(asked: argparse.Namespace, find: Callable[[Study], Found], more: Iterable[str] = ()) -> int:
    """Set up the study, answer, write. more: paths of further inputs, so that none is written over."""
    from planner.commands.output_files import Unwritable, prepared
    from planner.explore.study import NoPlan, Study
    from planner.problems import BadInput

    try:
        data = read_data(asked)
        known = read_plan(asked.plan) if asked.plan else None
        wanted = [("json", asked.json)] if asked.json else []
        read_paths = [*inputs(asked), *([asked.plan] if asked.plan else []), *more]
        with prepared(wanted, read_paths) as targets:
            brief, roster = read_inputs(asked, data)
            answer, said = find(Study.of(roster, brief, plan=known))
            for target in targets:
                target.write((answer.model_dump_json(indent=2) + "\n").encode())
            if asked.json != "-":
                print("\n".join(said))
    except (Unreadable, Unwritable) as problem:
        return refuse([str(problem)])
    except BadInput as bad:
        return refuse([str(problem) for problem in bad.problems])
    except NoPlan as none:
        print(none.outcome.sentence)
        return STATUS[none.outcome.kind]
    return DONE


def read_plan(path: str, option: str = "--plan") -> Plan:
    """A plan as the plan command writes it. Raises Unreadable, BadInput."""
    from pydantic import ValidationError

    from planner.commands.common import decoded
    from planner.outcome import Plan
    from planner.problems import BadInput, Problem, problems_of

    text = decoded(read(path, option, 20 * BIGGEST_BRIEF), path, option, "a plan")
    try:
        return Plan.model_validate_json(text)
    except ValidationError as error:
        if '"kind"' in text and '"plan"' not in text[:200]:
            wrong = Problem(f"{option} '{path}'", "", "is not a plan", "the JSON that the plan command writes")
            raise BadInput([wrong]) from None
        raise BadInput(problems_of(error, f"{option} '{path}'")) from None


def cents(text: str) -> int:
    """An amount in units of the currency, such as 12,500 or 99.50, in cents. Raises ValueError for argparse."""
    value = round(float(text.replace(",", "").replace("_", "")) * 100)
    if value < 0:
        raise ValueError(text)
    return value


def share(text: str) -> float:
    """`5%`, `5 %` or `0.05` as a share. Raises ValueError for argparse."""
    bare = text.strip()
    value = float(bare.rstrip("% ")) / 100 if bare.endswith("%") else float(bare)
    if not 0 <= value <= 1:
        raise ValueError(text)
    return value


def whole(least: int, most: int) -> Callable[[str], int]:
    """A whole number between two, for argparse."""

    def number(text: str) -> int:
        value = int(text.replace(",", "").replace("_", ""))
        if not least <= value <= most:
            raise argparse.ArgumentTypeError(f"'{text}': accepted is a whole number from {least:,} to {most:,}")
        return value

    return number
