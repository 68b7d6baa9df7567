"""`mcp`: the planner as tools of an assistant on this computer, over the standard streams."""

from __future__ import annotations

import argparse
from importlib.util import find_spec

from planner.cluster import address
from planner.commands.common import DONE, Unreadable
from planner.commands.declare import Command


def _run(_: argparse.Namespace) -> int:
    if find_spec("mcp") is None:
        wrong = "the SDK of the Model Context Protocol is not installed"
        raise Unreadable(f"mcp: {wrong}. Accepted: pip install 'influencer-mix-planner[mcp]', then again.")
    address.configured()
    from planner.service import hosting
    from planner.service.connections import over_streams

    over_streams(hosting.desk())
    return DONE


COMMAND = Command(
    "mcp",
    "serve an assistant on this computer with tools",
    _run,
    (),
    "Speaks the Model Context Protocol on standard input and output, for an assistant that starts it. Rosters may be "
    "files of this computer. A server of the pages serves the same tools at /mcp, with keys: see the key command.",
)
