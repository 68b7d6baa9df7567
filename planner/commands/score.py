"""`score`: check a list made by hand against the brief and the best plan."""

from __future__ import annotations

import argparse
import sys
from functools import partial
from typing import TYPE_CHECKING

from planner.commands.common import read
from planner.commands.exploring import answered, explore, exploring

if TYPE_CHECKING:
    from planner.commands.common import Commands


def add(commands: Commands) -> None:
    """The command and its options."""
    parser = exploring(commands, "score")
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

    path = asked.listed
    data = sys.stdin.buffer.read() if path == "-" else read(path, "--list", None)
    asked.listed = list_text(f"--list '{path}'", data)
    more = [] if path == "-" else [path]
    return explore(asked, partial(answered, "score"), more)
