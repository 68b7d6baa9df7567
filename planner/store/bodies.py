"""Content on its way into a column and back: JSON, compressed; rosters once each, however many scenarios name them."""

import hashlib
import json
import zlib
from threading import Lock
from typing import Any

from sqlalchemy import Connection, delete, select, union

from planner.domain.roster import Roster
from planner.outcome import Outcome
from planner.problems import BadInput, Problem, validated
from planner.sized_cache import SizedCache
from planner.store.database import insert_new
from planner.store.errors import Trouble, Unavailable
from planner.store.roster_json import roster_data, roster_of
from planner.store.scenario import OUTCOME, parsed
from planner.store.tables import REVIEW_VERSIONS, ROSTERS, SCENARIOS, WORKINGS

_LEVEL = 1
"""The quickest compression: a save waits for it."""
_HELD_BYTES = 256 * 1024**2
"""Memory of the rosters that are held."""


def packed(text: str | bytes) -> bytes:
    """zlib-compressed bytes for storage."""
    return zlib.compress(text.encode() if isinstance(text, str) else text, _LEVEL)


def unpacked(body: bytes, what: str) -> dict[str, Any]:
    """The JSON object that was packed. Raises BadInput when it is damaged."""
    try:
        return parsed(zlib.decompress(bytes(body)))
    except zlib.error as error:
        raise BadInput([Problem(what, "", f"is damaged ({error})", "a database from a backup")]) from None


def outcome_body(outcome: Outcome | None) -> bytes | None:
    """An answer as it is kept."""
    return None if outcome is None else packed(outcome.model_dump_json())


def outcome_of(body: bytes | None) -> Outcome | None:
    """The answer. Raises BadInput when this planner cannot read it."""
    if body is None:
        return None
    with validated("outcome"):
        return OUTCOME.validate_python(unpacked(body, "outcome"))


class Rosters:
    """Rosters of one database, each kept once; those read lately are held, since they never change."""

    def __init__(self, held_bytes: int = _HELD_BYTES) -> None:
        self._held: SizedCache[str, Roster] = SizedCache(held_bytes)
        self._lock = Lock()

    def keep(self, connection: Connection, roster: Roster) -> str:
        """Have a roster kept; returns the digest by which it is named. Part of the caller's transaction."""
        digest = hashlib.sha256(f"1\n{roster.fingerprint}\n{roster.source}".encode()).hexdigest()
        there = select(ROSTERS.c.digest).where(ROSTERS.c.digest == digest)
        # On PostgreSQL the row is held, so that nobody tidies it away before the caller names it.
        if connection.execute(there.with_for_update(read=True, key_share=True)).first() is None:
            body = packed(json.dumps(roster_data(roster), ensure_ascii=False))
            insert_new(connection, ROSTERS, {"digest": digest, "body": body})
        return digest

    def read(self, connection: Connection, digest: str) -> Roster:
        """The roster of a digest. Raises BadInput when it is damaged, Unavailable when it is gone from the database."""
        with self._lock:
            held = self._held.get(digest)
        if held is None:
            body = connection.execute(select(ROSTERS.c.body).where(ROSTERS.c.digest == digest)).scalar_one_or_none()
            if body is None:
                raise Unavailable(Trouble.DAMAGED)
            held = roster_of(unpacked(body, "roster"))
            with self._lock:
                self._held.put(digest, held, _size(held))
        return held


def _size(roster: Roster) -> int:
    """Bytes of a roster's frames in memory."""
    return sum(int(frame.memory_usage(index=False, deep=True).sum()) for frame in (roster.creators, roster.packages))


def drop_unused_rosters(connection: Connection) -> None:
    """Remove rosters that nothing names any more. Part of a transaction that keeps others from writing."""
    kept = select(SCENARIOS.c.roster).where(SCENARIOS.c.roster.is_not(None))
    named = union(kept, select(WORKINGS.c.roster), select(REVIEW_VERSIONS.c.roster))
    connection.execute(delete(ROSTERS).where(ROSTERS.c.digest.not_in(named)))
