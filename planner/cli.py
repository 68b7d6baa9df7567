"""The command line: read, plan, write, and tell by the exit status how it ended."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from planner.commands import (
    alternatives,
    compare,
    debrief,
    frontier,
    plan,
    replan,
    roster,
    schema,
    score,
    sensitivity,
    start,
    why_not,
    workbook,
    worth,
)
from planner.commands.common import DONE, FAILED, INTERRUPTED

COMMANDS = (
    start,
    plan,
    roster,
    frontier,
    worth,
    sensitivity,
    why_not,
    alternatives,
    replan,
    score,
    compare,
    workbook,
    debrief,
    schema,
)
"""One module each, in the order of --help."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    asked = _parser().parse_args(arguments)
    try:
        status: int = asked.run(asked)
        sys.stdout.flush()
        return status
    except BrokenPipeError:
        # Whoever read the output has enough; leave nothing for the interpreter to flush into a closed pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return INTERRUPTED
    except Exception as error:
        if sys.flags.dev_mode:
            raise
        what = " ".join(f"{type(error).__name__}: {error}".split())
        print(f"The planner itself failed ({what}). python -X dev shows where.", file=sys.stderr)
        return FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m planner",
        description="Plans which creators to book for a campaign, and proves how good the plan is.",
        epilog=plan.EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add(commands)
    return parser
