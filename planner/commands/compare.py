"""`compare`: two or more scenario files side by side."""

from __future__ import annotations

import argparse
import time
from typing import TYPE_CHECKING

from planner.commands.common import DONE, as_json, read_campaign, read_roster, refuse
from planner.commands.declare import Command, json_of, read_from, targets
from planner.commands.exploring import PLANNED, TIME
from planner.commands.lists import MARKET, ask, listed, opened, read_roster_file, warn

if TYPE_CHECKING:
    from planner.domain.roster import Roster
    from planner.optimise.watch import Watch
    from planner.outcome import Outcome
    from planner.store.scenario import Scenario


def _run(asked: argparse.Namespace) -> int:
    from planner.explore.compared import side_by_side
    from planner.operations.compare import lines
    from planner.optimise.watch import Watch

    if len(asked.files) < 2:
        return refuse(["compare: only one file. Accepted: two or more scenario files."])
    with targets(asked) as written:
        data, left, campaigns = read_roster(asked), float(asked.seconds), []
        for at, path in enumerate(asked.files):
            scenario, roster = _read(path, asked, data)
            began, watch = time.perf_counter(), Watch().within(left / (len(asked.files) - at))
            campaigns.append((scenario.name, scenario.brief, _outcome(scenario, roster, watch)))
            left = max(0.0, left - (time.perf_counter() - began))
        made = side_by_side(campaigns)
        for target in written:
            target.write(as_json(made))
        if asked.json != "-":
            print("\n".join(lines(made, campaigns[0][1])))
    return DONE


def _read(path: str, asked: argparse.Namespace, data: bytes | None) -> tuple[Scenario, Roster | None]:
    """A file, and the creators to plan it with where it has no answer. Raises Unreadable, BadInput."""
    scenario = read_campaign(path, "compare")
    brief = scenario.brief
    if scenario.outcome is not None:
        return scenario, None
    if scenario.roster is not None:
        return scenario, opened(scenario.roster, brief)
    if asked.catalogue is not None:
        return scenario, listed(asked.catalogue, brief)
    roster = read_roster_file(asked, data, brief)
    warn(brief, roster)
    return scenario, roster


def _outcome(scenario: Scenario, roster: Roster | None, watch: Watch) -> Outcome:
    """The answer that a scenario has, or its plan. Raises BadInput."""
    from planner.planning import plan

    return scenario.outcome or ask(roster, lambda roster: plan(roster, scenario.brief, watch), watch)


COMMAND = Command(
    "compare",
    "scenario files side by side",
    _run,
    (
        read_from("files", "scenarios as JSON, the first is compared with", nargs="+"),
        *MARKET,
        TIME,
        json_of("comparison"),
    ),
    "Figures, creators in and out, and rules that differ. A scenario without an answer, or a bare brief, is planned "
    "first: on its own roster, else the one named, else the benchmarks.",
    PLANNED,
)
