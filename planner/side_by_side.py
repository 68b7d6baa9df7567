"""Scenarios beside each other: who is in which, and what their briefs ask differently."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from planner.brief.brief import Brief
from planner.brief.paths import NAMES, Part, Path, path_of
from planner.domain.roster import Frozen, Platform, Tier
from planner.outcome import Outcome, Pick, Plan
from planner.wording import label, person

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
    """A creator who is in at least one of the plans. packages: per side what is booked, "" where they are not in it."""

    creator: str
    handle: str
    platform: Platform
    tier: Tier
    packages: tuple[str, ...]

    @property
    def everywhere(self) -> bool:
        """True when every plan has them with the same package."""
        return len(set(self.packages)) == 1


class Difference(Frozen):
    """A demand that campaigns do not share: its place in the brief, its words, its value in each ("" = none)."""

    path: str
    words: str
    values: tuple[str, ...]


def comparable(one: Brief, other: Brief) -> bool:
    """True where counting the changes from one to the other says something.

    That is in one currency, and of one campaign by its name or by whom it is for.
    """
    same_people = [segment.name for segment in one.audience] == [segment.name for segment in other.audience]
    return one.currency == other.currency and (one.name == other.name or same_people)


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


def asked_differently(briefs: Sequence[Brief]) -> tuple[Difference, ...]:
    """The demands in which the briefs differ, in the order of the brief; what only names or paces it is left out."""
    flat = [{one.key: one for one in _demands(brief)} for brief in briefs]
    found = []
    for key in dict.fromkeys(key for demands in flat for key in demands):
        ones = [demands.get(key) for demands in flat]
        values = [None if one is None else one.value for one in ones]
        if any(value != values[0] for value in values[1:]):
            words = next(one.path.label(brief) for one, brief in zip(ones, briefs, strict=True) if one is not None)
            shown = ("" if one is None else _shown(one, brief) for one, brief in zip(ones, briefs, strict=True))
            found.append(Difference(path=".".join(key), words=words, values=tuple(shown)))
    return tuple(found)


_NOT_ASKED = {"schema_version", "name", "locale", "time_limit", "tolerance"}


@dataclass(frozen=True)
class _Demand:
    """Something that a brief asks for. key: its path, with entries of lists by their names instead of their places."""

    key: tuple[str, ...]
    path: Path
    value: Any


def _demands(brief: Brief) -> Iterator[_Demand]:
    yield from _leaves(brief.model_dump(mode="json", exclude=_NOT_ASKED), (), ())


def _leaves(data: Any, key: tuple[str, ...], parts: tuple[Part, ...]) -> Iterator[_Demand]:
    """Every value that asks for something; an entry of a list asks for being there."""
    if isinstance(data, dict):
        for name, value in data.items():
            yield from _leaves(value, (*key, str(name)), (*parts, str(name)))
    elif isinstance(data, list):
        field = NAMES.get(str(parts[0])) if len(parts) == 1 else None
        for at, entry in enumerate(data):
            named = isinstance(entry, dict) and field is not None
            own = (*key, str(entry[field] if named else entry))
            yield _Demand(own, path_of(*parts, at), True)
            if named:
                rest = {name: value for name, value in entry.items() if name != field}
                yield from _leaves(rest, own, (*parts, at))
    elif data is not None and data is not False:
        yield _Demand(key, path_of(*parts), data)


def _shown(demand: _Demand, brief: Brief) -> str:
    if demand.value is True:
        return "yes"
    if isinstance(demand.value, str):
        return person(demand.value) if ":" in demand.value else label(demand.value)
    return demand.path.unit.exact(demand.value, brief)
