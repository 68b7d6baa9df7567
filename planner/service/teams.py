"""Who may ask, and how much: the keys of teams, in a file that the setting PLANNER_API_KEYS names.

    [growth]
    key_sha256 = "9f86d0..."     # of a key that `mixplanner key growth` made; the key itself is kept nowhere
    requests_a_minute = 60
    jobs_at_once = 4
    sources = ["crm"]            # of PLANNER_SOURCES, whose lists its programs may have read; none without it
    jobs_a_day = 500             # in any 24 hours, by all keys of the team; without it as many as there is time for

Without the setting nothing is served to programs.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Mapping

from pydantic import Field

from planner.accounts.actor import Actor
from planner.domain.roster import Frozen
from planner.owner_file import place_of, tables_in
from planner.problems import BadInput, Problem

SETTING = "PLANNER_API_KEYS"


class Team(Frozen):
    """name: whose roster and jobs they are; another key of the same team sees them too, another team never."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")
    key_sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    requests_a_minute: int = Field(60, ge=1, le=100_000)
    jobs_at_once: int = Field(4, ge=1, le=100)
    sources: tuple[str, ...] = Field((), description="Names of PLANNER_SOURCES that its programs may have read")
    jobs_a_day: int | None = Field(None, ge=1, le=1_000_000, description="In any 24 hours; None = no such limit")

    @property
    def actor(self) -> Actor:
        """Who acts in the store: the programs of this name. No team of people has a colon in its id."""
        return Actor.local(f"api:{self.name}", self.name)


def new_key() -> tuple[str, str]:
    """A key of 256 random bits, and what of it is kept: its SHA-256."""
    key = secrets.token_urlsafe(32)
    return key, digest_of(key)


def digest_of(key: str) -> str:
    """SHA-256 of a key, hexadecimal."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


def configured(environment: Mapping[str, str] = os.environ) -> tuple[Team, ...]:
    """The teams of the file that the setting names, none without it. Raises BadInput for a file that is none."""
    teams = tables_in(SETTING, environment, "team", Team)
    if not teams and (place := place_of(SETTING, environment)):
        accepted = "a table for each team, as `mixplanner key` prints it"
        raise BadInput([Problem(place, "", "names no team", accepted)])
    return teams
