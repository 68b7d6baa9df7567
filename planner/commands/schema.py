"""`schema`: the JSON schema of a brief."""

from __future__ import annotations

import argparse
import sys

from planner.commands.common import DONE
from planner.commands.declare import Command


def _run(_: argparse.Namespace) -> int:
    from planner.exports.json_file import brief_schema

    sys.stdout.write(brief_schema())
    return DONE


COMMAND = Command("schema", "print the JSON schema of a brief", _run)
