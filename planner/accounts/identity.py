"""Who signed in, read from the claims of an ID token (OpenID Connect Core 1.0, section 2).

The signature was verified by whoever received the token. What is judged here, with every run of a page, is whether the
token is still good: a cookie outlives it by weeks.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from planner.accounts.actor import Role
from planner.accounts.settings import AccountSettings

SKEW = timedelta(minutes=2)
"""Difference of two clocks that is nobody's fault; Authlib tolerates the same when a token arrives."""
_LONGEST_NAME, _LONGEST_EMAIL = 200, 320


class SignInProblem(Exception):
    """Nobody is signed in by these claims. The text is one or more sentences."""


class Expired(SignInProblem):
    """The token was good, and has ended."""


@dataclass(frozen=True)
class Identity:
    """A person, as the sign-in provider knows them.

    id: of their account here, the same with every sign-in. email: lower case, "" = none given.
    verified: the provider vouches for the address. until: when the token ends, aware.
    role: in the team that the provider fills; None = no such team, or no place in it.
    """

    id: str
    name: str
    email: str
    verified: bool
    until: datetime
    role: Role | None = None


def identity_of(claims: Mapping[str, object], settings: AccountSettings, now: datetime) -> Identity:
    """The person of a token. Raises SignInProblem."""
    issuer, subject = _text(claims, "iss"), _text(claims, "sub")
    if not issuer or not subject:
        raise SignInProblem(
            "Your sign-in provider didn’t say who you are: its token has no issuer or no subject. "
            "Please ask whoever runs this server to check the provider’s settings."
        )
    until, issued = _moment(claims, "exp"), _moment(claims, "iat")
    if until is None:
        raise SignInProblem(
            "Your sign-in provider’s token has no end, so it can’t be accepted. "
            "Please ask whoever runs this server to check the provider’s settings."
        )
    if issued is not None and issued - now > SKEW:
        raise SignInProblem(clocks_differ(issued - now))
    if now > until + SKEW:
        raise Expired("Your sign-in has ended. Please sign in again to go on; your saved work is still here.")
    email = _text(claims, "email").strip().casefold()
    return Identity(
        id=hashlib.sha256(f"{issuer}\n{subject}".encode()).hexdigest(),
        name=" ".join((_text(claims, "name") or _text(claims, "preferred_username")).split())[:_LONGEST_NAME],
        email=email if len(email) <= _LONGEST_EMAIL else "",
        verified=claims.get("email_verified") in (True, "true"),
        until=until,
        role=settings.role(claims) if settings.team else None,
    )


def clocks_differ(by: timedelta) -> str:
    """The sentence for two clocks that differ. by: how far the provider's is ahead; negative = behind."""
    minutes = round(abs(by).total_seconds() / 60)
    way = "behind" if by > timedelta() else "ahead of"
    return (
        f"This server’s clock is {minutes} minutes {way} your sign-in provider’s, so the sign-in can’t be trusted. "
        "Please ask whoever runs this server to set its clock."
    )


def _text(claims: Mapping[str, object], name: str) -> str:
    value = claims.get(name)
    return value if isinstance(value, str) else ""


def _moment(claims: Mapping[str, object], name: str) -> datetime | None:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return datetime.fromtimestamp(value, UTC)
    except (OverflowError, OSError, ValueError):
        return None
