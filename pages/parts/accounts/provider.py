"""Why a sign-in provider signs nobody in, as far as it can be seen from here."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from planner.accounts.identity import SKEW, clocks_differ
from planner.store.times import utc_now

SECONDS = 3.0
_DOWN = (
    "Your sign-in provider can’t be reached just now, so nobody can sign in. Your saved work is safe; "
    "please try again in a few minutes."
)


def trouble(address: str, now: datetime | None = None) -> str:
    """Ask a provider's discovery document: sentences about what is wrong, "" when nothing is. now: aware."""
    try:
        answer = httpx.get(address, timeout=SECONDS, follow_redirects=True)
        answer.raise_for_status()
    except (httpx.HTTPError, httpx.InvalidURL):
        return _DOWN
    try:
        theirs = parsedate_to_datetime(answer.headers.get("date", ""))
    except ValueError:
        return ""
    ahead = (theirs if theirs.tzinfo else theirs.replace(tzinfo=UTC)) - (now or utc_now())
    return clocks_differ(ahead) if abs(ahead) > SKEW else ""
