"""The command line: read, plan, write, and tell by the exit status how it ended.

Heavy modules are imported where they are needed, so that --help and a mistyped path answer at once.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner.brief import Brief
    from planner.domain import Roster
    from planner.outcome import Outcome, Plan
    from planner.targets import Target

DONE, FAILED, BAD_INPUT, REFUSED, UNDECIDED, INTERRUPTED = 0, 1, 2, 3, 4, 130
_STATUS = {"plan": DONE, "refusal": REFUSED, "undecided": UNDECIDED}
BIGGEST_BRIEF = 5_000_000
PLATFORMS = ("instagram", "tiktok", "youtube", "facebook", "x")

EPILOG = """\
exit status:
  0  a plan        3  refused: no plan can meet the brief
  2  bad input     4  undecided: the time ran out first

example:
  python -m planner plan --roster sample_data/roster.csv --brief sample_data/brief.json --xlsx plan.xlsx
"""


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
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    plan = commands.add_parser(
        "plan",
        help="plan a brief on a roster",
        description="Plan a brief on a roster, or on benchmark archetypes when no roster is given.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    plan.add_argument("--brief", required=True, metavar="FILE", help="the campaign, JSON (see the schema command)")
    plan.add_argument("--roster", metavar="FILE", help="creators, CSV or XLSX; without it archetypes are planned")
    plan.add_argument(
        "--platform", choices=PLATFORMS, help="platform of all creators, if the roster has no such column"
    )
    plan.add_argument("--json", metavar="OUT", help="write the outcome as JSON; - is standard output, alone")
    plan.add_argument("--xlsx", metavar="OUT", help="write the plan as a workbook")
    plan.add_argument("--csv", metavar="OUT", help="write the plan as CSV")
    plan.set_defaults(run=_plan)
    schema = commands.add_parser("schema", help="print the JSON schema of a brief")
    schema.set_defaults(run=_schema)
    return parser


def _schema(asked: argparse.Namespace) -> int:
    from planner.exports.json_file import brief_schema

    sys.stdout.write(brief_schema())
    return DONE


def _plan(asked: argparse.Namespace) -> int:
    from planner.targets import Unwritable, prepared

    try:
        inputs = [path for path in (asked.brief, asked.roster) if path]
        wanted = [(kind, getattr(asked, kind)) for kind in ("json", "xlsx", "csv") if getattr(asked, kind)]
        brief_text = _read(asked.brief, "--brief", BIGGEST_BRIEF)
        roster_data = _read(asked.roster, "--roster", None) if asked.roster else None
        with prepared(wanted, inputs) as targets:
            return _solve(asked, (brief_text, roster_data), targets)
    except (_Unreadable, Unwritable) as problem:
        return _refuse([str(problem)])


def _solve(asked: argparse.Namespace, data: tuple[bytes, bytes | None], targets: Sequence[Target]) -> int:
    from planner.brief import Brief
    from planner.planning import plan
    from planner.problems import BadInput

    try:
        brief = Brief.read(_decoded(data[0], asked.brief))
        roster = _roster(asked, data[1], brief)
        outcome = plan(roster, brief)
    except BadInput as bad:
        return _refuse([str(problem) for problem in bad.problems])
    _write(outcome, brief, targets)
    if asked.json != "-":
        from planner.report import lines

        print("\n".join(lines(outcome, brief)))
    return _STATUS[outcome.kind]


def _roster(asked: argparse.Namespace, data: bytes | None, brief: Brief) -> Roster | None:
    if data is None:
        return None
    from planner.domain import Platform
    from planner.exports.text import one_line
    from planner.intake import ReadSettings, read_roster
    from planner.problems import BadInput, Problem

    platform = Platform(asked.platform) if asked.platform else None
    settings = ReadSettings(platform=platform, currency=brief.currency)
    reading = read_roster(os.path.basename(asked.roster), data, settings)
    for said in (*reading.set_aside, *reading.notes):
        print(one_line(str(said)), file=sys.stderr)
    if reading.roster is None:
        wrong = "has no row that can be used"
        raise BadInput([Problem(f"--roster '{asked.roster}'", "", wrong, "at least one usable creator")])
    return reading.roster


def _write(outcome: Outcome, brief: Brief, targets: Sequence[Target]) -> None:
    from planner.exports.json_file import outcome_json

    for target in targets:
        if target.kind == "json":
            target.write(outcome_json(outcome, brief.name).data)
        elif outcome.kind == "plan":
            target.write(_file(target.kind, outcome, brief))
        else:
            print(f"{target.path} was not written: there is no plan.", file=sys.stderr)


def _file(kind: str, plan: Plan, brief: Brief) -> bytes:
    if kind == "csv":
        from planner.exports.csv_file import plan_csv

        return plan_csv(plan, brief).data
    from datetime import date

    from planner.exports.workbook import plan_workbook
    from planner.forecast.assumptions import default_assumptions

    assumptions = default_assumptions().edited(brief.assumptions)
    return plan_workbook(plan, brief, assumptions, date.today()).data


class _Unreadable(Exception):
    """An input file that cannot be read, as a sentence."""


def _read(path: str, option: str, biggest: int | None) -> bytes:
    try:
        if biggest is not None and os.path.isfile(path) and os.path.getsize(path) > biggest:
            raise _Unreadable(f"{option} '{path}': is too large. Accepted: a file of at most {biggest:,} bytes.")
        with open(path, "rb") as file:
            return file.read()
    except IsADirectoryError:
        raise _Unreadable(f"{option} '{path}': is a folder. Accepted: a file.") from None
    except FileNotFoundError:
        raise _Unreadable(f"{option} '{path}': does not exist. Accepted: the path of a file.") from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise _Unreadable(f"{option} '{path}': cannot be read ({why}). Accepted: a readable file.") from None


def _decoded(data: bytes, path: str) -> str:
    """The brief as text, once it is known to be JSON. Raises BadInput with the line that is not."""
    import json

    from planner.problems import BadInput, Problem

    place = f"--brief '{path}'"
    try:
        text = data.decode("utf-8-sig")
        json.loads(text)
    except UnicodeDecodeError:
        raise BadInput([Problem(place, "", "is not text in UTF-8", "JSON text in UTF-8")]) from None
    except json.JSONDecodeError as error:
        where = f"{place}, line {error.lineno}, column {error.colno}"
        raise BadInput([Problem(where, "", f"is not JSON ({error.msg})", "a brief in JSON")]) from None
    except (RecursionError, ValueError):
        raise BadInput([Problem(place, "", "is not usable JSON", "a brief in JSON")]) from None
    return text


def _refuse(sentences: Sequence[str]) -> int:
    for sentence in sentences:
        print(" ".join(sentence.split()), file=sys.stderr)
    return BAD_INPUT
