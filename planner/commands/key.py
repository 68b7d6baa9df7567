"""`key`: make a key with which a team's programs may ask the server."""

from __future__ import annotations

import argparse
import sys

from planner.commands.common import DONE, refuse
from planner.commands.declare import Command, option


def _run(asked: argparse.Namespace) -> int:
    from pydantic import ValidationError

    from planner.service.teams import Team, new_key

    key, digest = new_key()
    try:
        team = Team(name=asked.team, key_sha256=digest)
    except ValidationError:
        return refuse([f"team '{asked.team}': is not a name. Accepted: small letters, digits and hyphens, at most 63."])
    print(f'[{team.name}]\nkey_sha256 = "{digest}"')
    print(f"requests_a_minute = {team.requests_a_minute}\njobs_at_once = {team.jobs_at_once}")
    print(f"Key of {team.name}, shown this once: {key}", file=sys.stderr)
    return DONE


COMMAND = Command(
    "key",
    "make a key for a team's programs",
    _run,
    (option("team", metavar="TEAM", help="whose rosters and jobs they are, such as growth"),),
    "Prints a new key on standard error, once: give it to the team. Standard output has the lines for the file that "
    "PLANNER_API_KEYS names; of the key they only have a digest.",
)
