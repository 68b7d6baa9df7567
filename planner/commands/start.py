"""`start`: start a campaign from a starting point and five answers: the brief, and which rules are suggestions."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from planner.commands.common import DONE, as_json, read_roster, wanted
from planner.commands.lists import add_roster
from planner.commands.starting import add_answers, brief_text, started

if TYPE_CHECKING:
    from planner.commands.common import Commands


def add(commands: Commands) -> None:
    """The command and its options."""
    parser = commands.add_parser(
        "start",
        help="begin a campaign of your own from five answers",
        description="Writes a brief from a starting point and five answers, and explains each of its rules.",
    )
    add_answers(parser, required=True)
    add_roster(parser)
    parser.add_argument("--brief", metavar="OUT", help="write the brief")
    words = "write the campaign file: which rules are only defaults of the starting point"
    parser.add_argument("--campaign", metavar="OUT", help=words)
    parser.set_defaults(run=_run)


def _run(asked: argparse.Namespace) -> int:
    from planner.commands.output_files import prepared

    data = read_roster(asked)
    with prepared(wanted(asked, "brief", "campaign"), [*filter(None, [asked.roster, asked.map])]) as targets:
        made, _ = started(asked, data)
        texts = {"brief": brief_text(made.brief), "campaign": as_json(made.campaign)}
        for target in targets:
            target.write(texts[target.kind])
    print("\n".join(made.sentences))
    return DONE
