"""`workbook`: read an edited workbook back, list its changes, and write them into a brief on request."""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING

from planner.commands.common import DONE, as_json, read, refuse, wanted

if TYPE_CHECKING:
    from planner.commands.common import Commands

BIGGEST = 20_000_000


def add(commands: Commands) -> None:
    """The command and its options."""
    parser = commands.add_parser(
        "workbook",
        help="read an edited workbook back",
        description="List what somebody changed in an exported workbook: statuses, fees, added rows, notes. Nothing is "
        "applied unless --brief-out names a file for the brief with these changes.",
    )
    parser.add_argument("file", metavar="FILE", help="the edited workbook, XLSX")
    parser.add_argument("--scenario", required=True, metavar="FILE", help="the plan it was made from, as a scenario")
    parser.add_argument("--brief-out", metavar="OUT", help="write the brief with the changes, JSON")
    parser.set_defaults(run=_run)


def _run(asked: argparse.Namespace) -> int:
    from planner.commands.output_files import prepared
    from planner.commands.plan import answered
    from planner.exports.back import Against, applied, read_back
    from planner.exports.text import one_line
    from planner.outcome import Plan

    data = read(asked.file, "workbook", BIGGEST)
    found = answered(asked.scenario, "--scenario")
    if not isinstance(found.outcome, Plan):
        return refuse([f"--scenario '{asked.scenario}': holds no plan. Accepted: a scenario with a plan."])
    with prepared(wanted(asked, "brief-out"), [asked.file, asked.scenario]) as targets:
        back = read_back(os.path.basename(asked.file), data, Against(found.outcome, found.brief, found.roster))
        changed = applied(found.brief, back.changes)
        for target in targets:
            target.write(as_json(changed))
    for change in back.changes:
        before = one_line(change.before) or "empty"
        print(f"{change.what}: {one_line(change.handle)}, {one_line(change.after)} (was {before}; {change.place})")
    if not back.changes:
        print(f"{back.rows} rows read; nothing in them changes the plan.")
    refuse([*(f"Not applied: {problem}" for problem in back.problems), *back.notes])
    return DONE
