"""`score`: check a list made by hand against the brief and the best plan."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from planner.commands.common import read
from planner.commands.declare import read_from
from planner.commands.exploring import answered, explore, exploring

if TYPE_CHECKING:
    from planner.operations.base import Case, Reply


def _run(asked: argparse.Namespace) -> int:
    from planner.intake.roster.listed import list_text

    path = asked.listed
    data = sys.stdin.buffer.read() if path == "-" else read(path, "--list", None)
    text = list_text(f"--list '{path}'", data)

    def find(asked: argparse.Namespace, case: Case) -> Reply:
        asked.listed = text
        return answered("score", asked, case)

    from planner.explore.score import read_list

    return explore(asked, find, [one.creator for one in read_list(text)] if asked.catalogue else ())


COMMAND = exploring(
    "score",
    read_from(
        "--list",
        "a handle a line, or CSV or XLSX with creator, package, fee; - is standard input",
        required=True,
        dest="listed",
    ),
    run=_run,
)
