"""Variance analysis: from the planned goal to the actual one, in steps that add up exactly.

Each step replaces one planned factor by what happened and keeps those before it; the difference is the step. Price:
what the planned money buys at the prices that were paid. Money: cash beyond or below the plan. Posting: posts that are
out. Reach: people per post. Response: engagements or conversions per person. Open posts count as planned.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.brief.brief import GoalKind
from planner.debrief.actual import State
from planner.debrief.compare import Debrief, Line, reach_if_out
from planner.forecast import reach
from planner.forecast.assumptions import assumptions_of

Floats = NDArray[np.float64]
KINDS = (GoalKind.UNIQUE_REACH, GoalKind.ENGAGEMENTS, GoalKind.CONVERSIONS)


@dataclass(frozen=True)
class Step:
    """One bar. value: what it adds, negative when it takes away."""

    key: str
    label: str
    value: float
    why: str


@dataclass(frozen=True)
class Waterfall:
    """planned + all steps = actual, up to rounding. over: no pick is open any more."""

    kind: GoalKind
    planned: float
    steps: tuple[Step, ...]
    actual: float
    over: bool


def kinds_of(done: Debrief) -> tuple[GoalKind, ...]:
    """The goals that can be explained: conversions only where the plan forecast any."""
    told = any(line.expected.conversions for line in done.lines)
    return tuple(kind for kind in KINDS if told or kind is not GoalKind.CONVERSIONS)


def waterfall(done: Debrief, kind: GoalKind) -> Waterfall:
    """Explain the difference in unique reach, engagements or conversions.

    Unique reach is never reported: it is computed from the reported reach of each creator with the overlap model of the
    plan. Raises ValueError for another kind.
    """
    if kind not in KINDS:
        raise ValueError(f"no waterfall for {kind}")
    stages = [_planned(line, kind) for line in done.lines]
    # Prices of open picks are not known yet.
    price = np.array([_price(done.lines) if _paid(line) else 1.0 for line in done.lines])
    cases = np.array(
        [
            [s.planned for s in stages],
            np.array([s.planned for s in stages]) / price,
            [s.planned for s in stages],
            [s.out for s in stages],
            [s.reached for s in stages],
            [s.answered for s in stages],
        ]
    ).reshape(6, -1)
    values = (unique_reach_of(done, cases) if kind is GoalKind.UNIQUE_REACH else cases.sum(axis=1)).tolist()
    steps = [
        Step(key, words, after - before, why)
        for (key, words, why), before, after in zip(_STEPS, values[:-1], values[1:], strict=True)
        if not (key == "response" and kind is GoalKind.UNIQUE_REACH)
    ]
    over = all(line.actual.state.settled for line in done.lines)
    return Waterfall(kind, values[0], tuple(steps), values[-1], over)


_STEPS = (
    ("price", "Price", "What the planned budget buys at the prices that were paid"),
    ("money", "Money", "Cash spent beyond or below the plan"),
    ("posting", "Posting", "Posts published, against the plan's chance that they are"),
    ("reach", "Reach", "People who saw the posts, against the forecast"),
    ("response", "Response", "How people responded to the posts, against the forecast"),
)


@dataclass(frozen=True)
class _Stages:
    """One pick's figure as planned, then with actual posts, actual reach and actual response."""

    planned: float
    out: float
    reached: float
    answered: float


def _planned(line: Line, kind: GoalKind) -> _Stages:
    expected, actual = line.expected, line.actual
    whole, told = {
        GoalKind.UNIQUE_REACH: (expected.reach, None),
        GoalKind.ENGAGEMENTS: (expected.engagements, actual.engagements),
        GoalKind.CONVERSIONS: (expected.conversions or 0.0, actual.conversions),
    }[kind]
    planned = whole * expected.chance
    if actual.state in (State.OPEN, State.SIGNED):
        return _Stages(planned, planned, planned, planned)
    if not actual.state.out:
        return _Stages(planned, 0.0, 0.0, 0.0)
    expected_reach = reach_if_out(expected, actual)
    part = expected_reach / expected.reach if expected.reach else 1.0
    # The open part of a pick counts as planned, so that only posts that are out are judged.
    rest = (1 - part) * planned if actual.state is State.PART else 0.0
    out = whole * part
    more = 1.0 if actual.reach is None or not expected_reach else actual.reach / expected_reach
    reached = out * more
    answered = reached if told is None else float(told)
    return _Stages(planned, out + rest, reached + rest, answered + rest)


def _price(lines: Sequence[Line]) -> float:
    """Price paid relative to the planned one, over posted picks with a known cost; 1 when there is none."""
    paid = [line.cost for line in lines if _paid(line)]
    planned = sum(cost.planned for cost in paid)
    actual = sum(cost.actual or 0.0 for cost in paid)
    return actual / planned if planned > 0 and actual > 0 else 1.0


def _paid(line: Line) -> bool:
    return line.actual.state.out and line.actual.state.settled and line.cost.actual is not None


def unique_reach_of(done: Debrief, values: Floats) -> Floats:
    """Unique reach over all segments, in people, shape (cases,), when the picks reach `values` people each.

    values: shape (cases, lines), in the order of the lines.
    """
    assumptions = assumptions_of(done.brief)
    usual = assumptions.number("nbd_kappa_mixed_niche")
    clip = assumptions.number("reach_rate_clip")
    shares = np.array([line.expected.in_target for line in done.lines]).reshape(len(done.lines), -1)
    # Each creator of an archetype has an audience of their own.
    counts = np.array([float(line.expected.pick.count) for line in done.lines])
    total = np.zeros(len(values))
    for at, segment in enumerate(done.brief.audience):
        kappa = usual if segment.kappa is None else segment.kappa
        r = np.minimum(values * shares[:, at] / segment.size / counts, clip)
        total += reach.unique_reach(reach.weight(r, kappa) @ counts, segment.size, kappa)
    return total
