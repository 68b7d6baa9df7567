"""Rules on what the plan must achieve: unique reach and engagements."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from planner.brief import Brief
from planner.forecast import reach
from planner.forecast.table import PackageTable
from planner.rules.base import Limit, Looser, Rule, ones
from planner.wording import count


def _segment_row(at: int, table: PackageTable, people: float, where: tuple[str, str, str, str]) -> Limit:
    """A floor or cap on one segment's reach: an exact row in weights."""
    rule, name, sense, path = where
    segment = table.segments[at]
    return Limit(
        rule=rule,
        name=name,
        sense=sense,  # type: ignore[arg-type]
        bound=float(reach.weight(people / segment.size, segment.kappa)),
        unit="people",
        vector=lambda part: part.weights[:, at],
        setting=people,
        looser=Looser(path, "bound"),
        reading=lambda weight: float(reach.unique_reach(weight, segment.size, segment.kappa)),
    )


def _segments(brief: Brief, table: PackageTable) -> Iterator[Limit]:
    for at, segment in enumerate(brief.audience):
        for asked, sense, word, end in (
            (segment.floor, ">=", "at least", "floor"),
            (segment.cap, "<=", "at most", "cap"),
        ):
            if asked is not None:
                name = f"Reach {word} {count(asked, brief.locale)} people in {segment.name}"
                yield _segment_row(at, table, asked, ("audience", name, sense, f"audience.{at}.{end}"))


def _reach_floor(brief: Brief, table: PackageTable) -> Iterator[Limit]:
    if brief.reach_floor is None:
        return
    name = f"Reach at least {count(brief.reach_floor, brief.locale)} people"
    if len(table.segments) == 1:
        yield _segment_row(0, table, brief.reach_floor, ("reach_floor", name, ">=", "reach_floor"))
        return
    yield Limit(
        rule="reach_floor",
        name=name,
        sense=">=",
        bound=brief.reach_floor,
        unit="people",
        vector=ones,
        setting=brief.reach_floor,
        looser=Looser("reach_floor", "bound"),
        over_segments=True,
    )


def _engagement_floor(brief: Brief, table: PackageTable) -> Iterator[Limit]:
    if brief.engagement_floor is None:
        return
    yield Limit(
        rule="engagement_floor",
        name=f"At least {count(brief.engagement_floor, brief.locale)} engagements",
        sense=">=",
        bound=brief.engagement_floor,
        unit="engagements",
        vector=lambda part: part.engagements,
        setting=brief.engagement_floor,
        looser=Looser("engagement_floor", "bound"),
    )


def _average_fit(brief: Brief, table: PackageTable) -> Iterator[Limit]:
    if brief.average_fit is None:
        return
    asked = brief.average_fit

    def steps(part: PackageTable) -> tuple[float, ...]:
        whole = np.arange(100, -1, -1) / 100
        return tuple(float(step) for step in whole[whole < asked])

    # Unknown fit counts as the middle, as it does in the forecast.
    yield Limit(
        rule="average_fit",
        name=f"Average fit of at least {asked:.2f}",
        sense=">=",
        bound=0,
        unit="fit",
        vector=lambda part: np.where(np.isnan(part.fit), 0.5, part.fit),
        setting=asked,
        looser=Looser("average_fit", "search", 0.0, steps),
        part_of=ones,
    )


RESULT_RULES = (
    Rule(
        "reach_floor",
        "Unique reach",
        "So many different people see at least one post, over all segments.",
        "Results",
        _reach_floor,
    ),
    Rule(
        "audience",
        "Unique reach of a segment",
        "So many different people of one segment at least, or at most.",
        "Results",
        _segments,
    ),
    Rule(
        "engagement_floor",
        "Engagements",
        "So many likes, comments, shares and saves are expected.",
        "Results",
        _engagement_floor,
    ),
    Rule(
        "average_fit",
        "Average fit",
        "The creators picked fit the brand on average at least this well.",
        "Results",
        _average_fit,
    ),
)
