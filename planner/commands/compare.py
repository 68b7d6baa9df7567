"""`compare`: two or more scenario files side by side."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from planner.commands.common import DONE, as_json, read_campaign, read_roster, refuse
from planner.commands.declare import Command, json_of, read_from, targets
from planner.commands.lists import MARKET, ask, listed, opened, read_roster_file, warn

if TYPE_CHECKING:
    from planner.brief.brief import Brief
    from planner.outcome import Outcome


def _run(asked: argparse.Namespace) -> int:
    from planner.explore.compared import side_by_side
    from planner.operations.compare import lines

    if len(asked.files) < 2:
        return refuse(["compare: only one file. Accepted: two or more scenario files."])
    with targets(asked) as written:
        data = read_roster(asked)
        campaigns = [_campaign(path, asked, data) for path in asked.files]
        made = side_by_side(campaigns)
        for target in written:
            target.write(as_json(made))
        if asked.json != "-":
            print("\n".join(lines(made, campaigns[0][1])))
    return DONE


def _campaign(path: str, asked: argparse.Namespace, data: bytes | None) -> tuple[str, Brief, Outcome | None]:
    """Name, brief and outcome of a file, planned where it has no answer. Raises Unreadable, BadInput."""
    from planner.planning import plan

    scenario = read_campaign(path, "compare")
    if scenario.outcome is not None:
        return scenario.name, scenario.brief, scenario.outcome
    brief = scenario.brief
    if scenario.roster is not None:
        roster = opened(scenario.roster, brief)
    elif asked.catalogue is not None:
        roster = listed(asked.catalogue, brief)
    else:
        roster = read_roster_file(asked, data, brief)
        warn(brief, roster)
    return scenario.name, brief, ask(roster, lambda roster: plan(roster, brief))


COMMAND = Command(
    "compare",
    "scenario files side by side",
    _run,
    (read_from("files", "scenarios as JSON, the first is compared with", nargs="+"), *MARKET, json_of("comparison")),
    "Figures, creators in and out, and rules that differ. A scenario without an answer, or a bare brief, is planned "
    "first: on its own roster, else the one named, else the benchmarks.",
)
