"""`workbook`: read an edited workbook back, list its changes, and write them into a brief on request."""

from __future__ import annotations

import argparse
import os

from planner.commands.common import DONE, as_json, read, refuse
from planner.commands.declare import Command, read_from, targets, written_to

BIGGEST = 20_000_000


def _run(asked: argparse.Namespace) -> int:
    from planner.commands.plan import answered
    from planner.exports.back import Against, applied, read_back
    from planner.exports.text import one_line
    from planner.outcome import Plan

    data = read(asked.file, "workbook", BIGGEST)
    found = answered(asked.scenario, "--scenario")
    if not isinstance(found.outcome, Plan):
        return refuse([f"--scenario '{asked.scenario}': holds no plan. Accepted: a scenario with a plan."])
    with targets(asked) as written:
        back = read_back(os.path.basename(asked.file), data, Against(found.outcome, found.brief, found.roster))
        changed = applied(found.brief, back.changes)
        for target in written:
            target.write(as_json(changed))
    for change in back.changes:
        before = one_line(change.before) or "empty"
        print(f"{change.what}: {one_line(change.handle)}, {one_line(change.after)} (was {before}; {change.place})")
    if not back.changes:
        print(f"{back.rows} rows read; nothing in them changes the plan.")
    refuse([*(f"Not applied: {problem}" for problem in back.problems), *back.notes])
    return DONE


COMMAND = Command(
    "workbook",
    "read an edited workbook back",
    _run,
    (
        read_from("file", "the edited workbook, XLSX"),
        read_from("--scenario", "the plan it was made from, as a scenario", required=True),
        written_to("--brief-out", "write the brief with the changes, JSON"),
    ),
    "List what somebody changed in an exported workbook: statuses, fees, added rows, notes. Nothing is applied unless "
    "--brief-out names a file for the brief with these changes.",
)
