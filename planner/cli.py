"""The command line: parse, run one command, and return its exit status."""

from __future__ import annotations

import argparse
import errno
import os
import signal
import sys
import threading
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from planner.commands.common import BAD_INPUT, DONE, FAILED, INTERRUPTED, Unreadable, refuse
from planner.commands.lists import refused
from planner.commands.output_files import Unwritable

if TYPE_CHECKING:
    from planner.commands.declare import Command

COMMANDS = (
    "app",
    "sample",
    "start",
    "plan",
    "roster",
    "catalogue",
    "refresh",
    "budgets",
    "frontier",
    "worth",
    "labour",
    "boosting",
    "sensitivity",
    "why-not",
    "alternatives",
    "replan",
    "asking",
    "score",
    "compare",
    "changes",
    "split",
    "workbook",
    "debrief",
    "schema",
    "key",
    "mcp",
    "backup",
    "restore",
)
"""In the order of --help."""
AROUND = ("frontier", "worth", "labour", "boosting", "sensitivity", "why-not", "alternatives")
"""Those of `planner.commands.around`; each other has a module of its name."""


def declared(name: str) -> Command:
    """The declaration of a command, whose module is imported only here."""
    module = import_module(f"planner.commands.{'around' if name in AROUND else name.replace('-', '_')}")
    commands: tuple[Command, ...] = module.COMMANDS if name in AROUND else (module.COMMAND,)
    return next(one for one in commands if one.name == name)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status; unusable input is named on standard error."""
    _open_streams()
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _end)
    try:
        arguments = sys.argv[1:] if arguments is None else arguments
        asked = _parser(arguments).parse_args(arguments)
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


def _parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    """The parser of the command that the arguments begin with; of all commands where they begin with none."""
    asked = [name for name in COMMANDS if arguments[:1] == [name]]
    parser = argparse.ArgumentParser(
        prog=_program(),
        description="Plans which creators to book for a campaign, and proves how good the plan is.",
        epilog="" if asked else declared("plan").epilog.replace("%(prog)s", "%(prog)s plan"),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for name in asked or COMMANDS:
        declared(name).add_to(commands)
    return parser
