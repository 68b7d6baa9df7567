"""`budgets`: the same campaign at three budgets, or at others, side by side."""

from __future__ import annotations

import argparse

from planner.commands.common import DONE, as_json, read_data
from planner.commands.declare import Command, json_of, option, targets
from planner.commands.exploring import PLANNED, TIME
from planner.commands.lists import BRIEF, MARKET, ask, read_inputs
from planner.commands.plan import CAMPAIGN, campaign_of
from planner.commands.typed import cents


def _run(asked: argparse.Namespace) -> int:
    from planner.campaign.budgets import at_budgets
    from planner.campaign.campaign import Campaign
    from planner.explore.compared import side_by_side
    from planner.operations.compare import lines
    from planner.optimise.watch import Watch

    with targets(asked) as written:
        brief, roster = read_inputs(asked, read_data(asked))
        campaign, watch = campaign_of(asked) or Campaign(), Watch().within(asked.seconds)
        budgets = asked.budgets or ()
        variants = ask(roster, lambda roster: tuple(at_budgets(campaign, brief, roster, budgets, watch)), watch)
        made = side_by_side([(one.name, one.brief, one.outcome) for one in variants])
        for target in written:
            target.write(as_json(made))
        if asked.json != "-":
            print("\n".join(lines(made, brief)))
    return DONE


COMMAND = Command(
    "budgets",
    "the same campaign at three budgets",
    _run,
    (
        BRIEF,
        *MARKET,
        CAMPAIGN,
        option("--budgets", nargs="+", type=cents, metavar="AMOUNT", help="these budgets, in currency units"),
        TIME,
        json_of("comparison"),
    ),
    "Plan the campaign at 80%, 100% and 125% of its budget, or at budgets of your own, and compare the plans.",
    PLANNED,
)
