"""Rules on who may or must be picked: quality filters, must-haves, exclusions, groups."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from planner.brief.brief import Brief
from planner.brief.filters import FILTERS, LOWEST_TIER, Filter
from planner.brief.paths import Path
from planner.forecast.table import PackageTable
from planner.rules.base import Limit, Looser, Rule, marked
from planner.units import CREATORS
from planner.wording import person


def _quality(brief: Brief, table: PackageTable) -> Iterator[Limit]:
    for one in FILTERS:
        asked = one.asked(brief)
        if asked is not None:
            yield _filter_limit(one, asked, brief.quality.strict, brief)
    yield _filter_limit(LOWEST_TIER, brief.tiers.micro, False, brief)


def _filter_limit(one: Filter, asked: float, strict: bool, brief: Brief) -> Limit:
    return Limit(
        rule="quality",
        name=one.name(asked, brief),
        sense="<=",
        bound=0,
        unit=CREATORS,
        vector=marked(lambda table: one.fails(getattr(table, one.column), asked, strict)),
        setting=asked,
        looser=Looser(
            Path(one.path),
            "search",
            one.free,
            lambda table: one.looser(getattr(table, one.column), asked),
            one.unit,
            upward=not one.at_least,
        ),
        removes=one.removed(asked, brief),
    )


def _in_list(ids: NDArray[np.int64]) -> Callable[[PackageTable], NDArray[np.bool_]]:
    return lambda table: np.isin(table.creator, ids)


def must_have_name(creator: str) -> str:
    """The sentence of the limit that a creator is booked."""
    return f"{person(creator)} is in the plan"


def _must_have(brief: Brief, table: PackageTable) -> Iterator[Limit]:
    for at, wanted in enumerate(brief.must_have):
        numbers = _numbers((wanted.creator,), table)
        package = wanted.package

        def holds(
            part: PackageTable, numbers: NDArray[np.int64] = numbers, package: str | None = package
        ) -> NDArray[np.bool_]:
            chosen = np.isin(part.creator, numbers)
            return chosen if package is None else chosen & (part.package_ids == package)

        yield Limit(
            rule="must_have",
            name=must_have_name(wanted.creator) + (f" with {package}" if package else ""),
            sense=">=",
            bound=1,
            unit=CREATORS,
            vector=marked(holds),
            setting=1,
            looser=Looser(Path(f"must_have.{at}"), "drop"),
        )


def _excluded(brief: Brief, table: PackageTable) -> Iterator[Limit]:
    for at, creator in enumerate(brief.excluded):
        yield Limit(
            rule="excluded",
            name=f"{person(creator)} is excluded",
            sense="<=",
            bound=0,
            unit=CREATORS,
            vector=marked(_in_list(_numbers((creator,), table))),
            setting=0,
            looser=Looser(Path(f"excluded.{at}"), "drop"),
        )


def _numbers(creators: tuple[str, ...], table: PackageTable) -> NDArray[np.int64]:
    return np.flatnonzero(np.isin(table.creator_ids, creators)).astype(np.int64)


def _groups(brief: Brief, table: PackageTable) -> Iterator[Limit]:
    for at, group in enumerate(brief.groups):
        numbers = _numbers(group.creators, table)
        for asked, sense, word, end in (
            (group.at_most, "<=", "At most", "at_most"),
            (group.at_least, ">=", "At least", "at_least"),
        ):
            if asked is not None:
                yield Limit(
                    rule="groups",
                    name=f"{word} {asked} of {group.name}",
                    sense=sense,  # type: ignore[arg-type]
                    bound=asked,
                    unit=CREATORS,
                    vector=marked(_in_list(numbers)),
                    setting=asked,
                    looser=Looser(Path(f"groups.{at}.{end}"), "bound"),
                )
        if group.together:
            yield from _together(at, group.name, numbers, table)
        if group.only_with is not None:
            yield from _only_with(at, group.name, numbers, (group.only_with, table))


def _together(at: int, name: str, numbers: NDArray[np.int64], table: PackageTable) -> Iterator[Limit]:
    ids = table.creator_ids
    for one, other in zip(numbers, np.roll(numbers, -1), strict=True):
        if one != other:
            words = f"All of {name} or none: {person(ids[one])} only with {person(ids[other])}"
            yield _follows(words, one, other, Looser(Path(f"groups.{at}.together"), "drop", 0))


def _only_with(at: int, name: str, numbers: NDArray[np.int64], lead: tuple[str, PackageTable]) -> Iterator[Limit]:
    leader, table = lead
    for one in numbers:
        for other in _numbers((leader,), table):
            words = f"{name}: {person(table.creator_ids[one])} only with {person(leader)}"
            yield _follows(words, one, other, Looser(Path(f"groups.{at}.only_with"), "drop"))


def _follows(name: str, one: int, other: int, looser: Looser) -> Limit:
    """`one` may be picked only if `other` is."""
    return Limit(
        rule="groups",
        name=name,
        sense=">=",
        bound=0,
        unit=CREATORS,
        vector=lambda table: (table.creator == other).astype(np.int64) - (table.creator == one),
        setting=0,
        looser=looser,
    )


def _one_package(brief: Brief, table: PackageTable) -> Iterator[Limit]:
    # Part of what a plan is, not a limit that could be loosened: the model and the check both build it in.
    yield from ()


PEOPLE_RULES = (
    Rule(
        "one_package",
        "One package per creator",
        "A creator is booked with at most one package, and an archetype at most as often as it is available.",
        "People",
        _one_package,
    ),
    Rule(
        "quality",
        "Quality filters",
        "Creators whose fit, authenticity, engagement or followers do not meet the standard are not considered.",
        "People",
        _quality,
    ),
    Rule("must_have", "Must-haves", "These creators are in every plan.", "People", _must_have),
    Rule("excluded", "Excluded", "These creators are in no plan.", "People", _excluded),
    Rule(
        "groups",
        "Groups",
        "At most or at least so many of a group, all or none of it, or only together with somebody.",
        "People",
        _groups,
    ),
)
