"""The command line: parse, run one command, and return its exit status."""

import argparse
import errno
import os
import signal
import sys
import threading
from collections.abc import Sequence

from planner.commands import (
    alternatives,
    app,
    asking,
    backup,
    boosting,
    budgets,
    compare,
    debrief,
    frontier,
    key,
    labour,
    mcp,
    plan,
    refresh,
    replan,
    restore,
    roster,
    sample,
    schema,
    score,
    sensitivity,
    split,
    start,
    why_not,
    workbook,
    worth,
)
from planner.commands.common import BAD_INPUT, DONE, FAILED, INTERRUPTED, Unreadable, refuse
from planner.commands.lists import refused
from planner.commands.output_files import Unwritable

COMMANDS = (
    app,
    sample,
    start,
    plan,
    roster,
    refresh,
    budgets,
    frontier,
    worth,
    labour,
    boosting,
    sensitivity,
    why_not,
    alternatives,
    replan,
    asking,
    score,
    compare,
    split,
    workbook,
    debrief,
    schema,
    key,
    mcp,
    backup,
    restore,
)
"""One module each, whose COMMAND declares it; in the order of --help."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status; unusable input is named on standard error."""
    _open_streams()
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _end)
    try:
        asked = _parser().parse_args(arguments)
        status: int = asked.command.run(asked)
        sys.stdout.flush()
        return status
    except (Unreadable, Unwritable) as problem:
        return refuse([str(problem)])
    except BrokenPipeError:
        # The reader has closed the pipe; leave nothing for the interpreter to flush into it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except OSError as error:
        if error.errno not in _NO_ROOM or sys.flags.dev_mode:
            return _failed(error)
        # Nothing is left for the interpreter to flush into it again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        print(f"Standard output: cannot be written ({error.strerror}). Accepted: a place with room.", file=sys.stderr)
        return BAD_INPUT
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001  whatever goes wrong ends in one line and an exit status
        from planner.problems import BadInput

        return refused(error) if isinstance(error, BadInput) else _failed(error)


_NO_ROOM = (errno.ENOSPC, errno.EFBIG, errno.EIO)


def _failed(error: Exception) -> int:
    """A fault of the planner itself, in one line; with `python -X dev` it is raised."""
    if sys.flags.dev_mode:
        raise error
    what = " ".join(f"{type(error).__name__}: {error}".split())
    print(f"The planner itself failed ({what}). python -X dev shows where.", file=sys.stderr)
    return FAILED


def _open_streams() -> None:
    """Use UTF-8 regardless of the terminal; a stream that was closed is replaced by the null device."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 open as long as the process
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _end(number: int, _frame: object) -> None:
    """End as an exception does, so that files half written are removed."""
    raise SystemExit(128 + number)


def _program() -> str:
    """What somebody typed to come here: the installed command, or the module."""
    name = os.path.splitext(os.path.basename(sys.argv[0]))[0]
    return name if name == "mixplanner" else "python -m planner"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=_program(),
        description="Plans which creators to book for a campaign, and proves how good the plan is.",
        epilog=plan.EPILOG.replace("%(prog)s", "%(prog)s plan"),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.COMMAND.add_to(commands)
    return parser
