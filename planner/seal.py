"""A seal on a plan: what was forecast, from what, and when, so that nobody can say afterwards it was something else.

The digest is SHA-256 over the brief, the roster's fingerprint, every assumption as it was, the whole forecast, the
time, and the line of the record in which it is written down. A file whose plan, brief or time was changed since no
longer fits its seal. A seal proves that a record is whole, not who made it or that its clock was right.
"""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from planner.brief.brief import Brief
from planner.forecast.assumptions import assumptions_of
from planner.outcome import Plan, RecordPlace, Seal


def sealed(plan: Plan, brief: Brief, at: datetime, place: RecordPlace | None = None) -> Plan:
    """The plan under a seal of this moment (aware); a plan that has one keeps it. place: the record's next line."""
    if plan.seal is not None:
        return plan
    values = {row.key: row.value for row in assumptions_of(brief)}
    assumptions = _hash(values)
    time = at.astimezone(UTC).replace(microsecond=0)
    digest = _digest(plan, brief, (assumptions, time, place))
    seal = Seal(digest=digest, assumptions=assumptions, sealed=time, place=place)
    return plan.model_copy(update={"seal": seal})


def holds(plan: Plan, brief: Brief) -> bool:
    """Whether plan, brief and time are those that were sealed; False without a seal."""
    seal = plan.seal
    return seal is not None and seal.digest == _digest(plan, brief, (seal.assumptions, seal.sealed, seal.place))


def seal_words(plan: Plan, digits: int = 64) -> str:
    """`Sealed 2026-11-27 19:20 UTC as line 7 of the record, 4f3a`, with so many digits; "" without a seal.

    What stands in every file.
    """
    seal = plan.seal
    if seal is None:
        return ""
    where = "" if seal.place is None else f" as line {seal.place.line} of the record"
    return f"Sealed {seal.sealed.astimezone(UTC):%Y-%m-%d %H:%M} UTC{where}, {seal.digest[:digits]}"


def _digest(plan: Plan, brief: Brief, when: tuple[str, datetime, RecordPlace | None]) -> str:
    """when: digest of the assumptions, time, and place in the record."""
    assumptions, time, place = when
    content = {
        "brief": _as_sealed(brief.model_dump(mode="json")),
        "roster": plan.roster,
        "assumptions": assumptions,
        "forecast": _as_sealed(plan.model_dump(mode="json", exclude={"seal", "relieved"})),
        "time": time.astimezone(UTC).isoformat(),
    }
    # Seals from outside a record, and of before there were places, are over the rest alone.
    return _hash(content if place is None else {**content, "place": place.model_dump(mode="json")})


LATER = ("packages_per_person", "new_platforms", "parts", "largest_cents")
"""Fields that came after the first seals: where they say nothing they are left out, so that those seals still fit."""


def _as_sealed(content: Any) -> Any:
    if isinstance(content, dict):
        return {name: _as_sealed(value) for name, value in content.items() if name not in LATER or value}
    return [_as_sealed(one) for one in content] if isinstance(content, list) else content


def _hash(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
