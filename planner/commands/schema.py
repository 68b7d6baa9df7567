"""`schema`: the JSON schema of a brief."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from planner.commands.common import DONE

if TYPE_CHECKING:
    from planner.commands.common import Commands


def add(commands: Commands) -> None:
    """The command and its options."""
    parser = commands.add_parser("schema", help="print the JSON schema of a brief")
    parser.set_defaults(run=_run)


def _run(_: argparse.Namespace) -> int:
    from planner.exports.json_file import brief_schema

    sys.stdout.write(brief_schema())
    return DONE
