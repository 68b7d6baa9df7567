"""Shared by the commands that explore around a plan: their inputs and options, and text or JSON as output."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from planner.commands.common import BIGGEST_BRIEF, DONE, STATUS, read, read_data
from planner.commands.declare import Command, Option, json_of, option, read_from, targets
from planner.commands.lists import BRIEF, MARKET, ask, read_inputs
from planner.commands.typed import whole
from planner.operations.catalog import operation

if TYPE_CHECKING:
    from planner.operations.base import Case, Reply
    from planner.outcome import Plan


EPILOG = (
    "What was found when the --seconds are over is the answer, and it names what was not finished; to read a list or a "
    "catalogue does not count, and a brief that is refused is explained in up to a minute more. "
    "exit status: 0 answered, 2 bad input, 3 the brief itself is refused, 4 undecided"
)
PLANNED = (
    "Each plan has an even part of the --seconds, and what those before left of theirs. What was found by then "
    "is shown, with how near to the best it is proven to be; to read a list or a catalogue does not count, and a "
    "brief that is refused is explained in up to a minute more."
)
SECONDS, MOST_SECONDS = 300, 86_400
TIME = option(
    "--seconds",
    type=whole(1, MOST_SECONDS),
    default=SECONDS,
    metavar="N",
    help=f"time for the whole question, its plans included ({SECONDS})",
)
OPTIONS = (
    BRIEF,
    *MARKET,
    read_from("--plan", "a plan of this brief as JSON, instead of planning again"),
    TIME,
    json_of("answer"),
)
"""Of every command that explores."""
Find = Callable[[argparse.Namespace, "Case"], "Reply"]
"""Answers a command from its options and the campaign."""


def exploring(name: str, *options: Option, run: Callable[[argparse.Namespace], int] | None = None) -> Command:
    """The command of an operation: its words, the options that all of them have, and its own.

    run: what runs it, where its question is more than the options of the same names.
    """
    asked = operation(name)
    found = run or partial(explore, find=partial(answered, name))
    return Command(name, asked.title, found, (*OPTIONS, *options), asked.description, EPILOG)


def answered(name: str, asked: argparse.Namespace, case: Case) -> Reply:
    """What an operation answers to the options of the same names. Raises BadInput, NoPlan."""
    from pydantic import ValidationError

    from planner.problems import BadInput, problems_of

    module = operation(name).module
    options = {field: getattr(asked, field) for field in module.QUESTION.model_fields}
    try:
        question = module.QUESTION.model_validate(options)
    except ValidationError as error:
        raise BadInput([replace(one, place=f"--{one.place}") for one in problems_of(error)]) from None
    return module.run(case, question)


def explore(asked: argparse.Namespace, find: Find, names: Iterable[str] = ()) -> int:
    """Read, answer, write. names: creators who are asked about. Raises Unreadable, Unwritable, BadInput."""
    from planner.explore.study import NoPlan
    from planner.operations.base import Case
    from planner.optimise.watch import Watch

    try:
        data = read_data(asked)
        known = read_plan(asked.plan) if asked.plan else None
        with targets(asked) as written:
            picked = () if known is None else (pick.creator for pick in known.by_account.picks)
            creators = getattr(asked, "creators", ())
            if creators and asked.catalogue is not None:
                # Before everybody is forecast.
                from planner.catalogue.opening import check_names

                check_names(asked.catalogue, creators)
            brief, roster = read_inputs(asked, data, (*names, *creators, *picked))
            # One deadline, however often a catalogue's short list grows.
            watch = Watch().within(asked.seconds)
            reply = ask(roster, lambda roster: _whole(find(asked, Case(brief, roster, known, watch))), watch)
            for target in written:
                target.write(reply.json(indent=2) + b"\n")
            if asked.json != "-":
                print("\n".join(reply.lines))
    except NoPlan as none:
        print(none.outcome.sentence)
        return STATUS[none.outcome.kind]
    return DONE


def _whole(reply: Reply) -> Reply:
    """The reply with its lines made, which may ask the study of it."""
    return replace(reply, lines=tuple(reply.lines))


def read_plan(path: str) -> Plan:
    """A plan in the JSON of the plan command. Raises Unreadable, BadInput."""
    from pydantic import ValidationError

    from planner.commands.common import decoded
    from planner.outcome import Plan
    from planner.problems import BadInput, Problem, problems_of

    text = decoded(read(path, "--plan", 20 * BIGGEST_BRIEF), path, "--plan", "a plan")
    try:
        return Plan.model_validate_json(text)
    except ValidationError as error:
        if '"kind"' in text and '"plan"' not in text[:200]:
            wrong = Problem(f"--plan '{path}'", "", "is not a plan", "the JSON that the plan command writes")
            raise BadInput([wrong]) from None
        raise BadInput(problems_of(error, f"--plan '{path}'")) from None
