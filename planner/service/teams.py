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
import hmac
import os
import secrets
import threading
import time
import tomllib
from collections import deque
from collections.abc import Callable, Mapping
from http import HTTPStatus
from pathlib import Path

from pydantic import Field, ValidationError

from planner.accounts.actor import Actor
from planner.domain.roster import Frozen
from planner.problems import BadInput, Problem, problems_of
from planner.service.refused import Refused

SETTING = "PLANNER_API_KEYS"
_MINUTE = 60.0


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
    named = environment.get(SETTING, "").strip()
    if not named:
        return ()
    place = f"{SETTING} '{named}'"
    try:
        content = tomllib.loads(Path(named).expanduser().read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput([Problem(place, "", f"cannot be read ({error.strerror})", "a readable TOML file")]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput([Problem(place, "", f"is not TOML ({error})", "a table for each team")]) from None
    problems: list[Problem] = []
    teams = []
    for name, table in content.items():
        try:
            teams.append(Team.model_validate({**table, "name": name} if isinstance(table, dict) else table))
        except ValidationError as error:
            problems += problems_of(error, f"{place}, [{name}]")
    if not teams and not problems:
        problems.append(Problem(place, "", "names no team", "a table for each team, as `mixplanner key` prints it"))
    if problems:
        raise BadInput(problems)
    return tuple(teams)


class Gate:
    """Admits the requests of teams, no more of them than each may make. Safe to use from any thread."""

    def __init__(self, teams: tuple[Team, ...], clock: Callable[[], float] = time.monotonic) -> None:
        self._teams = teams
        self._clock = clock
        self._lock = threading.Lock()
        self._made: dict[str, deque[float]] = {team.name: deque() for team in teams}

    def admit(self, authorization: str) -> Team:
        """The team of a header `Bearer KEY`. Raises Refused: 401 without a key that is known, 429 for too many."""
        team = self._team(authorization)
        now = self._clock()
        with self._lock:
            made = self._made[team.name]
            while made and made[0] <= now - _MINUTE:
                made.popleft()
            if len(made) >= team.requests_a_minute:
                wait = max(1, round(made[0] + _MINUTE - now + 0.5))
                raise Refused(
                    HTTPStatus.TOO_MANY_REQUESTS,
                    f"{team.name} may make {team.requests_a_minute} requests a minute; the next in {wait} s.",
                    headers={"Retry-After": str(wait)},
                )
            made.append(now)
        return team

    def _team(self, authorization: str) -> Team:
        kind, _, key = authorization.partition(" ")
        digest = digest_of(key.strip())
        # Every key is compared, and in constant time, so that an answer's delay says nothing of how near a guess was.
        fits = [team for team in self._teams if hmac.compare_digest(team.key_sha256, digest)]
        if kind.casefold() != "bearer" or not fits:
            problem = Problem(
                "header Authorization", "", "has no key that is known", "Bearer, a space, and a team's key"
            )
            raise Refused(HTTPStatus.UNAUTHORIZED, str(problem), [problem], headers={"WWW-Authenticate": "Bearer"})
        return fits[0]
