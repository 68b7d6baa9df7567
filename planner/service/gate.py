"""Who is let in: requests with a team's key, no more in a minute than the team may make."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus

from planner.domain.roster import Frozen
from planner.problems import Problem
from planner.service.refused import Refused
from planner.service.teams import Team, digest_of
from planner.store.database import Database
from planner.store.records import Limit, Records
from planner.store.times import utc_now

_MINUTE = timedelta(minutes=1)


class _Made(Frozen):
    """Nothing but that a request was made."""


class Gate:
    """Admits the requests of teams, no more of them than each may make. Safe to use from any thread.

    Requests are counted in the database, so that a team has no more of them with a second process.
    """

    def __init__(self, teams: tuple[Team, ...], database: Callable[[], Database]) -> None:
        self._teams = teams
        self._database = database

    def admit(self, authorization: str) -> Team:
        """The team of a header `Bearer KEY`.

        Raises Refused: 401 without a key that is known, 429 for too many; and Unavailable.
        """
        team = self._team(authorization)
        limit = Limit(team.requests_a_minute, _MINUTE)
        first = Records(self._database(), team.actor).take("api-request", secrets.token_hex(), _Made(), limit)
        if first is not None:
            wait = max(1, round((first + _MINUTE - utc_now()).total_seconds() + 0.5))
            raise Refused(
                HTTPStatus.TOO_MANY_REQUESTS,
                f"{team.name} may make {team.requests_a_minute} requests a minute; the next in {wait} s.",
                headers={"Retry-After": str(wait)},
            )
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
            raise Refused(HTTPStatus.UNAUTHORIZED, faults=[problem], headers={"WWW-Authenticate": "Bearer"})
        return fits[0]
