"""Scenarios beside each other: who is in which, and what their briefs ask differently."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from planner.brief.brief import Brief
from planner.domain.roster import Platform, Tier
from planner.outcome import Outcome, Pick, Plan
from planner.wording import decimal, label, money, percent

MOST = 5
"""So many can be told apart at a glance."""
_TIERS = (Tier.MACRO, Tier.MID, Tier.MICRO)


@dataclass(frozen=True)
class Side:
    """One scenario of a comparison. id: of the scenario, "" for what is worked on now."""

    id: str
    name: str
    brief: Brief
    outcome: Outcome | None
    baseline: bool = False

    @property
    def plan(self) -> Plan | None:
        """Its plan, None when it was refused, is undecided, or was not asked yet."""
        return self.outcome if isinstance(self.outcome, Plan) else None


@dataclass(frozen=True)
class Presence:
    """A creator who is in at least one of the plans. packages: per side what is booked, "" where she is not in it."""

    creator: str
    handle: str
    platform: Platform
    tier: Tier
    packages: tuple[str, ...]

    @property
    def everywhere(self) -> bool:
        """True when every plan has her with the same package."""
        return len(set(self.packages)) == 1


@dataclass(frozen=True)
class Asked:
    """A demand that the briefs do not share. values: per side as people read it, "" where it is not made."""

    path: str
    words: str
    values: tuple[str, ...]


def reference_of(sides: Sequence[Side]) -> Side | None:
    """The side that the others are compared with: the baseline, else the first that has a plan."""
    planned = [side for side in sides if side.plan is not None]
    return next((side for side in planned if side.baseline), planned[0] if planned else None)


def presences(plans: Sequence[Plan]) -> tuple[Presence, ...]:
    """Everybody who is in a plan: by tier from the top, then those in most plans, then by name."""
    booked: list[dict[str, list[Pick]]] = []
    known: dict[str, Pick] = {}
    for plan in plans:
        own: dict[str, list[Pick]] = {}
        for pick in plan.picks:
            own.setdefault(pick.creator, []).append(pick)
            known.setdefault(pick.creator, pick)
        booked.append(own)
    rows = [
        Presence(name, pick.handle, pick.platform, pick.tier, tuple(_booked(own.get(name, ())) for own in booked))
        for name, pick in known.items()
    ]
    return tuple(
        sorted(
            rows,
            key=lambda row: (_TIERS.index(row.tier), -sum(map(bool, row.packages)), row.handle.casefold(), row.creator),
        )
    )


def _booked(picks: Sequence[Pick]) -> str:
    return ", ".join(f"{pick.package} × {pick.count}" if pick.count > 1 else pick.package for pick in picks)


def asked_differently(briefs: Sequence[Brief]) -> tuple[Asked, ...]:
    """The demands in which the briefs differ, in the order of the brief; what only names or paces it is left out."""
    flat = [dict(_flat(brief.model_dump(mode="json", exclude=_NOT_ASKED))) for brief in briefs]
    paths = list(dict.fromkeys(path for content in flat for path in content))
    found = []
    for path in paths:
        values = [content.get(path) for content in flat]
        if any(value != values[0] for value in values[1:]):
            shown = tuple(_shown(path, value, brief) for value, brief in zip(values, briefs, strict=True))
            found.append(Asked(path, asked_words(path), shown))
    return tuple(found)


_NOT_ASKED = {"schema_version", "name", "locale", "time_limit", "tolerance"}
_NAMED = {"must_have": "creator", "groups": "name", "waves": "name", "audience": "name"}


def _flat(data: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every leaf that asks for something, by its path; entries of lists go by their names, not by their places."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _flat(value, f"{path}{BREAK}{key}" if path else str(key))
    elif isinstance(data, list):
        name = _NAMED.get(path)
        for entry in data:
            if name is None or not isinstance(entry, dict):
                yield f"{path}{BREAK}{entry}", True
            else:
                rest = {key: value for key, value in entry.items() if key != name}
                yield f"{path}{BREAK}{entry[name]}", True
                yield from _flat(rest, f"{path}{BREAK}{entry[name]}")
    elif data is not None and data is not False:
        yield path, data


BREAK = "\x1f"
"""Between the parts of a path, since names may hold dots."""
_HEADS = {
    "budget_cents": "Budget",
    "reach_floor": "Unique reach at least",
    "engagement_floor": "Engagements at least",
    "must_have": "Must have",
    "excluded": "Without",
    "largest_share": "Largest share of the budget for one creator",
    "average_fit": "Average fit at least",
    "pyramid_order": "More creators the lower the tier",
}
_SILENT = (
    "pyramid",
    "platforms",
    "countries",
    "categories",
    "compensation",
    "resources",
    "quality",
    "kind",
    "assumptions",
)
_TAILS = {
    "min": "at least",
    "max": "at most",
    "headcount": "share of creators",
    "spend": "share of spend",
    "count": "creators",
    "size": "size",
    "unit_cost_cents": "cost of one",
}
_SHARES = {"headcount", "spend", "largest_share", "average_fit", "audience_share", "confidence", "tolerance"}
_SHARES |= {"min_fit", "min_authenticity", "min_engagement_rate", "max_fake_share"}


def asked_words(path: str) -> str:
    """A demand's path as words: `Macro share of creators at most`."""
    parts = path.split(BREAK)
    if parts[0] in _HEADS:
        return ": ".join([_HEADS[parts[0]], *parts[1:2], *(_word(part) for part in parts[2:])])
    shown = [part for part in parts if part not in _SILENT]
    said = " ".join(_word(part) for part in shown or parts)
    return said[:1].upper() + said[1:]


def _word(part: str) -> str:
    return _TAILS.get(part) or label(part.removesuffix("_cents"))


def _shown(path: str, value: Any, brief: Brief) -> str:
    parts = path.split(BREAK)
    if value is None:
        return ""
    if value is True:
        return "yes"
    if isinstance(value, str):
        return label(value)
    if parts[-1].endswith("_cents") or "cash_cents" in parts:
        return money(round(value), brief.currency, brief.locale)
    if _SHARES & set(parts):
        return percent(value, 2, brief.locale)
    return decimal(value, 3, brief.locale)
