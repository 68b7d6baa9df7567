"""Accuracy and calibration of the planner's forecasts over all campaigns of a workspace."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from planner.debrief.memory import Judged, Memory
from planner.domain.platforms import in_order
from planner.domain.roster import Tier
from planner.wording import label

LEVELS = tuple(round(level / 10, 1) for level in range(1, 10))


@dataclass(frozen=True)
class Bias:
    """One platform or tier. bias: actual total over forecast total, less 1. inside: picks within P10 to P90."""

    key: str
    label: str
    picks: int
    inside: int
    bias: float

    @property
    def coverage(self) -> float:
        """Share of picks within P10 to P90; 0.8 is expected."""
        return self.inside / self.picks


@dataclass(frozen=True)
class Reliability:
    """One point of a reliability diagram.

    `said` is the forecast probability (0.1 to 0.9), `came` the observed frequency; `low` and `high` hold the middle
    90 % of the frequencies that a perfectly calibrated forecast would show by chance.
    """

    said: float
    came: float
    low: float
    high: float


@dataclass(frozen=True)
class Calibration:
    """Accuracy over all judged picks; empty before the first."""

    campaigns: int
    picks: int
    inside: int
    bias: float | None
    platforms: tuple[Bias, ...]
    tiers: tuple[Bias, ...]
    reliability: tuple[Reliability, ...]

    @property
    def coverage(self) -> float | None:
        """Part of the picks within P10 to P90."""
        return self.inside / self.picks if self.picks else None


def calibration(memory: Memory) -> Calibration:
    """Compare every forecast of every debriefed campaign with its result."""
    judged = [one for campaign in memory.campaigns for one in campaign.judged]
    # Each once: a place is an integral, and every level and part of the record asks for it.
    places = [one.place for one in judged]
    inside = [_inside(place) for place in places]
    return Calibration(
        campaigns=sum(bool(campaign.judged) for campaign in memory.campaigns),
        picks=len(judged),
        inside=sum(inside),
        bias=_bias(judged),
        platforms=_by(judged, inside, list(map(str, in_order(row.platform for row in judged))), "platform"),
        tiers=_by(judged, inside, [str(t) for t in Tier], "tier"),
        reliability=_reliability(places),
    )


def held(one: Judged) -> bool:
    """Whether the actual lies between P10 and P90."""
    return _inside(one.place)


def _inside(place: float) -> bool:
    return 0.1 <= place <= 0.9


def _bias(judged: Sequence[Judged]) -> float | None:
    forecast = math.fsum(one.forecast for one in judged)
    return math.fsum(one.actual for one in judged) / forecast - 1 if forecast > 0 else None


def _by(judged: Sequence[Judged], inside: Sequence[bool], keys: Sequence[str], field: str) -> tuple[Bias, ...]:
    """inside: whether the actual of each lies between P10 and P90."""
    found = []
    for key in keys:
        mine = [at for at, one in enumerate(judged) if str(getattr(one, field)) == key]
        if mine:
            bias = _bias([judged[at] for at in mine]) or 0.0
            found.append(Bias(key, label(key), len(mine), sum(inside[at] for at in mine), bias))
    return tuple(found)


def _reliability(places: Sequence[float]) -> tuple[Reliability, ...]:
    n = len(places)
    if not n:
        return ()
    points = []
    for said in LEVELS:
        came = sum(place <= said for place in places) / n
        # Normal approximation of the binomial; the plot is a guide for the eye, not a test.
        reach = 1.6448536269514722 * math.sqrt(said * (1 - said) / n)
        points.append(Reliability(said, came, max(0.0, said - reach), min(1.0, said + reach)))
    return tuple(points)
