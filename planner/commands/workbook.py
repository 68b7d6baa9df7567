"""`workbook`: read an edited workbook back, list its changes, and write them into a brief on request."""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING

from planner.commands.common import DONE, read, refuse

if TYPE_CHECKING:
    from planner.commands.common import Commands

BIGGEST = 20_000_000


def add(commands: Commands) -> None:
    """The command and its options."""
    parser = commands.add_parser(
        "workbook",
        help="read an edited workbook back",
        description="List what somebody changed in an exported workbook: statuses, fees, added rows, notes. Nothing is "
        "taken unless --brief-out names a file for the brief with all of these changes in it.",
    )
    parser.add_argument("file", metavar="FILE", help="the edited workbook, XLSX")
    parser.add_argument("--scenario", required=True, metavar="FILE", help="the plan it was made from, as a scenario")
    parser.add_argument("--brief-out", metavar="OUT", help="write the brief with the changes, JSON")
    parser.set_defaults(run=_run)


def _run(asked: argparse.Namespace) -> int:
    from planner.commands.output_files import prepared
    from planner.commands.plan import answered
    from planner.exports.back import Against, applied, read_back
    from planner.outcome import Plan

    data = read(asked.file, "workbook", BIGGEST)
    brief, outcome, roster = answered(asked.scenario, "--scenario")
    if not isinstance(outcome, Plan):
        return refuse([f"--scenario '{asked.scenario}': holds no plan. Accepted: a scenario with a plan."])
    wanted = [("brief-out", asked.brief_out)] if asked.brief_out else []
    with prepared(wanted, [asked.file, asked.scenario]) as targets:
        found = read_back(os.path.basename(asked.file), data, Against(outcome, brief, roster))
        changed = applied(brief, found.changes)
        for target in targets:
            target.write((changed.model_dump_json(indent=2) + "\n").encode())
    for change in found.changes:
        before = _line(change.before) or "empty"
        print(f"{change.what}: {_line(change.handle)}, {_line(change.after)} (was {before}; {change.place})")
    if not found.changes:
        print(f"{found.rows} rows read; nothing in them changes the plan.")
    refuse([*(f"Not taken: {problem}" for problem in found.problems), *found.notes])
    return DONE


def _line(text: str) -> str:
    from planner.exports.text import one_line

    return one_line(text)
