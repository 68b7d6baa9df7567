"""Rules on who may or must be picked: quality filters, must-haves, exclusions, groups."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from planner.brief.brief import Brief
from planner.forecast.table import PackageTable
from planner.rules.base import Limit, Looser, Rule, Unit, marked
from planner.wording import count, decimal, percent

_FILTERS: tuple[tuple[str, str, bool, str, Unit], ...] = (
    ("min_fit", "fit", True, "Fit of at least {}", "index"),
    ("min_authenticity", "authenticity", True, "Authenticity of at least {}", "index"),
    ("min_engagement_rate", "engagement_rate", True, "Engagement rate of at least {}", "share"),
    ("max_fake_share", "fake_share", False, "At most {} suspicious followers", "share"),
    ("min_followers", "followers", True, "At least {} followers", "followers"),
    ("min_affinity", "affinity", True, "Closeness to the brand of at least {}", "index"),
    ("min_values", "values_match", True, "Match of values of at least {}", "index"),
    ("max_sponsored_load", "sponsored_load", False, "At most {} of her posts paid for", "share"),
)


def _quality(brief: Brief, table: PackageTable) -> Iterator[Limit]:
    for field, column, at_least, text, unit in _FILTERS:
        asked = getattr(brief.quality, field)
        if asked is None:
            continue
        if unit == "followers":
            shown = count(asked, brief.locale)
        else:
            shown = percent(asked, 2, brief.locale) if unit == "share" else decimal(asked, 4, brief.locale)
        fails = _failing(column, asked, at_least, brief.quality.strict)
        yield Limit(
            rule="quality",
            name=text.format(shown),
            sense="<=",
            bound=0,
            unit="creators",
            vector=marked(fails),
            setting=asked,
            looser=Looser(
                f"quality.{field}", "search", None, _values(column, asked, at_least, unit), unit, upward=not at_least
            ),
        )
    # Below the lowest tier a follower count is no creator of this pyramid at all.
    yield Limit(
        rule="quality",
        name=f"At least {count(brief.tiers.micro, brief.locale)} followers, where the lowest tier begins",
        sense="<=",
        bound=0,
        unit="creators",
        vector=marked(_failing("followers", brief.tiers.micro, True, False)),
        setting=brief.tiers.micro,
        looser=Looser(
            "tiers.micro",
            "search",
            1,
            _values("followers", brief.tiers.micro, True, "followers"),
            "followers",
            upward=False,
        ),
    )


def _failing(column: str, asked: float, at_least: bool, strict: bool) -> Callable[[PackageTable], NDArray[np.bool_]]:
    def fails(table: PackageTable) -> NDArray[np.bool_]:
        values = getattr(table, column)
        broken = values < asked if at_least else values > asked
        return np.asarray(broken | np.isnan(values) if strict else broken)

    return fails


def _values(column: str, asked: float, at_least: bool, unit: Unit) -> Callable[[PackageTable], tuple[float, ...]]:
    def steps(table: PackageTable) -> tuple[float, ...]:
        values = getattr(table, column)
        values = values[~np.isnan(values)]
        if unit == "followers":
            looser = np.unique(values[values < asked])[::-1]
            return tuple(float(value) for value in looser if value >= 1)
        step = 1e-4 if unit == "share" else 1e-2
        rounded = np.floor(values / step + 1e-6) if at_least else np.ceil(values / step - 1e-6)
        grid = np.unique(np.round(rounded * step, 4))
        looser = grid[grid < asked][::-1] if at_least else grid[grid > asked]
        return tuple(float(value) for value in np.clip(looser, 0, 1))

    return steps


def _in_list(ids: NDArray[np.int64]) -> Callable[[PackageTable], NDArray[np.bool_]]:
    return lambda table: np.isin(table.creator, ids)


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
            name=f"{wanted.creator} is in the plan" + (f" with {package}" if package else ""),
            sense=">=",
            bound=1,
            unit="creators",
            vector=marked(holds),
            setting=1,
            looser=Looser(f"must_have.{at}", "drop"),
        )


def _excluded(brief: Brief, table: PackageTable) -> Iterator[Limit]:
    for at, creator in enumerate(brief.excluded):
        yield Limit(
            rule="excluded",
            name=f"{creator} is left out",
            sense="<=",
            bound=0,
            unit="creators",
            vector=marked(_in_list(_numbers((creator,), table))),
            setting=0,
            looser=Looser(f"excluded.{at}", "drop"),
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
                    unit="creators",
                    vector=marked(_in_list(numbers)),
                    setting=asked,
                    looser=Looser(f"groups.{at}.{end}", "bound"),
                )
        if group.together:
            yield from _together(at, group.name, numbers, table)
        if group.only_with is not None:
            yield from _only_with(at, group.name, numbers, (group.only_with, table))


def _together(at: int, name: str, numbers: NDArray[np.int64], table: PackageTable) -> Iterator[Limit]:
    ids = table.creator_ids
    for one, other in zip(numbers, np.roll(numbers, -1), strict=True):
        if one != other:
            words = f"All of {name} or none: {ids[one]} only with {ids[other]}"
            yield _follows(words, one, other, Looser(f"groups.{at}.together", "drop", 0))


def _only_with(at: int, name: str, numbers: NDArray[np.int64], lead: tuple[str, PackageTable]) -> Iterator[Limit]:
    leader, table = lead
    for one in numbers:
        for other in _numbers((leader,), table):
            words = f"{name}: {table.creator_ids[one]} only with {leader}"
            yield _follows(words, one, other, Looser(f"groups.{at}.only_with", "drop"))


def _follows(name: str, one: int, other: int, looser: Looser) -> Limit:
    """`one` may be picked only if `other` is."""
    return Limit(
        rule="groups",
        name=name,
        sense=">=",
        bound=0,
        unit="creators",
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
