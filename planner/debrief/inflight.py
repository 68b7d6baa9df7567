"""A running campaign: forecast of its end result, and the brief for re-planning what is still open."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from planner.brief.brief import Brief, MustHave, OwnRecord
from planner.debrief.actual import Post, State, together
from planner.debrief.compare import Debrief, Line, reach_if_out
from planner.debrief.expected import Expected
from planner.debrief.mixed import Kind, scales
from planner.debrief.shrink import Seen, Spread, group_mean
from planner.debrief.waterfall import unique_reach_of
from planner.domain.results import Result
from planner.domain.roster import Format, Platform
from planner.forecast import skewed
from planner.forecast.assumptions import Assumptions, assumptions_of, default_assumptions
from planner.forecast.doubt import Kinds
from planner.forecast.levels import LEVELS
from planner.forecast.uncertainty import band
from planner.outcome import Band

Floats = NDArray[np.float64]
SEED = 20_27
DRAWS = 1_000
_NOW = (date(2000, 1, 1), 1.0)
_LEAST = 1e-6
_NOBODY = Result(handle="nobody")


@dataclass(frozen=True)
class _Shift:
    """Update of a platform from its published posts. factor: on its forecast; left: share of the doubt that remains."""

    factor: float
    left: float


_UNSEEN = _Shift(1.0, 1.0)


@dataclass(frozen=True)
class Outlook:
    """Forecast of a campaign's end result. planned: as forecast by the plan; so_far: from posts that are out.

    shifts: by platform, the factor on the forecast of open posts that the published ones suggest (1 = as planned).
    """

    unique_reach: Band
    engagements: Band
    cost_cents: Band
    planned_reach: float
    planned_engagements: float
    planned_cents: int
    reach_so_far: float
    engagements_so_far: float
    shifts: tuple[tuple[Platform, float], ...]


def outlook(done: Debrief, draws: int = DRAWS) -> Outlook:
    """P10, P50 and P90 of the end result: published posts as reported, open ones simulated like the forecast.

    Published posts shift the forecast of open posts on their platform, shrunk as lessons are. Posts without reported
    reach count at their forecast. Seeded: the same results give the same outlook.
    """
    assumptions = assumptions_of(done.brief)
    random = np.random.default_rng(SEED)
    shifts = _shifts(done, assumptions)
    shock_sd = assumptions.number("campaign_common_shock_log_sd")
    shock = np.exp(shock_sd * random.standard_normal(draws) - shock_sd**2 / 2)
    kinds = _kinds(done, assumptions, shifts).draw(random, draws)
    reached, engaged = np.zeros((draws, len(done.lines))), np.zeros(draws)
    cost = np.zeros(draws)
    due = assumptions.number("cash_due_without_post")
    for at, line in enumerate(done.lines):
        luck, lean, response = random.standard_normal((3, draws))
        happens = random.random(draws)
        out, engagements = _out(line)
        reached[:, at] += out
        engaged += engagements
        left = _left(line)
        paid = float(line.actual.cost_cents or 0)
        if left > 0:
            expected = line.expected
            signed = line.actual.state in (State.SIGNED, State.PART)
            own = math.sqrt(max(expected.reach_log_sd**2 - shock_sd**2 - expected.doubt_log_sd**2, 0.0))
            many = expected.pick.count
            # Creators of an archetype post independently of each other.
            posted = happens < expected.chance if many == 1 else random.binomial(many, expected.chance, draws) / many
            spread = np.array([[own**2]]), np.array([[expected.reach_third]])
            factor = shock * kinds[at] * skewed.factors(lean[None], luck[None], spread, np.ones((1, draws)))[0]
            factor = factor * shifts.get(expected.pick.platform, _UNSEEN).factor
            reached[:, at] += posted * left * expected.reach * factor
            answer = np.exp(expected.response_log_sd * response - expected.response_log_sd**2 / 2)
            engaged += posted * left * expected.engagements * factor * answer
            fee = max(expected.pick.cost_cents - paid, 0.0)
            cost += paid + (fee if signed else fee * (posted + due * (1 - posted)))
        else:
            cost += paid if line.actual.cost_cents is not None else _owed(line, due)
    unique = unique_reach_of(done, reached)
    now = np.array([[_out(line)[0] for line in done.lines]])
    return Outlook(
        unique_reach=band(unique),
        engagements=band(engaged),
        cost_cents=band(cost),
        planned_reach=done.plan.totals.unique_reach,
        planned_engagements=done.plan.totals.engagements,
        planned_cents=done.plan.totals.cost_cents,
        reach_so_far=float(unique_reach_of(done, now)[0]),
        engagements_so_far=sum(_out(line)[1] for line in done.lines),
        shifts=tuple(sorted((platform, shift.factor) for platform, shift in shifts.items())),
    )


def _out(line: Line) -> tuple[float, float]:
    """Reach and engagements of published posts; the forecast where nothing was reported."""
    if not line.actual.state.out:
        return 0.0, 0.0
    hoped = reach_if_out(line.expected, line.actual)
    part = hoped / line.expected.reach if line.expected.reach else 0.0
    reach = hoped if line.actual.reach is None else line.actual.reach
    engagements = line.actual.engagements
    return reach, part * line.expected.engagements if engagements is None else float(engagements)


def _left(line: Line) -> float:
    """Open part of a pick, 0 to 1."""
    if line.actual.state.settled:
        return 0.0
    if line.actual.state is not State.PART:
        return 1.0
    return 1 - reach_if_out(line.expected, line.actual) / line.expected.reach if line.expected.reach else 0.0


def _owed(line: Line, due: float) -> float:
    """Cash in cents for a settled pick whose cost no row reports."""
    full = float(line.expected.pick.cost_cents)
    return full if line.actual.state.out else due * full if line.actual.state is State.UNPOSTED else 0.0


def _kinds(done: Debrief, assumptions: Assumptions, shifts: Mapping[Platform, _Shift]) -> Kinds:
    """Shared doubt about kinds of picks, reduced where posts of the platform are out already."""
    expected = [line.expected for line in done.lines]
    formats, platforms = tuple(Format), assumptions.platforms
    first = [next((formats.index(f) for f, n in one.pick.deliverables.items() if n), 0) for one in expected]
    return Kinds(
        sd=np.array([one.doubt_log_sd * shifts.get(one.pick.platform, _UNSEEN).left for one in expected]),
        platform=np.array([platforms.index(one.pick.platform) for one in expected], np.int32),
        kind=np.array(
            [
                (platforms.index(one.pick.platform) * len(LEVELS) + LEVELS.index(one.level)) * len(formats) + at
                for one, at in zip(expected, first, strict=True)
            ],
            np.int64,
        ),
        market=assumptions.number("doubt_common_to_market"),
        family=assumptions.number("doubt_common_to_platform"),
    )


def _shifts(done: Debrief, assumptions: Assumptions) -> dict[Platform, _Shift]:
    """Shift of each platform's forecast from its published posts, shrunk like a lesson's group."""
    found: dict[Platform, list[tuple[Seen, float]]] = {}
    for line in done.lines:
        hoped, reach = reach_if_out(line.expected, line.actual), line.actual.reach
        if line.actual.state.out and reach and hoped > 0:
            # Posts of one campaign are equally recent.
            seen = Seen(line.creator, "this", _NOW[0], math.log(reach / hoped))
            found.setdefault(line.expected.pick.platform, []).append(
                (seen, line.expected.reach_log_sd**2 - line.expected.doubt_log_sd**2)
            )
    shock = assumptions.number("campaign_common_shock_log_sd") ** 2
    prior = assumptions.number("learning_prior_creators")
    shifts = {}
    for platform, rows in found.items():
        those = tuple(one for one, _ in rows)
        # One value per pick: all variance but the campaign's counts as between creators.
        apart = max(sum(variance for _, variance in rows) / len(rows) - shock, _LEAST)
        spread = Spread(apart, _LEAST, shock)
        # Less scatter than assumed moves the median towards the mean; it does not make the mean better.
        mean = group_mean(those, spread.scaled(*scales([Kind((platform,), "", spread, those)], prior)), prior, _NOW)
        shifts[platform] = _Shift(math.exp(mean.shift), math.sqrt(prior / (prior + mean.creators)))
    return shifts


def rest_of(done: Debrief) -> Brief:
    """The brief for re-planning what is still open, with the whole budget and everything settled fixed.

    Creators who posted or signed are must-haves with their package, at the fee paid or agreed, and are forecast with
    the reach they reported. Creators who declined, cancelled or did not post are excluded, and cash spent on them
    leaves the budget. The rest of the brief stays.
    """
    brief = done.brief
    fixed = [line for line in done.lines if line.actual.state.out or line.actual.state is State.SIGNED]
    gone = [line for line in done.lines if not line.actual.state.out and line.actual.state.settled]
    ids = {line.creator for line in fixed}
    must = [wanted for wanted in brief.must_have if wanted.creator not in ids | {line.creator for line in gone}]
    must += [
        MustHave(creator=line.creator, package=line.expected.pick.package, agreed_fee_cents=_fee(line))
        for line in fixed
    ]
    history = {**brief.history, **{line.creator: _known(line, brief.history.get(line.creator)) for line in fixed}}
    lost = sum(line.actual.cost_cents or 0 for line in gone)
    return brief.having(
        must_have=tuple(must),
        excluded=tuple(dict.fromkeys((*brief.excluded, *(line.creator for line in gone)))),
        history=history,
        budget_cents=None if brief.budget_cents is None else max(0, brief.budget_cents - lost),
    )


def _fee(line: Line) -> int | None:
    """Agreed fee in cents, without commission, that reproduces the cash paid; None = as quoted."""
    paid = line.actual.cost_cents
    if paid is None or line.actual.state is State.PART or paid == line.expected.pick.cost_cents:
        return None
    return paid


def _known(line: Line, before: OwnRecord | None) -> OwnRecord:
    """Record for the forecast of a settled pick: chance 1 if posted, and the reported reach."""
    record = OwnRecord() if before is None else before
    expected, actual = line.expected, line.actual
    if actual.state not in (State.POSTED, State.SHORT):
        return record
    changes: dict[str, float] = {"chance": 1.0}
    if actual.reach and expected.reach > 0:
        changes["reach_rate"] = min(expected.usual_rate * _times(expected, actual.reach), 1000.0)
    return record.model_copy(update=changes)


def _times(expected: Expected, reached: float) -> float:
    """Factor on each post's forecast with which all posts together reach `reached` people; by bisection."""
    usual = default_assumptions()
    low, high = 0.0, 2 * max(1.0, reached / min(slot.reach for slot in expected.slots))
    for _ in range(60):
        middle = (low + high) / 2
        posts = [
            Post(slot.format, 1, None, slot.reach * middle, False, None, _NOBODY)
            for slot in expected.slots
            for _ in range(slot.posts)
        ]
        low, high = (middle, high) if (together(posts, expected, usual) or 0.0) < reached else (low, middle)
    return low
