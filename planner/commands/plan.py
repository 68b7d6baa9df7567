"""`plan`: the best plan of a brief on a roster, with its proof, written as text, JSON, workbook and CSV."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from planner.commands.common import STATUS, Unreadable, add_inputs, inputs, read_data, read_inputs, refuse

if TYPE_CHECKING:
    from planner.brief import Brief
    from planner.commands.common import Commands
    from planner.domain import Roster
    from planner.outcome import Outcome, Plan
    from planner.targets import Target

EPILOG = """\
exit status:
  0  a plan        3  refused: no plan can meet the brief
  2  bad input     4  undecided: the time ran out first

example:
  python -m planner plan --roster sample_data/roster.csv --brief sample_data/brief.json --xlsx plan.xlsx
"""


def add(commands: Commands) -> None:
    """The command and its options."""
    parser = commands.add_parser(
        "plan",
        help="plan a brief on a roster",
        description="Plan a brief on a roster, or on benchmark archetypes when no roster is given.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_inputs(parser)
    parser.add_argument("--json", metavar="OUT", help="write the outcome as JSON; - is standard output, alone")
    parser.add_argument("--xlsx", metavar="OUT", help="write the plan as a workbook")
    parser.add_argument("--csv", metavar="OUT", help="write the plan as CSV")
    parser.set_defaults(run=_run)


def _run(asked: argparse.Namespace) -> int:
    from planner.targets import Unwritable, prepared

    try:
        wanted = [(kind, getattr(asked, kind)) for kind in ("json", "xlsx", "csv") if getattr(asked, kind)]
        data = read_data(asked)
        with prepared(wanted, inputs(asked)) as targets:
            return _solve(asked, data, targets)
    except (Unreadable, Unwritable) as problem:
        return refuse([str(problem)])


def _solve(asked: argparse.Namespace, data: tuple[bytes, bytes | None], targets: Sequence[Target]) -> int:
    from planner.planning import plan
    from planner.problems import BadInput

    try:
        brief, roster = read_inputs(asked, data)
        outcome = plan(roster, brief)
    except BadInput as bad:
        return refuse([str(problem) for problem in bad.problems])
    _write((outcome, brief, roster), targets)
    if asked.json != "-":
        from planner.report import lines

        print("\n".join(lines(outcome, brief)))
    return STATUS[outcome.kind]


def _write(what: tuple[Outcome, Brief, Roster | None], targets: Sequence[Target]) -> None:
    from planner.exports.json_file import outcome_json

    outcome, brief, roster = what
    for target in targets:
        if target.kind == "json":
            target.write(outcome_json(outcome, brief.name).data)
        elif outcome.kind == "plan":
            target.write(_file(target.kind, outcome, brief, roster))
        else:
            print(f"{target.path} was not written: there is no plan.", file=sys.stderr)


def _file(kind: str, plan: Plan, brief: Brief, roster: Roster | None) -> bytes:
    if kind == "csv":
        from planner.exports.csv_file import plan_csv

        return plan_csv(plan, brief).data
    from datetime import date

    from planner.exports.dossier import Dossier
    from planner.exports.workbook import plan_workbook

    return plan_workbook(Dossier(plan, brief, roster, date.today())).data
