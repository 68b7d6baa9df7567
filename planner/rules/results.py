"""Rules on what the plan must achieve: unique reach and engagements, as forecast or with confidence."""

import math
from collections.abc import Iterator

import numpy as np

from planner.brief.brief import Brief
from planner.brief.paths import Path
from planner.forecast import reach
from planner.forecast.duplication import seen_by
from planner.forecast.table import Floats, PackageTable
from planner.frozen import dataclass
from planner.rules.base import Limit, Looser, Rule, Sense, looser_share, ones
from planner.units import ENGAGEMENTS, INDEX, PEOPLE
from planner.wording import count, counted, decimal, percent

_MOST = 600.0
"""Exponent up to which products stay finite; a shock that needs more is out of the question, but may be typed."""
_HEAVY = 1e15
"""Weight that no plan has: a thousand times the largest that one package may have."""
_LARGE = 1e15
"""Solvers take numbers from about 1e20 on for infinite."""


def margin_of(brief: Brief, table: PackageTable) -> float:
    """Factor by which a forecast must be above a floor so that the floor is met with the brief's confidence.

    What a campaign achieves is its forecast times a shock common to all creators, log-normal with mean 1 and log
    standard deviation s: its (1 - c) quantile is exp(-z s - s^2 / 2), with z the normal quantile of c. The noise
    of single creators averages out over a plan and is left to the simulation. Exact for engagements; for reach
    it is on the safe side, since the reach curve is concave and loses less than the creators do.
    """
    if brief.confidence is None:
        return 1.0
    from statistics import NormalDist  # only a confidence needs it

    s = table.shock_sd
    return math.exp(min(NormalDist().inv_cdf(brief.confidence) * s + s * s / 2, _MOST))


def _with_confidence(brief: Brief) -> str:
    return "" if brief.confidence is None else f" with {percent(brief.confidence, 2, brief.locale)} confidence"


@dataclass(frozen=True)
class _Reached:
    """A floor or cap on the people reached in one segment: an exact row in weights. at: the segment, from 0."""

    rule: str
    path: str
    name: str
    sense: Sense
    people: float
    margin: float

    def limit(self, at: int, table: PackageTable) -> Limit:
        segment = table.segments[at]
        share = self.people * self.margin / segment.size
        # No weight stands for more than everybody, and none is asked for that is far beyond what all have together.
        needed = float(reach.weight(share, segment.kappa)) if share < 1 else math.inf
        return Limit(
            rule=self.rule,
            name=self.name,
            sense=self.sense,
            bound=needed if needed < _HEAVY else _beyond(table.weights[:, at], table),
            unit=PEOPLE,
            vector=lambda part: part.weights[:, at],
            setting=self.people,
            looser=Looser(Path(self.path), "bound"),
            reading=lambda weight: float(reach.unique_reach(weight, segment.size, segment.kappa)) / self.margin,
            margin=self.margin,
            hopeless=self.sense == ">=" and needed >= _HEAVY,
        )


def _beyond(amounts: Floats, table: PackageTable) -> float:
    """More than all packages of the roster have together: a finite number that says impossible."""
    return 1.0 + 2.0 * float(amounts @ table.available[table.creator])


def _segments(brief: Brief, table: PackageTable) -> Iterator[Limit]:
    margin, surely = margin_of(brief, table), _with_confidence(brief)
    for at, segment in enumerate(brief.audience):
        where = f"people in {segment.name}"
        if segment.floor is not None:
            name = f"Reach at least {count(segment.floor, brief.locale)} {where}{surely}"
            yield _Reached("audience", f"audience.{at}.floor", name, ">=", segment.floor, margin).limit(at, table)
        if segment.cap is not None:
            name = f"Reach at most {count(segment.cap, brief.locale)} {where}"
            yield _Reached("audience", f"audience.{at}.cap", name, "<=", segment.cap, 1.0).limit(at, table)


def _seen(brief: Brief, table: PackageTable) -> Iterator[Limit]:
    for at, segment in enumerate(brief.audience):
        needed = table.segments[at].seen_weight
        if segment.seen_floor is not None and needed is not None:
            yield _seen_often(brief, table, at, needed)


def _seen_often(brief: Brief, table: PackageTable, at: int, needed: float) -> Limit:
    """The weight that every such plan has: needed, but not enough (see `planner.optimise.frequency`)."""
    asked, segment = brief.audience[at], table.segments[at]
    assert asked.seen_floor is not None
    people, times = count(asked.seen_floor, brief.locale), asked.seen_times
    # The draws know who is reached, not who is reached twice: this floor is met by the forecast alone.
    surely = "" if brief.confidence is None else ", as forecast"
    return Limit(
        rule="frequency",
        name=f"At least {people} people in {segment.name} see {times} creators or more{surely}",
        sense=">=",
        bound=needed if needed < _HEAVY else _beyond(table.weights[:, at], table),
        unit=PEOPLE,
        vector=lambda part: part.weights[:, at],
        setting=asked.seen_floor,
        looser=Looser(Path(f"audience.{at}.seen_floor"), "drop"),
        reading=lambda weight: reach.seen_share(weight, segment.kappa, times) * segment.size,
        exact=lambda part, counts: seen_by(part.weights[:, at], counts, segment.kappa, times) * segment.size,
        hopeless=needed >= _HEAVY,
    )


def _reach_floor(brief: Brief, table: PackageTable) -> Iterator[Limit]:
    if brief.reach_floor is None:
        return
    margin = margin_of(brief, table)
    name = f"Reach at least {count(brief.reach_floor, brief.locale)} people{_with_confidence(brief)}"
    if len(table.segments) == 1:
        yield _Reached("reach_floor", "reach_floor", name, ">=", brief.reach_floor, margin).limit(0, table)
        return
    yield Limit(
        rule="reach_floor",
        name=name,
        sense=">=",
        bound=min(brief.reach_floor * margin, 2.0 * float(table.sizes.sum())),
        unit=PEOPLE,
        vector=ones,
        setting=brief.reach_floor,
        looser=Looser(Path("reach_floor"), "bound"),
        reading=lambda people: people / margin,
        margin=margin,
        over_segments=True,
    )


def _engagement_floor(brief: Brief, table: PackageTable) -> Iterator[Limit]:
    if brief.engagement_floor is None:
        return
    margin = margin_of(brief, table)
    needed = brief.engagement_floor * margin
    yield Limit(
        rule="engagement_floor",
        name=f"At least {counted(brief.engagement_floor, 'engagement', brief.locale)}{_with_confidence(brief)}",
        sense=">=",
        bound=needed if needed < _LARGE else _beyond(table.engagements, table),
        unit=ENGAGEMENTS,
        vector=lambda part: part.engagements,
        setting=brief.engagement_floor,
        looser=Looser(Path("engagement_floor"), "bound"),
        reading=lambda engagements: engagements / margin,
        margin=margin,
        hopeless=needed >= _LARGE,
    )


def _average_fit(brief: Brief, table: PackageTable) -> Iterator[Limit]:
    if brief.average_fit is None:
        return
    asked = brief.average_fit
    # Unknown fit counts as the middle, as it does in the forecast.
    yield Limit(
        rule="average_fit",
        name=f"Average fit of at least {decimal(asked, 4, brief.locale)}",
        sense=">=",
        bound=0,
        unit=INDEX,
        vector=lambda part: np.where(np.isnan(part.fit), 0.5, part.fit),
        setting=asked,
        looser=looser_share(Path("average_fit"), ">=", asked),
        part_of=ones,
    )


RESULT_RULES = (
    Rule(
        "reach_floor",
        "Unique reach",
        "Different people who see at least one post, across all segments.",
        "Results",
        _reach_floor,
    ),
    Rule(
        "audience",
        "Unique reach of a segment",
        "The fewest or the most different people to reach in one segment.",
        "Results",
        _segments,
    ),
    Rule(
        "frequency",
        "People who see several creators",
        "Different people in one segment who see two or more, or three or more, of the creators. It is checked against "
        "the forecast, whatever confidence you ask for.",
        "Results",
        _seen,
    ),
    Rule(
        "engagement_floor",
        "Engagements",
        "The likes, comments, shares and saves to expect, added up.",
        "Results",
        _engagement_floor,
    ),
    Rule(
        "average_fit", "Average fit", "How well the booked creators fit the brand, on average.", "Results", _average_fit
    ),
)
