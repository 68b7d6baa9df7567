"""`score`: check a list made by hand against the brief and the best plan."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from planner.commands.common import read
from planner.commands.exploring import Found, add_exploring, explore

if TYPE_CHECKING:
    from planner.brief.brief import Brief
    from planner.commands.common import Commands
    from planner.explore.score import Score
    from planner.explore.study import Study


def add(commands: Commands) -> None:
    """The command and its options."""
    parser = commands.add_parser(
        "score",
        help="check a list made by hand",
        description="The rules that a list breaks, what it would achieve, and how far it is from the best plan.",
    )
    add_exploring(parser)
    parser.add_argument(
        "--list",
        required=True,
        metavar="FILE",
        dest="listed",
        help="a handle a line, or CSV or XLSX with creator, package, fee; - is standard input",
    )
    parser.set_defaults(run=_run)


def _run(asked: argparse.Namespace) -> int:
    from planner.intake.roster.listed import list_text

    data = sys.stdin.buffer.read() if asked.listed == "-" else read(asked.listed, "--list", None)
    text = list_text(f"--list '{asked.listed}'", data)
    more = [] if asked.listed == "-" else [asked.listed]
    return explore(asked, lambda _, study: _found(text, study), more)


def _found(text: str, study: Study) -> Found:
    from planner.explore.score import matched, read_list, score

    made = score(study, matched(study.table, study.roster, study.brief, read_list(text)))
    return made, _lines(made, study.brief)


def _lines(made: Score, brief: Brief) -> Iterator[str]:
    from planner.explore.words import goal_words, names

    yield made.sentence
    yield from (f"  {said}" for said in made.broken)
    if made.greedy is not None:
        yield f"A spreadsheet's plan, best value for money first, achieves {goal_words(brief, made.greedy)}."
    if made.comes_in:
        yield f"The best plan has {names(made.comes_in)}, which are not on the list."
    if made.goes_out:
        yield f"The list has {names(made.goes_out)}, who are not in the best plan."
    yield from made.notes
