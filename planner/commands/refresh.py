"""`refresh`: what changed between a list and the one that is to replace it, before anything is replaced."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from planner.commands.common import BIGGEST_BRIEF, DONE, as_json, decoded, read
from planner.commands.declare import Command, json_of, option, read_from, targets, written_to
from planner.commands.elsewhere import name_of, origin_of
from planner.commands.exploring import read_plan
from planner.commands.lists import BRIEF, LIST, mapping_of, read_lists, read_uploads, reading_settings
from planner.commands.plan import CAMPAIGN, campaign_of

if TYPE_CHECKING:
    from planner.brief.brief import Brief
    from planner.campaign.campaign import Campaign
    from planner.domain.roster import Roster
    from planner.intake import Reading, Upload
    from planner.outcome import Outcome, Plan

EPILOG = """\
exit status:
  0  compared      2  bad input, or something has to be answered first

examples:
  %(prog)s --brief brief.json --roster clean.csv --new next_month.xlsx --plan plan.json
  %(prog)s --brief brief.json --roster clean.csv --campaign campaign.json --csv clean.csv.new
"""


def _run(asked: argparse.Namespace) -> int:
    from planner.brief.brief import Brief
    from planner.refresh.changes import changes, lines

    data, list_data = read(asked.brief, "--brief", BIGGEST_BRIEF), read(asked.roster, "--roster", None)
    campaign = campaign_of(asked)
    upload = _new(asked, campaign)
    if upload is None:
        print("Nothing changed: the service says that the list is the one that was read last.")
        return DONE
    with targets(asked) as written:
        brief = Brief.read(decoded(data, asked.brief))
        old = _usable(_old(asked, list_data, brief), asked.roster)
        reading = read_uploads(asked, [upload], reading_settings(asked, brief))
        new = _usable(reading, upload.name)
        found = changes(old, new, brief)
        touched, said = _on_the_plan(asked, (old, new), brief, campaign)
        for target in written:
            target.write(_file(target.kind, found, touched, new))
        if asked.json != "-":
            print("\n".join((*lines(found), *said)))
            for aside in reading.set_aside[:12]:
                print(f"Left out until corrected: {aside}", file=sys.stderr)
    if asked.csv is None and asked.json != "-":
        print("Nothing was replaced. --csv FILE writes the new list.")
    return DONE


def _new(asked: argparse.Namespace, campaign: Campaign | None) -> Upload | None:
    """The list that is to replace the other, None when its service says that it is the same. Raises BadInput."""
    from planner.intake import Upload
    from planner.problems import BadInput, Problem
    from planner.sources.allowed import ANY
    from planner.sources.load import load

    mapping = mapping_of(asked)
    if asked.new is not None:
        origin = origin_of(asked, asked.new, "--new")
        if origin is None:
            return Upload(os.path.basename(asked.new), read(asked.new, "--new", None), mapping)
    else:
        origin = None if campaign is None else campaign.source
        if origin is None:
            accepted = (
                "--new with a file, an address or a database, or --campaign with a file that knows its list's place"
            )
            raise BadInput([Problem("--new", "", "is missing", accepted)])
        # What was answered about this list before is not asked again.
        mapping = mapping.model_copy(update={"answers": origin.answers | mapping.answers})
    loaded = load(origin, ANY)
    return None if loaded.unchanged else Upload(loaded.name, loaded.data, mapping)


def _old(asked: argparse.Namespace, data: bytes, brief: Brief) -> Reading:
    """The list that is there: usually the clean one, which asks nothing; else read as the new one is."""
    from planner.intake import Unanswered, Upload, read_rosters

    settings = reading_settings(asked, brief)
    try:
        return read_rosters([Upload(name_of(asked.roster), data)], settings)
    except Unanswered:
        return read_lists(asked, [(asked.roster, data)], settings)


def _usable(reading: Reading, name: str) -> Roster:
    from planner.problems import BadInput, Problem

    if reading.roster is None:
        raise BadInput([Problem(f"'{name}'", "", "has no usable row", "at least one usable creator")])
    return reading.roster


def _on_the_plan(
    asked: argparse.Namespace, lists: tuple[Roster, Roster], brief: Brief, campaign: Campaign | None
) -> tuple[object, list[str]]:
    """What it does to the plan of --plan, with a plan made anew beside it; None and nothing without one."""
    from planner.campaign.status import STAYS, Step
    from planner.planning import plan as planned
    from planner.refresh.effects import effects, lines

    if asked.plan is None:
        return None, []
    plan = read_plan(asked.plan)
    known = [] if campaign is None else [n for n, one in campaign.latest.items() if one.step in (Step.ASKED, *STAYS)]
    found = effects(plan, lists, brief.budget_cents, known)
    said = ["", *lines(found, brief)]
    if found.touches:
        whole = brief if campaign is None else campaign.asked(brief)
        said.append(_again(plan, planned(lists[1], whole), whole))
    return found, said


def _again(plan: Plan, outcome: Outcome, brief: Brief) -> str:
    """What a plan on the new list comes to, beside the one that was made before."""
    from planner.explore.words import goal_words
    from planner.outcome import Plan
    from planner.wording import counted

    if not isinstance(outcome, Plan):
        return f"Planned again with the new list: {outcome.sentence}"
    before, after = ({pick.creator for pick in made.picks} for made in (plan, outcome))
    goals = " → ".join(goal_words(brief, made.proof.goal) for made in (plan, outcome))
    return (
        f"Planned again with the new list: {goals}, {counted(len(after - before), 'creator')} in, "
        f"{len(before - after):,} out."
    )


def _file(kind: str, found: object, touched: object, new: Roster) -> bytes:
    from planner.intake import write_roster_csv
    from planner.refresh.effects import Refreshed

    if kind == "json":
        return as_json(Refreshed.model_validate({"changes": found, "effects": touched}))
    return write_roster_csv(new)


COMMAND = Command(
    "refresh",
    "what changed in a list, before it is replaced",
    _run,
    (
        BRIEF,
        *(one.needed() if one.flag == "--roster" else one for one in LIST),
        option("--new", metavar="PLACE", help="the list to replace it: a file, an address or a database; else the "
               "place that --campaign knows"),
        CAMPAIGN,
        read_from("--plan", "a plan of this brief as JSON: what the new list does to it"),
        json_of("report"),
        written_to("--csv", "take the new list: write it as a clean CSV"),
    ),
    "Compare a list of creators with the one that is to replace it: who came in, who left, every figure old and new, "
    "and what that does to a plan. Nothing is replaced.",
    EPILOG,
)  # fmt: skip
