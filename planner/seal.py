"""A seal on a plan: what was forecast, from what, and when, so that nobody can say afterwards it was something else.

The digest is SHA-256 over the brief, the roster's fingerprint, every assumption as it was, the whole forecast and the
time. A file whose plan, brief or time was changed since no longer fits its seal. A seal proves that a record is whole,
not who made it or that its clock was right.
"""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from planner.brief.brief import Brief
from planner.forecast.assumptions import default_assumptions
from planner.outcome import Plan, Seal


def sealed(plan: Plan, brief: Brief, at: datetime) -> Plan:
    """The plan under a seal of this moment (aware); a plan that has one keeps it."""
    if plan.seal is not None:
        return plan
    values = {row.key: row.value for row in default_assumptions().edited(brief.assumptions)}
    assumptions = _hash(values)
    time = at.astimezone(UTC).replace(microsecond=0)
    return plan.model_copy(
        update={"seal": Seal(digest=_digest(plan, brief, assumptions, time), assumptions=assumptions, sealed=time)}
    )


def holds(plan: Plan, brief: Brief) -> bool:
    """Whether plan, brief and time are those that were sealed; False without a seal."""
    seal = plan.seal
    return seal is not None and seal.digest == _digest(plan, brief, seal.assumptions, seal.sealed)


def seal_words(plan: Plan, digits: int = 64) -> str:
    """`Sealed 2026-11-27 19:20 UTC, 4f3a`, with so many digits; "" without a seal: what stands in every file."""
    if plan.seal is None:
        return ""
    return f"Sealed {plan.seal.sealed.astimezone(UTC):%Y-%m-%d %H:%M} UTC, {plan.seal.digest[:digits]}"


def _digest(plan: Plan, brief: Brief, assumptions: str, time: datetime) -> str:
    return _hash(
        {
            "brief": _as_sealed(brief.model_dump(mode="json")),
            "roster": plan.roster,
            "assumptions": assumptions,
            "forecast": _as_sealed(plan.model_dump(mode="json", exclude={"seal"})),
            "time": time.astimezone(UTC).isoformat(),
        }
    )


LATER = ("packages_per_person", "new_platforms", "parts")
"""Fields that came after the first seals: where they say nothing they are left out, so that those seals still fit."""


def _as_sealed(content: Any) -> Any:
    if isinstance(content, dict):
        return {name: _as_sealed(value) for name, value in content.items() if name not in LATER or value}
    return [_as_sealed(one) for one in content] if isinstance(content, list) else content


def _hash(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
