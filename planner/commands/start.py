"""`start`: start a campaign from a starting point and five answers: the brief, and which rules are suggestions."""

from __future__ import annotations

import argparse
from dataclasses import replace

from planner.commands.common import DONE, as_json, read_roster
from planner.commands.declare import Command, targets, written_to
from planner.commands.elsewhere import origin_of
from planner.commands.lists import MARKET, answers_of
from planner.commands.starting import ANSWERS, STARTING_POINT, brief_text, started


def _run(asked: argparse.Namespace) -> int:
    data = read_roster(asked)
    with targets(asked) as written:
        made, _ = started(asked, data)
        origin = None if asked.roster is None else origin_of(asked, asked.roster, "--roster")
        if origin is not None:
            kept = origin.model_copy(update={"answers": answers_of(asked.answer)})
            made = replace(made, campaign=made.campaign.model_copy(update={"source": kept}))
        texts = {"brief": brief_text(made.brief), "campaign": as_json(made.campaign)}
        for target in written:
            target.write(texts[target.kind])
    print("\n".join(made.sentences))
    return DONE


COMMAND = Command(
    "start",
    "begin a campaign of your own from five answers",
    _run,
    (
        STARTING_POINT.needed(),
        *ANSWERS,
        *MARKET,
        written_to("--brief", "write the brief"),
        written_to("--campaign", "write the campaign file: which rules are only defaults of the starting point"),
    ),
    "Writes a brief from a starting point and five answers, and explains each of its rules.",
)
