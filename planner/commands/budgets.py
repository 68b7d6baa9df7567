"""`budgets`: the same campaign at three budgets, or at others, side by side."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from planner.commands.common import DONE, as_json, read_data, wanted
from planner.commands.compare import comparison_lines
from planner.commands.exploring import cents
from planner.commands.lists import add_inputs, read_inputs
from planner.commands.plan import add_campaign, campaign_of

if TYPE_CHECKING:
    from planner.commands.common import Commands


def add(commands: Commands) -> None:
    """The command and its options."""
    parser = commands.add_parser(
        "budgets",
        help="the same campaign at three budgets",
        description="Plan the campaign at 80%, 100% and 125% of its budget, or at budgets of your own, and compare "
        "the plans.",
    )
    add_inputs(parser)
    add_campaign(parser)
    parser.add_argument("--budgets", nargs="+", type=cents, metavar="AMOUNT", help="these budgets, in currency units")
    parser.add_argument("--json", metavar="OUT", help="write the comparison as JSON; - is standard output, alone")
    parser.set_defaults(run=_run)


def _run(asked: argparse.Namespace) -> int:
    from planner.campaign.budgets import at_budgets
    from planner.campaign.campaign import Campaign
    from planner.commands.output_files import prepared
    from planner.explore.compared import side_by_side

    named = [path for path in (asked.brief, asked.roster, asked.campaign) if path]
    with prepared(wanted(asked, "json"), named) as targets:
        brief, roster = read_inputs(asked, read_data(asked))
        campaign = campaign_of(asked) or Campaign()
        variants = tuple(at_budgets(campaign, brief, roster, asked.budgets or ()))
        made = side_by_side([(one.name, one.brief, one.outcome) for one in variants])
        for target in targets:
            target.write(as_json(made))
        if asked.json != "-":
            print("\n".join(comparison_lines(made, brief)))
    return DONE
