"""`plan`: the best plan of a brief on a roster, with its proof, written in every format that plans leave in."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from planner.commands.common import BIGGEST_BRIEF, STATUS, as_json, decoded, read, read_data, read_roster, refuse
from planner.commands.declare import Command, json_of, option, read_from, targets, written_to
from planner.commands.lists import BRIEF, MARKET, ask, listed, opened, read_inputs, warn
from planner.commands.starting import ANSWERS, STARTING_POINT, started
from planner.frozen import dataclass

if TYPE_CHECKING:
    from planner.brief.brief import Brief
    from planner.campaign.campaign import Campaign
    from planner.commands.output_files import Target
    from planner.domain.roster import Roster
    from planner.exports.dossier import Dossier
    from planner.outcome import Outcome

EPILOG = """\
exit status:
  0  a plan        3  refused: no plan can meet the brief
  2  bad input     4  undecided: the time ran out first

example:
  %(prog)s --roster sample_data/roster.csv --brief sample_data/brief.json --xlsx plan.xlsx
"""


_SEAL = "seal the plan: every file shows what was forecast, from what, and when"
CAMPAIGN = read_from("--campaign", "campaign file: statuses, exceptions and defaults, as the start command writes it")
"""What `campaign_of` reads."""


def _run(asked: argparse.Namespace) -> int:
    if sum(way is not None for way in (asked.brief, asked.scenario, asked.starting_point)) != 1:
        accepted = "either --brief FILE, --scenario FILE or --starting-point KEY"
        return refuse([f"--brief: name the campaign. Accepted: {accepted}."])
    for flag, given in (("--roster", asked.roster), ("--catalogue", asked.catalogue)):
        if asked.scenario is not None and given is not None:
            wrong = f"the scenario brings its own creators. Accepted: --scenario without {flag}."
            return refuse([f"{flag} '{given}': {wrong}"])
    data = None
    if asked.brief is not None:
        data = read_data(asked)
    elif asked.starting_point is not None:
        data = b"", read_roster(asked)
    with targets(asked) as written:
        return _solve(asked, data, written)


def _solve(asked: argparse.Namespace, data: tuple[bytes, bytes | None] | None, targets: Sequence[Target]) -> int:
    from planner.outcome import Plan

    found = _explained(_found(asked, data))
    beside = [(path, answered(path, "--beside")) for path in asked.beside]
    if asked.seal and isinstance(found.outcome, Plan):
        from planner.seal import seal_words, sealed
        from planner.store.times import utc_now

        plan = sealed(found.outcome, found.brief, utc_now())
        found = replace(found, outcome=plan)
        print(f"{seal_words(plan)}.", file=sys.stderr)
    if targets:
        _write(found, beside, targets)
    if asked.json != "-":
        print("\n".join(_lines(found)))
    return STATUS[found.outcome.kind]


@dataclass(frozen=True)
class Answered:
    """A brief with its answer, and what they stand on. campaign: None where nothing is known beside the brief."""

    brief: Brief
    outcome: Outcome
    roster: Roster | None
    campaign: Campaign | None = None


def answered(path: str, option: str) -> Answered:
    """A scenario file with the answer it holds, planned when it holds none. Raises Unreadable and BadInput."""
    from planner.planning import plan
    from planner.store.scenario import BIGGEST_FILE, read_scenario

    found = read_scenario(read(path, option, BIGGEST_FILE))
    if found.outcome is not None:
        return Answered(found.brief, found.outcome, found.roster)
    brief = found.brief
    return ask(opened(found.roster, brief), lambda roster: Answered(brief, plan(roster, brief), roster))


def _found(asked: argparse.Namespace, data: tuple[bytes, bytes | None] | None) -> Answered:
    """The answer of a scenario, of a starting point or of a brief. Raises BadInput."""
    from planner.planning import plan

    if data is None:
        return answered(asked.scenario, "--scenario")
    if asked.starting_point is not None:
        made, roster = started(asked, data[1])
        brief = made.brief
        warn(brief, roster)
        if asked.catalogue is not None:
            roster = listed(asked.catalogue, brief)
        found = ask(roster, lambda roster: Answered(brief, plan(roster, brief), roster, made.campaign))
        if asked.json != "-":
            print("\n".join((*made.sentences, "")))
        return found
    campaign = campaign_of(asked)
    brief, roster = read_inputs(asked, data, () if campaign is None else campaign.latest)
    brief = brief if campaign is None else campaign.asked(brief)
    return ask(roster, lambda roster: Answered(brief, plan(roster, brief), roster, campaign))


def campaign_of(asked: argparse.Namespace) -> Campaign | None:
    """The campaign of --campaign, None without one. Raises Unreadable and BadInput."""
    if asked.campaign is None:
        return None
    from planner.campaign.campaign import Campaign

    return Campaign.read(decoded(read(asked.campaign, "--campaign", BIGGEST_BRIEF), asked.campaign, "--campaign"))


def _lines(found: Answered) -> Iterable[str]:
    """The outcome for a terminal."""
    from planner.exports.terminal import lines

    return lines(found.outcome, found.brief, found.roster, found.campaign)


def _explained(found: Answered) -> Answered:
    """The answer with the limit that leaves money over, where a plan leaves some."""
    from planner.explore.left_over import unexplained
    from planner.outcome import Plan

    plan = found.outcome
    of_all = found.roster is not None and found.roster.market is not None
    if not isinstance(plan, Plan) or not unexplained(plan) or of_all:
        # The explorer takes a while to load. In a catalogue a limit that is taken away asks for a forecast of all:
        # the limit is named, and `worth` says what it is worth.
        return found
    from planner.campaign.campaign import Campaign
    from planner.explore.relief import explained
    from planner.explore.study import Study

    known = found.campaign or Campaign()
    said = explained(plan, lambda: Study.of(found.roster, found.brief, plan=plan), known.is_default)
    return replace(found, outcome=said)


def _dossier(found: Answered, beside: Sequence[tuple[str, Answered]]) -> Dossier | None:
    """What files of a plan are made from; None without a plan."""
    from datetime import date

    from planner.campaign.campaign import Campaign
    from planner.exports.dossier import Dossier, Version
    from planner.outcome import Plan

    if not isinstance(found.outcome, Plan):
        return None
    versions = tuple(
        Version(os.path.splitext(os.path.basename(path))[0], other.brief, other.outcome)
        for path, other in beside
        if isinstance(other.outcome, Plan)
    )
    campaign = found.campaign or Campaign()
    return Dossier(found.outcome, found.brief, found.roster, date.today(), versions, campaign=campaign)


def _write(found: Answered, beside: Sequence[tuple[str, Answered]], targets: Sequence[Target]) -> None:
    """Write every file that was asked for; only the JSON needs no more than the outcome."""
    dossier = None if all(target.kind == "json" for target in targets) else _dossier(found, beside)
    for target in targets:
        if target.kind == "json":
            target.write(as_json(found.outcome))
        elif dossier is None:
            print(f"{target.path} was not written: there is no plan.", file=sys.stderr)
        else:
            target.write(_file(dossier, target.kind))


def _file(dossier: Dossier, kind: str) -> bytes:
    """A plan as a file for people."""
    from planner.exports.formats import FORMATS

    return next(one for one in FORMATS if one.key == kind).make(dossier)


COMMAND = Command(
    "plan",
    "plan a brief on a roster",
    _run,
    (
        BRIEF.needed(False),
        *MARKET,
        STARTING_POINT,
        *ANSWERS,
        read_from("--scenario", "a saved scenario instead of a brief; its answer is kept"),
        CAMPAIGN,
        read_from("--beside", "a scenario to compare with, in workbook and slides", action="append", default=[]),
        json_of("outcome"),
        # Formats of a plan, as planner.exports.FORMATS makes them; named here so that --help loads none of them.
        written_to("--xlsx", "write the plan as a workbook"),
        written_to("--pptx", "write the plan as slides"),
        written_to("--html", "write the plan as a report that opens offline"),
        written_to("--ics", "write the steps and payments as a calendar"),
        written_to("--csv", "write the plan as CSV"),
        written_to("--outreach", "write a message to each creator as CSV for mail merge"),
        option("--seal", action="store_true", help=_SEAL),
    ),
    "Plan a brief on a roster, or types of creators at benchmark prices when no roster is given.",
    EPILOG,
)
